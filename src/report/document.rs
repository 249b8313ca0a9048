//! An outcome → the document that every format prints.

use std::collections::BTreeMap;

use camino::Utf8Path;
use jiff::Timestamp;

use super::{
    activity, agents, authority, exposure, hardening, incidents, remedy, state, traffic, v1,
};
use crate::baseline;
use crate::findings;
use crate::model::{
    Action, Change, Coverage, Effect, Exposure, Finding, Kind, Matter, ResourceId, Scope, Severity,
    Snapshot, Stale, State, Status, Subject, Verdict,
};
use crate::scan::Outcome;

/// What the caller knows of the run.
#[derive(Clone, Debug)]
pub struct Run<'a> {
    /// The subcommand.
    pub command: &'a str,
    /// When it started.
    pub started: Timestamp,
    /// When it finished.
    pub finished: Timestamp,
    /// What it exits with.
    pub exit_code: u8,
    /// The earlier side, as the user named it.
    pub before: String,
    /// The later side, as the user named it.
    pub after: String,
    /// The folder of the baseline, as the user named it, when the earlier side is one.
    pub baseline: Option<&'a Utf8Path>,
}

/// Writes an outcome down.
#[must_use]
pub fn document(outcome: &Outcome, run: &Run<'_>) -> v1::Report {
    let findings: Vec<v1::Finding> =
        outcome.found.findings.iter().map(|found| finding(found, outcome, run)).collect();
    v1::Report {
        schema: v1::SchemaName::V1,
        run: v1::Run {
            tool: "driftwall".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started: run.started,
            finished: run.finished,
            command: run.command.to_owned(),
        },
        exit_code: run.exit_code,
        summary: summary(outcome),
        compared: compared(outcome, run),
        coverage: coverage(outcome),
        findings,
        incidents: incidents::document(&outcome.incidents),
    }
}

fn summary(outcome: &Outcome) -> v1::Summary {
    let mut summary = v1::Summary {
        suppressed: outcome.found.suppressed as u64,
        resources: outcome.after.resource_count() as u64,
        scopes: outcome.after.scopes.len() as u64,
        ..v1::Summary::default()
    };
    for finding in &outcome.found.findings {
        let by = &mut summary.findings;
        *match finding.severity {
            Severity::Critical => &mut by.critical,
            Severity::High => &mut by.high,
            Severity::Medium => &mut by.medium,
            Severity::Low => &mut by.low,
            Severity::Info => &mut by.info,
        } += 1;
        let by = &mut summary.verdicts;
        *match finding.verdict {
            Verdict::Unauthorized => &mut by.unauthorized,
            Verdict::Authorized => &mut by.authorized,
            Verdict::Waived => &mut by.waived,
        } += 1;
    }
    summary
}

fn compared(outcome: &Outcome, run: &Run<'_>) -> v1::Compared {
    let paired: BTreeMap<String, String> = outcome
        .pairing
        .renamed()
        .iter()
        .map(|(later, earlier)| (later.to_string(), earlier.to_string()))
        .collect();
    let mut approvals = Vec::new();
    for (later, earlier) in outcome.pairing.rows(&outcome.before, &outcome.after) {
        let approval = earlier
            .and_then(|scope| outcome.before.scopes.get(scope))
            .and_then(|scope| scope.approval.as_ref());
        if let Some(approval) = approval {
            approvals.push(v1::Approval {
                scope: later.to_string(),
                version: approval.version,
                at: approval.at,
                by: approval.by.clone(),
                reason: approval.reason.clone(),
            });
        }
    }
    v1::Compared {
        before: run.before.clone(),
        after: run.after.clone(),
        approvals,
        paired,
        unrecognised: unrecognised(&outcome.after),
    }
}

fn unrecognised(snapshot: &Snapshot) -> Vec<v1::Unrecognised> {
    let beside = snapshot.unrecognised.iter().map(|(name, reason)| v1::Unrecognised {
        scope: String::new(),
        name: name.clone(),
        reason: reason.clone(),
    });
    let within = snapshot.scopes.iter().flat_map(|(scope, reading)| {
        reading.unrecognised.iter().map(move |(name, reason)| v1::Unrecognised {
            scope: scope.to_string(),
            name: within(scope, name).to_owned(),
            reason: reason.clone(),
        })
    });
    beside.chain(within).collect()
}

