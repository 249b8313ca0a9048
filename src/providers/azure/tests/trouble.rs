//! Whatever is wrong with a file is told, and never looks like an empty answer.

use serde_json::{Value, json};

use super::{ENTRY, answer, every_field, file, id, kind, nsg, read, reason, rule};
use crate::model::Status;

#[test]
fn what_is_no_answer_is_a_gap_with_a_way_out() {
    for (bytes, status, parts) in [
        ("", Status::Failed, &["the file is empty", "az network nsg list -o json"] as &[_]),
        ("[{\"id\": ", Status::Failed, &["ends in the middle"]),
        ("{\"items\": []}", Status::Failed, &["expected `value`, found `items`"]),
        ("\"nothing\"", Status::Failed, &["expected an array, or an object with `value`"]),
        (
            "{\"error\": {\"code\": \"AuthorizationFailed\", \"message\": \"no\"}}",
            Status::Denied,
            &["Microsoft.Network/networkSecurityGroups/read"],
        ),
        (
            "ERROR: (AuthorizationFailed) The client 'x' does not have authorization\nCode: AuthorizationFailed",
            Status::Denied,
            &["Microsoft.Network/networkSecurityGroups/read"],
        ),
        ("{\"error\": {\"code\": \"TooManyRequests\"}}", Status::Throttled, &["again later"]),
        ("{\"error\": {\"code\": \"429\"}}", Status::Throttled, &["again later"]),
        (
            "{\"error\": {\"code\": \"SubscriptionNotFound\"}}",
            Status::Failed,
            &["log in to its tenant"],
        ),
        (
            "{\"error\": {\"code\": \"NoRegisteredProviderFound\"}}",
            Status::Absent,
            &["does not have"],
        ),
        ("{\"error\": {\"code\": \"InvalidResourceType\"}}", Status::Absent, &["does not have"]),
        (
            "{\"error\": {\"code\": \"InternalServerError\"}}",
            Status::Failed,
            &["the error InternalServerError"],
        ),
    ] {
        let reading = read(vec![file("nsg-list", bytes)]);
        let groups = kind(&reading, "nsg");
        assert_eq!(groups.coverage.status, status, "{bytes}");
        assert!(groups.resources.is_empty());
        for part in parts.iter().chain(&["nsg-list.json"]) {
            assert!(reason(groups).contains(part), "{}", reason(groups));
        }
    }
    for empty in ["[]", "{\"value\": []}", "[\n]\n"] {
        let reading = read(vec![file("nsg-list", empty)]);
        assert_eq!(kind(&reading, "nsg").coverage.status, Status::Complete, "{empty}");
    }
}

#[test]
fn a_page_that_tells_of_another_is_a_part() {
    let page = |more: &str| json!({ "value": nsg(json!([rule(json!({}))])), "nextLink": more });
    let cut = read(vec![answer("nsg-list", &page("https://management.azure.com/x"))]);
    assert_eq!(kind(&cut, "nsg").coverage.status, Status::Partial);
    assert!(reason(kind(&cut, "nsg")).contains("nextLink"));
    let whole = read(vec![
        answer("nsg-list", &page("https://management.azure.com/x")),
        answer("nsg-list.page-2", &json!({ "value": [], "nextLink": null })),
    ]);
    assert_eq!(kind(&whole, "nsg").coverage.status, Status::Complete);
    let networks = json!([{ "id": id("virtualnetworks/shop") }]);
    let rules = json!({ "value": [], "skipToken": "more" });
    let admin = read(vec![
        answer("vnet-list", &networks),
        answer("list-effective-security-admin-rules.shop", &rules),
    ]);
    let admin = kind(&admin, "security-admin-rules");
    assert_eq!(admin.coverage.status, Status::Partial);
    assert!(admin.resources.is_empty(), "some of the rules of a network are not its rules");
}

#[test]
fn a_resource_of_another_subscription_is_told_and_not_taken() {
    let foreign: Value = serde_json::from_str(&every_field_text().replace("5D3C", "9999")).unwrap();
    let reading =
        read(foreign.as_object().unwrap().iter().map(|(name, json)| answer(name, json)).collect());
    for spec in ENTRY.kinds {
        let read = &reading.kinds[&spec.kind];
        if spec.kind.word() == "service-tag" {
            continue;
        }
        assert!(read.resources.is_empty(), "{}", spec.kind);
        if spec.kind.word() == "security-admin-rules" {
            continue;
        }
        assert_eq!(read.coverage.status, Status::Partial, "{}", spec.kind);
        let reason = read.coverage.reason.as_deref().unwrap();
        assert!(reason.contains("of subscription 9999"), "{reason}");
        assert!(reason.contains("azure/9999/"), "{reason}");
    }
}

fn every_field_text() -> String {
    let files: serde_json::Map<String, Value> = every_field().into_iter().collect();
    Value::Object(files).to_string()
}

#[test]
fn files_of_unknown_names_are_told() {
    let reading = read(vec![answer("nsgs-list", &json!([])), answer("vnet-list", &json!([]))]);
    let names: Vec<_> = reading.unrecognised.keys().collect();
    assert_eq!(names, ["nsgs-list.json"]);
    assert!(reading.unrecognised["nsgs-list.json"].contains("`nsg-list`"));
}

#[test]
fn every_call_that_is_refused_makes_its_kind_not_complete() {
    let files = every_field();
    for (refused, _) in &files {
        let answers = files.iter().map(|(name, json)| {
            if name == refused {
                answer(name, &json!({ "error": { "code": "AuthorizationFailed" } }))
            } else {
                answer(name, json)
            }
        });
        let reading = read(answers.collect());
        let call = refused.split('.').next().unwrap();
        for spec in ENTRY.kinds.iter().filter(|spec| spec.calls[0].name == call) {
            let read = &reading.kinds[&spec.kind];
            let coverage = &read.coverage;
            // What another call still tells of is a part.
            let is_silent = read.resources.is_empty();
            let status = if is_silent { Status::Denied } else { Status::Partial };
            assert_eq!(coverage.status, status, "{refused}");
            let is_told_by_two = call == "diagnostic-settings-subscription-list";
            assert_eq!(is_silent, !is_told_by_two, "{refused}");
            let permission = spec.calls[0].permission;
            assert!(coverage.reason.as_deref().unwrap().contains(permission), "{refused}");
        }
    }
}

#[test]
fn the_same_resource_twice_is_told_when_it_differs() {
    let groups = |port: &str| nsg(json!([rule(json!({ "destinationPortRange": port }))]));
    let both = |other: &str| {
        read(vec![answer("nsg-list", &groups("22")), answer("nsg-list.page-2", &groups(other))])
    };
    assert_eq!(kind(&both("22"), "nsg").coverage.status, Status::Complete);
    let reading = both("23");
    assert_eq!(kind(&reading, "nsg").coverage.status, Status::Partial);
    assert!(reason(kind(&reading, "nsg")).contains("with other content"));
}
