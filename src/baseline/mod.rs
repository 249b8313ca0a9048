//! The baseline: the approved snapshot on disk, one file a resource, so that a reviewer sees one
//! changed resource as one changed file.
//!
//! ```text
//! baselines/
//!   .gitignore                                what below must not be committed
//!   .lock                                     held by the one writer
//!   aws/111122223333/eu-west-1/               a scope's folder
//!     manifest.json                           who approved what: every file with its digest
//!     aws.security-group/sg-0a12.json         a resource
//!     versions/3.json                         a former manifest
//!     versions/objects/<digest>.json          a content that only former versions name
//!     .pending/                               what a commit has written and not moved yet
//! ```
//!
//! What always holds:
//!
//! - **The rename of a scope's manifest is its commit.** Before it the scope is the old version, after it the
//!   new one, whole, whatever crashes or fails, and for readers that take no lock as well. An
//!   edit of several scopes is a commit for each.
//! - Nothing is read as approved that has not the digest the manifest recorded, lies where its
//!   content belongs, and was not reached through a link.
//! - What was not fully read is never recorded, and nothing leaves a baseline unnamed.
//! - The same readings give the same bytes.
//!
//! - Where signatures are demanded ([`Store::demanding`]), a version counts when enough people signed it.
//!
//! [`Store`] reads, [`Writer`] holds the lock and writes, [`place()`] says where in a file a field stands.

mod commit;
mod disk;
mod error;
mod finish;
mod history;
mod layout;
mod lock;
mod manifest;
mod place;
mod problem;
mod read;
mod resource_file;
mod sign;
mod single;
mod store;
mod walk;
mod writer;

#[cfg(test)]
mod tests;

pub use commit::{Edit, Over, Written};
pub use error::BaselineError;
pub use history::Version;
pub use lock::Holder;
pub use place::{Place, file_of, manifest_place, place};
pub use problem::{Problem, Trouble};
pub use sign::Signable;
pub use single::{check_manifest, read_resource_file, resource_file_text};
pub use store::{Recovery, Store, Verification};
pub use writer::{Pruned, Writer};
