//! What lets driftwall believe its own files: digests and format versions.
//!
//! A [`Digest`] says that bytes are the ones that were recorded. A [`Format`] says which version
//! of a file's shape this build reads and writes, and answers the only three questions there are
//! about a file's version: read it and write it, read it but leave it alone, or refuse it.

mod digest;
mod format;

pub use digest::{Digest, DigestError};
pub use format::{Format, FormatError, Newness};
