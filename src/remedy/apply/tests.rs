//! Steps that are made by somebody who follows a script: refused, asked for too much, half done, overtaken, killed, and never answered.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::*;
use crate::model::{Act, Class, Document, Script, Setting};
use crate::providers::live::{Came, Refused};

fn id(name: &str) -> ResourceId {
    ResourceId {
        scope: "aws:111122223333/eu-west-1".parse().unwrap(),
        kind: "aws.subnet".parse().unwrap(),
        identity: name.parse().unwrap(),
    }
}

fn resource(durable: &Value) -> Resource {
    Resource { durable: Document::of(durable).unwrap(), context: Document::empty() }
}

/// A subnet that gives out public addresses, or does not.
fn subnet(is_public: bool) -> Resource {
    resource(&json!({ "cidr": "192.0.2.0/24", "map_public_address": is_public }))
}

fn task(name: &str, act: Act, undo: Result<Script, String>) -> Task {
    let edit = Edit { id: id(name), act };
    let step = Step { edit, script: Script::default(), undo, mind: None };
    Task { finding: FindingId::from_digest(&[7; 8]), number: 1, of: 1, step }
}

/// The step that takes public addresses away.
fn closing(name: &str) -> Task {
    let setting = Setting {
        class: Class::Durable,
        path: vec!["map_public_address".to_owned()],
        is_element: false,
        from: Some(true.into()),
        to: Some(false.into()),
    };
    task(name, Act::Set(vec![setting]), Ok(Script::default()))
}

/// What somebody answers, in order.
#[derive(Default)]
struct Scripted {
    reads: VecDeque<Result<Option<Resource>, String>>,
    rehearsals: VecDeque<Result<Report, String>>,
    made: VecDeque<Result<Report, String>>,
    /// What was asked, and kept, in order.
    log: std::rc::Rc<std::cell::RefCell<Vec<String>>>,
}

impl Hands for Scripted {
    fn read(&mut self, id: &ResourceId) -> Result<Option<Resource>, String> {
        self.log.borrow_mut().push(format!("read {}", id.identity));
        self.reads.pop_front().expect("a read that nobody foresaw")
    }

    fn send(&mut self, step: &Step, way: Way) -> Result<Report, String> {
        self.log.borrow_mut().push(format!("{way:?} {}", step.edit.id.identity));
        match way {
            Way::Rehearse => self.rehearsals.pop_front().unwrap_or_else(|| report(Came::Allowed)),
            Way::Make => self.made.pop_front().expect("a call that nobody foresaw"),
        }
    }
}

fn report(came: Came) -> Result<Report, String> {
    let made = usize::from(came == Came::Made);
    Ok(Report { came, made, who: Some("arn:aws:iam::111122223333:user/fixer".to_owned()) })
}

fn refused(refusal: Refused, made: usize) -> Result<Report, String> {
    let words = "no".to_owned();
    Ok(Report { came: Came::Refused { refusal, words }, made, who: None })
}

/// A journal that breaks after so many lines.
struct Kept {
    log: std::rc::Rc<std::cell::RefCell<Vec<String>>>,
    lines: usize,
}

impl Journal for Kept {
    fn keep(&mut self, line: &Line<'_>) -> Result<(), String> {
        if self.lines == 0 {
            return Err("the disk is full".to_owned());
        }
        self.lines -= 1;
        let line = match line {
            Line::Begun { place, .. } => format!("{place} begun"),
            Line::Ended { place, ending, who, .. } => {
                format!(
                    "{place} {}{}",
                    ending.word(),
                    if who.is_some() { " by somebody" } else { "" }
                )
            }
        };
        self.log.borrow_mut().push(line);
        Ok(())
    }
}

/// Runs the tasks: where things stand, and what was asked and kept.
fn run(tasks: &[Task], mut hands: Scripted, lines: usize) -> (Outcome, Vec<String>) {
    let mut journal = Kept { log: std::rc::Rc::clone(&hands.log), lines };
    let outcome = apply(tasks, &mut hands, &mut journal);
    assert!(hands.reads.is_empty() && hands.made.is_empty(), "less was asked than foreseen");
    let log = hands.log.borrow().clone();
    (outcome, log)
}

const ALL: usize = 100;

