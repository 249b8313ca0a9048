//! `exposure-changed`: something around a boundary differs: which boundaries stand before an endpoint, or which routes lead to it.

use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Bears, Change, Class, FieldChange, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "exposure-changed",
    title: "What stands before an endpoint changed",
    what: "The groups of an interface, the access list of a subnet, a route, a public address or an entry point differs from the baseline. The effect on traffic was not computed.",
    why: "Every rule can be as approved while the traffic no longer meets them: another access list on the subnet, another group on the interface.",
    how: "Put back the association or the route that the baseline has, or have the new one approved.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Medium,
    attack: &["T1686.001", "T1562.007"],
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let resource = words::resource(change);
    match (words::role(&change.id.kind), change.action) {
        (Role::Endpoint, Action::Added) => {
            Some(Told::plainly(format!("{resource} is a new way in")))
        }
        (Role::Endpoint, Action::Removed) => {
            Some(Told::at(Severity::Low, format!("{resource} is gone")))
        }
        (Role::Endpoint, Action::Modified) if change.durable_bears() > Bears::Metadata => {
            Some(Told::plainly(format!("{resource} changed")))
        }
        // A network that is itself another one is told as that. One that asks its rules in another order is the same network.
        (Role::Network, Action::Modified)
            if change.durable_bears() > Bears::Metadata && !only_reordered(change) =>
        {
            None
        }
        (_, Action::Modified) if change.bears() >= Bears::Hardening => {
            Some(Told::plainly(format!("{} of {resource} changed", words::fields(change))))
        }
        _ => None,
    }
}

/// Whether nothing of a network differs but the order in which its rules and its policies are asked.
fn only_reordered(change: &Change) -> bool {
    let told =
        |field: &&FieldChange| field.class == Class::Durable && field.bears > Bears::Metadata;
    change.fields.iter().filter(told).all(|field| field.path.as_str() == "enforcement_order")
}
