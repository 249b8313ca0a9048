//! The same drifted estate, put back by `driftwall remedy --apply`: through the SDK, with a journal, and no further than is allowed.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::aws::{Aws, REGION, text};
use super::binary::{Driftwall, Run};
use super::dice::Dice;
use super::drifts::World;
use super::emulator;
use super::estate::{self, Estate};
use super::live::{Who, enforce, live};
use super::rounds::{Rounds, drift_by, furnish};
use super::server::Moto;
use super::warm::{CALLS, Warm};

const ROUNDS: u64 = 4;
const AT_ONCE: usize = 8;

/// An estate that was approved as it is read live.
struct Approved {
    place: tempfile::TempDir,
    venv: std::path::PathBuf,
    moto: Moto,
    warm: Warm,
}

impl Approved {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let venv = emulator::programs(&["aws", "moto_server", "python"]);
        let moto = Moto::start(&venv, place.path());
        let warm = Warm::start(&venv, &moto.url(), place.path(), CALLS);
        Self { place, venv, moto, warm }
    }

    fn aws(&self) -> Aws {
        Aws::new(&self.warm.bin, self.moto.url(), self.place.path())
    }
}

/// Runs driftwall on the live estate; the calls that moto does not know are left out.
fn run(driftwall: &Driftwall, who: &Who<'_>, args: &[&str]) -> Run {
    let live = live();
    let args = [args, &["--live", &live, "--allow-incomplete"]].concat();
    driftwall.run_with(&args, &who.env())
}

fn record(driftwall: &Driftwall, who: &Who<'_>) {
    let args = ["baseline", "record", "--by", "auditor", "--reason", "first look"];
    run(driftwall, who, &args).ends_with(0);
}

