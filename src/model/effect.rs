//! What a change means as traffic.

use std::sync::Arc;

use super::identity::ResourceId;
use super::protocol::protocol_name;
use super::topology::Direction;
use crate::traffic::{Addresses, Carries, Decision, Intervals, Match, Packet, Side};

/// The effect of a change on traffic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It was computed.
    Traffic(Box<Traffic>),
    /// No boundary asks what changed, so it decides about no packet.
    Nowhere,
    /// It could not be computed, for this reason. Never a guess.
    Unknown(String),
}

/// What opened and what closed. Boxes of one list may overlap; their union is exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// What passes now and did not.
    pub opened: Vec<Flow>,
    /// What passed and does not now.
    pub closed: Vec<Flow>,
    /// Whether nothing else about the resource differs that packets could meet. With nothing opened and nothing closed, the
    /// change is a refactoring.
    pub whole: bool,
    /// Whether nothing changed but the order of the rules.
    pub by_order: bool,
    /// A packet that is now decided otherwise.
    pub witness: Option<Witness>,
    /// The boundaries at which something opened or closed.
    pub at: Vec<ResourceId>,
    /// Whether any of these boundaries stands before anything; nothing when that is not known.
    pub in_use: Option<bool>,
    /// What the cloud puts in and takes out by itself, in words, when that is all that came or went.
    pub temporary: Option<&'static str>,
}

/// A box of packets at a boundary.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flow {
    /// Which way they go.
    pub direction: Direction,
    /// The packets.
    pub packets: Match,
    /// The rule that lets them pass, now or before.
    pub rule: Option<Arc<str>>,
    /// The name of the set whose members the far end is, where rules mean them by it and the packets have their addresses.
    pub far_set: Option<Arc<str>>,
}

/// A packet, and who decides about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Which way it goes.
    pub direction: Direction,
    /// The packet.
    pub packet: Packet,
    /// Who decided.
    pub before: Ruling,
    /// Who decides.
    pub after: Ruling,
}

/// What was decided, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The boundary, as `<kind>:<id>`.
    pub boundary: String,
    /// The provider's own id or number of the rule; nothing when no rule matched.
    pub rule: Option<String>,
    /// What was decided.
    pub decision: Decision,
}

impl Traffic {
    /// Whether the traffic is the same.
    #[must_use]
    pub const fn is_same(&self) -> bool {
        self.opened.is_empty() && self.closed.is_empty()
    }

    /// Whether the change is a refactoring: the traffic is the same, and nothing else differs that packets could meet.
    #[must_use]
    pub const fn is_equivalent(&self) -> bool {
        self.is_same() && self.whole
    }
}

/// One end of a flow in words: what it is, what it leaves out, and what it must also be inside of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// Any of these: CIDRs, ranges or symbols.
    pub any_of: Vec<String>,
    /// None of these.
    pub except: Vec<String>,
    /// Also in each of these symbols, or one of these blocks.
    pub within: Vec<String>,
}

/// Whether a symbol says nothing of who is at an end, but under which condition a packet passes: that a boundary which is asked
/// later lets it through (`gcp.next:firewalls`), or that what nobody documents is so (`azure.unsure:…`).
#[must_use]
pub fn is_condition(name: &str) -> bool {
    let kind = name.split(':').next().unwrap_or_default();
    matches!(kind.split_once('.'), Some((_, "next" | "unsure")))
}

/// Whether a service tag is a part of another one, so that it alone says it all: `azure.service-tag:Storage.WestUS` of
/// `azure.service-tag:Storage`.
#[must_use]
pub fn is_part_of(part: &str, whole: &str) -> bool {
    let rest = part.strip_prefix(whole).filter(|_| whole.starts_with("azure.service-tag:"));
    rest.is_some_and(|rest| rest.starts_with('.'))
}

impl Flow {
    /// One end in words.
    #[must_use]
    pub fn end(&self, side: Side) -> End {
        if let Some(set) = self.far_set.as_ref().filter(|_| side == self.direction.far_side()) {
            return End { any_of: vec![set.to_string()], ..End::default() };
        }
        let Match { source, destination, service: _, symbols } = &self.packets;
        let (own, other) = match side {
            Side::Source => (source, destination),
            Side::Destination => (destination, source),
        };
        // Packets have both ends in one family, so the addresses of a family that the other end lacks say nothing.
        let mut addresses = own.clone();
        let mut everything = Addresses::all();
        if other.v4.is_empty() {
            (addresses.v4, everything.v4) = (Intervals::none(), Intervals::none());
        }
        if other.v6.is_empty() {
            (addresses.v6, everything.v6) = (Intervals::none(), Intervals::none());
        }
        let names = |holds: bool| {
            let of_side =
                symbols.iter().filter(move |(symbol, is)| symbol.side == side && *is == holds);
            of_side.map(|(symbol, _)| symbol.name.to_string()).collect::<Vec<String>>()
        };
        let (names_in, names_out) = (names(true), names(false));
        let (conditions, names_in): (Vec<String>, Vec<String>) =
            names_in.into_iter().partition(|name| is_condition(name));
        let is_whole = |name: &String| names_in.iter().any(|part| is_part_of(part, name));
        let mut names_in: Vec<String> =
            names_in.iter().filter(|name| !is_whole(name)).cloned().collect();
        if names_in.is_empty() {
            return End { any_of: addresses.texts(), except: names_out, within: conditions };
        }
        let any_of = vec![names_in.remove(0)];
        let within = [names_in, conditions].concat();
        let mut end = End { any_of, except: names_out, within };
        if addresses != everything || everything != Addresses::all() {
            let (inside, outside) = (addresses.texts(), everything.difference(&addresses).texts());
            if everything == Addresses::all() && outside.len() <= inside.len() {
                end.except.extend(outside);
            } else {
                end.within.extend(inside);
            }
        }
        end
    }

