//! The sentences that several formats share: what was compared, what came out, what was not read, what to do next.
//!
//! Everything returned here is visible text ([`neutral::visible`]), ready for a terminal; formats with a markup of their own
//! escape it once more.

use std::collections::BTreeMap;

use super::neutral;
use super::v1::{CoverageEntry, Finding, Report};
use crate::model::{Kind, KindSpec, Severity};
use crate::providers;

/// The longest name that is printed whole. Real ones are a third of it.
const NAME: usize = 400;
/// The longest sentence that is printed whole.
const SENTENCE: usize = 1000;

/// A name, cut when it is absurd.
pub(super) fn name(text: &str) -> String {
    neutral::short(text, NAME)
}

/// A sentence, cut when it is absurd.
pub(super) fn sentence(text: &str) -> String {
    neutral::short(text, SENTENCE)
}

/// `1 scope`, `3 scopes`.
pub(super) fn count(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// The length of a list as the `u64` of a report.
pub(super) fn len<T>(list: &[T]) -> u64 {
    u64::try_from(list.len()).unwrap_or(u64::MAX)
}

/// How much a finding matters; a word that is no severity counts as the worst, so that it is never hidden.
pub(super) fn severity(finding: &Finding) -> Severity {
    finding.severity.parse().unwrap_or(Severity::Critical)
}

/// Whether nobody approved it. Any word but the two known good ones counts as no.
pub(super) fn is_unauthorized(finding: &Finding) -> bool {
    !matches!(finding.verdict.as_str(), "authorized" | "waived")
}

/// The findings, those that nobody approved first, worst first among them; otherwise in the report's order.
pub(super) fn worst_first(report: &Report) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings
        .sort_by_key(|finding| (!is_unauthorized(finding), std::cmp::Reverse(severity(finding))));
    findings
}

/// The declaration of a kind, when this build knows it.
pub(super) fn kind_spec(kind: &str) -> Option<&'static KindSpec> {
    providers::kind_spec(&kind.parse::<Kind>().ok()?)
}

/// What people call a kind: `security group`.
pub(super) fn kind_title(kind: &str) -> String {
    match kind_spec(kind) {
        Some(spec) => spec.title.to_owned(),
        None => name(&kind.split_once('.').map_or(kind, |(_, word)| word).replace('-', " ")),
    }
}

/// A scope for people: `aws 111122223333/eu-west-1`.
pub(super) fn place(scope: &str) -> String {
    name(&scope.replacen(':', " ", 1))
}

/// Where a finding points that has no place in a baseline.
const CONFIGURATION: &str = "driftwall.toml";
/// The last line number that readers with 32-bit integers take.
const LAST_LINE: u64 = 0x7fff_ffff;

/// Where the approved state is written down, else the configuration, for readers that want a file of every finding.
pub(super) fn location(finding: &Finding) -> (&str, u64) {
    match &finding.baseline {
        Some(place) if !place.file.is_empty() => (&place.file, place.line.clamp(1, LAST_LINE)),
        _ => unwritten(),
    }
}

/// Where what is in no baseline is taken to be: the head of the configuration.
pub(super) const fn unwritten() -> (&'static str, u64) {
    (CONFIGURATION, 1)
}

/// `security group web (sg-0a12)`, or nothing for a finding about a whole scope.
pub(super) fn resource(finding: &Finding) -> Option<String> {
    let resource = finding.resource.as_ref()?;
    let title = kind_title(&resource.kind);
    Some(match &resource.name {
        Some(known) if *known != resource.id => {
            format!("{title} {} ({})", name(known), name(&resource.id))
        }
        _ => format!("{title} {}", name(&resource.id)),
    })
}

/// The earlier side when it is a baseline, as people say it: `baselines/`.
pub(super) fn baseline(report: &Report) -> Option<String> {
    let before = report.compared.before.as_str();
    if before == "baseline" {
        return Some("the baseline".to_owned());
    }
    let place = before.strip_prefix("baseline:")?;
    let slash = if place.ends_with('/') || place.contains("://") { "" } else { "/" };
    Some(format!("{}{slash}", name(place)))
}

/// Whether nothing was ever approved, so that there was nothing to compare with: the only way in which a report comes with that code.
pub(super) const fn is_first(report: &Report) -> bool {
    report.exit_code == 3
}

