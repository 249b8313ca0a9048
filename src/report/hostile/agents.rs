//! Agents of which somebody else chose every text.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::super::v1::{Agent, Nodes};
use super::text;

pub(super) fn agents() -> impl Strategy<Value = Vec<Agent>> {
    let nodes = (any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>())
        .prop_map(|(before, after, lost, of)| Nodes { before, after, lost, of });
    let texts = (text(), text(), text(), vec(text(), 0..3));
    let agent = (texts, of(text()), of(nodes), of(text())).prop_map(
        |((name, duty, loss, unseen), program, nodes, nodes_unknown)| Agent {
            name,
            duty,
            loss,
            unseen,
            program,
            nodes,
            nodes_unknown,
        },
    );
    vec(agent, 0..3)
}
