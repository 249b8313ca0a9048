//! Tags of whatever Azure has.

use serde_json::{Value, json};

use super::arm::{Place, ascii, literal};
use super::check::{Leaf, check};
use super::ways::odd;
use crate::model::{Script, Setting};

/// The version of Resource Manager's own tags.
const TAGS: &str = "2021-04-01";

/// Tags are set by themselves. One that goes is named with its value, so that one with another value stays.
pub(super) fn tag(place: &Place, setting: &Setting) -> Result<Script, String> {
    let empty = json!({});
    let (operation, value) = match (&setting.from, &setting.to) {
        (_, Some(value)) => ("Merge", value),
        (Some(value), None) => ("Delete", value),
        (None, None) => return Err(odd()),
    };
    let tags = Place { id: place.id.clone(), version: TAGS }
        .child("providers/Microsoft.Resources/tags", "default");
    let Some(key) = setting.path.get(1) else {
        // All of them came, or went.
        let body = json!({ "operation": operation, "properties": { "tags": value } });
        let is = literal(setting.from.as_ref().unwrap_or(&empty));
        let asked = Leaf::other(&format!("(properties.tags || `{{}}`) == {is}"), true);
        return Ok(Script {
            check: Some(check(&tags, &[asked])),
            commands: vec![tags.patch(&body)],
        });
    };
    let body = json!({ "operation": operation, "properties": { "tags": { key: value } } });
    let now = format!("(properties.tags || `{{}}`).\"{}\"", quoted(key));
    let asked = match setting.from.as_ref().and_then(Value::as_str) {
        None => Leaf::other(&format!("{now} == `null`"), true),
        Some(text) => Leaf::text(&now, text),
    };
    Ok(Script { check: Some(check(&tags, &[asked])), commands: vec![tags.patch(&body)] })
}

/// A key inside of the double quotes of JMESPath, which are those of JSON.
fn quoted(key: &str) -> String {
    let text = ascii(&Value::from(key));
    text.trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned()
}
