//! `workload-changed`: a workload's labels, containment or host access differ.

use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Action, Bears, FieldChange, Role, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "workload-changed",
    title: "A workload changed",
    what: "Labels that policies select on, access to the host, protections, logs, ports or containers of a workload differ from the baseline, or what a container engine does for all of them.",
    why: "A label can take a pod out of every policy; the host's network does so by itself. A container that is privileged or holds its engine's socket owns its host, and one without a log hides what is done in it.",
    how: "Read the fields below, and put back the ones that nobody approved.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Medium,
    attack: &["T1610", "T1611"],
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let changed = change.action == Action::Modified
        && words::role(&change.id.kind) == Role::Workload
        && change.bears() > Bears::Program;
    if !changed {
        return None;
    }
    let resource = words::resource(change);
    let joined_host = change
        .fields
        .iter()
        .any(|field| field.path.as_str() == "host_network" && field.after == Some(true.into()));
    // Labels decide which policies stand before its pods: that is `exposure-changed`.
    let labels = |field: &&FieldChange| field.path.as_str().starts_with("pod_labels");
    if change.fields.iter().filter(|field| field.bears > Bears::Program).all(|field| labels(&field))
    {
        return None;
    }
    if !change.is_durable() {
        return Some(Told::plainly(format!("pods of {resource} are set otherwise than it says")));
    }
    if joined_host {
        let title = format!("{resource} moved to the host's network, outside every policy");
        return Some(Told::at(Severity::High, title));
    }
    let after = |name: &str| {
        let field = change.fields.iter().find(|field| field.path.as_str() == name)?;
        field.after.as_ref()?.as_str()
    };
    // Whoever gives orders to the engine is root on its host.
    let open = change.fields.iter().find(|field| field.path.as_str().starts_with("open_api"));
    if let Some(address) = open.and_then(|field| field.after.as_ref()?.as_str()) {
        let title = format!("{resource} takes orders from anybody at {address}");
        return Some(Told::at(Severity::High, title));
    }
    let mut loose: Vec<&str> = Vec::new();
    // An intruder's other half: what is done next leaves no trace.
    if after("log_driver") == Some("none") {
        if change.id.kind.word() == "host" {
            let title = format!("{resource} keeps no log of containers that don't ask for one");
            return Some(Told::at(Severity::High, title));
        }
        loose.push("without a log");
    }
    for word in change.fields.iter().filter_map(words::loosened) {
        if !loose.contains(&word) {
            loose.push(word);
        }
    }
    if !loose.is_empty() {
        let title = format!("{resource} now runs {}", loose.join(", "));
        return Some(Told::at(Severity::High, title));
    }
    Some(Told::plainly(match after("state") {
        Some("stopped") => format!("{resource} no longer runs"),
        Some("paused") => format!("{resource} was frozen"),
        Some("running") => format!("{resource} was started"),
        _ => format!("{resource} changed"),
    }))
}
