//! Two writers at once, a reader beside one, and one that died.

use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::estates::{drifted, dump, group};
use crate::harness::{NOW, Place, Run, tree};

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

/// A process that is ended with the test, however the test ends.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Stopped {
    /// Starts a writer and stops it while it holds the lock.
    fn writing(place: &Place, line: &str) -> Self {
        let mut command = place.command(line);
        let mut writer = Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let mut looks = 0;
        while place.read(LOCK).is_empty() {
            looks += 1;
            assert!(looks < 300_000, "it never took the lock");
            assert!(writer.0.try_wait().unwrap().is_none(), "it was done before it was seen");
            std::thread::sleep(Duration::from_micros(200));
        }
        writer.signal("STOP");
        assert!(!place.read(LOCK).is_empty(), "it was stopped too late");
        writer
    }

    fn signal(&self, name: &str) {
        let line = format!("kill -{name} {}", self.0.id());
        assert!(Command::new("sh").args(["-c", &line]).status().unwrap().success());
    }
}

#[test]
fn a_run_beside_another_names_it() {
    let place = drifted();
    let groups = |port: u16| -> Vec<_> {
        (0..800).map(|n| group(&format!("sg-{n}"), "tier", port, "10.0.0.0/8")).collect()
    };
    dump(&place, "live", &groups(443));
    place.ends(ACCEPT, 0);
    dump(&place, "live", &groups(444));
    let mut first = Stopped::writing(&place, ACCEPT);
    let id = first.0.id();
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname");
    let host = host.map_or_else(|_| "this host".to_owned(), |name| name.trim().to_owned());
    for line in [ACCEPT, "baseline prune --keep 1"] {
        let second = place.ends(line, 3);
        let told = format!(
            "error: baselines is locked by process {id} on {host} (`baseline accept`, since {NOW})\n\
             hint: run this again when it is done; the lock goes when that process ends, however it ends\n"
        );
        assert!(second.stderr.ends_with(&told), "{line}: {}", second.stderr);
    }
    // Two scans beside each other and beside the writer: none waits, and all see the version before.
    let scans = [place.start("scan --quiet"), place.start("scan --quiet")];
    for scan in scans {
        let run = Run::of(scan.wait_with_output().unwrap());
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        assert!(run.stdout.starts_with("800 unauthorized"), "{}", run.stdout);
    }
    first.signal("CONT");
    assert!(first.0.wait().unwrap().success());
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