/// A file's name within the folder of its scope, which the scope says already.
fn within<'a>(scope: &Scope, name: &'a str) -> &'a str {
    let folder = format!("{}/{}/", scope.provider(), scope.place());
    name.strip_prefix(folder.as_str()).unwrap_or(name)
}

/// Every kind of every scope of the later side, and those that only the baseline holds.
fn coverage(outcome: &Outcome) -> Vec<v1::CoverageEntry> {
    let mut rows: BTreeMap<(Scope, Kind), v1::CoverageEntry> = BTreeMap::new();
    for (scope, reading) in &outcome.after.scopes {
        for (kind, reading) in &reading.kinds {
            let count = reading.resources.len() as u64;
            let entry = entry(scope.to_string(), kind.to_string(), count, &reading.coverage);
            rows.insert((scope.clone(), kind.clone()), entry);
        }
    }
    for (scope, kind) in &outcome.incomplete {
        let Some(kind) = kind else { continue };
        let missing = || {
            let reason = "nothing was read of it; the baseline holds some";
            let skipped = Coverage::unread(Status::Skipped, reason);
            entry(scope.to_string(), kind.to_string(), 0, &skipped)
        };
        let row = rows.entry((scope.clone(), kind.clone())).or_insert_with(missing);
        row.incomplete = true;
        let earlier = outcome.before.scopes.get(outcome.pairing.earlier(scope));
        let earlier = earlier.and_then(|reading| reading.kinds.get(kind)).map(|r| &r.coverage);
        let later = outcome.after.scopes.get(scope).map(|reading| reading.status(kind));
        if let Some(gap) = earlier.filter(|gap| gap.status.is_gap())
            && later.is_none_or(|status| !status.is_gap())
        {
            row.status = gap.status.word().to_owned();
            let reason = gap.reason.as_deref().unwrap_or("no reason given");
            row.reason = Some(format!("on the earlier side: {reason}"));
        }
    }
    let mut rows: Vec<v1::CoverageEntry> = rows.into_values().collect();
    // What was not recognised is no kind, and is known by its name.
    rows.extend(
        unrecognised(&outcome.after).into_iter().map(|one| {
            entry(one.scope, one.name, 0, &Coverage::unread(Status::Skipped, one.reason))
        }),
    );
    rows.sort_by(|a, b| (&a.scope, &a.kind).cmp(&(&b.scope, &b.kind)));
    rows
}

/// One row. What a read took is known of live reads only.
fn entry(scope: String, kind: String, count: u64, coverage: &Coverage) -> v1::CoverageEntry {
    let Coverage { status, reason, calls, pages, effort } = coverage;
    let missing = effort.as_ref().map(|effort| &effort.missing).filter(|one| !one.is_empty());
    v1::CoverageEntry {
        scope,
        kind,
        status: status.word().to_owned(),
        count,
        pages: *pages,
        reason: reason.clone(),
        incomplete: false,
        calls: effort.as_ref().map(|_| calls.clone()).unwrap_or_default(),
        duration_ms: effort
            .as_ref()
            .map(|effort| u64::try_from(effort.duration.as_millis()).unwrap_or(u64::MAX)),
        retries: effort.as_ref().map(|effort| effort.retries),
        permission: missing
            .map(|missing| missing.iter().map(String::as_str).collect::<Vec<_>>().join(", ")),
    }
}

