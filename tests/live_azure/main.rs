//! Azure, read live: the simulator answers on loopback, and the binary is the real one with Azure's own crates in it.

#![cfg(feature = "azure")]
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in the functions that it calls as well"
)]

#[expect(dead_code, reason = "a report says less than a snapshot of what went wrong here")]
#[path = "../support/binary.rs"]
mod binary;
#[expect(dead_code, reason = "Azure is a part of what it can be")]
#[path = "../support/cloudsim/mod.rs"]
mod cloudsim;
mod credentials;
mod estate;
mod faults;
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
use estate::{GROUP, SUBSCRIPTION, all};
use place::Place;

#[test]
fn the_roles_list_exactly_what_is_asked() {
    let cloud = Cloud::start(all());
    let place = Place::before(&cloud, &format!("management_groups = [\"{GROUP}\"]"));
    place.snapshot("", 0);
    let actions = |whose: &str| -> BTreeSet<String> {
        let role = place.run(&format!("doctor --permissions {whose}")).ends_with(0).json();
        let of = |list: &str| -> Vec<&str> {
            role[list].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
        };
        assert!(of("Actions").is_sorted(), "{role:#}");
        assert!(of("DataActions").is_empty() && of("NotActions").is_empty(), "{role:#}");
        of("Actions").into_iter().map(str::to_owned).collect()
    };
    let asked = |above: bool| -> BTreeSet<String> {
        let asked = cloud.asked().into_iter().map(|asked| asked.action);
        asked.filter(|action| action.contains("managementGroups") == above).collect()
    };
    assert_eq!(asked(false), actions("azure"));
    assert_eq!(asked(true), actions("azure:caller"));
}

#[test]
fn the_kept_roles_are_the_roles() {
    let cloud = Cloud::start(all());
    let place = Place::before(&cloud, "");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions");
    for (whose, file) in [
        ("azure", "azure.json"),
        ("azure:caller", "azure-caller.json"),
        ("azure:activity", "azure-activity.json"),
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
    let place = Place::before(&cloud, "");
    let run = place.run("doctor").ends_with(0);
    assert!(run.stdout.contains("every call that a scan needs is allowed"), "{}", run.stdout);
    let document = place.run("doctor --output json").ends_with(0).json();
    let rows = document["calls"].as_array().unwrap();
    let of = |call: &str| -> &Value {
        let is =
            |row: &&Value| row["scope"] == format!("azure:{SUBSCRIPTION}") && row["call"] == call;
        rows.iter().find(is).unwrap_or_else(|| panic!("no {call}"))
    };
    assert_eq!(rows.len(), 13);
    assert!(rows.iter().all(|row| row["access"] == "allowed"), "{rows:#?}");
    assert_eq!(of("vm-list")["permission"], "Microsoft.Compute/virtualMachines/read");
    // An empty subscription names no tag and has no network, no security group and no network watcher.
    cloud.edit(|estate| estate.azure("0000000a-0000-4000-8000-00000000000e", |empty| empty));
    let line = "doctor --output json --scope azure:0000000a-*";
    let document = place.run(line).ends_with(0).json();
    let rows = document["calls"].as_array().unwrap();
    let untried = rows.iter().filter(|row| row["access"] == "not tried").map(|row| &row["call"]);
    let untried: Vec<&Value> = untried.collect();
    assert_eq!(
        untried,
        [
            "diagnostic-settings-list",
            "flow-log-list",
            "list-effective-security-admin-rules",
            "list-service-tags"
        ]
    );
}

#[test]
fn nothing_is_asked_offline() {
    let cloud = Cloud::start(all());
    let place = Place::before(&cloud, "");
    place.run("snapshot --offline").ends_with(3);
    assert!(cloud.asked().is_empty());
}
