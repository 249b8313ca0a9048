//! Documents that grow, and values that are taken over from the container that is there.

use serde_json::{Map, Value, json};

use crate::providers::docker::remedy::{Fact, Given};

/// A document that grows.
#[derive(Debug, Default)]
pub(super) struct Body(Map<String, Value>);

impl Body {
    /// A place, with the objects around it.
    fn at(&mut self, path: &[&str]) -> Option<&mut Value> {
        let (first, rest) = path.split_first()?;
        let mut place = self.0.entry(*first).or_insert(Value::Null);
        for key in rest {
            if place.is_null() {
                *place = json!({});
            }
            place = place.as_object_mut()?.entry(*key).or_insert(Value::Null);
        }
        Some(place)
    }

    /// Sets a field.
    pub(super) fn set(&mut self, path: &[&str], value: impl Into<Value>) {
        if let Some(place) = self.at(path) {
            *place = value.into();
        }
    }

    /// Adds an element to a list.
    pub(super) fn push(&mut self, path: &[&str], value: impl Into<Value>) {
        if let Some(place) = self.at(path) {
            match place {
                Value::Array(list) => list.push(value.into()),
                other => *other = json!([value.into()]),
            }
        }
    }

    /// Sets a key of a map.
    pub(super) fn insert(&mut self, path: &[&str], key: &str, value: impl Into<Value>) {
        if let Some(place) = self.at(path) {
            match place {
                Value::Object(map) => {
                    map.insert(key.to_owned(), value.into());
                }
                other => *other = Value::Object(Map::from_iter([(key.to_owned(), value.into())])),
            }
        }
    }

    /// Adds `key=value` to a map.
    pub(super) fn pair(&mut self, path: &[&str], pair: &str) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        self.insert(path, key, value);
    }

    pub(super) fn value(self) -> Value {
        self.0.into()
    }
}

/// A number, as an option has it.
pub(super) fn number(option: &str, value: &str) -> Result<i64, String> {
    value.parse().map_err(|_| format!("`{option} {value}` is no number"))
}

/// What is given, as text.
pub(super) fn text(given: &Given, old: &Value) -> Result<String, String> {
    match given {
        Given::On => Ok("true".to_owned()),
        Given::Text(text) => Ok(text.clone()),
        Given::Fields(_) => Err("several fields are no text".to_owned()),
        Given::Of { container, fact } => taken(fact, old)
            .ok_or_else(|| format!("`{container}` no longer has what is to be taken over from it")),
    }
}

/// A value of the container that is there.
fn taken(fact: &Fact, old: &Value) -> Option<String> {
    let own = |value: &Value| value.as_str().map(str::to_owned);
    match fact {
        Fact::Path => own(old.get("Path")?),
        Fact::Argument(place) => own(old.get("Args")?.get(place)?),
        Fact::Variable(name) => {
            let mut all =
                old.get("Config")?.get("Env")?.as_array()?.iter().filter_map(Value::as_str);
            let is = |line: &&str| line.split('=').next() == Some(name.as_str());
            all.find(is).map(str::to_owned)
        }
        Fact::Health => own(old.get("Config")?.get("Healthcheck")?.get("Test")?.get(1)?),
        Fact::Value(values, key) => {
            let mut place = old;
            for part in values.path() {
                place = place.get(part)?;
            }
            Some(format!("{key}={}", place.get(key)?.as_str()?))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_grows() {
        let mut body = Body::default();
        body.set(&["HostConfig", "Init"], true);
        body.push(&["HostConfig", "CapAdd"], "ALL");
        body.push(&["HostConfig", "CapAdd"], "CHOWN");
        body.pair(&["Labels"], "a=b=c");
        body.insert(&["ExposedPorts"], "80/tcp", json!({}));
        let expected = json!({
            "HostConfig": {"Init": true, "CapAdd": ["ALL", "CHOWN"]},
            "Labels": {"a": "b=c"}, "ExposedPorts": {"80/tcp": {}},
        });
        assert_eq!(body.value(), expected);
    }

    #[test]
    fn what_is_taken_over_is_what_is_there() {
        let old = json!({"Path": "/bin/sh", "Args": ["-c"], "Config": {"Env": ["A=1", "AB=2=3"]}});
        let of = |fact| text(&Given::Of { container: "web".to_owned(), fact }, &old);
        assert_eq!(of(Fact::Path).as_deref(), Ok("/bin/sh"));
        assert_eq!(of(Fact::Argument(0)).as_deref(), Ok("-c"));
        assert_eq!(of(Fact::Variable("AB".to_owned())).as_deref(), Ok("AB=2=3"));
        assert!(of(Fact::Variable("B".to_owned())).is_err());
        assert!(of(Fact::Argument(1)).is_err() && of(Fact::Health).is_err());
    }
}
