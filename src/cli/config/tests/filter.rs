//! What is left of a snapshot.

use super::{Flags, Folder, settings};
use crate::cli::config::{Filter, Side};
use crate::model::{Coverage, Document, Identity, Reading, Resource, Snapshot, Status};

fn snapshot() -> Snapshot {
    let mut snapshot = Snapshot::default();
    for (scope, kind, identities) in [
        ("aws:1/eu", "aws.security-group", ["sg-1", "sg-2"].as_slice()),
        ("aws:1/eu", "aws.network-acl", &["acl-1"]),
        ("aws:2/eu", "aws.security-group", &["sg-3"]),
        ("kubernetes:prod", "kubernetes.network-policy", &["shop/web", "kube-system/dns"]),
    ] {
        let resource = Resource { durable: Document::empty(), context: Document::empty() };
        let resources = identities
            .iter()
            .map(|identity| (Identity::new(*identity).unwrap(), resource.clone()))
            .collect();
        let coverage = Coverage::complete(Vec::new(), 1);
        snapshot
            .scopes
            .entry(scope.parse().unwrap())
            .or_default()
            .kinds
            .insert(kind.parse().unwrap(), Reading { coverage, resources });
    }
    snapshot
}

fn left(filter: &Filter, side: Side) -> (Vec<String>, [usize; 3]) {
    let mut snapshot = snapshot();
    let out = filter.apply(side, &mut snapshot);
    let mut ids = Vec::new();
    for (scope, reading) in &snapshot.scopes {
        for (kind, reading) in &reading.kinds {
            ids.extend(reading.resources.keys().map(|id| format!("{scope} {kind} {id}")));
        }
    }
    (ids, [out.scopes, out.kinds, out.resources])
}

#[test]
fn without_entries_everything_stays() {
    let filter = settings("").filter;
    let (ids, out) = left(&filter, Side::Live);
    assert_eq!((ids.len(), out), (6, [0, 0, 0]));
}

#[test]
fn the_first_entry_that_matches_decides_and_others_are_left_out() {
    let filter = settings(
        "[[scope]]\nname = \"aws:1/*\"\nexclude = [\"aws.*:sg-2\"]\n\
         [[scope]]\nname = \"kubernetes:*\"\ninclude = [\"*:shop/*\", \"*:kube-*\"]\nexclude = [\"*:kube-*\"]\n",
    )
    .filter;
    let (ids, out) = left(&filter, Side::Baseline);
    assert_eq!(
        ids,
        [
            "aws:1/eu aws.network-acl acl-1",
            "aws:1/eu aws.security-group sg-1",
            "kubernetes:prod kubernetes.network-policy shop/web",
        ]
    );
    assert_eq!(out, [1, 0, 2]);
}

#[test]
fn a_kind_left_out_is_skipped_live_and_stays_in_the_baseline() {
    let filter = settings("[[scope]]\nname = \"aws:1/*\"\nkinds = [\"*.security-group\"]\n").filter;
    let mut live = snapshot();
    filter.apply(Side::Live, &mut live);
    let reading =
        &live.scopes[&"aws:1/eu".parse().unwrap()].kinds[&"aws.network-acl".parse().unwrap()];
    assert_eq!(reading.coverage.status, Status::Skipped);
    assert_eq!(
        reading.coverage.reason.as_deref(),
        Some("left out by `kinds` of the [[scope]] at driftwall.toml:1")
    );
    assert_eq!(left(&filter, Side::Live).1, [2, 1, 0]);
    let (ids, _) = left(&filter, Side::Baseline);
    assert!(ids.contains(&"aws:1/eu aws.network-acl acl-1".to_owned()));
}

#[test]
fn the_flag_narrows_what_the_file_takes() {
    let folder = Folder::new();
    folder.write("driftwall.toml", "[[scope]]\nname = \"aws:*\"\n");
    let flags =
        Flags { scope: vec!["*/eu".to_owned(), "kubernetes:*".to_owned()], ..Flags::default() };
    let filter = folder.load(&flags, &[]).unwrap().filter;
    assert!(filter.takes_scope(&"aws:2/eu".parse().unwrap()));
    assert!(!filter.takes_scope(&"aws:2/us".parse().unwrap()));
    assert!(!filter.takes_scope(&"kubernetes:prod".parse().unwrap()));
}
