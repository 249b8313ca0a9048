//! Files that are missing, torn, refused or strange: told, never clean, never "there are none".

use serde_json::{Value, json};

use super::{answer, every_field, file, kind, link, listed, read, read_of, reason};
use crate::model::Status;
use crate::providers::Answer;
use crate::providers::gcp::kinds::{KINDS, lies_in};

/// The status and the reason of rules, given these files, and how many there are.
fn rules(files: Vec<Answer>) -> (Status, String, usize) {
    let reading = read(files);
    let rules = kind(&reading, "firewall-rule");
    (rules.coverage.status, reason(rules).to_owned(), rules.resources.len())
}

fn one(text: &str) -> (Status, String, usize) {
    rules(vec![file("firewall-rules-list", text)])
}

fn rule(name: &str) -> Value {
    json!({ "name": name, "allowed": [{ "IPProtocol": "tcp" }] })
}

#[test]
fn each_scope_has_its_own_kinds_and_a_call_without_a_file_is_skipped() {
    for (scope, above) in
        [("gcp:shop", false), ("gcp:folders/42", true), ("gcp:organizations/7", true)]
    {
        let reading = read_of(scope, Vec::new());
        let here: Vec<_> = KINDS.iter().filter(|spec| lies_in(spec, above)).collect();
        assert_eq!(reading.kinds.len(), here.len(), "{scope}");
        for spec in here {
            let coverage = &reading.kinds[&spec.kind].coverage;
            assert_eq!(coverage.status, Status::Skipped, "{}", spec.kind);
            assert!(
                coverage
                    .reason
                    .as_deref()
                    .unwrap()
                    .starts_with(&format!("no {}.", spec.calls[0].name))
            );
        }
    }
}

#[test]
fn an_empty_answer_is_complete_and_zero() {
    for text in [
        "[]",
        r#"{"items":[]}"#,
        r#"{"kind":"compute#firewallList","id":"x","selfLink":"x"}"#,
        "\u{feff}[]\n",
        r#"{"items":[],"warning":{"code":"NO_RESULTS_ON_PAGE"}}"#,
        r#"{"items":[],"nextPageToken":""}"#,
    ] {
        assert_eq!(one(text), (Status::Complete, String::new(), 0), "{text}");
    }
}

