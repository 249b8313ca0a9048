//! Plans for small estates: what they do, in which order, and what they say they leave.

use serde_json::{Value, json};

use super::*;
use crate::effects;
use crate::findings::{self, Overrides};
use crate::model::{Coverage, Document, Kind, Reading, Scope, ScopeReading};

const SCOPE: &str = "aws:111122223333/eu-west-1";
const GROUP: &str = "aws.security-group";

fn snapshot(resources: &[(&str, &str, Value)]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    let scope: Scope = SCOPE.parse().unwrap();
    let mut reading = ScopeReading::default();
    for (kind, identity, durable) in resources {
        let kind: Kind = kind.parse().unwrap();
        let coverage = Coverage::complete(Vec::new(), 1);
        let found = reading
            .kinds
            .entry(kind)
            .or_insert_with(|| Reading { coverage, resources: BTreeMap::new() });
        let resource =
            Resource { durable: Document::of(durable).unwrap(), context: Document::empty() };
        found.resources.insert(identity.parse().unwrap(), resource);
    }
    snapshot.scopes.insert(scope, reading);
    snapshot
}

fn rule(id: &str, peer: &str, ports: &str) -> Value {
    json!({ "id": id, "peer": peer, "ports": ports, "protocol": "tcp" })
}

fn group(ingress: &[Value]) -> Value {
    json!({ "description": "web tier", "egress": [], "ingress": ingress, "name": "web", "vpc": "vpc-1" })
}

/// The remedy of the one thing that differs.
fn remedy(before: &Snapshot, after: &Snapshot) -> Remedy {
    let pairing = Pairing::new(before, after, &[]).unwrap();
    let subjects = compare::compare(before, after, &pairing).subjects;
    let subjects = effects::compute(subjects, before, after, &pairing, Assumptions::default());
    let found = findings::find(subjects, &Overrides::default());
    let terraform = Terraform::default();
    let remedies =
        find(&found.findings, before, after, &pairing, Assumptions::default(), &terraform);
    assert_eq!(remedies.len(), 1, "{:?}", found.findings);
    remedies.into_values().next().unwrap()
}

fn of_groups(before: &[Value], after: &[Value]) -> Remedy {
    remedy(
        &snapshot(&[(GROUP, "sg-1", group(before))]),
        &snapshot(&[(GROUP, "sg-1", group(after))]),
    )
}

