//! What lets driftwall believe its own files: digests, format versions and signatures.
//!
//! A [`Digest`] says that bytes are the ones that were recorded. A [`Format`] says which version
//! of a file's shape this build reads and writes, and answers the only three questions there are
//! about a file's version: read it and write it, read it but leave it alone, or refuse it. [`Signers`] says
//! who signed a file, which whoever can write files can't make up, and a [`Demand`] whether these are enough.

mod demand;
mod digest;
mod format;
mod signature;
mod signers;

pub use demand::{Demand, Untrusted};
pub use digest::{Digest, DigestError};
pub use format::{Format, FormatError, Newness};
pub use signature::{NAMESPACE, Signer, Unsigned, key_of, people};
pub use signers::{Signers, SignersError};
