//! `image-changed`: a workload runs other code.

use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Bears, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "image-changed",
    title: "A workload runs another image",
    what: "The image of a container differs from the baseline, and nothing about its containment does.",
    why: "Every deploy changes images; so does an intruder who swaps one. Only whoever approved the deploy can tell.",
    how: "Hold the image against the release that should be running.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Low,
    attack: &["T1525"],
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let runs_other = change.action == Action::Modified
        && words::role(&change.id.kind) == Role::Workload
        && change.bears() == Bears::Program;
    runs_other.then(|| Told::plainly(format!("{} runs another image", words::resource(change))))
}
