//! Tags of whatever EC2 has.

use serde_json::{Value, json};

use super::cli::{ec2, json};
use crate::model::{Command, Edit, Setting};
use crate::providers::aws::parse::tags::Tags;

/// Puts a tag back as it was, or all of them where there are none on the other side. A tag that goes is named with its value, so that one
/// with another value stays.
pub(super) fn command(edit: &Edit, setting: &Setting) -> Option<Command> {
    let (operation, value) = match (&setting.from, &setting.to) {
        (_, Some(value)) => ("create-tags", value),
        (Some(value), None) => ("delete-tags", value),
        (None, None) => return None,
    };
    let tag = |key: &str, value: &Value| Some(json!({ "Key": key, "Value": value.as_str()? }));
    let tags: Option<Vec<Value>> = match (setting.path.get(1), value) {
        (Some(key), value) => tag(key, value).map(|tag| vec![tag]),
        (None, Value::Object(all)) => all.iter().map(|(key, value)| tag(key, value)).collect(),
        (None, _) => None,
    };
    let command = ec2(operation, edit).option("--resources", edit.id.identity.as_str());
    Some(command.option("--tags", json(&Value::Array(tags?))))
}

/// The tags of something that is made, as the calls that make it take them; nothing without tags.
pub(super) fn of_new(sort: &str, tags: &Tags) -> Option<Value> {
    if tags.is_empty() {
        return None;
    }
    let tags: Vec<Value> =
        tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    Some(json!([{ "ResourceType": sort, "Tags": tags }]))
}
