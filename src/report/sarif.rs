//! `sarif`: SARIF 2.1.0 for code scanning, within what GitHub accepts.
//!
//! GitHub refuses a whole file when one result has no file, so a result points at the line of the baseline that holds the
//! approved state, else at the configuration. Every rule is declared, also those that found nothing. A result is never
//! left out for its level; past 25,000 the rest is counted in a notification, worst first. What could not be read is a
//! notification of the run, which is then not a successful one.

mod model;
mod rules;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use self::model::*;
use self::rules::Rules;
use super::authority;
use super::fields;
use super::neutral;
use super::v1::{Finding, Incident, Report};
use super::wording;
use crate::model::Severity;

/// The most results GitHub takes from one run.
const MOST: usize = 25_000;
/// The folder that relative paths start from; whoever reads the file knows where that is.
const ROOT: &str = "%SRCROOT%";
/// What stays as it is in a path.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

pub(super) fn render(report: &Report) -> String {
    let findings = wording::worst_first(report);
    let rules = Rules::of(&findings);
    let suppressed = findings.iter().any(|finding| !wording::is_unauthorized(finding));
    let results = findings
        .iter()
        .take(MOST)
        .map(|finding| result(finding, rules.index(&finding.code), suppressed))
        .collect();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: vec![Run {
            tool: Tool { driver: driver(report, rules.declared) },
            automation_details: AutomationDetails {
                id: format!("driftwall/{}/", plain(&report.run.command)),
            },
            invocations: vec![invocation(report, findings.len().saturating_sub(MOST))],
            original_uri_base_ids: [(
                ROOT,
                UriBase { description: message("The folder that driftwall was run in") },
            )]
            .into(),
            column_kind: "unicodeCodePoints",
            results,
            properties: stories(report),
        }],
    };
    // The types have text keys and no custom serializers, the only two ways in which this can fail.
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    neutral::json(&text)
}

/// What belongs together; the standard has no place of its own for it.
fn stories(report: &Report) -> Option<RunProperties> {
    let story = |incident: &Incident| Story {
        id: plain(&incident.id),
        code: plain(&incident.code),
        severity: plain(&incident.severity),
        title: wording::sentence(&incident.title),
        findings: incident.findings.iter().map(|id| plain(id)).collect(),
    };
    let incidents: Vec<Story> = report.incidents.iter().map(story).collect();
    (!incidents.is_empty()).then_some(RunProperties { incidents })
}

fn driver(report: &Report, rules: Vec<Descriptor>) -> Driver {
    let version = plain(&report.run.version);
    let numbers = version.split('.').filter(|part| part.parse::<u64>().is_ok()).count();
    let notification = |id: &str, text: &str, level| Descriptor {
        id: id.to_owned(),
        short_description: message(text),
        full_description: None,
        help: None,
        default_configuration: Configuration { level },
        properties: None,
    };
    Driver {
        name: "driftwall",
        semantic_version: (numbers == 3 && version.split('.').count() == 3)
            .then(|| version.clone()),
        version,
        short_description: message("Compares every cloud firewall with the one you approved"),
        rules,
        notifications: vec![
            notification(
                GAP.id,
                "Something that should have been read could not be read",
                Level::Error,
            ),
            notification(
                LEFT_OUT.id,
                "Results were left out because there are too many",
                Level::Warning,
            ),
        ],
    }
}

/// The kinds of notification, with their place in the driver's list.
const GAP: Reference = Reference { id: "coverage-gap", index: 0 };
const LEFT_OUT: Reference = Reference { id: "results-left-out", index: 1 };

fn invocation(report: &Report, left_out: usize) -> Invocation {
    let mut notifications: Vec<Notification> = wording::gaps(report)
        .into_iter()
        .map(|gap| Notification {
            descriptor: GAP,
            level: Level::Error,
            message: message(&neutral::sarif(&format!(
                "not read: {} {}: {}",
                gap.place,
                wording::some_of(&gap.kinds, 20),
                gap.why
            ))),
        })
        .collect();
    if left_out > 0 {
        notifications.push(Notification {
            descriptor: LEFT_OUT,
            level: Level::Warning,
            message: message(&format!(
                "{left_out} more findings are not in this file, which holds the worst {MOST}"
            )),
        });
    }
    let complete = !report.coverage.iter().any(|entry| entry.incomplete);
    Invocation {
        execution_successful: complete && matches!(report.exit_code, 0 | 1 | 5),
        exit_code: report.exit_code,
        start_time_utc: report.run.started.to_string(),
        end_time_utc: report.run.finished.to_string(),
        tool_execution_notifications: notifications,
    }
}

fn result(finding: &Finding, rule_index: u64, suppressed: bool) -> SarifResult {
    // When one result has this list, the standard wants all to have it; an empty one means "not suppressed".
    let suppressions = suppressed.then(|| {
        let said = authority::lines(finding, true);
        let suppression = |justification: &str| {
            let said = said.iter().map(|line| neutral::sarif(line)).collect::<Vec<_>>().join("; ");
            let justification = if said.is_empty() { justification.to_owned() } else { said };
            vec![Suppression { kind: "external", status: "accepted", justification }]
        };
        match finding.verdict.as_str() {
            "waived" => suppression("waived"),
            "authorized" => suppression("inside a valid grant"),
            _ => Vec::new(),
        }
    });
    SarifResult {
        rule_id: plain(&finding.code),
        rule_index,
        level: level(wording::severity(finding)),
        message: message(&said(finding)),
        locations: vec![location(finding)],
        partial_fingerprints: [("driftwallFinding/v1", plain(&finding.id))].into(),
        baseline_state: "new",
        suppressions,
        properties: ResultProperties {
            severity: plain(&finding.severity),
            verdict: plain(&finding.verdict),
            attribution: plain(&finding.attribution),
            scope: plain(&finding.scope),
        },
    }
}

