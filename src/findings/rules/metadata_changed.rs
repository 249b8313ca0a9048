//! `metadata-changed`: nothing that a packet meets differs.

use crate::findings::attack::Attack;
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Bears, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "metadata-changed",
    title: "Only a description, a name or a tag changed",
    what: "Fields differ from the baseline that no packet and no intruder meets: descriptions, tags, labels that nothing selects on.",
    why: "It is no danger by itself. It is told because tags and descriptions are what people and scripts go by.",
    how: "Nothing needs to be put back. An edited description beside a changed rule is worth reading.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Info,
    attack: Attack::None("no packet and no intruder meets it"),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    if change.action != Action::Modified
        || change.durable_bears() != Bears::Metadata
        || change.bears() >= Bears::Hardening
        // What runs, too, may be recorded beside it.
        || words::role(&change.id.kind) == Role::Workload && change.bears() > Bears::Metadata
        || !change.is_durable()
    {
        return None;
    }
    let fields = words::fields(change);
    Some(Told::plainly(format!("only {fields} of {} changed", words::resource(change))))
}
