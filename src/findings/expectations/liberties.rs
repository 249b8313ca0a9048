//! Which liberties of a container are worth telling of, before anybody approved them.
//!
//! Most containers run as root and write to their own files. What is told is what makes the host one with the container, or takes it out of
//! every record.

use std::collections::BTreeMap;

use crate::model::{Condition, Containment, Kind, Liberty, Protection, Resource, Taken};
use crate::providers;

/// What a liberty comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::findings) enum Sort {
    /// It is as good as the host's root.
    Privileged,
    /// It gives orders to the engine.
    EngineSocket,
    /// All files of the host are in it.
    HostRoot,
    /// It sees what else runs on the host.
    HostProcesses,
    /// Nothing of its output is kept.
    NoLog,
}

/// What a liberty comes to, of those that are told.
pub(super) fn sort(taken: &Taken) -> Option<Sort> {
    let is_root = taken.detail.as_deref() == Some("/");
    match taken.liberty {
        Liberty::Privileged | Liberty::HostProcess => Some(Sort::Privileged),
        // Where all files are mounted, the socket is among them, and that is said once.
        Liberty::EngineSocket if !is_root => Some(Sort::EngineSocket),
        Liberty::HostSystem | Liberty::HostPath if is_root => Some(Sort::HostRoot),
        Liberty::HostPid => Some(Sort::HostProcesses),
        Liberty::NoLog => Some(Sort::NoLog),
        _ => None,
    }
}

/// One condition for each sort of liberty that a workload takes.
pub(super) fn conditions(kind: &Kind, resource: &Resource) -> Vec<Condition> {
    let Some(Containment { whole, containers }) = providers::containment(kind, resource) else {
        return Vec::new();
    };
    let mut found: BTreeMap<Sort, Vec<Protection>> = BTreeMap::new();
    let of_whole = whole.taken.into_iter().map(|taken| (None, taken));
    let of_each = containers.into_iter().flat_map(|(name, own)| {
        own.taken.into_iter().map(move |taken| (Some(name.clone()), taken))
    });
    for (container, missing) in of_whole.chain(of_each) {
        if let Some(sort) = sort(&missing) {
            found.entry(sort).or_default().push(Protection { missing, container });
        }
    }
    found.into_values().map(Condition::AtLiberty).collect()
}
