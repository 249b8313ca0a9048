//! Amazon Web Services.
//!
//! | room | what it holds |
//! | --- | --- |
//! | `kinds` | the table of kinds, each row written beside its normaliser; `calls` names what reads them |
//! | `native` | what the `aws` command line prints and the SDK returns |
//! | `parse` | native shapes → resources, one file a kind |
//! | `dump` | files of what `aws` printed → native shapes, and how whole they are |
//! | `gather` | the answers to all calls → a reading, asking each call in its turn |

mod calls;
mod dump;
mod gather;
mod kinds;
mod native;
mod parse;
#[cfg(test)]
mod tests;

use super::ProviderEntry;
use crate::model::Provider;

/// The provider's row in the registry.
pub const ENTRY: ProviderEntry =
    ProviderEntry { provider: Provider::Aws, kinds: kinds::KINDS, read_dump: dump::read_dump };
