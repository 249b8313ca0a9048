//! The same changes, put back by `driftwall remedy --apply`: by its own requests, with a journal, and no further than is allowed.

use serde_json::{Value, json};

use super::binary::Run;
use super::{Cloud, Dice, RULES, drift, rule};

const APPLY: &str = "remedy --apply --all-unauthorized --yes --allow-incomplete";

fn rounds() -> u64 {
    if std::env::var_os("DRIFTWALL_SOAK").is_some() { 100 } else { 12 }
}

/// An estate that was approved as it is read live.
fn approved() -> (Cloud, Dice) {
    let cloud = Cloud::new();
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    cloud.furnish(&mut dice);
    let lines = format!(
        "[scan]\nlive = \"live\"\n[gcp]\nendpoint_url = \"{}\"\nprojects = [\"shop\"]\n",
        cloud.proxy.url()
    );
    cloud.folder.write("driftwall.toml", &lines);
    run(&cloud, "baseline record --by auditor --allow-incomplete").ends_with(0);
    (cloud, dice)
}

fn run(cloud: &Cloud, line: &str) -> Run {
    cloud.folder.run(line)
}

fn journal(cloud: &Cloud) -> Vec<Value> {
    let text = std::fs::read_to_string(cloud.folder.at("driftwall-journal.jsonl"));
    let text = text.unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn what_is_applied_puts_back_what_anybody_changed() {
    let (cloud, mut dice) = approved();
    let want = cloud.dump();
    for round in 0..rounds() {
        drift(&cloud, &mut dice, round);
        let told = run(&cloud, APPLY);
        let about = format!("round {round}\n{}\n{}", told.stdout, told.stderr);
        assert_eq!(cloud.dump(), want, "{about}");
        told.ends_with(0);
    }
    let made = journal(&cloud).iter().filter(|line| line["ending"] == "made").count();
    assert!(made > 20, "{made}");
}

#[test]
fn nothing_is_changed_that_is_refused_and_the_journal_says_why() {
    let (cloud, _) = approved();
    let want = cloud.dump();
    let open = json!({
        "name": "mine", "network": "global/networks/main", "direction": "INGRESS", "priority": 10,
        "allowed": [{"IPProtocol": "tcp", "ports": ["22"]}], "sourceRanges": ["0.0.0.0/0"],
    });
    for (fault, ending, why, code) in [
        ("denied", "not-made", "needs compute.firewalls.delete", 1),
        ("throttled 99", "not-made", "throttled (", 1),
        ("undone", "not-made", "gave up (UNDONE): as the test wants it", 1),
        ("throttled 2", "made", "", 0),
        ("broken", "found-made", "", 0),
    ] {
        if !cloud.dump().contains_key("mine") {
            cloud.ask("POST", RULES, Some(&open));
        }
        cloud.folder.write("fault", fault);
        let run = run(&cloud, APPLY);
        let _ = std::fs::remove_file(cloud.folder.at("fault"));
        let last = journal(&cloud).into_iter().rfind(|line| line["event"] == "ended").unwrap();
        let said = last["why"].as_str().unwrap_or_default();
        let about = format!("{fault}: {last:#}\n{}\n{}", run.stdout, run.stderr);
        assert!(last["ending"] == ending && said.contains(why), "{about}");
        run.ends_with(code);
    }
    assert_eq!(cloud.dump(), want, "what was throttled and what broke off");
}

#[test]
fn what_somebody_changed_meanwhile_is_not_overwritten() {
    let (cloud, mut dice) = approved();
    cloud.ask("POST", RULES, Some(&rule("mine", &mut dice)));
    // Somebody else edits it when it is looked at for the second time, after the plan was made.
    cloud.folder.write("overtaken", "mine 2");
    let before = cloud.dump();
    let run = run(&cloud, APPLY);
    let last = journal(&cloud).into_iter().rfind(|line| line["event"] == "ended").unwrap();
    assert_eq!(last["reason"], "changed", "{last:#}\n{}", run.stderr);
    let after = cloud.dump();
    assert!(after["mine"]["priority"] == 7 && before["mine"]["priority"] != 7, "{after:#?}");
}
