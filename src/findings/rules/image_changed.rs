//! `image-changed`: a workload runs other code, or the same code in another way.

use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Bears, FieldChange, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "image-changed",
    title: "A workload runs another image",
    what: "The image of a container, its command, or the names of its variables differ from the baseline, and nothing about its containment does.",
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
    if !runs_other {
        return None;
    }
    let resource = words::resource(change);
    let about = |names: &[&str]| {
        let outermost = |field: &FieldChange| {
            let path = field.path.as_str();
            names.contains(&path.split(['.', '[']).next().unwrap_or(path))
        };
        change.fields.iter().any(outermost)
    };
    // A pod's images are in its containers.
    Some(Told::plainly(if about(&["image", "image_id", "containers"]) {
        format!("{resource} runs another image")
    } else if about(&["command"]) {
        format!("{resource} runs another command")
    } else {
        format!("{resource} runs with other settings")
    }))
}
