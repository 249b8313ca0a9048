//! `waiver-unused`: a waiver waives nothing.

use crate::findings::attack::Attack;
use crate::findings::rule::{Rule, Told};
use crate::model::{Matter, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "waiver-unused",
    title: "A waiver waives nothing",
    what: "A waiver names a finding that is not there, in a scope that was read whole.",
    why: "It is a door that stands open for the day on which the very same thing goes wrong again.",
    how: "Delete the file.",
    approve: "There is nothing to approve: delete the waiver, or turn the code off under [findings.waiver-unused].",
    severity: Severity::Info,
    attack: Attack::None("nothing is wrong with what is waived"),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Paper(stale) = subject else { return None };
    let Matter::WaiverUnused { finding, code } = &stale.matter else { return None };
    let paper = &stale.paper;
    Some(Told::plainly(format!(
        "waiver `{}` waives nothing: there is no finding {finding} ({code}) in {}",
        paper.id, stale.scope
    )))
}