/// The first line: what is held against what.
pub(super) fn comparing(report: &Report) -> String {
    if let (true, Some(baseline)) = (is_first(report), baseline(report)) {
        let scopes = count(report.summary.scopes, "scope", "scopes");
        return format!("Looking at {scopes}; there is no baseline in {baseline} yet");
    }
    match baseline(report) {
        Some(baseline) => {
            let scopes = count(report.summary.scopes, "scope", "scopes");
            let approved = approved(report).map(|text| format!(" ({text})")).unwrap_or_default();
            format!("Comparing {scopes} with {baseline}{approved}")
        }
        None => format!(
            "Comparing {} with {}",
            name(&report.compared.before),
            name(&report.compared.after)
        ),
    }
}

/// `approved 2026-11-18 by ana@example.com`; a range and a number of people when the scopes differ.
fn approved(report: &Report) -> Option<String> {
    let approvals = &report.compared.approvals;
    let first = approvals.iter().min_by_key(|approval| approval.at)?;
    let last = approvals.iter().max_by_key(|approval| approval.at)?;
    let [from, to] = [first, last].map(|approval| approval.at.strftime("%Y-%m-%d").to_string());
    let others = approvals.iter().filter(|approval| approval.by != last.by);
    let others = others.map(|approval| &approval.by).collect::<std::collections::BTreeSet<_>>();
    let others = match others.len() {
        0 => String::new(),
        1 => " and 1 other".to_owned(),
        n => format!(" and {n} others"),
    };
    let when = if from == to { to } else { format!("{from} to {to}") };
    Some(format!("approved {when} by {}{others}", name(&last.by)))
}

/// Whether nothing at all has to be told.
pub(super) fn is_clean(report: &Report) -> bool {
    !is_empty(report)
        && !report.findings.iter().any(is_unauthorized)
        && !report.coverage.iter().any(|entry| entry.incomplete)
        && report.summary.verdicts.unauthorized == 0
        && report.exit_code == 0
}

/// Whether there was nothing to compare, whatever the process was told to exit with. Such a run is never called clean.
pub(super) fn is_empty(report: &Report) -> bool {
    let unread = report.coverage.iter().all(|entry| entry.status == "skipped" && !entry.incomplete);
    report.exit_code == 5 || unread && report.findings.is_empty()
}

/// The verdict of the whole run in one line.
pub(super) fn verdict(report: &Report) -> String {
    let resources = count(report.summary.resources, "resource", "resources");
    let scopes = count(report.summary.scopes, "scope", "scopes");
    if is_empty(report) {
        return "Nothing in scope: nothing was read and nothing was compared".to_owned();
    }
    if is_clean(report) {
        let verb = if report.summary.resources == 1 { "matches" } else { "match" };
        let notes = notes(report, true).join(", ");
        return match baseline(report) {
            Some(baseline) => {
                format!("Clean: {resources} in {scopes} {verb} {baseline} ({notes})")
            }
            None => format!(
                "Clean: no difference between {} and {}, {resources} in {scopes} ({notes})",
                name(&report.compared.before),
                name(&report.compared.after)
            ),
        };
    }
    let mut parts = Vec::new();
    let open: Vec<Severity> =
        report.findings.iter().filter(|f| is_unauthorized(f)).map(severity).collect();
    let each: Vec<String> = Severity::ALL
        .into_iter()
        .rev()
        .map(|severity| (severity, open.iter().filter(|one| **one == severity).count()))
        .filter(|(_, n)| *n > 0)
        .map(|(severity, n)| format!("{n} {severity}"))
        .collect();
    let each = if each.is_empty() { String::new() } else { format!(" ({})", each.join(", ")) };
    parts.push(match baseline(report) {
        Some(_) if is_first(report) => {
            format!("No baseline: {resources} in {scopes} are approved by nobody{each}")
        }
        Some(_) => format!("{} unauthorized{each}", open.len()),
        None => format!("{}{each}", count(len(&open), "difference", "differences")),
    });
    parts.extend(notes(report, false));
    parts.join(", ")
}

/// What was found and does not count. `always` says the zeros that a clean run is worth.
fn notes(report: &Report, always: bool) -> Vec<String> {
    let verdicts = &report.summary.verdicts;
    let mut notes = Vec::new();
    if verdicts.authorized > 0 {
        notes.push(format!("{} authorized", verdicts.authorized));
    }
    if verdicts.waived > 0 || always {
        notes.push(format!("{} waived", verdicts.waived));
    }
    if report.summary.suppressed > 0 {
        notes.push(format!("{} suppressed", report.summary.suppressed));
    }
    let unread = report.coverage.iter().filter(|entry| is_unread(entry)).count();
    if unread > 0 || always {
        notes.push(format!("{unread} unread"));
    }
    notes
}

