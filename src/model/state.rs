//! What is so, and is worth telling wherever no baseline speaks of it.
//!
//! A change is held against what somebody approved. A state is held against nothing: it is told of resources in scopes that nobody
//! recorded yet, and falls silent as soon as somebody does.

use std::collections::BTreeSet;

use super::hardening::Protection;
use super::identity::Identity;
use super::kind::Kind;
use super::resource::Resource;
use super::scope::Scope;

/// A state that nobody approved or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Where.
    pub scope: Scope,
    /// Of which kind.
    pub kind: Kind,
    /// Which one; nothing when it is that there is none.
    pub identity: Option<Identity>,
    /// What people call it.
    pub name: Option<String>,
    /// What is so.
    pub condition: Condition,
}

/// What is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Much of the internet gets through it to ports of endpoints.
    Public(Opening),
    /// Containers of it are at liberty to do this, all of it of one sort.
    AtLiberty(Vec<Protection>),
    /// What is given no group of its own is in it, and it lets others in, by these rules.
    GroupUsed {
        /// In words, sorted.
        rules: Vec<String>,
    },
    /// Whoever reaches these addresses may give the engine orders.
    ApiOpen {
        /// As the engine prints them, sorted.
        addresses: Vec<String>,
    },
    /// It is there to record something, and is switched off.
    Off,
    /// It records its own region alone, and nothing records the others; without an identity, nothing records any.
    OneRegion,
    /// No flow log records its traffic.
    FlowsUnrecorded {
        /// How many parts of it none records, where others are recorded.
        parts: Option<usize>,
    },
    /// No policy limits whom pods in it talk to.
    NoPolicy {
        /// How many workloads are in it.
        workloads: usize,
    },
}

/// Ports of endpoints that much of the internet gets through to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// The ports.
    pub ports: BTreeSet<u16>,
    /// The rules that let it in, by the provider's own ids where those are known.
    pub rules: BTreeSet<String>,
    /// What people call the endpoints, in the order of their ids.
    pub endpoints: Vec<String>,
    /// What leads there from outside, where that is not an address of the endpoint's own.
    pub ways: BTreeSet<String>,
}

impl State {
    /// A resource of a scope, in a condition.
    #[must_use]
    pub fn of(
        scope: &Scope,
        kind: &Kind,
        (identity, _): (&Identity, &Resource),
        condition: Condition,
    ) -> Self {
        let (scope, kind) = (scope.clone(), kind.clone());
        Self { scope, kind, identity: Some(identity.clone()), name: None, condition }
    }
}
