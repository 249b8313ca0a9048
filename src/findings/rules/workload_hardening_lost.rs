//! `workload-hardening-lost`: a workload may do what it could not do before.

use crate::findings::attack::{Attack, DEPLOY_CONTAINER, ESCAPE, EXPLOIT};
use crate::findings::hardening;
use crate::findings::rule::{Rule, Told};
use crate::model::{Severity, Subject, Topic};

pub(super) const RULE: Rule = Rule {
    code: "workload-hardening-lost",
    title: "A workload lost protections",
    what: "A workload is at liberty to do what it was not: each lost protection is named, worst first, with its container and with what it allows an intruder. Settings of a pod count for each of its containers, and what is not set is what the runtime does by default. Only the difference is told: a workload that was approved privileged is quiet. What else the same change did is in its fields.",
    why: "A container is as far from its host as its settings keep it. Intruders loosen one setting after another, and so do people in a hurry.",
    how: "Put back the fields below, or make the workload again from what was approved. Where the title says that policies no longer bind it, hold those against what it can reach now.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[ESCAPE, DEPLOY_CONTAINER, EXPLOIT]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let found = hardening::losing(change).filter(|_| hardening::is_modified(change))?;
    // Rules of their own tell what is only about its network, or its log.
    if found.lost_only(Topic::Network) || found.lost_only(Topic::Log) {
        return None;
    }
    let grave = found.lost.iter().any(|one| one.missing.is_grave());
    let own = if grave { Severity::High } else { Severity::Medium };
    let title = format!(
        "{}{}{}",
        hardening::lost(change, found),
        hardening::left(found),
        hardening::besides(change)
    );
    Some(Told::at(hardening::severity(change, own), title))
}
