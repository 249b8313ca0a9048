//! Everything that is asked about a packet of a network, in the order of the network.
//!
//! First the policies of the organisation and of folders, from the top down; then the project's rules, the network's global policy and its
//! regional ones, in the order that the network says: rules first, unless it says `BEFORE_CLASSIC_FIREWALL`; then the implied rules.
//! ("Policy and rule evaluation order".)
//!
//! Who reads no policies has none, as most projects do; whose network asks policies first has some. Where some are known to be there and were
//! not read, what they let through is a symbol: they may allow what the rules below deny. What is not read where it belongs may be
//! repeated in the network's effective firewalls.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::effective::Effective;
use crate::model::{Direction, Identity, Kind, ResourceId, Scope, Status, View, unread};
use crate::providers::gcp::parse::effective_firewalls::Policy;
use crate::providers::gcp::parse::network::{Context, Durable};
use crate::providers::gcp::parse::network_firewall_policy::TakesHold;
use crate::providers::gcp::parse::{
    ancestry, firewall_policy, firewall_rule, network_firewall_policy,
};
use crate::providers::gcp::semantics::{network, policy};
use crate::providers::normalised::Known;
use crate::traffic::{Guard, Symbol};

/// The tiers of a network.
pub(super) struct Tiers {
    pub(super) ingress: Guard,
    pub(super) egress: Guard,
    /// Why not everything about them is known.
    pub(super) doubt: Option<String>,
}

/// The tiers of a network, for instances of a region.
pub(super) fn tiers(view: &View<'_>, network: &ResourceId, region: Option<&str>) -> Tiers {
    Reading::of(view, network, Place::Region(region)).finish(|reading, direction| {
        let mut tiers = reading.hierarchy(direction);
        tiers.append(&mut reading.own(direction));
        tiers
    })
}

/// Everything that is asked in a network, wherever an instance is.
pub(super) fn everywhere(view: &View<'_>, network: &ResourceId) -> Tiers {
    Reading::of(view, network, Place::Anywhere).finish(|reading, direction| {
        let mut tiers = reading.hierarchy(direction);
        tiers.append(&mut reading.own(direction));
        tiers
    })
}

/// What the network's own rules and policies say in their order, wherever an instance is and whatever is asked before them.
pub(super) fn own(view: &View<'_>, network: &ResourceId) -> Tiers {
    Reading::of(view, network, Place::Anywhere).finish(Reading::own)
}

/// Where the instances are that it is about.
#[derive(Clone, Copy)]
enum Place<'a> {
    /// In a region; in none that is known.
    Region(Option<&'a str>),
    /// In one that stands in the guards as a symbol at the instance's end.
    Anywhere,
}

struct Reading<'a> {
    view: &'a View<'a>,
    network: &'a ResourceId,
    place: Place<'a>,
    durable: Option<Durable>,
    context: Context,
    effective: Option<Effective>,
    doubts: Vec<String>,
}

impl<'a> Reading<'a> {
    fn of(view: &'a View<'a>, network: &'a ResourceId, place: Place<'a>) -> Self {
        let resource = view.get(network);
        Self {
            view,
            network,
            place,
            durable: resource.and_then(|one| one.durable.decode().ok()),
            context: resource.and_then(|one| one.context.decode().ok()).unwrap_or_else(|| {
                Context { firewall_policies: Known::Unread, ..Context::default() }
            }),
            effective: Effective::of(view, network),
            doubts: Vec::new(),
        }
    }

    fn finish(mut self, mut tiers: impl FnMut(&mut Self, Direction) -> Vec<Guard>) -> Tiers {
        let ingress = Guard::Tiers(tiers(&mut self, Direction::Ingress));
        let egress = Guard::Tiers(tiers(&mut self, Direction::Egress));
        self.doubts.sort();
        self.doubts.dedup();
        let doubt = (!self.doubts.is_empty()).then(|| self.doubts.join("; "));
        Tiers { ingress, egress, doubt }
    }

    /// Rules and policies in the order of the network, and what becomes of the rest.
    fn own(&mut self, direction: Direction) -> Vec<Guard> {
        let rules = self.rules(direction);
        let mut tiers = self.policies(direction);
        if self.asks_policies_first() {
            tiers.push(rules);
        } else {
            if self.durable.is_none() && !tiers.is_empty() {
                let name = &self.network.identity;
                let why =
                    format!("whether {name} asks its rules or its policies first was not read");
                self.doubts.push(why);
            }
            tiers.insert(0, rules);
        }
        tiers.push(network::implied(self.network, direction));
        tiers
    }

    fn asks_policies_first(&self) -> bool {
        let order = self.durable.as_ref().map(|network| network.enforcement_order.as_str());
        order == Some("BEFORE_CLASSIC_FIREWALL")
    }

    /// A tier of which nothing is known but its name: it may let something through, or leave it to the next.
    fn unread(&mut self, name: &str, direction: Direction, why: String) -> Guard {
        self.doubts.push(why);
        let Guard::Rules(mut rules) = unread(&Arc::from(name), direction.far_side()) else {
            return Guard::Any(Vec::new());
        };
        rules.otherwise = crate::traffic::Decision::Pass;
        Guard::Rules(rules)
    }

