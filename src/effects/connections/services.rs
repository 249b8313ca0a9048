//! What guards let pass between two points: sets of services.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::points::{Holds, Point};
use crate::effects::path::Hop;
use crate::effects::questions::EPHEMERAL;
use crate::model::{Talk, Topology, protocol_name};
use crate::traffic::{
    Budget, Carries, Guard, Intervals, Match, PacketSet, Service, Side, Space, TrafficError,
    protocol,
};

/// How large the diagrams of all sets together may become.
const BUDGET: Budget = Budget { size: 20_000_000 };

/// A guard, which way it is asked, and which of its matches two points meet.
type Reduced = (usize, bool, Vec<u64>);

/// The sets that were made, each once.
pub(super) struct Services<'a> {
    topology: &'a Topology,
    space: Space,
    /// What a guard lets pass where these of its matches are met.
    sets: HashMap<Reduced, PacketSet>,
    /// Sets in words.
    told: BTreeMap<Vec<Talk>, Arc<[Talk]>>,
    talks: HashMap<PacketSet, Arc<[Talk]>>,
    /// What a client can open, where the replies are judged.
    clients: PacketSet,
    everything: PacketSet,
    unknown: BTreeSet<Arc<str>>,
}

impl<'a> Services<'a> {
    pub(super) fn new(topology: &'a Topology) -> Result<Self, TrafficError> {
        let mut space = Space::new([], BUDGET)?;
        let ported =
            Intervals::of([protocol::TCP, protocol::UDP, protocol::SCTP].map(|one| (one, one)));
        let others = Service::protocols(ported.complement());
        let clients = Service::protocols(ported).from_ports(Intervals::of([EPHEMERAL]));
        let clients =
            space.set(&Guard::packets([clients, others].map(Match::of).into_iter().collect()))?;
        let everything = space.everything();
        Ok(Self {
            topology,
            space,
            sets: HashMap::new(),
            told: BTreeMap::new(),
            talks: HashMap::new(),
            clients,
            everything,
            unknown: BTreeSet::new(),
        })
    }

    /// The memberships that were taken to be empty, because nobody knows.
    pub(super) fn unknown(&self) -> impl Iterator<Item = &Arc<str>> {
        self.unknown.iter()
    }

    pub(super) const fn nothing(&self) -> PacketSet {
        self.space.nothing()
    }

    pub(super) fn either(
        &mut self,
        left: PacketSet,
        right: PacketSet,
    ) -> Result<PacketSet, TrafficError> {
        self.space.union(left, right)
    }

    /// What passes everything on the way from one point to another, replies included.
    pub(super) fn along(
        &mut self,
        hops: &[Hop<'_>],
        from: &Point<'_>,
        to: &Point<'_>,
    ) -> Result<PacketSet, TrafficError> {
        let mut passes = self.everything;
        for hop in hops {
            let stays = matches!(hop.guard, Cow::Borrowed(_));
            let there = Way { guard: &hop.guard, stays, is_reply: false };
            let there = self.through(&there, from, to)?;
            passes = self.space.intersection(passes, there)?;
            if let Some(reply) = &hop.reply {
                let stays = matches!(reply, Cow::Borrowed(_));
                let back = Way { guard: reply, stays, is_reply: true };
                let back = self.through(&back, to, from)?;
                let back = self.space.intersection(back, self.clients)?;
                passes = self.space.intersection(passes, back)?;
            }
            if passes.is_empty() {
                break;
            }
        }
        Ok(passes)
    }

    /// What a guard lets pass from one point to another; of a reply, what it is the reply to.
    fn through(
        &mut self,
        way: &Way<'_>,
        from: &Point<'_>,
        to: &Point<'_>,
    ) -> Result<PacketSet, TrafficError> {
        let Way { guard, stays, is_reply } = *way;
        let met = Met::of(self.topology, guard, from, to);
        self.unknown.extend(met.open);
        let key = (std::ptr::from_ref(guard) as usize, is_reply, met.words);
        if let Some(set) = self.sets.get(&key).filter(|_| stays) {
            return Ok(*set);
        }
        let mut reduced = reduced(guard, &mut Bits { words: &key.2, at: 0 });
        if is_reply {
            reduced = reduced.mirrored();
        }
        let set = self.space.set(&reduced)?;
        if stays {
            self.sets.insert(key, set);
        }
        Ok(set)
    }

    /// A set in words: destination ports and types, whatever the source port.
    pub(super) fn talks(&mut self, set: PacketSet) -> Result<Arc<[Talk]>, TrafficError> {
        if let Some(known) = self.talks.get(&set) {
            return Ok(known.clone());
        }
        let talks = in_words(&self.space.boxes(set)?);
        let shared = self.told.entry(talks).or_insert_with_key(|talks| talks.clone().into());
        let shared = shared.clone();
        self.talks.insert(set, shared.clone());
        Ok(shared)
    }
}

/// A guard, and how it is asked.
#[derive(Clone, Copy)]
struct Way<'a> {
    guard: &'a Guard,
    /// Whether it is one of the topology, and stays where it is. One that was made for two ends is no other's.
    stays: bool,
    is_reply: bool,
}

