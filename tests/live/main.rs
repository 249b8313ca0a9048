//! A live AWS account that answers as a script says: refusals, faults, deadlines, and what may be asked at all.
//!
//! The server speaks AWS's wire formats on loopback; the binary is the real one and reads it through the real SDK. What a
//! real emulator answers is scanned in `tests/moto`.

#![cfg(feature = "aws")]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in the functions that it calls as well"
)]

mod account;
#[expect(dead_code, reason = "a snapshot says less than a report of what went wrong here")]
#[path = "../support/binary.rs"]
mod binary;
#[expect(dead_code, reason = "an organisation of AWS is a part of what it can be")]
#[path = "../support/cloudsim/mod.rs"]
mod cloudsim;
mod every_field;
mod faults;
#[path = "../support/http.rs"]
mod http;
mod many;
mod organization;
mod place;
mod refusals;
mod searched;
mod turns;

use std::collections::BTreeSet;

use serde_json::Value;

use account::{ACCOUNT, Asked, REGIONS, UNUSED};
use place::{Place, serve};

#[test]
fn an_account_is_read_recorded_and_scanned() {
    let place = Place::new(serve(account::answer));
    let snapshot = place.snapshot("--live live", 0);
    for region in REGIONS {
        let kinds = &snapshot["scopes"][format!("aws:{ACCOUNT}/{region}")]["kinds"];
        let groups = kinds["aws.security-group"]["resources"].as_object().unwrap();
        assert_eq!(groups.keys().collect::<Vec<_>>(), ["sg-1", "sg-2"]);
        assert_eq!(kinds["aws.trail"]["coverage"]["status"], "complete");
        assert_eq!(kinds["aws.config-recorder"]["coverage"]["status"], "complete");
    }
    // A region that is not in use is there to be seen, and no reason to complain.
    let unused = &snapshot["scopes"][format!("aws:{ACCOUNT}/{UNUSED}")]["kinds"]["aws.vpc"];
    assert_eq!(unused["coverage"]["status"], "skipped");
    assert!(unused["coverage"]["reason"].as_str().unwrap().contains("not opted in"));
    place.run("baseline record --live live --by auditor").ends_with(0);
    let report = place.scan("--live live", 0);
    assert_eq!(report["findings"], Value::Array(Vec::new()));
    let rows = report["coverage"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["scope"].as_str().unwrap().ends_with(UNUSED)));
}

#[test]
fn one_scope_is_read_without_asking_for_others() {
    let place = Place::new(serve(account::answer));
    let snapshot = place.snapshot(&format!("--live live:aws:{ACCOUNT}/eu-west-1"), 0);
    assert_eq!(snapshot["scopes"].as_object().unwrap().len(), 1);
    let asked = place.asked();
    assert!(asked.iter().all(|asked| asked.region == "eu-west-1"), "{asked:?}");
    assert!(asked.iter().all(|asked| asked.action != "DescribeRegions"));
}

#[test]
fn regions_are_chosen_by_configuration_and_scopes_by_the_command_line() {
    let place = Place::new(serve(account::answer));
    place.write("driftwall.toml", "[scan]\nlive = \"live\"\n[aws]\nregions = [\"us-*\"]\n");
    let names = |snapshot: &Value| {
        snapshot["scopes"].as_object().unwrap().keys().cloned().collect::<Vec<String>>()
    };
    assert_eq!(names(&place.snapshot("", 0)), [format!("aws:{ACCOUNT}/us-east-1")]);
    place.write("driftwall.toml", "[scan]\nlive = \"live\"\n");
    let before = place.asked().len();
    let snapshot = place.snapshot("--scope *eu-west-1", 0);
    assert_eq!(names(&snapshot), [format!("aws:{ACCOUNT}/eu-west-1")]);
    let regions: BTreeSet<String> =
        place.asked()[before..].iter().map(|asked| asked.region.clone()).collect();
    assert!(!regions.contains("us-east-1") || regions.len() == 2, "{regions:?}");
    let groups = place.asked()[before..]
        .iter()
        .filter(|asked| asked.action == "DescribeSecurityGroups")
        .count();
    assert_eq!(groups, 1, "a scope that is left out is not asked");
    place.write("driftwall.toml", "[scan]\nlive = \"live\"\n[aws]\nregions = [\"xx-*\"]\n");
    let run = place.run("snapshot").ends_with(3);
    assert!(run.stderr.contains("matches xx-*"), "{}", run.stderr);
}

#[test]
fn the_policy_lists_exactly_what_is_asked() {
    let place = Place::new(serve(account::answer));
    place.snapshot("--live live", 0);
    let asked: BTreeSet<String> = place.asked().iter().map(Asked::permission).collect();
    let policy = place.run("doctor --permissions aws").ends_with(0).stdout;
    let policy: Value = serde_json::from_str(&policy).unwrap();
    let actions = policy["Statement"][0]["Action"].as_array().unwrap();
    let actions: Vec<String> = actions.iter().map(|a| a.as_str().unwrap().to_owned()).collect();
    assert!(actions.is_sorted());
    let mut allowed: BTreeSet<String> = actions.into_iter().collect();
    // Whoever has credentials may ask whose they are.
    allowed.insert("sts:GetCallerIdentity".to_owned());
    assert_eq!(asked, allowed);
}

#[test]
fn the_kept_policies_are_the_policies() {
    let place = Place::new(serve(account::answer));
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions");
    for (whose, file) in [
        ("aws", "aws.json"),
        ("aws:caller", "aws-caller.json"),
        ("aws:activity", "aws-activity.json"),
    ] {
        let policy = place.run(&format!("doctor --permissions {whose}")).ends_with(0).stdout;
        let kept = format!("{folder}/{file}");
        if std::env::var_os("DRIFTWALL_BLESS").is_some_and(|bless| bless == "1") {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(&kept, &policy).unwrap();
        }
        let there = std::fs::read_to_string(&kept).unwrap_or_default();
        assert!(there == policy, "docs/permissions/{file} is old; `make bless` writes it again");
    }
    let run = place.run("doctor --permissions oci").ends_with(2);
    assert!(run.stderr.contains("known are aws, azure"), "{}", run.stderr);
}

#[test]
fn doctor_says_what_is_allowed() {
    let place = Place::new(serve(account::answer));
    let run = place.run("doctor").ends_with(0);
    assert!(run.stdout.contains("every call that a scan needs is allowed"), "{}", run.stdout);
    let document = place.run("doctor --output json").ends_with(0).stdout;
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["schema"], "driftwall.doctor/v1");
    let calls = document["calls"].as_array().unwrap();
    let of = |region: &str| {
        let rows = calls.iter().filter(|row| row["scope"] == format!("aws:{ACCOUNT}/{region}"));
        rows.map(|row| row["access"].as_str().unwrap().to_owned()).collect::<Vec<String>>()
    };
    assert_eq!(of("eu-west-1"), vec!["allowed"; 21]);
    assert_eq!(of(UNUSED), vec!["not tried"; 21]);
}

#[test]
fn nothing_is_asked_offline() {
    let place = Place::new(serve(account::answer));
    for command in ["snapshot --live live --offline", "doctor --offline"] {
        let run = place.run(command).ends_with(3);
        assert!(run.stderr.contains("--offline"), "{}", run.stderr);
    }
    assert!(place.asked().is_empty());
}
