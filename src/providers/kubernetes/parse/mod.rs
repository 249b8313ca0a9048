//! Native shapes → resources: one file a kind or family, with its typed fields, its normaliser and its declaration.
//!
//! `reading` puts the objects of all files together, `listed` those of live lists, `taken` takes each, `owners` folds pods into workloads, `ownerless` says where it could not, `pages` and `coverage` say how
//! whole it all is.

pub mod cluster_policy;
pub mod cluster_policy_kinds;
pub mod container;
mod coverage;
pub mod gateway;
pub mod image_ids;
pub mod ingress;
mod left_out;
#[cfg(feature = "kubernetes")]
mod listed;
pub mod namespace;
pub mod network_policy;
pub mod node;
pub mod object;
mod ownerless;
mod owners;
mod pages;
pub mod placement;
pub mod pod_settings;
mod pod_values;
pub mod port;
mod reading;
pub mod route;
mod security;
pub mod selector;
pub mod service;
mod strangers;
mod table;
mod taken;
mod template;
pub mod volumes;
pub mod workload;
mod workload_fields;
pub mod workload_kinds;

#[cfg(test)]
mod tests;

#[cfg(feature = "kubernetes")]
pub(crate) use listed::{ListPage, ListedKind, read_lists};
pub(crate) use reading::{Tree, read};
#[cfg(feature = "kubernetes")]
pub(crate) use table::has_filters;
pub(crate) use table::{ROWS, Row, object_of};
