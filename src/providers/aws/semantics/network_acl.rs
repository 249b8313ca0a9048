//! Network ACLs.
//!
//! Entries are asked by their number, the lowest first, and the first that matches decides; what none matches is denied. The two
//! directions are apart and nothing is remembered, so a reply is judged by the other one. An entry speaks of one
//! family of addresses. (VPC user guide, "Network ACL rules".)
//!
//! An ACL that is not there decides about nothing: its subnets are then behind another one, and that is a change of the
//! subnets.

use super::words::{service, with_peer};
use super::{name, unknown};
use crate::model::{Boundary, Gate, ResourceId, View};
use crate::providers::aws::parse::network_acl::{Context, Durable, Entry};
use crate::traffic::{Action, Decision, Guard, Rule, Side};

pub(super) fn boundary(view: &View<'_>, id: &ResourceId) -> Boundary {
    let both = |gate: Gate, stands_before| Boundary {
        ingress: gate.clone(),
        egress: gate,
        stateful: false,
        stands_before,
    };
    let Some(resource) = view.get(id) else { return both(Gate::Nowhere, Some(0)) };
    let decoded = resource.durable.decode::<Durable>();
    let (durable, context) = match (decoded, resource.context.decode::<Context>()) {
        (Ok(durable), Ok(context)) => (durable, context),
        (Err(error), _) | (_, Err(error)) => return both(unknown(id, &error), None),
    };
    Boundary {
        ingress: gate(id, &durable.ingress, Side::Source),
        egress: gate(id, &durable.egress, Side::Destination),
        stateful: false,
        stands_before: Some(context.subnets.len()),
    }
}

fn gate(id: &ResourceId, entries: &[Entry], side: Side) -> Gate {
    // The API promises no order, and neither does a file.
    let mut entries: Vec<&Entry> = entries.iter().collect();
    entries.sort_by_key(|entry| entry.number);
    match entries.into_iter().map(|entry| rule(entry, side)).collect() {
        Ok(rules) => Gate::Guard(Guard::listed(name(id), rules, Decision::Deny)),
        Err(why) => unknown(id, why),
    }
}

fn rule(entry: &Entry, side: Side) -> Result<Rule, String> {
    let Entry { action, icmp, number, peer, ports, protocol } = entry;
    let action = match action.as_str() {
        "allow" => Action::Allow,
        "deny" => Action::Deny,
        other => return Err(format!("has the action `{other}`, which can't be read")),
    };
    let packets = with_peer(service(protocol, *ports, *icmp)?, side, peer)?;
    Ok(Rule::new(number.to_string(), action, vec![packets]))
}
