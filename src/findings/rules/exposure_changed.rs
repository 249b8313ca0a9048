//! `exposure-changed`: something around a boundary differs: which boundaries stand before an endpoint, or which routes lead to it.

use crate::findings::attack::{Attack, CLOUD_FIREWALL};
use crate::findings::rule::{Rule, Told};
use crate::findings::{grade, traffic, words};
use crate::model::{Action, Bears, Change, Class, Effect, FieldChange, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "exposure-changed",
    title: "What stands before an endpoint changed",
    what: "The groups of an interface, the access list of a subnet, a route, a public address or an entry point differs from the baseline. Where it is known what stands before endpoints, the boxes are what gets through to any of them now and did not, or did and does not any more, through everything on the way; where it is not, the title says why. Of what leads to pods from outside (a service, an ingress, a gateway and its routes) the boxes are what outsiders get to by it and through the policies of the pods. Where everything is decided as before, it is a note.",
    why: "Every rule can be as approved while the traffic no longer meets them: another access list on the subnet, another group on the interface.",
    how: "The endpoints are listed, and the witness is a packet that is now decided otherwise. Put back the association or the route that the baseline has, or have the new one approved.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[CLOUD_FIREWALL]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let happened = happened(change)?;
    if let Some(effect) = words::traffic(change)
        && !effect.is_same()
    {
        let (severity, effect) = if effect.opened.is_empty() {
            (grade::closed(change, effect), traffic::closed(change, effect))
        } else {
            (grade::opened(change, effect), traffic::opened(change, effect))
        };
        return Some(Told::at(severity, format!("{happened}: {effect}")));
    }
    // A network that is itself another one is told as that. One that asks its rules in another order is the same network.
    if words::role(&change.id.kind) == Role::Network
        && change.durable_bears() > Bears::Metadata
        && !only_reordered(change)
    {
        return None;
    }
    if words::leads_somewhere(change) && change.action != Action::Removed {
        let title =
            format!("{happened}; the policies of what it leads to let nobody more in by it");
        return Some(Told::plainly(title));
    }
    let title = format!("{happened}{}", words::untold(change));
    Some(match (&change.effect, change.action) {
        (Some(Effect::Nowhere), _) | (_, Action::Removed) => Told::at(Severity::Low, title),
        // Whoever moves something looks here whether that opened anything.
        (Some(Effect::Traffic(_)), Action::Modified) if words::is_idle(change) => {
            Told::at(Severity::Info, title)
        }
        (Some(Effect::Traffic(traffic)), _) if traffic.is_same() => Told::at(Severity::Low, title),
        _ => Told::plainly(title),
    })
}

/// What differs, in words; nothing when another rule tells it.
fn happened(change: &Change) -> Option<String> {
    let resource = words::resource(change);
    let has_effect = words::traffic(change).is_some_and(|effect| !effect.is_same());
    match (words::role(&change.id.kind), change.action) {
        (Role::Endpoint, Action::Added) => Some(format!("{resource} is a new way in")),
        (Role::Endpoint, Action::Removed) => Some(format!("{resource} is gone")),
        (Role::Endpoint, Action::Modified) if change.durable_bears() > Bears::Metadata => {
            Some(format!("{resource} changed"))
        }
        (Role::Network, Action::Added) if has_effect => Some(format!("{resource} was added")),
        (Role::Network, Action::Removed) if has_effect => Some(format!("{resource} was removed")),
        (_, Action::Modified) if change.bears() >= Bears::Hardening => {
            Some(format!("{} of {resource} changed", words::fields(change)))
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
