//! Answers that others recorded: they are not ours to copy, so the test is silent where they are not.

use serde_json::Value;

use super::{answer, durable, kind, read_as};
use crate::model::Status;

/// The answers that cloud-custodian recorded, each with its file.
fn recordings() -> Vec<(String, Value)> {
    let corpora = std::env::var("DRIFTWALL_CORPORA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora").to_owned());
    let Ok(folder) = std::fs::read_dir(format!("{corpora}/azure/nsg-recordings")) else {
        return Vec::new();
    };
    let mut answers = Vec::new();
    for entry in folder {
        let path = entry.unwrap().path();
        let cassette: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        for interaction in cassette["interactions"].as_array().unwrap() {
            answers.push((name.clone(), interaction["response"]["body"]["data"].clone()));
        }
    }
    answers
}

#[test]
fn recorded_groups_are_read_without_a_gap() {
    for (name, recorded) in recordings() {
        let first = recorded["value"][0]["id"].as_str().unwrap();
        let subscription = first.split('/').nth(2).unwrap();
        let reading =
            read_as(&format!("azure:{subscription}"), vec![answer("nsg-list", &recorded)]);
        let groups = kind(&reading, "nsg");
        assert_eq!(
            (groups.coverage.status, &groups.coverage.reason),
            (Status::Complete, &None),
            "{name}"
        );
        assert_eq!(groups.resources.len(), recorded["value"].as_array().unwrap().len(), "{name}");
        let group = durable(groups, &first.to_lowercase());
        let rules =
            |direction: &str| -> Vec<Value> { group[direction].as_array().unwrap().clone() };
        // Every group is born with three rules for each direction, and they are judged last.
        for direction in ["inbound", "outbound"] {
            let rules = rules(direction);
            let priorities: Vec<i64> =
                rules.iter().map(|rule| rule["priority"].as_i64().unwrap()).collect();
            assert!(priorities.is_sorted(), "{name}");
            assert!(priorities.ends_with(&[65000, 65001, 65500]), "{name}: {priorities:?}");
            let own = rules.iter().filter(|rule| rule["default"] != true).count();
            assert_eq!(own, rules.len() - 3, "{name}");
        }
        let written = recorded["value"][0]["properties"]["securityRules"].as_array().unwrap().len();
        assert_eq!(written + 6, rules("inbound").len() + rules("outbound").len(), "{name}");
    }
}