    /// The far end: where it comes from, or where it goes to.
    #[must_use]
    pub fn far(&self) -> End {
        self.end(self.far_side())
    }

    /// The near end.
    #[must_use]
    pub fn near(&self) -> End {
        self.end(self.far_side().other())
    }

    /// Which side of the packets is the far one.
    #[must_use]
    pub const fn far_side(&self) -> Side {
        self.direction.far_side()
    }

    /// The addresses of the far end.
    #[must_use]
    pub const fn far_addresses(&self) -> &Addresses {
        match self.direction {
            Direction::Ingress => &self.packets.source,
            Direction::Egress => &self.packets.destination,
        }
    }

    /// The protocol in words: `tcp`, `esp`, `50`, `all`, or numbers `0-5,7-255`.
    #[must_use]
    pub fn protocol(&self) -> String {
        protocol_text(&self.packets.service.protocols)
    }

    /// The destination ports, unless they are all.
    #[must_use]
    pub fn ports(&self) -> Option<String> {
        self.limited(Carries::Ports, &self.packets.service.destination_ports)
    }

    /// The source ports, unless they are all.
    #[must_use]
    pub fn source_ports(&self) -> Option<String> {
        self.limited(Carries::Ports, &self.packets.service.source_ports)
    }

    /// The ICMP types and codes, unless they are all: `8`, `3/4`.
    #[must_use]
    pub fn icmp(&self) -> Option<String> {
        let service = &self.packets.service;
        let codes = self.limited(Carries::Types, &service.codes);
        match (self.limited(Carries::Types, &service.types), codes) {
            (None, None) => None,
            (Some(types), None) => Some(types),
            (types, Some(codes)) => {
                Some(format!("{}/{codes}", types.as_deref().unwrap_or("0-255")))
            }
        }
    }

    /// A limit on a field, if any of the protocols has it.
    fn limited<T: crate::traffic::Value>(
        &self,
        carries: Carries,
        limit: &Intervals<T>,
    ) -> Option<String> {
        let protocols = &self.packets.service.protocols;
        let has_it =
            (0..=u8::MAX).any(|one| protocols.contains(one) && Carries::of(one) == carries);
        (has_it && !limit.is_all()).then(|| limit.to_string())
    }
}

/// A set of protocols in words.
fn protocol_text(protocols: &Intervals<u8>) -> String {
    if protocols.is_all() {
        return "all".to_owned();
    }
    match protocols.spans() {
        [(one, last)] if one == last => {
            protocol_name(*one).map_or_else(|| one.to_string(), str::to_owned)
        }
        _ => protocols.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::traffic::{Service, Symbol};

    fn flow(packets: Match) -> Flow {
        Flow { direction: Direction::Ingress, packets, rule: None, far_set: None }
    }

    fn block(text: &str) -> Addresses {
        Addresses::parse(text).unwrap()
    }

    fn end(any_of: &[&str], except: &[&str], within: &[&str]) -> End {
        let own = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
        End { any_of: own(any_of), except: own(except), within: own(within) }
    }

    #[test]
    fn an_end_is_addresses_or_a_name_and_what_it_leaves_out() {
        let plain = flow(Match::any().from(block("10.0.0.0/8")));
        assert_eq!(plain.far(), end(&["10.0.0.0/8"], &[], &[]));
        assert_eq!(plain.near(), end(&["0.0.0.0/0"], &[], &[]), "no IPv6 packet is inside");
        let new = flow(Match::any().from(block("0.0.0.0/0")).unless(Symbol::source("g:1")));
        assert_eq!(new.far(), end(&["0.0.0.0/0"], &["g:1"], &[]));
        let group = Match::any().when(Symbol::source("g:1"));
        assert_eq!(flow(group.clone()).far(), end(&["g:1"], &[], &[]));
        let but = flow(group.clone().from(block("10.0.0.0/8").complement()));
        assert_eq!(but.far(), end(&["g:1"], &["10.0.0.0/8"], &[]));
        let inside = flow(group.clone().from(block("10.0.0.0/8")));
        assert_eq!(inside.far(), end(&["g:1"], &[], &["10.0.0.0/8"]));
        let both = flow(group.when(Symbol::source("g:2")));
        assert_eq!(both.far(), end(&["g:1"], &[], &["g:2"]));
        let [whole, part] = ["azure.service-tag:Storage", "azure.service-tag:Storage.WestUS"];
        let tag = Match::any().when(Symbol::source(whole));
        assert_eq!(flow(tag.clone().when(Symbol::source(part))).far(), end(&[part], &[], &[]));
        assert_eq!(flow(tag.unless(Symbol::source(part))).far(), end(&[whole], &[part], &[]));
    }

    #[test]
    fn services_in_words() {
        let say = |service: Service| {
            let flow = flow(Match::of(service));
            [Some(flow.protocol()), flow.ports(), flow.source_ports(), flow.icmp()]
                .map(Option::unwrap_or_default)
                .join("|")
        };
        assert_eq!(say(Service::any()), "all|||");
        assert_eq!(say(Service::tcp(22)), "tcp|22||");
        assert_eq!(say(Service::udp(80..=90).from_ports(53)), "udp|80-90|53|");
        assert_eq!(say(Service::protocols(50).to_ports(22)), "esp|||", "esp has no ports");
        assert_eq!(say(Service::protocols(1).with_icmp(8, Intervals::all())), "icmp|||8");
        assert_eq!(say(Service::protocols(58).with_icmp(1, 4)), "icmpv6|||1/4");
        assert_eq!(say(Service::protocols(Intervals::one(6).complement())), "0-5,7-255|||");
    }
}
