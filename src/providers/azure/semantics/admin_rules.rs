//! Security admin rules of Virtual Network Manager, as they are in force in a network.
//!
//! They come before the security groups, the lowest priority first. Deny drops, AlwaysAllow delivers whatever groups say, and Allow, like
//! a packet that no rule matches, goes on to the groups. ("How security admin rules work".) What the groups behind do with it is
//! another boundary's, and stands here as a symbol: so a rule that goes from Allow to AlwaysAllow opens exactly what groups refused.

use std::sync::Arc;

use super::words::{Written, matches};
use super::{name, unknown};
use crate::model::{Boundary, Direction, Gate, ResourceId, View, unread};
use crate::providers::azure::parse::last;
use crate::providers::azure::parse::rule::Access;
use crate::providers::azure::parse::security_admin_rules::{Durable, Rule as Listed};
use crate::traffic::{Action, Decision, Guard, Rule};

/// The packets that the groups behind let through.
const GROUPS_BEHIND: &str = "azure.next:nsg";

pub(super) fn boundary(view: &View<'_>, id: &ResourceId) -> Boundary {
    let (ingress, egress) = match view.get(id).map(|resource| resource.durable.decode()) {
        None => (guard(id, &[], Direction::Ingress), guard(id, &[], Direction::Egress)),
        Some(Ok(Durable { inbound, network: _, outbound })) => {
            (guard(id, &inbound, Direction::Ingress), guard(id, &outbound, Direction::Egress))
        }
        Some(Err(error)) => {
            let gate = unknown(id, &error);
            (gate.clone(), gate)
        }
    };
    Boundary { ingress, egress, stateful: true, stands_before: None }
}

/// The rules by themselves, each way; what they leave alone is passed on.
///
/// # Errors
/// In words, when one of them can't be read.
pub(super) fn tiers(view: &View<'_>, id: &ResourceId) -> Result<[Guard; 2], String> {
    let Some(resource) = view.get(id) else { return Err(format!("{} is gone", id.identity)) };
    let odd = |error| format!("{} can't be read: {error}", id.identity);
    let Durable { inbound, network: _, outbound } = resource.durable.decode().map_err(odd)?;
    Ok([tier(id, &inbound)?, tier(id, &outbound)?])
}

fn tier(id: &ResourceId, listed: &[Listed]) -> Result<Guard, String> {
    let rules: Result<Vec<Rule>, String> = listed.iter().map(rule).collect();
    Ok(Guard::prioritised(name(id), rules?, Decision::Pass))
}

fn guard(id: &ResourceId, listed: &[Listed], direction: Direction) -> Gate {
    let far = direction.far_side();
    match tier(id, listed) {
        Ok(tier) => Gate::Guard(Guard::Tiers(vec![tier, unread(&Arc::from(GROUPS_BEHIND), far)])),
        Err(why) => unknown(id, why),
    }
}

fn rule(listed: &Listed) -> Result<Rule, String> {
    let Listed {
        access,
        collection: _,
        configuration: _,
        description: _,
        flag,
        from,
        groups: _,
        id,
        kind: _,
        ports,
        priority,
        protocol,
        source_ports,
        to,
    } = listed;
    let label = flag.as_deref().unwrap_or_else(|| last(id));
    let of = |why: String| format!("rule {label} {why}");
    let action = match access {
        Access::Allow => Action::Pass,
        Access::AlwaysAllow => Action::Allow,
        Access::Deny => Action::Deny,
    };
    let priority =
        u32::try_from(*priority).map_err(|_| of(format!("has the priority {priority}")))?;
    let written = Written { protocol, from, source_ports, to, ports };
    Ok(Rule::new(label, action, matches(&written).map_err(of)?).at(priority))
}
