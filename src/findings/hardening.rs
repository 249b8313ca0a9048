//! What differs in a workload's protections, as sentences, and which of its fields that explains.

use super::{grade, protections, words};
use crate::model::{
    Action, Bears, Change, FieldChange, Hardening, Liberty, Protection, Role, Severity, Taken,
    Topic, is_within,
};

/// As many protections as a title names.
const NAMED: usize = 12;
/// As many policies.
const POLICIES: usize = 3;

/// A workload that is there on both sides.
pub(super) fn is_modified(change: &Change) -> bool {
    change.action == Action::Modified && words::role(&change.id.kind) == Role::Workload
}

/// Its protections, where something was lost.
pub(super) fn losing(change: &Change) -> Option<&Hardening> {
    change.hardening.as_deref().filter(|hardening| !hardening.lost.is_empty())
}

/// "container `web` now runs privileged, writes to its own programs".
pub(super) fn lost(change: &Change, hardening: &Hardening) -> String {
    let resource = words::resource(change);
    if change.is_durable() {
        return said(Some(&resource), "now ", &hardening.lost, protections::lost);
    }
    // The workload says what it said; some of its pods do otherwise.
    let what = said(None, "now ", &hardening.lost, protections::lost);
    format!("pods of {resource} are set otherwise than it says: {what}")
}

/// "container `web` no longer runs privileged".
pub(super) fn gained(change: &Change, hardening: &Hardening) -> String {
    said(Some(&words::resource(change)), "", &hardening.gained, protections::gained)
}

/// What came with a workload: "it runs privileged; container `web` has the capability BPF".
pub(super) fn brought(hardening: &Hardening) -> String {
    said(None, "", &hardening.lost, protections::lost)
}

/// "container `web` of deployment `shop/web` runs privileged".
pub(super) fn is_so(resource: &str, list: &[Protection]) -> String {
    said(Some(resource), "", list, protections::lost)
}

fn said(
    subject: Option<&str>,
    when: &str,
    list: &[Protection],
    say: fn(&Taken) -> String,
) -> String {
    // Each container where its gravest is, in the order in which they come.
    let mut parts: Vec<(Option<&str>, Vec<String>)> = Vec::new();
    for one in list.iter().take(NAMED) {
        let container = one.container.as_deref();
        let phrase = say(&one.missing);
        match parts.iter_mut().find(|(known, _)| *known == container) {
            Some((_, phrases)) => phrases.push(phrase),
            None => parts.push((container, vec![phrase])),
        }
    }
    let parts = parts.into_iter().enumerate().map(|(index, (container, phrases))| {
        let who = match (container, subject.filter(|_| index == 0)) {
            (None, Some(subject)) => subject.to_owned(),
            (None, None) => "it".to_owned(),
            (Some(name), Some(subject)) => format!("container `{name}` of {subject}"),
            (Some(name), None) => format!("container `{name}`"),
        };
        format!("{who} {when}{}", phrases.join(", "))
    });
    let mut parts: Vec<String> = parts.collect();
    let more = list.len().saturating_sub(NAMED);
    if more > 0 {
        parts.push(format!("and {more} more"));
    }
    parts.join("; ")
}

/// Which policies no longer bind it, as the end of a sentence.
pub(super) fn left(hardening: &Hardening) -> String {
    if !hardening.lost_some(Topic::Network) {
        return String::new();
    }
    let bare = |name: &String| name.split_once(':').map_or(name.as_str(), |(_, id)| id).to_owned();
    let names: Vec<String> = hardening.left.iter().take(POLICIES).map(bare).collect();
    let more = hardening.left.len().saturating_sub(POLICIES);
    let listed = match more {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    };
    match hardening.left.len() {
        0 => String::new(),
        1 => format!("; the policy {listed} no longer binds it"),
        count => format!("; {count} policies no longer bind it: {listed}"),
    }
}

/// What else differs and other rules would tell, as the end of a sentence.
pub(super) fn besides(change: &Change) -> &'static str {
    if about(change, IMAGE) {
        "; it also runs another image"
    } else if about(change, COMMAND) {
        "; it also runs another command"
    } else if runs_otherwise(change) {
        "; it also runs with other settings"
    } else {
        ""
    }
}

/// How much it matters, at least as much as the traffic that the same change opened.
pub(super) fn severity(change: &Change, own: Severity) -> Severity {
    let opened = words::traffic(change).filter(|effect| !effect.opened.is_empty());
    opened.map_or(own, |effect| own.max(grade::opened(change, effect)))
}

