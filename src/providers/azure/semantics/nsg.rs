//! Network security groups.
//!
//! Rules are asked by their priority, the lowest first, each direction by itself, and the first that matches decides. The rules that every group is
//! born with come last and deny what nobody allowed; the outbound ones allow the network around and the internet. A group keeps state, so
//! replies pass. ("Network security groups", "Security rules" and "Default security rules".)
//!
//! A group that is not there filters nothing: where it stood, everything that the other groups on the way allow now passes. That
//! is told of the interfaces and subnets that it stood before.

use super::words::{Written, matches};
use super::{name, unknown};
use crate::model::{Boundary, Gate, ResourceId, View};
use crate::providers::azure::parse::nsg::{Context, Durable, Rule as Listed};
use crate::providers::azure::parse::rule::Access;
use crate::traffic::{Action, Decision, Guard, Rule};

pub(super) fn boundary(view: &View<'_>, id: &ResourceId) -> Boundary {
    let both = |gate: Gate, stands_before| Boundary {
        ingress: gate.clone(),
        egress: gate,
        stateful: true,
        stands_before,
    };
    let Some(resource) = view.get(id) else { return both(Gate::Nowhere, Some(0)) };
    let decoded = resource.durable.decode::<Durable>();
    let (durable, context) = match (decoded, resource.context.decode::<Context>()) {
        (Ok(durable), Ok(context)) => (durable, context),
        (Err(error), _) | (_, Err(error)) => return both(unknown(id, &error), None),
    };
    Boundary {
        ingress: gate(id, &durable.inbound),
        egress: gate(id, &durable.outbound),
        stateful: true,
        stands_before: Some(context.interfaces.len() + context.subnets.len()),
    }
}

fn gate(id: &ResourceId, listed: &[Listed]) -> Gate {
    match listed.iter().map(rule).collect() {
        Ok(rules) => Gate::Guard(Guard::prioritised(name(id), rules, Decision::Deny)),
        Err(why) => unknown(id, why),
    }
}

fn rule(listed: &Listed) -> Result<Rule, String> {
    let Listed {
        access,
        default: _,
        description: _,
        from,
        name,
        ports,
        priority,
        protocol,
        source_ports,
        to,
    } = listed;
    let of = |why: String| format!("rule {name} {why}");
    let action = match access {
        Access::Allow => Action::Allow,
        Access::Deny => Action::Deny,
        Access::AlwaysAllow => return Err(of("always allows, which no group can".to_owned())),
    };
    let priority =
        u32::try_from(*priority).map_err(|_| of(format!("has the priority {priority}")))?;
    let written = Written { protocol, from, source_ports, to, ports };
    Ok(Rule::new(name.as_str(), action, matches(&written).map_err(of)?).at(priority))
}