    fn known(&mut self, name: &str, direction: Direction, tier: Result<Guard, String>) -> Guard {
        tier.unwrap_or_else(|why| self.unread(name, direction, why))
    }

    /// What a policy decides, when it was read, and whole.
    fn policy(&self, id: &ResourceId, direction: Direction) -> Result<Guard, String> {
        if self.view.get(id).is_none() || self.view.status(&id.scope, &id.kind) == Status::Partial {
            return Err(format!("{} {} was not read whole", id.kind, id.identity));
        }
        policy::tier(self.view, id, direction)
    }

    fn rules(&mut self, direction: Direction) -> Guard {
        let scope = &self.network.scope;
        let kind = &firewall_rule::SPEC.kind;
        let status = self.view.status(scope, kind);
        let repeated = self.effective.as_ref().and_then(|effective| effective.rules.as_ref());
        let tier = match repeated {
            _ if status.proves_absence() => network::tier(self.view, self.network, direction),
            Some(rules) => network::guard(self.network, rules, direction),
            None => Err(format!("firewall rules of {scope} were not read: {status}")),
        };
        self.known(&format!("{kind}:{}", scope.place()), direction, tier)
    }

    fn hierarchy(&mut self, direction: Direction) -> Vec<Guard> {
        if let Some(tiers) = self.effective(direction) {
            return tiers;
        }
        let scope = &self.network.scope;
        let kind = firewall_policy::SPEC.kind;
        let Some(above) = self.above() else {
            if self.view.resources(&kind).next().is_none() {
                return Vec::new();
            }
            let why = format!(
                "what {scope} belongs to was not read, so nobody knows which firewall policies take hold there: `projects-get-ancestors` says it"
            );
            return vec![self.unread(&format!("{kind}:unread"), direction, why)];
        };
        let home = |ancestor: &str| Scope::new(scope.provider(), ancestor).ok();
        let is_read = |ancestor: &String| {
            home(ancestor).is_some_and(|home| self.view.status(&home, &kind).proves_absence())
        };
        if !above.iter().all(is_read) {
            let why = format!("the firewall policies of {} were not read", above.join(" and "));
            return vec![self.unread(&format!("{kind}:unread"), direction, why)];
        }
        let mut tiers = Vec::new();
        for ancestor in above.iter().rev() {
            for id in self.associated(&kind, ancestor) {
                let tier = self.policy(&id, direction);
                tiers.push(self.known(&format!("{kind}:{}", id.identity), direction, tier));
            }
        }
        tiers
    }

    /// The folders and the organisation that the project is in, from the nearest on; nothing when that was not read.
    fn above(&self) -> Option<Vec<String>> {
        let kind = ancestry::SPEC.kind;
        let mut all = self.view.resources(&kind);
        let (_, _, resource) = all.find(|(scope, _, _)| **scope == self.network.scope)?;
        Some(resource.durable.decode::<ancestry::Durable>().ok()?.ancestors)
    }

    /// The policies that take hold at a folder or an organisation.
    fn associated(&self, kind: &Kind, ancestor: &str) -> Vec<ResourceId> {
        let mut found = Vec::new();
        for (scope, identity, resource) in self.view.resources(kind) {
            let Ok(policy) = resource.durable.decode::<firewall_policy::Durable>() else {
                continue;
            };
            if policy.associations.iter().any(|one| one.target == ancestor) {
                let (scope, identity) = (scope.clone(), identity.clone());
                found.push(ResourceId { scope, kind: kind.clone(), identity });
            }
        }
        found
    }

    /// The policies of folders and organisations that the network's effective firewalls list, in Google's order. Those that are read where they
    /// belong are told there, the others here.
    fn effective(&mut self, direction: Direction) -> Option<Vec<Guard>> {
        let mut tiers = Vec::new();
        for entry in &self.effective.as_ref()?.order.clone() {
            let Some((sort, number)) = entry.split_once(' ') else { continue };
            if sort != "HIERARCHY" && !sort.starts_with("SYSTEM") {
                continue;
            }
            let name = format!("{}:{number}", firewall_policy::SPEC.kind);
            let tier = match (self.numbered(number), self.repeated(sort, number)) {
                (Some(id), _) => self.policy(&id, direction),
                (None, Some(policy)) => {
                    policy::guard(&self.network.scope, name.clone(), &policy.rules, direction)
                }
                (None, None) => Err(format!("the firewall policy {number} was not read")),
            };
            tiers.push(self.known(&name, direction, tier));
        }
        Some(tiers)
    }

