//! Every command line that is printed is a request that is taken whole, or refused before anything is sent.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::line::Line;
use super::rows::{Call, First, Method, all, call};
use crate::model::{Command, Word};
use crate::providers::gcp::remedy::tests;

/// What is edited in ways for which no request stands here. The printed command is the way, and `--apply` says so.
const PRINTED: &[&str] = &[
    "compute addresses create",
    "compute instances add-access-config",
    "compute instances delete-access-config",
    "compute instances remove-metadata",
    "compute networks create",
    "compute networks peerings",
    "compute networks subnets create",
    "compute networks update",
];

#[test]
fn every_printed_line_is_taken_whole_or_refused() {
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused: BTreeSet<String> = BTreeSet::new();
    for command in tests::all().scripts.iter().flat_map(|script| &script.commands) {
        let is_looked_up = command.words.iter().any(|word| matches!(word, Word::Output(_)));
        let line = match Line::of(command) {
            Ok(line) => line,
            Err(why) => {
                assert!(is_looked_up, "{why}: {command:?}");
                continue;
            }
        };
        let words = line.words.clone();
        match call(line) {
            Ok(call) => {
                assert!(!call.path.iter().any(String::is_empty), "{call:?}");
                *made.entry(call.permission.to_owned()).or_default() += 1;
            }
            Err(why) => {
                let is_known = PRINTED.iter().any(|start| words.join(" ").starts_with(start));
                let is_said = why.contains("the printed command is the way");
                assert!(
                    is_said && (is_known || why.contains("what it changes")),
                    "{why}: {words:?}"
                );
                refused.extend(
                    PRINTED
                        .iter()
                        .filter(|start| words.join(" ").starts_with(**start))
                        .map(|one| (*one).to_owned()),
                );
            }
        }
    }
    assert!(made.values().sum::<usize>() > 80, "{made:#?}");
    assert!(made.len() > 12, "{made:#?}");
    assert!(refused.len() > 3, "{refused:?}");
}

#[test]
fn no_row_stands_before_another() {
    let starts: Vec<&[&str]> = all().map(|(start, _)| *start).collect();
    for (place, start) in starts.iter().enumerate() {
        let earlier = starts.get(..place).unwrap();
        assert!(!earlier.iter().any(|one| start.starts_with(one)), "{start:?} is never reached");
    }
}

