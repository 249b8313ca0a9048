//! What a change means where traffic arrives: at the endpoints behind what changed.

use super::identity::ResourceId;
use crate::traffic::Portion;

/// What a change did to endpoints: computed through everything that stands before each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// How much of the internet gets through to any of the endpoints with what changed, now. An address counts when any of these
    /// packets from it arrives.
    pub internet: Portion,
    /// How much did before.
    pub before: Portion,
    /// The endpoints at which packets are decided otherwise, in the order of their ids.
    pub endpoints: Vec<Exposed>,
    /// How many endpoints were asked: those behind what changed.
    pub of: usize,
}

/// One endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposed {
    /// Which.
    pub id: ResourceId,
    /// What people call it.
    pub called: String,
    /// Whether something answers there; nothing when that is not known.
    pub running: Option<bool>,
    /// How much of the internet gets through to it with what changed, now.
    pub internet: Portion,
    /// How much of the internet got through to it with anything at all before.
    pub before: Portion,
}
