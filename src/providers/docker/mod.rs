//! Docker: one host's engine, its containers and its networks.
//!
//! | room | what it holds |
//! | --- | --- |
//! | `kinds` | the table of kinds, each row written beside its normaliser; `calls` names what reads them |
//! | `native` | what the `docker` command line prints, which is what the Engine API answers |
//! | `parse` | native shapes → resources, one file a kind; `parse::secrets` keeps secrets out of them |
//! | `dump` | files of what `docker` printed → native shapes, and how whole they are |
//! | `gather` | native shapes → a reading |
//! | `hardening` | resources → what a container is at liberty to do |
//! | `agents` | resources → which containers watch the others |
//! | `activity` | an event of the engine → what was done to which container or network |
//! | `client` | an engine that answers → a reading; the only room that knows a network |
//! | `remedy` | what differs → the edits that put it back, and the commands of the vendor's tool |
//! | `settings`, `policy` | what a live read is told, and the requests that it must be allowed |

mod activity;
mod agents;
mod calls;
#[cfg(feature = "docker")]
mod client;
mod dump;
mod gather;
mod hardening;
mod kinds;
mod native;
mod parse;
mod policy;
mod remedy;
mod settings;
mod states;
#[cfg(test)]
mod tests;

use super::ProviderEntry;
use super::live::Live;
use crate::model::Provider;

pub use settings::{Address, Host, HostError, Settings, SettingsError};

/// The provider's row in the registry.
pub const ENTRY: ProviderEntry = ProviderEntry {
    provider: Provider::Docker,
    kinds: kinds::KINDS,
    read_dump: dump::read_dump,
    live: Some(LIVE),
    semantics: None,
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
    #[cfg(feature = "docker")]
    client: Some(client::CLIENT),
    #[cfg(not(feature = "docker"))]
    client: None,
};
