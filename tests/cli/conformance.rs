//! Held against recordings that others made: `make conformance`.
//!
//! The data is beside the checkout, or where `DRIFTWALL_CORPORA` says. Without it these tests say that
//! they were not run; with `DRIFTWALL_CONFORMANCE=1` they fail then.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::estates::AWS;
use crate::harness::Place;

/// A folder of the data.
pub(crate) fn corpus(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("DRIFTWALL_CORPORA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"),
        PathBuf::from,
    );
    let path = root.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    let demanded = std::env::var_os("DRIFTWALL_CONFORMANCE").is_some_and(|value| value == "1");
    assert!(!demanded, "{} is not there", path.display());
    println!("not run: {} is not there", path.display());
    None
}

/// The findings of a run as `<code> <resource>`, and the exit code.
fn findings(place: &Place, line: &str) -> (Option<i32>, Vec<String>) {
    let run = place.run(&format!("{line} --output json"));
    let report: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", place.text(line, &run)));
    let name = |finding: &Value| {
        let resource = finding["resource"]["id"].as_str().unwrap_or("-");
        format!(
            "{} {} {resource}",
            finding["code"].as_str().unwrap(),
            finding["change"]["action"].as_str().unwrap_or("-")
        )
    };
    let mut found: Vec<String> = report["findings"].as_array().unwrap().iter().map(name).collect();
    found.sort();
    (run.code, found)
}

/// The revisions of one security group as dumps `1`, `2` and `3`.
fn revisions() -> Option<Place> {
    let folder = corpus("aws/security-group-revisions")?;
    let place = Place::new();
    for revision in 1..=3 {
        let recorded = std::fs::read_to_string(
            folder.join(format!("ec2.DescribeSecurityGroups_{revision}.json")),
        )
        .unwrap();
        let recorded: Value = serde_json::from_str(&recorded).unwrap();
        place.write_json(
            &format!("{revision}/{AWS}/describe-security-groups.json"),
            &recorded["data"],
        );
    }
    Some(place)
}

#[test]
fn conformance_aws_a_group_that_was_changed_has_drifted() {
    let Some(place) = revisions() else { return };
    place.ends("baseline record --live dump:1", 0);
    let (code, found) = findings(&place, "scan --live dump:2");
    assert_eq!(code, Some(1));
    assert_eq!(found.len(), 1, "{found:?}");
    let text = place.ends("scan --live dump:2", 1).stdout;
    assert!(text.contains("- tcp 8080 ") && text.contains("+ tcp 80 "), "{text}");
}

#[test]
fn conformance_aws_a_group_that_was_restored_has_not() {
    let Some(place) = revisions() else { return };
    place.ends("baseline record --live dump:1", 0);
    assert_eq!(findings(&place, "scan --live dump:3"), (Some(0), vec![]));
}

#[test]
fn conformance_azure_recorded_groups_are_read_without_a_gap() {
    let Some(folder) = corpus("azure/nsg-recordings") else { return };
    let mut answers = 0;
    for cassette in std::fs::read_dir(folder).unwrap() {
        let cassette = std::fs::read(cassette.unwrap().path()).unwrap();
        let cassette: Value = serde_json::from_slice(&cassette).unwrap();
        for interaction in cassette["interactions"].as_array().unwrap() {
            let answer = &interaction["response"]["body"]["data"];
            let subscription =
                answer["value"][0]["id"].as_str().unwrap().split('/').nth(2).unwrap();
            let place = Place::new();
            place.write_json(&format!("live/azure/{subscription}/nsg-list.json"), answer);
            place.ends("baseline record --live dump:live", 0);
            assert_eq!(findings(&place, "scan --live dump:live"), (Some(0), vec![]));
            answers += 1;
        }
    }
    assert!(answers >= 5, "{answers}");
}

/// The recorded cluster, as dumps `before` and `after`.
fn cluster() -> Option<(Place, PathBuf)> {
    let folder = corpus("kubernetes/recordings")?;
    let place = Place::new();
    for side in ["before", "after"] {
        place.copy(&folder.join(side), &format!("{side}/kubernetes/recorded"));
    }
    Some((place, folder))
}

