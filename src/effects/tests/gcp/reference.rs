//! Held against a second account of the same rules: random projects, asked packet by packet, from the answers as they are
//! written. It shares nothing with the product but the files.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use ipnet::Ipv4Net;

use super::random::Dice;
use super::*;
use crate::effects::{Estate, answer};
use crate::model::{Assumptions, Direction, Protocols, Question};
use crate::traffic::{Packet, Portion};

/// An interface of an instance, both as they are written.
#[derive(Clone, Copy)]
pub(super) struct Interface<'a> {
    pub(super) instance: &'a Value,
    pub(super) interface: &'a Value,
}

/// One end: an interface, or an address that nobody has.
#[derive(Clone, Copy)]
pub(super) struct End<'a> {
    pub(super) address: Ipv4Addr,
    pub(super) interface: Option<Interface<'a>>,
}

/// A packet between two ends.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    from: End<'a>,
    to: End<'a>,
    protocol: u8,
    port: u16,
}

pub(super) struct Project<'a>(pub(super) &'a Files);

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn last(link: &Value) -> &str {
    link.as_str().unwrap().rsplit('/').next().unwrap()
}

fn within(ranges: &Value, address: Ipv4Addr) -> bool {
    let mut ranges = list(ranges).iter();
    ranges.any(|range| range.as_str().unwrap().parse::<Ipv4Net>().unwrap().contains(&address))
}

fn carries(rows: &Value, word: &str, asked: Asked<'_>) -> bool {
    list(rows).iter().any(|row| {
        let of_protocol = match row[word].as_str().unwrap() {
            "all" => true,
            "tcp" | "6" => asked.protocol == 6,
            "udp" => asked.protocol == 17,
            "icmp" => asked.protocol == 1,
            other => panic!("{other}"),
        };
        let ports = list(&row["ports"]);
        let of_port = ports.iter().any(|ports| {
            let ports = ports.as_str().unwrap();
            let (low, high) = ports.split_once('-').unwrap_or((ports, ports));
            (low.parse().unwrap()..=high.parse().unwrap()).contains(&asked.port)
        });
        of_protocol && (ports.is_empty() || of_port)
    })
}

impl<'a> Interface<'a> {
    fn network(self) -> &'a str {
        last(&self.interface["network"])
    }

    fn region(self) -> &'a str {
        last(&self.instance["zone"]).rsplit_once('-').unwrap().0
    }

    fn is_external(self) -> bool {
        !list(&self.interface["accessConfigs"]).is_empty()
    }

    fn has_tag(self, tags: &Value) -> bool {
        list(&self.instance["tags"]["items"]).iter().any(|tag| list(tags).contains(tag))
    }

    fn has_account(self, accounts: &Value) -> bool {
        let mut own = list(&self.instance["serviceAccounts"]).iter();
        own.any(|account| list(accounts).contains(&account["email"]))
    }
}

