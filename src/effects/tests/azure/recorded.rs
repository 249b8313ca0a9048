//! Groups that others recorded, and what a careful reader expects of them. They are not ours to copy, so the test is silent where they are
//! not.
//!
//! The recordings hold groups alone. Here each stands before a machine with a public address in a network of ours.

use super::*;
use crate::effects::{Estate, answer};
use crate::model::{Assumptions, Protocols, Question};
use crate::traffic::Portion;

/// From whom, to whom, protocol, port, whether it passes, and why.
type Expected = (&'static str, &'static str, u8, Option<u16>, bool, &'static str);

const OF_C7N: &[Expected] = &[
    ("203.0.113.7", "web", 6, Some(80), true, "test1 allows port 80 of every protocol"),
    ("203.0.113.7", "web", 17, Some(80), true, "and udp is one"),
    ("203.0.113.7", "web", 6, Some(8080), true, "test2 allows 8080-8084"),
    ("203.0.113.7", "web", 6, Some(8085), false, "test2 leaves 8085 out"),
    (
        "203.0.113.7",
        "web",
        6,
        Some(8086),
        false,
        "test2 allows it at 310, but test3 denies it at 290",
    ),
    ("203.0.113.7", "web", 17, Some(8086), false, "test3 is for every protocol"),
    ("203.0.113.7", "web", 6, Some(22), false, "test4 denies it"),
    ("203.0.113.7", "web", 17, Some(22), false, "test4 is for tcp, but nobody allows udp"),
    ("203.0.113.7", "web", 6, Some(88), true, "test6 allows 88-90"),
    ("203.0.113.7", "web", 6, Some(91), false, "after 90"),
    (
        "203.0.113.7",
        "web",
        1,
        None,
        false,
        "if a rule with ports is for icmp, test3 denies it first; if not, nobody allows it",
    ),
    ("10.0.1.5", "web", 6, Some(9999), true, "the network around is let in"),
    ("10.0.1.5", "web", 6, Some(22), false, "test4 comes before that"),
    ("10.0.1.5", "web", 6, Some(8086), false, "so does test3"),
    ("10.0.1.5", "web", 17, Some(22), true, "and test4 is not for udp"),
    ("web", "203.0.113.7", 6, Some(22), true, "test5, and everyone may send to the internet"),
    ("web", "203.0.113.7", 6, Some(443), true, "everyone may send to the internet"),
    ("web", "10.0.1.5", 6, Some(443), true, "everyone may send to the network around"),
];

const OF_KUBERNETES: &[Expected] = &[
    ("203.0.113.7", "web", 6, Some(443), true, "allow_kube_tls"),
    ("203.0.113.7", "web", 6, Some(22), true, "allow_ssh, from 22 to 22"),
    ("203.0.113.7", "web", 6, Some(23), false, "nobody allows it"),
    ("203.0.113.7", "web", 17, Some(443), false, "both rules are for tcp"),
    ("10.0.1.5", "web", 17, Some(443), true, "the network around is let in"),
];

const OF_ICMP: &[Expected] = &[
    ("10.0.1.5", "web", 1, None, false, "test1 denies icmp, before the network around is let in"),
    ("10.0.1.5", "web", 6, Some(22), true, "it denies nothing else"),
    ("203.0.113.7", "web", 1, None, false, "test1"),
    ("203.0.113.7", "web", 6, Some(22), false, "nobody allows it"),
];

fn expected(cassette: &str, group: &str) -> &'static [Expected] {
    match (cassette.contains("icmp"), group) {
        (true, "c7n-nsg") => OF_ICMP,
        (false, "c7n-nsg") => OF_C7N,
        (false, "k8s-master-C02B7042-nsg") => OF_KUBERNETES,
        other => panic!("nobody wrote down what is expected of {other:?}"),
    }
}

/// Every answer that was recorded, with the name of its cassette.
fn recordings() -> Vec<(String, Value)> {
    let corpora = std::env::var("DRIFTWALL_CORPORA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora").to_owned());
    let folder = std::fs::read_dir(format!("{corpora}/azure/nsg-recordings"));
    let demanded = std::env::var("DRIFTWALL_CONFORMANCE").is_ok_and(|value| value == "1");
    assert!(folder.is_ok() || !demanded, "{corpora} is not there");
    let mut all = Vec::new();
    for entry in folder.into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let cassette: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let interactions = cassette["interactions"].as_array().unwrap().iter();
        all.extend(interactions.map(|one| (name.clone(), one["response"]["body"]["data"].clone())));
    }
    all
}

#[test]
fn conformance_recorded_groups_do_what_a_careful_reader_expects() {
    let recordings = recordings();
    let mut held = 0;
    for (cassette, recorded) in &recordings {
        for group in recorded["value"].as_array().unwrap() {
            held += before_a_machine(cassette, group);
        }
    }
    assert!(recordings.is_empty() || held >= 90, "{held}");
}

/// Holds a group against what is expected of it. Says how many expectations that were.
fn before_a_machine(cassette: &str, recorded: &Value) -> usize {
    let subscription = recorded["id"].as_str().unwrap().split('/').nth(2).unwrap();
    let text = recorded.to_string().replace(subscription, "5d3c");
    let group: Value = serde_json::from_str(&text).unwrap();
    let subnet = json!({ "id": id("virtualnetworks/ours/subnets/s"), "name": "s", "addressPrefix": "10.0.1.0/24" });
    let interface = json!({ "id": id("networkinterfaces/web"), "name": "web", "networkSecurityGroup": { "id": group["id"] },
        "ipConfigurations": [{ "name": "one", "primary": true, "privateIpAddress": "10.0.1.4",
            "subnet": { "id": subnet["id"] }, "publicIpAddress": refer("publicipaddresses/web-ip") }] });
    let network = json!({ "id": id("virtualnetworks/ours"), "name": "ours", "subnets": [subnet],
        "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] } });
    let address = json!({ "id": id("publicipaddresses/web-ip"), "name": "web-ip", "ipAddress": "192.0.2.1",
        "publicIpAddressVersion": "IPv4", "sku": { "name": "Standard" } });
    let lists = [
        ("nsg-list", json!([group])),
        ("nic-list", json!([interface])),
        ("vnet-list", json!([network])),
        ("public-ip-list", json!([address])),
    ];
    let read = snapshot(&lists.map(|(name, json)| (name.to_owned(), json)).into());
    for (kind, reading) in &read.scopes.first_key_value().unwrap().1.kinds {
        assert_eq!(reading.coverage.reason.as_deref().filter(|_| kind.word() == "nsg"), None);
    }
    let estate = Estate::of(&read, Assumptions::default());
    let expected = expected(cassette, group["name"].as_str().unwrap());
    for (from, to, protocol, port, passes, why) in expected {
        let question = Question {
            from: (*from).to_owned(),
            to: (*to).to_owned(),
            protocol: Protocols::One(*protocol),
            port: *port,
            source_port: None,
            icmp_type: None,
            icmp_code: None,
        };
        let told = answer(&estate, &question).unwrap();
        let portion = if *passes { Portion::All } else { Portion::None };
        assert!(told.is_surely(portion), "{cassette}: {question:?}: {why}: {told:?}");
    }
    expected.len()
}
