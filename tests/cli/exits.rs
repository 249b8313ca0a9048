//! How a run ends, and what turns one ending into another.

use serde_json::{Value, json};

use crate::estates::{AWS, CLUSTER, drifted, dump, group, list, policy, recorded};
use crate::harness::Place;

/// A gap and nothing else.
fn unread() -> Place {
    let place = recorded();
    std::fs::remove_file(place.at(&format!("live/{AWS}/describe-security-groups.json"))).unwrap();
    place.write_json(&format!("live/{AWS}/describe-flow-logs.json"), &json!({"FlowLogs": []}));
    place
}

/// Only a tag differs.
fn retagged() -> Place {
    let place = recorded();
    let [mut web, db] = crate::estates::approved();
    web["Tags"][0]["Value"] = json!("test");
    dump(&place, "live", &[web, db]);
    place
}

#[test]
fn the_table_of_exit_codes() {
    for (what, place, line, code) in [
        ("clean", recorded(), "scan", 0),
        ("drift", drifted(), "scan", 1),
        ("drift below the threshold", drifted(), "scan --fail-on critical", 0),
        ("drift at the threshold", drifted(), "scan --fail-on high", 1),
        ("a tag is below low", retagged(), "scan", 0),
        ("a tag is info", retagged(), "scan --fail-on info", 1),
        ("a gap", unread(), "scan", 4),
        ("a gap that is allowed", unread(), "scan --allow-incomplete", 0),
        ("a gap is never drift", unread(), "scan --fail-on info", 4),
        ("everything is forgiven: drift", drifted(), "scan --exit-zero", 0),
        ("everything is forgiven: a gap", unread(), "scan --exit-zero", 0),
        ("nothing in scope", drifted(), "scan --scope 'aws:999988887777/*'", 5),
        ("another provider", drifted(), "scan --scope 'kubernetes:*'", 5),
        ("in scope", drifted(), "scan --scope 'aws:111122223333/*'", 1),
        ("one of two scopes", drifted(), "scan --scope 'kubernetes:*' --scope 'aws:*'", 1),
        ("wrong usage is not forgiven", drifted(), "scan --exit-zero --nonsense", 2),
        (
            "a missing baseline is not forgiven",
            drifted(),
            "scan --exit-zero --baseline baseline:nowhere",
            3,
        ),
        ("any durable difference is one for diff", retagged(), "diff dump:approved dump:live", 1),
        ("no difference", recorded(), "diff dump:approved dump:live", 0),
        ("diff has no threshold", drifted(), "diff dump:approved dump:live --fail-on critical", 1),
    ] {
        let run = place.run(line);
        assert_eq!(run.code, Some(code), "{what}: {}", place.text(line, &run));
    }
}

#[test]
fn the_report_says_how_the_run_ended() {
    for (place, line, code) in [
        (recorded(), "scan --output json", 0),
        (drifted(), "scan --output json", 1),
        (drifted(), "scan --output json --exit-zero", 0),
        (unread(), "scan --output json", 4),
        (drifted(), "scan --output json --scope kubernetes:x", 5),
    ] {
        let report: Value = serde_json::from_str(&place.ends(line, code).stdout).unwrap();
        assert_eq!(report["exit_code"], code, "{line}");
    }
}

#[test]
fn drift_outranks_a_gap() {
    let place = drifted();
    place.write(&format!("live/{AWS}/describe-vpcs.json"), "{");
    place.ends("scan", 1);
    place.ends("scan --fail-on critical", 4);
    assert_shown!(
        place,
        "scan",
        "scan --fail-on critical",
        "scan --fail-on critical --allow-incomplete"
    );
}

#[test]
fn gaps_and_empty_scopes_are_told() {
    assert_shown!(unread(), "scan", "scan --allow-incomplete", "scan --quiet");
    assert_shown!(
        drifted(),
        "scan --scope kubernetes:x",
        "scan --scope 'kubernetes:*' --quiet",
        "snapshot --scope kubernetes:x --out s.json"
    );
}

