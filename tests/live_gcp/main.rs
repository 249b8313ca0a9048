//! Google Cloud, read live: the simulator and gcplocal answer on loopback, and the binary is the real one with Google's own
//! crates in it.

#![cfg(feature = "gcp")]
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in the functions that it calls as well"
)]

#[expect(dead_code, reason = "a report says less than a snapshot of what went wrong here")]
#[path = "../support/binary.rs"]
mod binary;
#[expect(dead_code, reason = "Google Cloud is a part of what it can be")]
#[path = "../support/cloudsim/mod.rs"]
mod cloudsim;
mod described;
mod editable;
#[path = "../support/emulator.rs"]
mod emulator;
mod estate;
mod every_field;
mod faults;
mod local;
mod made;
mod place;
mod same;
mod scopes;
mod searched;
#[cfg(feature = "buckets")]
#[path = "../support/shelf.rs"]
mod shelf;

use std::collections::BTreeSet;

use serde_json::Value;

use cloudsim::Cloud;
use estate::{FOLDER, ORGANIZATION, PROJECT, all};
use place::Place;

/// The whole organisation.
pub(crate) const WHOLE: &str = "organization = \"100000000007\"";

#[test]
fn the_roles_list_exactly_what_is_asked() {
    let cloud = Cloud::start(all());
    let place = Place::before(&cloud, WHOLE);
    place.snapshot("", 0);
    place.configure(&cloud.url(), "");
    place.snapshot("", 0);
    let permissions = |whose: &str| -> BTreeSet<String> {
        let role = place.run(&format!("doctor --permissions {whose}")).ends_with(0).stdout;
        let (_, list) = role.split_once("includedPermissions:\n").unwrap();
        let list: Vec<&str> = list.lines().map(|line| line.strip_prefix("- ").unwrap()).collect();
        assert!(list.is_sorted(), "{list:?}");
        list.into_iter().map(str::to_owned).collect()
    };
    // A search finds what one may get.
    let of = |above: bool| -> BTreeSet<String> {
        let asked = cloud.asked().into_iter().filter(|asked| {
            let of_policies = asked.parameters["path"].contains("/locations/global/");
            let of_compute = asked.action.starts_with("compute.");
            of_compute && of_policies == above
                || !of_compute && asked.account.contains('/') == above
        });
        asked.map(|asked| asked.action.replace("projects.search", "projects.get")).collect()
    };
    assert_eq!(of(false), permissions("gcp"));
    assert_eq!(of(true), permissions("gcp:caller"));
}

#[test]
fn the_kept_roles_are_the_roles() {
    let cloud = Cloud::start(all());
    let place = Place::before(&cloud, "");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions");
    for (whose, file) in [
        ("gcp", "gcp.yaml"),
        ("gcp:caller", "gcp-caller.yaml"),
        ("gcp:activity", "gcp-activity.yaml"),
    ] {
        let role = place.run(&format!("doctor --permissions {whose}")).ends_with(0).stdout;
        let kept = format!("{folder}/{file}");
        if std::env::var_os("DRIFTWALL_BLESS").is_some_and(|bless| bless == "1") {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(&kept, &role).unwrap();
        }
        let there = std::fs::read_to_string(&kept).unwrap_or_default();
        assert!(there == role, "docs/permissions/{file} is old; `make bless` writes it again");
    }
}

#[test]
fn doctor_says_what_is_allowed() {
    let cloud = Cloud::start(all());
    let place = Place::before(&cloud, WHOLE);
    let run = place.run("doctor").ends_with(0);
    assert!(run.stdout.contains("every call that a scan needs is allowed"), "{}", run.stdout);
    let document = place.run("doctor --output json").ends_with(0).stdout;
    let document: Value = serde_json::from_str(&document).unwrap();
    let rows = document["calls"].as_array().unwrap();
    let of = |scope: &str| -> Vec<&str> {
        let rows = rows.iter().filter(|row| row["scope"] == format!("gcp:{scope}"));
        rows.map(|row| row["access"].as_str().unwrap()).collect()
    };
    assert_eq!(of(PROJECT), vec!["allowed"; 10]);
    assert_eq!(of(ORGANIZATION), ["allowed"; 2]);
    assert_eq!(of(FOLDER), ["not tried", "allowed"], "it has no policy to be asked about");
}

#[test]
fn nothing_is_asked_offline() {
    let cloud = Cloud::start(all());
    let place = Place::before(&cloud, WHOLE);
    place.run("snapshot --offline").ends_with(3);
    assert!(cloud.asked().is_empty());
}
