//! The sinks of Cloud Logging.

use serde_json::{Map, Value, json};

use super::line::{Line, split};
use super::rows::{About, Api, Call, First, Method, Row, object};

pub(super) const ROWS: &[Row] = &[
    (&["logging", "sinks", "update"], update),
    (&["logging", "sinks", "create"], |line, about| {
        let [name, destination] = about.names else {
            return Err("it does not say where a sink writes".to_owned());
        };
        let parent = parent(line, about)?;
        let mut body = said(line);
        let Some(fields) = body.as_object_mut() else { return Err("it says nothing".to_owned()) };
        fields.insert("name".to_owned(), (*name).into());
        fields.insert("destination".to_owned(), (*destination).into());
        for (word, key) in CHILDREN {
            if line.has(word) {
                fields.insert((*key).to_owned(), true.into());
            }
        }
        if line.has("--use-partitioned-tables") {
            fields.insert("bigqueryOptions".to_owned(), json!({ "usePartitionedTables": true }));
        }
        if let Some(one) = line.take("--exclusion") {
            fields.insert("exclusions".to_owned(), json!([exclusion(&one)?]));
        }
        let call = call(Method::Post, &parent, None, "logging.sinks.create").with(body);
        Ok(call.asking("uniqueWriterIdentity", "true"))
    }),
    (&["logging", "sinks", "delete"], |line, about| {
        let parent = parent(line, about)?;
        Ok(call(Method::Delete, &parent, Some(about.name()?), "logging.sinks.delete"))
    }),
];

const CHILDREN: &[(&str, &str)] =
    &[("--include-children", "includeChildren"), ("--intercept-children", "interceptChildren")];

fn call(method: Method, parent: &[String], name: Option<&str>, permission: &'static str) -> Call {
    let mut path = parent.to_vec();
    path.push("sinks".to_owned());
    path.extend(name.map(str::to_owned));
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    Call { api: Api::Logging, told: Vec::new(), ..Call::new(method, &path, permission) }
}

/// Whose sink it is.
fn parent(line: &mut Line, about: About<'_>) -> Result<Vec<String>, String> {
    let of = |sort: &str, id: &str| vec![sort.to_owned(), id.to_owned()];
    match (about.project, line.take("--folder"), line.take("--organization")) {
        (Some(id), None, None) => Ok(of("projects", id)),
        (None, Some(id), None) => Ok(of("folders", &id)),
        (None, None, Some(id)) => Ok(of("organizations", &id)),
        _ => Err("it does not say whose sink it is".to_owned()),
    }
}

fn said(line: &mut Line) -> Value {
    object(vec![
        ("filter", line.take("--log-filter").map(Value::from)),
        ("description", line.take("--description").map(Value::from)),
        ("disabled", line.switch("--disabled", "--no-disabled").map(Value::from)),
    ])
}

/// An update changes the fields that it names, and those alone.
fn update(line: &mut Line, about: About<'_>) -> Result<Call, String> {
    let (name, destination) = match about.names {
        [name] => (*name, None),
        [name, destination] => (*name, Some(*destination)),
        _ => return Err("it does not say which sink".to_owned()),
    };
    let parent = parent(line, about)?;
    let mut body = said(line);
    let Some(fields) = body.as_object_mut() else { return Err("it says nothing".to_owned()) };
    fields.extend(destination.map(|place| ("destination".to_owned(), Value::from(place))));
    for (word, key) in CHILDREN {
        if line.has(word) {
            fields.insert((*key).to_owned(), true.into());
        }
    }
    let mut edits = Map::new();
    edits.extend(line.list("--remove-exclusions").map(|names| (GONE.to_owned(), names.into())));
    if let Some(one) = line.take("--add-exclusion") {
        edits.insert(COME.to_owned(), exclusion(&one)?);
    }
    let is_of_exclusions = !edits.is_empty();
    let mut mask: Vec<&str> = fields.keys().map(String::as_str).collect();
    if is_of_exclusions {
        mask.push("exclusions");
    }
    let mask = mask.join(",");
    fields.extend(edits);
    let call = call(Method::Patch, &parent, Some(name), "logging.sinks.update").with(body);
    let path = call.path.clone();
    let call = call.asking("updateMask", mask).asking("uniqueWriterIdentity", "true");
    // What is not said of a sink's destination is read and said again, as the interface wants it.
    Ok(Call { first: First::Made(path, sink), ..call })
}

/// Under which names exclusions stand until it is known which there are.
const GONE: &str = "gone";
const COME: &str = "come";

fn sink(is: &Value, said: &Value) -> Result<Value, String> {
    let mut said = said.clone();
    let Some(fields) = said.as_object_mut() else { return Err("it says nothing".to_owned()) };
    if !fields.contains_key("destination") {
        let place = is.get("destination").ok_or("Google does not say where the sink writes")?;
        fields.insert("destination".to_owned(), place.clone());
    }
    let (gone, come) = (fields.remove(GONE), fields.remove(COME));
    if gone.is_some() || come.is_some() {
        let gone = gone.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
        let mut list = is.get("exclusions").and_then(Value::as_array).cloned().unwrap_or_default();
        list.retain(|one| !one.get("name").is_some_and(|name| gone.contains(name)));
        list.extend(come);
        fields.insert("exclusions".to_owned(), list.into());
    }
    Ok(said)
}

/// `^;^name=x;filter=y`
fn exclusion(text: &str) -> Result<Value, String> {
    let mut fields = Map::new();
    for part in split(text) {
        let (key, value) = part.split_once('=').ok_or("a part of an exclusion has no value")?;
        let value = match key {
            "name" | "filter" | "description" => value.into(),
            "disabled" => true.into(),
            _ => return Err(format!("nothing is known of `{key}` of an exclusion")),
        };
        fields.insert(key.to_owned(), value);
    }
    Ok(Value::Object(fields))
}
