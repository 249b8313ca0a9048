//! Baselines that have to be signed.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::estates::{drifted, dump, group};
use crate::harness::{Place, tree};
use crate::signed::key;

const MANIFEST: &str = "baselines/aws/111122223333/eu-west-1/manifest.json";

/// A baseline that so many people have to have signed, and keys of three, one of whom may not.
fn demanding(people: u8) -> Option<Place> {
    let place = drifted();
    let lines = [key(&place, "alice")?, key(&place, "bob")?];
    key(&place, "mallory")?;
    place.write("allowed_signers", lines.concat());
    let file = place.read("driftwall.toml");
    place.write("driftwall.toml", format!("{file}\n[baseline]\nrequire_signatures = {people}\n"));
    Some(place)
}

/// A scan that believes nothing, and says why.
fn refused(place: &Place, why: &str) {
    let run = place.ends("scan", 3);
    assert!(run.stderr.contains(why), "{why}: {}", run.stderr);
    assert_eq!(run.stdout, "", "nothing is told of what nobody may believe");
}

#[test]
fn a_baseline_counts_when_it_is_signed_by_whoever_may() {
    let Some(place) = demanding(1) else { return };
    refused(&place, "manifest.json counts for nothing: nobody signed it");
    assert!(place.run("scan").stderr.contains("driftwall baseline sign --key FILE"));
    let run = place.ends("baseline sign --key mallory", 0);
    assert!(run.stderr.contains("is nobody's who may sign"), "{}", run.stderr);
    refused(&place, "0 of 1 person signed it; signature 1: the key SHA256:");
    let run = place.ends("baseline sign --key alice", 0);
    assert!(
        run.stdout.starts_with("Signed  aws:111122223333/eu-west-1 version 1: "),
        "{}",
        run.stdout
    );
    assert!(run.stderr.ends_with("Next: commit the baseline\n"), "{}", run.stderr);
    place.ends("scan", 1);
    place.ends("baseline verify", 0);

    // Nobody signs more than was named.
    let run = place.ends("baseline sign --key bob --scope aws:999900001111/**", 0);
    assert_eq!(run.stdout, "");

    // The same once more changes nothing.
    let signed = tree(&place.at("baselines"));
    let run = place.ends("baseline sign --key alice", 0);
    assert!(run.stdout.starts_with("Signed before  "), "{}", run.stdout);
    assert_eq!(tree(&place.at("baselines")), signed);

    // What is accepted is another version, which nobody signed yet, and nothing is built upon it.
    place.ends("baseline accept --all --yes --by mallory --reason meant", 0);
    refused(&place, "nobody signed it");
    let db = |port| group("sg-2", "db", port, "0.0.0.0/0");
    dump(&place, "live", &[group("sg-1", "web", 443, "0.0.0.0/0"), db(22)]);
    let run = place.ends("baseline accept sg-2 --yes --by mallory --reason meant", 3);
    assert!(run.stderr.contains("counts for nothing"), "{}", run.stderr);
    place.ends("baseline sign --key bob", 0);
    place.ends("scan", 1);

    // A key that ended, and a clock that was set back to when it had not.
    let signers = place.read("allowed_signers");
    let ended = signers.replace(".com ssh", ".com valid-before=\"20261119Z\" ssh");
    place.write("allowed_signers", ended);
    refused(&place, "bob@example.com");
    let run = place.command("scan").env("DRIFTWALL_NOW", "2026-11-18T06:00:00Z").output().unwrap();
    let told = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(3), "{told}");
    assert!(told.contains("which is yet to come"), "{told}");
}

#[test]
fn whoever_writes_a_manifest_signs_nothing() {
    let Some(place) = demanding(1) else { return };
    place.ends("baseline sign --key alice", 0);
    let signed = place.json(MANIFEST);

    // Another baseline, made by whoever may write files, with the signature of the first one.
    let other = drifted();
    other.ends("baseline accept --all --yes --by alice --reason meant", 0);
    let mut forged = other.json(MANIFEST);
    forged["signatures"] = signed["signatures"].clone();
    for (path, bytes) in tree(&other.at("baselines")) {
        place.write(&format!("baselines/{path}"), bytes);
    }
    place.write(MANIFEST, format!("{forged:#}\n"));
    refused(&place, "signature 1: it is not a signature of what the file says now");
    // What somebody copied keeps nobody from signing.
    let run = place.ends("baseline sign --key alice", 0);
    assert!(run.stdout.starts_with("Signed  "), "{}", run.stdout);
}

#[test]
fn where_two_are_asked_both_sign_one_file() {
    let Some(place) = demanding(2) else { return };
    place.ends("baseline sign --key alice", 0);
    refused(&place, "1 of 2 people signed it (alice@example.com)");
    let run = place.ends("baseline sign --key bob", 0);
    assert!(run.stderr.ends_with("Next: commit the baseline\n"), "{}", run.stderr);
    place.ends("scan", 1);

    // Whoever has no driftwall checks it with what OpenSSH has.
    let manifest = place.json(MANIFEST);
    for (index, who) in [(0, "alice"), (1, "bob")] {
        let signature = manifest["signatures"][index].as_str().unwrap();
        place.write("one.sig", signature);
        let mut verify = Command::new("ssh-keygen")
            .args(["-q", "-Y", "verify", "-n", "driftwall", "-I", &format!("{who}@example.com")])
            .args(["-f", "allowed_signers", "-s", "one.sig"])
            .current_dir(place.at(""))
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let text = format!("{}\n", manifest["digest"].as_str().unwrap());
        verify.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        assert!(verify.wait().unwrap().success(), "{who}");
    }
}

#[test]
fn what_can_not_sign_says_so() {
    let Some(place) = demanding(1) else { return };
    let before = tree(&place.at("baselines"));
    let run = place.ends("baseline sign --key nowhere", 3);
    assert!(run.stderr.contains("nowhere can't sign: "), "{}", run.stderr);
    // Nobody signs what is not as it was recorded.
    let name = before.keys().find(|name| name.contains("aws.security-group/")).unwrap();
    let file = format!("baselines/{name}");
    let text = place.read(&file);
    place.write(&file, text.replace("443", "22"));
    let run = place.ends("baseline sign --key alice", 3);
    assert!(run.stderr.contains("was edited after"), "{}", run.stderr);
    place.write(&file, text);
    assert_eq!(tree(&place.at("baselines")), before);
    place.ends("baseline sign --key alice", 0);
}
