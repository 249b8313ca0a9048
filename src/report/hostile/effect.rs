//! Effects and exposures with hostile words in every place.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::{text, word};
use crate::report::v1::*;

pub(super) fn traffic_box() -> impl Strategy<Value = TrafficBox> {
    let list = || vec(text(), 0..3);
    let ends = (list(), list(), list(), list(), list(), list());
    (text(), ends, text(), of(text()), of(text()), of(text())).prop_map(
        |(
            direction,
            (from, from_except, from_within, to, to_except, to_within),
            protocol,
            ports,
            icmp,
            rule,
        )| {
            let source_ports = ports.clone();
            TrafficBox {
                direction,
                from,
                from_except,
                from_within,
                to,
                to_except,
                to_within,
                protocol,
                ports,
                source_ports,
                icmp,
                rule,
            }
        },
    )
}

pub(super) fn effect() -> impl Strategy<Value = Effect> {
    let list = || vec(text(), 0..3);
    let packet = (text(), text(), list(), text(), list(), text(), of(any::<u16>())).prop_map(
        |(direction, from, from_in, to, to_in, protocol, port)| {
            let (source_port, icmp_type, icmp_code) = (port, Some(8), Some(0));
            Packet {
                direction,
                from,
                from_in,
                to,
                to_in,
                protocol,
                port,
                source_port,
                icmp_type,
                icmp_code,
            }
        },
    );
    let rule = || {
        (text(), of(text()), word(&["allow", "deny"]))
            .prop_map(|(boundary, rule, action)| RuleName { boundary, rule, action })
    };
    let by = (rule(), rule()).prop_map(|(before, after)| DecidedBy { before, after });
    let boxes = || vec(traffic_box(), 0..3);
    (boxes(), boxes(), any::<bool>(), of(text()), of(packet), of(by), list()).prop_map(
        |(opened, closed, equivalent, cause, witness, decided_by, boundaries)| Effect {
            opened,
            closed,
            equivalent,
            cause,
            witness,
            decided_by,
            boundaries,
        },
    )
}

pub(super) fn exposure() -> impl Strategy<Value = Exposure> {
    let portion = || word(&["all", "some", "none"]);
    let list = || vec(text(), 0..6);
    let boxes = || vec(traffic_box(), 0..3);
    (portion(), portion(), list(), list(), any::<u64>(), boxes(), boxes()).prop_map(
        |(internet, before, endpoints, called, of, opened, closed)| Exposure {
            published: Vec::new(),
            internet,
            before,
            endpoints,
            called,
            of,
            opened,
            closed,
        },
    )
}
