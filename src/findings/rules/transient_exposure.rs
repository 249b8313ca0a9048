//! `transient-exposure`: something was open, or recorded nothing, for a while.

use crate::findings::attack::{Attack, CLOUD_FIREWALL};
use crate::findings::rule::{Rule, Told};
use crate::findings::{grade, recording, words};
use crate::model::{Action, Change, Role, Severity, Subject, Transient};

pub(super) const RULE: Rule = Rule {
    code: "transient-exposure",
    title: "Something was open for a while",
    what: "By the audit log, something was changed between the baseline and now and is no more: packets passed a boundary that pass neither as approved nor now, or what records recorded less. What was open is computed like that of any other change, from what the log says.",
    why: "An intruder who puts the firewall back leaves no trace in any snapshot. What came in meanwhile may still be there.",
    how: "Look at what came in between the two times, and ask the actor. There is nothing to put back.",
    approve: "It needs no approval of what is there now: record why it was done, and re-approve the scope with `driftwall baseline accept --all`, after which events before it are not told.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[CLOUD_FIREWALL]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Transient(transient) = subject else { return None };
    let change = &transient.change;
    let resource = words::resource(change);
    if transient.unsure.is_some() {
        return Some(Told::at(
            Severity::Info,
            format!(
                "{resource} was changed and is as it was; the log does not say what it was meanwhile"
            ),
        ));
    }
    let for_how_long = duration(transient);
    if let Some(severity) = opened(change) {
        let what = match change.action {
            Action::Removed => "was gone",
            Action::Added | Action::Modified => "let more through",
        };
        return Some(Told::at(severity, format!("{resource} {what} for {for_how_long}")));
    }
    let lost = recording::lost(change);
    let is_gone =
        change.action == Action::Removed && words::role(&change.id.kind) == Role::Monitoring;
    if lost.all || is_gone {
        return Some(Told::at(
            Severity::High,
            format!("{resource} recorded nothing for {for_how_long}"),
        ));
    }
    let narrowed = !lost.parts.is_empty();
    narrowed.then(|| Told::plainly(format!("{resource} recorded less for {for_how_long}")))
}

/// How much it matters that more passed; nothing when nothing did.
fn opened(change: &Change) -> Option<Severity> {
    let at_boundary = words::traffic(change).filter(|traffic| !traffic.opened.is_empty());
    if let Some(traffic) = at_boundary {
        return Some(grade::opened(change, traffic));
    }
    let reach = grade::reach(change);
    let arrived = reach.into_iter().flat_map(|reach| reach.endpoints.iter());
    let graded = arrived
        .flat_map(|endpoint| endpoint.opened.iter().map(|flow| grade::arriving(endpoint, flow)));
    let unknown = matches!(change.effect, Some(crate::model::Effect::Unknown(_)));
    graded.max().or_else(|| unknown.then_some(Severity::Medium))
}

/// `12 minutes`, `3 times, 12 minutes in all`.
fn duration(transient: &Transient) -> String {
    let long = words::lasting(transient.seconds());
    match transient.spells.len() {
        0 | 1 => long,
        times => format!("{long} in all, {times} times"),
    }
}
