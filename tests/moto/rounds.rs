//! Round after round: the estate drifts at random, the commands that a scan prints are run as they are, and everything is as it was.
//!
//! `DRIFTWALL_SOAK=1` makes thousands of changes instead of hundreds.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::anew;
use super::aws::Aws;
use super::binary::Driftwall;
use super::dice::Dice;
use super::drifts::{ADDED, IN_PLACE, OTHER_TRAIL, World};
use super::emulator;
use super::estate::{self, Estate};
use super::server::Moto;
use super::warm::{CALLS, Warm};

/// How many changes are made in a round.
const AT_ONCE: usize = 30;
/// How many changes are made in all.
const CHANGES: usize = 200;
const MANY_CHANGES: usize = 3000;

#[test]
fn what_is_printed_puts_back_what_anybody_changed() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path();
    let venv = emulator::programs(&["aws", "moto_server", "python"]);
    let moto = Moto::start(&venv, place);
    let warm = Warm::start(&venv, &moto.url(), place, CALLS);
    let aws = Aws::new(&warm.bin, moto.url(), place);
    let estate = estate::build(&aws);
    let other_routes = furnish(&aws, &estate);
    let spares = anew::furnish(&aws, &estate);
    let rounds = Rounds::new(&aws, &estate, place, &warm.bin);
    let approved = place.join("approved");
    aws.dump(&approved);
    rounds.driftwall.record(&approved);
    let want = rounds.state(&approved);

    let is_soak = std::env::var_os("DRIFTWALL_SOAK").is_some_and(|value| value == "1");
    let many = if is_soak { MANY_CHANGES } else { CHANGES };
    let (mut made, mut round) = (0, 0);
    let mut before = approved;
    while made < many {
        let mut dice = Dice::new(round);
        let world =
            World { aws: &aws, estate: &estate, dump: &before, other_routes: &other_routes };
        let is_undone = round % 4 == 1;
        made += drift(&world, &mut dice, is_undone);
        let drifted = place.join(format!("drifted-{round}"));
        aws.dump(&drifted);
        let told = rounds.scan(&drifted, 1);
        rounds.run(&told, &steps(&told), &format!("round {round}"));
        if is_undone {
            rounds.run(&told, &undone(&told), &format!("undo of round {round}"));
            let again = place.join(format!("again-{round}"));
            aws.dump(&again);
            let same = rounds.scan(&again, 1);
            assert_eq!(gist(&same), gist(&told), "round {round}: undone, it is as it was before");
            rounds.run(&same, &steps(&same), &format!("round {round}, once more"));
        }
        let after = place.join(format!("after-{round}"));
        aws.dump(&after);
        rounds.scan(&after, 0);
        nothing_else_changed(&rounds.state(&after), &want, round);
        assert!(!place.join("pwned").exists() && !rounds.driftwall.folder.join("pwned").exists());
        before = after;
        round += 1;
    }
    anew::comes_back(&rounds, &spares, &want);
}

/// What the estate of the other tests has not: another table, profiles, an address, another trail.
pub(crate) fn furnish(aws: &Aws, estate: &Estate) -> String {
    let table = aws.ec2("create-route-table", &json!({ "VpcId": estate.vpc }));
    for name in ["admin", "reader"] {
        aws.run("iam", "create-instance-profile", &json!({ "InstanceProfileName": name }));
    }
    aws.ec2("allocate-address", &json!({ "Domain": "vpc" }));
    aws.run(
        "cloudtrail",
        "create-trail",
        &json!({ "Name": OTHER_TRAIL, "S3BucketName": estate::BUCKET }),
    );
    let all = json!([{ "Field": "eventCategory", "Equals": ["Data"] },
        { "Field": "resources.type", "Equals": ["AWS::S3::Object"] }]);
    aws.run(
        "cloudtrail",
        "put-event-selectors",
        &json!({ "TrailName": OTHER_TRAIL, "AdvancedEventSelectors": [{ "Name": "it's `all`", "FieldSelectors": all }] }),
    );
    table["RouteTable"]["RouteTableId"].as_str().unwrap().to_owned()
}

