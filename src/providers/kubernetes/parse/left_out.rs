//! Fields that every kind leaves out, each with its reason.

use crate::model::Field;

pub(super) const ANNOTATIONS: Field = Field::volatile(
    "metadata.annotations",
    "notes of tools about themselves, rewritten by many of them; selectors never look at them",
);
pub(super) const CREATED: Field =
    Field::volatile("metadata.creationTimestamp", "a time, not a setting");
pub(super) const FINALIZERS: Field =
    Field::volatile("metadata.finalizers", "who must be asked before a deletion ends");
pub(super) const GENERATION: Field =
    Field::volatile("metadata.generation", "counts the writes to the spec");
pub(super) const MANAGED: Field = Field::volatile(
    "metadata.managedFields",
    "the server's notes on which writer owns which field",
);
pub(super) const OWNERS: Field = Field::volatile(
    "metadata.ownerReferences",
    "followed to fold pods into their workloads; not a setting of its own",
);
pub(super) const STATUS: Field =
    Field::volatile("status", "what controllers observed, not what was asked for");
pub(super) const UID: Field =
    Field::volatile("metadata.uid", "another one after each re-creation; the name identifies");
pub(super) const VERSION: Field =
    Field::volatile("metadata.resourceVersion", "counts the writes to the object");
