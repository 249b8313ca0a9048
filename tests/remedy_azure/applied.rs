//! The same changes, put back by `driftwall remedy --apply`: over HTTP, with a journal, and no further than is allowed.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::Arm;
use super::binary::Run;
use super::emulator::Emulator;

fn rounds() -> u64 {
    if std::env::var_os("DRIFTWALL_SOAK").is_some() { 250 } else { 12 }
}

/// The subscription on the files of `live`, asked over HTTP.
struct Cloud {
    arm: Arm,
    _server: Emulator,
}

const APPLY: &str = "remedy --apply --all-unauthorized --yes";

impl Cloud {
    /// An estate that was approved as it is read live.
    fn approved() -> Self {
        let arm = Arm::new();
        let live = arm.folder.at("live");
        arm.insists(&["estate", &live.display().to_string()], "the estate");
        arm.copy("live", "approved");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/remedy_azure/serve.py");
        let start = |port: u16| {
            let mut command = Command::new(&arm.python);
            command.arg("-B").arg(&script).arg(port.to_string()).arg(&live).env_clear();
            command
        };
        let answers = |port: u16| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        let server = Emulator::start("arm", &arm.folder.at(""), start, answers);
        let lines = format!(
            "[scan]\nlive = \"live\"\n[azure]\nendpoint_url = \"{}\"\nsubscriptions = [\"{SUBSCRIPTION}\"]\n",
            server.url()
        );
        arm.folder.write("driftwall.toml", &lines);
        let cloud = Self { arm, _server: server };
        cloud.run("baseline record --by auditor --reason first").ends_with(0);
        cloud.run("scan").ends_with(0);
        cloud
    }

    fn run(&self, line: &str) -> Run {
        self.arm.folder.run(line)
    }

    fn at(&self, name: &str) -> String {
        self.arm.folder.at(name).display().to_string()
    }

    /// Changes it as people do.
    fn drift(&self, seed: u64) {
        self.arm.copy("approved", "live");
        self.arm.insists(&["drift", &self.at("live"), &seed.to_string()], "a change");
    }

    /// Opens a port by a rule of its own.
    fn open(&self) {
        self.arm.copy("approved", "live");
        self.arm.insists(&["open", &self.at("live")], "an opening");
    }

    fn goes_wrong(&self, how: &str) {
        self.arm.folder.write("live.fault", how);
    }

    fn journal(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.arm.folder.at("driftwall-journal.jsonl"));
        let text = text.unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// How the last step ended: the word, and why.
    fn last(&self) -> (String, String) {
        let last = self.journal().into_iter().rfind(|line| line["event"] == "ended").unwrap();
        let of = |key: &str| last[key].as_str().unwrap_or_default().to_owned();
        (of("ending"), of("why"))
    }

    /// What was changed, in the order in which it was.
    fn changed(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.arm.folder.at("live.log")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }

    fn is(&self, approved: &str, about: &str) {
        self.arm.insists(&["same", &self.at(approved), &self.at("live")], about);
    }
}

const SUBSCRIPTION: &str = "00000000-0000-4000-8000-000000000000";

#[test]
fn what_is_applied_puts_back_what_anybody_changed() {
    let cloud = Cloud::approved();
    let mut drifted = 0;
    for round in 0..rounds() {
        cloud.drift(1000 + round);
        let before = cloud.run("scan --output json");
        let findings = before.json()["findings"].as_array().unwrap().len();
        drifted += findings;
        let told = cloud.run(APPLY);
        let about = format!("round {round}\n{}\n{}", told.stdout, told.stderr);
        cloud.is("approved", &about);
        told.ends_with(0);
        cloud.run("scan").ends_with(0);
    }
    let made = cloud.journal().iter().filter(|line| line["ending"] == "made").count();
    assert!(drifted > 20 && made > drifted, "{drifted} {made}");
}

#[test]
fn nothing_is_changed_that_is_refused_and_the_journal_says_why() {
    let cloud = Cloud::approved();
    for (fault, ending, why, changes, code) in [
        (
            "denied",
            "not-made",
            "needs microsoft.network/networksecuritygroups/securityRules/delete",
            0,
            1,
        ),
        ("throttled 99", "not-made", "throttled (TooManyRequests", 0, 1),
        ("undone", "not-made", "did not do it (Undone: as the test wants it)", 0, 1),
        ("throttled 2", "made", "", 1, 0),
        ("broken", "found-made", "", 1, 0),
        ("unfollowed", "found-made", "", 1, 0),
    ] {
        cloud.open();
        let _ = std::fs::remove_file(cloud.arm.folder.at("live.log"));
        cloud.goes_wrong(fault);
        let run = cloud.run(APPLY);
        let (is, said) = cloud.last();
        let about = format!("{fault}: {is}, {said}\n{}\n{}", run.stdout, run.stderr);
        assert!(is == ending && said.contains(why), "{about}");
        assert_eq!(cloud.changed().len(), changes, "{about}");
        let _ = std::fs::remove_file(cloud.arm.folder.at("live.fault"));
        run.ends_with(code);
    }
    cloud.is("approved", "what was throttled and what broke off");
}

#[test]
fn what_somebody_changed_meanwhile_is_not_overwritten() {
    let cloud = Cloud::approved();
    cloud.arm.insists(&["detach", &cloud.at("live")], "a subnet without its group");
    cloud.goes_wrong("overtaken 99");
    let run = cloud.run(APPLY).ends_with(0);
    let (is, why) = cloud.last();
    assert!(is == "not-made" && why.contains("no longer what it was"), "{why}\n{}", run.stderr);
    assert!(cloud.changed().is_empty(), "{:?}", cloud.changed());
    std::fs::remove_file(cloud.arm.folder.at("live.fault")).unwrap();
    cloud.run(APPLY).ends_with(0);
    cloud.is("approved", "the second time");
}
