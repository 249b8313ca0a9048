//! `command-changed`: a workload runs the same code in another way.

use crate::findings::attack::{ADMINISTRATION, Attack, DEPLOY_CONTAINER};
use crate::findings::rule::{Rule, Told};
use crate::findings::{hardening, words};
use crate::model::{Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "command-changed",
    title: "A workload runs another command",
    what: "The command of a container, what runs beside it, or the names of its variables differ from the baseline, and neither its image nor its containment does. Of arguments the names of long options and their number are compared; values of arguments and variables are too, as keyed hashes, where DRIFTWALL_SEAL_KEY is set. No value is ever written down.",
    why: "The same image does something else with another command. A debugging switch opens what the program keeps shut, and a shell runs anything.",
    how: "Hold the command against the release that should be running.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Low,
    attack: Attack::Techniques(&[ADMINISTRATION, DEPLOY_CONTAINER]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let only = hardening::is_modified(change)
        && hardening::runs_otherwise(change)
        && !hardening::about(change, hardening::IMAGE)
        && !hardening::is_more_than_gained(change, &[]);
    if !only {
        return None;
    }
    let resource = words::resource(change);
    Some(Told::plainly(if hardening::about(change, hardening::COMMAND) {
        format!("{resource} runs another command")
    } else {
        format!("{resource} runs with other settings")
    }))
}
