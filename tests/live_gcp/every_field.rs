//! Every field that Google documents comes through Google's crates as it came.
//!
//! The fixtures are made from Google's own description and hold the name of each field as its value; where that is none of
//! the type that the description gives in a format, there is another here, the same in the dump and in the simulator.

use serde_json::{Value, json};

use super::cloudsim::gcp::store::Project;
use super::cloudsim::{Cloud, Estate};
use super::place::{Place, coverage};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/gcp/every-field");

/// The answers in a folder of the fixtures, each with the name of its file.
fn answers(folder: &str) -> Vec<(String, Value)> {
    let files = std::fs::read_dir(format!("{FIXTURES}/{folder}")).unwrap();
    let mut answers: Vec<(String, Value)> = files
        .map(|file| {
            let path = file.unwrap().path();
            let mut answer = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            typed(&mut answer);
            (path.file_stem().unwrap().to_string_lossy().into_owned(), answer)
        })
        .collect();
    answers.sort_by(|a, b| a.0.cmp(&b.0));
    answers
}

/// Gives values of their formats to what is a number, bytes, or a sort of thing in a text.
fn typed(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(typed),
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), &value) {
                    ("kind", Value::String(_)) => *value = json!("compute#thing"),
                    (field, Value::String(text)) if field == text => {
                        if NUMBERS.contains(&field) {
                            *value = json!("18446744073709551");
                        } else if BYTES.contains(&field)
                            || field.to_lowercase().ends_with("fingerprint")
                        {
                            *value = json!("Ynl0ZXM=");
                        }
                    }
                    _ => typed(value),
                }
            }
        }
        _ => {}
    }
}

/// Fields that are numbers of 64 bits, in a text.
const NUMBERS: &[&str] = &[
    "diskSizeGb",
    "high",
    "id",
    "low",
    "provisionedIops",
    "provisionedThroughput",
    "seconds",
    "totalAllocatedIp",
    "totalFreeIp",
];
/// Fields that are bytes, in a text; and every fingerprint.
const BYTES: &[&str] = &["content"];

/// What lists a collection, where each of it lies.
fn put(project: Project, call: &str, answer: &Value) -> Project {
    let all = |project: Project, collection: &str, place: &str| {
        let items = answer["items"].as_array().unwrap();
        items.iter().fold(project, |project, thing| project.put_in(place, collection, thing))
    };
    match call {
        "addresses-list" => all(project, "addresses", "regions/europe-west1"),
        "firewall-rules-list" => all(project, "firewalls", "global"),
        "instances-list" => all(project, "instances", "zones/europe-west1-b"),
        "networks-list" => all(project, "networks", "global"),
        "routes-list" => all(project, "routes", "global"),
        "subnets-list" => all(project, "subnetworks", "regions/europe-west1"),
        "get-effective-firewalls.shop" => project.effective("shop", answer),
        "network-firewall-policies-describe.edge" | "firewall-policies-describe.1" => {
            project.put("firewallPolicies", answer)
        }
        "network-firewall-policies-describe.regional" => {
            project.put_in("regions/europe-west1", "firewallPolicies", answer)
        }
        "logging-sinks-list" => {
            let own = ["_Default", "_Required"];
            let project =
                own.iter().fold(project, |project, name| project.without("global", "sinks", name));
            let sinks = answer["sinks"].as_array().unwrap();
            sinks.iter().fold(project, |project, sink| project.put("sinks", sink))
        }
        "projects-get-ancestors" => project.under(&["folders/7"]),
        other => panic!("{other} is new"),
    }
}

#[test]
fn every_field_is_the_same_live_and_from_a_dump() {
    let scopes = [("shop", "project"), ("organizations/1", "organization")];
    let mut estate = Estate::default();
    let mut dumps = Vec::new();
    for (scope, folder) in scopes {
        for (call, mut answer) in answers(folder) {
            if call == "projects-get-ancestors" {
                answer = json!([{"id": "shop", "type": "project"}, {"id": "7", "type": "folder"}]);
            }
            if call.contains("firewall-policies-describe") {
                answer["kind"] = "compute#firewallPolicy".into();
            }
            estate = estate.gcp(scope, |project| put(project, &call, &answer));
            dumps.push((format!("dump/gcp/{scope}"), format!("{call}.json"), answer));
        }
    }
    let cloud = Cloud::start(estate);
    let place = Place::before(&cloud, "");
    for (folder, name, answer) in dumps {
        std::fs::create_dir_all(place.at(&folder)).unwrap();
        std::fs::write(place.at(&folder).join(name), answer.to_string()).unwrap();
    }
    let offline = place.snapshot("--live dump:dump", 0);
    for (scope, _) in scopes {
        let scope = format!("gcp:{scope}");
        // Each by itself, so that nothing is left to the other.
        let live = place.snapshot(&format!("--live live:{scope}"), 0);
        let kinds = offline["scopes"][&scope]["kinds"].as_object().unwrap();
        for (kind, read) in kinds {
            let word = kind.strip_prefix("gcp.").unwrap();
            let (status, reason) = coverage(&live, &scope, word);
            assert_eq!(read["coverage"]["status"], status, "{kind}: {reason}\n{read:#}");
            if word != "effective-firewalls" {
                let found = &live["scopes"][&scope]["kinds"][kind]["resources"];
                assert_eq!(&read["resources"], found, "{kind}: {reason}");
            }
        }
    }
}
