//! How drift of a cluster is put back, for real: the commands that a report prints, run as they are by `sh` and the real `kubectl`, against a
//! server that keeps what it is told.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in the functions that it calls as well"
)]

mod api;
#[expect(dead_code, reason = "a snapshot says less than a report of what went wrong here")]
#[path = "../support/binary.rs"]
mod binary;
#[path = "../support/cluster.rs"]
mod cluster;
mod json_patch;
mod kinds;
#[cfg(feature = "kubernetes")]
mod made;
#[cfg(feature = "kubernetes")]
#[path = "../support/maker.rs"]
mod maker;
mod place;
mod policies;
mod random;
#[cfg(feature = "kubernetes")]
mod sent;
mod single;
