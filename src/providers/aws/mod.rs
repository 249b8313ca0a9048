//! Amazon Web Services.
//!
//! | room | what it holds |
//! | --- | --- |
//! | `kinds` | the table of kinds, each row written beside its normaliser; `calls` names what reads them |
//! | `native` | what the `aws` command line prints and the SDK returns |
//! | `parse` | native shapes → resources, one file a kind |
//! | `semantics` | resources → what they do with packets |
//! | `dump` | files of what `aws` printed → native shapes, and how whole they are |
//! | `gather` | the answers to all calls → a reading, asking each call in its turn |
//! | `activity` | a record of CloudTrail → who did what to which resource |
//! | `client` | a live account → answers; the only room that knows the SDK |
//! | `remedy` | what differs → the edits that put it back, and the commands of the vendor's tool |
//! | `settings`, `policy` | what a live read is told, and the permissions that it needs |

mod activity;
mod calls;
#[cfg(feature = "aws")]
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

use super::ProviderEntry;
use super::live::Live;
use crate::model::Provider;

pub use settings::{
    AccountGlob, AccountGlobError, ExternalId, ExternalIdError, RegionGlob, RegionGlobError,
    RoleName, RoleNameError, Settings,
};

/// The provider's row in the registry.
pub const ENTRY: ProviderEntry = ProviderEntry {
    provider: Provider::Aws,
    kinds: kinds::KINDS,
    read_dump: dump::read_dump,
    live: Some(LIVE),
    semantics: Some(&semantics::SEMANTICS),
    containment: None,
    states: Some(states::states),
    watching: None,
    remedies: &remedy::REMEDIES,
    logs: Some(&activity::LOGS),
    settle: None,
};

const LIVE: Live = Live {
    policy: policy::policy,
    caller_policy: Some(policy::caller),
    activity_policy: Some(policy::activity),
    #[cfg(feature = "aws")]
    client: Some(client::CLIENT),
    #[cfg(not(feature = "aws"))]
    client: None,
};
