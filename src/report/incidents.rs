//! Incidents: from the model to the document, and from the document to lines.

use std::collections::BTreeMap;

use super::{v1, wording};
use crate::model::{Finding, Incident};

/// Writes incidents down.
pub(super) fn document(incidents: &[Incident]) -> Vec<v1::Incident> {
    incidents.iter().map(one).collect()
}

fn one(incident: &Incident) -> v1::Incident {
    let Incident { id, code, severity, title, actor, times, findings } = incident;
    v1::Incident {
        id: id.to_string(),
        code: (*code).to_owned(),
        severity: severity.word().to_owned(),
        title: title.clone(),
        actor: actor.as_ref().map(|actor| actor.name.clone()),
        since: times.map(|(first, _)| first),
        until: times.map(|(_, last)| last),
        findings: findings.iter().map(ToString::to_string).collect(),
    }
}

/// The incidents that a finding has a part in.
pub(super) fn of(finding: &Finding, incidents: &[Incident]) -> Vec<String> {
    let holds = |incident: &&Incident| incident.findings.contains(&finding.id);
    incidents.iter().filter(holds).map(|incident| incident.id.to_string()).collect()
}

/// Those that tell more than their one finding does.
pub(super) fn told(report: &v1::Report) -> impl Iterator<Item = &v1::Incident> {
    report.incidents.iter().filter(|incident| incident.findings.len() > 1)
}

/// The parts of an incident in order of time, each with its short id, in visible text.
pub(super) fn parts<'a>(
    incident: &'a v1::Incident,
    report: &'a v1::Report,
    prefixes: &BTreeMap<&str, String>,
) -> Vec<(String, String)> {
    let part = |id: &String| {
        let finding = report.findings.iter().find(|finding| finding.id == *id)?;
        let short = prefixes.get(id.as_str()).cloned().unwrap_or_default();
        let first = finding.activity.iter().map(|event| event.time).min();
        let when =
            first.map_or_else(String::new, |time| time.strftime("%H:%M:%S UTC  ").to_string());
        Some((short, format!("{when}{}", wording::sentence(&finding.title))))
    };
    incident.findings.iter().filter_map(part).collect()
}
