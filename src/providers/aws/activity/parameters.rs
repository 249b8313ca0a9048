//! What a call was given and what it answered, in whichever of CloudTrail's spellings.
//!
//! EC2 writes the same thing in two ways. Older calls have names that begin with a small letter and lists in an envelope
//! (`"groupSet": {"items": [{"groupId": "sg-1"}]}`). Newer ones are wrapped in their own name, keep the names of the query, and write a list of one
//! without a list (`"FlowLogId": {"tag": 1, "content": "fl-1"}`). Numbers and switches come as such or as text. Here all of them
//! read alike.

use serde_json::Value;
use serde_json::value::RawValue;

/// What a call was given, or what it answered.
#[derive(Debug, Default)]
pub(super) struct Parameters(Value);

impl Parameters {
    /// Reads them.
    ///
    /// # Errors
    /// In words, when they are no JSON that can be read.
    pub(super) fn read(raw: Option<&RawValue>) -> Result<Self, String> {
        let Some(raw) = raw else { return Ok(Self::default()) };
        serde_json::from_str(raw.get())
            .map(Self)
            .map_err(|error| format!("can't read what the call was given or answered: {error}"))
    }

    /// What is in them, out of the wrapper that is named after the call.
    pub(super) fn of(&self, call: &str, wrapper: &str) -> Said<'_> {
        let inside = self.0.as_object().and_then(|fields| {
            fields.iter().find(|(key, _)| {
                key.strip_prefix(call).is_some_and(|rest| rest.eq_ignore_ascii_case(wrapper))
            })
        });
        Said(Some(inside.map_or(&self.0, |(_, value)| value)))
    }

    /// Whether nothing is there to read: nothing was written down, or CloudTrail left it out for its size.
    pub(super) fn is_left_out(&self) -> bool {
        match &self.0 {
            Value::Null => true,
            Value::Object(fields) => fields.get("omitted").and_then(Value::as_bool) == Some(true),
            _ => false,
        }
    }
}

/// Something that a record says, or doesn't.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Said<'a>(Option<&'a Value>);

impl<'a> Said<'a> {
    /// A field, whatever its capitals.
    pub(super) fn get(self, name: &str) -> Self {
        let Some(Value::Object(fields)) = self.0 else { return Self(None) };
        let found = fields.get(name).or_else(|| {
            fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        });
        Self(found)
    }

    /// The first of these fields that says something.
    pub(super) fn any(self, names: &[&str]) -> Self {
        names.iter().map(|name| self.get(name)).find(|one| one.is_said()).unwrap_or_default()
    }

    /// Whether it says anything: an empty text and an object without fields say nothing.
    pub(super) fn is_said(self) -> bool {
        match self.0 {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Object(fields)) => !fields.is_empty(),
            Some(_) => true,
        }
    }

    /// Whether the field is there at all, be it empty.
    pub(super) const fn is_there(self) -> bool {
        self.0.is_some()
    }

    /// As JSON.
    pub(super) const fn value(self) -> Option<&'a Value> {
        self.0
    }

    /// As a text: itself, the content of an element, or the one field of an element of a list of texts.
    pub(super) fn text(self) -> Option<String> {
        match self.0? {
            Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(switch) => Some(switch.to_string()),
            Value::Object(fields) => {
                let mut inside = fields.iter().filter(|(key, _)| *key != "tag");
                let (_, first) = inside.next()?;
                let is_alone = inside.next().is_none() && !first.is_object() && !first.is_array();
                is_alone.then(|| Self(Some(first)).text()).flatten()
            }
            Value::Null | Value::Array(_) => None,
        }
    }

    /// As a number.
    pub(super) fn number(self) -> Option<i64> {
        match self.0? {
            // Some that hand records on write whole numbers with a fraction.
            Value::Number(number) => {
                number.as_i64().or_else(|| number.to_string().strip_suffix(".0")?.parse().ok())
            }
            _ => self.text()?.parse().ok(),
        }
    }

    /// As a port, or the type or code of a message. What is written there and is no number is one that no port has, so that it isn't taken for
    /// something that nobody wrote.
    pub(super) fn port(self) -> Option<i64> {
        self.number().or_else(|| self.is_said().then_some(i64::MIN))
    }

    /// As a switch: `true`, or `{"value": true}`.
    pub(super) fn switch(self) -> Option<bool> {
        match self.0? {
            Value::Bool(switch) => Some(*switch),
            _ => self.text()?.parse().ok(),
        }
    }

    /// As a list, in whichever envelope, or as one element that stands alone.
    pub(super) fn list(self) -> Vec<Self> {
        match self.0 {
            Some(Value::Array(list)) => list.iter().map(|one| Self(Some(one))).collect(),
            Some(Value::Object(fields)) => {
                let mut inside = fields.iter();
                match (inside.next(), inside.next()) {
                    (None, _) => Vec::new(),
                    (Some((_, Value::Array(list))), None) => {
                        list.iter().map(|one| Self(Some(one))).collect()
                    }
                    (Some((key, one)), None) if matches!(&**key, "item" | "items" | "member") => {
                        Self(Some(one)).list()
                    }
                    _ => vec![self],
                }
            }
            Some(Value::String(text)) if text.is_empty() => Vec::new(),
            Some(Value::Null) | None => Vec::new(),
            Some(_) => vec![self],
        }
    }

    /// As a list of texts.
    pub(super) fn texts(self) -> Vec<String> {
        self.list().into_iter().filter_map(Self::text).collect()
    }
}
