//! An event, as `docker events --format '{{json .}}'` prints it and the Engine API sends it (`EventMessage`).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use crate::providers::deeds::{Text, told};

/// An event.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Event<'a> {
    #[serde(borrow, rename = "Action")]
    pub(super) action: Option<Text<'a>>,
    #[serde(borrow, rename = "Actor")]
    about: About<'a>,
    #[serde(borrow, rename = "Type")]
    pub(super) sort: Option<Text<'a>>,
    time: Option<i64>,
    #[serde(rename = "timeNano")]
    nanoseconds: Option<i64>,
}

/// What it is about; the engine calls it the actor.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct About<'a> {
    #[serde(borrow, rename = "Attributes")]
    attributes: Option<BTreeMap<Text<'a>, Text<'a>>>,
    #[serde(borrow, rename = "ID")]
    id: Option<Text<'a>>,
}

impl<'a> Event<'a> {
    /// Reads an event.
    ///
    /// # Errors
    /// In words, when it is no JSON object, or a field is of another type than the engine documents.
    pub(super) fn read(text: &'a str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| format!("can't read the event: {error}"))
    }

    /// When it happened.
    ///
    /// # Errors
    /// In words, when it does not say.
    pub(super) fn time(&self) -> Result<Timestamp, String> {
        let exactly = self.nanoseconds.map(|time| Timestamp::from_nanosecond(i128::from(time)));
        let time = exactly.or_else(|| self.time.map(Timestamp::from_second));
        time.ok_or("the event has no `timeNano` and no `time`")?
            .map_err(|error| format!("the event has no time that can be read: {error}"))
    }

    /// The id of what it is about.
    pub(super) fn id(&self) -> Option<&str> {
        told(&self.about.id)
    }

    /// What is said of it.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let attributes = self.about.attributes.as_ref()?;
        let found = attributes.iter().find(|(key, _)| &***key == name);
        found.map(|(_, value)| &**value).filter(|value| !value.is_empty())
    }
}
