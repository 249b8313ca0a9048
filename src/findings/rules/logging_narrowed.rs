//! `logging-narrowed`: something still records, and less than before.

use crate::findings::attack::{Attack, CLOUD_LOG};
use crate::findings::rule::{Rule, Told};
use crate::findings::{recording, words};
use crate::model::Severity;
use crate::model::Subject;

pub(super) const RULE: Rule = Rule {
    code: "logging-narrowed",
    title: "Less is recorded than before",
    what: "A trail, a sink, a flow log, a diagnostic setting, a recorder of configurations or the logging of a rule still records, and leaves out what it recorded in the baseline: regions, accounts, sorts of events or of resources, traffic, or what an exclusion names.",
    why: "An intruder who leaves the log running and takes out of it what is about to be done is missed by whoever only looks whether logs are on.",
    how: "The title names what is no longer recorded. Put the field back, and treat that part as unobserved since the baseline was last seen whole.",
    approve: "driftwall baseline accept <finding> --reason '...' records it as it is now.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[CLOUD_LOG]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let lost = recording::lost(change);
    let resource = words::resource(change);
    (!lost.parts.is_empty())
        .then(|| Told::plainly(format!("{resource} no longer records {}", lost.parts.join(", "))))
}
