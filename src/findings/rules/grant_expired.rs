//! `grant-expired`: a grant ended, and what it allowed is still there.

use crate::findings::attack::Attack;
use crate::findings::rule::{Rule, Told};
use crate::model::{Matter, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "grant-expired",
    title: "A grant ended, and what it allowed is still there",
    what: "The envelope of a grant covers what differs from the baseline, and the grant is not valid any more. The change itself is told beside it, as unauthorized.",
    why: "What was opened for a while is open for ever if nobody closes it. It is the opening that everybody remembers as approved.",
    how: "Close what it allowed (`driftwall remedy <finding>` of the change says how), and delete the grant.",
    approve: "If it is to stay, record it with driftwall baseline accept, or give the grant a later `until`, with a new review.",
    severity: Severity::Medium,
    attack: Attack::None("what is open is told by the finding beside it"),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Paper(stale) = subject else { return None };
    let Matter::GrantExpired { title, .. } = &stale.matter else { return None };
    let paper = &stale.paper;
    Some(Told::plainly(format!(
        "grant `{}` ended on {}, and what it allowed is still there: {title}",
        paper.id, paper.until
    )))
}