impl<'a> Project<'a> {
    fn answer(&self, call: &str) -> &'a Value {
        &self.0.iter().find(|(_, known, _)| known == call).unwrap().2
    }

    fn interfaces(&self) -> Vec<End<'a>> {
        let instances = list(self.answer("instances-list")).iter();
        let ends = instances.flat_map(|instance| {
            list(&instance["networkInterfaces"]).iter().map(move |interface| End {
                address: interface["networkIP"].as_str().unwrap().parse().unwrap(),
                interface: Some(Interface { instance, interface }),
            })
        });
        ends.collect()
    }

    /// Whether a packet passes what is asked at one of its ends.
    fn passes(&self, own: Interface<'_>, way: Direction, asked: Asked<'_>) -> bool {
        for place in ["organizations/7", "folders/42"] {
            for call in ["firewall-policies-describe.100", "firewall-policies-describe.200"] {
                let policy = self.answer(call);
                let holds = |one: &Value| one["attachmentTarget"] == place;
                if list(&policy["associations"]).iter().any(holds)
                    && let Some(decision) = self.policy(policy, own, way, asked)
                {
                    return decision;
                }
            }
        }
        self.own(own, way, asked)
    }

    /// What the network itself says, whatever is asked before it.
    pub(super) fn own(&self, own: Interface<'_>, way: Direction, asked: Asked<'_>) -> bool {
        let networks = list(self.answer("networks-list"));
        let network = networks.iter().find(|one| one["name"] == own.network()).unwrap();
        let first = network["networkFirewallPolicyEnforcementOrder"] == "BEFORE_CLASSIC_FIREWALL";
        let rules = || self.rules(own, way, asked);
        let policies = || self.policies(own, way, asked);
        let decision = if first { policies().or_else(rules) } else { rules().or_else(policies) };
        decision.unwrap_or(way == Direction::Egress)
    }

    /// The global policies of the network by the priority of their associations, then that of the region.
    fn policies(&self, own: Interface<'_>, way: Direction, asked: Asked<'_>) -> Option<bool> {
        let mut held = Vec::new();
        for (call, region) in [("g1", None), ("g2", None), ("e1", Some("europe-west1"))] {
            let policy = self.answer(&format!("network-firewall-policies-describe.{call}"));
            let own_association = list(&policy["associations"])
                .iter()
                .find(|one| last(&one["attachmentTarget"]) == own.network());
            if let Some(association) = own_association
                && region.is_none_or(|region| region == own.region())
            {
                held.push((
                    region.is_some(),
                    association["priority"].as_i64().unwrap_or(1000),
                    policy,
                ));
            }
        }
        held.sort_by_key(|(regional, priority, _)| (*regional, *priority));
        held.into_iter().find_map(|(.., policy)| self.policy(policy, own, way, asked))
    }

    /// What a policy decides; nothing when it leaves it to the next.
    fn policy(
        &self,
        policy: &Value,
        own: Interface<'_>,
        way: Direction,
        asked: Asked<'_>,
    ) -> Option<bool> {
        let mut rules: Vec<&Value> = list(&policy["rules"]).iter().collect();
        rules.sort_by_key(|rule| rule["priority"].as_i64());
        let word = if way == Direction::Ingress { "INGRESS" } else { "EGRESS" };
        let rule = rules.into_iter().find(|rule| {
            let matcher = &rule["match"];
            let any = |ranges: &Value, address| list(ranges).is_empty() || within(ranges, address);
            let (accounts, networks) = (&rule["targetServiceAccounts"], &rule["targetResources"]);
            rule["direction"] == word
                && rule["disabled"] != true
                && any(&matcher["srcIpRanges"], asked.from.address)
                && any(&matcher["destIpRanges"], asked.to.address)
                && carries(&matcher["layer4Configs"], "ipProtocol", asked)
                && (list(accounts).is_empty() || own.has_account(accounts))
                && (list(networks).is_empty()
                    || list(networks).iter().any(|one| last(one) == own.network()))
        })?;
        match rule["action"].as_str().unwrap() {
            "goto_next" => None,
            "deny" => Some(false),
            _ => Some(true),
        }
    }

    /// What the project's rules decide: those of the lowest priority, and among them one that denies.
    fn rules(&self, own: Interface<'_>, way: Direction, asked: Asked<'_>) -> Option<bool> {
        let matching = list(self.answer("firewall-rules-list")).iter().filter(|rule| {
            let is_egress = rule["direction"] == "EGRESS";
            let source = if is_egress {
                list(&rule["sourceRanges"]).is_empty()
                    || within(&rule["sourceRanges"], asked.from.address)
            } else {
                // A machine is meant where it is in the network of the rule.
                let there =
                    asked.from.interface.filter(|one| one.network() == last(&rule["network"]));
                let named =
                    [&rule["sourceRanges"], &rule["sourceTags"], &rule["sourceServiceAccounts"]];
                named.iter().all(|one| list(one).is_empty())
                    || within(&rule["sourceRanges"], asked.from.address)
                    || there.is_some_and(|one| one.has_tag(&rule["sourceTags"]))
                    || there.is_some_and(|one| one.has_account(&rule["sourceServiceAccounts"]))
            };
            let destinations = &rule["destinationRanges"];
            let (tags, accounts) = (&rule["targetTags"], &rule["targetServiceAccounts"]);
            let target = list(tags).is_empty() && list(accounts).is_empty()
                || own.has_tag(tags)
                || own.has_account(accounts);
            let rows = if rule["denied"].is_null() { &rule["allowed"] } else { &rule["denied"] };
            is_egress == (way == Direction::Egress)
                && rule["disabled"] != true
                && last(&rule["network"]) == own.network()
                && source
                && (list(destinations).is_empty() || within(destinations, asked.to.address))
                && target
                && carries(rows, "IPProtocol", asked)
        });
        let matching: Vec<&Value> = matching.collect();
        let priority = |rule: &Value| rule["priority"].as_i64().unwrap_or(1000);
        let lowest = matching.iter().map(|rule| priority(rule)).min()?;
        Some(!matching.iter().any(|rule| priority(rule) == lowest && !rule["denied"].is_null()))
    }

    /// Whether a packet arrives at an end, or leaves it: the firewalls there, and the way to the internet.
    fn at(&self, way: Direction, asked: Asked<'_>) -> bool {
        let (near, far) = match way {
            Direction::Ingress => (asked.to, asked.from),
            Direction::Egress => (asked.from, asked.to),
        };
        let Some(own) = near.interface else { return true };
        let is_inside = far.address.is_private();
        (is_inside || own.is_external()) && self.passes(own, way, asked)
    }

    fn allowed(&self, asked: Asked<'_>) -> bool {
        let network = |end: End<'_>| end.interface.map(Interface::network).map(str::to_owned);
        let connected = match (network(asked.from), network(asked.to)) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        connected && self.at(Direction::Egress, asked) && self.at(Direction::Ingress, asked)
    }
}

