//! Docker's shapes → resources, for live reads and dumps alike.
//!
//! One file a kind, and one for each part of a container that has rules of its own. A normaliser takes its native struct
//! apart without `..`. The engine prints `null`, empty values and defaults as it likes from version to version: what says
//! nothing is left out, so that it is equal however it was printed. No value of an environment variable, no argument
//! of a command and nothing else that may be a secret gets past `secrets`.

mod addresses;
pub(crate) mod container;
pub(crate) mod container_document;
mod container_fields;
mod container_names;
pub(crate) mod host;
mod host_fields;
mod labels;
pub(crate) mod limits;
pub(crate) mod mounts;
pub(crate) mod network;
pub(crate) mod networks;
mod phrases;
mod ports;
mod secrets;
mod security;

pub(crate) use container_names::Names;
