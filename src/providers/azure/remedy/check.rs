//! What is read just before a call, so that a step fails instead of overwriting somebody's newer work.
//!
//! Resource Manager writes ids and words now in one case and now in another, and driftwall records ids in lower case. So what is read is put
//! into lower case before it is compared, in one text of all that matters. Where something is not at all as it was, the query fails or prints
//! something else, and the step goes no further either way.

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
    /// A text.
    pub(super) fn text(path: &str, is: impl Into<String>) -> Self {
        Self { ask: path.to_owned(), is: is.into() }
    }

    /// A number, or that something is so.
    pub(super) fn other(path: &str, is: impl ToString) -> Self {
        Self { ask: format!("to_string({path})"), is: is.to_string() }
    }

    /// That a list has no element of this name.
    pub(super) fn absent(list: &str, key: &str, name: &str) -> Self {
        Self::other(&format!("length({list}[?{key} == {}])", text(name)), 0)
    }

    /// A text that may be left out.
    pub(super) fn noted(path: &str, is: Option<&str>) -> Self {
        Self { is: is.unwrap_or(NOTHING).to_owned(), ..Self::nothing(path) }
    }

    /// That something is left out, or empty, but not off.
    pub(super) fn unsaid(path: &str) -> Self {
        let is_off = format!("{path} == `false` && {}", text("off"));
        Self { ask: format!("{is_off} || {path} || {}", text(NOTHING)), is: NOTHING.to_owned() }
    }

    /// That something says nothing.
    fn nothing(path: &str) -> Self {
        Self { ask: format!("{path} || {}", text(NOTHING)), is: NOTHING.to_owned() }
    }

    /// A list of texts, in any order.
    pub(super) fn all(list: &str, mut texts: Vec<String>) -> Self {
        texts.sort_unstable();
        Self { ask: format!("join({}, sort({list}))", text(",")), is: texts.join(",") }
    }

    /// Several about the fields of one thing.
    pub(super) fn under(base: &str, leaves: &[Self]) -> Self {
        match leaves {
            [] => Self::other(&format!("{base} != `null`"), true),
            several => {
                let (ask, is) = joined(several);
                Self { ask: format!("{base} | {ask}"), is }
            }
        }
    }

    /// What a fragment of `properties` says.
    pub(super) fn of_properties(fragment: &Map<String, Value>) -> Self {
        Self::under("properties", &leaves(fragment))
    }

    /// Several about one element of a list.
    pub(super) fn of_element(list: &str, key: &str, name: &str, leaves: &[Self]) -> Self {
        Self::under(&format!("{list}[?{key} == {}] | [0]", text(name)), leaves)
    }
}

/// Everything that a fragment of a resource says.
pub(super) fn leaves(fragment: &Map<String, Value>) -> Vec<Leaf> {
    let mut found = Vec::new();
    walk("", fragment, &mut found);
    found
}

fn walk(path: &str, fragment: &Map<String, Value>, found: &mut Vec<Leaf>) {
    for (key, value) in fragment {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match value {
            Value::Object(fields) if !fields.is_empty() => walk(&path, fields, found),
            Value::Array(list) if matches!(key.as_str(), "logs" | "metrics") => {
                found.push(sent(&path, list));
            }
            Value::Array(list) if !list.is_empty() => found.push(of_list(&path, list)),
            Value::String(text) if !text.is_empty() => found.push(Leaf::text(&path, text)),
            Value::Bool(true) | Value::Number(_) => found.push(Leaf::other(&path, value)),
            _ => found.push(Leaf::nothing(&path)),
        }
    }
}

/// The logs that are sent. What is not sent is listed or left out.
fn sent(path: &str, list: &[Value]) -> Leaf {
    let name = |one: &Value| {
        let name = [one.get("category"), one.get("categoryGroup")];
        name.into_iter().flatten().find_map(Value::as_str).map(str::to_owned)
    };
    let sent = format!("({path} || `[]`)[?enabled].not_null(category, categoryGroup)");
    Leaf::all(&sent, list.iter().filter_map(name).collect())
}

/// A list of texts, or of resources that are named; of anything else how long it is.
fn of_list(path: &str, list: &[Value]) -> Leaf {
    let of = |key: &str| -> Option<Vec<String>> {
        let text = |one: &Value| one.get(key).and_then(Value::as_str).map(str::to_owned);
        list.iter().map(text).collect()
    };
    let texts: Option<Vec<String>> =
        list.iter().map(|one| one.as_str().map(str::to_owned)).collect();
    if let Some(texts) = texts {
        return Leaf::all(path, texts);
    }
    if let Some(ids) = of("id") {
        return Leaf::all(&format!("{path}[].id"), ids);
    }
    Leaf::other(&format!("length({path} || `[]`)"), list.len())
}

/// That a field of one value, or that of several, has exactly these elements, each in one of its spellings.
pub(super) fn one_of_each(one: &str, several: &str, spellings: &[Vec<String>]) -> Leaf {
    let list = format!("[{one}, {several}][]");
    if spellings.iter().all(|spellings| spellings.len() == 1) {
        return Leaf::all(&list, spellings.concat());
    }
    let known: Value = spellings.iter().flatten().map(|text| Value::from(text.as_str())).collect();
    let (known, count) = (literal(&known), spellings.len());
    let counts = format!("[length({list}), length({list} | [?contains({known}, @)])]");
    Leaf::other(&counts, format!("[{count},{count}]"))
}

fn joined(leaves: &[Leaf]) -> (String, String) {
    if let [one] = leaves {
        return (one.ask.clone(), one.is.clone());
    }
    let ask = |leaf: &Leaf| {
        if leaf.ask.contains(" | ") { format!("({})", leaf.ask) } else { leaf.ask.clone() }
    };
    let asks: Vec<String> = leaves.iter().map(ask).collect();
    let are: Vec<&str> = leaves.iter().map(|leaf| leaf.is.as_str()).collect();
    (format!("join({}, [{}])", text(" "), asks.join(", ")), are.join(" "))
}

/// What runs a command line, and prints in lower case what that prints.
pub(in crate::providers::azure) const LOWERED: &[&str] = &["sh", "-c", "\"$@\" | tr A-Z a-z", "sh"];

/// The command line that asks all of this, and what it must print.
pub(super) fn check(place: &Place, leaves: &[Leaf]) -> Check {
    let (query, is) = joined(leaves);
    let read = place.text(&query);
    if !is.contains(|c: char| c.is_ascii_alphabetic()) {
        return Check { command: read, prints: is };
    }
    let mut command = Command::new(LOWERED);
    command.words.extend(read.words);
    Check { command, prints: is.to_ascii_lowercase() }
}
