//! Sets of packets as boxes: a list of matches that reads like rules.
//!
//! The union of the boxes is exactly the set. They may overlap, as rules do, where that makes them fewer. A box is a
//! [`Match`], so what was printed can be a rule again. Both families are in one box where they differ in nothing but the
//! addresses, and protocols where they differ in nothing else.

use super::addresses::Addresses;
use super::cover::Product;
use super::diagram::Id;
use super::field::{
    CODE, DESTINATION_PORT, DESTINATION_V4, DESTINATION_V6, FAMILY, Family, Level, PROTOCOL,
    SOURCE_PORT, SOURCE_V4, SOURCE_V6, TYPE,
};
use super::guard::{Match, Service};
use super::interval::{Intervals, Value};
use super::space::{PacketSet, Space, TrafficError};

impl Space {
    /// A short list of boxes whose union is exactly the set: none for the empty set, one for what one rule allows.
    ///
    /// # Errors
    /// When it is too complex, or takes more boxes than anybody would read.
    pub fn boxes(&mut self, set: PacketSet) -> Result<Vec<Match>, TrafficError> {
        let root = self.own(set)?;
        let made = self.boxes_of(root);
        if made.is_err() {
            self.diagram.abandon();
        }
        made
    }

    fn boxes_of(&mut self, root: Id) -> Result<Vec<Match>, TrafficError> {
        let mut boxes: Vec<Match> = Vec::new();
        for (id, families) in self.cores(root) {
            let levels: Vec<Level> = self.support(id).into_iter().collect();
            let products = self.products(id, &levels)?;
            for (family, protocols) in Family::BOTH.into_iter().zip(families) {
                if !protocols.is_empty() {
                    let each =
                        |product: &Product| self.as_match(family, &protocols, &levels, product);
                    boxes.extend(products.iter().map(each));
                }
            }
        }
        join(&mut boxes, both_families);
        join(&mut boxes, both_protocols);
        join(&mut boxes, both_families);
        boxes.sort();
        Ok(boxes)
    }

    /// What comes after family and protocol, each with the protocols of each family that lead there.
    fn cores(&self, root: Id) -> Vec<(Id, [Intervals<u8>; 2])> {
        let mut cores: Vec<(Id, [Intervals<u8>; 2])> = Vec::new();
        for family in Family::BOTH {
            let protocols = self.child(root, FAMILY, family.value());
            for number in 0..=u8::MAX {
                let id = self.child(protocols, PROTOCOL, number.into());
                if id == Id::UNDECIDED {
                    continue;
                }
                let at = cores.iter().position(|(other, _)| *other == id).unwrap_or(cores.len());
                if at == cores.len() {
                    cores.push((id, [Intervals::none(), Intervals::none()]));
                }
                let set = cores.get_mut(at).and_then(|(_, both)| both.get_mut(family as usize));
                if let Some(set) = set {
                    *set = set.union(&number.into());
                }
            }
        }
        cores
    }

    fn as_match(
        &self,
        family: Family,
        protocols: &Intervals<u8>,
        levels: &[Level],
        product: &[Intervals<u32>],
    ) -> Match {
        let all = match family {
            Family::V4 => Addresses::all_v4(),
            Family::V6 => Addresses::all_v6(),
        };
        let mut one = Match::of(Service::protocols(protocols.clone())).from(all.clone()).to(all);
        for (level, set) in levels.iter().zip(product) {
            match *level {
                SOURCE_V4 => one.source.v4 = self.atoms.source_v4.values(set),
                SOURCE_V6 => one.source.v6 = self.atoms.source_v6.values(set),
                DESTINATION_V4 => one.destination.v4 = self.atoms.destination_v4.values(set),
                DESTINATION_V6 => one.destination.v6 = self.atoms.destination_v6.values(set),
                DESTINATION_PORT => one.service.destination_ports = narrow(set),
                SOURCE_PORT => one.service.source_ports = narrow(set),
                TYPE => one.service.types = narrow(set),
                CODE => one.service.codes = narrow(set),
                level => {
                    if let (Some(symbol), [(value, last)]) = (self.atoms.symbol(level), set.spans())
                        && value == last
                    {
                        one.symbols.push((symbol.clone(), *value == 1));
                    }
                }
            }
        }
        one.symbols.sort();
        one
    }
}

fn narrow<T: Value + TryFrom<u32>>(set: &Intervals<u32>) -> Intervals<T> {
    let value = |number: u32| T::try_from(number).unwrap_or(T::LAST);
    Intervals::of(set.spans().iter().map(|(low, high)| (value(*low), value(*high))))
}

/// Joins boxes in pairs for as long as that is possible without changing the union.
fn join(boxes: &mut Vec<Match>, joined: impl Fn(&Match, &Match) -> Option<Match>) {
    let mut done: Vec<Match> = Vec::with_capacity(boxes.len());
    for one in boxes.drain(..) {
        match done.iter_mut().find_map(|other| Some((joined(other, &one)?, other))) {
            Some((both, other)) => *other = both,
            None => done.push(one),
        }
    }
    *boxes = done;
}

/// An IPv4 and an IPv6 box that differ in nothing but addresses: no packet has ends of both families.
fn both_families(left: &Match, right: &Match) -> Option<Match> {
    let v4_only = |one: &Match| one.source.v6.is_empty() && one.destination.v6.is_empty();
    let v6_only = |one: &Match| one.source.v4.is_empty() && one.destination.v4.is_empty();
    let apart = v4_only(left) && v6_only(right) || v6_only(left) && v4_only(right);
    (apart && left.service == right.service && left.symbols == right.symbols).then(|| Match {
        source: left.source.union(&right.source),
        destination: left.destination.union(&right.destination),
        service: left.service.clone(),
        symbols: left.symbols.clone(),
    })
}

/// Boxes that differ in nothing but protocols.
fn both_protocols(left: &Match, right: &Match) -> Option<Match> {
    let Match { source, destination, service, symbols } = right;
    let Service { protocols, destination_ports, source_ports, types, codes } = service;
    let alike = left.source == *source
        && left.destination == *destination
        && left.symbols == *symbols
        && left.service.destination_ports == *destination_ports
        && left.service.source_ports == *source_ports
        && left.service.types == *types
        && left.service.codes == *codes;
    alike.then(|| {
        let mut both = left.clone();
        both.service.protocols = left.service.protocols.union(protocols);
        both
    })
}
