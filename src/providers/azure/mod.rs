//! Microsoft Azure.
//!
//! | room | what it holds |
//! | --- | --- |
//! | `kinds` | the table of kinds, each row written beside its normaliser; `calls` names what reads them |
//! | `native` | what Azure Resource Manager answers, once its two layouts are one |
//! | `parse` | native shapes → resources, one file a kind |
//! | `semantics` | security groups and admin rules → the boundaries that they are, with guards |
//! | `dump` | files of what `az` printed or Resource Manager answered → native shapes, and how whole they are |

mod calls;
mod dump;
mod kinds;
mod native;
mod parse;
mod semantics;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use semantics::tests::born_with;

use super::ProviderEntry;
use crate::model::Provider;

/// The provider's row in the registry.
pub const ENTRY: ProviderEntry = ProviderEntry {
    provider: Provider::Azure,
    kinds: kinds::KINDS,
    read_dump: dump::read_dump,
    live: None,
    semantics: Some(&semantics::SEMANTICS),
    containment: None,
    settle: None,
};
