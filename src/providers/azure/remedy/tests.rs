//! That every field is put back or left with a reason, and the words of commands.

use serde_json::{Value, json};

use super::arm::{ascii, literal};
use crate::providers::azure::ENTRY;
use crate::providers::tests::dumped;
use crate::providers::tests::remedies::{Counted, commands, every_field, set};

/// What is printed for whatever may become of everything that Azure documents.
pub(in crate::providers::azure) fn all() -> Counted {
    let mut counted = Counted::default();
    let files = dumped::fixtures("azure/every-field");
    let answers = files.iter().map(|(name, json)| dumped::answer(name, json)).collect();
    let scope = "azure:5d3c";
    let reading = dumped::read(&ENTRY, scope, answers);
    let nowhere = every_field(&ENTRY, scope, &reading, &mut counted);
    assert!(nowhere.is_empty(), "no fixture has {nowhere:?}");
    counted
}

#[test]
fn every_field_is_put_back_or_left_with_a_reason() {
    let counted = all();
    assert!(counted.made > 100 && counted.left > 20, "{} {}", counted.made, counted.left);
}

const GROUP: &str =
    "/subscriptions/s/resourcegroups/r/providers/microsoft.network/networksecuritygroups/edge";

#[test]
fn a_rule_is_one_call() {
    let rule = json!({
        "access": "deny", "from": ["azure.service-tag:Internet"], "name": "it's {subscriptionId}", "ports": "22,80-90", "priority": 100,
        "protocol": "tcp", "to": ["*"],
    });
    let edit = set("azure:s", "azure.nsg", GROUP, &[("inbound", true, Value::Null, rule)]);
    let url = format!("{GROUP}/securityRules/it%27s%20%7BsubscriptionId%7D?api-version=2024-05-01");
    let body = json!({"properties": {
        "access": "Deny", "destinationAddressPrefix": "*", "destinationPortRanges": ["22", "80-90"], "direction": "Inbound", "priority": 100,
        "protocol": "Tcp", "sourceAddressPrefix": "Internet", "sourcePortRange": "*",
    }});
    assert_eq!(
        commands(&ENTRY, &edit),
        [
            format!("az rest --method put --url {url} --body {body} --output none"),
            format!(
                "az resource wait --ids {GROUP}/securityRules/it's {{subscriptionId}} --api-version 2024-05-01 --created"
            ),
        ]
    );
    assert_eq!(
        commands(&ENTRY, &edit.undo()),
        [
            format!("az rest --method delete --url {url} --output none"),
            format!(
                "az resource wait --ids {GROUP}/securityRules/it's {{subscriptionId}} --api-version 2024-05-01 --deleted"
            ),
        ]
    );
}

#[test]
fn no_value_begins_with_what_az_reads_a_file_for() {
    let tag = set(
        "azure:s",
        "azure.nsg",
        GROUP,
        &[("tags/@file", false, Value::Null, json!("@/etc/passwd"))],
    );
    for command in commands(&ENTRY, &tag) {
        assert!(!command.split(' ').any(|word| word.starts_with('@')), "{command}");
    }
}

#[test]
fn text_is_plain_inside_of_a_query_and_a_body() {
    let value = json!("a`b\n\u{202e}\u{1f512}\"\\");
    assert_eq!(ascii(&value), "\"a`b\\n\\u202e\\ud83d\\udd12\\\"\\\\\"");
    let back: Value = serde_json::from_str(literal(&value).trim_matches('`')).unwrap();
    assert_eq!(back, value);
    assert_eq!(literal(&value).matches('`').count(), 2);
}