/// Makes changes, and gives back how many came about.
fn drift(world: &World<'_>, dice: &mut Dice, is_undone: bool) -> usize {
    let mut made = 0;
    for _ in 0..AT_ONCE {
        // What comes and is deleted comes back under another id, so that it is in no round that is undone.
        let all = if !is_undone && dice.one_in(6) { ADDED } else { IN_PLACE };
        let change = all[dice.below(all.len())];
        made += usize::from(change(world, dice).is_some());
    }
    made
}

/// Makes changes of every sort.
#[cfg(feature = "aws")]
pub(crate) fn drift_by(world: &World<'_>, dice: &mut Dice, changes: usize) {
    for _ in 0..changes {
        let all = if dice.one_in(6) { ADDED } else { IN_PLACE };
        all[dice.below(all.len())](world, dice);
    }
}

pub(crate) struct Rounds<'a> {
    pub(crate) aws: &'a Aws,
    pub(crate) estate: &'a Estate,
    driftwall: Driftwall,
    bin: &'a Path,
    pub(crate) place: &'a Path,
}

impl<'a> Rounds<'a> {
    pub(crate) fn new(aws: &'a Aws, estate: &'a Estate, place: &'a Path, bin: &'a Path) -> Self {
        Self { aws, estate, driftwall: Driftwall::new(place.join("work")), bin, place }
    }

    pub(crate) fn scan(&self, dump: &Path, code: i32) -> Value {
        let live = format!("dump:{}", dump.display());
        let run = self.driftwall.run(&["scan", "--live", &live, "--output", "json"]);
        let report = serde_json::from_str(&run.stdout).unwrap();
        let run = run.ends_with(code);
        drop(run);
        report
    }

    /// What is recorded of everything, without what AWS gives out anew: the ids of rules, and the versions of lists.
    pub(crate) fn state(&self, dump: &Path) -> BTreeMap<String, Value> {
        let live = format!("dump:{}", dump.display());
        let run = self.driftwall.run(&["snapshot", "--live", &live]).ends_with(0);
        let snapshot: Value = serde_json::from_str(&run.stdout).unwrap();
        let mut state = BTreeMap::new();
        for scope in snapshot["scopes"].as_object().unwrap().values() {
            for (kind, reading) in scope["kinds"].as_object().unwrap() {
                for (id, resource) in reading["resources"].as_object().unwrap() {
                    let mut resource = resource.clone();
                    without_ids(&mut resource);
                    state.insert(format!("{kind} {id}"), resource);
                }
            }
        }
        assert!(state.len() > 20);
        // moto goes on listing a subnet that was deleted behind its ACL.
        let subnets: Vec<Value> = state
            .keys()
            .filter_map(|key| key.strip_prefix("aws.subnet ").map(Value::from))
            .collect();
        for (key, resource) in &mut state {
            if key.starts_with("aws.network-acl ") {
                let behind = resource["context"]["subnets"].as_array_mut().unwrap();
                behind.retain(|subnet| subnets.contains(subnet));
            }
        }
        state
    }

    /// Runs what is printed, as it is.
    pub(crate) fn run(&self, told: &Value, steps: &[String], name: &str) {
        let script = self.place.join("steps.sh");
        std::fs::write(&script, format!("set -eu\n{}", steps.concat())).unwrap();
        let output = Command::new("sh")
            .arg(&script)
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", self.bin.display()))
            .current_dir(self.place)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{name}: {}\n{}\n{}\n{told:#}",
            output.status,
            String::from_utf8_lossy(&output.stderr),
            std::fs::read_to_string(&script).unwrap()
        );
        self.around_moto();
    }

