//! Grants and waivers as their users meet them: written from findings, held against them, and never passed over.

use serde_json::Value;

use crate::estates::drifted;
use crate::harness::{Place, Run};

/// The ids of what a scan finds, by code.
fn findings(place: &Place, line: &str) -> Vec<Value> {
    let run = place.run(&format!("{line} --output json"));
    let report: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    report["findings"].as_array().unwrap().clone()
}

fn first(place: &Place) -> String {
    findings(place, "scan")[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_grant_is_written_from_a_finding_and_approves_it_and_nothing_else() {
    let place = drifted();
    let id = first(&place);
    let short = &id[..8];
    assert_shown!(
        place,
        &format!(
            "grant add {short} --id CHG-1042 --reason 'ticket NET-311' --until 2026-12-15 --print"
        ),
        &format!(
            "grant add {short} --id CHG-1042 --reason 'ticket NET-311' --until 2026-12-15 --zone Europe/Berlin"
        ),
        &format!("grant add {short} --id CHG-1042 --reason 'ticket NET-311' --until 2026-12-15"),
        "grant check",
        "scan",
        "scan --verbose",
        &format!("remedy {short}"),
    );
    let all = findings(&place, "scan");
    let authorized: Vec<&Value> = all.iter().filter(|one| one["verdict"] == "authorized").collect();
    assert_eq!(authorized.len(), 1);
    assert_eq!(authorized[0]["id"], id.as_str());
    assert_eq!(authorized[0]["authority"]["grant"], "CHG-1042");
    assert!(authorized[0].get("remedy").is_none());
}

#[test]
fn every_finding_of_an_estate_can_be_granted_and_then_the_scan_is_clean() {
    let place = drifted();
    for finding in findings(&place, "scan") {
        let id = finding["id"].as_str().unwrap();
        place.ends(&format!("grant add {id} --reason meant --until 2026-12-15"), 0);
    }
    let run = place.ends("scan", 0);
    assert!(run.stdout.starts_with("Clean: "), "{}", run.stdout);
    let later =
        place.command("scan").env("DRIFTWALL_NOW", "2026-12-16T00:00:00Z").output().unwrap();
    let later = Run::of(later);
    assert_eq!(later.code, Some(1), "{}", later.stdout);
    assert!(later.stdout.contains("grant-expired"), "{}", later.stdout);
    let earlier =
        place.command("scan").env("DRIFTWALL_NOW", "2026-11-20T05:59:59Z").output().unwrap();
    assert_eq!(Run::of(earlier).code, Some(1), "a clock that was set back");
}

#[test]
fn what_can_not_be_written_says_why() {
    let place = drifted();
    let id = first(&place);
    assert_shown!(
        place,
        &format!("grant add {id} --reason meant --until soon"),
        &format!("grant add {id} --reason meant --until 2026-11-19"),
        &format!("grant add {id} --reason meant --until 2026-12-15 --zone Mars/Olympus"),
        &format!("grant add {id} --reason ' ' --until 2026-12-15"),
        &format!("grant add {id} --id ../x/y --reason meant --until 2026-12-15 --print"),
        &format!("grant add {id} --id 'a b' --reason meant --until 2026-12-15"),
        "grant add 12345678 --reason meant --until 2026-12-15",
        "grant check",
    );
}

#[test]
fn a_file_that_can_not_be_understood_ends_the_run() {
    let place = drifted();
    place.write("grants/a.toml", "id = \"a\"\nonwer = \"ana\"\n");
    place.write("grants/b.toml", "id = [\n");
    assert_shown!(place, "scan", "grant check");
    for line in ["scan", "scan --no-waivers", "remedy", "grant check"] {
        let run = place.ends(line, 3);
        assert!(run.stderr.contains("grants/a.toml:2:1"), "{}", run.stderr);
    }
    place.write(
        "driftwall.toml",
        "[scan]\nlive = \"dump:live\"\n[authority]\ngrants = \"nowhere\"\n",
    );
    assert_shown!(place, "scan");
}

#[test]
fn a_waiver_silences_one_finding_until_its_day() {
    let place = drifted();
    let all = findings(&place, "scan");
    let id = all[0]["id"].as_str().unwrap();
    assert_shown!(
        place,
        &format!(
            "waive {id} --id W-1 --reason 'moves next week' --approver bo@example.com --until 2026-12-01 --print"
        ),
        &format!(
            "waive {id} --id W-1 --reason 'moves next week' --approver bo@example.com --until 2026-12-01"
        ),
        "scan",
        "scan --no-waivers --quiet",
    );
    let waived = &findings(&place, "scan")[..];
    let verdicts: Vec<&str> = waived.iter().map(|one| one["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts.iter().filter(|one| **one == "waived").count(), 1);
    let text = place.read("waivers/W-1.toml");
    for (is, codes) in [
        ("expires = 2026-11-19", "waiver-expired"),
        ("expires = \"soon\"", "waiver-expired"),
        ("expires = 2026-02-30", "waiver-expired"),
        ("expires = 2026-99-99 # typo", "waiver-expired"),
    ] {
        place.write("waivers/W-1.toml", text.replace("expires = 2026-12-01", is));
        let found = findings(&place, "scan");
        assert!(found.iter().any(|one| one["code"] == codes), "{is}: {found:?}");
        assert!(found.iter().all(|one| one["verdict"] == "unauthorized"), "{is}");
        assert!(!findings(&place, "scan --no-waivers").iter().any(|one| one["code"] == codes));
    }
    place.write("waivers/W-1.toml", text.replace(id, "0123456789abcdef"));
    let found = findings(&place, "scan");
    assert!(found.iter().any(|one| one["code"] == "waiver-unused"), "{found:?}");
    place.write("waivers/W-1.toml", text.replace("traffic-opened", "traffic-closed"));
    let found = findings(&place, "scan");
    assert!(found.iter().all(|one| one["verdict"] == "unauthorized"), "another code: {found:?}");
    place.write("waivers/W-1.toml", text.replace("approver", "aprover"));
    let run = place.ends("scan", 3);
    assert!(run.stderr.contains("did you mean `approver`?"), "{}", run.stderr);
}
