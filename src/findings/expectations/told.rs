//! States as sentences, where several codes share one.

use super::liberties;
use super::ports;
use crate::findings::rule::Told;
use crate::findings::{hardening, words};
use crate::model::{Condition, Opening, Role, Subject};

/// As many ports as a title names.
const PORTS: usize = 4;

/// "security group `web` (sg-1) lets the internet reach port 22 (SSH) of web-1", for ports of a sort.
pub(in crate::findings) fn public_port(subject: &Subject, sort: ports::Sort) -> Option<Told> {
    let Subject::State(state) = subject else { return None };
    let Condition::Public(opening) = &state.condition else { return None };
    let Opening { ports: open, rules: _, endpoints, ways } = opening;
    if ports::sort(*open.first()?) != Some(sort) {
        return None;
    }
    let names = ports::words(open);
    let more = names.len().saturating_sub(PORTS);
    let shown = names.iter().take(PORTS).cloned().collect::<Vec<_>>().join(", ");
    let what = match (names.len(), more) {
        (1, _) => format!("port {shown}"),
        (_, 0) => format!("ports {shown}"),
        (_, more) => format!("ports {shown} and {more} more"),
    };
    let by = words::in_state(state)?;
    if words::role(&state.kind) != Role::Boundary && ways.is_empty() {
        // Nothing that filters stands before it.
        return Some(Told::plainly(format!("the internet reaches {what} of {by}")));
    }
    let whose = match endpoints.as_slice() {
        [one] => one.clone(),
        several => words::count(several.len(), "endpoint"),
    };
    Some(Told::plainly(format!("{by} lets the internet reach {what} of {whose}")))
}

/// "container `web` of deployment `shop/web` runs privileged", for liberties of a sort.
pub(in crate::findings) fn at_liberty(subject: &Subject, sort: liberties::Sort) -> Option<Told> {
    let Subject::State(state) = subject else { return None };
    let Condition::AtLiberty(list) = &state.condition else { return None };
    if liberties::sort(&list.first()?.missing) != Some(sort) {
        return None;
    }
    Some(Told::plainly(hardening::is_so(&words::in_state(state)?, list)))
}