pub(super) const SERVICES: [(u8, u16); 5] = [(6, 22), (6, 80), (6, 443), (17, 53), (1, 0)];
pub(super) const OUTSIDE: [Ipv4Addr; 3] =
    [Ipv4Addr::new(203, 0, 113, 7), Ipv4Addr::new(203, 0, 113, 200), Ipv4Addr::new(192, 0, 2, 1)];

fn outside(address: Ipv4Addr) -> End<'static> {
    End { address, interface: None }
}

#[test]
fn random_projects_do_what_a_second_account_of_the_rules_says() {
    let (mut asked, mut allowed) = (0, 0);
    for seed in 1..=40_u64 {
        let files = Dice::of(seed).estate();
        let estate = Estate::of(&snapshot(&files), Assumptions::default());
        let project = Project(&files);
        let ends: Vec<End<'_>> =
            project.interfaces().into_iter().chain(OUTSIDE.map(outside)).collect();
        for from in &ends {
            for to in &ends {
                if from.address == to.address || from.interface.is_none() && to.interface.is_none()
                {
                    continue;
                }
                for (protocol, port) in SERVICES {
                    let one = Asked { from: *from, to: *to, protocol, port };
                    let expected = if project.allowed(one) { Portion::All } else { Portion::None };
                    let question = Question {
                        from: from.address.to_string(),
                        to: to.address.to_string(),
                        protocol: Protocols::One(protocol),
                        port: (protocol != 1).then_some(port),
                        source_port: None,
                        icmp_type: None,
                        icmp_code: None,
                    };
                    let found = answer(&estate, &question).unwrap();
                    asked += 1;
                    allowed += u32::from(expected == Portion::All);
                    assert_eq!(
                        found.allowed, expected,
                        "seed {seed}: {question:?}\n{found:?}\n{files:#?}"
                    );
                }
            }
        }
    }
    println!("{asked} questions, {allowed} allowed");
    assert!(asked > 5_000 && allowed > asked / 10, "{allowed} of {asked}");
}

