//! Firewall policies: of an organisation, a folder or a network.
//!
//! Rules are asked by their priority, which is unique in a policy. `allow` and `deny` are final, `goto_next` leaves the policy, and so does a packet
//! that no rule matches. `apply_security_profile_group` lets a packet on to be inspected. ("Firewall policy rules", "Action on match".) Of one end, ranges, tags,
//! groups, names, regions and lists are alternatives; a network context must hold besides. ("Network contexts".)
//!
//! What comes next is another boundary's, and stands here as a symbol.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{Ends, ends, near, services};
use super::{name, networks, next};
use crate::model::{Boundary, Direction, Resource, ResourceId, Scope, View};
use crate::providers::gcp::parse::policy_rule::{Rule as Written, Side as Ended, Target};
use crate::providers::gcp::parse::{firewall_policy, network, network_firewall_policy};
use crate::providers::normalised::Known;
use crate::traffic::{Action, Decision, Guard, Match, Rule, Side};

/// What is asked after a policy.
const NEXT: &str = "gcp.next:firewalls";

pub(super) fn boundary(view: &View<'_>, id: &ResourceId) -> Boundary {
    let boundary = super::boundary(id, |direction| {
        let next = next(NEXT, direction);
        Ok(Guard::Tiers(match takes_hold(view, id)? {
            true => vec![tier(view, id, direction)?, next],
            false => vec![next],
        }))
    });
    Boundary { stands_before: Some(stands_before(view, id)), ..boundary }
}

/// At how many places a policy takes hold by now. The networks say it of theirs, so that one that comes or goes is told where they tell of it.
fn stands_before(view: &View<'_>, id: &ResourceId) -> usize {
    let Some(resource) = view.get(id) else { return 0 };
    let kind = network::SPEC.kind;
    let is_told =
        id.kind != firewall_policy::SPEC.kind && view.status(&id.scope, &kind).proves_absence();
    let own = places(id, resource).len();
    if !is_told {
        return own;
    }
    let mut holding = 0;
    for (_, _, network) in view.resources(&kind).filter(|(scope, _, _)| **scope == id.scope) {
        match network.context.decode::<network::Context>().map(|context| context.firewall_policies)
        {
            Ok(Known::Read(held)) => {
                holding += usize::from(held.iter().any(|one| one.policy == id.identity.as_str()));
            }
            Ok(Known::Unread) | Err(_) => return own,
        }
    }
    holding
}

/// Whether its rules are asked at all. Where a policy is put somewhere, or taken away from there, it is told what happens there; otherwise what
/// happens wherever it is.
fn takes_hold(view: &View<'_>, id: &ResourceId) -> Result<bool, String> {
    let (Some(earlier), Some(later)) = (view.earlier(id), view.later(id)) else { return Ok(true) };
    if id.kind != firewall_policy::SPEC.kind {
        // The networks tell of that.
        return Ok(true);
    }
    let (was, is) = (places(id, earlier), places(id, later));
    let now = view.get(id).map(|resource| places(id, resource));
    let targets = |places: &BTreeMap<String, Option<i64>>| -> BTreeSet<String> {
        places.keys().cloned().collect()
    };
    if was == is {
        return Ok(true);
    }
    let (before, after) = (targets(&was), targets(&is));
    let says_the_same = rules(id, earlier)? == rules(id, later)?;
    let (gained, lost) = (after.is_superset(&before), before.is_superset(&after));
    match (gained, lost) {
        (true, true) => Err("is asked in another order than before where it takes hold".to_owned()),
        (false, false) => Err("takes hold at other places than before".to_owned()),
        _ if !says_the_same && !before.is_empty() && !after.is_empty() => {
            Err("says something else than before, and takes hold at other places".to_owned())
        }
        (true, false) => Ok(now.as_ref() == Some(&is)),
        (false, true) => Ok(now.as_ref() == Some(&was)),
    }
}

/// Where a policy takes hold, with the priority there.
fn places(id: &ResourceId, resource: &Resource) -> BTreeMap<String, Option<i64>> {
    let associations = if id.kind == firewall_policy::SPEC.kind {
        let durable = resource.durable.decode::<firewall_policy::Durable>();
        durable.map(|policy| policy.associations)
    } else {
        let context = resource.context.decode::<network_firewall_policy::Context>();
        context.map(|policy| policy.associations)
    };
    let all = associations.unwrap_or_default().into_iter();
    all.map(|association| (association.target, association.priority)).collect()
}

/// What a policy decides by itself; it passes the rest on. One that is not there passes everything.
///
/// # Errors
/// In words, when one of its rules can't be read.
pub(super) fn tier(
    view: &View<'_>,
    id: &ResourceId,
    direction: Direction,
) -> Result<Guard, String> {
    let rules = view.get(id).map_or(Ok(Vec::new()), |resource| rules(id, resource))?;
    guard(&id.scope, name(id), &rules, direction)
}

