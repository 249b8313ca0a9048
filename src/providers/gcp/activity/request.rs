//! What a call was given, in the spelling of the API.
//!
//! An entry shows a request as its protocol buffer is printed, which is not how the API is spoken to: lists have a plural of their own (`alloweds`), whole numbers are texts, maps are lists of keys and values, and
//! the items of tags stand without their wrapping. Here it is brought into the API's own spelling, so that it can be read as any answer is.

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// The fields of a request; none where the entry shows none.
#[derive(Debug, Default)]
pub(super) struct Request(Map<String, Value>);

/// Whole numbers of the shapes that are read, which entries print as texts.
const NUMBERS: &[&str] =
    &["priority", "prefixLength", "vlan", "externalIpv6PrefixLength", "flowSampling"];

impl Request {
    /// Takes what stands in an entry.
    pub(super) fn read(raw: Option<&RawValue>) -> Self {
        let read = raw.and_then(|raw| serde_json::from_str(raw.get()).ok());
        let mut fields: Map<String, Value> = read.unwrap_or_default();
        fields.remove("@type");
        let mut tree = Value::Object(fields);
        respell(&mut tree);
        Self(match tree {
            Value::Object(fields) => fields,
            _ => Map::new(),
        })
    }

    /// Whether the entry shows nothing of it.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it says something of a field.
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// A text.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str().filter(|text| !text.is_empty())
    }

    /// A switch that it says something of.
    pub(super) fn switch(&self, key: &str) -> Option<bool> {
        self.get(key)?.as_bool()
    }

    /// What stands under one of these keys, or else all of it: some calls have their resource in a field, some have its fields beside theirs.
    pub(super) fn under(&self, keys: &[&str]) -> Self {
        let inner = keys.iter().find_map(|key| self.get(key)?.as_object());
        Self(inner.unwrap_or(&self.0).clone())
    }

    /// The same with a field as this, where nothing is said of it.
    pub(super) fn or(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.entry(key).or_insert_with(|| value.into());
        self
    }

    /// The same with all of another beneath it.
    pub(super) fn over(mut self, other: Self) -> Self {
        for (key, value) in other.0 {
            self.0.entry(key).or_insert(value);
        }
        self
    }

    /// As a shape of the API; nothing when it is none.
    pub(super) fn read_as<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_value(Value::Object(self.0.clone())).ok()
    }
}

fn respell(tree: &mut Value) {
    match tree {
        Value::Array(list) => list.iter_mut().for_each(respell),
        Value::Object(fields) => {
            for (odd, key) in [("alloweds", "allowed"), ("denieds", "denied")] {
                if let Some(list) = fields.remove(odd) {
                    fields.insert(key.to_owned(), list);
                }
            }
            for (key, value) in fields.iter_mut() {
                match (key.as_str(), &mut *value) {
                    (word, Value::String(text)) if NUMBERS.contains(&word) => {
                        if let Ok(number) = serde_json::from_str::<serde_json::Number>(text) {
                            *value = Value::Number(number);
                        }
                    }
                    ("labels", Value::Array(list)) => {
                        if let Some(map) = pairs(list) {
                            *value = Value::Object(map);
                        }
                    }
                    _ => respell(value),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// `[{"key": "env", "value": "prod"}]`.
fn pairs(list: &[Value]) -> Option<Map<String, Value>> {
    let pair = |one: &Value| {
        let key = one.get("key")?.as_str()?.to_owned();
        let value = one.get("value").and_then(Value::as_str).unwrap_or_default();
        Some((key, Value::from(value)))
    };
    list.iter().map(pair).collect()
}
