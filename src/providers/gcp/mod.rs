//! Google Cloud.
//!
//! | room | what it holds |
//! | --- | --- |
//! | `kinds` | the table of kinds, each row written beside its normaliser; `calls` names what reads them |
//! | `native` | what Compute Engine and the Resource Manager answer, and `gcloud` prints |
//! | `parse` | native shapes → resources, one file a kind |
//! | `semantics` | networks with their rules, and policies → the boundaries that they are, with guards |
//! | `dump` | files of what `gcloud` printed, or of raw answers → native shapes, and how whole they are |
//! | `told_elsewhere` | what one scope repeats of another is left to that one |

mod calls;
mod dump;
mod kinds;
mod native;
mod parse;
mod semantics;
#[cfg(test)]
mod tests;
mod told_elsewhere;

#[cfg(test)]
pub(crate) use semantics::tests::vpc_rule;

use super::ProviderEntry;
use crate::model::Provider;

/// The provider's row in the registry.
pub const ENTRY: ProviderEntry = ProviderEntry {
    provider: Provider::Gcp,
    kinds: kinds::KINDS,
    read_dump: dump::read_dump,
    live: None,
    semantics: Some(&semantics::SEMANTICS),
    settle: Some(told_elsewhere::settle),
};
