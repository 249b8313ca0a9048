//! States that no baseline speaks of: as a part of the document, and as lines for people.

use std::collections::BTreeSet;

use super::v1::{self, Finding};
use super::wording::{name, sentence, some_of};
use crate::findings::{expectations, protections};
use crate::model::{Condition, Opening, Protection, State};

/// As many names as a line has, unless everything is asked for.
const NAMES: usize = 4;

/// Writes down what is so.
pub(super) fn document(state: &State) -> v1::State {
    let facts = |facts: Vec<String>| v1::State { facts, ..v1::State::default() };
    match &state.condition {
        Condition::Public(Opening { ports, rules, endpoints, ways }) => v1::State {
            facts: Vec::new(),
            ports: ports.iter().copied().collect(),
            rules: rules.iter().cloned().collect(),
            endpoints: endpoints.clone(),
            ways: ways.iter().cloned().collect(),
        },
        Condition::AtLiberty(list) => facts(list.iter().map(allowed).collect()),
        Condition::GroupUsed { rules: list } | Condition::ApiOpen { addresses: list } => {
            facts(list.clone())
        }
        Condition::Off
        | Condition::OneRegion
        | Condition::FlowsUnrecorded { parts: _ }
        | Condition::NoPolicy { workloads: _ } => facts(Vec::new()),
    }
}

/// `privileged of web: whoever gets into it …`.
fn allowed(Protection { missing, container }: &Protection) -> String {
    let of = container.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
    format!("{}{of}: {}", protections::name(missing), protections::allows(missing))
}

/// What is said below the lines of findings that are alike, each with its label.
pub(super) fn remarks(group: &[&Finding], verbose: bool) -> Vec<(&'static str, String)> {
    let states = || group.iter().filter_map(|one| one.state.as_ref());
    let most = if verbose { usize::MAX } else { NAMES };
    let all = |list: fn(&v1::State) -> &Vec<String>| {
        let all: BTreeSet<String> = states().flat_map(list).map(|one| name(one)).collect();
        all.into_iter().collect::<Vec<String>>()
    };
    let facts: BTreeSet<String> =
        states().flat_map(|one| &one.facts).map(|one| sentence(one)).collect();
    let more = facts.len().saturating_sub(most);
    let mut out: Vec<(&'static str, String)> =
        facts.into_iter().take(most).map(|fact| ("state", fact)).collect();
    if more > 0 {
        out.push(("state", format!("and {more} more")));
    }
    let ports: BTreeSet<u16> = states().flat_map(|one| one.ports.iter().copied()).collect();
    let ports = expectations::ports(&ports);
    // A title names a few.
    if ports.len() > NAMES {
        out.push(("ports", ports.join(", ")));
    }
    for (label, names) in [
        ("by", all(|one| &one.rules)),
        ("reaches", all(|one| &one.endpoints)),
        ("way in", all(|one| &one.ways)),
    ] {
        if !names.is_empty() {
            out.push((label, some_of(&names, most)));
        }
    }
    out
}

/// The same for readers without a margin.
pub(super) fn lines(finding: &Finding) -> Vec<String> {
    let remarks = remarks(&[finding], false).into_iter();
    remarks.map(|(label, text)| format!("{label} {text}")).collect()
}
