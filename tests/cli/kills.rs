//! Killed at any moment, a baseline is the old one or the new one, whole.
//!
//! `DRIFTWALL_TEST_KILLS` sets the number of rounds.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::estates::{dump, group};
use crate::harness::{NOW, Place, tree};

const ROUNDS: u64 = 120;
const GROUPS: u16 = 12;

/// How many rounds were asked for.
fn rounds() -> u64 {
    std::env::var("DRIFTWALL_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS)
}

/// Moments spread evenly, in an order that has no pattern.
struct Moments(u64);

impl Moments {
    fn next(&mut self, below: Duration) -> Duration {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        below.mul_f64((self.0 >> 40) as f64 / (1_u64 << 24) as f64)
    }
}

/// A dump of groups that all differ from those of another version, some of which come and go.
fn version(place: &Place, folder: &str, number: u16) {
    let groups: Vec<_> = (0..GROUPS)
        .filter(|index| !(index + number).is_multiple_of(5))
        .map(|index| group(&format!("sg-{index}"), "tier", 1000 + number, "10.0.0.0/8"))
        .collect();
    dump(place, folder, &groups);
}

/// Runs a line and kills it after a while.
fn killed(place: &Place, line: &str, after: Duration) {
    let mut child =
        place.command(line).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    let _ = child.kill();
    child.wait().unwrap();
}

/// How long a line takes here when nobody kills it.
fn takes(place: &Place, line: &str) -> Duration {
    let started = Instant::now();
    place.ends(line, 0);
    started.elapsed()
}

#[test]
fn during_accept() {
    let place = Place::new();
    version(&place, "v0", 0);
    place.ends("baseline record --live dump:v0", 0);
    let line = "baseline accept --all --reason x --yes --live dump:v1";
    version(&place, "v1", 1);
    let whole = takes(&place, line);
    let mut moments = Moments(0x5eed);
    let (mut old, mut new) = (0, 0);
    for round in 0..rounds() {
        let next = u16::try_from(round % 1000).unwrap() + 2;
        version(&place, "v2", next);
        killed(
            &place,
            "baseline accept --all --reason x --yes --live dump:v2",
            moments.next(whole),
        );
        // The next command finishes what was left, whichever it is.
        if round.is_multiple_of(2) {
            let verified = place.run("baseline verify");
            assert_eq!(
                verified.code,
                Some(0),
                "round {round}: {}{}",
                verified.stdout,
                verified.stderr
            );
        }
        let before = place.run("scan --live dump:v1 --quiet").code;
        let after = place.run("scan --live dump:v2 --quiet").code;
        match (before, after) {
            (Some(0), Some(1)) => old += 1,
            (Some(1), Some(0)) => {
                new += 1;
                version(&place, "v1", next);
            }
            other => panic!("round {round}: neither the old one nor the new one, {other:?}"),
        }
        place.ends("baseline verify", 0);
        let pending =
            tree(&place.at("baselines")).into_keys().find(|file| file.contains(".pending/"));
        assert_eq!(pending, None, "round {round}: the next command finishes what was left");
    }
    println!("{old} times the old one, {new} times the new one, of {}", rounds());
    // A baseline that went through this is still one that can be written.
    version(&place, "v3", 2000);
    place.ends("baseline accept --all --reason x --yes --live dump:v3", 0);
    place.ends("scan --live dump:v3", 0);
    place.ends("baseline verify", 0);
    assert!(place.ends("baseline list", 0).stdout.contains(NOW));
}

#[test]
fn during_record() {
    let place = Place::new();
    version(&place, "live", 1);
    let line = "baseline record --live dump:live";
    let whole = takes(&place, line);
    let mut moments = Moments(0xfeed);
    let (mut none, mut all) = (0, 0);
    for round in 0..rounds() {
        std::fs::remove_dir_all(place.at("baselines")).unwrap_or_default();
        killed(&place, line, moments.next(whole));
        let scan = place.run("scan --live dump:live --quiet");
        match scan.code {
            Some(0) => {
                all += 1;
                place.ends("baseline verify", 0);
            }
            // There is no baseline: not half of one, and it can be recorded now.
            Some(3) => {
                none += 1;
                place.ends(line, 0);
                place.ends("baseline verify", 0);
                place.ends("scan --live dump:live", 0);
            }
            other => panic!("round {round}: {other:?} {}{}", scan.stdout, scan.stderr),
        }
    }
    println!("{none} times none, {all} times all, of {}", rounds());
}
