//! Security groups.
//!
//! A group allows the union of its rules and nothing else; it keeps state, so replies pass; only destination ports can
//! be named. A group that is not there allows nothing. (VPC user guide, "Security group rules".)

use super::words::{service, with_peer};
use super::{name, unknown};
use crate::model::{Boundary, Direction, Gate, Identity, ResourceId, Scope, View};
use crate::providers::aws::parse::security_group::{Context, Durable, Rule as Written, SPEC, say};
use crate::providers::aws::parse::terms::Peer;
use crate::providers::normalised::Known;
use crate::traffic::{Action, Guard, Rule, Side};

/// The state of a peering connection over which no rule matches any more.
const DELETED: &str = "deleted";

pub(super) fn boundary(view: &View<'_>, id: &ResourceId) -> Boundary {
    let always = |gate: &dyn Fn() -> Gate, stands_before| Boundary {
        ingress: gate(),
        egress: gate(),
        stateful: true,
        stands_before,
    };
    let Some(resource) = view.get(id) else {
        return always(&|| Gate::Guard(Guard::union(name(id), Vec::new())), Some(0));
    };
    let decoded = resource.durable.decode::<Durable>();
    let (durable, context) = match (decoded, resource.context.decode::<Context>()) {
        (Ok(durable), Ok(context)) => (durable, context),
        (Err(error), _) | (_, Err(error)) => return always(&|| unknown(id, &error), None),
    };
    let stands_before = match &context.attached_to {
        Known::Read(interfaces) => Some(interfaces.len()),
        Known::Unread => None,
    };
    let group = Group { view, id, durable: &durable, context: &context };
    let (ingress, egress) = (group.gate(Direction::Ingress), group.gate(Direction::Egress));
    Boundary { ingress, egress, stateful: true, stands_before }
}

struct Group<'a> {
    view: &'a View<'a>,
    id: &'a ResourceId,
    durable: &'a Durable,
    context: &'a Context,
}

impl Group<'_> {
    fn gate(&self, direction: Direction) -> Gate {
        let (written, side) = match direction {
            Direction::Ingress => (&self.durable.ingress, Side::Source),
            Direction::Egress => (&self.durable.egress, Side::Destination),
        };
        let rules: Result<Vec<Rule>, String> =
            written.iter().map(|rule| self.rule(rule, side)).collect();
        match rules {
            Ok(rules) => Gate::Guard(Guard::union(name(self.id), rules)),
            Err(why) => unknown(self.id, why),
        }
    }

    fn rule(&self, rule: &Written, side: Side) -> Result<Rule, String> {
        let packets = with_peer(service(&rule.protocol, rule.ports, rule.icmp)?, side, &rule.peer)?;
        let label = match &rule.id {
            Some(id) => id.clone(),
            // The call that tells ids was not read; the words say which rule it is.
            None => say(rule, side == Side::Destination),
        };
        let matches = if self.is_stale(rule) { Vec::new() } else { vec![packets] };
        Ok(Rule::new(label, Action::Allow, matches))
    }

    /// Whether the rule is still listed and matches nothing: its group, or the peering to it, is deleted.
    fn is_stale(&self, rule: &Written) -> bool {
        let Peer::SecurityGroup(peer) = &rule.peer else { return false };
        let state = rule.peer_peering.as_ref().and_then(|id| self.context.peerings.get(id));
        state.is_some_and(|state| state == DELETED) || self.is_gone(rule, peer)
    }

    /// Whether a group is known not to exist: all groups of its account in this region were read, and it is not among
    /// them. (A group can only name groups of its own region.)
    fn is_gone(&self, rule: &Written, peer: &str) -> bool {
        let own = &self.id.scope;
        let account = rule.peer_account.as_ref().or(self.durable.owner.as_ref());
        let home = match (account, own.parts()) {
            (Some(account), [_, region]) => {
                Scope::new(own.provider(), &format!("{account}/{region}"))
            }
            _ => Ok(own.clone()),
        };
        let (Ok(home), Ok(identity)) = (home, Identity::new(peer)) else { return false };
        let is_in = |scope: &Scope| {
            let (scope, identity) = (scope.clone(), identity.clone());
            self.view.get(&ResourceId { scope, kind: SPEC.kind, identity }).is_some()
        };
        // A group that is shared from another account is listed with the groups of this one.
        self.view.status(&home, &SPEC.kind).proves_absence() && !is_in(&home) && !is_in(own)
    }
}