    /// moto forgets the name of a list that is edited, and goes on listing one that was deleted for a while.
    pub(crate) fn around_moto(&self) {
        for _ in 0..3 {
            let lists = self.aws.ec2("describe-managed-prefix-lists", &json!({}));
            let partners = self.estate.partners.as_str();
            let all = lists["PrefixLists"].as_array().unwrap();
            let list = all.iter().find(|list| list["PrefixListId"] == partners).unwrap();
            if list["PrefixListName"] != "partners" {
                self.aws.ec2(
                    "modify-managed-prefix-list",
                    &json!({ "PrefixListId": partners, "PrefixListName": "partners" }),
                );
            }
        }
    }
}

fn nothing_else_changed(is: &BTreeMap<String, Value>, was: &BTreeMap<String, Value>, round: u64) {
    for key in is.keys().chain(was.keys()) {
        assert_eq!(is.get(key), was.get(key), "round {round}: {key} is not what it was");
    }
}

pub(crate) fn findings(told: &Value) -> &Vec<Value> {
    told["findings"].as_array().unwrap()
}

/// The steps as a script, what came going last: what stands behind it is put back first.
fn steps(told: &Value) -> Vec<String> {
    let came = |finding: &&Value| finding["change"]["action"] == "added";
    let (last, first): (Vec<&Value>, Vec<&Value>) = findings(told).iter().partition(came);
    first.into_iter().chain(last).flat_map(|one| steps_of(one, "restores-baseline")).collect()
}

/// The steps of one finding, which are proved to do what they should.
pub(crate) fn steps_of(finding: &Value, proof: &str) -> Vec<String> {
    let remedy = &finding["remedy"];
    assert_eq!(remedy["proof"], proof, "{finding:#}");
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let step = |step: &Value| {
        let check = step.get("check").map_or("true".to_owned(), word);
        let command = word(&step["command"]);
        format!("{check} || {{ echo 'not as it was' >&2; exit 1; }}\n{{ {command}; }} || exit 1\n")
    };
    remedy["steps"].as_array().unwrap().iter().map(step).collect()
}

/// What takes the steps back, the last one first.
fn undone(told: &Value) -> Vec<String> {
    let undo = |step: &Value| {
        let undo = step["undo"].as_str().unwrap_or_else(|| panic!("no undo: {step:#}"));
        format!("{{ {undo}; }} || exit 1\n")
    };
    let steps = findings(told).iter().flat_map(|one| one["remedy"]["steps"].as_array().unwrap());
    let mut all: Vec<String> = steps.map(undo).collect();
    all.reverse();
    all
}

/// What a report tells, without the ids that AWS gives out anew: of each finding, what of it changed to what.
fn gist(told: &Value) -> Vec<String> {
    let one = |finding: &Value| {
        let mut sides: Vec<String> = Vec::new();
        for field in finding["change"]["fields"].as_array().unwrap() {
            let mut field = field.clone();
            without_ids(&mut field);
            let path = field["path"].as_str().unwrap();
            let path = path.split("[sgr-").next().unwrap();
            sides.push(format!("{path}: {} -> {}", field["before"], field["after"]));
        }
        sides.sort_unstable();
        format!("{} {} {}", finding["code"], finding["resource"]["id"], sides.join("; "))
    };
    let mut all: Vec<String> = findings(told).iter().map(one).collect();
    all.sort_unstable();
    all
}

fn without_ids(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let is_rule =
                fields.get("id").and_then(Value::as_str).is_some_and(|id| id.starts_with("sgr-"));
            if is_rule {
                fields.remove("id");
            }
            fields.remove("rule_tags");
            if fields.contains_key("max_entries") {
                fields.remove("version");
            }
            fields.values_mut().for_each(without_ids);
        }
        Value::Array(list) => {
            list.iter_mut().for_each(without_ids);
            list.sort_by_key(Value::to_string);
        }
        _ => {}
    }
}
