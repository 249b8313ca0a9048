//! Two topologies → what opened and what closed at their boundaries.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use super::resolve::{Asked, Sets, Time};
use crate::model::{
    Boundary, Direction, Effect, Flow, Gate, ResourceId, Ruling, Topology, Traffic, Witness,
    is_condition,
};
use crate::traffic::{
    self, Budget, Decision, Decisions, Guard, Match, Packet, Space, TrafficError,
};

/// The difference at every boundary of the two, which have the same ones.
pub(super) fn between(before: &Topology, after: &Topology, budget: Budget) -> Effect {
    let sets = match Sets::of(before, after, Asked::AtBoundaries) {
        Ok(sets) => sets,
        Err(why) => return Effect::Unknown(why),
    };
    let mut total = Total { order_only: true, ..Total::default() };
    for (id, new) in &after.boundaries {
        let Some(old) = before.boundaries.get(id) else { continue };
        for direction in Direction::ALL {
            let (old_guard, new_guard) = match (old.gate(direction), new.gate(direction)) {
                (Gate::Unknown(why), _) | (_, Gate::Unknown(why)) => {
                    return Effect::Unknown(why.clone());
                }
                (Gate::Nowhere, _) | (_, Gate::Nowhere) => continue,
                (Gate::Guard(old), Gate::Guard(new)) => (old, new),
            };
            total.compared = true;
            let guards = Guards {
                direction,
                before: sets.resolve(old_guard, Time::Before),
                after: sets.resolve(new_guard, Time::After),
            };
            if guards.before == guards.after {
                continue;
            }
            match guards.difference(budget) {
                Ok(Some(difference)) => total.add(id, [old, new], difference),
                Ok(None) => {}
                Err(error) => return Effect::Unknown(format!("at {}: {error}", id.identity)),
            }
        }
    }
    total.effect()
}

/// What was found so far.
#[derive(Default)]
struct Total {
    traffic: Traffic,
    compared: bool,
    order_only: bool,
    in_use: Vec<Option<usize>>,
}

impl Total {
    fn add(&mut self, id: &ResourceId, boundaries: [&Boundary; 2], difference: Difference) {
        let Difference { opened, closed, witness, by_order } = difference;
        let traffic = &mut self.traffic;
        let opens_first = traffic.opened.is_empty() && !opened.is_empty();
        traffic.opened.extend(opened);
        traffic.closed.extend(closed);
        if traffic.witness.is_none() || opens_first {
            traffic.witness = witness;
        }
        if traffic.at.last() != Some(id) {
            traffic.at.push(id.clone());
            self.in_use.extend(boundaries.map(|boundary| boundary.stands_before));
        }
        self.order_only &= by_order;
    }

    fn effect(mut self) -> Effect {
        if !self.compared {
            return Effect::Nowhere;
        }
        for flows in [&mut self.traffic.opened, &mut self.traffic.closed] {
            flows.sort();
            // Many groups that name one list open the same with it.
            flows.dedup_by(|a, b| a.direction == b.direction && a.packets == b.packets);
        }
        self.traffic.by_order = self.order_only && !self.traffic.is_same();
        self.traffic.in_use =
            if self.in_use.iter().any(|count| count.is_some_and(|count| count > 0)) {
                Some(true)
            } else {
                self.in_use.iter().all(Option::is_some).then_some(false)
            };
        Effect::Traffic(Box::new(self.traffic))
    }
}

/// What differs in one direction of one boundary.
struct Difference {
    opened: Vec<Flow>,
    closed: Vec<Flow>,
    witness: Option<Witness>,
    by_order: bool,
}

/// One direction of one boundary, before and after. They are resolved: what they draw on and is known stands in them.
struct Guards<'a> {
    direction: Direction,
    before: Cow<'a, Guard>,
    after: Cow<'a, Guard>,
}

