//! Questions about who can talk to whom, and their answers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::effect::Ruling;
use crate::traffic::{Intervals, Packet, Portion, Service, protocol};

/// Which protocols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocols {
    /// Every one.
    All,
    /// The one with this number.
    One(u8),
}

/// May new connections be made from one end to another? A port, type or code left out means all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Who opens the connection: a name, an address, a block of addresses, or `internet`.
    pub from: String,
    /// To whom.
    pub to: String,
    /// The protocol.
    pub protocol: Protocols,
    /// The destination port.
    pub port: Option<u16>,
    /// The source port.
    pub source_port: Option<u16>,
    /// The ICMP type.
    pub icmp_type: Option<u8>,
    /// The ICMP code.
    pub icmp_code: Option<u8>,
}

impl Question {
    /// What the first packets carry.
    #[must_use]
    pub fn service(&self) -> Service {
        fn all_or<T: crate::traffic::Value>(value: Option<T>) -> Intervals<T> {
            value.map_or_else(Intervals::all, Intervals::one)
        }
        let protocols = match self.protocol {
            Protocols::All => Intervals::all(),
            Protocols::One(number) => Intervals::one(number),
        };
        Service::protocols(protocols)
            .to_ports(all_or(self.port))
            .from_ports(all_or(self.source_port))
            .with_icmp(all_or(self.icmp_type), all_or(self.icmp_code))
    }

    /// Whether packets of IPv4, and of IPv6, are asked about. Each has an ICMP of its own.
    #[must_use]
    pub const fn families(&self) -> (bool, bool) {
        match self.protocol {
            Protocols::One(protocol::ICMP) => (true, false),
            Protocols::One(protocol::ICMPV6) => (false, true),
            Protocols::One(_) | Protocols::All => (true, true),
        }
    }
}

/// One packet of those asked about. An end whose addresses are not known is shown by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Where it comes from.
    pub from: String,
    /// Where it goes to.
    pub to: String,
    /// The packet. An address that is not known is any address.
    pub packet: Packet,
}

/// How much of what was asked about may pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How much of it, with every membership that is not known taken to be empty.
    pub allowed: Portion,
    /// How many of the replies pass; nothing when every boundary on the way keeps state.
    pub replies: Option<Portion>,
    /// The memberships that are not known and with which the answer would change.
    pub depends_on: BTreeSet<Arc<str>>,
    /// A packet that passes, when one does.
    pub passes: Option<Sample>,
    /// A packet that does not, when one doesn't.
    pub refused: Option<Sample>,
    /// What each boundary on the way does with the packet that passes, else with the one that is refused; in the order of the way.
    pub decided_by: Vec<Ruling>,
    /// Who refuses the packet that is refused, when another one passes.
    pub refused_by: Vec<Ruling>,
}

impl Answer {
    /// Whether the answer is the same whatever is not known.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.depends_on.is_empty()
    }

    /// Whether the answer is this one, whatever is not known.
    #[must_use]
    pub fn is_surely(&self, portion: Portion) -> bool {
        self.allowed == portion && self.is_certain()
    }
}

/// Who can talk to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    /// One for each pair, sorted.
    pub rows: Vec<Connection>,
    /// Memberships that are not known and were taken to be empty.
    pub unknown: BTreeSet<Arc<str>>,
    /// What people call endpoints whose label says little.
    pub called: BTreeMap<Arc<str>, String>,
}

/// What may be opened from one end to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Connection {
    /// Who opens: the label of an endpoint, or addresses outside.
    pub from: Arc<str>,
    /// To whom.
    pub to: Arc<str>,
    /// On what; equal lists are shared.
    pub traffic: Arc<[Talk]>,
}

/// Packets of one protocol.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Talk {
    /// `tcp`, `esp`, `50`, numbers `0,2-5`, or `all` for every protocol.
    pub protocol: String,
    /// Destination ports, unless they are all.
    pub ports: Option<String>,
    /// ICMP types, and codes after a slash, unless they are all.
    pub icmp: Option<String>,
}
