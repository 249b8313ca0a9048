//! Azure's rules from end to end: what `az` printed, to answers and effects.

mod account;
mod lines;
mod random;
mod recorded;
mod refactorings;
mod reference;

use serde_json::{Value, json};

use super::Answers;
use crate::compare::{Pairing, compare};
use crate::effects::compute;
use crate::model::{Assumptions, Change, Effect, Provider, Scope, Snapshot, Subject, Traffic};
use crate::providers::azure::born_with;
use crate::providers::{Answer, entry};

/// What was read of subscription 5d3c.
fn snapshot(answers: &Answers) -> Snapshot {
    let answer = |(name, json): &(String, Value)| {
        let bytes = json.to_string().into_bytes();
        let (name, path) = (name.clone(), format!("{name}.json").into());
        Answer { name, path, read: Box::new(move || Ok(bytes)) }
    };
    let scope: Scope = "azure:5d3c".parse().unwrap();
    let read = entry(Provider::Azure).unwrap().read_dump;
    let reading = read(&scope, answers.iter().map(answer).collect(), None);
    Snapshot { scopes: [(scope, reading)].into(), ..Snapshot::default() }
}

/// Every change between two dumps.
fn changes(before: &Answers, after: &Answers) -> Vec<Change> {
    let (before, after) = (snapshot(before), snapshot(after));
    let pairing = Pairing::new(&before, &after, &[]).unwrap();
    let subjects = compare(&before, &after, &pairing).subjects;
    let change = |subject| match subject {
        Subject::Change(change) => Some(change),
        Subject::Gap { .. }
        | Subject::Unapproved { .. }
        | Subject::State(_)
        | Subject::Paper(_) => None,
    };
    compute(subjects, &before, &after, &pairing, Assumptions::default())
        .into_iter()
        .filter_map(change)
        .collect()
}

fn traffic(change: &Change) -> &Traffic {
    let Some(Effect::Traffic(traffic)) = &change.effect else { panic!("{change:?}") };
    traffic
}

/// The id of a resource of Microsoft.Network in the group `shop`.
fn id(rest: &str) -> String {
    format!("/subscriptions/5d3c/resourcegroups/shop/providers/microsoft.network/{rest}")
}

fn refer(rest: &str) -> Value {
    json!({ "id": id(rest) })
}

/// A group with these rules of its own.
fn nsg(name: &str, rules: &[Value]) -> Value {
    json!({ "id": id(&format!("networksecuritygroups/{name}")), "name": name, "securityRules": rules,
        "defaultSecurityRules": born_with() })
}
