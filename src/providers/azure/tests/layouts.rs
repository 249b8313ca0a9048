//! `az` and Resource Manager lay out the same estate in two ways. What is recorded is the same, byte for byte.

use serde_json::{Value, json};

use super::{as_az_prints, every_field, read_all};

/// The documents of a dump, one a line.
fn bytes(files: &[(String, Value)]) -> String {
    let reading = read_all(files);
    let mut text = String::new();
    for (kind, read) in &reading.kinds {
        text += &format!("{kind} {:?}\n", read.coverage);
        for (identity, resource) in &read.resources {
            text += &format!(
                "{identity}\n{}\n{}\n",
                resource.durable.as_str(),
                resource.context.as_str()
            );
        }
    }
    text
}

/// A copy in which some texts are written in another way.
fn rewritten(value: &Value, write: fn(&str) -> String) -> Value {
    match value {
        Value::Array(list) => Value::Array(list.iter().map(|one| rewritten(one, write)).collect()),
        Value::Object(fields) => Value::Object(
            fields.iter().map(|(key, one)| (key.clone(), rewritten(one, write))).collect(),
        ),
        Value::String(text) => Value::String(write(text)),
        other => other.clone(),
    }
}

#[test]
fn az_and_resource_manager_are_recorded_alike() {
    let arm = every_field();
    let az: Vec<_> = arm.iter().map(|(name, json)| (name.clone(), as_az_prints(json))).collect();
    assert_ne!(arm, az);
    assert_eq!(bytes(&arm), bytes(&az));
    // Most lists of `az` have nothing round them.
    let bare = az.into_iter().map(|(name, json)| {
        let list = json.get("value").or_else(|| json.get("values")).unwrap().clone();
        (name, list)
    });
    assert_eq!(bytes(&arm), bytes(&bare.collect::<Vec<_>>()));
}

#[test]
fn the_case_of_ids_and_of_the_words_of_rules_is_nothing() {
    let files = every_field();
    for write in [str::to_lowercase, str::to_uppercase] as [fn(&str) -> String; 2] {
        let write_ids: fn(&str) -> String = if write("a") == "a" {
            |text| {
                if text.starts_with("/subscriptions/") {
                    text.to_lowercase()
                } else {
                    text.to_owned()
                }
            }
        } else {
            |text| match text {
                "Tcp" | "Deny" | "Inbound" | "Outbound" => text.to_uppercase(),
                id if id.starts_with("/subscriptions/") => id.to_uppercase(),
                other => other.to_owned(),
            }
        };
        let other: Vec<_> =
            files.iter().map(|(name, json)| (name.clone(), rewritten(json, write_ids))).collect();
        assert_ne!(files, other);
        assert_eq!(bytes(&files), bytes(&other));
    }
}

#[test]
fn a_single_value_and_a_list_of_one_are_the_same() {
    let one = super::rule(json!({ "sourceAddressPrefix": "192.0.2.0/24" }));
    let several = super::rule(json!({
        "sourceAddressPrefix": null, "sourceAddressPrefixes": ["192.0.2.9/24"], "sourcePortRange": null,
        "sourcePortRanges": ["0-65535"], "destinationAddressPrefix": "", "destinationAddressPrefixes": ["*"],
        "destinationPortRange": null, "destinationPortRanges": ["22-22"], "protocol": "TCP", "access": "allow"
    }));
    let read = |rule: Value| bytes(&[("nsg-list".to_owned(), super::nsg(json!([rule])))]);
    assert_eq!(read(one), read(several));
}
