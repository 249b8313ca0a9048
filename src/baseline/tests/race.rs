//! Two writers and a reader at once.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Folder, GROUP, edit, holder, reading, record, scope};
use crate::baseline::{BaselineError, Store};

/// A version of six resources that all say which version they are of.
fn version(number: usize) -> crate::baseline::Edit {
    let text = number.to_string();
    let ids: Vec<String> = (0..6).map(|id| format!("sg-{}", id + number % 3)).collect();
    let resources: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), text.as_str())).collect();
    edit([(GROUP, reading(&resources))])
}

/// Which version a snapshot is, if it is a whole one.
fn whole(store: &Store) -> usize {
    let snapshot = store.snapshot().unwrap();
    let scope = &snapshot.scopes[&scope()];
    let number = usize::try_from(scope.approval.as_ref().unwrap().version).unwrap() - 1;
    assert_eq!(scope.kinds, version(number).kinds);
    number
}

#[test]
fn a_reader_always_sees_a_whole_version() {
    let folder = Folder::new();
    record(&folder.store(), version(0));
    let done = AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            let store = folder.real_store();
            for number in 1..=50 {
                // Opening may hold the lock for a moment, to see whether there is something to finish.
                loop {
                    match store.lock().and_then(|mut writer| writer.commit(&[version(number)])) {
                        Ok(_) => break,
                        Err(BaselineError::Locked { .. }) => {}
                        Err(error) => panic!("{error:?}"),
                    }
                }
            }
            done.store(true, Ordering::SeqCst);
        });
        let mut last = 0;
        while !done.load(Ordering::SeqCst) {
            let seen = whole(&folder.store());
            assert!(seen >= last, "time runs backwards: {seen} after {last}");
            last = seen;
            let verification = folder.store().verify();
            assert_eq!(verification.problems, []);
        }
    });
    assert_eq!(whole(&folder.store()), 50);
    assert_eq!(folder.store().versions(&scope()).unwrap().len(), 51);
}

#[test]
fn two_writers_take_turns() {
    let folder = Folder::new();
    let store = folder.store();
    let first = store.lock().unwrap();
    let other = folder.store();
    let refused = other.lock().map(drop).unwrap_err();
    assert!(refused.to_string().contains(&holder().to_string()), "{refused}");
    assert!(refused.hint().is_some());
    drop(first);

    std::thread::scope(|threads| {
        for writer in 0..2 {
            let folder = &folder;
            threads.spawn(move || {
                for number in 0..20 {
                    let store = folder.store();
                    match store.lock().and_then(|mut lock| lock.commit(&[version(number + writer)]))
                    {
                        Ok(_) | Err(BaselineError::Locked { .. }) => {}
                        Err(error) => panic!("{error:?}"),
                    }
                }
            });
        }
    });
    assert_eq!(folder.store().verify().problems, []);
}
