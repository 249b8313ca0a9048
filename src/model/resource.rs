//! One provider object, normalised.

use super::document::Document;

/// What is recorded of one resource. Its address is the key it is stored under
/// ([`super::ResourceId`]), so that nothing can disagree about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The fields in which a difference is a change.
    pub durable: Document,
    /// The fields that are recorded for what they explain.
    pub context: Document,
}
