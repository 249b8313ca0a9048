//! Data made by others, when it is there: real cluster answers, and the manifests of another tool's tests.

use camino::{Utf8Path, Utf8PathBuf};

use super::{answer, coverage, identities, read, told};
use crate::model::{ScopeReading, Status};
use crate::providers::Answer;
use crate::providers::kubernetes::parse::Tree;

fn folder() -> Option<Utf8PathBuf> {
    let named = std::env::var("DRIFTWALL_CORPORA").ok();
    let root = named
        .unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora").to_owned());
    let folder = Utf8PathBuf::from(root).join("kubernetes");
    folder.is_dir().then_some(folder)
}

fn files(folder: &Utf8Path) -> Vec<Answer> {
    let mut files = Vec::new();
    for entry in folder.read_dir_utf8().unwrap() {
        let path = entry.unwrap().into_path();
        let extension = path.extension().unwrap_or_default();
        if ["json", "yaml", "yml"].contains(&extension) {
            files.push(file(&path, path.file_name().unwrap()));
        }
    }
    files
}

fn file(path: &Utf8Path, name: &str) -> Answer {
    answer(name, fs_err::read(path).unwrap())
}

fn without_gaps(reading: &ScopeReading, case: &str) {
    for (kind, reading) in &reading.kinds {
        assert!(!reading.coverage.status.is_gap(), "{case}: {kind}: {:?}", reading.coverage);
        // The recordings have no ReplicaSets, which is noted where their pods are.
        let reason = reading.coverage.reason.as_deref().unwrap_or("the owners of");
        assert!(
            reason.starts_with("the owners of") || reading.coverage.status == Status::Skipped,
            "{case}: {kind}: {reason}"
        );
    }
}

#[test]
fn every_tree_of_manifests_is_read_whole() {
    let Some(folder) = folder() else { return };
    let mut cases = 0;
    for entry in folder.join("connections").read_dir_utf8().unwrap() {
        let case = entry.unwrap().into_path();
        if !case.join("manifests").is_dir() {
            continue;
        }
        let reading = read(Tree::Manifests, files(&case.join("manifests")));
        without_gaps(&reading, case.as_str());
        assert_eq!(reading.unrecognised.len(), 0, "{case}: {:?}", reading.unrecognised);
        let count: usize = reading.kinds.values().map(|reading| reading.resources.len()).sum();
        assert!(count > 0, "{case}");
        cases += 1;
    }
    assert!(cases > 20);
}

#[test]
fn recordings_of_a_server_are_read_whole() {
    let Some(folder) = folder() else { return };
    let before = read(Tree::Dump, files(&folder.join("recordings/before")));
    let after = read(Tree::Dump, files(&folder.join("recordings/after")));
    without_gaps(&before, "before");
    without_gaps(&after, "after");
    assert_eq!(before.unrecognised.len(), 0, "{:?}", before.unrecognised);
    assert_eq!(coverage(&after, "daemon-set").status, Status::Complete);
    assert_eq!(identities(&before, "daemon-set"), ["observability/fluent-bit"]);
    assert_eq!(identities(&after, "daemon-set"), [""; 0]);
    assert_eq!(identities(&before, "network-policy").len(), 6);
    // What happened in between is what differs, and nothing else does.
    let mut changed = Vec::new();
    for (kind, reading) in &before.kinds {
        let later = &after.kinds[kind].resources;
        for (identity, resource) in &reading.resources {
            if later.get(identity) != Some(resource) {
                changed.push(format!("{kind} {identity}"));
            }
        }
        for identity in later.keys().filter(|identity| !reading.resources.contains_key(identity)) {
            changed.push(format!("{kind} {identity} is new"));
        }
    }
    assert_eq!(
        changed,
        [
            "kubernetes.daemon-set observability/fluent-bit",
            "kubernetes.network-policy shop/db-from-api",
            "kubernetes.network-policy shop/default-deny",
            "kubernetes.pod shop/debug is new",
        ]
    );
}

#[test]
fn pages_of_a_recorded_list() {
    let Some(folder) = folder() else { return };
    let recordings = folder.join("recordings");
    let page = |name: &str| file(&recordings.join(name), name);
    let first = read(Tree::Dump, vec![page("page1.json")]);
    assert!(told(&first, "network-policy").starts_with("partial: `page1.json`"), "{first:?}");
    // The recording stops after the second of three pages.
    let two = read(Tree::Dump, vec![page("page1.json"), page("page2.json")]);
    assert!(told(&two, "network-policy").starts_with("partial: `page2.json`"));
    assert!(told(&two, "network-policy").contains("2 more"));
    // The third, made from the whole list.
    let whole = fs_err::read(recordings.join("before/networkpolicies.json")).unwrap();
    let mut list: serde_json::Value = serde_json::from_slice(&whole).unwrap();
    let last = list["items"].as_array_mut().unwrap().split_off(4);
    list["items"] = last.into();
    let third = answer("page3.json", serde_json::to_vec(&list).unwrap());
    let three = read(Tree::Dump, vec![page("page1.json"), page("page2.json"), third]);
    assert_eq!(told(&three, "network-policy"), "complete");
    let at_once = read(Tree::Dump, vec![answer("networkpolicies.json", whole)]);
    let kind = "kubernetes.network-policy".parse().unwrap();
    assert_eq!(three.kinds[&kind].resources, at_once.kinds[&kind].resources);
}

#[test]
fn refusals_of_a_server() {
    let Some(folder) = folder() else { return };
    let recordings = folder.join("recordings");
    let reading = read(Tree::Dump, vec![file(&recordings.join("forbidden-403.json"), "x.json")]);
    let denied = told(&reading, "network-policy");
    assert!(
        denied.starts_with("denied: `x.json`: networkpolicies.networking.k8s.io: "),
        "{denied}"
    );
    assert_eq!(coverage(&reading, "pod").status, Status::Skipped);
    let unauthorized = recordings.join("unauthorized-401.json");
    let reading = read(Tree::Dump, vec![file(&unauthorized, "pods.json")]);
    assert_eq!(coverage(&reading, "pod").status, Status::Denied);
    assert_eq!(coverage(&reading, "service").status, Status::Skipped);
    // Nothing tells which kind was asked for, so it may have been any.
    let reading = read(Tree::Dump, vec![file(&unauthorized, "answer.json")]);
    assert!(reading.kinds.values().all(|kind| kind.coverage.status == Status::Denied));
    let absent = file(&recordings.join("absent-api-404.txt"), "adminnetworkpolicies.json");
    let reading = read(Tree::Dump, vec![absent]);
    assert_eq!(coverage(&reading, "admin-network-policy").status, Status::Absent);
    let bad = file(&recordings.join("bad-continue-400.json"), "networkpolicies.page-2.json");
    let reading = read(Tree::Dump, vec![bad]);
    assert_eq!(coverage(&reading, "network-policy").status, Status::Failed);
}
