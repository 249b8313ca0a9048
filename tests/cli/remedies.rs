//! How what nobody approved is put back: what is printed, and that a shell hands it to the tools as it is.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::{Value, json};

use crate::estates::{approved, drifted, dump, group, recorded};
use crate::harness::{Place, Run};

#[test]
fn what_puts_it_back_is_printed() {
    let place = drifted();
    let report: Value = serde_json::from_str(&place.ends("scan --output json", 1).stdout).unwrap();
    let id = report["findings"][0]["id"].as_str().unwrap().to_owned();
    assert_shown!(
        place,
        "remedy",
        &format!("remedy {}", &id[..8]),
        "remedy --output sh",
        "remedy 12345678",
        "remedy abc",
        "remedy --output sarif",
    );
}

#[test]
fn what_can_not_be_applied_is_refused_before_anything_is_read() {
    let place = drifted();
    assert_shown!(
        place,
        "remedy --apply",
        "remedy --apply --all-unauthorized --yes",
        "remedy --apply --all-unauthorized --yes --live manifests:live",
        "remedy --apply --all-unauthorized --yes --live live --offline",
        "remedy --apply --all-unauthorized --live live:aws:111122223333/eu-west-1",
        "remedy --all-unauthorized",
        "remedy --apply 12345678 --all-unauthorized",
    );
    assert!(!place.at("driftwall-journal.jsonl").exists(), "nothing was begun");
}

#[test]
fn where_nothing_drifted_there_is_nothing_to_put_back() {
    let place = recorded();
    assert_shown!(place, "remedy", "remedy --output sh");
}

#[test]
fn without_a_baseline_nothing_says_what_to_put_back() {
    let place = Place::new();
    dump(&place, "live", &approved());
    place.write("driftwall.toml", "[scan]\nlive = \"dump:live\"\n");
    let run = place.ends("remedy", 3);
    assert!(run.stdout.is_empty(), "{}", run.stdout);
}

#[test]
fn a_state_of_terraform_says_where_it_is_kept() {
    let place = drifted();
    let state = |id: &str| {
        json!({ "version": 4, "resources": [{
            "mode": "managed", "module": "module.net", "type": "aws_security_group", "name": "db",
            "instances": [{ "index_key": "a b", "attributes": { "id": id } }],
        }]})
    };
    place.write_json("kept.tfstate", &state("sg-2"));
    place.write_json("other.tfstate", &state("sg-9"));
    place.write("none.tfstate", "{}");
    let line = |file: &str| place.run(&format!("remedy --terraform-state {file}"));
    let kept = line("kept.tfstate").stdout;
    assert!(
        kept.contains("terraform apply '-target=module.net.aws_security_group.db[\"a b\"]'"),
        "{kept}"
    );
    let other = line("other.tfstate").stdout;
    assert!(other.contains("terraform import aws_security_group.NAME sg-2"), "{other}");
    for file in ["none.tfstate", "missing.tfstate"] {
        let run = line(file);
        assert_eq!(run.code, Some(2), "{}", run.stderr);
        assert!(run.stderr.contains(file), "{}", run.stderr);
    }
}

