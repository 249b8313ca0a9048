//! The words of rules as matches: protocol, ports and messages, and the peer.

use ipnet::IpNet;

use crate::providers::aws::parse::terms::{Messages, Peer, Ports, Protocol};
use crate::traffic::{Addresses, Intervals, Match, Service, Side, Symbol, protocol};

/// What a rule lets through above the addresses.
///
/// Ports limit tcp and udp, messages limit icmp and icmpv6, and **any other protocol is open on all ports, whatever the rule says
/// about ports** (EC2 API reference, `IpPermission` and `NetworkAclEntry`).
///
/// # Errors
/// In words, when the protocol is one that nobody documents.
pub(super) fn service(
    protocol: &Protocol,
    ports: Option<Ports>,
    icmp: Option<Messages>,
) -> Result<Service, String> {
    let ports =
        || ports.map_or_else(Intervals::all, |ports| Intervals::range(ports.from, ports.to));
    let messages = |service: Service| match icmp {
        None => service,
        Some(Messages { kind, code }) => {
            service.with_icmp(kind, code.map_or_else(Intervals::all, Intervals::one))
        }
    };
    Ok(match protocol {
        Protocol::All => Service::any(),
        Protocol::Icmp => messages(Service::protocols(protocol::ICMP)),
        Protocol::Icmpv6 => messages(Service::protocols(protocol::ICMPV6)),
        Protocol::Tcp => Service::tcp(ports()),
        Protocol::Udp => Service::udp(ports()),
        Protocol::Number(number) => Service::protocols(*number),
        Protocol::Unknown(word) => {
            return Err(format!("names the protocol `{word}`, which can't be read"));
        }
    })
}

/// The packets of a service whose far end, on this side, is the peer.
///
/// # Errors
/// In words, when the peer can't be read.
pub(super) fn with_peer(service: Service, side: Side, peer: &Peer) -> Result<Match, String> {
    let every = Match::of(service);
    let named = |every: Match| every.when(Symbol { side, name: peer.to_string().into() });
    Ok(match peer {
        Peer::Cidr(block) => {
            let block = addresses(*block)?;
            match side {
                Side::Source => every.from(block),
                Side::Destination => every.to(block),
            }
        }
        Peer::PrefixList(_) | Peer::SecurityGroup(_) => named(every),
        Peer::Unknown(text) => return Err(format!("names the peer `{text}`, which can't be read")),
    })
}

/// A block; its host bits mean nothing.
pub(super) fn addresses(block: IpNet) -> Result<Addresses, String> {
    Addresses::prefix(block.addr(), block.prefix_len()).map_err(|error| error.to_string())
}
