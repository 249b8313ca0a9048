//! The table of kinds. Each row is written beside the normaliser of its kind, in `parse`.

use super::parse;
use crate::model::KindSpec;

/// All of them.
pub(super) const KINDS: &[KindSpec] =
    &[parse::container::SPEC, parse::network::SPEC, parse::host::SPEC];
