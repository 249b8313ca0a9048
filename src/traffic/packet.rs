//! One packet: a concrete value for every field that its protocol has.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// Protocol numbers that have a name here.
pub mod protocol {
    /// ICMP for IPv4, with type and code.
    pub const ICMP: u8 = 1;
    /// TCP, with ports.
    pub const TCP: u8 = 6;
    /// UDP, with ports.
    pub const UDP: u8 = 17;
    /// ICMP for IPv6, with type and code.
    pub const ICMPV6: u8 = 58;
    /// SCTP, with ports.
    pub const SCTP: u8 = 132;
}

/// What a packet carries above its addresses. The protocol number alone decides: no protocol
/// has both ports and a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carries {
    /// A source and a destination port: tcp, udp, sctp.
    Ports,
    /// A type and a code: icmp, icmpv6.
    Types,
    /// Neither: every other protocol.
    Nothing,
}

impl Carries {
    /// What packets of this protocol carry.
    #[must_use]
    pub const fn of(protocol: u8) -> Self {
        match protocol {
            protocol::TCP | protocol::UDP | protocol::SCTP => Self::Ports,
            protocol::ICMP | protocol::ICMPV6 => Self::Types,
            _ => Self::Nothing,
        }
    }
}

/// What a symbol is a statement about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The source of the packet.
    Source,
    /// Its destination.
    Destination,
}

impl Side {
    /// The other side.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Source => Self::Destination,
            Self::Destination => Self::Source,
        }
    }
}

/// A membership that a rule names and nobody resolved: "the source is in this group". To the algebra it is a
/// free boolean.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol {
    /// The side of the packet that is a member.
    pub side: Side,
    /// What it is a member of.
    pub name: Arc<str>,
}

impl Symbol {
    /// "The source is in `name`."
    #[must_use]
    pub fn source(name: impl Into<Arc<str>>) -> Self {
        Self { side: Side::Source, name: name.into() }
    }

    /// "The destination is in `name`."
    #[must_use]
    pub fn destination(name: impl Into<Arc<str>>) -> Self {
        Self { side: Side::Destination, name: name.into() }
    }
}

/// Where a packet comes from and goes to: both ends are of one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ends {
    /// An IPv4 packet.
    V4 {
        /// Its source.
        source: Ipv4Addr,
        /// Its destination.
        destination: Ipv4Addr,
    },
    /// An IPv6 packet.
    V6 {
        /// Its source.
        source: Ipv6Addr,
        /// Its destination.
        destination: Ipv6Addr,
    },
}

/// One packet, and the memberships that hold for it.
///
/// Ports and types are only there for protocols that carry them, so two packets that differ are two packets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Packet {
    ends: Ends,
    protocol: u8,
    /// Destination and source port, or type and code, or zeros.
    head: (u16, u16),
    members: BTreeSet<Symbol>,
}

impl Packet {
    /// A packet with port, type and code zero, and no memberships.
    #[must_use]
    pub const fn new(ends: Ends, protocol: u8) -> Self {
        Self { ends, protocol, head: (0, 0), members: BTreeSet::new() }
    }

    /// A packet between two addresses; nothing if they are of different families.
    #[must_use]
    pub const fn between(source: IpAddr, destination: IpAddr, protocol: u8) -> Option<Self> {
        let ends = match (source, destination) {
            (IpAddr::V4(source), IpAddr::V4(destination)) => Ends::V4 { source, destination },
            (IpAddr::V6(source), IpAddr::V6(destination)) => Ends::V6 { source, destination },
            _ => return None,
        };
        Some(Self::new(ends, protocol))
    }

    /// The same packet with these ports, if its protocol carries ports.
    #[must_use]
    pub fn with_ports(mut self, destination: u16, source: u16) -> Self {
        if Carries::of(self.protocol) == Carries::Ports {
            self.head = (destination, source);
        }
        self
    }

    /// The same packet with this type and code, if its protocol carries them.
    #[must_use]
    pub fn with_icmp(mut self, kind: u8, code: u8) -> Self {
        if Carries::of(self.protocol) == Carries::Types {
            self.head = (kind.into(), code.into());
        }
        self
    }

    /// The same packet, of which these memberships hold and no others.
    #[must_use]
    pub fn with_members(mut self, members: impl IntoIterator<Item = Symbol>) -> Self {
        self.members = members.into_iter().collect();
        self
    }

