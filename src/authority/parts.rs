//! What a change consists of, as far as somebody has to approve it.
//!
//! Traffic is approved as traffic: whatever opened and whatever closed has to lie in a grant's boxes. A field that is wholly said by that traffic comes
//! along with it, and so do words and labels beside it. Every other field (an image, a protection, a log, a port that an engine
//! publishes) has to be named. Where nothing opened or closed and nothing but words or a new spelling of rules differs, these have to be named
//! themselves: a grant covers nothing that it does not speak of.

use crate::model::{
    Action, Bears, Change, Effect, Exposure, FieldChange, Flow, Provider, Role, Traffic,
};
use crate::providers::kind_spec;

/// What has to be approved.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    /// What passes now and did not.
    pub(super) opened: Vec<&'a Flow>,
    /// What passes no more.
    pub(super) closed: Vec<&'a Flow>,
    /// The fields that have to be named.
    pub(super) fields: Vec<&'a FieldChange>,
    /// Why nobody can say what it did; then nothing can approve it.
    pub(super) unknown: Option<&'a str>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(change: &'a Change) -> Self {
        let mut parts = Self::default();
        let traffic = match &change.effect {
            Some(Effect::Traffic(traffic)) => Some(&**traffic),
            Some(Effect::Unknown(why)) => {
                parts.unknown = Some(why);
                None
            }
            Some(Effect::Nowhere) | None => None,
        };
        if let Some(Traffic { opened, closed, .. }) = traffic {
            parts.opened.extend(opened);
            parts.closed.extend(closed);
        }
        if traffic.is_none() || shows_elsewhere(change) {
            parts.at_endpoints(change);
        }
        let told = traffic.is_some_and(|traffic| traffic.whole);
        parts.fields.extend(change.fields.iter().filter(|field| !comes_along(change, field, told)));
        // Words alone come along with nothing.
        if parts.opened.is_empty() && parts.closed.is_empty() && parts.fields.is_empty() {
            parts.fields.extend(&change.fields);
        }
        parts
    }

    fn at_endpoints(&mut self, change: &'a Change) {
        match &change.exposure {
            Some(Exposure::Reach(reach)) => {
                for endpoint in &reach.endpoints {
                    add(&mut self.opened, &endpoint.opened);
                    add(&mut self.closed, &endpoint.closed);
                }
            }
            Some(Exposure::Unknown(why)) => self.unknown = self.unknown.or(Some(why)),
            None => {}
        }
    }

    /// Whether there is nothing that could be approved.
    pub(super) const fn is_empty(&self) -> bool {
        self.opened.is_empty() && self.closed.is_empty() && self.fields.is_empty()
    }
}

/// Adds what is not there yet: many endpoints open the same.
fn add<'a>(known: &mut Vec<&'a Flow>, flows: &'a [Flow]) {
    for flow in flows {
        let is_it = |one: &&Flow| {
            one.direction == flow.direction
                && one.packets == flow.packets
                && one.far_set == flow.far_set
        };
        if !known.iter().any(is_it) {
            known.push(flow);
        }
    }
}

/// Whether a change of a boundary may do more at endpoints than at the boundary itself. A packet that passes everything before an endpoint and did
/// not passes the boundary that changed and did not. But a policy of Kubernetes also decides by being there: pods that the last one leaves
/// are open to everybody, which no rule of it says. As long as it stands before the same pods, in the same directions, nobody is left.
fn shows_elsewhere(change: &Change) -> bool {
    let is_policy = change.id.kind.word() == "network-policy" && change.action == Action::Modified;
    let is_rule = |field: &FieldChange| {
        let of = |list: &str| {
            let rest = field.path.as_str().strip_prefix(list);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        };
        field.bears < Bears::Traffic || of("ingress") || of("egress")
    };
    change.id.kind.provider() == Provider::Kubernetes
        && !(is_policy && change.fields.iter().all(is_rule))
}

/// Whether a field needs no name of its own in a grant, where traffic says all that packets meet of the change.
fn comes_along(change: &Change, field: &FieldChange, told: bool) -> bool {
    let Change { id, action, hardening, agents, .. } = change;
    // What watches others, or is protected less, is never only traffic.
    let guarded =
        hardening.as_ref().is_some_and(|one| !one.lost.is_empty() || !one.left.is_empty());
    if !agents.is_empty() {
        return false;
    }
    if field.bears == Bears::Metadata {
        return true;
    }
    if !told || guarded {
        return false;
    }
    let role = kind_spec(&id.kind).map(|spec| spec.role);
    let filters = matches!(role, Some(Role::Boundary | Role::Endpoint | Role::Network));
    match action {
        // Nothing of what came was there to be taken away, and what went is gone with all of it.
        Action::Added | Action::Removed if filters => true,
        Action::Added | Action::Removed | Action::Modified => field.bears >= Bears::Exposure,
    }
}
