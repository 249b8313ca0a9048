//! What a network tells where no instance was read, held against the second account: for an instance as there may be one, of any region, with any
//! tags and account.

use serde_json::Value;

use super::random::{ACCOUNTS, Dice, edited_network, without_instances};
use super::reference::{End, Interface, OUTSIDE, Project, SERVICES, packet, side};
use super::*;
use crate::model::Direction;
use crate::traffic::Symbol;

/// Instances of the network `main` as there may be some.
fn possible() -> Vec<(Value, Vec<String>)> {
    let mut all = Vec::new();
    for region in ["europe-west1", "us-east1"] {
        for tags in [json!([]), json!(["web"]), json!(["db", "web"])] {
            for account in [None, Some(ACCOUNTS[0])] {
                let mut names = vec![format!("gcp.instances-of-region:{region}")];
                names.extend(
                    tags.as_array()
                        .unwrap()
                        .iter()
                        .map(|tag| format!("gcp.tag:{}", tag.as_str().unwrap())),
                );
                names.extend(account.map(|one| format!("gcp.service-account:{one}")));
                let accounts: Vec<Value> =
                    account.iter().map(|one| json!({ "email": one })).collect();
                let instance = json!({ "zone": format!("zones/{region}-b"), "tags": { "items": tags }, "serviceAccounts": accounts,
                    "networkInterfaces": [{ "network": "global/networks/main", "accessConfigs": [{}] }] });
                all.push((instance, names));
            }
        }
    }
    all
}

#[test]
fn a_network_without_instances_tells_what_a_second_account_of_the_rules_says() {
    let (mut asked, mut differ) = (0, 0);
    for seed in 5001..=5120_u64 {
        let mut dice = Dice::of(seed);
        let before = without_instances(dice.estate());
        let after = edited_network(&mut dice, &before);
        let all = changes(&before, &after);
        let told = all.iter().filter(|change| {
            change.id.kind.word() == "network" && change.id.identity.as_str() == "main"
        });
        let mut effects: Vec<_> = told.map(|change| change.effect.clone().unwrap()).collect();
        let told = effects.pop().map(traffic).unwrap_or_default();
        let [was, is] = [&before, &after].map(Project);
        for (instance, names) in possible() {
            let own =
                Interface { instance: &instance, interface: &instance["networkInterfaces"][0] };
            let near = End { address: "10.0.0.200".parse().unwrap(), interface: Some(own) };
            for address in OUTSIDE {
                let far = End { address, interface: None };
                for way in Direction::ALL {
                    for (protocol, port) in SERVICES {
                        let one = side(near, far, way, protocol, port);
                        let expected = (was.own(own, way, one), is.own(own, way, one));
                        let symbols = names.iter().map(|name| Symbol {
                            side: way.near_side(),
                            name: name.as_str().into(),
                        });
                        let packet = packet(one).with_members(symbols);
                        let within = |flows: &[crate::model::Flow]| {
                            flows
                                .iter()
                                .any(|flow| flow.direction == way && flow.packets.contains(&packet))
                        };
                        let found = (within(&told.closed), within(&told.opened));
                        asked += 1;
                        differ += u32::from(expected.0 != expected.1);
                        let expected = (expected.0 && !expected.1, expected.1 && !expected.0);
                        assert_eq!(
                            found, expected,
                            "seed {seed}: {way:?} {instance} {address} {protocol} {port}\n{all:#?}"
                        );
                    }
                }
            }
        }
    }
    println!("{asked} packets, {differ} decided otherwise");
    assert!(asked > 30_000 && differ > 300, "{differ} of {asked}");
}
