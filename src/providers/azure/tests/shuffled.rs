//! However Azure orders and spells the same rules, the document is the same.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{answer, every_field, file, kind, nsg, read};

/// The spellings of one side, or of ports, that mean the same. A text is a single value, a list is several.
const PEERS: &[&[&str]] = &[
    &["*", "Any", "[\"*\"]"],
    &["0.0.0.0/0", "203.0.113.9/0", "[\"255.255.255.255/0\"]"],
    &["Internet", "internet", "INTERNET"],
    &["[\"10.0.0.0/8\",\"192.0.2.7\"]", "[\"192.0.2.7/32\",\"10.9.9.9/8\",\"10.0.0.0/8\"]"],
    &["2001:db8::/32", "2001:0DB8::1/32"],
];

const PORTS: &[&[&str]] = &[
    &["*", "0-65535", "[\"0-99\",\"100-65535\"]"],
    &["22", "22-22", "[\"22\",\"22\"]"],
    &["[\"443\",\"80-90\"]", "[\"80-85\",\"86-90\",\"443\"]"],
];

#[derive(Clone, Debug)]
struct Rule {
    priority: u16,
    protocol: usize,
    from: usize,
    ports: usize,
}

fn set(rule: &mut Value, field: &str, spellings: &[&str], pick: usize) {
    let text = spellings[pick % spellings.len()];
    match serde_json::from_str::<Vec<String>>(text) {
        Ok(list) => {
            rule[format!("{field}s")
                .replace("prefixs", "prefixes")
                .replace("Prefixs", "Prefixes")] = json!(list)
        }
        Err(_) => rule[field] = text.into(),
    }
}

/// Prints rules in some order and some spelling. `choice` picks.
fn print(rules: &[Rule], order: &[usize], choice: &[u8]) -> Value {
    let protocols = [["Tcp", "TCP"], ["*", "Any"], ["Icmp", "icmp"]];
    let printed = order.iter().enumerate().map(|(position, index)| {
        let Rule { priority, protocol, from, ports } = &rules[*index];
        let pick = usize::from(choice[position % choice.len()]);
        let mut rule = json!({
            "name": format!("rule-{priority}"), "priority": priority, "direction": "Inbound", "access": "Allow",
            "protocol": protocols[*protocol][pick % 2], "destinationAddressPrefix": "*", "sourcePortRange": "*",
        });
        set(&mut rule, "sourceAddressPrefix", PEERS[*from], pick);
        set(&mut rule, "destinationPortRange", PORTS[*ports], pick);
        rule
    });
    nsg(printed.collect())
}

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let rule = (0..3_usize, 0..PEERS.len(), 0..PORTS.len());
    prop::collection::vec(rule, 0..12).prop_map(|rules| {
        let numbered = rules.into_iter().zip(100_u16..);
        numbered
            .map(|((protocol, from, ports), priority)| Rule { priority, protocol, from, ports })
            .collect()
    })
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
        let plain = read(vec![answer("nsg-list", &print(&rules, &straight, &[0]))]);
        let other = read(vec![answer("nsg-list", &print(&rules, &order, &choice))]);
        prop_assert_eq!(kind(&plain, "nsg"), kind(&other, "nsg"));
        prop_assert_eq!(&kind(&plain, "nsg").coverage.reason, &None);
    }
}

proptest! {
    // Each case cuts every file of a dump.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..4000) {
        let _ = read(vec![file("nsg-list", bytes)]);
        let cut_off = every_field().into_iter().map(|(name, json)| {
            let mut text = json.to_string().into_bytes();
            text.truncate(cut);
            file(&name, text)
        });
        let _ = read(cut_off.collect());
    }
}
