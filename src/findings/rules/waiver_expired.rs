//! `waiver-expired`: a waiver ended, and what it waived is still there.

use crate::findings::attack::Attack;
use crate::findings::rule::{Rule, Told};
use crate::model::{Matter, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "waiver-expired",
    title: "A waiver ended, and what it waived is still there",
    what: "A waiver names a finding that is still there, and the date until which it was not to be told has passed, or can not be read.",
    why: "A waiver buys time. When the time is over and nothing was done, somebody has to decide again.",
    how: "Mend what the finding tells, or renew the waiver with a new date and a new reason.",
    approve: "Write a later `expires` into the waiver, with a new review.",
    severity: Severity::Low,
    attack: Attack::None("what is wrong is told by the finding beside it"),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Paper(stale) = subject else { return None };
    let Matter::WaiverExpired { title, .. } = &stale.matter else { return None };
    let paper = &stale.paper;
    Some(Told::plainly(format!(
        "waiver `{}` ended on `{}`, and what it waived is still there: {title}",
        paper.id, paper.until
    )))
}
