//! Of kinds that moto does not know as well: every command line that is printed is one that `aws` takes, with every option and every field.
//!
//! `--generate-cli-skeleton output` makes `aws` check what it would send, and send nothing.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::binary::Driftwall;
use super::emulator;
use super::warm::{NO_CALLS, Warm};

#[test]
fn every_command_line_is_one_that_aws_takes() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path();
    let venv = emulator::programs(&["aws", "python"]);
    let warm = Warm::start(&venv, "http://127.0.0.1:9", place, NO_CALLS);
    let bin = checking(&warm.bin, place);

    let full = dump(place, "full", |_, _| {});
    let empty = dump(place, "empty", |_, value| {
        if let Value::Array(list) = value {
            list.clear();
        }
    });
    let edited = dump(place, "edited", edit);
    let mut lines = 0;
    for (name, approved, live) in [
        ("went", &full, &empty),
        ("came", &empty, &full),
        ("edited", &full, &edited),
        ("edited back", &edited, &full),
    ] {
        let driftwall = Driftwall::new(place.join(name));
        driftwall.record(approved);
        let live = format!("dump:{}", live.display());
        let run = driftwall.run(&["scan", "--live", &live, "--output", "json"]).ends_with(1);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        for finding in report["findings"].as_array().unwrap() {
            for step in finding["remedy"]["steps"].as_array().into_iter().flatten() {
                for line in [&step["command"], &step["undo"]].into_iter().filter_map(Value::as_str)
                {
                    takes(&bin, place, line);
                    lines += 1;
                }
            }
        }
    }
    assert!(lines > 80, "{lines} command lines");
}

/// An `aws` that checks and sends nothing.
fn checking(warm: &Path, place: &Path) -> PathBuf {
    let bin = place.join("checking");
    std::fs::create_dir(&bin).unwrap();
    let aws = bin.join("aws");
    // Whose credentials they are is asked first, and is no line that changes anything.
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = sts ] && echo 111122223333 && exit\nexec {}/aws \"$@\" --generate-cli-skeleton output\n",
        warm.display()
    );
    std::fs::write(&aws, script).unwrap();
    std::fs::set_permissions(&aws, std::fs::Permissions::from_mode(0o755)).unwrap();
    bin
}

fn takes(bin: &Path, place: &Path, line: &str) {
    let output = Command::new("sh")
        .args(["-c", &format!("set -eu\n{line}")])
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
        .current_dir(place)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}\n{said}");
}

/// The answers in which everything is set that AWS documents, each edited.
fn dump(place: &Path, name: &str, edit: fn(&str, &mut Value)) -> PathBuf {
    let dump = place.join(name);
    let folder = dump.join("aws/111122223333/eu-west-1");
    std::fs::create_dir_all(&folder).unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/aws/every-field");
    for entry in std::fs::read_dir(fixtures).unwrap() {
        let path = entry.unwrap().path();
        let mut answer: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for (key, value) in answer.as_object_mut().unwrap() {
            edit(key, value);
        }
        let file = path.file_name().unwrap();
        std::fs::write(folder.join(file), answer.to_string()).unwrap();
    }
    dump
}

/// Switches are turned, and what can be one of a few is another of them.
fn edit(key: &str, value: &mut Value) {
    const WORDS: &[(&str, &str, &str)] = &[
        ("InternetGatewayBlockMode", "off", "block-ingress"),
        ("InternetGatewayExclusionMode", "allow-bidirectional", "allow-egress"),
        ("HttpTokens", "optional", "required"),
        ("HttpEndpoint", "disabled", "enabled"),
        ("Mode", "monitor", "enforce"),
        ("ManagedBy", "account", "account"),
    ];
    const ADDRESSED: &[&str] = &["Egress", "IsEgress", "Main", "Primary", "IsDefault"];
    match value {
        Value::Bool(switch) if !ADDRESSED.contains(&key) => *switch = !*switch,
        Value::String(text) => {
            if let Some((_, one, other)) = WORDS.iter().find(|(name, ..)| *name == key) {
                let new = if text == one { other } else { one };
                *text = (*new).to_owned();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|one| edit(key, one)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, value)| edit(key, value)),
        _ => {}
    }
}
