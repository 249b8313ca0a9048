//! Several clusters in one topology: what each calls by a name is its own.
//!
//! Two clusters may both have a namespace `shop`, and a selector that means pods of the one means nobody of the other. So the names in guards and
//! sets say which cluster they are of. All pods of all clusters have one name, for no packet goes from one to another.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::words::Chosen;
use crate::model::{Members, Scope, Topology, is_condition};
use crate::traffic::{Guard, Match};

/// What was in a topology before a cluster was put there.
pub(super) struct Before {
    shields: usize,
    sets: BTreeSet<Arc<str>>,
    groups: BTreeSet<Arc<str>>,
    everyone: Option<Members>,
}

impl Before {
    pub(super) fn of(topology: &Topology) -> Self {
        Self {
            shields: topology.shields.len(),
            sets: topology.sets.keys().cloned().collect(),
            groups: topology.stand_ins.groups.clone(),
            everyone: topology.sets.get(&Chosen::everyone().name()).cloned(),
        }
    }

    /// Gives what came with a cluster names of its own.
    pub(super) fn tell_apart(self, scope: &Scope, topology: &mut Topology) {
        let own = |name: &Arc<str>| own(scope, name);
        for shield in topology.shields.iter_mut().skip(self.shields) {
            for guard in [&mut shield.ingress, &mut shield.egress] {
                *guard = renamed(guard, &own);
            }
        }
        let everyone = Chosen::everyone().name();
        let sets = std::mem::take(&mut topology.sets);
        for (name, members) in sets {
            let name = if self.sets.contains(&name) { name } else { own(&name) };
            topology.sets.insert(name, members);
        }
        if let (Some(before), Some(after)) = (self.everyone, topology.sets.get_mut(&everyone)) {
            *after = common(&before, after);
        }
        let new = topology.stand_ins.groups.difference(&self.groups).map(own);
        topology.stand_ins.groups = self.groups.union(&new.collect()).cloned().collect();
        for (_, endpoint) in topology.endpoints.iter_mut().filter(|(id, _)| id.scope == *scope) {
            endpoint.member_of = endpoint.member_of.iter().map(own).collect();
        }
    }
}

/// `kubernetes.selector:shop/app=web` → `kubernetes.selector:kubernetes:prod/shop/app=web`.
fn own(scope: &Scope, name: &Arc<str>) -> Arc<str> {
    match name.split_once(':') {
        Some((kind, rest)) if !is_condition(name) && *name != Chosen::everyone().name() => {
            format!("{kind}:{scope}/{rest}").into()
        }
        _ => name.clone(),
    }
}

fn renamed(guard: &Guard, own: &impl Fn(&Arc<str>) -> Arc<str>) -> Guard {
    guard.with_matches(&mut |packets: &Match| {
        let mut packets = packets.clone();
        for (symbol, _) in &mut packets.symbols {
            symbol.name = own(&symbol.name);
        }
        Some(packets)
    })
}

/// Those that are meant in both.
fn common(one: &Members, other: &Members) -> Members {
    match (one, other) {
        (
            Members::Endpoints { addresses, whole },
            Members::Endpoints { addresses: others, whole: of_others },
        ) => Members::Endpoints {
            addresses: addresses.intersection(others),
            whole: *whole && *of_others,
        },
        (_, other) => other.clone(),
    }
}
