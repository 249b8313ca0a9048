//! Kubernetes clusters: policies, the labels they select on, and the doors into a cluster.
//!
//! A source is a set of files, JSON or YAML, with any number of documents and lists in each. `documents` takes them
//! apart, `parse` turns the objects in them into resources. The same code reads what `kubectl get` prints from a cluster and
//! the manifests that it is to be given, with the API's defaults filled in, so that the two can be compared. `hardening` says what a workload is at liberty
//! to do, `agents` which of them watch the others. `client` asks a cluster itself, and hands its lists to `parse`; `settings` and `policy` are what a live read is told, and the permissions that
//! it needs.

mod activity;
mod agents;
#[cfg(feature = "kubernetes")]
mod client;
mod documents;
mod hardening;
pub mod kinds;
mod native;
pub mod parse;
mod policy;
mod remedy;
mod semantics;
mod settings;
mod states;

#[cfg(test)]
pub(crate) use semantics::tests::{applied, random, reference};

use super::live::Live;
use super::{Answer, ProviderEntry, Seal};
use crate::model::{Provider, Scope, ScopeReading};

pub use settings::{ContextGlob, ContextGlobError, IN_CLUSTER, Settings};

/// The provider's row in the registry.
pub const ENTRY: ProviderEntry = ProviderEntry {
    provider: Provider::Kubernetes,
    kinds: kinds::KINDS,
    read_dump,
    live: Some(LIVE),
    semantics: Some(&semantics::SEMANTICS),
    containment: Some(hardening::containment),
    states: Some(states::states),
    watching: Some(&agents::WATCHING),
    remedies: &remedy::REMEDIES,
    logs: Some(&activity::LOGS),
    settle: None,
};

const LIVE: Live = Live {
    policy: policy::policy,
    caller_policy: None,
    activity_policy: None,
    #[cfg(feature = "kubernetes")]
    client: Some(client::CLIENT),
    #[cfg(not(feature = "kubernetes"))]
    client: None,
};

fn read_dump(_scope: &Scope, answers: Vec<Answer>, seal: Option<&Seal>) -> ScopeReading {
    parse::read(parse::Tree::Dump, answers, seal)
}

/// Turns a tree of manifests, which is the whole statement of what should be, into a reading.
#[must_use]
pub fn read_manifests(_scope: &Scope, files: Vec<Answer>, seal: Option<&Seal>) -> ScopeReading {
    parse::read(parse::Tree::Manifests, files, seal)
}