#[test]
fn conformance_kubernetes_exactly_what_was_done_is_told() {
    let Some((place, _)) = cluster() else { return };
    place.ends("baseline record --live dump:before", 0);
    let (code, found) = findings(&place, "scan --live dump:after");
    assert_eq!(code, Some(1));
    assert_eq!(
        found,
        [
            "monitoring-removed removed observability/fluent-bit",
            "traffic-opened modified shop/db-from-api",
            "traffic-opened removed shop/default-deny",
            "workload-added added shop/debug",
        ]
    );
    assert_eq!(findings(&place, "scan --live dump:before"), (Some(0), vec![]));
}

#[test]
fn conformance_kubernetes_pages() {
    let Some((place, folder)) = cluster() else { return };
    for page in ["page1", "page2"] {
        let text = std::fs::read_to_string(folder.join(format!("{page}.json"))).unwrap();
        place.write(&format!("one/kubernetes/recorded/networkpolicies.{page}.json"), &text);
        place.write(&format!("{page}/kubernetes/recorded/networkpolicies.json"), &text);
    }
    let coverage = |dump: &str| -> BTreeMap<String, String> {
        let run = place.run(&format!("diff dump:{dump} dump:{dump} --output json"));
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        let rows = report["coverage"].as_array().unwrap().iter();
        rows.map(|row| {
            (row["kind"].as_str().unwrap().to_owned(), row["status"].as_str().unwrap().to_owned())
        })
        .collect()
    };
    // The recording is of a list of six with `limit=2`; two pages of it are two thirds.
    assert_eq!(coverage("page1")["kubernetes.network-policy"], "partial");
    assert_eq!(coverage("page2")["kubernetes.network-policy"], "partial");
    let (first, both) =
        (place.run("diff dump:page1 dump:page1").code, place.run("diff dump:one dump:one").code);
    assert_eq!(first, Some(4));
    let rest = std::fs::read_to_string(folder.join("page2.json")).unwrap();
    let rest: Value = serde_json::from_str(&rest).unwrap();
    let goes_on = rest["metadata"]["continue"].as_str().is_some_and(|token| !token.is_empty());
    assert_eq!(both, Some(if goes_on { 4 } else { 0 }));
}

#[test]
fn conformance_kubernetes_refusals_are_not_absence() {
    let Some((place, folder)) = cluster() else { return };
    place.ends("baseline record --live dump:before", 0);
    for (file, code) in [
        ("forbidden-403.json", 4),
        ("unauthorized-401.json", 4),
        ("bad-continue-400.json", 4),
        // The API is not there, so what the baseline holds of it is gone.
        ("absent-api-404.txt", 1),
    ] {
        let text = std::fs::read(folder.join(file)).unwrap();
        place.copy(&folder.join("before"), "live/kubernetes/recorded");
        place.write("live/kubernetes/recorded/networkpolicies.json", text);
        let (ended, found) = findings(&place, "scan --live dump:live");
        assert_eq!(ended, Some(code), "{file}: {found:?}");
        let removed = found.iter().any(|finding| finding.contains("removed"));
        assert_eq!(removed, code == 1, "{file}: {found:?}");
    }
}

#[test]
fn conformance_kubernetes_manifests_read_without_a_gap() {
    let Some(folder) = corpus("kubernetes/connections") else { return };
    let place = Place::new();
    let mut cases = 0;
    for case in std::fs::read_dir(folder).unwrap() {
        let manifests = case.unwrap().path().join("manifests");
        if !manifests.is_dir() {
            continue;
        }
        let mut command = place.command("snapshot --out s.json --live");
        let run = crate::harness::Run::of(
            command.arg(format!("manifests:{}", manifests.display())).output().unwrap(),
        );
        assert_eq!(run.code, Some(0), "{}: {}", manifests.display(), run.stderr);
        assert!(
            run.stderr.contains(", 0 kinds not fully read"),
            "{}: {}",
            manifests.display(),
            run.stderr
        );
        assert!(!run.stderr.starts_with("0 resources"), "{}: {}", manifests.display(), run.stderr);
        cases += 1;
    }
    assert!(cases > 20, "{cases}");
}
