//! The interfaces behind a change.

use std::collections::BTreeSet;

use crate::model::{ResourceId, View};
use crate::providers::aws::parse::network_interface;

/// Every interface may be behind every change.
pub(super) fn touched(view: &View<'_>, changed: &[&ResourceId]) -> Vec<BTreeSet<ResourceId>> {
    let all: BTreeSet<ResourceId> =
        view.versions(&network_interface::SPEC.kind).map(|(id, _)| id).collect();
    changed.iter().map(|_| all.clone()).collect()
}
