//! `monitoring-removed`: something that recorded or watched what happens is gone, or does nothing any more.

use crate::findings::attack::{Attack, CLOUD_LOG, TOOLS};
use crate::findings::rule::{Rule, Told};
use crate::findings::{agents, words};
use crate::model::{Action, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "monitoring-removed",
    title: "Monitoring was removed",
    what: "A trail, a flow log or another record that the baseline holds is no longer there, and its kind was fully read. Or an agent of the baseline (a log shipper, runtime security, what enforces network policies or judges what is let in; docs/agents.md says who counts as one) is gone, or is there and does nothing: it runs something else, can't see any more what it was there to see, is scaled to nothing or stopped, or may run on none of the nodes.",
    why: "What it would have shown is now done unseen. Where network policies are enforced no more, they are there and hold nobody.",
    how: "Create it again as the baseline has it, and treat the time since as unobserved.",
    approve: "driftwall baseline accept <finding> --reason '...' takes it out of the baseline, or records it as it is now.",
    severity: Severity::High,
    attack: Attack::Techniques(&[CLOUD_LOG, TOOLS]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    if let Some(title) = agents::over(change) {
        return Some(Told::at(agents::gravity(change), title));
    }
    let gone = change.action == Action::Removed && words::role(&change.id.kind) == Role::Monitoring;
    gone.then(|| Told::plainly(format!("{} was removed", words::resource(change))))
}
