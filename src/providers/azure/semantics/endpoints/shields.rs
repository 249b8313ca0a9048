//! What is asked about every packet of an interface: first the network's security admin rules, then the groups of its subnet and its own.
//!
//! Both groups must allow; where there is none, everything is allowed. ("How network security groups filter network traffic".) The platform's
//! own addresses are no matter of groups on the way out, but for what is in one of the tags that are made for that, where a rule names it. A private endpoint is filtered by
//! its subnet's group when the subnet says so, and starts nothing itself. ("Manage network policies for private endpoints".)
//!
//! Where nobody asked for admin rules there are none, as in most networks; where somebody did and they were not read, what they
//! deliver is a symbol.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::estate::{Estate, Found, named};
use super::interfaces::Interface;
use super::subnets::Subnet;
use super::tags::{Around, metadata, platform};
use crate::model::{Direction, Gate, Passage, unread};
use crate::providers::azure::parse::{nsg, security_admin_rules};
use crate::providers::azure::semantics::{admin_rules, nsg as groups};
use crate::traffic::{Action, Decision, Guard, Match, Rule, Side, Symbol};

/// Tags that are made for what no group filters otherwise.
const PLATFORM: &str = "azure.service-tag:AzurePlatform";

type Key = (Arc<str>, Option<String>, BTreeSet<Arc<str>>, bool);

/// The shields so far.
#[derive(Default)]
pub(super) struct Shields {
    known: BTreeMap<Key, usize>,
    around: BTreeMap<Arc<str>, Arc<Around>>,
    pub(super) passages: Vec<Passage>,
    /// The names that they draw on.
    pub(super) names: BTreeSet<Arc<str>>,
}

/// A guard each way, in the order of [`Direction::ALL`].
type Both = [Guard; 2];

impl Shields {
    /// The shield of an interface.
    pub(super) fn before(
        &mut self,
        estate: &Estate<'_>,
        subnet: &Subnet,
        interface: &Interface,
    ) -> usize {
        let private = interface.context.private_endpoint.is_some();
        let group = interface.context.network_security_group.clone();
        let member_of = interface.member_of();
        let key = (subnet.name.clone(), group.clone(), member_of.clone(), private);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let around = self.around.entry(subnet.name.clone());
        let around = around.or_insert_with(|| Arc::new(Around::of(estate, subnet))).clone();
        let reading = Reading { estate, doubts: BTreeSet::new() };
        let passage = if private {
            reading.private_endpoint(subnet)
        } else {
            let of_subnet = subnet.context.network_security_group.as_deref();
            reading.tiers(&subnet.network.id, &[of_subnet, group.as_deref()])
        };
        let [near_in, near_out] = [Side::Destination, Side::Source];
        let passage = Passage {
            ingress: around.told(&passage.ingress, near_in, &member_of),
            egress: around.told(&passage.egress, near_out, &member_of),
            ..passage
        };
        for guard in [&passage.ingress, &passage.egress] {
            let symbols = guard.matches().flat_map(|one| &one.symbols);
            self.names.extend(symbols.map(|(symbol, _)| symbol.name.clone()));
        }
        let at = self.place(passage);
        self.known.insert(key, at);
        at
    }

    /// What stands for everything that is not known.
    pub(super) fn unread(&mut self, name: &Arc<str>, why: &str) -> usize {
        self.place(Passage::unread(name, why.to_owned()))
    }

    fn place(&mut self, passage: Passage) -> usize {
        self.passages.push(passage);
        self.passages.len() - 1
    }
}

struct Reading<'a> {
    estate: &'a Estate<'a>,
    doubts: BTreeSet<String>,
}