/// Which matches of a guard two points meet, one bit each.
struct Met<'a> {
    topology: &'a Topology,
    from: &'a Point<'a>,
    to: &'a Point<'a>,
    words: Vec<u64>,
    count: usize,
    open: Vec<Arc<str>>,
}

impl<'a> Met<'a> {
    fn of(topology: &'a Topology, guard: &Guard, from: &'a Point<'a>, to: &'a Point<'a>) -> Self {
        let mut met = Self { topology, from, to, words: Vec::new(), count: 0, open: Vec::new() };
        met.look(guard);
        met
    }

    fn look(&mut self, guard: &Guard) {
        for packets in guard.matches() {
            let met = self.meets(packets);
            if self.count.is_multiple_of(64) {
                self.words.push(0);
            }
            if let Some(word) = self.words.last_mut() {
                *word |= u64::from(met) << (self.count % 64);
            }
            self.count += 1;
        }
    }

    /// Whether packets between the two meet a match, as far as it is not about services.
    fn meets(&mut self, packets: &Match) -> bool {
        let Match { source, destination, service: _, symbols } = packets;
        let mut open: Vec<Arc<str>> = Vec::new();
        let mut met = true;
        for (point, block) in [(self.from, source), (self.to, destination)] {
            match point.is_in(block) {
                Holds::Yes => {}
                Holds::No => return false,
                Holds::Open => {
                    open.push(block.texts().join(", ").into());
                    met = false;
                }
            }
        }
        for (symbol, wanted) in symbols {
            let point = match symbol.side {
                Side::Source => self.from,
                Side::Destination => self.to,
            };
            match point.is_member(self.topology, &symbol.name) {
                Holds::Open => {
                    open.push(symbol.name.clone());
                    met &= !wanted;
                }
                known if (known == Holds::Yes) == *wanted => {}
                _ => return false,
            }
        }
        self.open.append(&mut open);
        met
    }
}

/// The bits of a guard's matches, in order.
struct Bits<'a> {
    words: &'a [u64],
    at: usize,
}

impl Bits<'_> {
    fn next(&mut self) -> bool {
        let word = self.words.get(self.at / 64).copied().unwrap_or(0);
        let bit = word >> (self.at % 64) & 1 == 1;
        self.at += 1;
        bit
    }
}

/// A guard with the matches that are met, and nothing but their services.
fn reduced(guard: &Guard, bits: &mut Bits<'_>) -> Guard {
    guard.with_matches(&mut |packets| bits.next().then(|| Match::of(packets.service.clone())))
}

/// One entry a protocol; numbers without a name of which everything passes are one together.
fn in_words(boxes: &[Match]) -> Vec<Talk> {
    let mut talks = Vec::new();
    let mut nameless = Intervals::none();
    let mut whole = Intervals::none();
    for number in 0..=u8::MAX {
        let of: Vec<&Service> = boxes
            .iter()
            .map(|packets| &packets.service)
            .filter(|service| service.protocols.contains(number))
            .collect();
        if of.is_empty() {
            continue;
        }
        let limits = limits(number, &of);
        let unlimited = !limits.is_empty()
            && limits.iter().all(|(ports, icmp)| ports.is_none() && icmp.is_none());
        if unlimited {
            whole = whole.union(&number.into());
        }
        match protocol_name(number) {
            None => nameless = nameless.union(&number.into()),
            Some(name) => talks.extend(limits.into_iter().map(|(ports, icmp)| Talk {
                protocol: name.to_owned(),
                ports,
                icmp,
            })),
        }
    }
    let all = |protocol: String| Talk { protocol, ports: None, icmp: None };
    if whole.is_all() {
        return vec![all("all".to_owned())];
    }
    if !nameless.is_empty() {
        talks.push(all(nameless.to_string()));
    }
    talks.sort();
    talks
}

/// The ports, or the types and codes, of one protocol: nothing and nothing where they are all.
fn limits(number: u8, services: &[&Service]) -> Vec<(Option<String>, Option<String>)> {
    match Carries::of(number) {
        Carries::Nothing => vec![(None, None)],
        Carries::Ports => {
            let each = services.iter().map(|service| &service.destination_ports);
            let ports = each.fold(Intervals::none(), |all, ports| all.union(ports));
            // Nothing listens on port 0.
            let usable = ports.difference(&Intervals::one(0));
            if usable.is_empty() {
                return Vec::new();
            }
            let all = usable.complement() == Intervals::one(0);
            vec![((!all).then(|| usable.to_string()), None)]
        }
        Carries::Types => {
            let (plain, coded): (Vec<&Service>, Vec<&Service>) =
                services.iter().copied().partition(|service| service.codes.is_all());
            let each = plain.iter().map(|service| &service.types);
            let types = each.fold(Intervals::none(), |all, types| all.union(types));
            if types.is_all() {
                return vec![(None, None)];
            }
            let types = (!types.is_empty()).then(|| types.to_string());
            let coded = coded.iter().map(|service| format!("{}/{}", service.types, service.codes));
            types.into_iter().chain(coded).map(|icmp| (None, Some(icmp))).collect()
        }
    }
}
