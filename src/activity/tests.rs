//! What a log says and does not say of changes, on a small estate.

mod attribution;
mod between;
mod histories;
mod native;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Account, Book, Searched, Times};
use crate::compare::{self, Pairing};
use crate::effects;
use crate::model::{
    Activity, Actor, Approval, Assumptions, Change, Class, Coverage, Deed, Document, Done, Effect,
    Finding, FindingId, Kind, Outcome, Provider, Reading, Resource, Scope, ScopeReading, Setting,
    Severity, Snapshot, Subject, Target, Verdict, Who,
};

const SCOPE: &str = "aws:111122223333/eu-west-1";

fn scope() -> Scope {
    SCOPE.parse().unwrap()
}

fn kind() -> Kind {
    "aws.security-group".parse().unwrap()
}

/// Minutes after midnight of the day of the tests.
fn at(minute: i64) -> Timestamp {
    let midnight: Timestamp = "2026-11-20T00:00:00Z".parse().unwrap();
    midnight + jiff::SignedDuration::from_mins(minute)
}

fn rule(peer: &str, ports: &str) -> Value {
    json!({ "peer": peer, "ports": ports, "protocol": "tcp" })
}

fn with_id(mut rule: Value, id: &str) -> Value {
    rule["id"] = json!(id);
    rule
}

fn group(ingress: &[Value]) -> Resource {
    let durable = json!({ "egress": [], "ingress": ingress, "name": "web", "vpc": "vpc-1" });
    let context = json!({ "attached_to": [] });
    Resource { durable: Document::of(&durable).unwrap(), context: Document::of(&context).unwrap() }
}

/// One scope with these groups, approved at minute 0.
fn estate(groups: &[(&str, Resource)]) -> Snapshot {
    let resources = groups.iter().map(|(id, group)| (id.parse().unwrap(), group.clone())).collect();
    let coverage = Coverage::complete(vec!["describe-security-groups".to_owned()], 1);
    let reading = Reading { coverage, resources };
    let approval = Approval {
        version: 1,
        at: at(0),
        by: "ana@example.com".to_owned(),
        reason: "the beginning".to_owned(),
    };
    let scope_reading = ScopeReading {
        kinds: [(kind(), reading)].into(),
        approval: Some(approval),
        ..ScopeReading::default()
    };
    Snapshot { scopes: [(scope(), scope_reading)].into(), ..Snapshot::default() }
}

fn person(name: &str) -> Actor {
    Actor {
        principals: vec![format!("arn:aws:iam::111122223333:user/{name}")],
        credential: Some(format!("AKIA{name}")),
        ..Actor::named(name)
    }
}

fn event(minute: i64, who: &str, target: &str, act: Done) -> Activity {
    Activity {
        time: at(minute),
        event: format!("e-{minute}-{who}").into(),
        log: "CloudTrail",
        action: "ec2:Something".into(),
        actor: Arc::new(person(who)),
        source: None,
        outcome: Outcome::Done,
        deeds: vec![Deed { scope: scope(), kind: kind(), target: Target::Is(target.into()), act }],
        lends: None,
    }
}

fn edit(from: Option<Value>, to: Option<Value>) -> Done {
    Done::Set(vec![Setting {
        class: Class::Durable,
        path: vec!["ingress".to_owned()],
        is_element: true,
        from,
        to,
    }])
}

fn adds(rule: Value) -> Done {
    edit(None, Some(rule))
}

fn takes(rule: Value) -> Done {
    edit(Some(rule), None)
}

fn searched(first: i64, last: i64) -> Searched {
    Searched {
        log: "CloudTrail",
        provider: Provider::Aws,
        place: "logs".to_owned(),
        scope: Some(scope()),
        span: Some((at(first), at(last))),
        kinds: BTreeSet::from([kind()]),
        is_selective: false,
        is_live: false,
        gaps: Vec::new(),
    }
}

/// A log of all of the time.
fn book(events: Vec<Activity>) -> Book {
    Book::new(events, vec![searched(-60, 1000)])
}

/// What a scan at minute 600 tells.
fn scan(before: &Snapshot, after: &Snapshot, book: &Book) -> Vec<Finding> {
    scan_of(before, after, book, Times { until: Some(at(600)), since: None, is_live: false })
}

fn scan_of(before: &Snapshot, after: &Snapshot, book: &Book, times: Times) -> Vec<Finding> {
    let pairing = Pairing::new(before, after, &[]).unwrap();
    let subjects = compare::compare(before, after, &pairing).subjects;
    let assumptions = Assumptions::default();
    let mut subjects = effects::compute(subjects, before, after, &pairing, assumptions);
    let account = Account { before, after, pairing: &pairing, book, times };
    subjects.extend(account.in_between(assumptions));
    let mut found: Vec<Finding> = subjects.into_iter().map(finding).collect();
    account.attribute(&mut found);
    found
}

/// A finding as far as its words don't matter, which are made on the floor above.
fn finding(subject: Subject) -> Finding {
    let code = match &subject {
        Subject::Transient(_) => "transient-exposure",
        Subject::Attempt(_) => "attempt-denied",
        Subject::Change(Change { effect: Some(Effect::Traffic(traffic)), .. })
            if !traffic.opened.is_empty() =>
        {
            "traffic-opened"
        }
        _ => "traffic-closed",
    };
    Finding {
        id: FindingId::from_digest(&[0; 8]),
        code,
        severity: Severity::Info,
        title: String::new(),
        verdict: Verdict::Unauthorized,
        authority: None,
        who: Who::default(),
        subject,
    }
}

/// Code, attribution, who and how surely, or why not.
fn told(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            let who: Vec<String> = finding
                .who
                .evidence
                .iter()
                .map(|one| format!("{} {}", one.actor, one.confidence.word()))
                .collect();
            let why = finding.who.why.clone().unwrap_or_default();
            format!("{} {} {}{why}", finding.code, finding.who.attribution.word(), who.join(", "))
        })
        .collect()
}
