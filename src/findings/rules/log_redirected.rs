//! `log-redirected`: the output of a workload goes elsewhere, or nowhere.

use crate::findings::attack::{Attack, CLOUD_LOG, TOOLS};
use crate::findings::rule::{Rule, Told};
use crate::findings::{hardening, recording, words};
use crate::model::{Change, Severity, Subject, Topic};

pub(super) const RULE: Rule = Rule {
    code: "log-redirected",
    title: "A log goes elsewhere",
    what: "A trail, a sink, a flow log, a diagnostic setting or a recorder of configurations delivers to another place than in the baseline. Or of a workload: the driver or the options of a container's log differ from the baseline, or something is laid over a folder of its logs. That is grave when nothing is kept any more; a sandbox that was approved without a log is quiet. Of an engine it is the driver for containers that don't say; that it keeps none for them is `logging-disabled`.",
    why: "It is an intruder's other half: what is done next leaves no trace, or one where nobody looks.",
    how: "Find out who reads the new place. Put back the destination or the driver, or take away what lies over the folder, and read what was logged until then.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[CLOUD_LOG, TOOLS]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    if recording::lost(change).elsewhere {
        let title = format!("{} delivers its records elsewhere", words::resource(change));
        return Some(Told::plainly(title));
    }
    if !hardening::is_modified(change) {
        return None;
    }
    if let Some(found) = hardening::losing(change) {
        let grave = found.lost.iter().any(|one| one.missing.is_grave());
        let own = if grave { Severity::High } else { Severity::Medium };
        let title = format!("{}{}", hardening::lost(change, found), hardening::besides(change));
        let only = found.lost_only(Topic::Log);
        return only.then(|| Told::at(hardening::severity(change, own), title));
    }
    // Whoever gives orders to the engine decides about every log.
    if !hardening::about(change, hardening::LOGS) || hardening::about(change, &["open_api"]) {
        return None;
    }
    let resource = words::resource(change);
    let (own, title) = match driver(change) {
        Some((_, Some("none"))) => (
            Severity::High,
            match change.id.kind.word() {
                "host" => format!("{resource} keeps no log of containers that don't ask for one"),
                _ => format!("{resource} keeps no log"),
            },
        ),
        Some((Some("none"), _)) => (
            hardening::put_right(change, hardening::LOGS),
            format!("{resource} keeps a log, which it did not"),
        ),
        Some((_, Some(after))) => {
            (Severity::Medium, format!("the log of {resource} goes to {after}"))
        }
        _ => (Severity::Medium, format!("the log of {resource} is kept in another way")),
    };
    Some(Told::at(hardening::severity(change, own), title))
}

/// The log driver before and after, where it differs.
fn driver(change: &Change) -> Option<(Option<&str>, Option<&str>)> {
    let field = change.fields.iter().find(|field| hardening::leaf(field) == "log_driver")?;
    let before = field.before.as_ref().and_then(serde_json::Value::as_str);
    Some((before, field.after.as_ref().and_then(serde_json::Value::as_str)))
}
