//! Putting addresses in the place of the names that guards draw on.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Members, Topology};
use crate::traffic::{Addresses, Guard, Match, Rule, Rules, Side};

/// Who is behind names, on both sides of a comparison.
///
/// A name is resolved on both sides or on neither. A side that doesn't name it doesn't say who is behind it; then both are
/// taken to be as the other side says.
pub(super) struct Sets<'a> {
    known: BTreeMap<&'a Arc<str>, [&'a Addresses; 2]>,
}

/// Which side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    Before,
    After,
}

impl<'a> Sets<'a> {
    /// # Errors
    /// In words, when a name is known on one side and not read on the other: what changed about it can't be said.
    pub(super) fn of(before: &'a Topology, after: &'a Topology) -> Result<Self, String> {
        let mut known = BTreeMap::new();
        for name in before.sets.keys().chain(after.sets.keys()) {
            let sides = match (before.sets.get(name), after.sets.get(name)) {
                (Some(Members::Addresses(old)), Some(Members::Addresses(new))) => [old, new],
                (Some(Members::Addresses(one)), None) | (None, Some(Members::Addresses(one))) => {
                    [one, one]
                }
                // Who is in a group is told by the endpoints; here the group is what counts.
                (Some(Members::Endpoints { .. }), _) | (_, Some(Members::Endpoints { .. })) => {
                    continue;
                }
                (Some(Members::Unread) | None, Some(Members::Unread) | None) => continue,
                (Some(Members::Addresses(_)), Some(Members::Unread))
                | (Some(Members::Unread), Some(Members::Addresses(_))) => {
                    return Err(format!("{name} was read on one side only"));
                }
            };
            known.insert(name, sides);
        }
        Ok(Self { known })
    }

    /// The guard with addresses in the place of every name that is known.
    pub(super) fn resolve(&self, guard: &Guard, time: Time) -> Guard {
        let each =
            |guards: &[Guard]| guards.iter().map(|guard| self.resolve(guard, time)).collect();
        match guard {
            Guard::Rules(rules) => Guard::Rules(Rules {
                boundary: rules.boundary.clone(),
                order: rules.order,
                rules: rules.rules.iter().map(|rule| self.rule(rule, time)).collect(),
                otherwise: rules.otherwise,
            }),
            Guard::All(guards) => Guard::All(each(guards)),
            Guard::Any(guards) => Guard::Any(each(guards)),
            Guard::Tiers(guards) => Guard::Tiers(each(guards)),
        }
    }

    fn rule(&self, rule: &Rule, time: Time) -> Rule {
        let matches = rule.matches.iter().map(|one| self.narrowed(one, time)).collect();
        Rule { label: rule.label.clone(), priority: rule.priority, action: rule.action, matches }
    }

    fn narrowed(&self, packets: &Match, time: Time) -> Match {
        let mut narrowed = packets.clone();
        narrowed.symbols.retain(|(symbol, holds)| {
            let Some([before, after]) = self.known.get(&symbol.name) else { return true };
            let members = match time {
                Time::Before => before,
                Time::After => after,
            };
            let end = match symbol.side {
                Side::Source => &mut narrowed.source,
                Side::Destination => &mut narrowed.destination,
            };
            *end = if *holds { end.intersection(members) } else { end.difference(members) };
            false
        });
        narrowed
    }
}
