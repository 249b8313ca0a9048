//! `json`: the whole report as one document, and the way back.
//!
//! A report that was saved in this format prints in any other as if the run itself had printed it.

use serde_json::Value;

use super::neutral;
use super::v1::Report;

/// Why a text is not a report that can be printed.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is not JSON.
    #[error("not JSON: {0}")]
    NotJson(#[source] serde_json::Error),
    /// It is JSON, and no report.
    #[error("not a report: expected `\"schema\": \"driftwall.report/v1\"`, found {found}")]
    NotAReport {
        /// What its `schema` says.
        found: String,
    },
    /// A later driftwall wrote it.
    #[error(
        "the report has schema `driftwall.report/v{found}`, and this driftwall reads up to v1; use a newer driftwall"
    )]
    Newer {
        /// Its major version.
        found: u64,
    },
    /// It says that it is a report, and it does not have a report's fields.
    #[error("a damaged report, or one from a newer driftwall: {0}")]
    Invalid(#[source] serde_json::Error),
}

pub(super) fn render(report: &Report) -> String {
    // The types have text keys and no custom serializers, the only two ways in which this can fail.
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    neutral::json(&text)
}

/// Reads what the `json` format wrote.
///
/// # Errors
/// [`ReadError`] says what it is instead. The caller names the file.
pub fn read(text: &str) -> Result<Report, ReadError> {
    let text = text.trim_start_matches('\u{feff}');
    match serde_json::from_str(text) {
        Ok(report) => Ok(report),
        Err(error) => Err(explain(text, error)),
    }
}

/// Why it did not read, the most telling reason first.
fn explain(text: &str, error: serde_json::Error) -> ReadError {
    let document: Value = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => return ReadError::NotJson(error),
    };
    let found = match document.get("schema") {
        None => return ReadError::NotAReport { found: "none".to_owned() },
        Some(Value::String(schema)) => schema,
        Some(other) => {
            return ReadError::NotAReport { found: neutral::short(&other.to_string(), 60) };
        }
    };
    match found.strip_prefix("driftwall.report/v").and_then(|major| major.parse().ok()) {
        Some(1) => ReadError::Invalid(error),
        Some(major) if major > 1 => ReadError::Newer { found: major },
        _ => ReadError::NotAReport { found: format!("`{}`", neutral::short(found, 60)) },
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_report_reads_back() {
        let report = sample::report();
        let text = render(&report);
        assert!(text.starts_with("{\n  \"schema\": \"driftwall.report/v1\",\n  \"run\": {"));
        assert!(text.ends_with("}\n"));
        assert_eq!(read(&text).unwrap(), report);
    }

    #[test]
    fn what_is_no_report_is_named() {
        for (text, message) in [
            ("{", "not JSON: EOF while parsing an object at line 1 column 1"),
            ("[]", "not a report: expected `\"schema\": \"driftwall.report/v1\"`, found none"),
            (
                r#"{"schema":"driftwall.snapshot/v1"}"#,
                "not a report: expected `\"schema\": \"driftwall.report/v1\"`, found `driftwall.snapshot/v1`",
            ),
            (
                r#"{"schema":"driftwall.report/v2"}"#,
                "the report has schema `driftwall.report/v2`, and this driftwall reads up to v1; use a newer driftwall",
            ),
            (
                r#"{"schema":"driftwall.report/v1"}"#,
                "a damaged report, or one from a newer driftwall: missing field `run` at line 1 column 32",
            ),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), message);
        }
    }
}
