//! Resources that are read, changed in one place and written back, all of it in queries of `az` itself.
//!
//! What driftwall doesn't record of a resource stays as it is, because it comes from what was read. The etag is read first: whatever changes
//! after that makes the call fail.

use serde_json::{Map, Value};

use super::arm::{Place, literal, text};
use crate::model::Command;

/// Under which name the condition is kept.
const UNCHANGED: &str = "unchanged";

/// A list of named parts, inside of a resource.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    /// Where it is, under `properties`.
    pub(super) path: &'static str,
    /// What names a part.
    pub(super) key: &'static str,
    /// Whether a part's fields stand in it directly, not under `properties`.
    pub(super) is_flat: bool,
}

/// What becomes of a part.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) name: String,
    /// What it says, and nothing when it goes.
    pub(super) to: Option<Map<String, Value>>,
    /// Whether what is there stays where nothing else is said.
    pub(super) keeps: bool,
}

impl List {
    /// The list in JMESPath, empty where there is none.
    pub(super) fn expression(&self) -> String {
        format!("(properties.{} || `[]`)", self.path)
    }

    /// The list with parts that became others.
    fn changed(&self, parts: &[Part]) -> String {
        let (list, key) = (self.expression(), self.key);
        let names: Vec<Value> = parts.iter().map(|part| Value::from(part.name.as_str())).collect();
        let mut pieces =
            vec![format!("{list}[?!contains({}, {key})]", literal(&Value::Array(names)))];
        for part in parts {
            let Some(to) = &part.to else { continue };
            pieces.push(if part.keeps {
                let merged = if self.is_flat {
                    merged("@", to)
                } else {
                    format!("merge(@, {{properties: {}}})", merged("properties", to))
                };
                format!("map(&{merged}, {list}[?{key} == {}])", text(&part.name))
            } else {
                literal(&Value::Array(vec![self.whole(part, to)]))
            });
        }
        format!("[{}][]", pieces.join(", "))
    }

    /// A part as it is written where none was.
    fn whole(&self, part: &Part, to: &Map<String, Value>) -> Value {
        let mut whole = Map::new();
        if self.is_flat {
            whole = to.clone();
        } else {
            let said = to.iter().filter(|(_, value)| !value.is_null());
            let said = said.map(|(key, value)| (key.clone(), value.clone())).collect();
            whole.insert("properties".to_owned(), Value::Object(said));
        }
        let key = if self.key.contains('.') { "name" } else { self.key };
        whole.insert(key.to_owned(), part.name.as_str().into());
        Value::Object(whole)
    }
}

/// An object with other values in places, everything else as it is. What only names a resource is one value.
fn merged(path: &str, fragment: &Map<String, Value>) -> String {
    let mut fields = Vec::new();
    for (key, value) in fragment {
        let inner = if path == "@" { key.clone() } else { format!("{path}.{key}") };
        let written = match value {
            Value::Object(object) if !object.is_empty() && !object.contains_key("id") => {
                merged(&inner, object)
            }
            other => literal(other),
        };
        fields.push(format!("{key}: {written}"));
    }
    let base = if path == "@" { path.to_owned() } else { format!("{path} || `{{}}`") };
    format!("merge({base}, {{{}}})", fields.join(", "))
}

/// Writes a resource back with other properties.
pub(super) fn properties(place: &Place, fragment: &Map<String, Value>) -> Vec<Command> {
    rewritten(place, &merged("properties", fragment))
}

/// Writes a resource back with other parts in a list.
pub(super) fn parts(place: &Place, list: &List, parts: &[Part]) -> Vec<Command> {
    rewritten(place, &format!("merge(properties, {{{}: {}}})", list.path, list.changed(parts)))
}

fn rewritten(place: &Place, properties: &str) -> Vec<Command> {
    let etag = format!("join({}, [{}, etag])", text("="), text("If-Match"));
    let body = place.document(&format!("merge(@, {{properties: {properties}}})"));
    vec![
        place.text(&etag).keeping(UNCHANGED),
        place.put_output(body, UNCHANGED),
        place.wait("--updated"),
    ]
}
