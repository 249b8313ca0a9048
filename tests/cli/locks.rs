//! Two writers at once, and one that died.

use std::fs::File;

use crate::estates::{drifted, dump, group};
use crate::harness::{Place, Run, tree};

const LOCK: &str = "baselines/.lock";
const ACCEPT: &str = "baseline accept --all --reason x --yes";

/// Holds the lock as another process would.
fn held(place: &Place) -> File {
    let holder = "process 4711 on ci-7 (`baseline accept`, since 2026-11-20T05:59:00Z)\n";
    place.write(LOCK, holder);
    let file = File::open(place.at(LOCK)).unwrap();
    file.try_lock().unwrap();
    file
}

#[test]
fn a_second_writer_is_told_who_is_first() {
    let place = drifted();
    let lock = held(&place);
    let before = tree(&place.at("baselines"));
    assert_shown!(
        place,
        ACCEPT,
        "baseline record --live dump:approved --allow-incomplete",
        "baseline prune --keep 0",
    );
    assert!(before == tree(&place.at("baselines")));
    // Readers don't wait for writers.
    place.ends("scan", 1);
    place.ends("baseline verify", 0);
    place.ends("baseline list", 0);
    drop(lock);
    place.ends(ACCEPT, 0);
    place.ends("scan", 0);
}

#[test]
fn a_lock_whose_holder_died_is_taken_over() {
    let place = drifted();
    drop(held(&place));
    place.ends(ACCEPT, 0);
    assert_eq!(place.read(LOCK), "", "who leaves in good order wipes the text");
    place.ends("baseline verify", 0);
    place.ends("scan", 0);
}

#[test]
fn of_many_writers_each_wins_or_is_told() {
    let place = drifted();
    for round in 0..6_u16 {
        dump(&place, "live", &[group("sg-1", "web", 443 + round, "0.0.0.0/0")]);
        let children: Vec<_> = (0..6).map(|_| place.start(ACCEPT)).collect();
        let mut won = 0;
        for child in children {
            let run = Run::of(child.wait_with_output().unwrap());
            match run.code {
                Some(0) => won += 1,
                _ => {
                    assert_eq!(run.code, Some(3), "{}", run.stderr);
                    // The lock names its holder; whoever comes after the winner is told that the baseline moved.
                    let told = ["process ", "another", "changed while this was being decided"];
                    assert!(told.iter().any(|said| run.stderr.contains(said)), "{}", run.stderr);
                }
            }
        }
        assert!(won >= 1, "somebody wins");
        place.ends("baseline verify", 0);
        place.ends("scan", 0);
    }
}
