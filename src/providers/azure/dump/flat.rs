//! Two layouts of one resource → one.
//!
//! Resource Manager puts what a resource says under `properties`, at every level, and writes `privateIPAddress`. `az` takes
//! `properties` apart, adds `resourceGroup` beside every id and prints everything that is not set as `null`; older versions
//! write `privateIpAddress`. Whichever it was, what comes out here is the same.

use serde_json::{Map, Value};

/// What every object of Resource Manager and `az` has and that says nothing of it. Kinds declare them as left out.
const ENVELOPE: &[&str] = &["etag", "provisioningState", "resourceGroup", "resourceGuid"];

/// Brings an item into the one layout.
pub(in crate::providers::azure) fn flat(value: Value) -> Value {
    match value {
        Value::Array(list) => Value::Array(list.into_iter().map(flat).collect()),
        Value::Object(fields) => Value::Object(object(fields)),
        other => other,
    }
}

fn object(fields: Map<String, Value>) -> Map<String, Value> {
    let mut plain = Map::new();
    let mut inside = Map::new();
    for (key, value) in fields {
        let key = camel(&key);
        match (key.as_str(), value) {
            (_, Value::Null) => {}
            // The keys of tags are people's own words.
            ("tags", value) => drop(plain.insert(key, value)),
            ("properties", Value::Object(fields)) => inside = object(fields),
            (_, value) => drop(plain.insert(key, flat(value))),
        }
    }
    // `Microsoft.Network/networkInterfaces`, and not the type of an extension, which is a word of its own.
    if matches!(plain.get("type"), Some(Value::String(text)) if text.contains('/')) {
        plain.remove("type");
    }
    for key in ENVELOPE {
        plain.remove(*key);
    }
    let mut twice = Map::new();
    for (key, value) in inside {
        match plain.get(&key) {
            Some(outside) if *outside != value => drop(twice.insert(key, value)),
            _ => drop(plain.insert(key, value)),
        }
    }
    // Nobody documents a field in both places, so that this is news.
    if !twice.is_empty() {
        plain.insert("properties".to_owned(), Value::Object(twice));
    }
    plain
}

/// A key in the one spelling: `privateIPAddress` is `privateIpAddress`, `EnableFloatingIP` is `enableFloatingIp`.
fn camel(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    let is_upper = |index: usize| letters.get(index).is_some_and(char::is_ascii_uppercase);
    let mut plain = String::with_capacity(key.len());
    for (index, letter) in letters.iter().enumerate() {
        let after_upper = index > 0 && is_upper(index - 1);
        let ends_run = index + 1 == letters.len() || is_upper(index + 1);
        let lower = index == 0 || (after_upper && ends_run);
        plain.push(if lower { letter.to_ascii_lowercase() } else { *letter });
    }
    plain
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{camel, flat};

    #[test]
    fn every_spelling_of_a_key_is_one() {
        for (key, plain) in [
            ("privateIPAddress", "privateIpAddress"),
            ("privateIpAddress", "privateIpAddress"),
            ("enableFloatingIP", "enableFloatingIp"),
            ("publicIPPrefix", "publicIpPrefix"),
            ("enableOnlyIPv6Peering", "enableOnlyIPv6Peering"),
            ("privateEndpointVNetPolicies", "privateEndpointVNetPolicies"),
            ("provisionVMAgent", "provisionVmAgent"),
            ("winRM", "winRm"),
            ("vTpmEnabled", "vTpmEnabled"),
            ("diskIOPSReadWrite", "diskIopsReadWrite"),
            ("SecurityRules", "securityRules"),
            ("ID", "id"),
            ("", ""),
        ] {
            assert_eq!(camel(key), plain);
        }
    }

    #[test]
    fn both_layouts_are_one() {
        let arm = json!({
            "id": "/x", "name": "Web", "type": "Microsoft.Network/x", "etag": "W/1", "tags": { "IPAddress": "ID" },
            "properties": { "provisioningState": "Succeeded", "publicIPAddress": { "id": "/y" },
                "rules": [{ "name": "one", "properties": { "access": "Allow", "resourceGuid": "g" } }] }
        });
        let az = json!({
            "access": null, "etag": "W/2", "id": "/x", "name": "Web", "resourceGroup": "r", "type": "Microsoft.Network/x",
            "publicIpAddress": { "id": "/y", "resourceGroup": "r" }, "tags": { "IPAddress": "ID" },
            "rules": [{ "access": "Allow", "name": "one", "description": null }]
        });
        assert_eq!(flat(arm.clone()), flat(az));
        assert_eq!(flat(flat(arm.clone())), flat(arm));
    }

    #[test]
    fn the_type_of_an_extension_is_its_own() {
        let extension = json!({ "name": "monitor", "type": "Microsoft.Compute/virtualMachines/extensions",
            "properties": { "type": "AzureMonitorLinuxAgent" } });
        assert_eq!(flat(extension), json!({ "name": "monitor", "type": "AzureMonitorLinuxAgent" }));
    }

    #[test]
    fn a_field_in_both_places_is_not_lost() {
        let odd = json!({ "access": "Deny", "properties": { "access": "Allow" } });
        assert_eq!(flat(odd.clone()), odd);
    }
}
