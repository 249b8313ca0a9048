//! What is one incident and what is not.

use std::sync::Arc;

use super::{BLINDED_AND_OPENED, BY_ONE_ACTOR, ON_ONE_PATH, gather};
use crate::findings::RULES;
use crate::findings::attack::{Attack, CLOUD_LOG, TOOLS};
use crate::model::{
    Action, Activity, Actor, Attempt, Attribution, Change, Confidence, Direction, Effect, Evidence,
    Exposed, Exposure, Finding, FindingId, Flow, Incident, Outcome, Reach, ResourceId, Severity,
    Subject, Traffic, Verdict, Who,
};
use crate::traffic::{Match, Portion, Service};

fn id(scope: &str, kind: &str, identity: &str) -> ResourceId {
    ResourceId {
        scope: scope.parse().unwrap(),
        kind: kind.parse().unwrap(),
        identity: identity.parse().unwrap(),
    }
}

fn policy(name: &str) -> ResourceId {
    id("kubernetes:prod", "kubernetes.network-policy", name)
}

/// A policy that opened something to these pods.
fn opened(name: &str, pods: &[&str]) -> Finding {
    let packets = Match::of(Service::tcp(443));
    let flow = Flow { direction: Direction::Ingress, packets, rule: None, far_set: None };
    let endpoint = |pod: &&str| Exposed {
        id: id("kubernetes:prod", "kubernetes.pod", pod),
        label: (*pod).into(),
        called: (*pod).to_owned(),
        running: None,
        ways: None,
        before: Portion::None,
        opened: [flow.clone()].into(),
        closed: [].into(),
    };
    let reach = Reach {
        internet: Portion::None,
        before: Portion::None,
        endpoints: pods.iter().map(endpoint).collect(),
        of: pods.len(),
    };
    let traffic = Traffic { opened: vec![flow.clone()], whole: true, ..Traffic::default() };
    let change = Change {
        effect: Some(Effect::Traffic(Box::new(traffic))),
        exposure: Some(Exposure::Reach(Box::new(reach))),
        ..Change::new(policy(name), None, Action::Modified, Vec::new())
    };
    finding("traffic-opened", Severity::Medium, name, Subject::Change(change))
}

/// An agent that is gone.
fn gone(scope: &str, name: &str) -> Finding {
    let id = id(scope, "kubernetes.daemon-set", name);
    let change = Change::new(id, None, Action::Removed, Vec::new());
    finding("monitoring-removed", Severity::High, name, Subject::Change(change))
}

fn finding(code: &'static str, severity: Severity, name: &str, subject: Subject) -> Finding {
    let digest = crate::trust::Digest::of(name.as_bytes());
    Finding {
        id: FindingId::from_digest(digest.bytes()),
        code,
        severity,
        title: name.to_owned(),
        verdict: Verdict::Unauthorized,
        authority: None,
        who: Who::default(),
        subject,
    }
}

fn actor(name: &str) -> Arc<Actor> {
    Arc::new(Actor { principals: vec![format!("user:{name}")], ..Actor::named(name) })
}

fn event(who: &Arc<Actor>, at: &str) -> Arc<Activity> {
    Arc::new(Activity {
        time: at.parse().unwrap(),
        event: at.into(),
        log: "audit",
        action: "patch".into(),
        actor: Arc::clone(who),
        source: None,
        outcome: Outcome::Done,
        deeds: Vec::new(),
        lends: None,
    })
}

/// Somebody did it.
fn by(mut finding: Finding, who: &Arc<Actor>, at: &str) -> Finding {
    finding.who.attribution = Attribution::Attributed;
    finding.who.evidence.push(Evidence {
        activity: event(who, at),
        actor: Arc::clone(who),
        confidence: Confidence::High,
        reason: "it did exactly this".to_owned(),
    });
    finding
}

/// Code, severity, actor and the findings by their names.
fn told(findings: &[Finding]) -> Vec<String> {
    let name = |id: &FindingId| {
        findings.iter().find(|finding| finding.id == *id).map(|finding| finding.title.as_str())
    };
    let one = |incident: &Incident| {
        let names: Vec<&str> = incident.findings.iter().filter_map(name).collect();
        let actor = incident.actor.as_ref().map_or("nobody", |actor| actor.name.as_str());
        format!("{} {} {actor}: {}", incident.severity, incident.code, names.join(", "))
    };
    gather(findings).iter().map(one).collect()
}

