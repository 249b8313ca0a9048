//! What a request is, and which command lines there are.

use serde_json::{Map, Value};

use super::line::Line;
use super::{firewalls, logs, places, policies};

/// One request that a command line makes.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) api: Api,
    /// What it is about: `["projects", "shop", "global", "firewalls", "web"]`.
    pub(super) path: Vec<String>,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<Value>,
    /// What has to be looked up for it.
    pub(super) first: First,
    /// Where Google tells how its operations go: `["projects", "shop", "global"]`.
    pub(super) told: Vec<String>,
    /// `compute.firewalls.update`
    pub(super) permission: &'static str,
}

/// Which of Google's interfaces is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Api {
    Compute,
    Logging,
}

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
    Patch,
    Delete,
}

/// What has to be looked up before a call, and goes into it.
#[derive(Clone, Debug)]
pub(super) enum First {
    /// Nothing.
    Nothing,
    /// What is there, of which the fingerprint goes into the body.
    Fingerprint(Vec<String>),
    /// What is there, of which the body is made.
    Made(Vec<String>, Remake),
}

/// The body of a call, from what is there and what the command line says.
pub(super) type Remake = fn(is: &Value, said: &Value) -> Result<Value, String>;

impl Call {
    /// One about something of a project, or of what is above.
    pub(super) fn new(method: Method, path: &[&str], permission: &'static str) -> Self {
        let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
        // An operation is told in the place where what it is about is.
        let place = match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["projects", _, "global", ..] => 3,
            ["projects", _, _, _, ..] => 4,
            _ => 2,
        };
        let told = path.get(..place).unwrap_or_default().to_vec();
        Self {
            method,
            api: Api::Compute,
            path,
            query: Vec::new(),
            body: None,
            first: First::Nothing,
            told,
            permission,
        }
    }

    pub(super) fn with(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }

    pub(super) fn asking(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// On the condition that what is at the path of the call is as it is now.
    pub(super) fn fingerprinted(self) -> Self {
        Self { first: First::Fingerprint(self.path.clone()), ..self }
    }

    /// `edit firewalls/web`
    pub(super) fn named(&self) -> String {
        let verb = match self.method {
            Method::Get => "read",
            Method::Post => "make",
            Method::Patch => "edit",
            Method::Delete => "delete",
        };
        let last = self.path.get(self.path.len().saturating_sub(2)..).unwrap_or_default();
        format!("{verb} {}", last.join("/"))
    }
}

/// What makes requests of command lines that begin with the same words.
pub(super) type Row = (&'static [&'static str], fn(&mut Line, About<'_>) -> Result<Call, String>);

/// What a command line is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct About<'a> {
    /// The words after those that say what is done.
    pub(super) names: &'a [&'a str],
    /// The project, where one is said.
    pub(super) project: Option<&'a str>,
}

impl<'a> About<'a> {
    pub(super) fn name(&self) -> Result<&'a str, String> {
        match self.names {
            [one] => Ok(one),
            _ => Err("it names another number of things than one".to_owned()),
        }
    }

    pub(super) fn project(&self) -> Result<&'a str, String> {
        self.project.ok_or_else(|| "it names no project".to_owned())
    }
}

pub(super) fn all() -> impl Iterator<Item = &'static Row> {
    [firewalls::ROWS, policies::ROWS, places::ROWS, logs::ROWS].into_iter().flatten()
}

/// The request that a command line makes.
pub(super) fn call(mut line: Line) -> Result<Call, String> {
    let words = line.words.clone();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let row = all().find(|(start, _)| words.starts_with(start));
    let Some((start, make)) = row else {
        let verb: Vec<&str> = words.iter().take(3).copied().collect();
        return Err(format!(
            "driftwall makes no call `gcloud {}`; the printed command is the way",
            verb.join(" ")
        ));
    };
    let names = words.get(start.len()..).unwrap_or_default();
    let project = line.take("--project");
    let call = make(&mut line, About { names, project: project.as_deref() })?;
    line.finish()?;
    Ok(call)
}

/// An object without what is not said.
pub(super) fn object(fields: Vec<(&str, Option<Value>)>) -> Value {
    let said = fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(said.collect::<Map<String, Value>>())
}
