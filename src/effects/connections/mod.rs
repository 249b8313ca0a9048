//! Who can talk to whom, on what.
//!
//! Endpoints that nothing tells apart are asked about once: they stand in the same place, are members of the same sets, and their
//! addresses are on the same side of every block that any rule names. Between two of them no address is left to ask for, so what passes is a
//! set of services alone, and equal ones are the same set. Pairs that no rule brings together are not asked about ([`partners`]).
//!
//! A connection that meets a boundary without state needs its replies, as in [questions](super::questions). A membership that is not known counts as empty
//! here, and is named beside the connections.

mod classes;
mod outside;
mod partners;
mod points;
mod services;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::estate::Estate;
use super::path::path;
use crate::model::{Connection, Connections, Direction, Talk, Topology};
use crate::traffic::TrafficError;
use classes::{Class, classes};
use outside::{Range, outside};
use partners::Partners;
use services::Services;

/// Every pair of endpoints, and every endpoint with what is outside.
///
/// # Errors
/// When it is too complex. Never a guess.
pub fn connections(estate: &Estate) -> Result<Connections, TrafficError> {
    let mut found = Connections::default();
    for topology in &estate.worlds {
        world(topology, &mut found)?;
    }
    found.rows.sort();
    Ok(found)
}

fn world(topology: &Topology, found: &mut Connections) -> Result<(), TrafficError> {
    let classes = classes(topology);
    let mut services = Services::new(topology)?;
    let partners = Partners::of(topology, &classes);
    for (number, here) in classes.iter().enumerate() {
        for there in partners.of_class(number).into_iter().filter_map(|one| classes.get(one)) {
            if std::ptr::eq(here, there) && here.labels.len() < 2 {
                continue;
            }
            let traffic = between(topology, &mut services, here, there)?;
            if traffic.is_empty() {
                continue;
            }
            for from in &here.labels {
                let others = there.labels.iter().filter(|to| *to != from);
                found.rows.extend(others.map(|to| row(from, to, &traffic)));
            }
        }
        for direction in Direction::ALL {
            for Range { addresses: range, traffic } in
                outside(topology, &mut services, here, direction)?
            {
                found.rows.extend(here.labels.iter().map(|label| match direction {
                    Direction::Ingress => row(&range, label, &traffic),
                    Direction::Egress => row(label, &range, &traffic),
                }));
            }
        }
    }
    let named = topology.endpoints.values().filter(|one| one.called != *one.label);
    found.called.extend(named.map(|one| (one.label.clone(), one.called.clone())));
    let unknown: BTreeSet<Arc<str>> = services.unknown().cloned().collect();
    found.unknown.extend(unknown);
    Ok(())
}

fn row(from: &Arc<str>, to: &Arc<str>, traffic: &Arc<[Talk]>) -> Connection {
    Connection { from: from.clone(), to: to.clone(), traffic: traffic.clone() }
}

/// What passes from the one to the other, by any of their addresses.
fn between(
    topology: &Topology,
    services: &mut Services<'_>,
    here: &Class<'_>,
    there: &Class<'_>,
) -> Result<Arc<[Talk]>, TrafficError> {
    let Some(hops) = path(topology, &here.end, &there.end) else { return Ok(Arc::new([])) };
    let mut all = services.nothing();
    for from in &here.points {
        for to in there.points.iter().filter(|to| to.is_of_one_family(from)) {
            let passes = services.along(&hops, from, to)?;
            all = services.either(all, passes)?;
        }
    }
    services.talks(all)
}
