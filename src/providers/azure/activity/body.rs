//! What was sent and answered.
//!
//! `requestbody` and `responseBody` are texts with a resource of Resource Manager in them; neither is in every record, and what is too large is left out.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::model::Outcome;
use crate::providers::azure::dump::flat;

/// The properties of a record.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Body {
    entity: Option<Value>,
    message: Option<Value>,
    #[serde(alias = "requestBody")]
    requestbody: Option<Value>,
    #[serde(alias = "responsebody")]
    response_body: Option<Value>,
    status_code: Option<Value>,
    status_message: Option<Value>,
}

/// A resource as it was sent or answered.
#[derive(Clone, Debug)]
pub(super) enum Shown {
    /// As it was answered: all of it.
    Answered(Value),
    /// As it was sent: what is not said is as Azure has it.
    Sent(Value),
}

impl Shown {
    /// As a shape of Resource Manager, with this id where it has none.
    pub(super) fn read_as<T: DeserializeOwned>(&self, id: &str, name: Option<&str>) -> Option<T> {
        let (Self::Answered(value) | Self::Sent(value)) = self;
        let mut value = value.clone();
        let fields = value.as_object_mut()?;
        fields.insert("id".to_owned(), id.into());
        if let Some(name) = name {
            fields.entry("name").or_insert_with(|| name.into());
        }
        serde_json::from_value(value).ok()
    }
}

fn text(value: &Option<Value>) -> Option<&str> {
    value.as_ref().and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// A document, which mostly is a text that has it.
fn document(value: &Option<Value>) -> Option<Value> {
    let value = match value.as_ref()? {
        Value::String(text) => serde_json::from_str(text).ok()?,
        other => other.clone(),
    };
    value.as_object().is_some_and(|fields| !fields.is_empty()).then_some(value)
}

impl Body {
    pub(super) fn read(raw: Option<&RawValue>) -> Self {
        let Some(raw) = raw else { return Self::default() };
        // Some exports have the properties as a text.
        if let Ok(text) = serde_json::from_str::<String>(raw.get()) {
            return serde_json::from_str(&text).unwrap_or_default();
        }
        serde_json::from_str(raw.get()).unwrap_or_default()
    }

    pub(super) fn entity(&self) -> Option<String> {
        text(&self.entity).map(str::to_owned)
    }

    pub(super) fn message(&self) -> Option<String> {
        text(&self.message).map(str::to_owned)
    }

    /// The resource as it was answered, else as it was sent. Of what failed only what was sent is the resource.
    pub(super) fn body(&self, outcome: &Outcome) -> Option<Shown> {
        let answered = match outcome {
            Outcome::Done | Outcome::Open => document(&self.response_body),
            Outcome::Refused(_) | Outcome::Failed(_) => None,
        };
        let answered = answered.filter(|value| value.get("error").is_none());
        answered
            .map(|value| Shown::Answered(flat(value)))
            .or_else(|| document(&self.requestbody).map(|value| Shown::Sent(flat(value))))
    }

    /// Whether the resource was not there before.
    pub(super) fn is_created(&self) -> bool {
        text(&self.status_code).is_some_and(|code| code.eq_ignore_ascii_case("Created"))
    }

    /// Whether it was answered that who called had no right to.
    pub(super) fn is_forbidden(&self) -> bool {
        let is = |code: &str| code.eq_ignore_ascii_case("Forbidden");
        text(&self.status_code).is_some_and(is)
    }

    /// The error in Azure's words: `AuthorizationFailed: The client …`.
    pub(super) fn error(&self) -> Option<String> {
        let message = document(&self.status_message);
        let Some(message) = message else { return text(&self.status_message).map(str::to_owned) };
        let error = message.get("error").unwrap_or(&message);
        let of = |key: &str| error.get(key).and_then(Value::as_str);
        match (of("code"), of("message")) {
            (Some(code), Some(words)) => Some(format!("{code}: {words}")),
            (one, other) => one.or(other).map(str::to_owned),
        }
    }
}
