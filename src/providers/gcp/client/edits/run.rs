//! The command lines of a script, one after the other.

use serde_json::Value;
use tokio::time::timeout;

use super::super::connect::Google;
use super::super::errors::Wrong;
use super::line::Line;
use super::rows::{Api, Call, First, Method, call};
use super::told::stop;
use crate::model::Script;
use crate::providers::live::causes;
use crate::providers::live::change::{Pause, Stop, came, patiently};
use crate::providers::live::desk::Desk;
use crate::providers::live::refusal::words;
use crate::providers::live::{Came, Refused, Way};

/// A script on its way.
pub(super) struct Run<'a> {
    google: &'a Google,
    desk: &'a Desk<'a>,
}

impl<'a> Run<'a> {
    pub(super) fn new(google: &'a Google, desk: &'a Desk<'a>) -> Self {
        Self { google, desk }
    }

    /// Runs a script or rehearses it: how it ended, and how many calls that change something were made.
    pub(super) async fn all(&self, script: &Script, way: Way) -> (Came, usize) {
        let mut made = 0;
        came(self.each(script, way, &mut made).await, way, made)
    }

    async fn each(&self, script: &Script, way: Way, made: &mut usize) -> Result<(), Stop> {
        // What can't be made ends it before anything is sent.
        let calls: Result<Vec<Call>, String> =
            script.commands.iter().map(|command| call(Line::of(command)?)).collect();
        for (place, call) in calls.map_err(Stop::failed)?.into_iter().enumerate() {
            match way {
                // What comes after the first is about what that makes.
                Way::Rehearse if place > 0 => {}
                Way::Rehearse => {
                    self.filled(call).await?;
                }
                Way::Make => {
                    let call = self.filled(call).await?;
                    self.change(&call).await?;
                    *made += 1;
                }
            }
        }
        Ok(())
    }

    /// A call with what has to be looked up for it.
    async fn filled(&self, call: Call) -> Result<Call, Stop> {
        let (path, remake) = match &call.first {
            First::Nothing => return Ok(call),
            First::Fingerprint(path) => (path, None),
            First::Made(path, remake) => (path, Some(*remake)),
        };
        let look = Call {
            method: Method::Get,
            path: path.clone(),
            query: Vec::new(),
            body: None,
            first: First::Nothing,
            ..call.clone()
        };
        let is = self.patiently(&look).await.map_err(|wrong| self.stop(&look, &wrong))?;
        let said = call.body.clone().unwrap_or_default();
        let body = match remake {
            Some(remake) => remake(&is, &said),
            None => with_fingerprint(&is, said),
        };
        let body = body.map_err(|why| Stop::failed(format!("{}: {why}", call.named())))?;
        Ok(Call { body: Some(body), first: First::Nothing, ..call })
    }

    /// Changes something, and follows it until Google says that it is done.
    async fn change(&self, call: &Call) -> Result<(), Stop> {
        let said = self.patiently(call).await.map_err(|wrong| self.stop(call, &wrong))?;
        if call.api == Api::Logging {
            return Ok(());
        }
        let name = said.get("name").and_then(Value::as_str).filter(|name| is_plain(name));
        let Some(name) = name.map(str::to_owned) else {
            return Err(Stop::Unsaid(format!(
                "{}: Google took it, and names no operation; what answers there?",
                call.named()
            )));
        };
        let mut path = call.told.clone();
        path.extend(["operations".to_owned(), name]);
        let look = Call {
            method: Method::Get,
            path,
            query: Vec::new(),
            body: None,
            first: First::Nothing,
            ..call.clone()
        };
        self.follow(call, &look, said).await
    }

    async fn follow(&self, call: &Call, look: &Call, mut said: Value) -> Result<(), Stop> {
        let mut pause = Pause::new(self.desk);
        while said.get("status").and_then(Value::as_str) != Some("DONE") {
            pause.next(&call.named()).await?;
            let asked = self.patiently(look).await.map_err(|wrong| self.stop(look, &wrong));
            said = asked.map_err(|stop| stop.after_it_was_taken(&call.named()))?;
        }
        ended(call, &said)
    }

    fn stop(&self, call: &Call, wrong: &Wrong) -> Stop {
        stop(call, self.desk.limits(), self.desk.place, wrong)
    }

    async fn patiently(&self, call: &Call) -> Result<Value, Wrong> {
        let changes = call.method != Method::Get;
        patiently(self.desk.limits(), changes, || self.once(call)).await
    }

    async fn once(&self, call: &Call) -> Result<Value, Wrong> {
        let api = match call.api {
            Api::Compute => &self.google.compute,
            Api::Logging => self.google.sinks.api(),
        };
        let start: &[&str] = match call.api {
            Api::Compute => &["compute", "v1"],
            Api::Logging => &["v2"],
        };
        let path: Vec<&str> =
            start.iter().copied().chain(call.path.iter().map(String::as_str)).collect();
        let query: Vec<(&str, &str)> =
            call.query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let method = match call.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let body = call.body.as_ref().map(Value::to_string);
        let limit = self.desk.limits().attempt();
        let answer = match timeout(limit, api.call(method, &path, &query, body)).await {
            Ok(answer) => answer?,
            Err(_) => return Err(Wrong::Silent(words(limit))),
        };
        if answer.is_empty() && call.api == Api::Logging {
            return Ok(Value::Null);
        }
        Ok(serde_json::from_slice(&answer)?)
    }
}

/// The body, on the condition that what was read is still so.
fn with_fingerprint(is: &Value, mut said: Value) -> Result<Value, String> {
    let mark = is.get("fingerprint").ok_or("Google does not say which version it is")?;
    match said.as_object_mut() {
        Some(fields) => {
            fields.insert("fingerprint".to_owned(), mark.clone());
            Ok(said)
        }
        None => Err("it says nothing".to_owned()),
    }
}

/// Whether a name stays in its place of a path.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// How an operation ended.
fn ended(call: &Call, operation: &Value) -> Result<(), Stop> {
    let Some(error) = operation.get("error") else { return Ok(()) };
    let first = error.pointer("/errors/0");
    let text = |key: &str| first.and_then(|one| one.get(key)?.as_str()).map(causes::line);
    let why: Vec<String> = [text("code"), text("message")].into_iter().flatten().collect();
    let is_taken = why
        .first()
        .is_some_and(|code| code == "RESOURCE_ALREADY_EXISTS" || code == "RESOURCE_NOT_FOUND");
    let refused = if is_taken { Refused::Changed } else { Refused::Failed };
    let words = format!("{}: Google took it, and did not do it ({})", call.named(), why.join(": "));
    Err(Stop::Refused(refused, words))
}
