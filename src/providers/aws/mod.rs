//! Amazon Web Services.
//!
//! | room | what it holds |
//! | --- | --- |
//! | `kinds` | the table of kinds, each row written beside its normaliser; `calls` names what reads them |
//! | `native` | what the `aws` command line prints and the SDK returns |
//! | `parse` | native shapes → resources, one file a kind |
//! | `semantics` | resources → what they do with packets |
//! | `dump` | files of what `aws` printed → native shapes, and how whole they are |

mod calls;
mod dump;
mod kinds;
mod native;
mod parse;
mod semantics;
#[cfg(test)]
mod tests;

use super::ProviderEntry;
use crate::model::Provider;

/// The provider's row in the registry.
pub const ENTRY: ProviderEntry =
    ProviderEntry { provider: Provider::Aws, kinds: kinds::KINDS, read_dump: dump::read_dump };

pub(super) use semantics::SEMANTICS;
