//! What much of the internet gets through to: one state for each boundary that lets it in, and for each sort of port.
//!
//! Ten thousand machines behind one group are one state of that group.

use std::collections::{BTreeMap, BTreeSet};

use super::ports::{self, Sort};
use crate::effects;
use crate::findings::grade;
use crate::model::{Assumptions, Condition, Opening, ResourceId, Scope, Snapshot, State};

/// What is known of one boundary's openings.
#[derive(Default)]
struct Found {
    opening: Opening,
    endpoints: BTreeMap<ResourceId, String>,
}

/// The states of scopes that have any.
pub(super) fn states(
    snapshot: &Snapshot,
    scopes: &BTreeSet<Scope>,
    assumptions: Assumptions,
) -> BTreeMap<Scope, Vec<State>> {
    let mut found: BTreeMap<(ResourceId, Sort), Found> = BTreeMap::new();
    for one in effects::entrances(snapshot, scopes, assumptions, &ports::all()) {
        let Some(sort) = ports::sort(one.port).filter(|_| grade::is_much(&one.from)) else {
            continue;
        };
        let Found { opening, endpoints } = found.entry((one.by, sort)).or_default();
        opening.ports.insert(one.port);
        opening.rules.extend(one.rule);
        opening.ways.extend(one.ways.iter().map(ToString::to_string));
        endpoints.extend(one.endpoints.iter().cloned());
    }
    let mut states: BTreeMap<Scope, Vec<State>> = BTreeMap::new();
    for ((id, _), Found { opening, endpoints }) in found {
        let ResourceId { scope, kind, identity } = id;
        let opening = Opening { endpoints: endpoints.into_values().collect(), ..opening };
        states.entry(scope.clone()).or_default().push(State {
            scope,
            kind,
            identity: Some(identity),
            name: None,
            condition: Condition::Public(opening),
        });
    }
    states
}
