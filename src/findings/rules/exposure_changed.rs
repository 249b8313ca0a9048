//! `exposure-changed`: something around a boundary differs: which boundaries stand before an endpoint, or which routes lead to it.

use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Bears, Role, Severity, Subject};

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
        // A network that is itself another one is told as that. One whose rules are asked in another order, or mean others,
        // stands where it stood.
        (Role::Network, Action::Modified)
            if !matches!(change.durable_bears(), Bears::Metadata | Bears::Traffic) =>
        {
            None
        }
        (_, Action::Modified) if change.bears() >= Bears::Hardening => {
            Some(Told::plainly(format!("{} of {resource} changed", words::fields(change))))
        }
        _ => None,
    }
}
