//! One packet out of a set: the plainest, so that a reader sees at once what it is about.
//!
//! Field by field the first value on a list of well-known ones is taken with which the set still has packets, else one that looks
//! plain. The same set gives the same packet.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::addresses::Addresses;
use super::diagram::Id;
use super::field::{
    CODE, DESTINATION_PORT, DESTINATION_V4, DESTINATION_V6, FAMILY, Level, PROTOCOL, SOURCE_PORT,
    SOURCE_V4, SOURCE_V6, SYMBOLS, TYPE,
};
use super::interval::{Intervals, Value};
use super::packet::{Carries, Ends, Packet, protocol};
use super::space::{PacketSet, Space, TrafficError};

/// Which end of a packet is the far one. The far end is given a public address where that is possible, the near end a private one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The source is far.
    Inbound,
    /// The destination is far.
    Outbound,
}

const FAR_V4: &[Ipv4Addr] = &[Ipv4Addr::new(8, 8, 8, 8), Ipv4Addr::new(1, 1, 1, 1)];
const NEAR_V4: &[Ipv4Addr] =
    &[Ipv4Addr::new(10, 0, 0, 10), Ipv4Addr::new(192, 168, 0, 10), Ipv4Addr::new(172, 16, 0, 10)];
const FAR_V6: &[Ipv6Addr] = &[Ipv6Addr::new(0x2001, 0x4860, 0x4860, 0, 0, 0, 0, 0x8888)];
const NEAR_V6: &[Ipv6Addr] = &[Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, 0x10)];
const PORTS: &[u32] =
    &[443, 22, 80, 3389, 53, 25, 3306, 5432, 1433, 6379, 27017, 9200, 445, 21, 23, 8080, 8443];
const SOURCE_PORTS: &[u32] = &[40000, 443, 80, 53];
const PROTOCOLS: &[u8] =
    &[protocol::TCP, protocol::UDP, protocol::ICMP, protocol::ICMPV6, protocol::SCTP, 50, 47];
const PROTOCOLS_V6: &[u8] =
    &[protocol::TCP, protocol::UDP, protocol::ICMPV6, protocol::ICMP, protocol::SCTP, 50, 47];