#[test]
fn codes_can_be_switched_off_or_weighed() {
    let place = drifted();
    let with = |text: &str| {
        place.write("driftwall.toml", format!("[scan]\nlive = \"dump:live\"\n{text}"));
        place.shown(&["scan"])
    };
    assert_text!(
        [
            with("[findings.traffic-opened]\nenabled = false\n"),
            with("[findings.traffic-opened]\nseverity = \"info\"\n"),
            with("[findings.traffic-opened]\nseverity = \"critical\"\n"),
        ]
        .join("\n")
    );
}

#[test]
fn a_gap_can_not_be_switched_off() {
    let place = unread();
    place.write(
        "driftwall.toml",
        "[scan]\nlive = \"dump:live\"\n[findings.coverage-lost]\nenabled = false\n",
    );
    let run = place.ends("scan", 4);
    assert!(run.stdout.contains("Not read"), "{}", run.stdout);
}

#[test]
fn kinds_and_resources_out_of_scope() {
    let place = drifted();
    let with = |text: &str| {
        place.write("driftwall.toml", format!("[scan]\nlive = \"dump:live\"\n[[scope]]\n{text}"));
        place.shown(&["scan"])
    };
    assert_text!(
        [
            with("exclude = [\"aws.security-group:sg-2\"]\n"),
            with("include = [\"*:sg-1\"]\n"),
            with("kinds = [\"aws.flow-log\"]\n"),
            with("name = \"kubernetes:*\"\n"),
        ]
        .join("\n")
    );
}

#[test]
fn scopes_are_paired_by_hand() {
    let place = recorded();
    std::fs::rename(
        place.at("live/aws/111122223333/eu-west-1"),
        place.at("live/aws/111122223333/us-west-2"),
    )
    .unwrap();
    dump(&place, "approved", &crate::estates::approved());
    // One scope on each side is a pair whatever its name.
    place.ends("scan", 0);
    dump(&place, "live", &[group("sg-1", "web", 443, "0.0.0.0/0")]);
    assert_shown!(
        place,
        "scan",
        "scan --map aws:111122223333/us-west-2=aws:111122223333/eu-west-1",
        "scan --map aws:111122223333/nowhere=aws:111122223333/eu-west-1",
        "scan --map aws:111122223333/us-west-2=kubernetes:prod",
        "scan --map aws:111122223333/us-west-2",
    );
}

#[test]
fn a_cluster_is_compared_with_what_is_in_git() {
    let place = Place::new();
    place.write("deploy/web.yaml", policy("shop", "web", "lb").to_string());
    place.write_json(
        &format!("live/{CLUSTER}/networkpolicies.json"),
        &list(&[policy("shop", "web", "lb")]),
    );
    place.ends("diff manifests:deploy dump:live", 0);
    place.ends("diff manifests:deploy dump:live --cluster prod", 0);
    place.write_json(
        &format!("live/{CLUSTER}/networkpolicies.json"),
        &list(&[policy("shop", "web", "world")]),
    );
    place.ends("diff manifests:deploy dump:live", 1);
}

#[test]
fn a_refactoring_is_no_difference_in_traffic() {
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for (case, code) in [
        ("group-refactored", 0),
        ("acl-renumbered", 0),
        ("tag-changed", 0),
        ("internet-allowed", 1),
        ("rule-removed", 1),
        ("acl-order-changed", 1),
        ("prefix-list-grown", 1),
        // What it does to traffic is not known, so it may.
        ("except-dropped", 1),
        ("route-to-internet-added", 1),
    ] {
        let place = Place::new();
        for side in ["baseline", "live"] {
            place.copy(&cases.join(case).join(side), side);
        }
        let run = place.run("diff dump:baseline dump:live --traffic-only");
        assert_eq!(run.code, Some(code), "{case}");
        // A route is context: of two sources that differ in nothing else, no durable field differs.
        let durable = i32::from(case != "route-to-internet-added");
        assert_eq!(place.run("diff dump:baseline dump:live").code, Some(durable), "{case}");
    }
}
