//! What is read just before a call, so that a step fails instead of overwriting somebody's newer work.
//!
//! Resource Manager writes ids now in one case and now in another, and driftwall records them in lower case. So what is read is put into lower
//! case before it is compared, in one text of all that matters.

use serde_json::{Map, Value};

use super::arm::{Place, literal, text};
use crate::model::{Check, Command};

/// One thing that is asked, in JMESPath, and what it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) ask: String,
    pub(super) is: String,
}

/// What stands for all that is nothing: left out, null, false, empty.
const NOTHING: &str = "-";

impl Leaf {
    /// That something is so.
    pub(super) fn holds(condition: &str) -> Self {
        Self { ask: format!("to_string({condition})"), is: "true".to_owned() }
    }

    /// That a list has no element of this name.
    pub(super) fn absent(list: &str, key: &str, name: &str) -> Self {
        Self {
            ask: format!("to_string(length({list}[?{key} == {}]))", text(name)),
            is: "0".to_owned(),
        }
    }

    /// Several about one element of a list.
    pub(super) fn of_element(list: &str, key: &str, name: &str, leaves: &[Self]) -> Self {
        if leaves.is_empty() {
            let ask = format!("to_string(length({list}[?{key} == {}]))", text(name));
            return Self { ask, is: "1".to_owned() };
        }
        let (ask, is) = joined(leaves);
        Self { ask: format!("({list}[?{key} == {}] | [0] | {ask})", text(name)), is }
    }

    fn at(path: &str, list: Option<&str>, is: String) -> Self {
        let shown = match list {
            Some(list) => format!("join({}, sort({list}))", text(",")),
            None => format!("to_string({path})"),
        };
        Self { ask: format!("{path} && {shown} || {}", text(NOTHING)), is }
    }
}

/// Everything that a fragment of a resource says.
pub(super) fn leaves(path: &str, fragment: &Map<String, Value>) -> Vec<Leaf> {
    let mut found = Vec::new();
    for (key, value) in fragment {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match value {
            Value::Object(fields) if !fields.is_empty() => found.extend(leaves(&path, fields)),
            Value::Array(list) if !list.is_empty() => found.push(of_list(&path, list)),
            Value::Null | Value::Bool(false) | Value::Array(_) | Value::Object(_) => {
                found.push(Leaf::at(&path, None, NOTHING.to_owned()));
            }
            Value::String(text) if text.is_empty() => {
                found.push(Leaf::at(&path, None, NOTHING.to_owned()));
            }
            Value::String(text) => found.push(Leaf::at(&path, None, text.clone())),
            other => found.push(Leaf::at(&path, None, other.to_string())),
        }
    }
    found
}

/// A list of texts, or of resources that are named, in any order; of anything else its length.
fn of_list(path: &str, list: &[Value]) -> Leaf {
    let texts = |key: Option<&str>| -> Option<Vec<String>> {
        let text = |one: &Value| key.map_or(Some(one), |key| one.get(key)).and_then(Value::as_str).map(str::to_lowercase);
        list.iter().map(text).collect()
    };
    let is_sent = |one: &Value| one.get("enabled") == Some(&Value::Bool(true));
    if list.iter().all(is_sent) {
        // What is not sent is listed or left out.
        let named = |one: &Value| one.get("category").or_else(|| one.get("categoryGroup")).and_then(Value::as_str).map(str::to_lowercase);
        let mut names: Vec<String> = list.iter().filter_map(named).collect();
        names.sort_unstable();
        let shown = format!("{path}[?enabled].not_null(category, categoryGroup)");
        return Leaf::at(&shown, Some(&shown), names.join(","));
    }
    for key in [None, Some("id")] {
        if let Some(mut texts) = texts(key) {
            texts.sort_unstable();
            let shown = key.map_or_else(|| path.to_owned(), |key| format!("{path}[].{key}"));
            return Leaf::at(path, Some(&shown), texts.join(","));
        }
    }
    Leaf { ask: format!("to_string(length({path} || `[]`))"), is: list.len().to_string() }
}

/// That a list, single value or both, has exactly these elements, each in one of its spellings.
pub(super) fn one_of_each(paths: [&str; 2], spellings: &[Vec<String>]) -> Leaf {
    let list = format!("[{}, {}][] | [?@ != {}]", paths[0], paths[1], text(""));
    let known: Vec<Value> = spellings.iter().flatten().map(|text| Value::from(text.as_str())).collect();
    let known = literal(&Value::Array(known));
    let count = literal(&Value::from(spellings.len()));
    let is_known = format!("length({list} | [?contains({known}, @)]) == {count}");
    Leaf::holds(&format!("length({list}) == {count} && {is_known}"))
}

fn joined(leaves: &[Leaf]) -> (String, String) {
    let asks: Vec<&str> = leaves.iter().map(|leaf| leaf.ask.as_str()).collect();
    let are: Vec<&str> = leaves.iter().map(|leaf| leaf.is.as_str()).collect();
    (format!("join({}, [{}])", text(" "), asks.join(", ")), are.join(" "))
}

/// The command line that asks all of this, and what it must print.
pub(super) fn check(place: &Place, leaves: &[Leaf]) -> Check {
    let (query, is) = joined(leaves);
    let mut command = Command::new(&["sh", "-c", "\"$@\" | tr '[:upper:]' '[:lower:]'", "sh"]);
    command.words.extend(place.text(&query).words);
    Check { command, prints: is.to_ascii_lowercase() }
}