/// Kinds of one scope that were not fully read, for the same reason.
pub(super) struct Gap {
    /// The scope, for people.
    pub(super) place: String,
    /// The kinds, as they are called in the configuration.
    pub(super) kinds: Vec<String>,
    /// The status, and the reason when there is one.
    pub(super) why: String,
}

/// What was not read although it counts, one entry for each scope and reason.
pub(super) fn gaps(report: &Report) -> Vec<Gap> {
    grouped(report.coverage.iter().filter(|entry| is_unread(entry)))
}

/// Whether a kind counts and was not read. One that was read and that nobody ever approved has a finding of its own.
fn is_unread(entry: &CoverageEntry) -> bool {
    entry.incomplete && entry.status != "complete"
}

/// What was not read and does not count.
pub(super) fn passed_over(report: &Report) -> Vec<Gap> {
    // A file that was not recognised has a line of its own.
    let strange = |entry: &&CoverageEntry| {
        let unrecognised = &report.compared.unrecognised;
        unrecognised.iter().any(|one| one.scope == entry.scope && one.name == entry.kind)
    };
    let over =
        report.coverage.iter().filter(|entry| !entry.incomplete && entry.status != "complete");
    grouped(over.filter(|entry| !strange(entry)))
}

fn grouped<'a>(entries: impl Iterator<Item = &'a CoverageEntry>) -> Vec<Gap> {
    let mut groups: BTreeMap<(&str, &str, Option<&str>), Vec<String>> = BTreeMap::new();
    for entry in entries {
        let key = (entry.scope.as_str(), entry.status.as_str(), entry.reason.as_deref());
        groups.entry(key).or_default().push(name(&entry.kind));
    }
    groups
        .into_iter()
        .map(|((scope, status, reason), kinds)| Gap {
            place: place(scope),
            kinds,
            why: why(status, reason),
        })
        .collect()
}

/// `denied, needs ec2:DescribeFlowLogs`.
pub(super) fn why(status: &str, reason: Option<&str>) -> String {
    match reason {
        Some(reason) => format!("{}, {}", name(status), sentence(reason)),
        None => name(status),
    }
}

/// The first so many of some names, and how many more there are.
pub(super) fn some_of(names: &[String], most: usize) -> String {
    let shown = names.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().checked_sub(most) {
        None | Some(0) => shown,
        Some(rest) => format!("{shown} and {rest} more"),
    }
}

/// The shortest prefix of each finding's id that names it in this report, 8 digits at least.
pub(super) fn prefixes(report: &Report) -> BTreeMap<&str, String> {
    let mut ids: Vec<&str> = report.findings.iter().map(|finding| finding.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let shared = |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let mut last = "";
    let mut prefixes: BTreeMap<&str, String> = BTreeMap::new();
    let mut rest = ids.iter().copied().peekable();
    while let Some(id) = rest.next() {
        let beside = shared(last, id).max(rest.peek().map_or(0, |next| shared(id, next)));
        prefixes.insert(id, name(&id.chars().take(8.max(beside + 1)).collect::<String>()));
        last = id;
    }
    prefixes
}

/// Commands to type next, each with a remark; none when there is nothing to do.
pub(super) fn next(report: &Report) -> Vec<(String, &'static str)> {
    // Without a baseline there is nothing to accept and nothing to be unauthorized against.
    if baseline(report).is_none() {
        return Vec::new();
    }
    if is_first(report) {
        let record = "driftwall baseline record --reason …".to_owned();
        return vec![(record, "  when you have looked at what is there")];
    }
    let findings = worst_first(report);
    let open = || findings.iter().filter(|finding| is_unauthorized(finding));
    // What is over can't be put back, and what is there now is approved.
    let acceptable = open()
        .find(|f| f.change.is_some() && f.transient.is_none() && severity(f) > Severity::Info);
    if let Some(finding) = acceptable {
        let id = prefixes(report).remove(finding.id.as_str()).unwrap_or_default();
        return vec![
            (format!("driftwall remedy {id}"), ""),
            (format!("driftwall baseline accept {id} --reason …"), "  if it was meant"),
        ];
    }
    if report.coverage.iter().any(|entry| entry.incomplete) {
        return vec![("driftwall scan --verbose".to_owned(), "")];
    }
    let finding = open().find(|f| severity(f) > Severity::Info);
    finding.map(|f| (format!("driftwall explain {}", name(&f.code)), "")).into_iter().collect()
}
