//! Grants and waivers that have to be signed, as `ssh-keygen -Y sign` signs them.

use std::process::{Command, Stdio};

use crate::estates::drifted;
use crate::harness::Place;

/// Makes a key, and says whose it is. Nothing where there is no `ssh-keygen`.
pub(crate) fn key(place: &Place, name: &str) -> Option<String> {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"])
        .arg(place.at(name))
        .stdin(Stdio::null())
        .status();
    match made {
        Ok(status) => assert!(status.success()),
        Err(error) => {
            println!("not run: ssh-keygen: {error}");
            return None;
        }
    }
    let public = place.read(&format!("{name}.pub"));
    let (kind, rest) = public.split_once(' ').unwrap();
    let (public, _) = rest.split_once(' ').unwrap();
    Some(format!("{name}@example.com {kind} {public}\n"))
}

fn sign(place: &Place, name: &str, namespace: &str, file: &str) {
    let status = Command::new("ssh-keygen")
        .args(["-q", "-Y", "sign", "-n", namespace, "-f"])
        .args([place.at(name), place.at(file)])
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
}

const FILE: &str = "grants/CHG-1042.toml";

/// An estate with a grant for everything that `id` is about, and keys of three people, one of whom may not sign.
fn granted(people: u8) -> Option<Place> {
    let place = drifted();
    let lines = [key(&place, "alice")?, key(&place, "bob")?];
    key(&place, "mallory")?;
    place.write("allowed_signers", lines.concat());
    let report: serde_json::Value =
        serde_json::from_str(&place.run("scan --output json").stdout).unwrap();
    let id = report["findings"][0]["id"].as_str().unwrap();
    place.ends(&format!("grant add {id} --id CHG-1042 --reason meant --until 2026-12-15"), 0);
    let file = place.read("driftwall.toml");
    place.write("driftwall.toml", format!("{file}\n[authority]\nrequire_signatures = {people}\n"));
    Some(place)
}

fn refused(place: &Place, why: &str) {
    let run = place.run("scan");
    assert_eq!(run.code, Some(3), "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains(why), "{why}: {}", run.stderr);
    assert!(run.stderr.contains("`baseline-untrusted`"), "{}", run.stderr);
    assert_eq!(run.stdout, "", "nothing is told of what nobody may believe");
}

fn approved(place: &Place) {
    let run = place.ends("scan --verbose", 0);
    assert!(run.stdout.contains("CHG-1042"), "{}", run.stdout);
}

#[test]
fn a_grant_counts_when_it_is_signed_by_whoever_may() {
    let Some(place) = granted(1) else { return };
    refused(&place, "nobody signed it");
    let shown = place.run("scan");
    assert!(shown.stderr.contains("ssh-keygen -Y sign -n driftwall -f KEY grants/CHG-1042.toml"));
    sign(&place, "mallory", "driftwall", FILE);
    refused(&place, "is nobody's who may sign");
    sign_again(&place, "alice", "git");
    refused(&place, "it is a signature for `git`, not for `driftwall`");
    sign_again(&place, "alice", "driftwall");
    approved(&place);
    place.ends("grant check", 0);

    // An address more, after it was signed.
    let grant = place.read(FILE);
    place.write(FILE, format!("{grant}# 0.0.0.0/0\n"));
    refused(&place, "was it edited since?");
    place.write(FILE, &grant);
    approved(&place);

    // A key that ended, and one that is not valid yet.
    let signers = place.read("allowed_signers");
    for options in ["valid-before=\"20261119Z\"", "valid-after=\"20261221Z\""] {
        let ended = signers.replacen(".com ssh", &format!(".com {options} ssh"), 1);
        place.write("allowed_signers", ended);
        refused(&place, "alice@example.com");
    }
    place.write("allowed_signers", "alice@example.com\n");
    let run = place.ends("scan", 3);
    assert!(run.stderr.contains("allowed_signers: line 1"), "{}", run.stderr);
    std::fs::remove_file(place.at("allowed_signers")).unwrap();
    let run = place.ends("scan", 3);
    assert!(run.stderr.contains("allowed_signers, which says who may sign"), "{}", run.stderr);
}

fn sign_again(place: &Place, name: &str, namespace: &str) {
    std::fs::remove_file(place.at(&format!("{FILE}.sig"))).unwrap();
    sign(place, name, namespace, FILE);
}

#[test]
fn where_two_are_asked_one_is_not_enough() {
    let Some(place) = granted(2) else { return };
    sign(&place, "alice", "driftwall", FILE);
    refused(&place, "1 of 2 people signed it (alice@example.com)");
    // The same once more is no second one.
    let alice = place.read(&format!("{FILE}.sig"));
    place.write(&format!("{FILE}.again.sig"), alice);
    refused(&place, "1 of 2 people signed it");
    std::fs::rename(place.at(&format!("{FILE}.sig")), place.at(&format!("{FILE}.alice.sig")))
        .unwrap();
    sign(&place, "bob", "driftwall", FILE);
    approved(&place);
}

#[test]
fn a_waiver_that_nobody_signed_waives_nothing() {
    let Some(place) = granted(1) else { return };
    std::fs::remove_file(place.at(FILE)).unwrap();
    let report: serde_json::Value =
        serde_json::from_str(&place.run("scan --output json").stdout).unwrap();
    let id = report["findings"][0]["id"].as_str().unwrap();
    place.ends(&format!("waive {id} --reason meant --until 2026-12-15 --approver bob"), 0);
    refused(&place, "nobody signed it");
    place.ends("scan --no-waivers", 1);
    let name = std::fs::read_dir(place.at("waivers")).unwrap().next().unwrap().unwrap().file_name();
    sign(&place, "bob", "driftwall", &format!("waivers/{}", name.to_str().unwrap()));
    let run = place.ends("scan", 0);
    assert!(run.stdout.contains("1 waived"), "{}", run.stdout);
}
