//! However AWS bundles, orders and spells the same rules, the document is the same.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{answer, kind, read};

/// A rule with the spellings of its peer that mean the same.
#[derive(Clone, Debug)]
struct Rule {
    protocol: usize,
    port: u16,
    peer: usize,
    note: Option<&'static str>,
}

const PROTOCOLS: &[[&str; 2]] = &[["tcp", "6"], ["udp", "17"], ["50", "50"], ["-1", "-1"]];

const PEERS: &[(&str, &[&str])] = &[
    ("CidrIp", &["0.0.0.0/0", "208.236.235.254/0", "255.255.255.255/0"]),
    ("CidrIp", &["10.1.0.0/16", "10.1.2.3/16"]),
    ("CidrIpv6", &["::/0", "::0/0", "0:0:0:0:0:0:0:0/0", "2001:db8::/0"]),
    ("CidrIpv6", &["2001:db8::/32", "2001:0DB8::1/32"]),
    ("PrefixListId", &["pl-1"]),
    ("GroupId", &["sg-2"]),
];

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let note = prop_oneof![Just(None), Just(Some("office")), Just(Some("\u{202e}\"[31m"))];
    let rule = (0..PROTOCOLS.len(), 1_u16..5, 0..PEERS.len(), note)
        .prop_map(|(protocol, port, peer, note)| Rule { protocol, port, peer, note });
    prop::collection::vec(rule, 0..12)
}

/// Prints rules in some order, some spelling and some bundling. `choice` picks.
fn print(rules: &[Rule], order: &[usize], choice: &[u8]) -> Value {
    let mut permissions: Vec<Value> = Vec::new();
    for (position, index) in order.iter().enumerate() {
        let rule = &rules[*index];
        let pick = usize::from(choice[position % choice.len()]);
        let protocol = PROTOCOLS[rule.protocol][pick % 2];
        let (field, spellings) = PEERS[rule.peer];
        let list = match field {
            "CidrIp" => "IpRanges",
            "CidrIpv6" => "Ipv6Ranges",
            "PrefixListId" => "PrefixListIds",
            _ => "UserIdGroupPairs",
        };
        let mut peer = json!({ field: spellings[pick % spellings.len()] });
        if let Some(note) = rule.note {
            peer["Description"] = note.into();
        }
        let bundle = permissions.iter_mut().find(|permission| {
            pick.is_multiple_of(3)
                && permission["IpProtocol"] == protocol
                && permission["FromPort"] == rule.port
        });
        if let Some(list) = bundle.map(|permission| &mut permission[list]) {
            if let Value::Array(list) = list {
                list.push(peer);
            } else {
                *list = json!([peer]);
            }
        } else {
            permissions.push(json!({
                "IpProtocol": protocol, "FromPort": rule.port, "ToPort": rule.port, list: [peer]
            }));
        }
    }
    json!({ "SecurityGroups": [{ "GroupId": "sg-1", "IpPermissions": permissions }] })
}

proptest! {
    #[test]
    fn a_group_is_the_same_however_it_is_printed(
        (rules, order) in rules().prop_flat_map(|rules| {
            let order: Vec<usize> = (0..rules.len()).collect();
            (Just(rules), Just(order).prop_shuffle())
        }),
        choice in prop::collection::vec(any::<u8>(), 1..20),
    ) {
        let straight: Vec<usize> = (0..rules.len()).collect();
        let plain = read(vec![answer("describe-security-groups", &print(&rules, &straight, &[0]))]);
        let other = read(vec![answer("describe-security-groups", &print(&rules, &order, &choice))]);
        prop_assert_eq!(kind(&plain, "security-group"), kind(&other, "security-group"));
    }

}

proptest! {
    // Each case cuts every file of a dump.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..4000) {
        let _ = read(vec![super::file("describe-security-groups", bytes)]);
        let cut_off = super::every_field().into_iter().map(|(name, json)| {
            let mut text = json.to_string().into_bytes();
            text.truncate(cut);
            super::file(&name, text)
        });
        let _ = read(cut_off.collect());
    }
}