    fn repeated(&self, sort: &str, policy: &str) -> Option<&Policy> {
        let mut all = self.effective.as_ref()?.policies.iter();
        all.find(|one| one.r#type == sort && one.policy == policy)
    }

    /// The policy with a number, wherever it is read.
    fn numbered(&self, number: &str) -> Option<ResourceId> {
        let kind = firewall_policy::SPEC.kind;
        let mut all = self.view.resources(&kind);
        let (scope, identity, _) = all.find(|(_, identity, _)| identity.as_str() == number)?;
        let (scope, identity) = (scope.clone(), identity.clone());
        Some(ResourceId { scope, kind: kind.clone(), identity })
    }

    /// The network's own policies: the global ones, then those of the region.
    fn policies(&mut self, direction: Direction) -> Vec<Guard> {
        let held = match (&self.context.firewall_policies, &self.effective) {
            (Known::Read(held), _) => held.clone(),
            (Known::Unread, Some(effective)) if effective.has_every_policy => {
                return self.effective_policies(direction);
            }
            (Known::Unread, _) => return self.unread_policies(direction),
        };
        let regions: BTreeSet<String> = match self.place {
            Place::Region(region) => region.map(str::to_owned).into_iter().collect(),
            Place::Anywhere => held.iter().map(|one| place_of(one).to_owned()).collect(),
        };
        let mut tiers = self.of_place("global", &held, direction);
        for region in regions.iter().filter(|region| *region != "global") {
            for tier in self.of_place(region, &held, direction) {
                tiers.push(match self.place {
                    Place::Region(_) => tier,
                    Place::Anywhere => only_in(region, &tier, direction),
                });
            }
        }
        tiers
    }

    /// The policies of one place, by the priority of their associations.
    fn of_place(&mut self, place: &str, held: &[TakesHold], direction: Direction) -> Vec<Guard> {
        let mut list: Vec<&TakesHold> = held.iter().filter(|one| place_of(one) == place).collect();
        list.sort_by_key(|one| one.priority.unwrap_or(1000));
        let kind = network_firewall_policy::SPEC.kind;
        let mut tiers = Vec::new();
        for group in list.chunk_by(|a, b| a.priority == b.priority) {
            let mut equal = Vec::new();
            for held in group {
                let Ok(identity) = Identity::new(held.policy.clone()) else { continue };
                let scope = self.network.scope.clone();
                let id = ResourceId { scope, kind: kind.clone(), identity };
                let tier = self.policy(&id, direction);
                equal.push(self.known(&format!("{kind}:{}", id.identity), direction, tier));
            }
            if let [_, _, ..] = group {
                let name = &self.network.identity;
                self.doubts.push(format!(
                    "{name} has several policies of one priority, and nobody says which is asked first"
                ));
                for (held, tier) in group.iter().zip(&equal).skip(1) {
                    tiers.push(perhaps_first(&held.policy, tier, direction));
                }
            }
            tiers.append(&mut equal);
        }
        tiers
    }

    /// The policies that only the effective firewalls tell of.
    fn effective_policies(&mut self, direction: Direction) -> Vec<Guard> {
        let kind = network_firewall_policy::SPEC.kind;
        let all = self.effective.iter().flat_map(|effective| &effective.policies);
        let mut list: Vec<_> = all.filter(|one| one.r#type == "NETWORK").cloned().collect();
        list.sort_by_key(|one| one.priority.unwrap_or(1000));
        let mut tiers = Vec::new();
        for policy in list {
            let name = format!("{kind}:global/{}", policy.policy);
            let scope = &self.network.scope;
            let tier = policy::guard(scope, name.clone(), &policy.rules, direction);
            tiers.push(self.known(&name, direction, tier));
        }
        tiers
    }

    /// What stands for policies of the network that were not read, where there are some.
    fn unread_policies(&mut self, direction: Direction) -> Vec<Guard> {
        let kind = network_firewall_policy::SPEC.kind;
        let scope = &self.network.scope;
        let status = self.view.status(scope, &kind);
        let is_named = self.context.firewall_policy.is_some() || self.asks_policies_first();
        if matches!(status, Status::Skipped | Status::Absent) && !is_named {
            return Vec::new();
        }
        let why = format!("network firewall policies of {scope} were not read: {status}");
        vec![self.unread(&format!("{kind}:unread"), direction, why)]
    }
}

/// `global`, or the region of a policy.
fn place_of(held: &TakesHold) -> &str {
    held.policy.split('/').next().unwrap_or_default()
}

/// A tier that is asked of instances of one region only.
fn only_in(region: &str, tier: &Guard, direction: Direction) -> Guard {
    let name: Arc<str> = format!("gcp.instances-of-region:{region}").into();
    let here = Symbol { side: direction.near_side(), name };
    tier.with_matches(&mut |one| Some(one.clone().when(here.clone())))
}

/// A tier that is asked here if it comes before the others of its priority.
fn perhaps_first(policy: &str, tier: &Guard, direction: Direction) -> Guard {
    let name: Arc<str> =
        format!("gcp.unsure:{policy}-is-asked-before-others-of-its-priority").into();
    let first = Symbol { side: direction.far_side(), name };
    tier.with_matches(&mut |one| Some(one.clone().when(first.clone())))
}
