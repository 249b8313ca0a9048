//! `host-processes-seen`: a container sees what runs on its host, and no baseline speaks of it.

use crate::findings::attack::{Attack, DISCOVERY, ESCAPE};
use crate::findings::expectations::{self, Liberties};
use crate::findings::rule::{Rule, Told};
use crate::model::{Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "host-processes-seen",
    title: "A container sees the processes of its host",
    what: "In a scope without a baseline, a workload shares the process table of its host.",
    why: "Whoever gets into it reads the environment and the arguments of other processes, and can stop those that watch.",
    how: "Take hostPID or --pid=host out unless it is an agent that has to see them.",
    approve: "driftwall baseline record --scope <scope> records the scope as it is, and with that this.",
    severity: Severity::Info,
    attack: Attack::Techniques(&[ESCAPE, DISCOVERY]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    expectations::at_liberty(subject, Liberties::HostProcesses)
}
