//! How what differs is put back on Kubernetes: edits, and the `kubectl` command lines that make them. One file a kind.
//!
//! `shape` is what kinds have in common that are recorded whole, `template` those that make pods. A list of the API has neither names nor
//! numbers, so the place of a rule is looked up just before it is edited: `patch` and `like` say how, `printed` and `program` make `kubectl` do
//! that, and `made` does it for the client, in one step with the version of the object as its condition.

mod call;
mod cluster_policy;
mod container;
mod gateway;
mod ingress;
mod kubectl;
mod like;
#[cfg(feature = "kubernetes")]
mod made;
mod namespace;
mod network_policy;
mod node;
mod patch;
mod pod;
mod printed;
mod program;
mod queries;
mod route;
mod service;
mod shape;
mod spelling;
mod template;
#[cfg(test)]
mod tests;

use crate::model::{Edit, Kind, Script};
use crate::providers::{Drift, Plan, Remedies};
use shape::Shape;

pub(super) use call::Call;
#[cfg(feature = "kubernetes")]
pub(super) use kubectl::{Target, target};
#[cfg(feature = "kubernetes")]
pub(super) use made::restarted;
#[cfg(feature = "kubernetes")]
pub(super) use patch::Patch;

/// What the provider offers.
pub(super) const REMEDIES: Remedies =
    Remedies { plan, script, queries: queries::queries, shut: None };

/// The kinds that are recorded whole.
const SHAPES: &[Shape] = &[
    network_policy::SHAPE,
    cluster_policy::ADMIN_SHAPE,
    cluster_policy::BASELINE_SHAPE,
    cluster_policy::CLUSTER_SHAPE,
    namespace::SHAPE,
    service::SHAPE,
    ingress::SHAPE,
    gateway::SHAPE,
    route::HTTP_SHAPE,
    route::GRPC_SHAPE,
    route::TCP_SHAPE,
    route::TLS_SHAPE,
    route::UDP_SHAPE,
];

fn shape(kind: &Kind) -> Option<&'static Shape> {
    SHAPES.iter().find(|shape| shape.kind == kind)
}

fn plan(drift: &Drift<'_>) -> Plan {
    match shape(&drift.id.kind) {
        Some(shape) => shape.plan(drift),
        None if template::is_workload(&drift.id.kind) => template::plan(drift),
        None if drift.id.kind == *node::KIND => node::plan(drift),
        None => Plan::default(),
    }
}

fn script(edit: &Edit) -> Result<Script, String> {
    call(edit)?.script(edit)
}

/// What is asked of the API server for an edit.
pub(super) fn call(edit: &Edit) -> Result<Call, String> {
    match shape(&edit.id.kind) {
        Some(shape) => shape.call(edit),
        None if template::is_workload(&edit.id.kind) => template::call(edit),
        None if edit.id.kind == *node::KIND => node::call(edit),
        None => Err(format!("driftwall knows no command for a {}", edit.id.kind)),
    }
}
