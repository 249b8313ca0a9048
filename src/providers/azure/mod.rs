//! Microsoft Azure.
//!
//! | room | what it holds |
//! | --- | --- |
//! | `kinds` | the table of kinds, each row written beside its normaliser; `calls` names what reads them |
//! | `native` | what Azure Resource Manager answers, once its two layouts are one |
//! | `parse` | native shapes → resources, one file a kind |
//! | `semantics` | security groups and admin rules → the boundaries that they are, with guards |
//! | `dump` | files of what `az` printed or Resource Manager answered → native shapes, and how whole they are |
//! | `gather` | the answers to all calls → a reading, asking each call in its turn |
//! | `client` | a live subscription → answers; the only room that knows Azure's crates |
//! | `words` | what Azure's words for an error mean |
//! | `activity` | a record of the activity log → who did what to which resource |
//! | `remedy` | what differs → the edits that put it back, and the commands of the vendor's tool |
//! | `settings`, `policy` | what a live read is told, and the permissions that it needs |

mod activity;
mod calls;
#[cfg(feature = "azure")]
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
mod words;

#[cfg(test)]
pub(crate) use semantics::tests::born_with;

use super::ProviderEntry;
use super::live::Live;
use crate::model::Provider;

pub use settings::{
    Cloud, CloudError, ManagementGroup, ManagementGroupError, Secret, Settings, SubscriptionGlob,
    SubscriptionGlobError, Tenant, TenantError,
};

/// The provider's row in the registry.
pub const ENTRY: ProviderEntry = ProviderEntry {
    provider: Provider::Azure,
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
    caller_policy: Some(policy::above),
    activity_policy: Some(policy::activity),
    #[cfg(feature = "azure")]
    client: Some(client::CLIENT),
    #[cfg(not(feature = "azure"))]
    client: None,
};