impl Space {
    /// A packet of the set; nothing if the set is empty.
    ///
    /// # Errors
    /// When the set is of another space.
    pub fn witness(
        &self,
        set: PacketSet,
        direction: Direction,
    ) -> Result<Option<Packet>, TrafficError> {
        let mut at = self.own(set)?;
        if at == Id::UNDECIDED {
            return Ok(None);
        }
        let far = Addresses::internet();
        let near = Addresses::private();
        let ((source, destination), (source4, destination4), (source6, destination6)) =
            match direction {
                Direction::Inbound => ((&far, &near), (FAR_V4, NEAR_V4), (FAR_V6, NEAR_V6)),
                Direction::Outbound => ((&near, &far), (NEAR_V4, FAR_V4), (NEAR_V6, FAR_V6)),
            };
        let is_v4 = self.take(&mut at, FAMILY, &[0]) == 0;
        let numbers = if is_v4 { PROTOCOLS } else { PROTOCOLS_V6 };
        let numbers: Vec<u32> = numbers.iter().map(|number| u32::from(*number)).collect();
        let number = u8::try_from(self.take(&mut at, PROTOCOL, &numbers)).unwrap_or(u8::MAX);
        let atoms = &self.atoms;
        let ends = if is_v4 {
            let source = address(
                &self.values(at, SOURCE_V4, |one| atoms.source_v4.values(one)),
                source4.iter().map(|one| one.to_bits()),
                &source.v4,
            );
            at = self.child(at, SOURCE_V4, atoms.source_v4.holding(source));
            let destination = address(
                &self.values(at, DESTINATION_V4, |one| atoms.destination_v4.values(one)),
                destination4.iter().map(|one| one.to_bits()),
                &destination.v4,
            );
            at = self.child(at, DESTINATION_V4, atoms.destination_v4.holding(destination));
            Ends::V4 {
                source: Ipv4Addr::from_bits(source),
                destination: Ipv4Addr::from_bits(destination),
            }
        } else {
            let source = address(
                &self.values(at, SOURCE_V6, |one| atoms.source_v6.values(one)),
                source6.iter().map(|one| one.to_bits()),
                &source.v6,
            );
            at = self.child(at, SOURCE_V6, atoms.source_v6.holding(source));
            let destination = address(
                &self.values(at, DESTINATION_V6, |one| atoms.destination_v6.values(one)),
                destination6.iter().map(|one| one.to_bits()),
                &destination.v6,
            );
            at = self.child(at, DESTINATION_V6, atoms.destination_v6.holding(destination));
            Ends::V6 {
                source: Ipv6Addr::from_bits(source),
                destination: Ipv6Addr::from_bits(destination),
            }
        };
        let packet = Packet::new(ends, number);
        let mut packet = match Carries::of(number) {
            Carries::Ports => {
                let destination = self.take(&mut at, DESTINATION_PORT, PORTS);
                let source = self.take(&mut at, SOURCE_PORT, SOURCE_PORTS);
                let port = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
                packet.with_ports(port(destination), port(source))
            }
            Carries::Types => {
                let echo = if number == protocol::ICMP { 8 } else { 128 };
                let kind = self.take(&mut at, TYPE, &[echo]);
                let code = self.take(&mut at, CODE, &[0]);
                let byte = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
                packet.with_icmp(byte(kind), byte(code))
            }
            Carries::Nothing => packet,
        };
        let mut members = Vec::new();
        while self.diagram.level(at) >= SYMBOLS
            && let Some(symbol) = self.atoms.symbol(self.diagram.level(at))
        {
            let level = self.diagram.level(at);
            if self.take(&mut at, level, &[0]) == 1 {
                members.push(symbol.clone());
            }
        }
        packet = packet.with_members(members);
        Ok(Some(packet))
    }

    /// The values that a field may have at a node of which the set still has packets.
    fn values<T>(
        &self,
        at: Id,
        level: Level,
        decode: impl Fn(&Intervals<u32>) -> Intervals<T>,
    ) -> Intervals<T> {
        decode(&self.open_values(at, level))
    }

    fn open_values(&self, at: Id, level: Level) -> Intervals<u32> {
        if self.diagram.level(at) != level {
            return Intervals::range(0, self.atoms.last(level));
        }
        let mut low = 0;
        let mut spans = Vec::new();
        for edge in self.diagram.edges(at) {
            if edge.child != Id::UNDECIDED {
                spans.push((low, edge.upper));
            }
            low = edge.upper.saturating_add(1);
        }
        Intervals::of(spans)
    }

    /// Chooses a value of a field, the first of the liked ones that is possible, and goes on to its child.
    fn take(&self, at: &mut Id, level: Level, liked: &[u32]) -> u32 {
        let values = self.open_values(*at, level);
        let first = liked.iter().copied().find(|value| values.contains(*value));
        let value = first.or_else(|| values.spans().first().map(|(low, _)| *low)).unwrap_or(0);
        *at = self.child(*at, level, value);
        value
    }
}

/// A plain address: a liked one, else one of those that it should rather be, else any.
fn address<T: Value>(
    values: &Intervals<T>,
    liked: impl IntoIterator<Item = T>,
    rather: &Intervals<T>,
) -> T {
    if let Some(found) = liked.into_iter().find(|one| values.contains(*one)) {
        return found;
    }
    let better = values.intersection(rather);
    let values = if better.is_empty() { values } else { &better };
    // The address after the first: the first is often that of a network.
    let (low, high) = values.spans().first().copied().unwrap_or((T::FIRST, T::FIRST));
    low.after().filter(|next| *next < high).unwrap_or(low)
}
