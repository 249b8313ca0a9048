//! `gitlab`: a Code Quality report, which GitLab shows in merge requests and pipelines (`artifacts:reports:codequality`).
//!
//! A JSON list with one entry a finding and one for each thing that could not be read, since an empty list is shown as "nothing
//! is wrong"; nothing in scope is an entry for the same reason. GitLab merges entries with one fingerprint, so each has its own: a finding's id, which stays the same from run to
//! run. Paths must be relative to the repository and without `./`; what lies outside of it is told at the configuration.

use std::collections::BTreeSet;

use serde::Serialize;

use super::fields;
use super::neutral;
use super::v1::{Finding, Report};
use super::wording::{self, Gap};
use crate::model::Severity;
use crate::trust::Digest;

/// What gaps are called.
const GAP: &str = "coverage-gap";
/// What a run that compared nothing is called.
const NOTHING: &str = "nothing-in-scope";
/// Lines of a change that are told; GitLab shows a description as one line.
const LINES: usize = 3;

#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
}

pub(super) fn render(report: &Report) -> String {
    let mut seen = BTreeSet::new();
    let gaps = wording::gaps(report);
    let mut entries: Vec<Entry> = gaps.iter().map(|one| gap(one, &mut seen)).collect();
    if wording::is_empty(report) {
        entries.push(about_the_run(NOTHING, wording::verdict(report), unique(NOTHING, &mut seen)));
    }
    let findings = wording::worst_first(report);
    entries.extend(findings.into_iter().map(|one| entry(one, &mut seen)));
    // The types have text keys and no custom serializers, the only two ways in which this can fail.
    let mut text = serde_json::to_string_pretty(&entries).unwrap_or_default();
    text.push('\n');
    neutral::json(&text)
}

fn entry(finding: &Finding, seen: &mut BTreeSet<String>) -> Entry {
    let (file, line) = wording::location(finding);
    let (path, begin) = match in_repository(file) {
        Some(path) => (path, line),
        None => (wording::unwritten().0.to_owned(), wording::unwritten().1),
    };
    let mut description = wording::sentence(&finding.title);
    if !wording::is_unauthorized(finding) {
        description = format!("{}: {description}", wording::name(&finding.verdict));
    }
    let mut lines = fields::plain(finding);
    let left = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if left > 0 {
        lines.push(format!("… {left} more lines"));
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    description.push_str(&format!(" ({})", wording::place(&finding.scope)));
    if !lines.is_empty() {
        description.push_str(&format!(": {}", lines.join("; ")));
    }
    Entry {
        description: wording::sentence(&description),
        check_name: match finding.code.as_str() {
            "" => "unnamed".to_owned(),
            code => wording::name(code),
        },
        fingerprint: unique(&wording::name(&finding.id), seen),
        severity: severity(finding),
        location: Location { path, lines: Lines { begin } },
    }
}

fn gap(gap: &Gap, seen: &mut BTreeSet<String>) -> Entry {
    let Gap { place, kinds, why } = gap;
    let kinds = wording::some_of(kinds, 20);
    // Without the kinds: one more that is denied for the same reason is not another problem.
    let name = Digest::of(format!("{GAP}\n{place}\n{why}")).to_string();
    let description = wording::sentence(&format!("not read: {place} {kinds}: {why}"));
    about_the_run(GAP, description, unique(&name, seen))
}

fn about_the_run(check: &str, description: String, fingerprint: String) -> Entry {
    let (path, begin) = wording::unwritten();
    Entry {
        description,
        check_name: check.to_owned(),
        fingerprint,
        severity: "critical",
        location: Location { path: path.to_owned(), lines: Lines { begin } },
    }
}

/// What somebody approved is told, and never alarms.
fn severity(finding: &Finding) -> &'static str {
    if !wording::is_unauthorized(finding) {
        return "info";
    }
    match wording::severity(finding) {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}

/// A name that no entry before has. Findings have such names already, unless somebody edited the saved report.
fn unique(name: &str, seen: &mut BTreeSet<String>) -> String {
    let mut unique = name.to_owned();
    let mut number = 1_u64;
    while unique.is_empty() || !seen.insert(unique.clone()) {
        number += 1;
        unique = format!("{name}-{number}");
    }
    unique
}

/// A path as GitLab wants it, when it stays inside the folder that it starts from.
fn in_repository(file: &str) -> Option<String> {
    if file.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| wording::name(&parts.join("/")))
}

#[cfg(test)]
pub(super) use tests::check;

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jsonschema::Validator;
    use serde_json::Value;

    use super::super::{hostile, sample};
    use super::{Report, in_repository, render, wording};

    static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
        let text = include_str!("../../tests/schemas/gitlab-code-quality.json");
        jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
    });

    /// What the documentation asks for, and that nothing is merged or lost.
    pub(in super::super) fn check(report: &Report) -> Vec<Value> {
        let text = render(report);
        let list: Value = serde_json::from_str(&text).unwrap();
        if let Err(error) = SCHEMA.validate(&list) {
            panic!("{}: {error}\n{text}", error.instance_path());
        }
        let list = list.as_array().unwrap().clone();
        assert_eq!(
            list.len(),
            report.findings.len()
                + wording::gaps(report).len()
                + usize::from(wording::is_empty(report))
        );
        let mut names: Vec<&str> =
            list.iter().map(|one| one["fingerprint"].as_str().unwrap()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), list.len(), "{text}");
        list
    }

    #[test]
    fn everything_there_is_to_tell() {
        check(&sample::report());
        insta::assert_snapshot!(render(&sample::report()));
    }

    #[test]
    fn a_clean_run_is_an_empty_list() {
        assert_eq!(render(&sample::clean()), "[]\n");
    }

    #[test]
    fn nothing_in_scope_is_not_clean() {
        let mut report = sample::clean();
        report.coverage.clear();
        let list = check(&report);
        assert_eq!(list[0]["check_name"], "nothing-in-scope");
        assert_eq!(list[0]["severity"], "critical");
    }

    #[test]
    fn what_was_not_read_is_never_an_empty_list() {
        let mut report = sample::report();
        report.findings.clear();
        let list = check(&report);
        assert!(!list.is_empty());
        assert!(
            list.iter()
                .all(|one| one["check_name"] == "coverage-gap" && one["severity"] == "critical")
        );
    }

    #[test]
    fn a_fingerprint_is_the_finding() {
        let mut report = hostile::many(3);
        report.coverage.clear();
        let of = |report: &Report| -> Vec<Value> {
            check(report).iter().map(|one| one["fingerprint"].clone()).collect()
        };
        assert_eq!(of(&report), ["0000000000000000", "0000000000000001", "0000000000000002"]);
        report.findings[0].id = "0000000000000001-2".to_owned();
        report.findings[1].id.clear();
        report.findings[2].id = "0000000000000001".to_owned();
        let again = report.findings[2].clone();
        report.findings.push(again);
        assert_eq!(
            of(&report),
            ["0000000000000001-2", "-2", "0000000000000001", "0000000000000001-3"]
        );
    }

    #[test]
    fn a_path_stays_in_the_repository() {
        let path = |text| in_repository(text).unwrap_or_default();
        assert_eq!(path("./a//b/../c.json"), "a/c.json");
        assert_eq!(path("a/b.json"), "a/b.json");
        for outside in ["/srv/a.json", "../a.json", "a/../../b", ".", "a/.."] {
            assert_eq!(path(outside), "", "{outside}");
        }
    }
}
