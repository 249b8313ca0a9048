//! `monitoring-reduced`: an agent is still at work, and sees less than before.

use serde_json::Value;

use crate::findings::attack::{Attack, TOOLS};
use crate::findings::rule::{Rule, Told};
use crate::findings::{agents, words};
use crate::model::{Action, Change, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "monitoring-reduced",
    title: "An agent watches less than before",
    what: "An agent of the baseline (docs/agents.md says who counts as one) is there and does less: it covers fewer nodes, or others; it can't read a folder or see what it saw; or another program is started in its image. Nodes are counted as they are now, by their labels and taints. Of a container engine: live restore is off, so containers, agents among them, stop whenever the engine does.",
    why: "An intruder who leaves the agent running and takes one node, one folder or one privilege from it is missed by whoever only looks whether it is there.",
    how: "The title says what it sees no more. Put the field back, and treat that part as unobserved since the baseline was last seen whole.",
    approve: "driftwall baseline accept <finding> --reason '...' records it as it is now.",
    severity: Severity::High,
    attack: Attack::Techniques(&[TOOLS]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    if let Some(title) = agents::less(change) {
        return Some(Told::at(agents::gravity(change), title));
    }
    // It takes nothing from anybody until the engine stops.
    only_live_restore_off(change).then(|| {
        let resource = words::resource(change);
        let title = format!("containers stop, agents among them, whenever {resource} does");
        Told::at(Severity::Low, title)
    })
}

fn only_live_restore_off(change: &Change) -> bool {
    let [field] = change.fields.as_slice() else { return false };
    change.action == Action::Modified
        && field.path.as_str() == "live_restore"
        && field.before == Some(Value::Bool(true))
        && field.after.is_none()
}
