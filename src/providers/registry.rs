//! The providers this build knows: one line each.

use super::agents::Watching;
use super::gathered::Answer;
use super::live::Live;
use super::{Logs, Remedies, Seal, Semantics, aws, azure, docker, gcp, kubernetes};
use crate::model::{
    Containment, Kind, KindSpec, Provider, Resource, Scope, ScopeReading, Snapshot, State,
};

/// What a provider's folder offers to the rest of the house.
#[derive(Clone, Copy, Debug)]
pub struct ProviderEntry {
    /// Which provider.
    pub provider: Provider,
    /// Its kinds.
    pub kinds: &'static [KindSpec],
    /// Turns what the vendor's tools printed for one scope into its reading. Never fails: whatever can't be
    /// understood is in the reading's coverage. Values that may be secret are kept when there is something to seal them with.
    pub read_dump: fn(&Scope, Vec<Answer>, Option<&Seal>) -> ScopeReading,
    /// What it offers for live reads, when it does.
    pub live: Option<Live>,
    /// What its resources do with traffic, when this build knows it.
    pub semantics: Option<&'static Semantics>,
    /// What one of its workloads is at liberty to do, when it has any: nothing for other kinds, and for what can't be read.
    pub containment: Option<fn(&Kind, &Resource) -> Option<Containment>>,
    /// What of a scope is worth telling where no baseline speaks of it, of kinds that were read whole; their names are left out.
    pub states: Option<fn(&Scope, &ScopeReading) -> Vec<State>>,
    /// Which of its workloads watch the others, when it has any.
    pub watching: Option<&'static Watching>,
    /// How its resources are put back.
    pub remedies: &'static Remedies,
    /// How its audit logs are read.
    pub logs: Option<&'static Logs>,
    /// Once every scope is read: leaves to each what it tells by itself, where the provider repeats one in another.
    pub settle: Option<fn(&mut Snapshot)>,
}

/// All of them, in the order of [`Provider`].
pub const REGISTRY: &[ProviderEntry] =
    &[aws::ENTRY, azure::ENTRY, gcp::ENTRY, kubernetes::ENTRY, docker::ENTRY];

/// The entry of a provider, when this build knows it.
#[must_use]
pub fn entry(provider: Provider) -> Option<&'static ProviderEntry> {
    REGISTRY.iter().find(|entry| entry.provider == provider)
}

/// The declaration of a kind, when this build knows it.
#[must_use]
pub fn kind_spec(kind: &Kind) -> Option<&'static KindSpec> {
    entry(kind.provider())?.kinds.iter().find(|spec| spec.kind == *kind)
}

/// What a provider's resources do with traffic, when this build knows it.
#[must_use]
pub fn semantics(provider: Provider) -> Option<&'static Semantics> {
    entry(provider)?.semantics
}

/// What a workload is at liberty to do, when this build knows it.
#[must_use]
pub fn containment(kind: &Kind, resource: &Resource) -> Option<Containment> {
    entry(kind.provider())?.containment?(kind, resource)
}

/// What of a scope is worth telling where no baseline speaks of it, by what its provider knows.
#[must_use]
pub fn states(scope: &Scope, reading: &ScopeReading) -> Vec<State> {
    let states = entry(scope.provider()).and_then(|entry| entry.states);
    states.map_or_else(Vec::new, |states| states(scope, reading))
}

/// What is known of the agents among a provider's workloads, when this build knows any.
#[must_use]
pub fn watching(provider: Provider) -> Option<&'static Watching> {
    entry(provider)?.watching
}

/// How the resources of a provider are put back, when this build knows it.
#[must_use]
pub fn remedies(provider: Provider) -> Option<&'static Remedies> {
    entry(provider).map(|entry| entry.remedies)
}

/// How the audit logs of all providers are read.
pub fn logs() -> impl Iterator<Item = (Provider, &'static Logs)> {
    REGISTRY.iter().filter_map(|entry| Some((entry.provider, entry.logs?)))
}

/// Once every scope is read: what any provider's `settle` does.
pub fn settle(snapshot: &mut Snapshot) {
    for settle in REGISTRY.iter().filter_map(|entry| entry.settle) {
        settle(snapshot);
    }
}