/// The packet as the product has it.
pub(super) fn packet(asked: Asked<'_>) -> Packet {
    let (from, to) = (IpAddr::V4(asked.from.address), IpAddr::V4(asked.to.address));
    let packet = Packet::between(from, to, asked.protocol).unwrap();
    if asked.protocol == 1 { packet } else { packet.with_ports(asked.port, 40000) }
}

/// How often the changes say that a packet opened at an endpoint, less how often that it closed.
fn opened(changes: &[Change], endpoint: &str, way: Direction, asked: Asked<'_>) -> i32 {
    let packet = packet(asked);
    let mut sum = 0;
    for change in changes {
        let Some(Exposure::Reach(reach)) = &change.exposure else { continue };
        for exposed in reach.endpoints.iter().filter(|one| one.id.identity.as_str() == endpoint) {
            for (flows, by) in [(&exposed.opened, 1), (&exposed.closed, -1)] {
                let mut flows = flows.iter().filter(|flow| flow.direction == way);
                if flows.any(|flow| flow.packets.contains(&packet)) {
                    sum += by;
                }
            }
        }
    }
    sum
}

fn identity(own: Interface<'_>) -> String {
    let (zone, name) = (last(&own.instance["zone"]), own.instance["name"].as_str().unwrap());
    match own.interface["name"].as_str().unwrap() {
        "nic0" => format!("{zone}/{name}"),
        other => format!("{zone}/{name}/{other}"),
    }
}

#[test]
fn random_edits_open_and_close_what_a_second_account_of_the_rules_says() {
    let (mut asked, mut opens, mut closes) = (0, 0, 0);
    for seed in 1001..=1080_u64 {
        let mut dice = Dice::of(seed);
        let before = dice.estate();
        let after = dice.edited(&before);
        let changes = changes(&before, &after);
        for change in &changes {
            let unknown = matches!(change.effect, Some(Effect::Unknown(_)))
                || matches!(change.exposure, Some(Exposure::Unknown(_)));
            assert!(!unknown, "seed {seed}: {change:?}");
        }
        let [was, is] = [&before, &after].map(Project);
        let (old, new) = (was.interfaces(), is.interfaces());
        let inside: BTreeSet<Ipv4Addr> = old.iter().map(|end| end.address).collect();
        for (old_near, near) in old.iter().zip(&new) {
            let own = near.interface.unwrap();
            let name = identity(own);
            let addresses = inside.iter().chain(&OUTSIDE).filter(|one| **one != near.address);
            for address in addresses {
                let at = |ends: &[End<'_>]| ends.iter().position(|end| end.address == *address);
                let old_far = at(&old).map_or(outside(*address), |at| old[at]);
                let new_far = at(&new).map_or(outside(*address), |at| new[at]);
                let far_network = new_far.interface.map(Interface::network);
                if far_network.is_some_and(|network| network != own.network()) {
                    continue;
                }
                for way in Direction::ALL {
                    for (protocol, port) in SERVICES {
                        let then = side(*old_near, old_far, way, protocol, port);
                        let now = side(*near, new_far, way, protocol, port);
                        let expected = i32::from(is.at(way, now)) - i32::from(was.at(way, then));
                        asked += 1;
                        opens += u32::from(expected > 0);
                        closes += u32::from(expected < 0);
                        let found = opened(&changes, &name, way, now);
                        assert_eq!(
                            found, expected,
                            "seed {seed}: {way:?} {name} {address} {protocol} {port}\n{changes:#?}"
                        );
                    }
                }
            }
        }
    }
    println!("{asked} packets, {opens} opened, {closes} closed");
    assert!(asked > 15_000 && opens > 100 && closes > 100, "{opens} and {closes} of {asked}");
}

pub(super) fn side<'a>(
    near: End<'a>,
    far: End<'a>,
    way: Direction,
    protocol: u8,
    port: u16,
) -> Asked<'a> {
    let (from, to) = if way == Direction::Ingress { (far, near) } else { (near, far) };
    Asked { from, to, protocol, port }
}