#[test]
fn what_one_actor_did_is_one_incident_in_order_of_time() {
    let (alice, mallory) = (actor("alice"), actor("mallory"));
    let findings = [
        by(opened("b", &["db"]), &mallory, "2026-11-20T02:00:05Z"),
        by(opened("a", &["db"]), &alice, "2026-11-20T02:00:03Z"),
        by(opened("c", &["web"]), &mallory, "2026-11-20T02:00:04Z"),
    ];
    // The same endpoints don't make one of two people.
    assert_eq!(
        told(&findings),
        ["medium by-one-actor mallory: c, b", "medium by-one-actor alice: a"]
    );
    assert_eq!(gather(&findings)[0].title, "mallory did all of it: 2 findings within 1 second");
}

#[test]
fn a_day_later_it_is_another_incident() {
    let mallory = actor("mallory");
    let at = |last: &str| {
        let findings = [
            by(opened("a", &["db"]), &mallory, "2026-11-20T02:00:00Z"),
            by(opened("b", &["db"]), &mallory, "2026-11-21T01:00:00Z"),
            by(opened("c", &["db"]), &mallory, last),
        ];
        told(&findings)
    };
    assert_eq!(at("2026-11-22T01:00:00Z"), ["medium by-one-actor mallory: a, b, c"]);
    assert_eq!(
        at("2026-11-22T01:00:01Z"),
        ["medium by-one-actor mallory: a, b", "medium by-one-actor mallory: c"]
    );
}

#[test]
fn a_name_that_looks_like_somebody_is_not_them() {
    let mallory = actor("mallory");
    let role = |name: &str| {
        Arc::new(Actor { principals: vec!["role/deploy".to_owned()], ..Actor::named(name) })
    };
    let spoofed = Arc::new(Actor::named("mallory"));
    let at = "2026-11-20T02:00:00Z";
    let findings = [by(opened("a", &["db"]), &mallory, at), by(opened("b", &["x"]), &spoofed, at)];
    assert_eq!(told(&findings).len(), 2);
    // Who takes the same role is not the same person.
    let findings = [
        by(opened("a", &["db"]), &role("role/deploy as ana"), at),
        by(opened("b", &["x"]), &role("role/deploy as bo"), at),
    ];
    assert_eq!(told(&findings).len(), 2);
}

#[test]
fn who_blinds_and_opens_is_as_severe_as_can_be() {
    let mallory = actor("mallory");
    let findings = [
        by(opened("a", &["db"]), &mallory, "2026-11-20T02:00:05Z"),
        by(gone("kubernetes:prod", "agent"), &mallory, "2026-11-20T02:00:00Z"),
    ];
    assert_eq!(told(&findings), ["critical blinded-and-opened mallory: agent, a"]);
    assert_eq!(
        gather(&findings)[0].title,
        "mallory opened traffic and blinded what watched it: 2 findings within 5 seconds"
    );
    let code = gather(&findings)[0].code;
    assert_eq!(code, BLINDED_AND_OPENED.code);
}

#[test]
fn a_loss_by_nobody_known_joins_whoever_opened_most_of_what_it_watched() {
    let (alice, mallory) = (actor("alice"), actor("mallory"));
    let at = "2026-11-20T02:00:00Z";
    let of = |pods: &[&str], scope: &str| {
        let findings = [
            by(opened("a", &["db"]), &alice, at),
            by(opened("b", pods), &mallory, at),
            gone(scope, "agent"),
        ];
        told(&findings)
    };
    assert_eq!(
        of(&["db", "web"], "kubernetes:prod"),
        ["critical blinded-and-opened mallory: b, agent", "medium by-one-actor alice: a"]
    );
    // As near to both, or to neither, it stays apart.
    let apart = ["medium by-one-actor alice: a", "medium by-one-actor mallory: b"];
    assert_eq!(of(&["web"], "kubernetes:prod"), apart);
    assert_eq!(of(&["db", "web"], "kubernetes:dev"), apart);
}

