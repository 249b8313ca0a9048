//! What a provider's `semantics` room offers.

use std::collections::BTreeSet;

use crate::model::{
    Assumptions, Boundary, Kind, KindSpec, Resource, ResourceId, Scope, Topology, View,
};

/// How a provider's resources filter traffic. Pure: it reads documents and returns data.
#[derive(Clone, Copy, Debug)]
pub struct Semantics {
    /// The kinds whose resources decide about traffic, or are drawn on by those that do.
    pub kinds: &'static [&'static KindSpec],
    /// The kinds that filter nothing by themselves: boundaries draw on them. Their changes come before those of the
    /// boundaries.
    pub drawn_on: &'static [&'static KindSpec],
    /// The kinds whose boundaries draw on others. Where these were not read whole, nobody knows what a change of the others does.
    pub drawing: &'static [&'static KindSpec],
    /// The boundaries at which a change of each of these resources may show, each for itself. Every version is looked at,
    /// the earlier and the later.
    pub touched: fn(&View<'_>, &[&ResourceId]) -> Vec<BTreeSet<ResourceId>>,
    /// These boundaries and what they draw on. A boundary that is not there is in it as well, as what its absence means.
    pub topology: fn(&View<'_>, &BTreeSet<ResourceId>) -> Topology,
    /// Of changes that come together and could happen in any order, the one with the lowest number is taken to happen first, so that what only
    /// all of them do is not told of one: rules that are renumbered pass each other nowhere.
    pub turn: fn(&View<'_>, &ResourceId) -> (i64, i64),
    /// Whether a field of a kind is wholly in the guards, so that equal guards mean that nothing else came of it.
    pub is_said: fn(&Kind, field: &str) -> bool,
    /// What came or went between two versions of a resource, in words, when that is all rules that the cloud puts in and takes out by itself inside of
    /// what was approved; nothing for any other difference, and where the cloud has no such rules.
    pub temporary: Option<fn(&Resource, &Resource) -> Option<&'static str>>,
    /// What documentation leaves open, and something in the view hangs on: the option that decides it, and what it would be
    /// otherwise.
    pub left_open: fn(&View<'_>) -> Vec<(&'static str, Assumptions)>,
    /// What the boundaries stand before, when this build knows it.
    pub endpoints: Option<&'static Endpoints>,
}

/// What a provider's boundaries stand before. Pure, as well.
#[derive(Clone, Copy, Debug)]
pub struct Endpoints {
    /// The kinds whose resources decide which boundaries stand before which endpoint: a change of their context shows at
    /// endpoints. Those of [`Semantics::kinds`] need not be repeated.
    pub around: &'static [&'static KindSpec],
    /// The kinds whose resources lead from outside to endpoints ([`crate::model::Endpoint::ways`]) and decide about no packet.
    pub publishing: &'static [&'static KindSpec],
    /// The endpoints at which a change of each of these resources may show, each for itself: every version of every endpoint is
    /// looked at.
    pub touched: fn(&View<'_>, &[&ResourceId]) -> Vec<BTreeSet<ResourceId>>,
    /// Endpoints with everything that stands before them; [`Topology::boundaries`] stays empty. One that is not there is not in it.
    pub topology: fn(&View<'_>, Which<'_>) -> Topology,
    /// Whether a scope is above others: it holds no endpoint, and what is in it stands before those of the scopes below.
    pub is_above: fn(&Scope) -> bool,
    /// What one of the kinds around decides wherever an endpoint may be, as a boundary, for where none is known: nothing when it is not there or
    /// decides nothing by itself.
    pub by_itself: fn(&View<'_>, &ResourceId) -> Option<Boundary>,
}

/// Which endpoints.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// All of the provider, in every scope, and every segment and network.
    All,
    /// These, and the segments and networks that they are in.
    These(&'a BTreeSet<ResourceId>),
}

impl Semantics {
    /// Whether a kind has to do with traffic.
    #[must_use]
    pub fn knows(&self, kind: &Kind) -> bool {
        self.kinds.iter().any(|spec| spec.kind == *kind)
    }

    /// Whether boundaries draw on a kind.
    #[must_use]
    pub fn draws_on(&self, kind: &Kind) -> bool {
        self.drawn_on.iter().any(|spec| spec.kind == *kind)
    }
}