/// The fields of what a container runs.
pub(super) const IMAGE: &[&str] = &["image", "image_id", "image_ids"];
/// The fields of how it is started.
pub(super) const COMMAND: &[&str] = &["command", "hooks", "healthcheck"];
/// The fields of where its output goes.
pub(super) const LOGS: &[&str] = &["log_driver", "log_options"];
/// The fields of where its pods may run.
pub(super) const PLACEMENT: &[&str] = &["bound_to", "runs_on", "tolerations"];
/// The fields of the networks that it is in.
pub(super) const NETWORKS: &[&str] = &["host_network", "network_mode", "networks"];

/// The field of a container, or of the whole workload, that a path is in: `mounts` of `containers[web].mounts[/srv].source`.
pub(super) fn leaf(field: &FieldChange) -> &str {
    let path = field.path.as_str();
    let within = path.strip_prefix("containers[").and_then(|rest| rest.split_once("]."));
    let path = within.map_or(path, |(_, rest)| rest);
    path.split(['.', '[']).next().unwrap_or(path)
}

/// Whether any field of these differs.
pub(super) fn about(change: &Change, names: &[&str]) -> bool {
    change.fields.iter().any(|field| names.contains(&leaf(field)))
}

/// Whether nothing differs in how it is contained but fields of these names.
pub(super) fn only_about(change: &Change, names: &[&str]) -> bool {
    let mut bearing = change.fields.iter().filter(|field| field.bears > Bears::Program).peekable();
    bearing.peek().is_some() && bearing.all(|field| names.contains(&leaf(field)))
}

/// Whether it is started in another way.
pub(super) fn runs_otherwise(change: &Change) -> bool {
    change.fields.iter().any(|field| field.bears == Bears::Program && !IMAGE.contains(&leaf(field)))
}

/// Whether something differs in how it is contained that no protection which it gained explains, fields of these names aside.
pub(super) fn is_more_than_gained(change: &Change, aside: &[&str]) -> bool {
    let gained = change.hardening.iter().flat_map(|hardening| &hardening.gained);
    // What reads logs no more may have been there for that.
    let is_blind =
        |one: &Taken| one.detail.as_deref().is_some_and(|path| is_within(path, LOG_FOLDER));
    let gained: Vec<Liberty> = gained
        .filter(|one| one.missing.liberty == Liberty::LogCovered || !is_blind(&one.missing))
        .map(|one| one.missing.liberty)
        .collect();
    let explained = |field: &FieldChange| {
        let is_of = gained.iter().any(|liberty| fields(*liberty).contains(&leaf(field)));
        // What is mounted anew protects nobody.
        let is_new = field.before.is_none() && field.path.as_str().ends_with(']');
        is_of && !(is_new && matches!(leaf(field), "mounts" | "host_paths" | "devices"))
            || aside.contains(&leaf(field))
    };
    change.fields.iter().any(|field| field.bears > Bears::Program && !explained(field))
}

/// How much it matters that something of these fields was put right: not less than what else differs.
pub(super) fn put_right(change: &Change, aside: &[&str]) -> Severity {
    if is_more_than_gained(change, aside) { Severity::Medium } else { Severity::Low }
}

/// Where hosts keep logs.
const LOG_FOLDER: &str = "/var/log";

/// The fields in which a liberty is written down.
const fn fields(liberty: Liberty) -> &'static [&'static str] {
    match liberty {
        Liberty::Privileged => &["privileged"],
        Liberty::HostProcess => &["host_process"],
        Liberty::EngineSocket
        | Liberty::HostSystem
        | Liberty::HostPathWritable
        | Liberty::HostPath
        | Liberty::MountPropagation
        | Liberty::LogCovered => &["mounts", "host_paths"],
        Liberty::Capability | Liberty::DefaultCapabilities => {
            &["capabilities_added", "capabilities_dropped"]
        }
        Liberty::Device => &["devices", "device_rules"],
        Liberty::KernelSettings => &["writable_paths"],
        Liberty::KernelFiles => &["unmasked_paths", "proc_mount"],
        Liberty::HostPid => &["host_pid", "pid"],
        Liberty::HostNetwork | Liberty::OtherNetwork => NETWORKS,
        Liberty::NoLog => LOGS,
        Liberty::HostIpc => &["host_ipc", "ipc"],
        Liberty::HostUts => &["uts"],
        Liberty::HostCgroup => &["cgroup_namespace"],
        Liberty::HostUsers => &["user_namespace"],
        Liberty::SeccompOff | Liberty::SeccompUnset => &["seccomp"],
        Liberty::AppArmorOff => &["apparmor"],
        Liberty::SelinuxOff => &["selinux", "security_options"],
        Liberty::PrivilegeEscalation => &["no_new_privileges"],
        Liberty::Root | Liberty::MaybeRoot => &["user", "run_as_user", "run_as_non_root"],
        Liberty::WritableRoot => &["readonly_root"],
        Liberty::ServiceAccountToken => &["service_account_token", "mounts"],
        Liberty::SharedProcesses => &["share_processes", "pid"],
    }
}
