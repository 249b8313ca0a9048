//! Former versions: listed, shown, pruned.

use super::{Folder, GROUP, edit, reading, record, scope};
use crate::baseline::{BaselineError, Edit};
use crate::model::Scope;

/// Versions 1 to 4, a day apart, each with a content of its own and one that all share.
fn four() -> Folder {
    let folder = Folder::new();
    for (day, text) in ["a", "b", "c", "d"].into_iter().enumerate() {
        let resources = [("sg-1", text), ("sg-2", "same")];
        let at = format!("2026-11-1{day}T00:00:00Z").parse().unwrap();
        record(&folder.store(), Edit { at, ..edit([(GROUP, reading(&resources))]) });
    }
    folder
}

fn numbers(folder: &Folder) -> Vec<u64> {
    let versions = folder.store().versions(&scope()).unwrap();
    versions.iter().map(|version| version.approval.version).collect()
}

#[test]
fn every_version_can_be_shown() {
    let folder = four();
    let versions = folder.store().versions(&scope()).unwrap();
    assert_eq!(versions.iter().filter(|version| version.current).count(), 1);
    for (version, text) in versions.iter().zip(["a", "b", "c", "d"]) {
        let snapshot = folder.store().version(&scope(), version.approval.version).unwrap();
        let found = &snapshot.scopes[&scope()];
        assert_eq!(found.kinds[&GROUP], reading(&[("sg-1", text), ("sg-2", "same")]));
        assert_eq!(found.approval.as_ref(), Some(&version.approval));
    }
    let error = folder.store().version(&scope(), 9).unwrap_err().to_string();
    assert!(error.contains("has no version 9; kept are 1 to 4"), "{error}");
    let nowhere: Scope = "aws:2/eu-west-1".parse().unwrap();
    let error = folder.store().versions(&nowhere).unwrap_err();
    assert!(matches!(error, BaselineError::NoScope { .. }), "{error}");
}

#[test]
fn pruning_keeps_what_either_limit_keeps() {
    let day = |day: u32| Some(format!("2026-11-1{day}T00:00:00Z").parse().unwrap());
    for (keep, older_than, want) in [
        (None, None, vec![1, 2, 3, 4]),
        (Some(2), None, vec![3, 4]),
        (Some(0), None, vec![4]),
        (Some(9), None, vec![1, 2, 3, 4]),
        (None, day(2), vec![3, 4]),
        (None, day(9), vec![4]),
        (Some(1), day(1), vec![2, 3, 4]),
        (Some(3), day(9), vec![2, 3, 4]),
    ] {
        let folder = four();
        folder.store().lock().unwrap().prune(keep, older_than).unwrap();
        assert_eq!(numbers(&folder), want);
        let verification = folder.store().verify();
        assert_eq!(verification.problems, []);
        assert_eq!(verification.versions, want.len());
        let pruned = if want[0] == 1 { vec![] } else { vec![(scope(), want[0])] };
        assert_eq!(verification.pruned, pruned);
        for number in want {
            folder.store().version(&scope(), number).unwrap();
        }
        let objects = folder.home().join("versions/objects");
        let left = std::fs::read_dir(objects).map_or(0, Iterator::count);
        assert_eq!(left, numbers(&folder).len() - 1);
        record(&folder.store(), edit([]));
        assert_eq!(folder.store().verify().problems, []);
    }
}
