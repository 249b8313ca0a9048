//! The providers: one folder each, all with the same rooms, and the registry.
//!
//! | room | what it holds |
//! | --- | --- |
//! | `kinds` | the table of kinds: call, permission, identity, every field with its class and the reason |
//! | `native` | the provider's own shapes, as its API and its tools print them |
//! | `parse` | native shapes → resources; the same function for live reads, dumps and manifests |
//! | `semantics` | resources → the boundaries that they are, with guards, and the endpoints behind them (all but Docker) |
//! | `hardening` | resources → what a workload is at liberty to do (Kubernetes and Docker) |
//! | `agents` | which workloads watch the others (Kubernetes and Docker) |
//! | `activity` | a record of an audit log → who did what to which resource |
//! | `remedy` | what differs → the edits that put it back, and the vendor's commands that make them |
//! | `states` | what is worth telling of a scope that nobody approved yet |
//! | `client` | the only room that knows a network or an SDK; behind the provider's feature |
//!
//! Beside them is what all providers share: `live` (what a client is asked), `seal` (what may be secret, as keyed hashes), `liberties` (what settings of a container allow), `agents` (which workloads watch the others), `calls` (how a read call is declared), `deeds` (what a record of a log says, in the words of the recorded fields), `dumps` (files of a vendor's tool → native
//! items) and `normalised` (native items → a kind's reading).
//!
//! Data flows one way: bytes → `native` → `parse` → [`crate::model::ScopeReading`]. A normaliser destructures the native
//! struct exhaustively, so that a field that is added there must be given a class here.

pub mod agents;
pub mod aws;
pub mod azure;
pub(crate) mod calls;
mod deeds;
pub mod docker;
pub(crate) mod dumps;
mod gathered;
pub mod gcp;
pub mod kubernetes;
pub(crate) mod liberties;
pub mod live;
mod logs;
pub(crate) mod normalised;
mod registry;
mod remedies;
mod seal;
mod semantics;
mod shut;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::dice;

pub use gathered::{Answer, Gathered, Unread};
pub use logs::{Logs, Record};
pub use registry::{
    ProviderEntry, REGISTRY, containment, entry, kind_spec, logs, remedies, semantics, settle,
    states, watching,
};
pub use remedies::{Drift, Plan, Remains, Remedies, Shut};
pub use seal::{Seal, SealError, Seals};
pub use semantics::{Endpoints, Semantics, Which};
pub use shut::Open;
pub(crate) use shut::{Refusal, ports, ways};
