//! Docker: one host's engine, its containers and its networks.
//!
//! | room | what it holds |
//! | --- | --- |
//! | `kinds` | the table of kinds, each row written beside its normaliser; `calls` names what reads them |
//! | `native` | what the `docker` command line prints, which is what the Engine API answers |
//! | `parse` | native shapes → resources, one file a kind; `parse::secrets` keeps secrets out of them |
//! | `dump` | files of what `docker` printed → native shapes, and how whole they are |

mod calls;
mod dump;
mod kinds;
mod native;
mod parse;
#[cfg(test)]
mod tests;

use super::ProviderEntry;
use crate::model::Provider;

/// The provider's row in the registry.
pub const ENTRY: ProviderEntry = ProviderEntry {
    provider: Provider::Docker,
    kinds: kinds::KINDS,
    read_dump: dump::read_dump,
    live: None,
    semantics: None,
    settle: None,
};
