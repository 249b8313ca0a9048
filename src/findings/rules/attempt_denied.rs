//! `attempt-denied`: somebody tried what they had no right to.

use crate::findings::attack::{Attack, CLOUD_FIREWALL};
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Attempt, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "attempt-denied",
    title: "A change was refused",
    what: "By the audit log, somebody called what would have changed a boundary, a network or something that records, and the provider refused it. What one actor tried in one scope is one finding.",
    why: "Nothing changed, and no snapshot shows it. Whoever tries without the right to tries again, with another credential.",
    how: "Ask the actor. Where nobody knows of it, the credential is in other hands: revoke it, and look at what else it did.",
    approve: "Nothing has changed, so there is nothing to approve; a waiver says why it is not told.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[CLOUD_FIREWALL]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Attempt(attempt) = subject else { return None };
    let Attempt { scope: _, actor, tries, resources, blinds } = attempt.as_ref();
    let what = match (tries.as_slice(), resources.as_slice()) {
        ([one], [resource]) => {
            format!("{} of {} `{}`", one.action, words::kind(&resource.kind), resource.identity)
        }
        ([one], _) => one.action.to_string(),
        (several, _) => {
            format!("{} calls on {}", several.len(), words::count(resources.len(), "resource"))
        }
    };
    let title = format!("`{}` was refused {what}", actor.name);
    Some(if *blinds { Told::at(Severity::High, title) } else { Told::plainly(title) })
}
