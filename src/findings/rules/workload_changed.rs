//! `workload-changed`: something else about a workload's containment differs, or its containers do.

use crate::findings::attack::{Attack, DEPLOY_CONTAINER, TOOLS};
use crate::findings::rule::{Rule, Told};
use crate::findings::{hardening, words};
use crate::model::{Bears, Change, FieldChange, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "workload-changed",
    title: "A workload changed",
    what: "Containers of a workload came or went, or settings of it, its ports, its mounts, its limits or the nodes for it differ from the baseline in a way that can't be told as a protection that was lost or gained, such as one profile for another; or what a container engine does for all of them.",
    why: "A container that is put beside an agent reads along, and one that is taken away guards nothing. Which of two profiles is stricter, only their author knows.",
    how: "Read the fields below, and put back the ones that nobody approved.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[DEPLOY_CONTAINER, TOOLS]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    if !hardening::is_modified(change) || !hardening::is_more_than_gained(change, &[]) {
        return None;
    }
    // Labels decide which policies stand before its pods: that is `exposure-changed`.
    let labels = |field: &&FieldChange| field.path.as_str().starts_with("pod_labels");
    if change.fields.iter().filter(|field| field.bears > Bears::Program).all(|field| labels(&field))
    {
        return None;
    }
    let resource = words::resource(change);
    if hardening::only_about(change, hardening::PLACEMENT) {
        let is_more = |field: &FieldChange| {
            matches!(hardening::leaf(field), "bound_to" | "tolerations") && field.after.is_some()
        };
        // What is bound to a node, or tolerates more, may come to run beside what runs the cluster.
        let more = change.fields.iter().any(is_more);
        let own = if more { Severity::Medium } else { Severity::Low };
        let title = format!("{resource} may run on other nodes{}", hardening::besides(change));
        return Some(Told::at(hardening::severity(change, own), title));
    }
    if !change.is_durable() {
        let title = format!("pods of {resource} are set otherwise than it says");
        return Some(Told::at(hardening::severity(change, Severity::Medium), title));
    }
    // Whoever gives orders to the engine is root on its host.
    let open = change.fields.iter().find(|field| field.path.as_str().starts_with("open_api"));
    if let Some(address) = open.and_then(|field| field.after.as_ref()?.as_str()) {
        let title = format!("{resource} takes orders from anybody at {address}");
        return Some(Told::at(Severity::High, title));
    }
    let title = format!("{}{}", happened(change, &resource), hardening::besides(change));
    Some(Told::at(hardening::severity(change, Severity::Medium), title))
}

fn happened(change: &Change, resource: &str) -> String {
    let mut came = Vec::new();
    let mut went = Vec::new();
    for field in &change.fields {
        if let Some(name) = container(field) {
            match (&field.before, &field.after) {
                (None, Some(after)) => {
                    came.push(match after.get("role").and_then(|role| role.as_str()) {
                        Some("ephemeral") => format!("the container `{name}`, for debugging,"),
                        _ => format!("the container `{name}`"),
                    })
                }
                (Some(_), None) => went.push(format!("the container `{name}`")),
                _ => {}
            }
        }
    }
    let after = |name: &str| {
        let field = change.fields.iter().find(|field| field.path.as_str() == name)?;
        field.after.as_ref()?.as_str()
    };
    match (&*came, &*went, after("state")) {
        ([], [], Some("stopped")) => format!("{resource} no longer runs"),
        ([], [], Some("paused")) => format!("{resource} was frozen"),
        ([], [], Some("running")) => format!("{resource} was started"),
        ([], [], _) => format!("{resource} changed"),
        (came, [], _) => format!("{} came to {resource}", came.join(" and ")),
        ([], went, _) => format!("{} was taken from {resource}", went.join(" and ")),
        (came, went, _) => {
            format!("{} came to {resource}, and {} went", came.join(" and "), went.join(" and "))
        }
    }
}

/// The container that came or went.
fn container(field: &FieldChange) -> Option<&str> {
    field
        .path
        .as_str()
        .strip_prefix("containers[")?
        .strip_suffix(']')
        .filter(|name| !name.contains("]."))
}
