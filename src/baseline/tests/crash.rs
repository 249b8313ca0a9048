//! Wherever a commit stops, the baseline is the old version or the new one, whole.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::Arc;

use proptest::prelude::*;

use super::faulty::{Fault, FaultyDisk};
use super::{ACL, Folder, GROUP, edit, held, holder, reading, record, scope, tree};
use crate::baseline::{BaselineError, Edit, Over, Store};
use crate::model::{Kind, Reading};

type Contents = BTreeMap<Kind, Reading>;

fn contents() -> impl Strategy<Value = Contents> {
    let resources = || prop::collection::btree_map("(sg-[1-4]|Web|web)", "[ab]", 0..5);
    (resources(), resources()).prop_map(|(groups, acls)| {
        let read = |map: BTreeMap<String, String>| {
            let pairs: Vec<_> = map.iter().map(|(id, text)| (&**id, &**text)).collect();
            reading(&pairs)
        };
        Contents::from([(GROUP, read(groups)), (ACL, read(acls))])
    })
}

/// What is there before the commit that goes wrong.
fn prepare(versions: &[Contents]) -> Folder {
    let folder = Folder::new();
    for contents in versions {
        record(&folder.store(), edit(contents.clone()));
    }
    folder
}

/// What a reader sees who takes no lock and can't write; nothing when there is no baseline.
fn seen(folder: &Folder) -> Option<Contents> {
    let still = Arc::new(FaultyDisk::new(Fault::Crash, 0));
    match Store::open_on(folder.root(), holder(), still).snapshot() {
        Ok(mut snapshot) => Some(snapshot.scopes.remove(&scope()).unwrap().kinds),
        Err(BaselineError::Missing { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

fn nothing_is_left(folder: &Folder) {
    let verification = folder.store().verify();
    assert_eq!(verification.problems, [], "{:?}", folder.root());
    assert!(!folder.home().join(".pending").exists());
    // A first commit that was taken back may leave empty folders, which git doesn't even see.
    let empty = !folder.home().exists() || tree(&folder.home()).is_empty();
    assert!(empty || seen(folder).is_some());
}

/// Lets a commit go wrong at every operation in turn.
fn at_every_operation(fault: Fault, versions: &[Contents], edit: &Edit) {
    let (old, new) = (versions.last(), &edit.kinds);
    for at in 0.. {
        let folder = prepare(versions);
        let disk = Arc::new(FaultyDisk::new(fault, at));
        let store = Store::open_on(folder.root(), holder(), disk.clone());
        let result = store.lock().and_then(|mut writer| writer.commit(std::slice::from_ref(edit)));
        if let Err(error) = &result {
            let source = std::error::Error::source(error).map(ToString::to_string);
            assert!(
                source.unwrap_or_default().contains(folder.root().parent().unwrap().as_str()),
                "{error:?}"
            );
        }
        let after = seen(&folder);
        match &result {
            Ok(_) => assert_eq!(after.as_ref(), Some(new), "operation {at}"),
            Err(BaselineError::Unfinished { .. }) => assert_eq!(after.as_ref(), Some(new)),
            Err(_) => assert_eq!(after.as_ref(), old, "operation {at}"),
        }
        // The next one who comes with a disk that works finds nothing odd.
        nothing_is_left(&folder);
        assert_eq!(seen(&folder), after, "operation {at}");
        record(&folder.store(), edit.clone());
        assert_eq!(&held(&folder.store()), new);
        nothing_is_left(&folder);
        let last = folder.store().versions(&scope()).unwrap();
        for version in &last {
            let snapshot = folder.store().version(&scope(), version.approval.version).unwrap();
            let kinds = &snapshot.scopes[&scope()].kinds;
            let index = usize::try_from(version.approval.version).unwrap() - 1;
            assert_eq!(kinds, versions.get(index).unwrap_or(new));
        }
        if !disk.struck() {
            assert!(result.is_ok());
            return;
        }
    }
}

const FAULTS: [Fault; 5] = [
    Fault::Crash,
    Fault::Torn,
    Fault::Full,
    Fault::Error(ErrorKind::StorageFull),
    Fault::Error(ErrorKind::PermissionDenied),
];

#[test]
fn a_first_commit_happens_or_not() {
    let edit = edit([(GROUP, reading(&[("sg-1", "a"), ("Web", "b")]))]);
    for fault in FAULTS {
        at_every_operation(fault, &[], &edit);
    }
}

#[test]
fn a_later_commit_happens_or_not() {
    let versions = [
        Contents::from([(GROUP, reading(&[("sg-1", "a"), ("sg-2", "a")])), (ACL, reading(&[]))]),
        Contents::from([(GROUP, reading(&[("sg-1", "b")])), (ACL, reading(&[("acl", "x")]))]),
        Contents::from([(GROUP, reading(&[("sg-1", "c"), ("sg-2", "b")])), (ACL, reading(&[]))]),
    ];
    // The new one brings back a content of the first and drops one of the third.
    let edit = edit([(GROUP, reading(&[("sg-1", "a"), ("sg-3", "b")])), (ACL, reading(&[]))]);
    for fault in FAULTS {
        at_every_operation(fault, &versions, &edit);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn any_commit_happens_or_not(
        versions in prop::collection::vec(contents(), 0..3), new in contents(),
        fault in prop::sample::select(FAULTS.to_vec()),
    ) {
        at_every_operation(fault, &versions, &edit(new));
    }
}

#[test]
fn a_repair_that_stops_can_be_repeated() {
    let new = edit([(GROUP, reading(&[("sg-1", "new")]))]);
    for fault in FAULTS {
        for at in 0.. {
            let folder = prepare(&[
                Contents::from([(GROUP, reading(&[("sg-1", "a"), ("sg-2", "b")]))]),
                Contents::from([(GROUP, reading(&[("sg-1", "c"), ("sg-2", "b")]))]),
            ]);
            let file = folder.home().join("aws.security-group/sg-1.json");
            std::fs::write(&file, "edited").unwrap();
            std::fs::write(folder.home().join("aws.security-group/extra.json"), "x").unwrap();
            let anything = Edit { over: Over::Anything, ..new.clone() };
            let disk = Arc::new(FaultyDisk::new(fault, at));
            let store = Store::open_on(folder.root(), holder(), disk.clone());
            let _ =
                store.lock().and_then(|mut writer| writer.commit(std::slice::from_ref(&anything)));
            drop(store);
            if disk.struck() {
                record(&folder.store(), anything);
            }
            nothing_is_left(&folder);
            assert_eq!(held(&folder.store()), new.kinds);
            if !disk.struck() {
                assert_eq!(folder.store().versions(&scope()).unwrap().len(), 1);
                break;
            }
        }
    }
}

#[test]
fn a_pruning_that_stops_is_finished() {
    let versions: Vec<Contents> = ["a", "b", "c", "d"]
        .map(|text| Contents::from([(GROUP, reading(&[("sg-1", text), ("sg-2", "same")]))]))
        .into();
    for fault in FAULTS {
        for at in 0.. {
            let folder = prepare(&versions);
            let disk = Arc::new(FaultyDisk::new(fault, at));
            let store = Store::open_on(folder.root(), holder(), disk.clone());
            let _ = store.lock().and_then(|mut writer| writer.prune(Some(2), None));
            drop(store);
            assert_eq!(seen(&folder).as_ref(), versions.last());
            nothing_is_left(&folder);
            if !disk.struck() {
                break;
            }
        }
    }
}