fn asked(words: &[&str], options: &[(&'static str, &str)]) -> Result<Call, String> {
    let mut command = Command::new(&["gcloud"]);
    for word in words {
        command = command.word(*word);
    }
    for (name, value) in options {
        command.words.push(Word::Option(name, (*value).to_owned()));
    }
    call(Line::of(&command)?)
}

#[test]
fn a_rule_is_written_as_google_documents_it() {
    let words = ["compute", "firewall-rules", "create", "web", "--no-disabled", "--enable-logging"];
    let options = [
        ("--project", "shop"),
        ("--direction", "INGRESS"),
        ("--action", "DENY"),
        ("--network", "projects/shop/global/networks/main"),
        ("--rules", "tcp:22,tcp:80-90,icmp,udp:53"),
        ("--source-ranges", "10.0.0.0/8,192.0.2.7/32"),
        ("--description", "it's, ^;^"),
        ("--priority", "900"),
        ("--logging-metadata", "exclude-all"),
    ];
    let create = asked(&words, &options).unwrap();
    assert_eq!(create.path, ["projects", "shop", "global", "firewalls"]);
    assert_eq!(create.told, ["projects", "shop", "global"]);
    assert_eq!(create.method, Method::Post);
    assert_eq!(
        create.body.unwrap(),
        json!({
            "name": "web", "direction": "INGRESS", "network": "projects/shop/global/networks/main", "priority": 900,
            "denied": [{"IPProtocol": "tcp", "ports": ["22", "80-90"]}, {"IPProtocol": "icmp"}, {"IPProtocol": "udp", "ports": ["53"]}],
            "sourceRanges": ["10.0.0.0/8", "192.0.2.7/32"], "description": "it's, ^;^", "disabled": false,
            "logConfig": {"enable": true, "metadata": "EXCLUDE_ALL_METADATA"},
        })
    );
    let words = ["compute", "firewall-rules", "update", "web"];
    let update =
        asked(&words, &[("--project", "shop"), ("--rules", "tcp:22"), ("--target-tags", "")]);
    let Call { first: First::Made(path, remake), body, .. } = update.unwrap() else { panic!() };
    assert_eq!(path.join("/"), "projects/shop/global/firewalls/web");
    let there = json!({"denied": [{"IPProtocol": "all"}]});
    let of = |is: &Value| remake(is, body.as_ref().unwrap()).unwrap();
    assert_eq!(
        of(&there),
        json!({"denied": [{"IPProtocol": "tcp", "ports": ["22"]}], "targetTags": []})
    );
    assert_eq!(of(&json!({}))["allowed"], json!([{"IPProtocol": "tcp", "ports": ["22"]}]));
}

#[test]
fn an_edited_rule_of_a_policy_loses_what_is_no_longer_said() {
    let options = [("--firewall-policy", "7"), ("--action", "deny"), ("--direction", "EGRESS")];
    for (verb, group) in [("create", None), ("update", Some(Value::Null))] {
        let words = ["compute", "firewall-policies", "rules", verb, "900"];
        let call = asked(&words, &options).unwrap();
        assert_eq!(call.body.unwrap().get("securityProfileGroup").cloned(), group, "{verb}");
        assert_eq!(call.told, ["locations", "global"]);
    }
}

#[test]
fn tags_are_written_on_the_condition_that_they_are_what_they_were() {
    let options = [("--project", "shop"), ("--zone", "z-1"), ("--tags", "web,db")];
    for (verb, want) in [("add-tags", json!(["db", "x", "web"])), ("remove-tags", json!(["x"]))] {
        let call = asked(&["compute", "instances", verb, "vm"], &options).unwrap();
        assert_eq!(call.path.join("/"), "projects/shop/zones/z-1/instances/vm/setTags");
        assert_eq!(call.told, ["projects", "shop", "zones", "z-1"]);
        let (First::Made(_, remake), Some(said)) = (call.first, call.body) else { panic!() };
        let is = json!({"tags": {"items": ["db", "x"], "fingerprint": "f"}});
        assert_eq!(remake(&is, &said), Ok(json!({"items": want, "fingerprint": "f"})));
        assert!(remake(&json!({}), &said).is_err());
    }
}

#[test]
fn a_sink_keeps_what_is_not_said_of_it() {
    let options = [
        ("--organization", "7"),
        ("--remove-exclusions", "noise"),
        ("--add-exclusion", "^;^name=noise;filter=a=b,c;disabled=true"),
    ];
    let call = asked(&["logging", "sinks", "update", "all"], &options).unwrap();
    assert_eq!(call.path.join("/"), "organizations/7/sinks/all");
    assert_eq!(call.query[0], ("updateMask", "exclusions".to_owned()));
    let (First::Made(_, remake), Some(said)) = (call.first, call.body) else { panic!() };
    let is = json!({"destination": "d", "exclusions": [{"name": "noise"}, {"name": "other"}]});
    let want = json!({"destination": "d", "exclusions": [
        {"name": "other"}, {"name": "noise", "filter": "a=b,c", "disabled": true}]});
    assert_eq!(remake(&is, &said), Ok(want));
}

#[test]
fn what_is_odd_is_refused() {
    let project = ("--project", "shop");
    for (words, options) in [
        (&["compute", "ssh", "vm"][..], vec![project]),
        (&["compute", "firewall-rules", "delete", "web"], vec![]),
        (&["compute", "firewall-rules", "delete", "web", "other"], vec![project]),
        (&["compute", "firewall-rules", "delete", "web", "--force"], vec![project]),
        (&["compute", "firewall-rules", "update", "web"], vec![project, ("--rules-file", "x")]),
        (&["compute", "firewall-rules", "update", "web"], vec![project, ("--priority", "high")]),
        (
            &["compute", "network-firewall-policies", "rules", "delete", "9"],
            vec![project, ("--firewall-policy", "p")],
        ),
        (&["logging", "sinks", "delete", "all"], vec![]),
    ] {
        assert!(asked(words, &options).is_err(), "{words:?}");
    }
}
