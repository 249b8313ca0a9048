//! What is asked of Google, and what is looked up just before.

use reqwest::Method;
use serde_json::{Map, Value};

use super::lists::segment;
use crate::providers::calls::Named;

/// A request that changes something.
pub(super) struct Request {
    pub(super) api: Api,
    pub(super) method: Method,
    pub(super) path: Vec<String>,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<Value>,
    /// Whether it makes something that was not there, and is refused when it is.
    pub(super) is_new: bool,
    /// What it takes over from what is there.
    pub(super) takes: Option<Takes>,
}

/// Which of Google's APIs is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Api {
    /// Compute Engine, which begins an operation.
    Compute,
    /// Cloud Logging, which answers when it is done.
    Logging,
}

/// What a request takes over from what is there: whatever has to be said again, and the fingerprint with which Google refuses it when
/// somebody else was faster.
pub(super) struct Takes {
    /// The call that reads, and the permission that it needs.
    pub(super) call: Named,
    /// What is read.
    pub(super) path: Vec<String>,
    /// Puts it into the body; why it does not fit what is there.
    pub(super) over: Over,
}

/// Puts what is there into a body.
pub(super) type Over =
    Box<dyn Fn(&Value, &mut Map<String, Value>) -> Result<(), String> + Send + Sync>;

/// A path, each part of which is a name.
pub(super) fn path(parts: &[&str]) -> Result<Vec<String>, String> {
    parts.iter().map(|part| segment(part).map(str::to_owned)).collect()
}

/// The same with more parts behind it.
pub(super) fn below(path: &[String], parts: &[&str]) -> Result<Vec<String>, String> {
    let mut path = path.to_vec();
    for part in parts {
        path.push(segment(part)?.to_owned());
    }
    Ok(path)
}

impl Request {
    fn of(method: Method, path: Vec<String>, body: Option<Body>) -> Self {
        let body = body.map(|Body(fields)| Value::Object(fields));
        let api = Api::Compute;
        Self { api, method, path, query: Vec::new(), body, is_new: false, takes: None }
    }

    /// Makes something in a collection.
    pub(super) fn insert(collection: Vec<String>, body: Body) -> Self {
        Self { is_new: true, ..Self::of(Method::POST, collection, Some(body)) }
    }

    /// Changes the fields that are said, and no others.
    pub(super) fn patch(path: Vec<String>, body: Body) -> Self {
        Self::of(Method::PATCH, path, Some(body))
    }

    /// Takes something away.
    pub(super) fn delete(path: Vec<String>) -> Self {
        Self::of(Method::DELETE, path, None)
    }

    /// Does something with it that has a name of its own.
    pub(super) fn does(path: &[String], verb: &str, body: Option<Body>) -> Result<Self, String> {
        Ok(Self::of(Method::POST, below(path, &[verb])?, body))
    }

    /// The same with a parameter.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// The same with what is taken over from what is there.
    pub(super) fn taking(
        self,
        call: Named,
        path: Vec<String>,
        over: impl Fn(&Value, &mut Map<String, Value>) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Self { takes: Some(Takes { call, path, over: Box::new(over) }), ..self }
    }

    /// The same with the fingerprint of what is there.
    pub(super) fn if_unchanged(self, call: Named, path: Vec<String>) -> Self {
        self.taking(call, path, |is, body| fingerprint(is, "fingerprint", body))
    }
}

/// Takes over the fingerprint of what is there.
pub(super) fn fingerprint(
    is: &Value,
    name: &str,
    body: &mut Map<String, Value>,
) -> Result<(), String> {
    let found = is.get(name).filter(|found| found.is_string());
    let found = found.ok_or_else(|| format!("it is without `{name}`, which it always has"))?;
    body.insert(name.to_owned(), found.clone());
    Ok(())
}

/// A document that grows.
#[derive(Debug, Default)]
pub(super) struct Body(Map<String, Value>);

impl Body {
    /// The same with a field.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// The same with a field, if it is said.
    pub(super) fn and(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Whether nothing is said.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As a part of another.
    pub(super) fn done(self) -> Value {
        Value::Object(self.0)
    }
}