/// The sentence, where it is, and the first lines of the change. The first line stands alone where there is little room.
fn said(finding: &Finding) -> String {
    let mut lines = vec![wording::sentence(&finding.title)];
    let resource = wording::resource(finding).map(|text| format!("  {text}")).unwrap_or_default();
    lines.push(format!("{}{resource}", wording::place(&finding.scope)));
    lines.extend(fields::plain(finding));
    lines.iter().map(|line| neutral::sarif(line)).collect::<Vec<_>>().join("\n")
}

fn location(finding: &Finding) -> Location {
    let (file, line) = wording::location(finding);
    let encoded = utf8_percent_encode(file.trim_start_matches("./"), PATH).to_string();
    let artifact_location = if file.starts_with('/') {
        ArtifactLocation { uri: format!("file://{encoded}"), uri_base_id: None }
    } else {
        ArtifactLocation { uri: encoded, uri_base_id: Some(ROOT) }
    };
    let logical_locations = finding
        .resource
        .iter()
        .map(|resource| LogicalLocation {
            name: wording::name(resource.name.as_ref().unwrap_or(&resource.id)),
            fully_qualified_name: wording::name(&format!(
                "{}/{}/{}",
                finding.scope, resource.kind, resource.id
            )),
            kind: "resource",
        })
        .collect();
    Location {
        physical_location: PhysicalLocation {
            artifact_location,
            region: Region { start_line: line },
        },
        logical_locations,
    }
}

const fn level(severity: Severity) -> Level {
    match severity {
        Severity::Critical | Severity::High => Level::Error,
        Severity::Medium => Level::Warning,
        Severity::Low | Severity::Info => Level::Note,
    }
}

fn message(text: &str) -> Message {
    Message { text: text.to_owned() }
}

fn plain(text: &str) -> String {
    wording::name(text)
}

#[cfg(test)]
pub(super) use tests::check;

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jsonschema::Validator;
    use serde_json::Value;

    use super::super::{hostile, sample};
    use super::{MOST, Report, render};

    static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
        let text = include_str!("../../tests/schemas/sarif-2.1.0.json");
        // The published pattern for a language holds a stray `]`, which is no regular expression here.
        let text = text.replace("{2}]?$", "{2}$");
        jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
    });

    /// The standard's schema, and what GitHub demands besides.
    pub(in super::super) fn check(report: &Report) -> Value {
        let text = render(report);
        let log: Value = serde_json::from_str(&text).unwrap();
        if let Err(error) = SCHEMA.validate(&log) {
            panic!("{}: {error}\n{text}", error.instance_path());
        }
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), report.findings.len().min(MOST));
        for rule in rules {
            let properties = &rule["properties"];
            assert!(properties["tags"].as_array().unwrap().len() <= 20);
            let score: f64 = properties["security-severity"].as_str().unwrap().parse().unwrap();
            assert!((0.0..=10.0).contains(&score));
        }
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(!uri.is_empty());
            assert!(uri.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"{}|\\^`#?".contains(&b)));
            assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
            assert!(!result["message"]["text"].as_str().unwrap().contains("]("));
        }
        log
    }

    #[test]
    fn everything_there_is_to_tell() {
        let log = check(&sample::report());
        let run = &log["runs"][0];
        // Without the indices, which move when a rule is added.
        let text = serde_json::to_string_pretty(&[&run["invocations"], &run["results"]]).unwrap();
        let lines = text.lines().filter(|line| !line.contains("\"ruleIndex\""));
        insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn every_rule_is_declared() {
        let log = check(&sample::clean());
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
        let codes: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        let table: Vec<&str> = crate::findings::RULES.iter().map(|rule| rule.code).collect();
        assert_eq!(codes, table);
        assert!(rules.iter().all(|rule| rule["help"]["markdown"].is_string()));
    }

    #[test]
    fn a_gap_is_an_unsuccessful_run() {
        let run = |report| check(&report)["runs"][0]["invocations"][0].clone();
        assert_eq!(run(sample::clean())["executionSuccessful"], true);
        let gap = run(sample::report());
        assert_eq!(gap["executionSuccessful"], false);
        let notes = gap["toolExecutionNotifications"].as_array().unwrap();
        assert_eq!(notes[0]["descriptor"]["id"], "coverage-gap");
    }

    #[test]
    fn the_worst_are_kept() {
        let mut report = hostile::many(MOST + 1);
        report.findings[0].severity = "info".to_owned();
        let text = render(&report);
        let log: Value = serde_json::from_str(&text).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["results"].as_array().unwrap().len(), MOST);
        assert!(run["results"].as_array().unwrap().iter().all(|one| one["level"] == "error"));
        assert_eq!(
            run["invocations"][0]["toolExecutionNotifications"][1]["message"]["text"],
            "1 more findings are not in this file, which holds the worst 25000"
        );
    }
}
