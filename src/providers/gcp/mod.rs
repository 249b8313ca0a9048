//! Google Cloud.
//!
//! | room | what it holds |
//! | --- | --- |
//! | `kinds` | the table of kinds, each row written beside its normaliser; `calls` names what reads them |
//! | `native` | what Compute Engine and the Resource Manager answer, and `gcloud` prints |
//! | `parse` | native shapes → resources, one file a kind |
//! | `semantics` | networks with their rules, and policies → the boundaries that they are, with guards |
//! | `dump` | files of what `gcloud` printed, or of raw answers → native shapes, and how whole they are |
//! | `gather` | the answers to all calls → a reading, asking each call in its turn |
//! | `client` | a live project → answers; the only room that knows Google's crates |
//! | `words` | what Google's words for an error mean |
//! | `activity` | an entry of an audit log → who did what to which resource |
//! | `remedy` | what differs → the edits that put it back, and the commands of the vendor's tool |
//! | `settings`, `policy` | what a live read is told, and the permissions that it needs |
//! | `told_elsewhere` | what one scope repeats of another is left to that one |

mod activity;
mod calls;
#[cfg(feature = "gcp")]
mod client;
mod dump;
mod gather;
mod kinds;
mod native;
mod parse;
mod policy;
mod remedy;
mod semantics;
mod settings;
mod states;
#[cfg(test)]
mod tests;
mod told_elsewhere;
mod words;

#[cfg(test)]
pub(crate) use semantics::tests::vpc_rule;

use super::ProviderEntry;
use super::live::Live;
use crate::model::Provider;

pub use settings::{Number, NumberError, ProjectGlob, ProjectGlobError, Settings};

/// The provider's row in the registry.
pub const ENTRY: ProviderEntry = ProviderEntry {
    provider: Provider::Gcp,
    kinds: kinds::KINDS,
    read_dump: dump::read_dump,
    live: Some(LIVE),
    semantics: Some(&semantics::SEMANTICS),
    containment: None,
    states: Some(states::states),
    watching: None,
    remedies: &remedy::REMEDIES,
    logs: Some(&activity::LOGS),
    settle: Some(told_elsewhere::settle),
};

const LIVE: Live = Live {
    policy: policy::policy,
    caller_policy: Some(policy::above),
    activity_policy: Some(policy::activity),
    #[cfg(feature = "gcp")]
    client: Some(client::CLIENT),
    #[cfg(not(feature = "gcp"))]
    client: None,
};
