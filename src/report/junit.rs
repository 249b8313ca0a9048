//! `junit`: for the test tab of a build.
//!
//! A suite is a scope and a case is a kind that was read, so that a run without findings still shows what it looked at. A finding
//! that nobody approved is a failure of its own case; one that is a note, authorized or waived passes. A kind that
//! could not be read is an error, one that nobody asked for is skipped.

use std::collections::BTreeMap;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use super::fields;
use super::v1::{CoverageEntry, Finding, Report};
use super::wording;
use crate::model::Severity;

pub(super) fn render(report: &Report) -> String {
    let mut suites: BTreeMap<&str, Vec<TestCase>> = BTreeMap::new();
    for entry in &report.coverage {
        suites.entry(&entry.scope).or_default().push(kind(entry));
    }
    for finding in &report.findings {
        suites.entry(&finding.scope).or_default().push(case(finding));
    }
    let mut junit = Junit::new("driftwall");
    junit.set_time(duration(report));
    for (scope, cases) in suites {
        let mut suite = TestSuite::new(wording::name(scope));
        suite.set_time(Duration::ZERO);
        // An attribute of our own making: the crate takes times of another clock crate only.
        let started = report.run.started.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        suite.extra.insert("timestamp".into(), started.into());
        suite.add_test_cases(cases);
        junit.add_test_suite(suite);
    }
    // It fails for a writer that fails, and this one is memory.
    let mut text = junit.to_string().unwrap_or_default();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    without_total_of_skipped(&text)
}

/// The published schema knows no `skipped` of all suites together, only that of each suite.
fn without_total_of_skipped(text: &str) -> String {
    let opening = text.find("<testsuites").unwrap_or(text.len());
    let end =
        text.get(opening..).and_then(|rest| rest.find('>')).map_or(opening, |at| opening + at);
    let (before, after) = text.split_at(end);
    let Some((head, rest)) = before.split_once(" skipped=\"") else { return text.to_owned() };
    let rest = rest.split_once('"').map_or("", |(_, rest)| rest);
    format!("{head}{rest}{after}")
}

fn duration(report: &Report) -> Duration {
    report.run.finished.duration_since(report.run.started).try_into().unwrap_or_default()
}

/// The case that a kind was read.
fn kind(entry: &CoverageEntry) -> TestCase {
    let why = wording::why(&entry.status, entry.reason.as_deref());
    let status = if entry.incomplete {
        unsuccessful(NonSuccessKind::Error, &entry.status, &why)
    } else {
        match entry.status.as_str() {
            "complete" | "absent" => TestCaseStatus::success(),
            // Also what failed and that the run can do without: not an error, and not a pass either.
            _ => {
                let mut status = TestCaseStatus::skipped();
                status.set_message(why.as_str());
                status
            }
        }
    };
    let passed = matches!(status, TestCaseStatus::Success { .. });
    let mut case = named(&wording::name(&entry.kind), &entry.scope, status);
    if passed {
        let read = wording::count(entry.count, "resource", "resources");
        let said = if entry.reason.is_some() || entry.status != "complete" {
            format!("{read}; {why}")
        } else {
            read
        };
        case.set_system_out(said);
    }
    case
}

/// The case of a finding.
fn case(finding: &Finding) -> TestCase {
    let sentence = wording::sentence(&finding.title);
    let counts = wording::is_unauthorized(finding) && wording::severity(finding) > Severity::Info;
    let status = if counts {
        let mut status = unsuccessful(NonSuccessKind::Failure, &finding.severity, &sentence);
        status.set_description(description(finding));
        status
    } else {
        TestCaseStatus::success()
    };
    // The id is in the name because two findings of one resource and code are two cases.
    let id: String = finding.id.chars().take(16).collect();
    let resource = wording::resource(finding).map(|text| format!(" {text}")).unwrap_or_default();
    let name = format!("{}{resource} [{}]", wording::name(&finding.code), wording::name(&id));
    let mut case = named(&name, &finding.scope, status);
    if !counts {
        let (severity, verdict) =
            (wording::name(&finding.severity), wording::name(&finding.verdict));
        case.set_system_out(format!("{severity}, {verdict}: {sentence}\n{}", description(finding)));
    }
    case
}

fn unsuccessful(kind: NonSuccessKind, ty: &str, message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(wording::name(ty)).set_message(message);
    status
}

fn named(name: &str, scope: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(wording::name(scope)).set_time(Duration::ZERO);
    case
}

/// The change in lines, and where the approved state is written.
fn description(finding: &Finding) -> String {
    let mut lines = fields::plain(finding);
    if let Some(place) = &finding.baseline {
        lines.push(format!("baseline {}:{}", wording::name(&place.file), place.line));
    }
    lines.push(format!("id {}", wording::name(&finding.id)));
    lines.join("\n")
}

#[cfg(test)]
pub(super) use tests::check;

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::{Report, render};

    /// The tags, in order, each without its `<` and `>`, for a document without CDATA and comments.
    fn tags(xml: &str) -> Vec<&str> {
        xml.split('<').skip(1).map(|tag| tag.split_once('>').unwrap().0).collect()
    }

    /// The counts and the nesting that readers of this format rely on.
    pub(in super::super) fn check(report: &Report) {
        let xml = render(report);
        let tags = tags(&xml);
        assert_eq!(tags[0], "?xml version=\"1.0\" encoding=\"UTF-8\"?");
        assert!(tags[1].starts_with("testsuites "), "{xml}");
        let count = |tag: &str| {
            let open = format!("{tag} ");
            tags.iter().filter(|one| **one == tag || one.starts_with(&open)).count()
        };
        assert_eq!(count("testcase"), report.findings.len() + report.coverage.len(), "{xml}");
        let mut open: Vec<&str> = Vec::new();
        for tag in &tags[1..] {
            let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
            let parent = open.last().copied();
            if tag.starts_with('/') {
                assert_eq!(open.pop(), Some(name), "{xml}");
                continue;
            }
            let expected: &[Option<&str>] = match name {
                "testsuites" => &[None],
                "testsuite" => &[Some("testsuites")],
                "testcase" => &[Some("testsuite")],
                "failure" | "error" | "skipped" | "system-out" => &[Some("testcase")],
                other => panic!("unexpected `{other}` in {xml}"),
            };
            assert!(expected.contains(&parent), "{name} in {parent:?}: {xml}");
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{xml}");
        assert!(!xml.contains("<!") && !xml.contains("]]>"), "{xml}");
    }

    #[test]
    fn everything_there_is_to_tell() {
        insta::assert_snapshot!(render(&sample::report()));
    }

    #[test]
    fn a_clean_run_shows_what_was_read() {
        let xml = render(&sample::clean());
        assert!(xml.contains(r#"tests="2" failures="0" errors="0""#), "{xml}");
    }
}
