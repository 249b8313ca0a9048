//! `image-changed`: a workload runs other code.

use crate::findings::attack::{Attack, IMPLANT};
use crate::findings::rule::{Rule, Told};
use crate::findings::{hardening, words};
use crate::model::{Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "image-changed",
    title: "A workload runs another image",
    what: "The image of a container differs from the baseline, by its name or by what the name stands for, and nothing about its containment does.",
    why: "Every deploy changes images; so does an intruder who swaps one, or who moves a tag. Only whoever approved the deploy can tell.",
    how: "Hold the image against the release that should be running.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Low,
    attack: Attack::Techniques(&[IMPLANT]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    // Other labels may mean other policies, and that is told by what it opens.
    let only = hardening::is_modified(change)
        && hardening::about(change, hardening::IMAGE)
        && !hardening::is_more_than_gained(change, &[]);
    if !only {
        return None;
    }
    let resource = words::resource(change);
    let moved = change.fields.iter().all(|field| {
        !hardening::IMAGE.contains(&hardening::leaf(field)) || hardening::leaf(field) != "image"
    });
    let besides =
        if hardening::about(change, hardening::COMMAND) { ", and another command" } else { "" };
    Some(Told::plainly(if moved {
        format!("{resource} runs another image under the same name{besides}")
    } else {
        format!("{resource} runs another image{besides}")
    }))
}
