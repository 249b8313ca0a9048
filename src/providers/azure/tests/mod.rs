//! Tests over the whole of the provider: dumps in, readings out.

mod declarations;
mod diagnostic_settings;
mod facts;
mod flow_logs;
mod layouts;
mod models;
mod recorded;
mod secrets;
mod shuffled;
mod trouble;

use serde_json::{Value, json};

use super::ENTRY;
use crate::model::{Reading, ScopeReading};
use crate::providers::Answer;
use crate::providers::tests::dumped::{self, answer, context, durable, file, reason};

/// Where the dump lies in which every field that Azure documents is set.
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/azure/every-field");

/// Reads a dump of subscription 5d3c.
fn read(answers: Vec<Answer>) -> ScopeReading {
    read_as("azure:5d3c", answers)
}

fn read_as(scope: &str, answers: Vec<Answer>) -> ScopeReading {
    dumped::read(&ENTRY, scope, answers)
}

fn kind<'a>(reading: &'a ScopeReading, word: &str) -> &'a Reading {
    dumped::kind(reading, &format!("azure.{word}"))
}

/// The id of a resource of Microsoft.Network in the group `shop`, in lower case.
fn id(rest: &str) -> String {
    format!("/subscriptions/5d3c/resourcegroups/shop/providers/microsoft.network/{rest}")
}

/// An answer with one security group that has these rules.
fn nsg(rules: Value) -> Value {
    json!([{
        "id": id("networksecuritygroups/web"), "name": "web", "securityRules": rules,
        "defaultSecurityRules": []
    }])
}

/// A rule that allows tcp 22 from anywhere, with some fields set otherwise; `null` takes one out.
fn rule(other: Value) -> Value {
    let mut rule = json!({
        "name": "ssh", "access": "Allow", "direction": "Inbound", "priority": 100, "protocol": "Tcp",
        "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*",
        "destinationPortRange": "22"
    });
    let fields = rule.as_object_mut().unwrap();
    if let Value::Object(other) = other {
        fields.extend(other);
    }
    fields.retain(|_, value| !value.is_null());
    rule
}

/// A dump in which every field that Azure documents is set.
fn every_field() -> Vec<(String, Value)> {
    dumped::fixtures("azure/every-field")
}

fn read_all(files: &[(String, Value)]) -> ScopeReading {
    read(files.iter().map(|(name, json)| answer(name, json)).collect())
}

/// An answer of Resource Manager as older versions of `az` print it: `properties` taken apart, `Ip` for `IP`, a
/// `resourceGroup` beside every id, and `null` for what is not set.
fn as_az_prints(value: &Value) -> Value {
    match value {
        Value::Array(list) => Value::Array(list.iter().map(as_az_prints).collect()),
        Value::Object(fields) => {
            let mut printed = serde_json::Map::new();
            let mut inside = serde_json::Map::new();
            for (key, value) in fields {
                match (key.as_str(), as_az_prints(value)) {
                    ("tags", _) => drop(printed.insert("tags".to_owned(), value.clone())),
                    ("properties", Value::Object(fields)) => inside = fields,
                    (key, value) => {
                        let mut key = key.replace("VM", "Vm").replace("winRM", "winRm");
                        for run in ["IPA", "IPC", "IPF", "IPP"] {
                            key = key.replace(run, &format!("Ip{}", &run[2..]));
                        }
                        let key =
                            key.strip_suffix("IP").map_or(key.clone(), |key| format!("{key}Ip"));
                        printed.insert(key, value);
                    }
                }
            }
            for (key, value) in inside {
                let taken = printed.contains_key(&key);
                let key = if taken { "typePropertiesType".to_owned() } else { key };
                printed.insert(key, value);
            }
            let is_arm =
                |id: &Value| id.as_str().is_some_and(|id| id.starts_with("/subscriptions/"));
            if printed.get("id").is_some_and(is_arm) {
                printed.insert("resourceGroup".to_owned(), "shop".into());
            }
            if !printed.contains_key("value") && !printed.contains_key("values") {
                printed.insert("notSet".to_owned(), Value::Null);
            }
            Value::Object(printed)
        }
        other => other.clone(),
    }
}