#[test]
fn a_step_is_read_written_down_rehearsed_made_and_written_down() {
    let hands = Scripted {
        reads: [Ok(Some(subnet(true))), Ok(Some(subnet(true)))].into(),
        made: [report(Came::Made), report(Came::Made)].into(),
        ..Scripted::default()
    };
    let (outcome, log) = run(&[closing("a"), closing("b")], hands, ALL);
    assert_eq!(outcome, Outcome { made: 2, ..Outcome::default() });
    assert_eq!(
        log,
        [
            "read a",
            "1 begun",
            "Rehearse a",
            "Make a",
            "1 made by somebody",
            "read b",
            "2 begun",
            "Rehearse b",
            "Make b",
            "2 made by somebody",
        ]
    );
}

#[test]
fn what_changed_since_the_report_is_not_overwritten_and_nothing_after_it_is_touched() {
    let other = resource(&json!({ "cidr": "192.0.2.0/24", "map_public_address": null }));
    for is in [Some(subnet(false)), Some(other), None] {
        let hands = Scripted {
            reads: [Ok(Some(subnet(true))), Ok(is)].into(),
            made: [report(Came::Made)].into(),
            ..Scripted::default()
        };
        let (outcome, log) = run(&[closing("a"), closing("b"), closing("c")], hands, ALL);
        assert_eq!(outcome.made, 1);
        let why = "b changed since the report".to_owned();
        assert_eq!(outcome.stopped, Some(Ending::NotMade(Reason::Changed, why)));
        assert_eq!(log.last().unwrap(), "2 not-made");
        assert!(!log.iter().any(|line| line.contains("begun") && line.starts_with('2')), "{log:?}");
    }
}

#[test]
fn what_can_not_be_read_is_not_changed() {
    let hands = Scripted { reads: [Err("denied".to_owned())].into(), ..Scripted::default() };
    let (outcome, log) = run(&[closing("a")], hands, ALL);
    assert_eq!(outcome.stopped, Some(Ending::NotMade(Reason::Unread, "denied".to_owned())));
    assert_eq!(log, ["read a", "1 not-made"]);
}

#[test]
fn a_refusal_ends_it_in_the_rehearsal_or_in_earnest() {
    for (refusal, reason) in [
        (Refused::Denied, Reason::Denied),
        (Refused::Throttled, Reason::Throttled),
        (Refused::Changed, Reason::Changed),
        (Refused::Failed, Reason::Failed),
    ] {
        let stopped = Some(Ending::NotMade(reason, "no".to_owned()));
        let read = || [Ok(Some(subnet(true)))].into();
        let hands = Scripted {
            reads: read(),
            rehearsals: [refused(refusal, 0)].into(),
            ..Scripted::default()
        };
        let (outcome, log) = run(&[closing("a"), closing("b")], hands, ALL);
        assert_eq!((outcome.made, &outcome.stopped), (0, &stopped));
        assert_eq!(log, ["read a", "1 begun", "Rehearse a", "1 not-made"]);
        let hands =
            Scripted { reads: read(), made: [refused(refusal, 0)].into(), ..Scripted::default() };
        let (outcome, log) = run(&[closing("a"), closing("b")], hands, ALL);
        assert_eq!((outcome.made, outcome.stopped), (0, stopped));
        assert_eq!(log.last().unwrap(), "1 not-made");
    }
}

#[test]
fn a_step_of_several_calls_that_fails_in_the_middle_is_made_in_part() {
    let hands = Scripted {
        reads: [Ok(Some(subnet(true)))].into(),
        made: [refused(Refused::Failed, 2)].into(),
        ..Scripted::default()
    };
    let (outcome, log) = run(&[closing("a"), closing("b")], hands, ALL);
    assert_eq!(outcome.stopped, Some(Ending::Partly(2, "no".to_owned())));
    assert_eq!(log.last().unwrap(), "1 partly-made");
}

#[test]
fn a_rehearsal_that_was_taken_for_the_performance_is_not_repeated() {
    let hands = Scripted {
        reads: [Ok(Some(subnet(true)))].into(),
        rehearsals: [report(Came::Made)].into(),
        ..Scripted::default()
    };
    let (outcome, log) = run(&[closing("a")], hands, ALL);
    assert_eq!(outcome, Outcome { made: 1, ..Outcome::default() });
    assert_eq!(log, ["read a", "1 begun", "Rehearse a", "1 made by somebody"]);
}

