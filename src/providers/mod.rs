//! The providers: one folder each, all with the same rooms, and the registry.
//!
//! | room | what it holds |
//! | --- | --- |
//! | `kinds` | the table of kinds: call, permission, identity, every field with its class and the reason |
//! | `native` | the provider's own shapes, as its API and its tools print them |
//! | `parse` | native shapes → resources; the same function for live reads, dumps and manifests |
//!
//! Data flows one way: bytes → `native` → `parse` → [`crate::model::ScopeReading`]. A normaliser destructures the native
//! struct exhaustively, so that a field that is added there must be given a class here.

pub mod aws;
mod gathered;
pub mod kubernetes;
mod registry;

pub use gathered::{Answer, Gathered, Unread};
pub use registry::{ProviderEntry, REGISTRY, entry, kind_spec};
