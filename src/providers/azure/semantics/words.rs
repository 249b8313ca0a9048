//! The words of rules as matches: protocol, ports on both sides, and who is at either end.

use std::sync::Arc;

use super::tags;
use crate::providers::azure::parse::terms::{Peer, Ports, Protocol};
use crate::traffic::{Addresses, Intervals, Match, Service, Side, Symbol, protocol};

/// What a rule of any kind says about packets.
pub(super) struct Written<'a> {
    pub(super) protocol: &'a Protocol,
    pub(super) from: &'a [Peer],
    pub(super) source_ports: &'a Option<Ports>,
    pub(super) to: &'a [Peer],
    pub(super) ports: &'a Option<Ports>,
}

/// Whether a rule for every protocol that names ports matches icmp, esp and ah is not documented. It is a free boolean, so
/// that whoever depends on it hears so.
const BEYOND_PORTS: &str = "azure.unsure:other-protocols-under-any-with-ports";

/// The packets that a rule matches: a match for each pair of peers.
///
/// # Errors
/// In words, when something in it can't be read.
pub(super) fn matches(written: &Written<'_>) -> Result<Vec<Match>, String> {
    let sources = ends(written.from)?;
    let destinations = ends(written.to)?;
    let services = services(written)?;
    let mut matches = Vec::new();
    for service in &services {
        for source in &sources {
            for destination in &destinations {
                let packets = destination.narrow(service.clone(), Side::Destination);
                matches.push(source.narrow(packets, Side::Source));
            }
        }
    }
    Ok(matches)
}

/// What a rule matches above the addresses.
fn services(written: &Written<'_>) -> Result<Vec<Match>, String> {
    let limits = |ports: &Option<Ports>| match ports {
        None => Ok(Intervals::all()),
        Some(ports) => match ports.ranges() {
            Some(ranges) => Ok(Intervals::of(ranges.iter().copied())),
            None => Err(format!("names the ports `{ports}`, which can't be read")),
        },
    };
    let (to, from) = (limits(written.ports)?, limits(written.source_ports)?);
    let with_ports = |protocols: Intervals<u8>| {
        Match::of(Service::protocols(protocols).to_ports(to.clone()).from_ports(from.clone()))
    };
    let one = |number: u8| vec![with_ports(Intervals::one(number))];
    Ok(match written.protocol {
        Protocol::Tcp => one(protocol::TCP),
        Protocol::Udp => one(protocol::UDP),
        Protocol::Icmp => one(protocol::ICMP),
        Protocol::Icmpv6 => one(protocol::ICMPV6),
        Protocol::Esp => one(50),
        Protocol::Ah => one(51),
        Protocol::All if to.is_all() && from.is_all() => vec![Match::any()],
        // The ports of such a rule still apply to TCP and UDP.
        Protocol::All => {
            let carriers = [protocol::TCP, protocol::UDP, protocol::SCTP].map(|one| (one, one));
            let carriers = Intervals::of(carriers);
            let others = Match::of(Service::protocols(carriers.complement()));
            vec![with_ports(carriers), others.when(Symbol::source(BEYOND_PORTS))]
        }
        Protocol::Unknown(word) => {
            return Err(format!("names the protocol `{word}`, which can't be read"));
        }
    })
}

/// One end of a rule: addresses, or names that must all hold.
enum End {
    Addresses(Addresses),
    Named(Vec<Arc<str>>),
}

impl End {
    fn narrow(&self, packets: Match, side: Side) -> Match {
        match (self, side) {
            (Self::Addresses(addresses), Side::Source) => packets.from(addresses.clone()),
            (Self::Addresses(addresses), Side::Destination) => packets.to(addresses.clone()),
            (Self::Named(names), side) => names
                .iter()
                .fold(packets, |packets, name| packets.when(Symbol { side, name: name.clone() })),
        }
    }
}

/// The ends that a list of peers names: all blocks together, and each name for itself.
fn ends(peers: &[Peer]) -> Result<Vec<End>, String> {
    let mut addresses = Addresses::none();
    let mut ends = Vec::new();
    for peer in peers {
        match peer {
            Peer::Any => addresses = Addresses::all(),
            Peer::Cidr(block) => {
                let block = Addresses::prefix(block.addr(), block.prefix_len())
                    .map_err(|error| error.to_string())?;
                addresses = addresses.union(&block);
            }
            // What is in `Storage.WestUS` is in `Storage`.
            Peer::Tag(_) => {
                let name: Arc<str> = peer.to_string().into();
                ends.push(End::Named(tags::whole(&name).into_iter().chain([name]).collect()));
            }
            Peer::Group(_) => ends.push(End::Named(vec![peer.to_string().into()])),
            Peer::Unknown(text) => {
                return Err(format!("names the peer `{text}`, which can't be read"));
            }
        }
    }
    if !addresses.is_empty() {
        ends.insert(0, End::Addresses(addresses));
    }
    Ok(ends)
}
