//! A group of parts → an incident: its code, its severity and its sentence.

use jiff::Timestamp;

use super::gather::Group;
use super::part::Part;
use super::{BLINDED_AND_OPENED, BY_ONE_ACTOR, ON_ONE_PATH, Sort};
use crate::findings::lasting;
use crate::model::{FindingId, Incident, Severity};
use crate::trust::Digest;

pub(super) fn incident(group: &Group, parts: &[Part<'_>]) -> Incident {
    let held: Vec<(&Part<'_>, Option<Timestamp>)> =
        group.parts.iter().filter_map(|(at, time)| Some((parts.get(*at)?, *time))).collect();
    let opens = held.iter().any(|(part, _)| part.opens);
    let blinds = held.iter().any(|(part, _)| part.blinds);
    let known = held.iter().filter_map(|(_, time)| *time);
    let times = known.clone().min().zip(known.max());
    let sort = match &group.actor {
        _ if opens && blinds => BLINDED_AND_OPENED,
        Some(_) => BY_ONE_ACTOR,
        None => ON_ONE_PATH,
    };
    let worst = held.iter().map(|(part, _)| part.finding.severity).max();
    let severity =
        if opens && blinds { Severity::Critical } else { worst.unwrap_or(Severity::Info) };
    let findings: Vec<FindingId> = held.iter().map(|(part, _)| part.finding.id.clone()).collect();
    Incident {
        id: id(sort, &findings),
        code: sort.code,
        severity,
        title: title(group, &held, sort, times),
        actor: group.actor.clone(),
        times,
        findings,
    }
}

/// The same for the same findings, in whatever order they were done.
fn id(sort: Sort, findings: &[FindingId]) -> FindingId {
    let mut sorted: Vec<&str> = findings.iter().map(FindingId::as_str).collect();
    sorted.sort_unstable();
    let text = format!("incident {} {}", sort.code, sorted.join(" "));
    FindingId::from_digest(Digest::of(text.as_bytes()).bytes())
}

fn title(
    group: &Group,
    held: &[(&Part<'_>, Option<Timestamp>)],
    sort: Sort,
    times: Option<(Timestamp, Timestamp)>,
) -> String {
    let count = held.len();
    let number = match count {
        1 => "1 finding".to_owned(),
        _ => format!("{count} findings"),
    };
    let within = match times {
        Some((first, last)) if first < last => {
            format!(" within {}", lasting(last.duration_since(first).as_secs().max(1)))
        }
        _ => String::new(),
    };
    // Whether the one who opened it also blinded what watched is known only of what is known.
    let unknown = held.iter().any(|(part, time)| part.blinds && time.is_none());
    match &group.actor {
        Some(actor) if sort == BLINDED_AND_OPENED && unknown => format!(
            "{actor} opened traffic, and what watched it is gone, nobody knows by whom: {number}{within}"
        ),
        Some(actor) if sort == BLINDED_AND_OPENED => {
            format!("{actor} opened traffic and blinded what watched it: {number}{within}")
        }
        Some(actor) => format!("{actor} did all of it: {number}{within}"),
        None if sort == BLINDED_AND_OPENED => {
            format!(
                "traffic was opened, and what watched it is gone; nobody knows by whom: {number}"
            )
        }
        None => {
            format!("what was changed meets at the same endpoints; nobody knows by whom: {number}")
        }
    }
}