impl Guards<'_> {
    /// Nothing when they do the same with every packet.
    fn difference(&self, budget: Budget) -> Result<Option<Difference>, TrafficError> {
        let mut space = Space::new([&*self.before, &*self.after], budget)?;
        let (before, after) = (space.decisions(&self.before)?, space.decisions(&self.after)?);
        if before == after {
            return Ok(None);
        }
        let (opened, opens) = self.flows(&mut space, before, after, &self.after)?;
        let (closed, closes) = self.flows(&mut space, after, before, &self.before)?;
        if opened.is_empty() && closed.is_empty() {
            return Ok(None);
        }
        let witness = opens.or(closes).map(|packet| self.witness(packet));
        let by_order = same_rules(&self.before, &self.after);
        Ok(Some(Difference { opened, closed, witness, by_order }))
    }

    /// The boxes of what passes `to` and not `from`, each with the rule of `by` that lets it pass, and a packet of them.
    fn flows(
        &self,
        space: &mut Space,
        from: Decisions,
        to: Decisions,
        by: &Guard,
    ) -> Result<(Vec<Flow>, Option<Packet>), TrafficError> {
        let towards = match self.direction {
            Direction::Ingress => traffic::Direction::Inbound,
            Direction::Egress => traffic::Direction::Outbound,
        };
        let set = space.opened(from, to)?;
        let mut flows = Vec::new();
        for packets in space.boxes(set)? {
            let inside = space.set(&Guard::packets(vec![packets.clone()]))?;
            let rule = space.witness(inside, towards)?.and_then(|packet| ruled_by(by, &packet));
            flows.push(Flow { direction: self.direction, packets, rule, far_set: None });
        }
        Ok((flows, space.witness(set, towards)?))
    }

    /// The packet with a private address at its far end, when that end is a member of something.
    fn moved_inside(&self, packet: &Packet) -> Option<Packet> {
        let side = self.direction.far_side();
        packet
            .members()
            .iter()
            .find(|symbol| symbol.side == side && !is_condition(&symbol.name))?;
        packet.with_end(side, if packet.source().is_ipv4() { INSIDE.0 } else { INSIDE.1 })
    }

    fn witness(&self, packet: Packet) -> Witness {
        let mut packet = packet;
        let (mut before, mut after) = (ruling(&self.before, &packet), ruling(&self.after, &packet));
        if let Some(other) = self.moved_inside(&packet) {
            let (was, is) = (ruling(&self.before, &other), ruling(&self.after, &other));
            if (was.decision, is.decision) == (before.decision, after.decision) {
                (packet, before, after) = (other, was, is);
            }
        }
        Witness { direction: self.direction, packet, before, after }
    }
}

/// Where the members of groups are.
const INSIDE: (IpAddr, IpAddr) = (
    IpAddr::V4(Ipv4Addr::new(10, 0, 0, 20)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, 0x20)),
);

fn ruled_by(guard: &Guard, packet: &Packet) -> Option<Arc<str>> {
    let by = guard.decide(packet);
    by.by.last().and_then(|by| by.rule).filter(|rule| !rule.is_empty()).map(Arc::from)
}

/// Who decides about a packet: rule after plain rule, without any diagram.
fn ruling(guard: &Guard, packet: &Packet) -> Ruling {
    let answer = guard.decide(packet);
    let (boundary, rule) = match answer.by.last() {
        // What stands for something unread has no rule to name.
        Some(by) => {
            (by.boundary.to_owned(), by.rule.filter(|rule| !rule.is_empty()).map(str::to_owned))
        }
        None => (String::new(), None),
    };
    let decision =
        if answer.decision == Decision::Allow { Decision::Allow } else { Decision::Deny };
    Ruling { boundary, rule, decision }
}

/// Whether two guards have the same rules, by what they match and do, in whatever order and under whatever names.
fn same_rules(before: &Guard, after: &Guard) -> bool {
    fn content(guard: &Guard) -> Vec<(traffic::Action, &[Match])> {
        let rules = guard.lists().into_iter().flat_map(|list| &list.rules);
        let mut rules: Vec<(traffic::Action, &[Match])> =
            rules.map(|rule| (rule.action, &*rule.matches)).collect();
        // What matches nothing does nothing.
        rules.retain(|(_, matches)| !matches.is_empty());
        rules
    }
    let (before, after) = (content(before), content(after));
    if before.len() != after.len() {
        return false;
    }
    // Most stand at the same place.
    let moved = before.into_iter().zip(after).filter(|(old, new)| old != new);
    let (mut before, mut after): (Vec<_>, Vec<_>) = moved.unzip();
    before.sort_unstable();
    after.sort_unstable();
    before == after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::traffic::{Action, Rule, Service};

    #[test]
    fn rules_are_the_same_in_any_order_and_beside_what_matches_nothing() {
        let rule = |port: u16| Rule::new("", Action::Allow, vec![Match::of(Service::tcp(port))]);
        let nothing = Rule::new("", Action::Deny, Vec::new());
        let list = |rules: Vec<Rule>| Guard::listed("", rules, Decision::Deny);
        let both = list(vec![rule(22), rule(443)]);
        assert!(same_rules(&both, &list(vec![rule(443), nothing, rule(22)])));
        assert!(!same_rules(&both, &list(vec![rule(22)])));
        assert!(!same_rules(&both, &list(vec![rule(22), rule(80)])));
    }
}
