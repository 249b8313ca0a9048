//! `administration-port-public`: everyone reaches what machines are administered by, and no baseline speaks of it.

use crate::findings::attack::{Attack, REMOTE_SERVICES};
use crate::findings::expectations::{self, Ports};
use crate::findings::rule::{Rule, Told};
use crate::model::{Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "administration-port-public",
    title: "The internet reaches a port that machines are administered by",
    what: "In a scope without a baseline, much of the internet (a /8 or more) gets through everything that stands before an endpoint, to a port of SSH, Telnet, SMB, RDP, VNC, WinRM, a Docker engine or a kubelet. It is told of the boundary whose rule lets it in, once for all endpoints behind it.",
    why: "Such ports are found within minutes, and tried with stolen and guessed passwords day and night.",
    how: "Let in the addresses of those who administer it alone, or a bastion or VPN, and record the scope then.",
    approve: "driftwall baseline record --scope <scope> records the scope as it is, and with that this.",
    severity: Severity::Info,
    attack: Attack::Techniques(&[REMOTE_SERVICES]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    expectations::public_port(subject, Ports::Administration)
}
