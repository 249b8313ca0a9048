//! What an agent does no more, as sentences.

use std::collections::BTreeSet;

use super::{hardening, traffic, words};
use crate::model::{AgentChange, Change, Duty, Idle, Loss, Nodes, Severity, Sight};

/// What became of an agent that does nothing any more of what it was there for: "daemon set `logs/fluent-bit` was removed: it
/// shipped the logs of containers, on 5 of 5 nodes".
pub(super) fn over(change: &Change) -> Option<String> {
    let first = change.agents.iter().find(|agent| agent.is_over())?;
    let same = change.agents.iter().filter(|agent| agent.loss == first.loss);
    let duties = |say: fn(Duty) -> &'static str| {
        same.clone().map(|agent| say(agent.duty)).collect::<Vec<_>>().join(" and ")
    };
    let resource = words::resource(change);
    let on = match &first.nodes {
        Some(Nodes::Counted { before, of, .. }) if first.loss != Loss::Nowhere => {
            format!(", on {before} of {}", words::count(*of, "node"))
        }
        _ => String::new(),
    };
    let why = match &first.loss {
        Loss::Gone => {
            let did = duties(Duty::did);
            return Some(format!("{resource} was removed: it {did}{on}"));
        }
        Loss::Less { .. } => return None,
        Loss::Replaced => format!("it runs something else than {}", first.name),
        Loss::Blind(sights) => format!("it {}", blind(sights)),
        Loss::Idle(Idle::ScaledToNothing) => "it is scaled to nothing".to_owned(),
        Loss::Idle(Idle::Stopped) => "it does not run".to_owned(),
        Loss::Nowhere => nowhere(first),
    };
    let does = duties(Duty::does);
    Some(format!("{resource} no longer {does}{on}: {why}{}", besides(change)))
}

/// What an agent does less of: "daemon set `logs/fluent-bit`, which ships the logs of containers, covers 3 of 5 nodes, 5 before".
pub(super) fn less(change: &Change) -> Option<String> {
    let mut does = Vec::new();
    let (mut blind_to, mut other): (BTreeSet<&Sight>, Option<String>) = (BTreeSet::new(), None);
    for AgentChange { duty, name, loss, nodes: _ } in &change.agents {
        let Loss::Less { unseen, program } = loss else { continue };
        does.push(duty.does());
        blind_to.extend(unseen);
        let starts = |program| format!("starts `{program}`, which is no program of {name}");
        other = other.or(program.as_ref().map(starts));
    }
    // Where it runs is the same for all that it is there for.
    let nodes = change.agents.first()?.nodes.as_ref().and_then(covers);
    let blind = (!blind_to.is_empty()).then(|| blind(blind_to));
    let parts: Vec<String> = [nodes, blind, other].into_iter().flatten().collect();
    if does.is_empty() {
        return None;
    }
    let (resource, does, parts) =
        (words::resource(change), does.join(" and "), parts.join(" and "));
    Some(format!("{resource}, which {does}, {parts}{}", besides(change)))
}

/// "covers 3 of 5 nodes, 5 before", where that is less.
fn covers(nodes: &Nodes) -> Option<String> {
    match nodes {
        Nodes::Counted { lost: 0, .. } => None,
        Nodes::Counted { before, after, lost, of } => {
            let of = words::count(*of, "node");
            Some(if after < before {
                format!("covers {after} of {of}, {before} before")
            } else {
                format!("covers {after} of {of}, and not {lost} that it covered")
            })
        }
        Nodes::Unknown(why) => {
            Some(format!("may run on fewer nodes; on how many is unknown, {why}"))
        }
    }
}

/// How grave it is: at least as grave as what else the same change did. Of an agent that covered none of the nodes that are there,
/// or may cover as many as before, nobody knows that it is missed.
pub(super) fn gravity(change: &Change) -> Severity {
    let is_missed = |agent: &AgentChange| match (&agent.loss, &agent.nodes) {
        (_, Some(Nodes::Counted { before: 0, .. })) => false,
        (Loss::Less { unseen, program }, Some(Nodes::Unknown(_))) => {
            !unseen.is_empty() || program.is_some()
        }
        _ => true,
    };
    let missed = change.agents.iter().any(is_missed);
    hardening::severity(change, if missed { Severity::High } else { Severity::Medium })
}

fn nowhere(agent: &AgentChange) -> String {
    match &agent.nodes {
        Some(Nodes::Counted { before, of, .. }) => {
            format!(
                "there are {}, and it may run on none of them; on {before} before",
                words::count(*of, "node")
            )
        }
        _ => "it may run nowhere".to_owned(),
    }
}

/// "no longer reads /var/log of its host".
fn blind<'a>(sights: impl IntoIterator<Item = &'a Sight>) -> String {
    let words: Vec<String> = sights.into_iter().map(sight).collect();
    format!("no longer {}", words.join(" or "))
}

/// What an agent does with what it can see: "reads /var/log of its host".
#[must_use]
pub fn sight(sight: &Sight) -> String {
    match sight {
        Sight::Logs(folder) => format!("reads {folder} of its host"),
        Sight::Engine(_) => "asks the container engine".to_owned(),
        Sight::Processes => "sees the processes of its host".to_owned(),
        Sight::Kernel => "looks into the kernel of its host".to_owned(),
        Sight::Packets => "sets the rules of its host's network".to_owned(),
        Sight::Requests => "calls the API in a name of its own".to_owned(),
    }
}

/// What else the same change did, as the end of a sentence.
fn besides(change: &Change) -> String {
    let mut words = String::new();
    if let Some(effect) = words::traffic(change).filter(|effect| !effect.opened.is_empty()) {
        words.push_str(&format!("; {}", traffic::opened(change, effect)));
    }
    if let Some(lost) = hardening::losing(change) {
        words.push_str(&format!("; {}{}", hardening::lost(change, lost), hardening::left(lost)));
    }
    // Another folder behind a mount is what it says already.
    let is_other =
        hardening::about(change, hardening::IMAGE) || hardening::about(change, hardening::COMMAND);
    if is_other && !change.agents.iter().any(|agent| agent.loss == Loss::Replaced) {
        words.push_str(hardening::besides(change));
    }
    words
}