/// What is written in a policy of either sort.
fn rules(id: &ResourceId, resource: &Resource) -> Result<Vec<Written>, String> {
    if id.kind == firewall_policy::SPEC.kind {
        let policy: Result<firewall_policy::Durable, _> = resource.durable.decode();
        return Ok(policy.map_err(|error| error.to_string())?.rules);
    }
    let policy: Result<network_firewall_policy::Durable, _> = resource.durable.decode();
    Ok(policy.map_err(|error| error.to_string())?.rules)
}

/// Rules as a tier, by their priority. Networks that they name are those of `home`, unless they say another project.
///
/// # Errors
/// In words, when one of them can't be read.
pub(super) fn guard(
    home: &Scope,
    boundary: String,
    written: &[Written],
    direction: Direction,
) -> Result<Guard, String> {
    let in_force = written.iter().filter(|one| one.direction == direction.word() && !one.disabled);
    let rules: Result<Vec<Rule>, String> = in_force
        .map(|one| rule(home, one, direction).map_err(|why| format!("rule {} {why}", one.priority)))
        .collect();
    Ok(Guard::prioritised(boundary, rules?, Decision::Pass))
}

fn rule(home: &Scope, written: &Written, direction: Direction) -> Result<Rule, String> {
    let Written {
        action,
        description: _,
        destination,
        direction: _,
        disabled: _,
        logging: _,
        name: _,
        priority,
        security_profile_group: _,
        source,
        target,
        tls_inspect: _,
        traffic,
    } = written;
    let action = match action.as_str() {
        "allow" | "apply_security_profile_group" => Action::Allow,
        "deny" => Action::Deny,
        "goto_next" => Action::Pass,
        other => return Err(format!("has the action `{other}`, which can't be read")),
    };
    let mut matches = services(traffic)?;
    for (end, side) in [(source, Side::Source), (destination, Side::Destination)] {
        matches = ended(home, matches, end, side)?;
    }
    matches = targeted(home, matches, target, direction);
    let label = priority.to_string();
    let priority = u32::try_from(*priority).map_err(|_| format!("has the priority {priority}"))?;
    Ok(Rule::new(label, action, matches).at(priority))
}

/// The matches with this at one end.
fn ended(home: &Scope, matches: Vec<Match>, end: &Ended, side: Side) -> Result<Vec<Match>, String> {
    let Ended {
        address_groups,
        fqdns,
        network_context,
        networks,
        ranges,
        region_codes,
        secure_tags,
        stale_secure_tags,
        threat_lists,
    } = end;
    let mut names = Vec::new();
    for (kind, list) in [
        ("address-group", address_groups),
        ("fqdn", fqdns),
        ("region", region_codes),
        ("secure-tag", secure_tags),
        ("threat-list", threat_lists),
    ] {
        names.extend(list.iter().map(|one| format!("gcp.{kind}:{one}")));
    }
    let ends: Ends = ends(ranges, &names)?;
    // Tags that are deleted match nothing, which is not the same as naming nobody.
    if ends.is_anybody() && !stale_secure_tags.is_empty() {
        return Ok(Vec::new());
    }
    let matches = ends.narrow(matches, side);
    let Some(context) = network_context else { return Ok(matches) };
    let within: Vec<String> = if networks.is_empty() {
        vec![format!("gcp.network-context:{context}")]
    } else {
        names_of(home, networks)
    };
    Ok(self::ends(&[], &within)?.narrow(matches, side))
}

/// The matches for what the rule is for: tags or service accounts are alternatives, a network and a sort of target must hold besides.
fn targeted(
    home: &Scope,
    matches: Vec<Match>,
    target: &Target,
    direction: Direction,
) -> Vec<Match> {
    let Target {
        forwarding_rules,
        networks,
        secure_tags,
        service_accounts,
        stale_secure_tags,
        r#type,
    } = target;
    let named = |kind: &str, list: &[String]| -> Vec<String> {
        list.iter().map(|one| format!("gcp.{kind}:{one}")).collect()
    };
    let mut instances = named("secure-tag", secure_tags);
    instances.extend(named("service-account", service_accounts));
    if instances.is_empty() && !stale_secure_tags.is_empty() {
        return Vec::new();
    }
    let matches = near(matches, &instances, direction);
    let matches = near(matches, &names_of(home, networks), direction);
    let matches = near(matches, &named("forwarding-rule", forwarding_rules), direction);
    let sort: Vec<String> = r#type.iter().map(|sort| format!("gcp.target-type:{sort}")).collect();
    near(matches, &sort, direction)
}

/// Networks by the names that instances in them are members of.
fn names_of(home: &Scope, networks: &[String]) -> Vec<String> {
    let named = |text: &String| match networks::named(home, text) {
        Some(network) => networks::name(&network).to_string(),
        None => format!("gcp.network:{text}"),
    };
    networks.iter().map(named).collect()
}
