//! `log-redirected`: the output of a workload goes elsewhere, or nowhere.

use crate::findings::attack::{Attack, TOOLS};
use crate::findings::rule::{Rule, Told};
use crate::findings::{hardening, words};
use crate::model::{Change, Severity, Subject, Topic};

pub(super) const RULE: Rule = Rule {
    code: "log-redirected",
    title: "The log of a workload goes elsewhere",
    what: "The driver or the options of a container's log differ from the baseline, or something is laid over a folder of logs. It is grave when nothing is kept any more; a sandbox that was approved without a log is quiet. Of an engine it is the driver for containers that don't say.",
    why: "It is an intruder's other half: what is done next leaves no trace, or one where nobody looks.",
    how: "Put back the driver, or take away what lies over the folder, and read what was logged until then.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[TOOLS]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
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
