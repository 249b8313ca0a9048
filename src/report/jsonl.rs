//! `jsonl`: one object a line, each saying in `type` what it is.
//!
//! `run` comes first and `summary` last, so that a stream without a `summary` is known to be cut. Between them come
//! `coverage`, `finding` (worst first) and `incident` lines, with the fields they have in `json`.

use serde::Serialize;

use super::neutral;
use super::v1::{Compared, CoverageEntry, Finding, Incident, Report, Run, SchemaName, Summary};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Run { schema: SchemaName, run: &'a Run, compared: &'a Compared },
    Coverage(&'a CoverageEntry),
    Finding(&'a Finding),
    Incident(&'a Incident),
    Summary { exit_code: u8, summary: &'a Summary },
}

pub(super) fn render(report: &Report) -> String {
    let Report { schema, run, exit_code, summary, compared, coverage, findings, incidents } =
        report;
    let mut out = String::new();
    let lines = std::iter::once(Line::Run { schema: *schema, run, compared })
        .chain(coverage.iter().map(Line::Coverage))
        .chain(findings.iter().map(Line::Finding))
        .chain(incidents.iter().map(Line::Incident))
        .chain(std::iter::once(Line::Summary { exit_code: *exit_code, summary }));
    for line in lines {
        // The types have text keys and no custom serializers, the only two ways in which this can fail.
        out.push_str(&neutral::json(&serde_json::to_string(&line).unwrap_or_default()));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::sample;
    use super::render;

    #[test]
    fn every_line_says_what_it_is() {
        let report = sample::report();
        let lines: Vec<Value> =
            render(&report).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let count = |kind: &str| lines.iter().filter(|line| line["type"] == kind).count();
        assert_eq!(lines.first().unwrap()["type"], "run");
        assert_eq!(lines.last().unwrap()["type"], "summary");
        assert_eq!(count("coverage"), report.coverage.len());
        assert_eq!(count("finding"), report.findings.len());
    }
}
