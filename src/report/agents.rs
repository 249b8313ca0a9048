//! Agents: what a change takes from them, as a part of the document.

use super::v1;
use crate::findings::agents::sight;
use crate::model::{AgentChange, Loss, Nodes};

/// Writes down what agents do no more.
pub(super) fn document(agents: &[AgentChange]) -> Vec<v1::Agent> {
    agents.iter().map(agent).collect()
}

fn agent(change: &AgentChange) -> v1::Agent {
    let AgentChange { duty, name, loss, nodes } = change;
    let (unseen, program) = match loss {
        Loss::Blind(unseen) => (Some(unseen), None),
        Loss::Less { unseen, program } => (Some(unseen), program.clone()),
        Loss::Gone | Loss::Replaced | Loss::Idle(_) | Loss::Nowhere => (None, None),
    };
    let count = |number: &usize| u64::try_from(*number).unwrap_or(u64::MAX);
    let (nodes, nodes_unknown) = match nodes {
        Some(Nodes::Counted { before, after, lost, of }) => {
            let [before, after, lost, of] = [before, after, lost, of].map(count);
            (Some(v1::Nodes { before, after, lost, of }), None)
        }
        Some(Nodes::Unknown(why)) => (None, Some(why.clone())),
        None => (None, None),
    };
    v1::Agent {
        name: (*name).to_owned(),
        duty: duty.word().to_owned(),
        loss: word(loss).to_owned(),
        unseen: unseen.into_iter().flatten().map(sight).collect(),
        program,
        nodes,
        nodes_unknown,
    }
}

const fn word(loss: &Loss) -> &'static str {
    match loss {
        Loss::Gone => "gone",
        Loss::Replaced => "replaced",
        Loss::Blind(_) => "blind",
        Loss::Idle(_) => "idle",
        Loss::Nowhere => "nowhere",
        Loss::Less { .. } => "less",
    }
}
