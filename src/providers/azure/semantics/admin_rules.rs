//! Security admin rules of Virtual Network Manager, as they are in force in a network.
//!
//! They come before the security groups, the lowest priority first. Deny drops, AlwaysAllow delivers whatever groups say, and Allow, like
//! a packet that no rule matches, goes on to the groups. ("How security admin rules work".) What the groups behind do with it is
//! another boundary's, and stands here as a symbol: so a rule that goes from Allow to AlwaysAllow opens exactly what groups refused.
//!
//! Priorities are a manager's own. Where two managers have rules in a network, those of the one with the wider scope come first, and the answer does
//! not say which that is: what depends on it is unsure, and so is everything where there are more of them. A network that is left out because a
//! service in it sets rules of its own has no rules in its answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::words::{Written, matches};
use super::{name, unknown};
use crate::model::{Boundary, Direction, Gate, ResourceId, View, unread};
use crate::providers::azure::parse::last;
use crate::providers::azure::parse::rule::Access;
use crate::providers::azure::parse::security_admin_rules::{Durable, Rule as Listed};
use crate::traffic::{Action, Decision, Guard, Rule, Symbol};

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
    let mut managers: BTreeMap<&str, Vec<Rule>> = BTreeMap::new();
    for one in listed {
        managers.entry(manager(&one.id)).or_default().push(rule(one)?);
    }
    let mut actions = managers.values().flatten().map(|rule| rule.action);
    let first = actions.next();
    let is_one = actions.all(|action| Some(action) == first);
    let all: Vec<(&str, Vec<Rule>)> = managers.into_iter().collect();
    if all.len() > 2 && !is_one {
        let names: Vec<&str> = all.iter().map(|(manager, _)| last(manager)).collect();
        return Err(format!(
            "has rules of the network managers {}, and nobody says whose come first",
            names.join(", ")
        ));
    }
    Ok(match all.as_slice() {
        [(one, first), (other, second)] if !is_one => {
            either_first(id, (*one, first), (*other, second))
        }
        _ => {
            let rules = all.into_iter().flat_map(|(_, rules)| rules).collect();
            Guard::prioritised(name(id), rules, Decision::Pass)
        }
    })
}

/// The manager that a rule is of: the beginning of its id. Azure's own rules have none.
fn manager(rule: &str) -> &str {
    const MANAGER: &str = "/networkmanagers/";
    let Some(at) = rule.find(MANAGER).map(|at| at + MANAGER.len()) else { return "" };
    let end = rule.get(at..).and_then(|rest| rest.find('/')).map_or(rule.len(), |end| at + end);
    rule.get(..end).unwrap_or(rule)
}

/// The rules of two managers, of which nobody knows whose come first.
fn either_first(
    id: &ResourceId,
    (one, first): (&str, &[Rule]),
    (other, second): (&str, &[Rule]),
) -> Guard {
    let alike = last(one) == last(other);
    let [earlier, later] = [one, other].map(|manager| if alike { manager } else { last(manager) });
    let unsure: Arc<str> = format!("azure.unsure:{earlier}-comes-before-{later}").into();
    let in_order = |rules: &[Rule]| -> Vec<Rule> {
        let mut rules = rules.to_vec();
        // At one priority, deny is the safe guess.
        rules.sort_by_key(|rule| (rule.priority, rule.action != Action::Deny));
        rules
    };
    let when = |holds: bool| -> Vec<Rule> {
        let mut rules = in_order(first);
        for one in rules.iter_mut().flat_map(|rule| &mut rule.matches) {
            one.symbols.push((Symbol::source(unsure.clone()), holds));
        }
        rules
    };
    let listed = [when(true), in_order(second), when(false)].concat();
    Guard::listed(name(id), listed, Decision::Pass)
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
