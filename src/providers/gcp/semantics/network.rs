//! The project's rules of a network.
//!
//! All rules of a network are asked together, the lowest priority first; among rules of one priority deny wins. A disabled rule is as if it were not
//! there. What no rule matches comes to the network's policies where it has some that are asked later, and then to two implied rules:
//! what comes in is denied, what goes out is allowed. ("VPC firewall rules", "Priority", "Implied rules"; "Policy and rule evaluation order".)
//!
//! The implied rules have priority 65535, and so may a user's. Google does not say which comes first. A rule that lets something in at that priority
//! therefore holds only as a symbol says.

use super::words::{ends, near, services};
use super::{name, next};
use crate::model::{Boundary, Direction, ResourceId, Status, View};
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
    let rules = rules(view, id)?;
    let of_direction = rules.iter().filter(|(_, rule)| rule.direction == direction.word());
    let written: Result<Vec<Rule>, String> = of_direction
        .map(|(label, rule)| {
            self::rule(label, rule, direction)
                .map_err(|why| format!("has the rule {label}, which {why}"))
        })
        .collect();
    Ok(Guard::prioritised(name(id), written?, Decision::Pass))
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
    match resource.context.decode::<Context>().map(|context| context.firewall_policies) {
        Ok(Known::Read(policies)) => !policies.is_empty(),
        // Nobody asked for policies: then there are as few as in a network that has none.
        Ok(Known::Unread) | Err(_) => {
            !matches!(view.status(&id.scope, &kind), Status::Skipped | Status::Absent)
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
    if *priority == LAST && action == Action::Allow && direction == Direction::Ingress {
        let beside = |one: Match| one.when(Symbol::source(BESIDE_THE_IMPLIED));
        matches = matches.into_iter().map(beside).collect();
    }
    let priority = u32::try_from(*priority).map_err(|_| format!("has the priority {priority}"))?;
    Ok(Rule::new(label, action, matches).at(priority))
}
