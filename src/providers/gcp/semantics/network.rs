//! The project's rules of a network.
//!
//! All rules of a network are asked together, the lowest priority first; among rules of one priority deny wins. A disabled rule is as if it were not
//! there. What no rule matches comes to the network's policies where it has some that are asked later, and then to two implied rules:
//! what comes in is denied, what goes out is allowed. ("VPC firewall rules", "Priority", "Implied rules"; "Policy and rule evaluation order".)
//!
//! The implied rules have priority 65535, and so may a user's. Google does not say which comes first. A rule of that priority that says otherwise than
//! the implied one, by letting something in or keeping something from going out, therefore holds only as a symbol says.

use std::cmp::Ordering;

use super::words::{ends, near, services};
use super::{name, next};
use crate::model::{Boundary, Direction, Resource, ResourceId, Status, View};
use crate::providers::gcp::parse::firewall_rule::{Durable, SPEC};
use crate::providers::gcp::parse::network::{Context, Durable as Network};
use crate::providers::gcp::parse::network_firewall_policy;
use crate::providers::normalised::Known;
use crate::traffic::{Action, Decision, Guard, Match, Rule, Side, Symbol};

/// The lowest priority there is, which the implied rules have.
const LAST: i64 = 65535;

/// Whether a user's rule comes before the implied one of the same priority.
const BESIDE_THE_IMPLIED: &str = "gcp.unsure:rule-at-65535-comes-before-the-implied-one";

/// What the network's policies let through where they are asked after the project's rules.
const POLICIES: &str = "gcp.next:network-firewall-policies";

pub(super) fn boundary(view: &View<'_>, id: &ResourceId) -> Boundary {
    let later = policies_come_later(view, id);
    super::boundary(id, |direction| {
        let after = if later { next(POLICIES, direction) } else { implied(id, direction) };
        Ok(Guard::Tiers(vec![tier(view, id, direction)?, after]))
    })
}

/// What the project's rules of a network decide; they pass the rest on.
///
/// # Errors
/// In words, when one of them can't be read.
pub(super) fn tier(
    view: &View<'_>,
    id: &ResourceId,
    direction: Direction,
) -> Result<Guard, String> {
    guard(id, &rules(view, id)?, direction)
}

/// Rules of a network as a tier.
///
/// # Errors
/// In words, when one of them can't be read.
pub(super) fn guard(
    id: &ResourceId,
    rules: &[(String, Durable)],
    direction: Direction,
) -> Result<Guard, String> {
    let of_direction = rules.iter().filter(|(_, rule)| rule.direction == direction.word());
    let written: Result<Vec<Rule>, String> = of_direction
        .map(|(label, rule)| {
            self::rule(label, rule, direction)
                .map_err(|why| format!("has the rule {label}, which {why}"))
        })
        .collect();
    Ok(Guard::prioritised(name(id), written?, Decision::Pass))
}

/// When a rule that is renumbered moves, so that none passes another that stays before or behind it: those that move back from the last on, then
/// those that move forward from the first on. Of two at one priority that which is stronger there stays longer, or comes sooner.
pub(super) fn turn(view: &View<'_>, id: &ResourceId) -> (i64, i64) {
    let rule = |resource: Option<&Resource>| resource?.durable.decode::<Durable>().ok();
    let both = (id.kind == SPEC.kind).then(|| (rule(view.earlier(id)), rule(view.later(id))));
    let Some((Some(was), Some(is))) = both else { return (0, 0) };
    let denies = i64::from(!was.denied.is_empty());
    match was.priority.cmp(&is.priority) {
        Ordering::Less => (-1, -2 * was.priority + denies),
        Ordering::Equal => (0, 0),
        Ordering::Greater => (1, 2 * was.priority - denies),
    }
}

/// What becomes of packets that nobody decided about.
pub(super) fn implied(id: &ResourceId, direction: Direction) -> Guard {
    Guard::always(
        name(id),
        match direction {
            Direction::Ingress => Decision::Deny,
            Direction::Egress => Decision::Allow,
        },
    )
}

/// The rules of a network that are in force, by name.
fn rules(view: &View<'_>, network: &ResourceId) -> Result<Vec<(String, Durable)>, String> {
    let mut found = Vec::new();
    for (scope, identity, rule) in view.resources(&SPEC.kind) {
        if *scope != network.scope {
            continue;
        }
        let rule: Durable =
            rule.durable.decode().map_err(|error| format!("has the rule {identity}: {error}"))?;
        let is_here = rule.network.as_deref().is_none_or(|name| name == network.identity.as_str());
        if is_here && !rule.disabled {
            found.push((identity.to_string(), rule));
        }
    }
    Ok(found)
}

/// Whether policies of the network are asked about what no rule matches.
fn policies_come_later(view: &View<'_>, id: &ResourceId) -> bool {
    let kind = network_firewall_policy::SPEC.kind;
    let Some(resource) = view.get(id) else { return false };
    let order = resource.durable.decode::<Network>().map(|network| network.enforcement_order);
    if order.is_ok_and(|order| order == "BEFORE_CLASSIC_FIREWALL") {
        return false;
    }
    let context = resource.context.decode::<Context>();
    match context.as_ref().map(|context| &context.firewall_policies) {
        Ok(Known::Read(policies)) => !policies.is_empty(),
        // Nobody asked for policies: then there are as few as in a network that has none, unless the network names one.
        Ok(Known::Unread) | Err(_) => {
            let is_named = context.is_ok_and(|context| context.firewall_policy.is_some());
            is_named || !matches!(view.status(&id.scope, &kind), Status::Skipped | Status::Absent)
        }
    }
}

fn rule(label: &str, rule: &Durable, direction: Direction) -> Result<Rule, String> {
    let Durable {
        allowed,
        denied,
        description: _,
        destination_ranges,
        direction: _,
        disabled: _,
        logging: _,
        logging_metadata: _,
        network: _,
        priority,
        source_ranges,
        source_service_accounts,
        source_tags,
        target_service_accounts,
        target_tags,
    } = rule;
    let (action, rows) =
        if denied.is_empty() { (Action::Allow, allowed) } else { (Action::Deny, denied) };
    let mut named = Vec::new();
    named.extend(source_tags.iter().map(|tag| format!("gcp.tag:{tag}")));
    named.extend(source_service_accounts.iter().map(|one| format!("gcp.service-account:{one}")));
    let targets: Vec<String> = target_tags
        .iter()
        .map(|tag| format!("gcp.tag:{tag}"))
        .chain(target_service_accounts.iter().map(|one| format!("gcp.service-account:{one}")))
        .collect();
    let sources = ends(source_ranges, &named)?;
    let destinations = ends(destination_ranges, &[])?;
    let mut matches = services(rows)?;
    matches = sources.narrow(matches, Side::Source);
    matches = destinations.narrow(matches, Side::Destination);
    matches = near(matches, &targets, direction);
    let otherwise = match direction {
        Direction::Ingress => Action::Allow,
        Direction::Egress => Action::Deny,
    };
    if *priority == LAST && action == otherwise {
        let unsure = Symbol { side: direction.far_side(), name: BESIDE_THE_IMPLIED.into() };
        let beside = |one: Match| one.when(unsure.clone());
        matches = matches.into_iter().map(beside).collect();
    }
    let priority = u32::try_from(*priority).map_err(|_| format!("has the priority {priority}"))?;
    Ok(Rule::new(label, action, matches).at(priority))
}
