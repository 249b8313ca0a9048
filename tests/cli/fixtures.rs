//! The cases are complete: every code has one, and every one can be read.

use std::collections::BTreeSet;
use std::path::PathBuf;

use driftwall::findings::RULES;
use serde_json::Value;

fn cases() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

fn report(case: &std::path::Path) -> Value {
    let text = std::fs::read_to_string(case.join("expected/report.json"));
    serde_json::from_str(&text.unwrap_or_else(|error| panic!("{}: {error}", case.display())))
        .unwrap()
}

#[test]
fn every_code_is_in_a_case() {
    let mut told = BTreeSet::new();
    for case in cases() {
        for finding in report(&case)["findings"].as_array().unwrap() {
            told.insert(finding["code"].as_str().unwrap().to_owned());
        }
    }
    let missing: Vec<&str> =
        RULES.iter().map(|rule| rule.code).filter(|code| !told.contains(*code)).collect();
    assert!(missing.is_empty(), "add a case to tests/cases for {missing:?}");
}

#[test]
fn every_case_has_all_its_files() {
    let mut exits = BTreeSet::new();
    for case in cases() {
        for file in ["README.md", "baseline", "live", "expected/text", "expected/exit"] {
            assert!(case.join(file).exists(), "{} lacks {file}", case.display());
        }
        let exit = std::fs::read_to_string(case.join("expected/exit")).unwrap();
        assert_eq!(report(&case)["exit_code"].to_string(), exit.trim(), "{}", case.display());
        exits.insert(exit);
    }
    assert!(exits.len() >= 3, "clean, drift and incomplete: {exits:?}");
}

#[test]
fn a_case_that_says_quiet_is_quiet() {
    for case in cases() {
        let about = std::fs::read_to_string(case.join("README.md")).unwrap();
        let quiet = report(&case)["findings"] == Value::Array(Vec::new());
        assert_eq!(quiet, about.to_lowercase().contains("quiet"), "{}", case.display());
    }
}