/// The first words of each step: `ec2 revoke-security-group-ingress`.
fn operations(steps: &[Step]) -> Vec<String> {
    let word = |word: Option<&Word>| match word {
        Some(Word::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let first = steps.iter().filter_map(|step| step.script.commands.first());
    first.map(|command| word(command.words.get(2))).collect()
}

const REVOKE: &str = "revoke-security-group-ingress";
const AUTHORIZE: &str = "authorize-security-group-ingress";

#[test]
fn a_rule_that_came_goes_and_nothing_else_is_touched() {
    let web = rule("sgr-1", "10.0.0.0/8", "443");
    let remedy =
        of_groups(std::slice::from_ref(&web), &[web.clone(), rule("sgr-2", "0.0.0.0/0", "22")]);
    assert_eq!(remedy.proof, Proof::RestoresBaseline);
    assert_eq!(operations(&remedy.steps), [REVOKE]);
    assert_eq!(remedy.contain.as_deref(), Some(&*remedy.steps));
    assert!(remedy.steps.first().unwrap().undo.is_ok());
    assert_eq!(
        remedy.remains,
        ["connections that are open are tracked and go on until they end or are idle"]
    );
}

#[test]
fn what_is_missing_comes_back_before_what_came_goes() {
    let remedy = of_groups(
        &[rule("sgr-1", "10.0.0.0/8", "22")],
        &[rule("sgr-2", "aws.prefix-list:pl-1", "22"), rule("sgr-3", "0.0.0.0/0", "22")],
    );
    assert_eq!(operations(&remedy.steps), [AUTHORIZE, REVOKE, REVOKE]);
    assert!(remedy.steps.iter().all(|step| step.mind.is_none()));
    // Both open something; what closes is all that has to be done at once.
    assert_eq!(operations(&remedy.contain.unwrap()), [REVOKE, REVOKE]);
}

#[test]
fn a_rule_that_was_edited_is_edited_back_under_its_id() {
    let remedy =
        of_groups(&[rule("sgr-1", "10.0.0.0/8", "22")], &[rule("sgr-1", "0.0.0.0/0", "22")]);
    assert_eq!(operations(&remedy.steps), ["modify-security-group-rules"]);
    assert_eq!(remedy.proof, Proof::RestoresBaseline);
    assert!(remedy.steps.first().unwrap().script.check.is_some());
}

#[test]
fn what_only_closed_is_opened_again_and_contains_nothing() {
    let remedy = of_groups(&[rule("sgr-1", "10.0.0.0/8", "443")], &[]);
    assert_eq!(operations(&remedy.steps), [AUTHORIZE]);
    assert_eq!((remedy.contain, remedy.proof), (None, Proof::RestoresBaseline));
}

#[test]
fn what_can_not_be_put_back_is_said() {
    let before = snapshot(&[(GROUP, "sg-1", group(&[]))]);
    let mut other = group(&[rule("sgr-1", "0.0.0.0/0", "22")]);
    other["name"] = json!("web2");
    let after = snapshot(&[(GROUP, "sg-1", other)]);
    let found = remedy(&before, &after);
    assert_eq!((operations(&found.steps), found.proof), (vec![REVOKE.to_owned()], Proof::Partial));
    assert!(found.remains.iter().any(|why| why.contains("can't be edited")), "{found:?}");

    let gone = snapshot(&[(GROUP, "sg-2", group(&[]))]);
    let two = snapshot(&[(GROUP, "sg-1", group(&[])), (GROUP, "sg-2", group(&[]))]);
    let found = remedy(&two, &gone);
    assert_eq!(
        (operations(&found.steps), found.proof),
        (vec!["create-security-group".to_owned()], Proof::Partial)
    );
    assert!(found.remains.iter().any(|why| why.contains("another id")), "{found:?}");

    let found = remedy(&gone, &two);
    assert_eq!(
        (operations(&found.steps), found.proof),
        (vec!["delete-security-group".to_owned()], Proof::RestoresBaseline)
    );
}

#[test]
fn a_plan_that_leaves_something_is_never_whole() {
    let [before, after] = [
        snapshot(&[(GROUP, "sg-1", group(&[]))]),
        snapshot(&[(
            GROUP,
            "sg-1",
            group(&[rule("sgr-1", "0.0.0.0/0", "22"), rule("sgr-2", "0.0.0.0/0", "23")]),
        )]),
    ];
    let pairing = Pairing::new(&before, &after, &[]).unwrap();
    let terraform = Terraform::default();
    let sides = Sides {
        before: &before,
        after: &after,
        pairing: &pairing,
        assumptions: Assumptions::default(),
        terraform: &terraform,
    };
    let whole = remedy(&before, &after);
    let id = whole.steps.first().unwrap().edit.id.clone();
    let (now, then) = (after.get(&id), before.get(&id));
    let spec = providers::kind_spec(&id.kind).unwrap();
    let drift = Drift { id: &id, spec, now, then, settings: &[], estate: &after };
    let prove = |steps: &[Step]| proof::of(&sides, spec, &drift, steps, &[]);
    assert_eq!(prove(&whole.steps), Ok(()));
    let (_, less) = whole.steps.split_first().unwrap();
    assert_eq!(
        prove(less),
        Err(vec!["driftwall knows no command that puts `ingress` back".to_owned()])
    );
    // The same step twice finds nothing the second time, and is no plan.
    let twice = [whole.steps.clone(), whole.steps.clone()].concat();
    assert!(prove(&twice).is_err());
    // A step beside it may only make another thing what was approved.
    let mut beside = whole.steps.clone();
    beside.first_mut().unwrap().edit.id.identity = "sg-9".parse().unwrap();
    assert!(prove(&beside).is_err());
}

#[test]
fn steps_that_were_made_for_what_others_leave_stay_in_their_order() {
    let after = snapshot(&[(
        GROUP,
        "sg-1",
        group(&[rule("sgr-1", "0.0.0.0/0", "22"), rule("sgr-2", "0.0.0.0/0", "23")]),
    )]);
    let before = snapshot(&[(GROUP, "sg-1", group(&[rule("sgr-3", "10.0.0.0/8", "22")]))]);
    let whole = remedy(&before, &after);
    let id = whole.steps.first().unwrap().edit.id.clone();
    let kept = after.get(&id).cloned().unwrap();
    // One step takes all away, and the next was made for what it leaves: no other order can be made.
    let step = |from: Resource, to: Resource| Step {
        edit: Edit { id: id.clone(), act: Act::Replace { from, to } },
        ..whole.steps.first().unwrap().clone()
    };
    let none = snapshot(&[(GROUP, "sg-1", group(&[]))]).get(&id).cloned().unwrap();
    let then = before.get(&id).cloned().unwrap();
    let steps = vec![step(kept.clone(), none.clone()), step(none, then)];
    let between = Between {
        estate: &after,
        id: &id,
        then: before.get(&id),
        assumptions: Assumptions::default(),
    };
    let ordered = order::best(&between, steps.clone());
    let edits = |steps: &[Step]| steps.iter().map(|step| step.edit.clone()).collect::<Vec<_>>();
    assert_eq!(edits(&ordered), edits(&steps));
    let reversed: Vec<Step> = steps.into_iter().rev().collect();
    assert_eq!(edits(&order::best(&between, reversed.clone())), edits(&ordered));
}

#[test]
fn that_there_is_a_list_at_all_is_a_difference_that_no_proof_passes_over() {
    let mut without = group(&[rule("sgr-1", "10.0.0.0/8", "22")]);
    without.as_object_mut().unwrap().remove("egress");
    let before = snapshot(&[(GROUP, "sg-1", without)]);
    let after = snapshot(&[(GROUP, "sg-1", group(&[]))]);
    let found = remedy(&before, &after);
    assert_eq!(
        (operations(&found.steps), found.proof),
        (vec![AUTHORIZE.to_owned()], Proof::Partial)
    );
    assert!(found.remains.len() > 1 || found.remains.iter().any(|why| !why.contains("tracked")));
}

#[test]
fn a_zero_byte_is_in_no_command() {
    let script = |command: Command| sayable(Script { check: None, commands: vec![command] });
    let plain = Command::new(&["aws", "a"]);
    assert!(script(plain.clone()).is_ok());
    assert!(script(plain.clone().word("a\0b")).is_err());
    assert!(script(plain.clone().option("--x", "-\0")).is_err());
    assert!(script(plain.clone().reading("\0")).is_err());
    assert!(script(plain.clone().output_of("--x", plain.word("\0"))).is_err());
}
