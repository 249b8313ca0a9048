//! What of a subscription is worth telling before anybody approved it.

use std::collections::{BTreeMap, BTreeSet};

use super::parse::{flow_log, network_interface, subnet, virtual_network};
use crate::model::{Condition, Identity, Resource, Scope, ScopeReading, State};

/// What stands between the id of a network and the name of its subnet.
const SUBNETS: &str = "/subnets/";

/// Networks with interfaces of which some are recorded by no flow log: not by one of their own, of their subnet, of their network, or of a
/// group that stands before them.
pub(super) fn states(scope: &Scope, reading: &ScopeReading) -> Vec<State> {
    let kind = &virtual_network::SPEC.kind;
    let read = || {
        let logs = reading.whole(&flow_log::SPEC.kind)?;
        let subnets = reading.whole(&subnet::SPEC.kind)?;
        let interfaces = reading.whole(&network_interface::SPEC.kind)?;
        Some((reading.whole(kind)?, logs, subnets, interfaces))
    };
    let Some((networks, logs, subnets, interfaces)) = read() else { return Vec::new() };
    let recorded: BTreeSet<String> = logs
        .values()
        .filter_map(|log| log.durable.decode::<flow_log::Durable>().ok())
        .map(|log| log.target)
        .collect();
    let group = |subnet: &str| {
        let subnet = subnets.get(&Identity::new(subnet).ok()?)?;
        subnet.context.decode::<subnet::Context>().ok()?.network_security_group
    };
    // Of each network, the interfaces that are recorded and those that are not.
    let mut found = BTreeMap::<String, [usize; 2]>::new();
    for (identity, interface) in interfaces {
        let Some((network, by)) = stands(identity, interface, &group) else { continue };
        let [with, without] = found.entry(network).or_default();
        *(if by.iter().any(|id| recorded.contains(id)) { with } else { without }) += 1;
    }
    let unrecorded = networks.iter().filter_map(|one| {
        let [with, without] = *found.get(one.0.as_str())?;
        let condition = Condition::FlowsUnrecorded { parts: (with > 0).then_some(without) };
        (without > 0 && !recorded.contains(one.0.as_str()))
            .then(|| State::of(scope, kind, one, condition))
    });
    unrecorded.collect()
}

/// The network of an interface, and whose flow logs record it.
fn stands(
    identity: &Identity,
    interface: &Resource,
    group: &impl Fn(&str) -> Option<String>,
) -> Option<(String, Vec<String>)> {
    let around: network_interface::Context = interface.context.decode().ok()?;
    let mut by = vec![identity.as_str().to_owned()];
    by.extend(around.network_security_group);
    let network = around.subnets.first()?.split_once(SUBNETS)?.0.to_owned();
    for subnet in around.subnets {
        by.extend(group(&subnet));
        by.push(subnet);
    }
    Some((network, by))
}
