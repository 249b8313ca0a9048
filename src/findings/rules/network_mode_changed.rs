//! `network-mode-changed`: a workload is on another network.

use crate::findings::attack::{Attack, CLOUD_FIREWALL, DISCOVERY, SNIFFING};
use crate::findings::rule::{Rule, Told};
use crate::findings::{hardening, words};
use crate::model::{Change, Severity, Subject, Topic};

pub(super) const RULE: Rule = Rule {
    code: "network-mode-changed",
    title: "A workload is on another network",
    what: "A workload moved to its host's network or to another container's, or left it, or is in other networks than in the baseline. Where it left the reach of policies, the title says which of them no longer bind it.",
    why: "On the host's network no policy reaches it, and it reaches what answers only to the host. In another container's network it speaks under that one's addresses.",
    how: "Put back the network that was approved. Until then, hold the policies that it left against what it can reach.",
    approve: "driftwall baseline accept <finding> --reason '...' records it.",
    severity: Severity::Medium,
    attack: Attack::Techniques(&[CLOUD_FIREWALL, SNIFFING, DISCOVERY]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    if !hardening::is_modified(change) {
        return None;
    }
    if let Some(found) = hardening::losing(change) {
        let title = format!(
            "{}{}{}{}",
            hardening::lost(change, found),
            hardening::left(found),
            networks(change, false).map(|names| format!("; it left {names}")).unwrap_or_default(),
            hardening::besides(change)
        );
        let only = found.lost_only(Topic::Network);
        return only.then(|| Told::at(hardening::severity(change, Severity::High), title));
    }
    if !hardening::about(change, hardening::NETWORKS) {
        return None;
    }
    let resource = words::resource(change);
    let gained = change.hardening.as_deref().filter(|found| {
        found.gained.iter().any(|one| one.missing.liberty.topic() == Topic::Network)
    });
    if let Some(found) = gained {
        return Some(Told::at(
            hardening::severity(change, hardening::put_right(change, hardening::NETWORKS)),
            hardening::gained(change, found),
        ));
    }
    let title = match (networks(change, true), networks(change, false)) {
        (Some(joined), Some(left)) => format!("{resource} joined {joined} and left {left}"),
        (Some(joined), None) => format!("{resource} joined {joined}"),
        (None, Some(left)) => format!("{resource} left {left}"),
        (None, None) => format!("{resource} is on its networks in another way"),
    };
    Some(Told::at(hardening::severity(change, Severity::Medium), title))
}

/// The networks that it joined, or left.
fn networks(change: &Change, joined: bool) -> Option<String> {
    let of = change.fields.iter().filter_map(|field| {
        let name = field.path.as_str().strip_prefix("networks[")?.strip_suffix(']')?;
        let side = if joined { &field.before } else { &field.after };
        side.is_none().then_some(name)
    });
    let names: Vec<String> = of.map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => None,
        1 => Some(format!("the network {}", names.concat())),
        _ => Some(format!("the networks {}", names.join(", "))),
    }
}