#[test]
fn what_nobody_answered_is_read_again_and_never_sent_again() {
    let elsewhere = resource(&json!({ "cidr": "198.51.100.0/24", "map_public_address": false }));
    for (is, want) in [
        (Ok(Some(subnet(false))), "found-made"),
        (Ok(Some(subnet(true))), "unknown"),
        (Ok(Some(elsewhere)), "unknown"),
        (Ok(None), "unknown"),
        (Err("no connection".to_owned()), "unknown"),
    ] {
        let hands = Scripted {
            reads: [Ok(Some(subnet(true))), is].into(),
            made: [report(Came::Unsaid("no answer".to_owned()))].into(),
            ..Scripted::default()
        };
        let (outcome, log) = run(&[closing("a")], hands, ALL);
        let sent = log.iter().filter(|line| line.starts_with("Make")).count();
        assert_eq!(sent, 1, "{log:?}");
        assert_eq!(log.last().unwrap(), &format!("1 {want} by somebody"));
        assert_eq!(outcome.is_unknown(), want == "unknown");
        assert_eq!(outcome.made, usize::from(want == "found-made"));
    }
}

#[test]
fn what_comes_back_under_another_name_is_not_found_by_reading_the_old_one() {
    let went = "it comes back as another one".to_owned();
    let hands = Scripted {
        reads: [Ok(None)].into(),
        made: [report(Came::Unsaid("no answer".to_owned()))].into(),
        ..Scripted::default()
    };
    let (outcome, _) = run(&[task("a", Act::Create(subnet(false)), Err(went))], hands, ALL);
    assert!(outcome.is_unknown(), "{outcome:?}");
}

#[test]
fn without_a_journal_nothing_is_sent() {
    let hands = Scripted { reads: [Ok(Some(subnet(true)))].into(), ..Scripted::default() };
    let (outcome, log) = run(&[closing("a")], hands, 0);
    assert_eq!(log, ["read a"]);
    let why = "the disk is full".to_owned();
    assert_eq!(outcome.stopped, Some(Ending::NotMade(Reason::Unkept, why)));
}

#[test]
fn when_the_journal_breaks_after_a_step_nothing_more_is_begun() {
    let hands = Scripted {
        reads: [Ok(Some(subnet(true)))].into(),
        made: [report(Came::Made)].into(),
        ..Scripted::default()
    };
    // As a run that was killed leaves it: begun, and no end.
    let (outcome, log) = run(&[closing("a"), closing("b")], hands, 1);
    assert_eq!(log, ["read a", "1 begun", "Rehearse a", "Make a"]);
    assert_eq!(outcome.made, 1);
    assert!(matches!(outcome.stopped, Some(Ending::NotMade(Reason::Unkept, _))), "{outcome:?}");
    assert_eq!(outcome.unkept.as_deref(), Some("the disk is full"));
}

#[test]
fn what_is_to_go_may_have_lost_what_stood_around_it_and_nothing_else() {
    let with = |durable: &Value, context: &Value| Resource {
        durable: Document::of(durable).unwrap(),
        context: Document::of(context).unwrap(),
    };
    let table = |name: &str, act| {
        let mut task = task(name, act, Ok(Script::default()));
        task.step.edit.id.kind = "aws.route-table".parse().unwrap();
        task.step.edit
    };
    let durable = json!({ "vpc": "vpc-1" });
    let route = |destination: &str, target: &str| json!({ "destination": destination, "state": "active", "target": target });
    let local = route("192.0.2.0/24", "local");
    let was = with(&durable, &json!({ "routes": [local], "subnets": ["subnet-1", "subnet-2"] }));
    let edit = table("rtb-1", Act::Delete(was));
    for (durable, context, want) in [
        (&durable, json!({ "routes": [local], "subnets": ["subnet-2"] }), true),
        (&durable, json!({ "routes": [local] }), true),
        (&durable, json!({ "routes": [local, route("0.0.0.0/0", "igw-1")] }), false),
        (&durable, json!({ "routes": [route("192.0.2.0/24", "eni-1")] }), false),
        (&json!({ "vpc": "vpc-2" }), json!({ "routes": [local] }), false),
    ] {
        let is = with(durable, &context);
        assert_eq!(fits(&edit, Some(&is)), want, "{context}");
    }
    assert!(!fits(&edit, None));
}