impl Reading<'_> {
    fn tiers(mut self, network: &str, named: &[Option<&str>; 2]) -> Passage {
        let both: Vec<Both> =
            named.iter().flatten().filter_map(|group| self.group(group)).collect();
        let admin = self.admin_rules(network);
        let of = |direction: Direction| {
            let pick = |[ingress, egress]: &Both| match direction {
                Direction::Ingress => ingress.clone(),
                Direction::Egress => egress.clone(),
            };
            let mut groups: Vec<Guard> = both.iter().map(pick).collect();
            let admin: Option<Guard> = admin.as_ref().map(pick);
            let mut tiers = Vec::new();
            if direction == Direction::Egress {
                // What leaves meets the interface's own group first.
                groups.reverse();
                tiers.push(to_the_platform(groups.iter().chain(&admin)));
            }
            tiers.extend(admin);
            tiers.push(if groups.is_empty() {
                Guard::always("no network security group", Decision::Allow)
            } else {
                Guard::All(groups)
            });
            Guard::Tiers(tiers)
        };
        let (ingress, egress) = (of(Direction::Ingress), of(Direction::Egress));
        Passage { ingress, egress, stateful: true, doubt: self.doubt() }
    }

    fn private_endpoint(mut self, subnet: &Subnet) -> Passage {
        let policies = subnet.durable.private_endpoint_policies.as_deref();
        let is_filtered = matches!(policies, Some("Enabled" | "NetworkSecurityGroupEnabled"));
        let group = subnet.context.network_security_group.as_deref().filter(|_| is_filtered);
        let open = || Guard::always("private endpoint without network policies", Decision::Allow);
        let ingress =
            group.and_then(|group| self.group(group)).map_or_else(open, |[ingress, _]| ingress);
        let egress = Guard::always("private endpoint", Decision::Deny);
        Passage { ingress, egress, stateful: true, doubt: self.doubt() }
    }

    fn doubt(self) -> Option<String> {
        let all: Vec<String> = self.doubts.into_iter().collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    fn unread(&mut self, name: &Arc<str>, why: String) -> Both {
        self.doubts.insert(why);
        [Side::Source, Side::Destination].map(|side| unread(name, side))
    }

    /// What a group does; nothing for one that is gone, which filters nothing.
    fn group(&mut self, id: &str) -> Option<Both> {
        let name = named(&nsg::SPEC, id);
        let found = match self.estate.find(&nsg::SPEC, id) {
            Found::Here(found, _) => found,
            Found::Gone => return None,
            Found::Skipped(why) | Found::Unread(why) => return Some(self.unread(&name, why)),
        };
        let boundary = groups::boundary(self.estate.view, &found);
        let both = match (boundary.ingress, boundary.egress) {
            (Gate::Guard(ingress), Gate::Guard(egress)) => [ingress, egress],
            (Gate::Unknown(why), _) | (_, Gate::Unknown(why)) => self.unread(&name, why),
            (Gate::Nowhere, _) | (_, Gate::Nowhere) => return None,
        };
        let Some(why) = self.estate.partial(&found, &nsg::SPEC) else { return Some(both) };
        let [ingress, egress] = both;
        let [into, out] = self.unread(&name, why);
        Some([Guard::Any(vec![ingress, into]), Guard::Any(vec![egress, out])])
    }

    fn admin_rules(&mut self, network: &str) -> Option<Both> {
        let name = named(&security_admin_rules::SPEC, network);
        let read = match self.estate.find(&security_admin_rules::SPEC, network) {
            Found::Here(found, _) => admin_rules::tiers(self.estate.view, &found),
            Found::Gone | Found::Skipped(_) => return None,
            Found::Unread(why) => Err(why),
        };
        Some(read.unwrap_or_else(|why| self.unread(&name, why).map(passing)))
    }
}

/// A tier that leaves to the next what it does not allow.
fn passing(guard: Guard) -> Guard {
    match guard {
        Guard::Rules(mut rules) => {
            rules.otherwise = Decision::Pass;
            Guard::Rules(rules)
        }
        other => other,
    }
}

/// The platform and the metadata of the machine, but for what is in a tag of theirs that a rule names.
fn to_the_platform<'a>(guards: impl Iterator<Item = &'a Guard>) -> Guard {
    let symbols = guards.flat_map(Guard::matches).flat_map(|one| &one.symbols);
    let of_the_platform = symbols
        .map(|(symbol, _)| symbol)
        .filter(|symbol| symbol.side == Side::Destination && symbol.name.starts_with(PLATFORM));
    let named: BTreeSet<&Symbol> = of_the_platform.collect();
    let to = Match::any().to(platform().union(&metadata()));
    let to = named.into_iter().fold(to, |to, symbol| to.unless(symbol.clone()));
    let rule = Rule::new("168.63.129.16 and 169.254.169.254", Action::Allow, vec![to]);
    Guard::listed("azure.platform", vec![rule], Decision::Pass)
}