fn journal(driftwall: &Driftwall) -> Vec<Value> {
    let text = std::fs::read_to_string(driftwall.folder.join("driftwall-journal.jsonl"));
    let text = text.unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const APPLY: &[&str] = &["remedy", "--apply", "--all-unauthorized", "--yes"];

#[test]
fn what_is_applied_puts_back_what_anybody_changed() {
    let approved = Approved::new();
    let (aws, place) = (approved.aws(), approved.place.path());
    let estate = estate::build(&aws);
    let other_routes = furnish(&aws, &estate);
    let url = approved.moto.url();
    let who = Who { url: &url, key: "test".into(), secret: "test".into() };
    let driftwall = Driftwall::new(place.join("applies"));
    record(&driftwall, &who);
    let rounds = Rounds::new(&aws, &estate, place, &approved.warm.bin);
    let mut before = place.join("approved");
    aws.dump(&before);
    let want = rounds.state(&before);
    let mut made = 0;
    for round in 0..ROUNDS {
        let mut dice = Dice::new(100 + round);
        let world =
            World { aws: &aws, estate: &estate, dump: &before, other_routes: &other_routes };
        drift_by(&world, &mut dice, AT_ONCE);
        run(&driftwall, &who, &["scan"]).ends_with(1);
        put_back(&driftwall, &who, &rounds, round);
        let after = place.join(format!("applied-{round}"));
        aws.dump(&after);
        let is = rounds.state(&after);
        for key in is.keys().chain(want.keys()) {
            assert_eq!(is.get(key), want.get(key), "round {round}: {key} is not what it was");
        }
        before = after;
        made = journal(&driftwall).iter().filter(|line| line["ending"] == "made").count();
    }
    assert!(made > 20, "{made}");
    for line in journal(&driftwall) {
        if line["ending"] == "made" {
            let who = line["who"].as_str().unwrap();
            assert!(who.starts_with("arn:aws:"), "{line}");
        }
    }
}

/// Applies until a scan finds nothing. moto forgets the name of a list whose entries are edited, which is not what was approved.
fn put_back(driftwall: &Driftwall, who: &Who<'_>, rounds: &Rounds<'_>, round: u64) {
    for _ in 0..4 {
        let told = run(driftwall, who, APPLY);
        let lines = journal(driftwall);
        let last = lines.iter().rev().find(|line| line["event"] == "ended").unwrap();
        let is_about_list = last["kind"] == "aws.prefix-list" && last["reason"] == "changed";
        assert!(
            last["ending"] == "made" || is_about_list,
            "round {round}: {last:#}\n{}\n{}",
            told.stdout,
            told.stderr
        );
        assert!(told.code == 0 || told.code == 1, "{}\n{}", told.stdout, told.stderr);
        rounds.around_moto();
        let scan = run(driftwall, who, &["scan"]);
        if scan.code == 0 {
            return;
        }
        assert_eq!(scan.code, 1, "{}", scan.stderr);
    }
    panic!("round {round}: it never comes back:\n{}", run(driftwall, who, &["scan"]).stdout);
}

#[test]
fn no_more_is_changed_than_is_allowed_and_nothing_that_changed_since() {
    let approved = Approved::new();
    let (aws, place) = (approved.aws(), approved.place.path());
    let estate = estate::build(&aws);
    let url = approved.moto.url();
    let all = Who { url: &url, key: "test".into(), secret: "test".into() };
    let driftwall = Driftwall::new(place.join("applies"));
    record(&driftwall, &all);
    let open = |port: u16| {
        let range = json!([{ "IpProtocol": "tcp", "FromPort": port, "ToPort": port,
            "IpRanges": [{ "CidrIp": "0.0.0.0/0" }] }]);
        let rule = json!({ "GroupId": estate.web, "IpPermissions": range });
        aws.ec2("authorize-security-group-ingress", &rule);
    };
    open(22);
    a_reader_changes_nothing(&driftwall, &approved, &aws);
    killed_between(&driftwall, &all);
    overtaken(&driftwall, &approved, &all, &estate, &open);
}

/// Credentials that only read are denied in the rehearsal. A profile counts alone, whatever the environment says.
fn a_reader_changes_nothing(driftwall: &Driftwall, approved: &Approved, aws: &Aws) {
    let printed = driftwall.run(&["doctor", "--permissions", "aws"]).ends_with(0).stdout;
    let mut policy: Value = serde_json::from_str(&printed).unwrap();
    let actions = policy["Statement"][0]["Action"].as_array_mut().unwrap();
    actions.push(json!("sts:GetCallerIdentity"));
    let key = |name: &str, policy: &Value| {
        aws.run("iam", "create-user", &json!({ "UserName": name }));
        let document = policy.to_string();
        aws.run(
            "iam",
            "put-user-policy",
            &json!({ "UserName": name, "PolicyName": "may", "PolicyDocument": document }),
        );
        let key = aws.run("iam", "create-access-key", &json!({ "UserName": name }));
        (text(&key["AccessKey"]["AccessKeyId"]), text(&key["AccessKey"]["SecretAccessKey"]))
    };
    let reader = key("audit", &policy);
    policy["Statement"][0]["Action"] =
        json!(["sts:GetCallerIdentity", "ec2:RevokeSecurityGroupIngress"]);
    let fixer = key("fixer", &policy);
    let url = approved.moto.url();
    let who = Who { url: &url, key: reader.0, secret: reader.1 };
    enforce(&approved.moto, true);
    let told = run(driftwall, &who, APPLY);
    enforce(&approved.moto, false);
    assert_eq!(told.code, 1, "{}\n{}", told.stdout, told.stderr);
    assert!(told.stderr.contains("needs ec2:RevokeSecurityGroupIngress"), "{}", told.stderr);
    assert!(told.stderr.contains("0 of 1 change made"), "{}", told.stderr);
    assert!(told.stdout.contains("22"), "the scan afterwards still tells it: {}", told.stdout);
    let lines = journal(driftwall);
    let events: Vec<&Value> = lines.iter().map(|line| &line["event"]).collect();
    assert_eq!(events, ["begun", "ended"]);
    assert_eq!((&lines[1]["ending"], &lines[1]["reason"]), (&json!("not-made"), &json!("denied")));
    assert!(lines[0]["command"].as_str().unwrap().contains("revoke-security-group-ingress"));
    assert!(lines[0]["undo"].as_str().unwrap().contains("authorize-security-group-ingress"));

    // The environment has the reader's credentials, and the profile those of somebody who may do this and nothing else.
    let profile = driftwall.folder.join("credentials");
    let keys =
        format!("[fixer]\naws_access_key_id = {}\naws_secret_access_key = {}\n", fixer.0, fixer.1);
    std::fs::write(&profile, keys).unwrap();
    let mut env = who.env().to_vec();
    let profile = profile.to_str().unwrap().to_owned();
    env.push(("AWS_SHARED_CREDENTIALS_FILE", &profile));
    let live = live();
    let args =
        [APPLY, &["--apply-profile", "fixer", "--live", &live, "--allow-incomplete"]].concat();
    enforce(&approved.moto, true);
    let told = driftwall.run_with(&args, &env);
    enforce(&approved.moto, false);
    assert_eq!(told.code, 0, "{}\n{}", told.stdout, told.stderr);
    let lines = journal(driftwall);
    let last = lines.last().unwrap();
    assert_eq!(last["ending"], "made");
    assert!(last["who"].as_str().unwrap().ends_with(":user/fixer"), "{last}");
}

/// A journal that ends with a step that was begun is one of a run that was killed; the next one says so first, and once.
fn killed_between(driftwall: &Driftwall, who: &Who<'_>) {
    let path = driftwall.folder.join("driftwall-journal.jsonl");
    let whole = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let (_, killed) = lines.split_last().unwrap();
    // And a line that was cut off, which was never acted on.
    std::fs::write(&path, format!("{}\n{{\"event\":\"beg", killed.join("\n"))).unwrap();
    let told = run(driftwall, who, APPLY).ends_with(0);
    assert!(
        told.stderr.contains("An earlier run began to change aws.security-group"),
        "{}",
        told.stderr
    );
    assert!(told.stderr.contains("it is no longer as it was found before that"), "{}", told.stderr);
    let told = run(driftwall, who, APPLY).ends_with(0);
    assert!(!told.stderr.contains("An earlier run"), "{}", told.stderr);
    let after = std::fs::read_to_string(&path).unwrap();
    assert!(after.starts_with(&killed.join("\n")), "lines are only added");
    // What was cut off stays, on a line of its own.
    let lines: Vec<&str> = after.lines().filter(|line| *line != "{\"event\":\"beg").collect();
    std::fs::write(&path, format!("{}\n", lines.join("\n"))).unwrap();
}

/// Somebody changes the rule between the question and the answer: it is not overwritten.
fn overtaken(
    driftwall: &Driftwall,
    approved: &Approved,
    who: &Who<'_>,
    estate: &Estate,
    open: &impl Fn(u16),
) {
    open(23);
    let live = live();
    let line = ["remedy", "--apply", "--all-unauthorized", "--live", &live, "--allow-incomplete"];
    let told = run(driftwall, who, &line[..3]);
    assert_eq!(told.code, 2, "without a terminal nobody is asked: {}", told.stderr);
    assert!(told.stderr.contains("nobody is there to say yes"), "{}", told.stderr);
    for (answer, newer, code) in [("n", None, 0), ("y", Some("192.0.2.0/24"), 1)] {
        let aws = approved.warm.bin.join("aws");
        let change = newer.map(|cidr| [aws.to_str().unwrap(), &estate.web, cidr].join(" "));
        let mut asked = Command::new(approved.venv.join("python"));
        asked
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/moto/answering.py"))
            .args([answer, change.as_deref().unwrap_or_default(), env!("CARGO_BIN_EXE_driftwall")])
            .args(line)
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", approved.warm.bin.display()))
            .env("AWS_DEFAULT_REGION", REGION)
            .envs(who.env())
            .current_dir(&driftwall.folder);
        let output = asked.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}\n{wrong}");
        let last = journal(driftwall).pop().unwrap();
        if newer.is_some() {
            assert!(said.contains("changed since the report"), "{said}");
            assert!(said.contains("192.0.2.0/24"), "the scan shows the newer work: {said}");
            assert_eq!((&last["ending"], &last["reason"]), (&json!("not-made"), &json!("changed")));
        } else {
            assert!(said.contains("Nothing was changed"), "{said}");
            assert_ne!(last["event"], "begun");
        }
    }
}
