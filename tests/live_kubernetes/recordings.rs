//! What a real API server was recorded to answer, served again: the right coverage each time.
//!
//! The recordings are public test data that is read in place when it lies beside the checkout, and passed over otherwise.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::PROD;
use super::binary::told;
use super::cloudsim::Estate;
use super::cloudsim::kubernetes::store::Cluster;
use super::place::Place;

const POLICIES: (&str, &str) = ("networking.k8s.io/v1", "networkpolicies");
const POLICY: &str = "kubernetes.network-policy";

fn recordings() -> Option<PathBuf> {
    let corpora = std::env::var_os("DRIFTWALL_CORPORA")?;
    Some(Path::new(&corpora).join("kubernetes/recordings"))
}

fn place(change: impl FnOnce(Cluster) -> Cluster) -> Place {
    let place = Place::new(Estate::default().kubernetes(PROD, change));
    place.kubeconfig(&[(PROD, PROD)]);
    place
}

fn snapshot(place: &Place, code: i32) -> Value {
    place.snapshot("--live live:kubernetes:prod", code)
}

fn count(snapshot: &Value, kind: &str) -> usize {
    let kind = &snapshot["scopes"]["kubernetes:prod"]["kinds"][kind];
    kind["resources"].as_object().map_or(0, serde_json::Map::len)
}

#[test]
fn conformance_recorded_answers_have_the_right_coverage() {
    let Some(folder) = recordings() else { return };
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let next = |page: &str| -> String {
        let page: Value = serde_json::from_str(page).unwrap();
        page["metadata"]["continue"].as_str().unwrap().to_owned()
    };
    let (one, two) = (text("page1.json"), text("page2.json"));
    // The third page was not recorded; the server has no more.
    let end = {
        let mut page: Value = serde_json::from_str(&two).unwrap();
        page["metadata"] =
            serde_json::json!({"resourceVersion": page["metadata"]["resourceVersion"]});
        page.to_string()
    };
    let whole = place(|cluster| {
        cluster.records(POLICIES, "", 200, &one).records(POLICIES, &next(&one), 200, &end)
    });
    let read = snapshot(&whole, 0);
    assert_eq!(told(&read, "kubernetes:prod", POLICY), ("complete".to_owned(), String::new()));
    assert_eq!(count(&read, POLICY), 4);
    // Nothing is served that every cluster may be without.
    assert_eq!(told(&read, "kubernetes:prod", "kubernetes.cluster-network-policy").0, "absent");

    let bad =
        place(|cluster| {
            cluster
                .records(POLICIES, "", 200, &one)
                .records(POLICIES, &next(&one), 200, &two)
                .records(POLICIES, &next(&two), 400, &text("bad-continue-400.json"))
        });
    let read = snapshot(&bad, 4);
    let (status, reason) = told(&read, "kubernetes:prod", POLICY);
    assert_eq!((status.as_str(), count(&read, POLICY)), ("partial", 4));
    assert!(reason.contains("the error BadRequest"), "{reason}");

    for (file, http, status, words) in [
        ("unauthorized-401.json", 401, "denied", "not accepted (Unauthorized)"),
        ("forbidden-403.json", 403, "denied", "needs list networkpolicies.networking.k8s.io"),
        ("absent-api-404.txt", 404, "failed", "refused as unknown (HTTP 404)"),
    ] {
        let refused = place(|cluster| cluster.records(POLICIES, "", http, &text(file)));
        let (told, reason) = told(&snapshot(&refused, 4), "kubernetes:prod", POLICY);
        assert_eq!(told, status, "{file}: {reason}");
        assert!(reason.contains(words), "{file}: {reason}");
    }
}

/// What was recorded before and after somebody changed a cluster, live and as the dump that it is.
#[test]
fn conformance_recorded_clusters_are_the_same_live_and_dumped() {
    let Some(folder) = recordings() else { return };
    for state in ["before", "after"] {
        let files = std::fs::read_dir(folder.join(state)).unwrap();
        let files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
        let read = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
        let live = place(|cluster| {
            files.iter().fold(cluster, |cluster, file| {
                cluster.list(&serde_json::from_str(&read(file)).unwrap())
            })
        });
        live.cloud.edit(|estate| estate.pages_of(2));
        for file in &files {
            let name = file.file_name().unwrap().to_str().unwrap();
            live.write(&format!("dump/kubernetes/{PROD}/{name}"), &read(file));
        }
        let (read, dumped) = (snapshot(&live, 0), live.snapshot("--live dump:dump", 0));
        let mut compared = 0;
        let kinds = |of: &Value| of["scopes"]["kubernetes:prod"]["kinds"].clone();
        for (kind, reading) in kinds(&dumped).as_object().unwrap() {
            if reading["coverage"]["status"] == "complete" {
                assert_eq!(kinds(&read)[kind]["coverage"]["status"], "complete", "{kind}");
            }
            if reading["coverage"]["reason"].is_null() {
                assert_eq!(kinds(&read)[kind]["resources"], reading["resources"], "{state} {kind}");
                compared += 1;
            }
        }
        assert!(compared >= 4, "{compared}");
    }
}
