//! Kubernetes clusters.

use super::{Answer, ProviderEntry};
use crate::model::{Provider, Scope, ScopeReading};

/// The provider's row in the registry.
pub const ENTRY: ProviderEntry =
    ProviderEntry { provider: Provider::Kubernetes, kinds: &[], read_dump };

fn read_dump(_scope: &Scope, _answers: Vec<Answer>) -> ScopeReading {
    ScopeReading::default()
}

/// Turns a tree of manifests, which is the whole statement of what should be, into a reading.
#[must_use]
pub fn read_manifests(_scope: &Scope, _files: Vec<Answer>) -> ScopeReading {
    ScopeReading::default()
}
