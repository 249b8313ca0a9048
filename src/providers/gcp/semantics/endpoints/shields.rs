//! The tiers of a network as they are for an instance: rules for other tags and other accounts are left out.
//!
//! Instances of one network and region with the same tags and the same account have the same shield.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::instances::Interface;
use super::tiers::{Tiers, tiers};
use crate::model::{Passage, ResourceId, View};
use crate::providers::gcp::semantics::networks;
use crate::traffic::{Guard, Match, Side, Symbol};

type Key = (ResourceId, Option<String>, BTreeSet<Arc<str>>);

/// The shields so far.
#[derive(Default)]
pub(super) struct Shields {
    known: BTreeMap<Key, usize>,
    tiers: BTreeMap<(ResourceId, Option<String>), Arc<Tiers>>,
    pub(super) passages: Vec<Passage>,
    /// The names that they draw on.
    pub(super) names: BTreeSet<Arc<str>>,
}

impl Shields {
    /// The shield of an interface.
    pub(super) fn before(&mut self, view: &View<'_>, interface: &Interface) -> usize {
        let Interface { network, region, member_of, doubt, label, .. } = interface;
        let key = (network.clone(), region.clone(), member_of.clone());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let passage = if let Some(why) = doubt {
            Passage::unread(label, why.clone())
        } else {
            let place = (network.clone(), region.clone());
            let tiers = self
                .tiers
                .entry(place)
                .or_insert_with(|| Arc::new(tiers(view, network, region.as_deref())))
                .clone();
            Passage {
                ingress: told(&tiers.ingress, Side::Destination, interface),
                egress: told(&tiers.egress, Side::Source, interface),
                stateful: true,
                doubt: tiers.doubt.clone(),
            }
        };
        for guard in [&passage.ingress, &passage.egress] {
            let symbols = guard.matches().flat_map(|one| &one.symbols);
            self.names.extend(symbols.map(|(symbol, _)| symbol.name.clone()));
        }
        self.passages.push(passage);
        let at = self.passages.len() - 1;
        self.known.insert(key, at);
        at
    }
}

/// The guard for an interface, at its own end.
fn told(guard: &Guard, near: Side, interface: &Interface) -> Guard {
    guard.with_matches(&mut |one| kept(one, near, interface))
}

/// A match without what its own end tells; nothing when that tells that it does not hold. At the far end a tag is that of the same network.
fn kept(one: &Match, near: Side, interface: &Interface) -> Option<Match> {
    let mut kept = one.clone();
    kept.symbols.clear();
    for (symbol, holds) in &one.symbols {
        if symbol.side == near && tells(&symbol.name) {
            if interface.member_of.contains(&symbol.name) != *holds {
                return None;
            }
        } else {
            let name = networks::within(&interface.network, &symbol.name);
            kept.symbols.push((Symbol { side: symbol.side, name }, *holds));
        }
    }
    Some(kept)
}

/// Whether an instance says of itself if it is a member. Secure tags are bound elsewhere.
fn tells(name: &str) -> bool {
    ["gcp.tag:", "gcp.service-account:", "gcp.network:", "gcp.target-type:", "gcp.forwarding-rule:"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}
