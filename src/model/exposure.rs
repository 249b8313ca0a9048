//! What a change means where traffic arrives: at the endpoints behind what changed.

use std::sync::Arc;

use super::effect::Flow;
use super::identity::ResourceId;
use super::topology::Way;
use crate::traffic::Portion;

/// What a change did to endpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// It was computed through everything that stands before each of them.
    Reach(Box<Reach>),
    /// It could not be computed, for this reason. Never a guess.
    Unknown(String),
}

/// Where what changed arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
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
    /// The one string that stands for it in connections and answers.
    pub label: Arc<str>,
    /// What people call it.
    pub called: String,
    /// Whether something answers there; nothing when that is not known.
    pub running: Option<bool>,
    /// What leads to it from outside besides an address of its own; nothing where its door is all that there is.
    pub ways: Option<Arc<[Way]>>,
    /// How much of the internet got through to it with anything at all before.
    pub before: Portion,
    /// What gets through there now and did not. Endpoints that behave the same share it.
    pub opened: Arc<[Flow]>,
    /// What got through there and does not now.
    pub closed: Arc<[Flow]>,
}
