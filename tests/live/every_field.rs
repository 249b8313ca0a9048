//! Every field that AWS documents, once as `aws` prints it and once as AWS sends it: both become the same resources.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::account::{self, ACCOUNT};
use super::http::Answer;
use super::place::{Place, serve};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/aws/every-field");

/// What the SDK does not know yet, although the vendor's model does.
const UNKNOWN: [&str; 2] = ["ApiGatewayV2", "GlobalAccelerator"];

/// The bodies of the answers, by file name without `.json`.
fn bodies() -> BTreeMap<String, String> {
    let venv = std::env::var_os("DRIFTWALL_TEST_VENV").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.build/venv")),
        PathBuf::from,
    );
    let output = Command::new(venv.join("bin/python"))
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/live/wire.py"))
        .arg(FIXTURES)
        .output()
        .expect("`make test` installs what this test needs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// `DescribeVpcs` → `describe-vpcs`
fn subcommand(action: &str) -> String {
    let mut words = String::new();
    for c in action.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push('-');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}

/// The fixtures as a dump, without what the SDK can't know.
fn dump(place: &Place) {
    let folder = place.at(&format!("dump/aws/{ACCOUNT}/eu-west-1"));
    std::fs::create_dir_all(&folder).unwrap();
    for entry in std::fs::read_dir(FIXTURES).unwrap() {
        let path = entry.unwrap().path();
        let mut answer: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        forget(&mut answer);
        std::fs::write(folder.join(path.file_name().unwrap()), answer.to_string()).unwrap();
    }
}

fn forget(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !UNKNOWN.contains(&name.as_str()));
            fields.values_mut().for_each(forget);
        }
        Value::Array(items) => items.iter_mut().for_each(forget),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_documented_field_comes_through() {
    let bodies = bodies();
    let place = Place::new(serve(move |asked| {
        let call = subcommand(&asked.action);
        let about = asked.about.as_ref().map(|id| format!("{call}.{id}"));
        let found = about.and_then(|name| bodies.get(&name)).or_else(|| {
            let starts = |name: &&String| **name == call || name.starts_with(&format!("{call}."));
            bodies.iter().find(|(name, _)| starts(name)).map(|(_, body)| body)
        });
        found.map_or_else(|| account::answer(asked), |body| Answer::Whole(200, body.clone()))
    }));
    dump(&place);
    let scope = format!("aws:{ACCOUNT}/eu-west-1");
    let kinds = |line: String| {
        // What the fixtures hold is odd in places, which is told on either way.
        let run = place.run(&format!("snapshot --live {line} --allow-incomplete")).ends_with(0);
        let snapshot: Value = serde_json::from_str(&run.stdout).unwrap();
        snapshot["scopes"][&scope]["kinds"].as_object().unwrap().clone()
    };
    let live = kinds(format!("live:{scope}"));
    let dump = kinds("dump:dump".to_owned());
    assert_eq!(dump.len(), 15);
    for (kind, reading) in &dump {
        assert!(!reading["resources"].as_object().unwrap().is_empty(), "{kind} has no fixture");
        for part in ["resources", "coverage"] {
            let of = |reading: &Value| match part {
                "coverage" => reading[part]["status"].to_string(),
                _ => format!("{:#}", reading[part]),
            };
            assert_eq!(of(&live[kind]), of(reading), "{kind}: {part}");
        }
    }
}