    /// The same packet with this address at one end; nothing if that is of another family.
    #[must_use]
    pub fn with_end(&self, side: Side, address: IpAddr) -> Option<Self> {
        let ends = match (self.ends, side, address) {
            (Ends::V4 { source: _, destination }, Side::Source, IpAddr::V4(source))
            | (Ends::V4 { source, destination: _ }, Side::Destination, IpAddr::V4(destination)) => {
                Ends::V4 { source, destination }
            }
            (Ends::V6 { source: _, destination }, Side::Source, IpAddr::V6(source))
            | (Ends::V6 { source, destination: _ }, Side::Destination, IpAddr::V6(destination)) => {
                Ends::V6 { source, destination }
            }
            _ => return None,
        };
        Some(Self { ends, ..self.clone() })
    }

    /// Where it comes from and goes to.
    #[must_use]
    pub const fn ends(&self) -> Ends {
        self.ends
    }

    /// The address that it comes from.
    #[must_use]
    pub const fn source(&self) -> IpAddr {
        match self.ends {
            Ends::V4 { source, .. } => IpAddr::V4(source),
            Ends::V6 { source, .. } => IpAddr::V6(source),
        }
    }

    /// The address that it goes to.
    #[must_use]
    pub const fn destination(&self) -> IpAddr {
        match self.ends {
            Ends::V4 { destination, .. } => IpAddr::V4(destination),
            Ends::V6 { destination, .. } => IpAddr::V6(destination),
        }
    }

    /// Its protocol number.
    #[must_use]
    pub const fn protocol(&self) -> u8 {
        self.protocol
    }

    /// Destination and source port, if its protocol carries ports.
    #[must_use]
    pub fn ports(&self) -> Option<(u16, u16)> {
        (Carries::of(self.protocol) == Carries::Ports).then_some(self.head)
    }

    /// Type and code, if its protocol carries them.
    #[must_use]
    pub fn icmp(&self) -> Option<(u8, u8)> {
        let carried = Carries::of(self.protocol) == Carries::Types;
        let (kind, code) = (u8::try_from(self.head.0).ok()?, u8::try_from(self.head.1).ok()?);
        carried.then_some((kind, code))
    }

    /// The memberships that hold.
    #[must_use]
    pub const fn members(&self) -> &BTreeSet<Symbol> {
        &self.members
    }

    /// The packet that answers this one: ends, ports and memberships swapped, an echo answered by an echo reply. Every
    /// other packet is answered by one of the same protocol, type and code.
    #[must_use]
    pub fn reply(&self) -> Self {
        let ends = match self.ends {
            Ends::V4 { source, destination } => {
                Ends::V4 { source: destination, destination: source }
            }
            Ends::V6 { source, destination } => {
                Ends::V6 { source: destination, destination: source }
            }
        };
        let head = match Carries::of(self.protocol) {
            Carries::Ports => (self.head.1, self.head.0),
            Carries::Types
                if Some(self.head.0) == echo(self.protocol).map(|echo| echo.0.into()) =>
            {
                (echo(self.protocol).map_or(0, |echo| echo.1.into()), self.head.1)
            }
            Carries::Types | Carries::Nothing => self.head,
        };
        let swap =
            |symbol: &Symbol| Symbol { side: symbol.side.other(), name: symbol.name.clone() };
        let members = self.members.iter().map(swap).collect();
        Self { ends, protocol: self.protocol, head, members }
    }
}

/// The types of an echo and of its reply.
pub(super) const fn echo(protocol: u8) -> Option<(u8, u8)> {
    match protocol {
        protocol::ICMP => Some((8, 0)),
        protocol::ICMPV6 => Some((128, 129)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_moves_within_its_family() {
        let at = |text: &str| text.parse::<IpAddr>().unwrap();
        let packet = Packet::between(at("192.0.2.1"), at("192.0.2.2"), protocol::TCP).unwrap();
        let packet = packet.with_ports(22, 40000).with_members([Symbol::source("g")]);
        let moved = packet.with_end(Side::Source, at("192.0.2.9")).unwrap();
        assert_eq!((moved.source(), moved.destination()), (at("192.0.2.9"), at("192.0.2.2")));
        assert_eq!((moved.ports(), moved.members()), (packet.ports(), packet.members()));
        assert_eq!(packet.with_end(Side::Destination, at("2001:db8::1")), None);
    }
}
