//! One rule edited in a Google network of 500 rules with three policies, with instances and without: everything is built and compared.

use std::hint::black_box;

use criterion::Criterion;
use driftwall::compare::{Pairing, compare};
use driftwall::effects;
use driftwall::model::{Assumptions, Provider, Scope, Snapshot};
use driftwall::providers::{self, Answer};
use serde_json::{Value, json};

use crate::unreachable;

const RULES: usize = 500;

/// Something to choose by that is the same in every run.
const fn mixed(number: usize) -> usize {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33
}

fn block(number: usize) -> String {
    let chosen = mixed(number);
    format!("10.{}.{}.0/{}", chosen % 64, chosen / 64 % 256, 16 + chosen / 16384 % 13)
}

/// A rule of the project: nested blocks, a port or a range, a tag in one of four, deny in one of four.
fn rule(number: usize, edited: bool) -> Value {
    let (source, port) = if edited {
        ("0.0.0.0/0".to_owned(), 22)
    } else {
        (block(number), 1000 + mixed(number + 7) % 400)
    };
    let word = if number % 4 == 3 && !edited { "denied" } else { "allowed" };
    let targets =
        if number % 4 == 1 { json!([format!("tier-{}", number % 12)]) } else { json!([]) };
    json!({ "name": format!("rule-{number}"), "network": "global/networks/main", "direction": "INGRESS", "priority": 1000 + mixed(number) % 50,
        "sourceRanges": [source], "targetTags": targets, word: [{ "IPProtocol": "tcp", "ports": [format!("{port}-{}", port + number % 3)] }] })
}

fn policy(name: &str, region: Option<&str>) -> Value {
    let rule = |number: usize| {
        let action = match mixed(number) % 3 {
            0 => "allow",
            1 => "deny",
            _ => "goto_next",
        };
        json!({ "priority": number, "action": action, "direction": "INGRESS",
            "match": { "srcIpRanges": [block(number + name.len())], "layer4Configs": [{ "ipProtocol": "tcp", "ports": [(1000 + number).to_string()] }] } })
    };
    let place = region.map_or_else(|| "global".to_owned(), |region| format!("regions/{region}"));
    json!({ "name": name, "region": region.map(|region| format!("regions/{region}")), "rules": (1..=50).map(rule).collect::<Value>(),
        "selfLink": format!("projects/shop-prod/{place}/firewallPolicies/{name}"),
        "associations": [{ "name": "main", "attachmentTarget": "projects/shop-prod/global/networks/main", "priority": 100 * name.len() }] })
}

fn instance(number: usize) -> Value {
    json!({ "name": format!("vm-{number}"), "zone": "zones/europe-west1-b", "status": "RUNNING", "tags": { "items": [format!("tier-{}", number % 12)] },
        "networkInterfaces": [{ "name": "nic0", "network": "global/networks/main", "networkIP": format!("10.0.{}.{}", number / 250, number % 250 + 4),
            "accessConfigs": [{ "natIP": format!("198.51.100.{}", number % 250) }] }] })
}

fn snapshot(edited: bool, instances: bool) -> Snapshot {
    let rules: Value =
        (0..RULES).map(|number| rule(number, edited && number == RULES / 2)).collect();
    let mut answers = vec![
        ("networks-list", json!([{ "name": "main", "autoCreateSubnetworks": false }])),
        ("firewall-rules-list", rules),
        ("network-firewall-policies-describe.base", policy("base", None)),
        ("network-firewall-policies-describe.shared", policy("shared", None)),
        ("network-firewall-policies-describe.near", policy("near", Some("europe-west1"))),
    ];
    if instances {
        let route = json!({ "name": "out", "network": "global/networks/main", "destRange": "0.0.0.0/0", "nextHopGateway": "global/gateways/default-internet-gateway" });
        answers.push(("instances-list", (0..200).map(instance).collect()));
        answers.push(("routes-list", json!([route])));
    }
    let scope = Scope::new(Provider::Gcp, "shop-prod").unwrap_or_else(|error| unreachable(&error));
    let Some(entry) = providers::entry(Provider::Gcp) else { return Snapshot::default() };
    let answers = answers.into_iter().map(|(name, answer)| {
        let bytes = answer.to_string().into_bytes();
        Answer {
            name: name.to_owned(),
            path: format!("{name}.json").into(),
            read: Box::new(move || Ok(bytes)),
        }
    });
    let reading = (entry.read_dump)(&scope, answers.collect(), None);
    Snapshot { scopes: [(scope, reading)].into(), ..Snapshot::default() }
}

pub(crate) fn networks(c: &mut Criterion) {
    for (name, instances) in
        [("a rule of a Google network of 500", false), ("the same before 200 instances", true)]
    {
        let (before, after) = (snapshot(false, instances), snapshot(true, instances));
        let pairing =
            Pairing::new(&before, &after, &[]).unwrap_or_else(|error| unreachable(&error));
        c.bench_function(name, |b| {
            b.iter(|| {
                let subjects = compare(black_box(&before), &after, &pairing).subjects;
                effects::compute(subjects, &before, &after, &pairing, Assumptions::default())
            });
        });
    }
}
