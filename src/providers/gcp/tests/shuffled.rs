//! However Google orders, groups and spells the same rule, the document is the same.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{answer, kind, read};

const PROTOCOLS: &[[&str; 2]] =
    &[["tcp", "6"], ["udp", "17"], ["esp", "50"], ["icmpv6", "58"], ["47", "47"]];

const RANGES: &[&[&str]] = &[
    &["0.0.0.0/0", "208.236.235.254/0"],
    &["10.1.0.0/16", "10.1.2.3/16"],
    &["::/0", "0:0:0:0:0:0:0:0/0"],
    &["2001:db8::/32", "2001:0DB8::1/32"],
];

/// A row of a rule: a protocol and single ports of it.
fn rows() -> impl Strategy<Value = Vec<(usize, Vec<u16>)>> {
    prop::collection::vec((0..PROTOCOLS.len(), prop::collection::vec(1_u16..9, 1..4)), 1..6)
}

fn print(rows: &[(usize, Vec<u16>)], ranges: &[usize], choice: &[u8]) -> Value {
    let pick = |at: usize| usize::from(choice[at % choice.len()]);
    let mut allowed: Vec<Value> = Vec::new();
    for (at, (protocol, ports)) in rows.iter().enumerate() {
        let name = PROTOCOLS[*protocol][pick(at) % 2];
        let spelled = |port: &u16| {
            if pick(at).is_multiple_of(3) { format!("{port}-{port}") } else { port.to_string() }
        };
        let ports: Vec<String> = ports.iter().map(spelled).collect();
        // The same row in one item, or in one item a port.
        if pick(at).is_multiple_of(5) {
            allowed.extend(ports.iter().map(|port| json!({ "IPProtocol": name, "ports": [port] })));
        } else {
            allowed.push(json!({ "IPProtocol": name, "ports": ports }));
        }
    }
    let by = pick(0) % allowed.len();
    allowed.rotate_left(by);
    let mut sources: Vec<&str> =
        ranges.iter().enumerate().map(|(at, range)| RANGES[*range][pick(at) % 2]).collect();
    if pick(1).is_multiple_of(2) {
        sources.reverse();
    }
    json!([{ "name": "rule", "allowed": allowed, "sourceRanges": sources }])
}

proptest! {
    #[test]
    fn a_rule_is_the_same_however_it_is_printed(
        rows in rows(),
        ranges in prop::collection::vec(0..RANGES.len(), 1..5),
        choice in prop::collection::vec(any::<u8>(), 1..20),
    ) {
        let plain = read(vec![answer("firewall-rules-list", &print(&rows, &ranges, &[1]))]);
        let other = read(vec![answer("firewall-rules-list", &print(&rows, &ranges, &choice))]);
        prop_assert_eq!(kind(&plain, "firewall-rule"), kind(&other, "firewall-rule"));
    }
}

#[test]
fn lists_in_another_order_are_the_same() {
    let turned = |value: &Value| {
        let mut value = value.clone();
        fn turn(value: &mut Value) {
            match value {
                Value::Array(list) => {
                    list.reverse();
                    list.iter_mut().for_each(turn);
                }
                Value::Object(map) => map.values_mut().for_each(turn),
                _ => {}
            }
        }
        turn(&mut value);
        value
    };
    let rules = json!([
        { "name": "b", "denied": [{ "IPProtocol": "tcp", "ports": ["22", "80-90"] }, { "IPProtocol": "udp" }], "sourceTags": ["x", "y"] },
        { "name": "a", "allowed": [{ "IPProtocol": "all" }], "targetServiceAccounts": ["x", "y"], "sourceRanges": ["10.0.0.0/8", "0.0.0.0/0"] }
    ]);
    let instances = json!([
        { "name": "a", "zone": "z", "tags": { "items": ["x", "y"] }, "networkInterfaces": [{ "name": "nic0", "accessConfigs": [{ "natIP": "198.51.100.7" }] }, { "name": "nic1" }] },
        { "name": "b", "zone": "z", "metadata": { "items": [{ "key": "x" }, { "key": "y" }] } }
    ]);
    let policy = json!({ "name": "edge", "associations": [{ "name": "a", "attachmentTarget": "x" }, { "name": "b", "attachmentTarget": "y" }], "rules": [
        { "priority": 7, "action": "allow", "direction": "INGRESS", "match": { "layer4Configs": [{ "ipProtocol": "tcp" }, { "ipProtocol": "udp" }], "srcIpRanges": ["10.0.0.0/8", "0.0.0.0/0"] } },
        { "priority": 8, "action": "deny", "direction": "EGRESS", "match": { "layer4Configs": [{ "ipProtocol": "all" }] }, "targetServiceAccounts": ["x", "y"] }
    ] });
    let read = |turn: &dyn Fn(&Value) -> Value| {
        read(vec![
            answer("firewall-rules-list", &turn(&rules)),
            answer("instances-list", &turn(&instances)),
            answer("network-firewall-policies-describe.edge", &turn(&policy)),
        ])
    };
    let plain = read(&|value| value.clone());
    assert!(
        plain.kinds.values().all(|kind| kind
            .coverage
            .reason
            .as_ref()
            .is_none_or(|reason| reason.starts_with("no ")))
    );
    assert_eq!(plain, read(&turned));
}

proptest! {
    // Each case cuts every file of a dump.
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..4000) {
        let _ = read(vec![super::file("firewall-rules-list", bytes.clone()), super::file("get-effective-firewalls.main", bytes)]);
        let cut_off = super::every_field("project").into_iter().map(|(name, json)| {
            let mut text = json.to_string().into_bytes();
            text.truncate(cut);
            super::file(&name, text)
        });
        let _ = read(cut_off.collect());
    }
}
