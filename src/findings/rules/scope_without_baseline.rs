//! `scope-without-baseline`: something was read that nobody ever approved or refused.

use crate::findings::attack::Attack;
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "scope-without-baseline",
    title: "A scope or a kind has no baseline",
    what: "Resources were read that lie outside everything the baseline has ever recorded.",
    why: "There is nothing to compare them with, so nothing can be said about them. A new account or region is where nobody looks.",
    how: "Review what is there, then record it.",
    approve: "driftwall baseline record, with --scope for this scope alone.",
    severity: Severity::Medium,
    attack: Attack::None("there is nothing to say that anything changed"),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Unapproved { scope, kind, found } = subject else { return None };
    Some(Told::plainly(match kind {
        None => format!("{scope} has no baseline; it holds {}", words::count(*found, "resource")),
        Some(kind) => {
            let kind = words::kind(kind);
            format!("the baseline of {scope} does not cover {}", words::count(*found, &kind))
        }
    }))
}