#[test]
fn without_any_log_the_path_says_what_belongs_together() {
    let path = [opened("a", &["db"]), opened("b", &["db", "web"]), opened("c", &["mail"])];
    assert_eq!(told(&path), ["medium on-one-path nobody: a, b"]);
    assert_eq!(ON_ONE_PATH.code, "on-one-path");
    let blind = [opened("a", &["db"]), gone("kubernetes:prod", "agent")];
    assert_eq!(told(&blind), ["critical blinded-and-opened nobody: a, agent"]);
    // What took the place of an agent opened nothing.
    let new = Change::new(
        id("kubernetes:prod", "kubernetes.daemon-set", "decoy"),
        None,
        Action::Added,
        Vec::new(),
    );
    let decoy = finding("workload-added", Severity::Low, "decoy", Subject::Change(new));
    assert!(told(&[gone("kubernetes:prod", "agent"), decoy]).is_empty());
    // Two agents that are gone are two findings.
    assert!(told(&[gone("kubernetes:prod", "x"), gone("kubernetes:prod", "y")]).is_empty());
}

#[test]
fn what_somebody_approved_and_what_was_refused_make_none() {
    let mallory = actor("mallory");
    let at = "2026-11-20T02:00:00Z";
    let mut waived = by(opened("a", &["db"]), &mallory, at);
    waived.verdict = Verdict::Waived;
    assert!(told(&[waived]).is_empty());
    let attempt = Attempt {
        scope: "kubernetes:prod".parse().unwrap(),
        actor: Arc::clone(&mallory),
        tries: vec![event(&mallory, at)],
        resources: vec![policy("shop/web")],
        blinds: false,
    };
    let attempt = || {
        let subject = Subject::Attempt(Box::new(attempt.clone()));
        by(finding("attempt-denied", Severity::Low, "tried", subject), &mallory, at)
    };
    assert!(told(&[attempt()]).is_empty());
    // Beside what was done it is a part of the story.
    let both = [by(opened("a", &["db"]), &mallory, "2026-11-20T01:59:00Z"), attempt()];
    assert_eq!(told(&both), ["medium by-one-actor mallory: a, tried"]);
    assert_eq!(BY_ONE_ACTOR.code, "by-one-actor");
}

#[test]
fn what_two_people_did_has_a_part_in_both_stories() {
    let (alice, mallory) = (actor("alice"), actor("mallory"));
    let shared = by(
        by(opened("a", &["db"]), &alice, "2026-11-20T02:00:00Z"),
        &mallory,
        "2026-11-20T02:00:01Z",
    );
    assert_eq!(told(&[shared]), ["medium by-one-actor alice: a", "medium by-one-actor mallory: a"]);
}

#[test]
fn an_id_is_the_same_in_whatever_order_it_is_found() {
    let mallory = actor("mallory");
    let one = by(opened("a", &["db"]), &mallory, "2026-11-20T02:00:00Z");
    let other = by(opened("b", &["db"]), &mallory, "2026-11-20T02:00:01Z");
    let ids = |findings: &[Finding]| gather(findings)[0].id.clone();
    assert_eq!(ids(&[one.clone(), other.clone()]), ids(&[other, one.clone()]));
    assert_ne!(
        ids(&[one.clone(), by(opened("c", &[]), &mallory, "2026-11-20T02:00:01Z")]),
        ids(&[one])
    );
}

#[test]
fn what_takes_a_log_or_a_tool_away_blinds() {
    let takes = RULES.iter().filter(|rule| match rule.attack {
        Attack::Techniques(all) => all.contains(&CLOUD_LOG) || all.contains(&TOOLS),
        Attack::None(_) => false,
    });
    // The first records no less, the second is a state that was always so, and nobody knows what the others watched.
    let others = ["monitoring-changed", "recording-off", "workload-changed", "workload-removed"];
    let codes: Vec<&str> =
        takes.map(|rule| rule.code).filter(|code| !others.contains(code)).collect();
    let mut blinding = super::part::BLINDING.to_vec();
    blinding.sort_unstable();
    let mut codes = codes;
    codes.sort_unstable();
    assert_eq!(codes, blinding);
}
