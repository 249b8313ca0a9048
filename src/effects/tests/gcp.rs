//! What changes of Google Cloud's resources mean, from two dumps to boxes.

mod alone;
mod association;
mod order;
mod random;
mod refactorings;
mod reference;

use serde_json::{Value, json};

use super::{lines, traffic};
use crate::compare::{Pairing, compare};
use crate::effects::compute;
use crate::model::{
    Assumptions, Change, Effect, Exposure, Provider, Reach, Scope, Snapshot, Subject,
};
use crate::providers::gcp::vpc_rule as rule;
use crate::providers::{Answer, entry};

/// Files of dumps: the scope, the call, and what was answered.
type Files = Vec<(String, String, Value)>;

const PROJECT: &str = "gcp:shop-prod";
const ORGANIZATION: &str = "gcp:organizations/7";

fn snapshot(files: &Files) -> Snapshot {
    let mut snapshot = Snapshot::default();
    let entry = entry(Provider::Gcp).unwrap();
    for (name, ..) in files {
        let scope: Scope = name.parse().unwrap();
        if snapshot.scopes.contains_key(&scope) {
            continue;
        }
        let own = files.iter().filter(|(other, ..)| other == name);
        let answers = own.map(|(_, call, json)| {
            let bytes = json.to_string().into_bytes();
            let (name, path) = (call.clone(), format!("{call}.json").into());
            Answer { name, path, read: Box::new(move || Ok(bytes)) }
        });
        let reading = (entry.read_dump)(&scope, answers.collect(), None);
        assert!(reading.unrecognised.is_empty(), "{:?}", reading.unrecognised);
        for (kind, reading) in &reading.kinds {
            assert_eq!(
                reading.coverage.reason.as_deref().filter(|why| !why.starts_with("no ")),
                None,
                "{kind}"
            );
        }
        snapshot.scopes.insert(scope, reading);
    }
    if let Some(settle) = entry.settle {
        settle(&mut snapshot);
    }
    snapshot
}

fn files(list: &[(&str, &str, Value)]) -> Files {
    let own = |(scope, call, json): &(&str, &str, Value)| {
        ((*scope).to_owned(), (*call).to_owned(), json.clone())
    };
    list.iter().map(own).collect()
}

/// The changes, each with what it does.
fn changes(before: &Files, after: &Files) -> Vec<Change> {
    let (before, after) = (snapshot(before), snapshot(after));
    let pairing = Pairing::new(&before, &after, &[]).unwrap();
    let subjects = compare(&before, &after, &pairing).subjects;
    let subjects = compute(subjects, &before, &after, &pairing, Assumptions::default()).into_iter();
    let change = |subject| match subject {
        Subject::Change(change) => Some(change),
        Subject::Gap { .. }
        | Subject::Unapproved { .. }
        | Subject::State(_)
        | Subject::Paper(_) => None,
    };
    subjects.filter_map(change).collect()
}

/// The change of this resource.
fn change_of(before: &Files, after: &Files, identity: &str) -> Change {
    let all = changes(before, after);
    let text = format!("{all:?}");
    let mut own = all.into_iter().filter(|change| change.id.identity.as_str() == identity);
    own.next().unwrap_or_else(|| panic!("no {identity}: {text}"))
}

/// What a change of this resource does, a line a box.
fn told(before: &Files, after: &Files, identity: &str) -> Vec<String> {
    lines(change_of(before, after, identity).effect.unwrap())
}

fn unknown(before: &Files, after: &Files, identity: &str) -> String {
    match change_of(before, after, identity).effect {
        Some(Effect::Unknown(why)) => why,
        other => panic!("{other:?}"),
    }
}

fn reach(change: &Change) -> &Reach {
    match &change.exposure {
        Some(Exposure::Reach(reach)) => reach,
        other => panic!("{other:?}"),
    }
}

/// A rule of a policy about tcp 22 from a range.
fn policy_rule(priority: i64, action: &str, from: &str) -> Value {
    json!({ "priority": priority, "action": action, "direction": "INGRESS",
        "match": { "srcIpRanges": [from], "layer4Configs": [{ "ipProtocol": "tcp", "ports": ["22"] }] } })
}

fn associations(places: &[&str]) -> Value {
    let one = |place: &&str| json!({ "name": place, "attachmentTarget": place });
    Value::Array(places.iter().map(one).collect())
}

/// A policy that takes hold at these networks; `global`, or of a region.
fn network_policy(name: &str, place: &str, networks: &[&str], rules: Value) -> Value {
    let region = (place != "global").then(|| format!("regions/{place}"));
    let path = region.clone().unwrap_or_else(|| "global".to_owned());
    json!({ "name": name, "region": region, "associations": associations(networks), "rules": rules,
        "selfLink": format!("https://www.googleapis.com/compute/v1/projects/shop-prod/{path}/firewallPolicies/{name}") })
}

/// A policy of the organisation.
fn organization_policy(places: &[&str], rules: Value) -> Value {
    json!({ "name": "123", "shortName": "base", "parent": "organizations/7", "associations": associations(places), "rules": rules })
}

fn network(order: &str) -> Value {
    json!([{ "name": "main", "autoCreateSubnetworks": false, "networkFirewallPolicyEnforcementOrder": format!("{order}_CLASSIC_FIREWALL") }])
}

const MAIN: &str = "global/networks/main";
