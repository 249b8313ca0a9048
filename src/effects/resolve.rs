//! Putting addresses in the place of the names that guards draw on.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use crate::model::{Members, Topology};
use crate::traffic::{Addresses, Guard, Match, Side};

/// Who is behind names, on both sides of a comparison.
///
/// A name is resolved on both sides or on neither. A side that doesn't name it doesn't say who is behind it; then both are
/// taken to be as the other side says.
pub(super) struct Sets<'a> {
    known: BTreeMap<&'a Arc<str>, Known<'a>>,
}

/// What is known of one name.
struct Known<'a> {
    /// Its members before and after.
    members: [Cow<'a, Addresses>; 2],
    /// Whether there may be others, the same on both sides. For these the name stays a symbol.
    others: bool,
}

/// Which side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    Before,
    After,
}

/// Where it is asked who is behind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// At a boundary that is compared for itself. Who is in a group is told by the endpoints; here the group is what counts.
    AtBoundaries,
    /// At endpoints: there a group is whoever is in it.
    AtEndpoints,
}

impl<'a> Sets<'a> {
    /// # Errors
    /// In words, when a name is known on one side and not read on the other: what changed about it can't be said.
    pub(super) fn of(
        before: &'a Topology,
        after: &'a Topology,
        asked: Asked,
    ) -> Result<Self, String> {
        let mut known = BTreeMap::new();
        let apart = [parts(after, before), parts(before, after)];
        for name in before.sets.keys().chain(after.sets.keys()) {
            let (old, new) = (before.sets.get(name), after.sets.get(name));
            let groups =
                [old, new].iter().any(|one| matches!(one, Some(Members::Endpoints { .. })));
            if groups && asked == Asked::AtBoundaries {
                continue;
            }
            let sides = match (old.map(members), new.map(members)) {
                (Some(Some(old)), Some(Some(new))) => [old, new],
                (Some(Some(one)), None) | (None, Some(Some(one))) => [one, one],
                (Some(None) | None, Some(None) | None) => continue,
                (Some(Some(_)), Some(None)) | (Some(None), Some(Some(_))) => {
                    return Err(format!("{name} was read on one side only"));
                }
            };
            let others = sides.iter().any(|(_, whole)| !whole);
            let mut members = sides.map(|(members, _)| Cow::Borrowed(members));
            for (members, apart) in members.iter_mut().zip(&apart) {
                with_parts(members, apart);
            }
            known.insert(name, Known { members, others });
        }
        Ok(Self { known })
    }

    /// The guard with addresses in the place of every name that is known.
    pub(super) fn resolve<'g>(&self, guard: &'g Guard, time: Time) -> Cow<'g, Guard> {
        let mut symbols = guard.matches().flat_map(|packets| &packets.symbols);
        if symbols.any(|(symbol, _)| self.known.contains_key(&symbol.name)) {
            Cow::Owned(guard.with_matches(&mut |one| self.narrowed(one, time)))
        } else {
            Cow::Borrowed(guard)
        }
    }

    /// The members of a name that is known whole.
    pub(super) fn members(&self, name: &Arc<str>, time: Time) -> Option<&Addresses> {
        let Known { members: [before, after], others } = self.known.get(name)?;
        let members = match time {
            Time::Before => before,
            Time::After => after,
        };
        (!others).then(|| &**members)
    }

    /// One match, or several where some members of a name are known and others may be there.
    fn narrowed(&self, packets: &Match, time: Time) -> Vec<Match> {
        let mut narrowed = vec![Match { symbols: Vec::new(), ..packets.clone() }];
        for (symbol, holds) in &packets.symbols {
            let Some(Known { members, others }) = self.known.get(&symbol.name) else {
                narrowed.iter_mut().for_each(|one| one.symbols.push((symbol.clone(), *holds)));
                continue;
            };
            let [before, after] = members;
            let members = match time {
                Time::Before => before,
                Time::After => after,
            };
            let mut unresolved = if *others { narrowed.clone() } else { Vec::new() };
            unresolved.iter_mut().for_each(|one| one.symbols.push((symbol.clone(), *holds)));
            for one in &mut narrowed {
                let end = match symbol.side {
                    Side::Source => &mut one.source,
                    Side::Destination => &mut one.destination,
                };
                *end = if *holds { end.intersection(members) } else { end.difference(members) };
                if !holds && *others {
                    one.symbols.push((symbol.clone(), false));
                }
            }
            if *holds {
                narrowed.append(&mut unresolved);
            }
        }
        narrowed
    }
}

/// The stand-ins of what is set apart on one side alone, each with that of what it was a part of on the other.
fn parts(here: &Topology, other: &Topology) -> Vec<(IpAddr, IpAddr)> {
    let six = |point: u128| IpAddr::V6(Ipv6Addr::from_bits(point));
    let alone =
        here.stand_ins.of.iter().filter(|(point, _)| !other.stand_ins.of.contains_key(point));
    let known = alone.filter_map(|(point, stand_in)| {
        let owner = stand_in.part_of?;
        other.stand_ins.of.contains_key(&owner).then(|| (six(*point), six(owner)))
    });
    known.collect()
}

/// Where what it was a part of is a member, a part is one.
fn with_parts(members: &mut Cow<'_, Addresses>, apart: &[(IpAddr, IpAddr)]) {
    for (part, owner) in apart {
        if members.contains(*owner) && !members.contains(*part) {
            *members = Cow::Owned(members.union(&Addresses::one(*part)));
        }
    }
}

/// The members that are known, and whether they are all; nothing when nobody knows any.
const fn members(members: &Members) -> Option<(&Addresses, bool)> {
    match members {
        Members::Addresses(addresses) => Some((addresses, true)),
        Members::Endpoints { addresses, whole } => Some((addresses, *whole)),
        Members::Unread => None,
    }
}
