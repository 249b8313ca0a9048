//! One file of a baseline by itself, for whoever holds its bytes and not the folder: a review tool, a fuzzer.
//!
//! Nothing in here says that a file is the one that was approved; only [`super::Store`] can.

use super::manifest::Sealed;
use super::problem::Trouble;
use super::resource_file::{self, ResourceFile};
use crate::model::{Approval, Identity, Kind, Resource};

/// Reads a resource's file.
///
/// # Errors
/// [`Trouble`] when it is none, or of a format that this build can't read.
pub fn read_resource_file(bytes: &[u8]) -> Result<(Kind, Identity, Resource), Trouble> {
    let ResourceFile { kind, identity, resource, newness: _ } = resource_file::parse(bytes)?;
    Ok((kind, identity, resource))
}

/// The text of a resource's file.
#[must_use]
pub fn resource_file_text(kind: &Kind, identity: &Identity, resource: &Resource) -> String {
    resource_file::render(kind, identity, resource)
}

/// Reads a scope's manifest, and says who approved what it names.
///
/// # Errors
/// [`Trouble`] when it is none, was edited, or is of a format that this build can't read.
pub fn check_manifest(bytes: &[u8]) -> Result<Approval, Trouble> {
    Ok(Sealed::parse(bytes)?.manifest.approval())
}
