//! What of an account and region is worth telling before anybody approved it.

use std::collections::BTreeSet;

use super::parse::terms::Peer;
use super::parse::{flow_log, network_interface, security_group, trail, vpc};
use crate::model::{Condition, Identity, Resource, Scope, ScopeReading, State};
use crate::providers::normalised::Known;

/// The name that AWS gives to one group of each network, and to no other.
const DEFAULT: &str = "default";

/// What kinds that were read whole say.
pub(super) fn states(scope: &Scope, reading: &ScopeReading) -> Vec<State> {
    let mut found = default_groups(scope, reading);
    found.extend(trails(scope, reading));
    found.extend(networks(scope, reading));
    found
}

/// Whatever is started without a group is in the default one. As AWS makes it, its members let in each other and nobody else.
fn default_groups(scope: &Scope, reading: &ScopeReading) -> Vec<State> {
    let spec = &security_group::SPEC;
    let used = |identity: &Identity, resource: &Resource| {
        let group: security_group::Durable = resource.durable.decode().ok()?;
        let own = Peer::SecurityGroup(identity.as_str().into());
        let others = group.ingress.iter().filter(|rule| rule.peer != own);
        let words =
            others.filter_map(|rule| (spec.phrase)("ingress", &serde_json::to_value(rule).ok()?));
        let mut rules: Vec<String> = words.collect();
        rules.sort();
        (group.name.as_deref() == Some(DEFAULT) && !rules.is_empty())
            .then_some(Condition::GroupUsed { rules })
    };
    let groups = reading.whole(&spec.kind).into_iter().flatten();
    groups.filter_map(|one| Some(State::of(scope, &spec.kind, one, used(one.0, one.1)?))).collect()
}

/// A trail that records every region is shown in each of them. Where none is, a region that nobody looks at is recorded by none.
fn trails(scope: &Scope, reading: &ScopeReading) -> Vec<State> {
    let kind = &trail::SPEC.kind;
    let Some(trails) = reading.whole(kind) else { return Vec::new() };
    let of_one_region = |condition| State {
        scope: scope.clone(),
        kind: kind.clone(),
        identity: None,
        name: None,
        condition,
    };
    if trails.is_empty() {
        return vec![of_one_region(Condition::OneRegion)];
    }
    let mut alone = Vec::new();
    for one in trails {
        let Ok(trail) = one.1.durable.decode::<trail::Durable>() else { return Vec::new() };
        // Whether one records whose home is elsewhere is told there; of one that does not, another rule tells.
        if trail.logging == Some(Known::Read(false)) {
            continue;
        }
        if trail.multi_region {
            return Vec::new();
        }
        alone.push(State::of(scope, kind, one, Condition::OneRegion));
    }
    alone
}

/// Networks with interfaces of which some are recorded by no flow log: not their own, not their subnet's, not their network's.
fn networks(scope: &Scope, reading: &ScopeReading) -> Vec<State> {
    let read = || {
        let logs = reading.whole(&flow_log::SPEC.kind)?;
        let interfaces = reading.whole(&network_interface::SPEC.kind)?;
        Some((reading.whole(&vpc::SPEC.kind)?, logs, interfaces))
    };
    let Some((networks, logs, interfaces)) = read() else { return Vec::new() };
    let recorded: BTreeSet<String> = logs
        .values()
        .filter_map(|log| log.durable.decode::<flow_log::Durable>().ok()?.resource)
        .collect();
    let is_recorded = |id: &str| recorded.contains(id);
    // Of each network, the interfaces that are recorded and those that are not.
    let mut found = std::collections::BTreeMap::<String, [usize; 2]>::new();
    for (identity, interface) in interfaces {
        let Ok(around) = interface.context.decode::<network_interface::Context>() else { continue };
        let Some(network) = around.vpc else { continue };
        let by =
            is_recorded(identity.as_str()) || around.subnet.as_deref().is_some_and(is_recorded);
        let [with, without] = found.entry(network).or_default();
        *(if by { with } else { without }) += 1;
    }
    let unrecorded = networks.iter().filter_map(|one| {
        let [with, without] = *found.get(one.0.as_str())?;
        let parts = (with > 0).then_some(without);
        let condition = Condition::FlowsUnrecorded { parts };
        (without > 0 && !is_recorded(one.0.as_str()))
            .then(|| State::of(scope, &vpc::SPEC.kind, one, condition))
    });
    unrecorded.collect()
}
