//! `workload-hardening-gained`: a workload is held closer than before.

use crate::findings::attack::Attack;
use crate::findings::hardening;
use crate::findings::rule::{Rule, Told};
use crate::model::{Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "workload-hardening-gained",
    title: "A workload gained protections",
    what: "A workload can no longer do what it could, and nothing else about it differs. A profile that somebody wrote is never told as a gain, because nobody can say what it allows.",
    why: "It is no danger by itself. It is told so that the baseline can hold it: what is not recorded can be taken away again without a word.",
    how: "Nothing needs to be put back. Accept it, so that its loss is told.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Info,
    attack: Attack::None("it takes ways away from an intruder"),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let found = change.hardening.as_deref().filter(|_| hardening::is_modified(change))?;
    let only = found.lost.is_empty() && !hardening::is_more_than_gained(change, &[]);
    only.then(|| Told::plainly(hardening::gained(change, found)))
}
