//! However the engine orders and spells the same settings, the document is the same.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{answer, fixture, kind, read};

const CAPABILITIES: &[[&str; 2]] =
    &[["CAP_NET_ADMIN", "NET_ADMIN"], ["CAP_BPF", "bpf"], ["CAP_SYS_ADMIN", "SYS_ADMIN"]];
const SETS: &[&str] = &["CapAdd", "SecurityOpt", "ExtraHosts", "GroupAdd", "DnsOptions"];

/// A container whose sets are turned by `turn`, in the spelling that `choice` picks.
fn container(members: &[usize], turn: usize, choice: &[u8]) -> Value {
    let pick = |index: usize| usize::from(choice[index % choice.len()]);
    let mut host_config = json!({});
    for (index, set) in SETS.iter().enumerate() {
        let mut list: Vec<Value> = members
            .iter()
            .map(|member| match *set {
                "CapAdd" => CAPABILITIES[member % 3][pick(index + member) % 2].into(),
                "SecurityOpt" => format!("label=level:{member}").into(),
                other => format!("{other}{member}").into(),
            })
            .collect();
        let turn = turn % list.len().max(1);
        list.rotate_left(turn);
        host_config[*set] = match list.is_empty() {
            true if pick(index).is_multiple_of(2) => Value::Null,
            _ => list.into(),
        };
    }
    json!({ "Id": "1f".repeat(32), "Name": "/web", "HostConfig": host_config })
}

proptest! {
    #[test]
    fn a_container_is_the_same_however_it_is_printed(
        members in prop::collection::vec(0_usize..9, 0..6),
        turn in 0_usize..9,
        choice in prop::collection::vec(any::<u8>(), 1..9),
    ) {
        let other = json!({ "Id": "2e".repeat(32), "Name": "/db" });
        let plain = json!([container(&members, 0, &[0]), other]);
        let turned = json!([other, container(&members, turn, &choice)]);
        let [plain, turned] = [plain, turned].map(|list| read(vec![answer("inspect", &list)]));
        prop_assert_eq!(kind(&plain, "container"), kind(&turned, "container"));
    }
}

proptest! {
    // Each case cuts every file of a dump.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..9000) {
        for name in ["inspect", "network-inspect", "info"] {
            let _ = read(vec![super::file(name, bytes.clone())]);
        }
        let cut_off = fixture("every-field").into_iter().map(|(name, mut text)| {
            text.truncate(cut);
            super::file(&name, text)
        });
        let _ = read(cut_off.collect());
    }
}
