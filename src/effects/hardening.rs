//! Two versions of a workload → which protections differ, and which boundaries no longer bind it.

use super::Sides;
use super::exposure::Behind;
use crate::model::{Change, Hardening, Resource, ResourceId, Subject, Topic};
use crate::providers;

impl Sides<'_> {
    /// Says of every change of a workload what it did to its protections.
    pub(super) fn hardenings(&self, subjects: &mut [Subject]) {
        for subject in subjects {
            if let Subject::Change(change) = subject {
                change.hardening = self.hardening(change).map(Box::new);
            }
        }
    }

    fn hardening(&self, change: &Change) -> Option<Hardening> {
        let id = &change.id;
        let contained = |resource: Option<&Resource>| providers::containment(&id.kind, resource?);
        let scope = self.pairing.earlier(&id.scope).clone();
        let before = self.before.get(&ResourceId { scope, ..id.clone() });
        let after = self.after.get(id);
        Hardening::between(change.action, contained(before).as_ref(), contained(after).as_ref())
    }
}

/// Tells of a workload that left its network which boundaries no longer stand before it.
pub(super) fn left(change: &mut Change, behind: &Behind<'_>) {
    let Change { id, hardening: Some(hardening), .. } = change else { return };
    if hardening.lost_some(Topic::Network) {
        hardening.left = behind.left(id);
    }
}
