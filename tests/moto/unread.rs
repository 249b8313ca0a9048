//! Dumps that lack something: what was not read is unknown, never gone and never approved.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::aws::scope_folder;
use super::binary::{Driftwall, Scan, Told, contents, copy_folder};

/// What can happen to a file.
#[derive(Clone, Copy, Debug)]
enum Damage {
    /// It is not there.
    Missing,
    /// Writing it stopped in the middle.
    Truncated,
    /// It is a first page.
    NextToken,
}

use Damage::{Missing, NextToken, Truncated};

/// Each damage with the kinds that nothing can be said about afterwards.
const DAMAGES: &[(&str, Damage, &[&str])] = &[
    ("describe-security-groups", Missing, &["aws.security-group"]),
    ("describe-security-groups", Truncated, &["aws.security-group"]),
    ("describe-network-acls", Truncated, &["aws.network-acl"]),
    ("describe-route-tables", NextToken, &["aws.route-table"]),
    ("describe-network-interfaces", Missing, &["aws.network-interface"]),
    ("describe-flow-logs", NextToken, &["aws.flow-log"]),
    ("describe-trails", Missing, &["aws.trail"]),
    ("describe-configuration-recorders", Missing, &["aws.config-recorder"]),
    ("describe-configuration-recorder-status", Truncated, &["aws.config-recorder"]),
    ("get-trail-status.audit", Truncated, &["aws.trail"]),
    ("get-managed-prefix-list-entries", Missing, &["aws.prefix-list"]),
];

/// The file of a call, or of the one thing that the call is about.
fn file(dump: &Path, call: &str) -> PathBuf {
    let found = contents(&scope_folder(dump)).into_keys().find(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name == format!("{call}.json") || name.starts_with(&format!("{call}.pl-"))
    });
    found.unwrap_or_else(|| panic!("no file of {call}"))
}

fn damage(dump: &Path, call: &str, damage: Damage) {
    let path = file(dump, call);
    match damage {
        Missing => std::fs::remove_file(path).unwrap(),
        Truncated => {
            let bytes = std::fs::read(&path).unwrap();
            std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        }
        NextToken => {
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.trim_end().strip_suffix('}').unwrap().trim_end();
            std::fs::write(path, format!("{text},\n    \"NextToken\": \"abc\"\n}}\n")).unwrap();
        }
    }
}

/// A damaged copy of a dump.
fn damaged(dump: &Path, (call, kind): (&str, Damage), place: &Path) -> PathBuf {
    let name = dump.file_name().unwrap().to_string_lossy();
    let copy = place.join(format!("{name}-{call}-{kind:?}"));
    copy_folder(dump, &copy);
    damage(&copy, call, kind);
    copy
}

/// Insists that all that is told is that these kinds were not read.
fn only_gaps(scan: &Scan, beside: &Told, kinds: &[&str], what: &str) {
    // Where the groups that may name a list were not read, what its change does is unknown, and it is told by its entries.
    let told_by_rules = |told: &Value, known: &Value| {
        told["code"] == "boundary-changed" && {
            let mut told = told.clone();
            told["code"] = known["code"].clone();
            told == *known
        }
    };
    let is_known = |key: &str, told: &Value| {
        beside.get(key).is_some_and(|known| told == known || told_by_rules(told, known))
    };
    let gaps = scan.told.iter().filter(|(key, told)| !is_known(key, told));
    let gaps: Vec<String> = gaps.map(|(key, told)| format!("{key}: {told}")).collect();
    assert_eq!(gaps.len(), kinds.len(), "{what}: {gaps:#?}");
    assert!(gaps.iter().all(|gap| gap.starts_with("coverage-lost")), "{what}: {gaps:#?}");
    for kind in kinds {
        assert!(scan.unread.contains_key(*kind), "{what}: {kind} in {:?}", scan.unread);
    }
}

/// Insists that nobody can approve it, that the call is named, and that the baseline stays as it is.
fn refused(driftwall: &Driftwall, dump: &Path, call: &str, what: &str) {
    let before = contents(&driftwall.folder);
    let run = driftwall.accept_all(dump).ends_with(4);
    assert!(run.stderr.contains(call), "{what}: {}", run.stderr);
    assert!(contents(&driftwall.folder) == before, "{what}: the baseline was touched");
}

/// Damages a dump in which nothing else differs.
pub(crate) fn never_removed_and_never_accepted(
    driftwall: &Driftwall,
    untouched: &Path,
    place: &Path,
) {
    for (call, kind, kinds) in DAMAGES {
        let what = format!("{call} {kind:?}");
        let dump = damaged(untouched, (call, *kind), place);
        only_gaps(&driftwall.scan(&dump, 4), &Told::new(), kinds, &what);
        refused(driftwall, &dump, call, &what);
    }
}

/// Damages a dump in which everything has drifted: the rest is still told, and is worse than what is missing.
pub(crate) fn drift_beside_a_gap(
    driftwall: &Driftwall,
    drifted: &Path,
    expected: &Told,
    place: &Path,
) {
    let call = "describe-security-groups";
    let dump = damaged(drifted, (call, Missing), place);
    let mut rest = expected.clone();
    rest.retain(|key, _| !key.starts_with("aws.security-group "));
    let scan = driftwall.scan(&dump, 1);
    only_gaps(&scan, &rest, &["aws.security-group"], "drift beside a gap");
    assert!(rest.keys().all(|key| scan.told.contains_key(key)), "{:#?}", scan.told);
    refused(driftwall, &dump, call, "drift beside a gap");
}