fn finding(finding: &Finding, outcome: &Outcome, run: &Run<'_>) -> v1::Finding {
    let scope = finding.subject.scope();
    let difference = finding.subject.difference();
    let resource = match &finding.subject {
        Subject::State(state) => in_state(state),
        Subject::Paper(stale) => of_paper(stale),
        Subject::Attempt(attempt) => activity::tried(attempt),
        _ => difference.map(resource),
    };
    // Of what nobody knows what it was, there is no field to tell.
    let change = difference.filter(|change| is_told(change)).map(fields);
    let state = match &finding.subject {
        Subject::State(one) => Some(state::document(one)),
        _ => None,
    };
    let (effect, effect_unknown) = match difference {
        Some(Change { effect: Some(Effect::Unknown(why)), .. }) => (None, Some(why.clone())),
        Some(Change { id, effect: Some(Effect::Traffic(effect)), .. }) => {
            (Some(traffic::document(id, effect)), None)
        }
        _ => (None, None),
    };
    let (exposure, exposure_unknown) = match difference {
        Some(Change { exposure: Some(Exposure::Unknown(why)), .. }) => (None, Some(why.clone())),
        Some(Change { exposure: Some(Exposure::Reach(reach)), effect, .. }) => {
            (Some(exposure::document(reach, effect.as_ref())), None)
        }
        _ => (None, None),
    };
    let hardening = difference.and_then(|one| one.hardening.as_deref()).map(hardening::document);
    let agents = difference.map(|change| agents::document(&change.agents)).unwrap_or_default();
    let hangs_on =
        difference.map(|change| change.hangs_on.iter().map(|&option| option.to_owned()).collect());
    let attack = findings::rule(finding.code).map(|rule| rule.attack.ids());
    v1::Finding {
        id: finding.id.to_string(),
        code: finding.code.to_owned(),
        severity: finding.severity.word().to_owned(),
        title: finding.title.clone(),
        verdict: finding.verdict.word().to_owned(),
        incidents: incidents::of(finding, &outcome.incidents),
        authority: finding.authority.as_deref().map(authority::document),
        attribution: finding.who.attribution.word().to_owned(),
        attribution_reason: finding.who.why.clone(),
        searched: finding.who.searched.clone(),
        activity: activity::document(&finding.who),
        transient: activity::spells(&finding.subject),
        provider: scope.provider().word().to_owned(),
        scope: scope.to_string(),
        resource,
        change,
        state,
        effect,
        effect_unknown,
        exposure,
        exposure_unknown,
        hardening,
        agents,
        hangs_on: hangs_on.unwrap_or_default(),
        remedy: outcome.remedies.get(&finding.id).map(remedy::document),
        attack: attack.into_iter().flatten().map(str::to_owned).collect(),
        baseline: run.baseline.and_then(|root| place(&finding.subject, outcome, root)),
    }
}

/// Whether there is anything to tell of what differs, field by field.
fn is_told(change: &Change) -> bool {
    change.action != Action::Modified || !change.fields.is_empty()
}

fn resource(change: &Change) -> v1::ResourceName {
    v1::ResourceName {
        kind: change.id.kind.to_string(),
        id: change.id.identity.to_string(),
        name: change.name.clone(),
    }
}

fn in_state(state: &State) -> Option<v1::ResourceName> {
    let State { scope: _, kind, identity, name, condition: _ } = state;
    let (kind, id) = (kind.to_string(), identity.as_ref()?.to_string());
    Some(v1::ResourceName { kind, id, name: name.clone() })
}

fn of_paper(stale: &Stale) -> Option<v1::ResourceName> {
    match &stale.matter {
        Matter::GrantExpired { resource: (id, name), .. } => Some(v1::ResourceName {
            kind: id.kind.to_string(),
            id: id.identity.to_string(),
            name: name.clone(),
        }),
        Matter::WaiverExpired { .. } | Matter::WaiverUnused { .. } => None,
    }
}

fn fields(change: &Change) -> v1::Change {
    v1::Change {
        action: change.action.word().to_owned(),
        fields: change
            .fields
            .iter()
            .map(|field| v1::FieldChange {
                path: field.path.to_string(),
                before: field.before.clone(),
                after: field.after.clone(),
            })
            .collect(),
    }
}

/// Where the approved state is written down: the line of the gravest field that differs, in the file of the resource;
/// the scope's manifest for what has no file.
fn place(subject: &Subject, outcome: &Outcome, root: &Utf8Path) -> Option<v1::Place> {
    if let Subject::Paper(stale) = subject {
        return Some(v1::Place { file: stale.paper.file.clone(), line: 1 });
    }
    let earlier = outcome.pairing.earlier(subject.scope());
    outcome.before.scopes.get(earlier)?;
    let baseline::Place { file, line } = match subject {
        Subject::Change(change) => {
            let id = ResourceId { scope: earlier.clone(), ..change.id.clone() };
            let gravest = match change.action {
                Action::Modified => change.fields.iter().rev().max_by_key(|field| field.bears),
                // Of a resource that came or went, the whole file is the place.
                Action::Added | Action::Removed => None,
            };
            baseline::place(root, &id, outcome.before.get(&id), gravest)
        }
        Subject::Gap { .. }
        | Subject::Unapproved { .. }
        | Subject::State(_)
        | Subject::Transient(_)
        | Subject::Attempt(_)
        | Subject::Paper(_) => baseline::manifest_place(root, earlier),
    };
    Some(v1::Place { file: file.into_string(), line: line as u64 })
}
