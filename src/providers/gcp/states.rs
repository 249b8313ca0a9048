//! What of a project is worth telling before anybody approved it.

use std::collections::BTreeSet;

use super::parse::{instance, subnetwork};
use crate::model::{Condition, Resource, Scope, ScopeReading, State};

/// Subnets with machines whose flows are not recorded. In those of proxies and of private services nobody can have them recorded.
pub(super) fn states(scope: &Scope, reading: &ScopeReading) -> Vec<State> {
    let kind = &subnetwork::SPEC.kind;
    let read = || Some((reading.whole(kind)?, reading.whole(&instance::SPEC.kind)?));
    let Some((subnets, machines)) = read() else { return Vec::new() };
    let mut used = BTreeSet::new();
    for machine in machines.values() {
        let around = machine.context.decode::<instance::Context>();
        let interfaces = around.into_iter().flat_map(|around| around.interfaces);
        used.extend(interfaces.filter_map(|interface| interface.subnet));
    }
    let is_unrecorded = |subnet: &Resource| {
        let durable = subnet.durable.decode::<subnetwork::Durable>();
        durable.is_ok_and(|one| one.flow_logs.is_none() && one.purpose.is_none())
    };
    subnets
        .iter()
        .filter(|(identity, subnet)| used.contains(identity.as_str()) && is_unrecorded(subnet))
        .map(|one| State::of(scope, kind, one, Condition::FlowsUnrecorded { parts: None }))
        .collect()
}
