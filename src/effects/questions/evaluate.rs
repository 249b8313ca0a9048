//! One question between two ends: how much of it passes, what that depends on, and who decides.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use super::packets::{asked, replied};
use super::settle::Between;
use crate::effects::ends::{End, Place};
use crate::effects::path::path;
use crate::model::{Question, Ruling, Sample, Topology};
use crate::traffic::{
    Budget, Decision, Direction, Guard, Packet, PacketSet, Portion, Space, TrafficError,
};

/// How large the diagrams of one pair of ends may become.
const BUDGET: Budget = Budget { size: 20_000_000 };

/// What was found between two ends.
pub(super) struct Found {
    /// How much passes.
    pub(super) allowed: Range,
    /// How many of the replies pass; nothing when nobody judges replies.
    pub(super) replies: Option<Portion>,
    /// The memberships that are not known and decide about some packets.
    pub(super) open: BTreeSet<Arc<str>>,
    /// A packet that passes, and who decides about it.
    pub(super) passes: Option<(Sample, Vec<Ruling>)>,
    /// A packet that does not, and who decides about it.
    pub(super) refused: Option<(Sample, Vec<Ruling>)>,
}

/// How much passes, as memberships that are not known go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    /// At the least.
    pub(super) least: Portion,
    /// When they are empty.
    pub(super) empty: Portion,
    /// At the most.
    pub(super) most: Portion,
}

/// Asks about the packets from one end to another. Nothing when there are none to ask about: both ends are outside, or
/// have no family of addresses in common.
pub(super) fn ask(
    topology: &Topology,
    question: &Question,
    from: &End<'_>,
    to: &End<'_>,
) -> Result<Option<Found>, TrafficError> {
    let Some(way) = Way::between(topology, from, to) else { return Ok(None) };
    let Some(asked) = asked(question, from, to) else { return Ok(None) };
    let replied = Guard::packets(replied(question, &asked));
    let asked = Guard::packets(vec![asked]);
    let (there, back) = (Guard::All(way.there.clone()), Guard::All(way.back.clone()));
    let mut space = Space::new([&asked, &replied, &there, &back], BUDGET)?;
    let [asked, replied, there, back] = [&asked, &replied, &there, &back].map(|one| space.set(one));
    let (asked, replied, there, back) = (asked?, replied?, there?, back?);

    let passes = space.intersection(asked, there)?;
    // What also gets its reply. Without it, nothing was opened.
    let answered = if way.back.is_empty() {
        passes
    } else {
        let returns = space.intersection(replied, back)?;
        space.intersection(passes, returns)?
    };
    let mut open = BTreeSet::new();
    for set in [passes, answered] {
        open.extend(space.depends_on(set)?.into_iter().map(|symbol| symbol.name));
    }
    let passes = Sets::of(&mut space, passes)?;
    let answered = Sets::of(&mut space, answered)?;
    let mut portion = |set: PacketSet, answered: PacketSet| {
        if answered.is_empty() { Ok(Portion::None) } else { space.portion(set, asked) }
    };
    let allowed = Range {
        least: portion(passes.least, answered.least)?,
        empty: portion(passes.empty, answered.empty)?,
        most: portion(passes.most, answered.most)?,
    };
    let replies = if way.back.is_empty() {
        None
    } else {
        let expected = space.intersection(passes.empty, replied)?;
        // Where nothing passes, this still says whether it would be answered.
        let expected =
            if expected.is_empty() { space.intersection(asked, replied)? } else { expected };
        let back = space.assume_no_members(back)?;
        Some(space.portion(back, expected)?)
    };

    let towards = match to.place {
        Place::Outside => Direction::Outbound,
        Place::Segment { .. } | Place::Network(_) => Direction::Inbound,
    };
    let refused = space.difference(asked, passes.empty)?;
    // Where everything passes and nothing returns, it is the reply that is refused.
    let refused = if refused.is_empty() && answered.empty.is_empty() { asked } else { refused };
    let told = |packet: Packet| {
        let rulings = way.rulings(&packet);
        (sample(from, to, packet), rulings)
    };
    Ok(Some(Found {
        allowed,
        replies,
        open,
        passes: space.witness(answered.empty, towards)?.map(told),
        refused: space.witness(refused, towards)?.map(told),
    }))
}

/// A set as memberships that are not known go.
#[derive(Clone, Copy)]
struct Sets {
    least: PacketSet,
    empty: PacketSet,
    most: PacketSet,
}

impl Sets {
    fn of(space: &mut Space, set: PacketSet) -> Result<Self, TrafficError> {
        let (mut least, mut most) = (set, set);
        for symbol in space.depends_on(set)? {
            let [without, with] =
                [false, true].map(|holds| space.assume(least, [(&symbol, holds)]));
            least = space.intersection(without?, with?)?;
            let [without, with] = [false, true].map(|holds| space.assume(most, [(&symbol, holds)]));
            most = space.union(without?, with?)?;
        }
        Ok(Self { least, empty: space.assume_no_members(set)?, most })
    }
}

/// Everything that is asked on the way, between these two ends.
struct Way {
    /// About the first packet, in the order of the way.
    there: Vec<Guard>,
    /// About the reply, as guards over the first packet.
    back: Vec<Guard>,
}

impl Way {
    fn between(topology: &Topology, from: &End<'_>, to: &End<'_>) -> Option<Self> {
        let between = Between { topology, from, to };
        let hops = path(topology, from, to)?;
        let there = hops.iter().map(|hop| between.settle(&hop.guard)).collect();
        let replies = hops.iter().filter_map(|hop| hop.reply.as_deref());
        let back = replies.map(|guard| between.settle(&guard.mirrored())).collect();
        Some(Self { there, back })
    }

    /// Who decides about a packet, and who refuses its reply.
    fn rulings(&self, packet: &Packet) -> Vec<Ruling> {
        let refuses = |guard: &&Guard| guard.decide(packet).decision != Decision::Allow;
        let asked = self.there.iter().chain(self.back.iter().filter(refuses));
        let rulings = asked.flat_map(|guard| guard.decide(packet).by);
        let told = rulings.map(|by| Ruling {
            boundary: by.boundary.to_owned(),
            // What stands for something unread has no rule to name.
            rule: by.rule.filter(|rule| !rule.is_empty()).map(str::to_owned),
            decision: by.decision,
        });
        told.collect()
    }
}

/// A packet as it is shown: an address that was made up is not.
fn sample(from: &End<'_>, to: &End<'_>, packet: Packet) -> Sample {
    let shown = |end: &End<'_>, address: IpAddr| {
        end.nameless().map_or_else(|| address.to_string(), ToString::to_string)
    };
    let (source, destination) = (packet.source(), packet.destination());
    Sample { from: shown(from, source), to: shown(to, destination), packet }
}
