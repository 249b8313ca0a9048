//! Everything that is asked about a packet of a network, in the order of the network.
//!
//! First the policies of the organisation and of folders, from the top down; then the project's rules, the network's global policy and its
//! regional ones, in the order that the network says: rules first, unless it says `BEFORE_CLASSIC_FIREWALL`; then the implied rules.
//! ("Policy and rule evaluation order".)
//!
//! Who reads no policies has none, as most projects do. Where some are known to be there and were not read, what they let through
//! is a symbol: they may allow what the rules below deny.

use std::sync::Arc;

use crate::model::{Direction, Identity, Kind, ResourceId, Scope, Status, View, unread};
use crate::providers::gcp::parse::network::{Context, Durable};
use crate::providers::gcp::parse::network_firewall_policy::TakesHold;
use crate::providers::gcp::parse::{
    ancestry, effective_firewalls, firewall_policy, firewall_rule, network_firewall_policy,
};
use crate::providers::gcp::semantics::{network, policy};
use crate::providers::normalised::Known;
use crate::traffic::Guard;

/// The tiers of a network, for instances of a region.
pub(super) struct Tiers {
    pub(super) ingress: Guard,
    pub(super) egress: Guard,
    /// Why not everything about them is known.
    pub(super) doubt: Option<String>,
}

pub(super) fn tiers(view: &View<'_>, network: &ResourceId, region: Option<&str>) -> Tiers {
    let mut reading = Reading { view, network, region, doubts: Vec::new() };
    let ingress = reading.tiers(Direction::Ingress);
    let egress = reading.tiers(Direction::Egress);
    reading.doubts.sort();
    reading.doubts.dedup();
    let doubt = (!reading.doubts.is_empty()).then(|| reading.doubts.join("; "));
    Tiers { ingress, egress, doubt }
}

struct Reading<'a> {
    view: &'a View<'a>,
    network: &'a ResourceId,
    region: Option<&'a str>,
    doubts: Vec<String>,
}

impl Reading<'_> {
    fn tiers(&mut self, direction: Direction) -> Guard {
        let mut tiers = self.hierarchy(direction);
        let rules = self.rules(direction);
        let mut policies = self.policies(direction);
        if self.asks_policies_first() {
            tiers.append(&mut policies);
            tiers.push(rules);
        } else {
            tiers.push(rules);
            tiers.append(&mut policies);
        }
        tiers.push(network::implied(self.network, direction));
        Guard::Tiers(tiers)
    }

    fn asks_policies_first(&self) -> bool {
        let network = self.view.get(self.network);
        let durable = network.and_then(|one| one.durable.decode::<Durable>().ok());
        durable.is_some_and(|network| network.enforcement_order == "BEFORE_CLASSIC_FIREWALL")
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
        let tier = if status.proves_absence() {
            network::tier(self.view, self.network, direction)
        } else {
            Err(format!("firewall rules of {scope} were not read: {status}"))
        };
        self.known(&format!("{kind}:{}", scope.place()), direction, tier)
    }

    fn hierarchy(&mut self, direction: Direction) -> Vec<Guard> {
        let scope = &self.network.scope;
        let kind = ancestry::SPEC.kind;
        let ancestry = self.view.resources(&kind).find(|(one, _, _)| *one == scope);
        let above = ancestry
            .and_then(|(_, _, resource)| resource.durable.decode::<ancestry::Durable>().ok())
            .map(|known| known.ancestors)
            .unwrap_or_default();
        let kind = firewall_policy::SPEC.kind;
        let home = |ancestor: &str| Scope::new(scope.provider(), ancestor).ok();
        let is_read = |ancestor: &String| {
            home(ancestor).is_some_and(|home| self.view.status(&home, &kind).proves_absence())
        };
        if let Some(tiers) = self.effective(direction) {
            return tiers;
        }
        if let (true, false) = (above.iter().all(is_read), above.is_empty()) {
            let mut tiers = Vec::new();
            for ancestor in above.iter().rev() {
                for id in self.associated(&kind, ancestor) {
                    let tier = self.policy(&id, direction);
                    tiers.push(self.known(&format!("{kind}:{}", id.identity), direction, tier));
                }
            }
            return tiers;
        }
        if above.is_empty() {
            return Vec::new();
        }
        let why = format!("the firewall policies of {} were not read", above.join(" and "));
        vec![self.unread(&format!("{kind}:unread"), direction, why)]
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
        let kind = effective_firewalls::SPEC.kind;
        let id = ResourceId { kind, ..self.network.clone() };
        let resource = self.view.get(&id)?;
        let durable: effective_firewalls::Durable = resource.durable.decode().ok()?;
        let context: effective_firewalls::Context = resource.context.decode().ok()?;
        let repeated = match durable.policies {
            Known::Read(policies) => policies,
            Known::Unread => Vec::new(),
        };
        let mut tiers = Vec::new();
        for entry in &context.order {
            let Some((sort, number)) = entry.split_once(' ') else { continue };
            if !matches!(sort, "HIERARCHY" | "SYSTEM") {
                continue;
            }
            let name = format!("{}:{number}", firewall_policy::SPEC.kind);
            let here = repeated.iter().find(|one| one.r#type == sort && one.policy == number);
            let tier = match (self.numbered(number), here) {
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
        let kind = network_firewall_policy::SPEC.kind;
        let scope = self.network.scope.clone();
        let context = self.view.get(self.network).map(|one| one.context.decode::<Context>());
        let held = match context {
            Some(Ok(context)) => context.firewall_policies,
            Some(Err(_)) | None => Known::Unread,
        };
        let Known::Read(held) = held else {
            return match self.view.status(&scope, &kind) {
                Status::Skipped | Status::Absent => Vec::new(),
                status => {
                    let why =
                        format!("network firewall policies of {scope} were not read: {status}");
                    vec![self.unread(&format!("{kind}:unread"), direction, why)]
                }
            };
        };
        let of_place = |place: &str| -> Vec<TakesHold> {
            let mut list: Vec<TakesHold> = held
                .iter()
                .filter(|one| one.policy.split('/').next() == Some(place))
                .cloned()
                .collect();
            list.sort_by_key(|one| one.priority.unwrap_or(1000));
            list
        };
        let mut tiers = Vec::new();
        for place in ["global"].into_iter().chain(self.region) {
            let list = of_place(place);
            let mut priorities = list.iter().map(|one| one.priority);
            let first = priorities.next();
            if list.len() > 1 && priorities.any(|priority| Some(priority) == first) {
                self.doubts.push(format!(
                    "{} has several policies of one priority, and nobody says which is asked first",
                    self.network.identity
                ));
            }
            for TakesHold { policy: identity, .. } in list {
                let Ok(identity) = Identity::new(identity) else { continue };
                let id = ResourceId { scope: scope.clone(), kind: kind.clone(), identity };
                let tier = self.policy(&id, direction);
                tiers.push(self.known(&format!("{kind}:{}", id.identity), direction, tier));
            }
        }
        tiers
    }
}
