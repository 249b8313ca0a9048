//! `equivalent-change`: rules are written in another way and let the same packets through.

use crate::findings::attack::Attack;
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "equivalent-change",
    title: "Rules are written in another way and mean the same",
    what: "Rules differ from the baseline, and every packet is decided as before: a block split in two, rules merged or renumbered, a rule that another one covers.",
    why: "It is no danger by itself. A rule that is covered today opens something on the day when the other one is taken out.",
    how: "Nothing needs to be put back.",
    approve: "driftwall baseline accept <finding> --reason '...' records the rules as they are written now.",
    severity: Severity::Info,
    attack: Attack::None("every packet is decided as before"),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let same = change.action == Action::Modified
        && words::role(&change.id.kind) == Role::Boundary
        && change.is_durable()
        && words::traffic(change)?.is_equivalent();
    same.then(|| {
        Told::plainly(format!(
            "rules of {} changed and let the same traffic through",
            words::resource(change)
        ))
    })
}
