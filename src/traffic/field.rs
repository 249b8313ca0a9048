//! The fields of a packet in the order in which every diagram asks for them.
//!
//! Family, then protocol, then addresses, then what the protocol carries, then symbols. A packet has only some of the fields:
//! the addresses of its family, and ports or types if its protocol carries them. No diagram asks
//! a packet for a field that it lacks.
//!
//! Symbols come last. For a given packet a list of rules is a list of memberships, and as many nodes are
//! enough for it. Asked first, a list in which every one of *n* groups may use a port of its own would need a node for each of
//! the 2ⁿ sets of groups.

use super::packet::Carries;

/// The place of a field in the order.
pub(super) type Level = u16;

/// 0 for IPv4, 1 for IPv6.
pub(super) const FAMILY: Level = 0;
/// The protocol number.
pub(super) const PROTOCOL: Level = 1;
/// The source of an IPv4 packet, as an atom.
pub(super) const SOURCE_V4: Level = 2;
/// The source of an IPv6 packet, as an atom.
pub(super) const SOURCE_V6: Level = 3;
/// The destination of an IPv4 packet, as an atom.
pub(super) const DESTINATION_V4: Level = 4;
/// The destination of an IPv6 packet, as an atom.
pub(super) const DESTINATION_V6: Level = 5;
/// The destination port.
pub(super) const DESTINATION_PORT: Level = 6;
/// The source port.
pub(super) const SOURCE_PORT: Level = 7;
/// The ICMP type.
pub(super) const TYPE: Level = 8;
/// The ICMP code.
pub(super) const CODE: Level = 9;
/// The first symbol; 0 where the membership does not hold, 1 where it does.
pub(super) const SYMBOLS: Level = 10;

/// The level of a terminal: below every field.
pub(super) const TERMINAL: Level = Level::MAX;

/// The most symbols that one space takes: a walk is as deep as there are fields.
pub(super) const MOST_SYMBOLS: usize = 2048;

/// A family of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Family {
    V4,
    V6,
}

impl Family {
    pub(super) const BOTH: [Self; 2] = [Self::V4, Self::V6];

    pub(super) const fn value(self) -> u32 {
        match self {
            Self::V4 => 0,
            Self::V6 => 1,
        }
    }
}

/// The fields between protocol and symbols that packets of this family and with this head have, in order.
pub(super) const fn fields(family: Family, carries: Carries) -> &'static [Level] {
    match (family, carries) {
        (Family::V4, Carries::Ports) => &[SOURCE_V4, DESTINATION_V4, DESTINATION_PORT, SOURCE_PORT],
        (Family::V4, Carries::Types) => &[SOURCE_V4, DESTINATION_V4, TYPE, CODE],
        (Family::V4, Carries::Nothing) => &[SOURCE_V4, DESTINATION_V4],
        (Family::V6, Carries::Ports) => &[SOURCE_V6, DESTINATION_V6, DESTINATION_PORT, SOURCE_PORT],
        (Family::V6, Carries::Types) => &[SOURCE_V6, DESTINATION_V6, TYPE, CODE],
        (Family::V6, Carries::Nothing) => &[SOURCE_V6, DESTINATION_V6],
    }
}
