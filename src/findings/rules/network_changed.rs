//! `network-changed`: a network, a subnet, a route table or a gateway came, went or was edited.

use crate::findings::attack::{Attack, CLOUD_FIREWALL};
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "network-changed",
    title: "A network, a subnet, a route table or a gateway changed",
    what: "Part of the network's shape was added, was removed, or differs from the baseline.",
    why: "Where traffic can go at all is decided before any rule is asked. A new gateway or subnet may have no boundary yet.",
    how: "Find out which endpoints are in it and which routes lead there.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[CLOUD_FIREWALL]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    if words::role(&change.id.kind) != Role::Network || !change.is_durable() {
        return None;
    }
    let (resource, untold) = (words::resource(change), words::untold(change));
    let (title, severity) = match change.action {
        Action::Added => (format!("{resource} was added{untold}"), None),
        Action::Removed => (format!("{resource} was removed{untold}"), Some(Severity::Low)),
        Action::Modified => (format!("{resource} changed{untold}"), None),
    };
    let severity = if words::is_idle(change) { Some(Severity::Low) } else { severity };
    Some(Told { title, severity })
}
