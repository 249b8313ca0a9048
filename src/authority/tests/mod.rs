//! Promises of the room, each held against cases.

mod brute_force;
mod files;
mod verdicts;

use camino::Utf8Path;
use jiff::Timestamp;

use super::{Grant, Light, Papers};
use crate::compare::Pairing;
use crate::model::{
    Action, Approval, Bears, Change, Class, Coverage, Direction, Document, Effect, FieldChange,
    Finding, Flow, Reading, Resource, ResourceId, ScopeReading, Snapshot, Status, Subject, Traffic,
};
use crate::traffic::{Addresses, Match, Service};

/// What the clock shows.
const NOW: &str = "2026-11-20T06:00:00Z";

/// A grant for traffic from one network to port 443 of groups called `partner-…`.
const GRANT: &str = r#"
id = "CHG-1042"
owner = "ana@example.com"
reason = "partner onboarding"
valid = { from = 2026-11-15, until = 2026-12-15 }

[where]
scope = "aws:111122223333/*"
resource = ["aws.security-group:partner-*"]

[[opens]]
direction = "ingress"
from = ["203.0.113.0/24"]
protocol = "tcp"
ports = "443"
"#;

fn grant(text: &str) -> Grant {
    Grant::read(Utf8Path::new("grants/one.toml"), text).unwrap()
}

fn id(kind: &str, identity: &str) -> ResourceId {
    ResourceId {
        scope: "aws:111122223333/eu-west-1".parse().unwrap(),
        kind: kind.parse().unwrap(),
        identity: identity.parse().unwrap(),
    }
}

fn flow(direction: Direction, from: &str, service: Service) -> Flow {
    let source = Addresses::parse_all(from.split(',')).unwrap();
    Flow { direction, packets: Match::of(service).from(source), rule: None, far_set: None }
}

fn ingress(from: &str, port: u16) -> Flow {
    flow(Direction::Ingress, from, Service::tcp(port))
}

fn field(path: &str, bears: Bears) -> FieldChange {
    let (before, after) = (Some("before".into()), Some("after".into()));
    FieldChange { path: path.into(), class: Class::Durable, bears, before, after }
}

/// A group whose rules changed, with this effect.
fn opened(flows: &[Flow]) -> Change {
    let traffic = Traffic { opened: flows.to_vec(), whole: true, ..Traffic::default() };
    let fields = vec![field("ingress[sgr-1]", Bears::Traffic)];
    Change {
        effect: Some(Effect::Traffic(Box::new(traffic))),
        ..Change::new(id("aws.security-group", "sg-1"), None, Action::Modified, fields)
    }
}

/// A baseline, approved two days ago, with a group that was called `partner-api` and tagged `env = dev`.
fn baseline() -> Snapshot {
    let durable = serde_json::json!({"name": "partner-api", "tags": {"env": "dev"}});
    let resource = Resource {
        durable: Document::of(&durable).unwrap(),
        context: Document::of(&serde_json::json!({})).unwrap(),
    };
    let ResourceId { scope, kind, identity } = id("aws.security-group", "sg-1");
    let reading = Reading {
        coverage: Coverage::unread(Status::Complete, ""),
        resources: [(identity, resource)].into(),
    };
    let scope_reading = ScopeReading {
        kinds: [(kind, reading)].into(),
        approval: Some(Approval {
            version: 1,
            at: "2026-11-18T09:00:00Z".parse().unwrap(),
            by: "ana@example.com".to_owned(),
            reason: "first".to_owned(),
        }),
        ..ScopeReading::default()
    };
    Snapshot { scopes: [(scope, scope_reading)].into(), ..Snapshot::default() }
}

/// A change, judged at a moment.
fn judged(change: Change, grants: &[&str], now: &str) -> Finding {
    told(Subject::Change(change), grants, now)
}

/// What there is to tell, judged at a moment.
fn told(subject: Subject, grants: &[&str], now: &str) -> Finding {
    let before = baseline();
    let pairing = Pairing::new(&before, &before, &[]).unwrap();
    let now: Timestamp = now.parse().unwrap();
    let light = Light { before: &before, pairing: &pairing, now };
    let mut found = crate::findings::find(vec![subject], &crate::findings::Overrides::default());
    let grants = grants.iter().map(|text| grant(text)).collect();
    let papers = Papers { grants: Some(grants), waivers: None };
    super::judge(&mut found.findings, &papers, &light);
    found.findings.remove(0)
}