/// A program that writes down every word it is given, one file for each call, and says nothing.
const RECORDER: &str = "#!/bin/sh
n=$(ls \"$CALLS\" | wc -l)
for word in \"$@\"; do printf '%s\\0' \"$word\"; done > \"$CALLS/$n\"
";

#[test]
fn a_shell_hands_every_word_to_its_tool_as_it_is() {
    let hostile =
        "it's $(touch pwned) `touch pwned` \"; touch pwned\n::error::x -\u{1b}[2J \u{202e}";
    let place = Place::new();
    let mut was = group("sg-1", "web", 443, "10.0.0.0/8");
    was["Tags"] = json!([{ "Key": format!("-{hostile}"), "Value": format!("file:///etc/hostname{hostile}\n\n") }]);
    let mut now = group("sg-1", "web", 443, "10.0.0.0/8");
    now["Tags"] = json!([]);
    now["IpPermissions"] = json!([]);
    was["IpPermissions"][0]["IpRanges"][0]["Description"] = json!(hostile);
    dump(&place, "approved", &[was]);
    dump(&place, "live", &[now]);
    place.write("driftwall.toml", "[scan]\nlive = \"dump:live\"\n");
    place.ends("baseline record --live dump:approved --reason 'ticket NET-1'", 0);

    let script = place.ends("remedy --output sh", 0).stdout;
    assert!(!script.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')), "{script}");
    assert!(!script.lines().any(|line| line.starts_with("::")), "{script}");
    place.write("bin/aws", RECORDER);
    std::fs::set_permissions(place.at("bin/aws"), PermissionsExt::from_mode(0o755)).unwrap();
    place.write("fix.sh", &script);
    std::fs::create_dir(place.at("calls")).unwrap();
    let path = std::env::var("PATH").unwrap();
    let output = Command::new("sh")
        .arg("fix.sh")
        .current_dir(place.at(""))
        .env("PATH", format!("{}:{path}", place.at("bin").display()))
        .env("CALLS", place.at("calls"))
        .output()
        .unwrap();
    let run = Run::of(output);
    assert_eq!(run.code, Some(0), "{}\n{script}", run.stderr);
    assert!(!place.at("pwned").exists());

    let mut calls: Vec<Vec<String>> = Vec::new();
    for entry in std::fs::read_dir(place.at("calls")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        calls.push(text.split_terminator('\0').map(str::to_owned).collect());
    }
    assert_eq!(calls.len(), 2, "{script}");
    let find = |operation: &str, option: &str| -> Value {
        let call = calls.iter().find(|call| call[1] == operation).unwrap();
        let place = call.iter().position(|word| word == option).unwrap();
        serde_json::from_str(&call[place + 1]).unwrap()
    };
    let tags = find("create-tags", "--tags");
    assert_eq!(tags[0]["Key"], format!("-{hostile}"));
    assert_eq!(tags[0]["Value"], format!("file:///etc/hostname{hostile}\n\n"));
    let rules = find("authorize-security-group-ingress", "--ip-permissions");
    assert_eq!(rules[0]["IpRanges"][0]["Description"], hostile);
}

#[test]
fn a_script_goes_no_further_than_the_first_thing_that_changed() {
    let place = drifted();
    let rules = json!({ "SecurityGroupRules": [{
        "SecurityGroupRuleId": "sgr-7", "GroupId": "sg-2", "IsEgress": false, "IpProtocol": "tcp",
        "FromPort": 5432, "ToPort": 5432, "CidrIpv4": "0.0.0.0/0",
    }]});
    place.write_json("live/aws/111122223333/eu-west-1/describe-security-group-rules.json", &rules);
    let script = place.ends("remedy --output sh", 0).stdout;
    // An engine that answers every question with another rule than the one that was seen.
    place.write(
        "bin/aws",
        "#!/bin/sh\necho \"$2\" >> calls\ncase $2 in describe-*) echo udp;; esac\n",
    );
    std::fs::set_permissions(place.at("bin/aws"), PermissionsExt::from_mode(0o755)).unwrap();
    place.write("fix.sh", &script);
    let path = std::env::var("PATH").unwrap();
    let output = Command::new("sh")
        .arg("fix.sh")
        .current_dir(place.at(""))
        .env("PATH", format!("{}:{path}", place.at("bin").display()))
        .output()
        .unwrap();
    let run = Run::of(output);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("no longer what the report saw"), "{}", run.stderr);
    // What was missing came back, and what came is still there.
    let calls = place.read("calls");
    let calls: Vec<&str> = calls.lines().collect();
    assert_eq!(calls, ["authorize-security-group-ingress", "describe-security-group-rules"]);
}