#[test]
fn what_is_no_answer_is_told() {
    for (text, told) in [
        ("", "the file is empty"),
        ("[{", "the file ends in the middle"),
        ("null", "expected an array, or an object with `items`, found null"),
        (r#"[{"name":7}]"#, "expected a string, found a number"),
        (r#"{"instances":[]}"#, "expected `items`, found `instances`"),
        ("hello", "not JSON"),
    ] {
        let (status, reason, count) = one(text);
        assert_eq!((status, count), (Status::Failed, 0), "{text}");
        assert!(reason.contains(told), "{text}: {reason}");
        assert!(reason.contains("gcloud compute firewall-rules list --format json"), "{reason}");
    }
}

#[test]
fn a_page_that_tells_of_another_makes_it_partial() {
    let page = |name: &str, rules: &[&str], token: Option<&str>| {
        let items: Vec<Value> = rules.iter().map(|name| rule(name)).collect();
        answer(name, &json!({ "items": items, "nextPageToken": token }))
    };
    let whole = rules(vec![
        page("firewall-rules-list", &["a"], Some("more")),
        page("firewall-rules-list.page-2", &["b"], None),
    ]);
    assert_eq!(whole, (Status::Complete, String::new(), 2));
    let (status, reason, count) = rules(vec![page("firewall-rules-list", &["a"], Some("more"))]);
    assert_eq!((status, count), (Status::Partial, 1));
    assert!(reason.contains("ends with a nextPageToken"), "{reason}");
    let (status, reason, _) = rules(vec![
        page("firewall-rules-list", &["a"], Some("more")),
        page("firewall-rules-list.page-3", &["b"], None),
    ]);
    assert_eq!(status, Status::Partial);
    assert!(reason.contains("firewall-rules-list.page-2.json is missing"), "{reason}");
}

#[test]
fn a_zone_that_could_not_be_asked_makes_it_partial() {
    let instances = |extra: Value, part: Value| {
        let mut answered = json!({ "items": { "zones/a": { "instances": [{ "name": "web-1", "zone": link("zones/a") }] }, "zones/b": part } });
        answered.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let read = listed("instances-list", "instance", answered);
        assert_eq!(read.resources.len(), 1);
        (read.coverage.status, reason(&read).to_owned())
    };
    let none = json!({ "warning": { "code": "NO_RESULTS_ON_PAGE" } });
    assert_eq!(
        instances(json!({ "unreachables": [] }), none.clone()),
        (Status::Complete, String::new())
    );
    assert_eq!(
        instances(json!({}), json!({ "warning": { "code": "UNREACHABLE", "message": "no" } })),
        (Status::Partial, "instances-list.json: `zones/b` has the warning UNREACHABLE".to_owned())
    );
    for word in ["unreachable", "unreachables"] {
        assert_eq!(
            instances(json!({ word: ["zones/c"] }), none.clone()),
            (Status::Partial, "instances-list.json: `zones/c` could not be asked".to_owned())
        );
    }
    let (status, reason) =
        instances(json!({ "warning": { "code": "PARTIAL_SUCCESS" } }), none.clone());
    assert_eq!(
        (status, reason.as_str()),
        (Status::Partial, "instances-list.json: the answer has the warning PARTIAL_SUCCESS")
    );
    let (status, reason) = instances(json!({}), json!({ "machines": [] }));
    assert_eq!(
        (status, reason.as_str()),
        (Status::Complete, "instances-list: unknown and left out: `machines`")
    );
}

#[test]
fn errors_are_what_they_mean() {
    let error = |code: u16, status: &str, reason: &str, message: &str| {
        json!({ "error": { "code": code, "message": message, "errors": [{ "reason": reason, "domain": "global" }], "status": status } }).to_string()
    };
    for (text, status, told) in [
        (error(403, "PERMISSION_DENIED", "forbidden", "Required 'compute.firewalls.list' permission for 'projects/shop'"), Status::Denied, "needs compute.firewalls.list"),
        (error(401, "UNAUTHENTICATED", "authError", "x"), Status::Denied, "needs compute.firewalls.list"),
        (error(403, "PERMISSION_DENIED", "accessNotConfigured", "x"), Status::Denied, "compute.googleapis.com is not enabled"),
        (json!({ "error": { "code": 403, "message": "Compute Engine API has not been used in project 1 before or it is disabled.", "status": "PERMISSION_DENIED" } }).to_string(), Status::Denied, "not enabled"),
        (error(403, "PERMISSION_DENIED", "rateLimitExceeded", "x"), Status::Throttled, "throttled (rateLimitExceeded)"),
        (error(429, "RESOURCE_EXHAUSTED", "quotaExceeded", "x"), Status::Throttled, "run `gcloud compute firewall-rules list --format json` again later"),
        (error(500, "INTERNAL", "backendError", "x"), Status::Failed, "the error backendError"),
        (error(404, "NOT_FOUND", "notFound", "x"), Status::Failed, "the error notFound"),
        ("ERROR: (gcloud.compute.firewall-rules.list) Some requests did not succeed:\n - Required 'compute.firewalls.list' permission for 'projects/shop'\n".to_owned(), Status::Denied, "needs compute.firewalls.list"),
        ("ERROR: (gcloud.compute.firewall-rules.list) Some requests did not succeed:\n - Request had insufficient authentication scopes.\n".to_owned(), Status::Denied, "needs compute.firewalls.list"),
        ("ERROR: (gcloud.compute.firewall-rules.list) PERMISSION_DENIED: Compute Engine API has not been used in project 42 before or it is disabled. (reason: SERVICE_DISABLED)".to_owned(), Status::Denied, "not enabled"),
        ("ERROR: (gcloud.compute.firewall-rules.list) You do not currently have an active account selected.".to_owned(), Status::Denied, "UNAUTHENTICATED"),
        ("ERROR: (gcloud.compute.firewall-rules.list) Quota exceeded for quota metric 'Queries'".to_owned(), Status::Throttled, "RESOURCE_EXHAUSTED"),
        ("ERROR: (gcloud.compute.firewall-rules.list) something else".to_owned(), Status::Failed, "the error ERROR"),
    ] {
        let (is, reason, count) = one(&text);
        assert_eq!((is, count), (status, 0), "{text}: {reason}");
        assert!(reason.contains(told), "{text}: {reason}");
    }
}

#[test]
fn one_refusal_among_descriptions_leaves_a_part() {
    let denied = json!({ "error": { "code": 403, "status": "PERMISSION_DENIED" } });
    let policy = json!({ "name": "edge", "rules": [] });
    let reading = read(vec![
        answer("network-firewall-policies-describe.edge", &policy),
        answer("network-firewall-policies-describe.inner", &denied),
    ]);
    let policies = kind(&reading, "network-firewall-policy");
    assert_eq!((policies.coverage.status, policies.resources.len()), (Status::Partial, 1));
    assert!(
        reason(policies).contains("needs compute.firewallPolicies.get"),
        "{}",
        reason(policies)
    );
    let reading = read(vec![answer("network-firewall-policies-describe.inner", &denied)]);
    assert_eq!(kind(&reading, "network-firewall-policy").coverage.status, Status::Denied);
}

#[test]
fn a_field_that_nobody_knows_matters_in_a_rule() {
    let mut odd = rule("a");
    odd["unless"] = json!("10.0.0.0/8");
    let (status, text, count) = rules(vec![answer("firewall-rules-list", &json!([odd]))]);
    assert_eq!((status, count), (Status::Partial, 1));
    assert!(
        text.contains("unknown in rules, where it may change what they mean: `unless`"),
        "{text}"
    );
    let network = listed("networks-list", "network", json!([{ "name": "main", "mood": 1 }]));
    assert_eq!(
        (network.coverage.status, reason(&network)),
        (Status::Complete, "networks-list: unknown and left out: `mood`")
    );
}

#[test]
fn a_rule_that_cannot_be_read_is_kept_and_told() {
    for odd in [
        json!({ "allowed": [{ "IPProtocol": "tcp", "ports": ["90-80"] }] }),
        json!({ "allowed": [{ "IPProtocol": "warp" }] }),
        json!({ "allowed": [{ "IPProtocol": "all" }], "sourceRanges": ["10.0.0.0/40"] }),
        json!({ "allowed": [{ "IPProtocol": "all" }], "denied": [{ "IPProtocol": "all" }] }),
        json!({}),
        json!({ "allowed": [{ "IPProtocol": "all" }], "direction": "SIDEWAYS" }),
        json!({ "allowed": [{ "IPProtocol": "all" }], "priority": 70000 }),
    ] {
        let mut rule = odd.clone();
        rule["name"] = "odd".into();
        let (status, reason, count) = rules(vec![answer("firewall-rules-list", &json!([rule]))]);
        assert_eq!((status, count), (Status::Partial, 1), "{odd}");
        assert!(reason.starts_with("odd: can't read"), "{reason}");
    }
    assert_eq!(
        rules(vec![answer(
            "firewall-rules-list",
            &json!([{ "allowed": [{ "IPProtocol": "all" }] }])
        )])
        .1,
        "a firewall rule has no id"
    );
}

#[test]
fn a_network_without_its_effective_firewalls_is_a_gap_when_others_have_them() {
    let effective = json!({ "firewalls": [] });
    let networks = json!([{ "name": "main" }, { "name": "other" }]);
    let reading = read(vec![
        answer("networks-list", &networks),
        answer("get-effective-firewalls.main", &effective),
        answer("get-effective-firewalls.gone", &effective),
    ]);
    let told = kind(&reading, "effective-firewalls");
    assert_eq!(
        (told.coverage.status, reason(told)),
        (Status::Partial, "no get-effective-firewalls.other.json in the dump")
    );
    assert_eq!(told.resources.len(), 1);
    assert_eq!(
        reading.unrecognised["get-effective-firewalls.gone.json"],
        "its network is not in networks-list.json"
    );
    // The table that `gcloud` prints without `--format json` is not the answer.
    let reading = read(vec![answer(
        "get-effective-firewalls.main",
        &json!([{ "type": "network-firewall" }]),
    )]);
    assert_eq!(kind(&reading, "effective-firewalls").coverage.status, Status::Failed);
}

#[test]
fn files_of_unknown_names_and_of_other_scopes_are_told() {
    let reading = read(vec![
        answer("firewall-rule-list", &json!([])),
        answer("firewall-policies-describe.123", &json!({})),
    ]);
    assert!(
        reading.unrecognised["firewall-rule-list.json"]
            .contains("did you mean `firewall-rules-list`?")
    );
    assert_eq!(
        reading.unrecognised["firewall-policies-describe.123.json"],
        "`firewall-policies-describe` is asked of an organisation or a folder: gcp/organizations/<id>/"
    );
    let reading = read_of("gcp:folders/42", vec![answer("instances-list", &json!([]))]);
    assert_eq!(
        reading.unrecognised["instances-list.json"],
        "`instances-list` is asked of a project: gcp/<project>/"
    );
}

#[test]
fn every_call_that_is_refused_makes_its_kind_not_complete() {
    for (folder, scope) in [("project", "gcp:shop"), ("organization", "gcp:organizations/7")] {
        let files = every_field(folder);
        for (refused, _) in &files {
            let call = refused.split('.').next().unwrap();
            let answers = files.iter().map(|(name, json)| {
                if name.split('.').next() == Some(call) {
                    answer(
                        name,
                        &json!({ "error": { "code": 403, "status": "PERMISSION_DENIED" } }),
                    )
                } else {
                    answer(name, json)
                }
            });
            let reading = read_of(scope, answers.collect());
            let spec = KINDS.iter().find(|spec| spec.calls[0].name == call).unwrap();
            let coverage = &reading.kinds[&spec.kind].coverage;
            assert_eq!(coverage.status, Status::Denied, "{refused}");
            assert!(
                coverage.reason.as_deref().unwrap().contains(spec.calls[0].permission),
                "{refused}"
            );
        }
    }
}
