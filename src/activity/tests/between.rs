//! What was open between two snapshots, and what was refused.

use super::*;
use crate::model::Transient;

fn transients(findings: &[Finding]) -> Vec<&Transient> {
    findings
        .iter()
        .filter_map(|finding| match &finding.subject {
            Subject::Transient(transient) => Some(&**transient),
            _ => None,
        })
        .collect()
}

#[test]
fn what_was_opened_and_closed_is_told_with_its_length_and_actor() {
    let open = rule("0.0.0.0/0", "22");
    let same = estate(&[("sg-1", group(&[rule("10.0.0.0/8", "443")]))]);
    let events = vec![
        event(10, "mallory", "sg-1", adds(open.clone())),
        event(22, "bob", "sg-1", takes(open)),
    ];
    let findings = scan(&same, &same, &book(events));
    assert_eq!(told(&findings), ["transient-exposure attributed mallory high"]);
    let [transient] = transients(&findings)[..] else { panic!() };
    assert_eq!(transient.spells.len(), 1);
    assert_eq!(transient.seconds(), 12 * 60);
}

#[test]
fn flapping_is_one_finding_with_a_count() {
    let same = estate(&[("sg-1", group(&[]))]);
    let mut events = Vec::new();
    for round in 0..5 {
        let open = with_id(rule("0.0.0.0/0", "22"), &format!("sgr-{round}"));
        events.push(event(round * 20 + 1, "mallory", "sg-1", adds(open.clone())));
        events.push(event(round * 20 + 3, "mallory", "sg-1", takes(json!({ "id": open["id"] }))));
    }
    let findings = scan(&same, &same, &book(events));
    assert_eq!(findings.len(), 1, "{findings:?}");
    let [transient] = transients(&findings)[..] else { panic!() };
    assert_eq!((transient.spells.len(), transient.seconds()), (5, 600));
    assert_eq!(findings[0].who.evidence.len(), 5);
}

#[test]
fn what_is_still_open_is_no_transient() {
    let (ssh, all) = (rule("0.0.0.0/0", "22"), rule("0.0.0.0/0", "0-65535"));
    let before = estate(&[("sg-1", group(&[]))]);
    let after = estate(&[("sg-1", group(std::slice::from_ref(&ssh)))]);
    let stays = book(vec![event(10, "mallory", "sg-1", adds(ssh.clone()))]);
    assert_eq!(told(&scan(&before, &after, &stays)), ["traffic-opened attributed mallory high"]);
    // More was open for a while than is now.
    let wider = book(vec![
        event(10, "mallory", "sg-1", adds(all.clone())),
        event(11, "mallory", "sg-1", adds(ssh)),
        event(30, "mallory", "sg-1", takes(all)),
    ]);
    let findings = scan(&before, &after, &wider);
    let codes: Vec<&str> = findings.iter().map(|one| one.code).collect();
    assert!(
        codes.contains(&"traffic-opened") && codes.contains(&"transient-exposure"),
        "{codes:?}"
    );
}

#[test]
fn closing_for_a_while_exposes_nothing() {
    let open = rule("0.0.0.0/0", "443");
    let same = estate(&[("sg-1", group(std::slice::from_ref(&open)))]);
    let events =
        vec![event(10, "ana", "sg-1", takes(open.clone())), event(20, "ana", "sg-1", adds(open))];
    assert!(scan(&same, &same, &book(events)).is_empty());
}

#[test]
fn where_the_log_is_too_poor_it_is_said() {
    let same = estate(&[("sg-1", group(&[]))]);
    let touch = |minute| event(minute, "mallory", "sg-1", Done::Touched(&["ingress"]));
    let findings = scan(&same, &same, &book(vec![touch(10), touch(20)]));
    assert_eq!(told(&findings), ["transient-exposure attributed mallory medium, mallory medium"]);
    let [transient] = transients(&findings)[..] else { panic!() };
    assert!(transient.unsure.as_ref().unwrap().contains("the log does not say"));
    let tags = |minute| event(minute, "ana", "sg-1", Done::Touched(&["tags"]));
    assert!(scan(&same, &same, &book(vec![tags(10), tags(20)])).is_empty());
}

#[test]
fn what_was_before_the_baseline_is_no_news() {
    let open = rule("0.0.0.0/0", "22");
    let same = estate(&[("sg-1", group(&[]))]);
    let events = vec![
        event(-20, "mallory", "sg-1", adds(open.clone())),
        event(-10, "mallory", "sg-1", takes(open)),
    ];
    assert!(scan(&same, &same, &book(events)).is_empty());
}

#[test]
fn refusals_are_told_by_who_tried() {
    let open = rule("0.0.0.0/0", "22");
    let same = estate(&[("sg-1", group(&[]))]);
    let refused = |minute, who: &str, act: Done| Activity {
        outcome: Outcome::Refused("not authorized".into()),
        ..event(minute, who, "sg-1", act)
    };
    let tag = Done::Set(vec![Setting {
        class: Class::Durable,
        path: vec!["tags".to_owned(), "env".to_owned()],
        is_element: false,
        from: None,
        to: Some(json!("prod")),
    }]);
    let events = vec![
        refused(10, "bob", adds(open.clone())),
        refused(11, "bob", Done::Went),
        refused(12, "mallory", adds(open.clone())),
        refused(13, "carol", tag),
        refused(-5, "early", adds(open)),
    ];
    let findings = scan(&same, &same, &book(events));
    assert_eq!(
        told(&findings),
        ["attempt-denied attributed bob high, bob high", "attempt-denied attributed mallory high"]
    );
}

#[test]
fn a_refusal_is_told_even_where_nobody_wrote_down_at_what() {
    let same = estate(&[("sg-1", group(&[]))]);
    let mut refused = Activity {
        outcome: Outcome::Refused("not authorized".into()),
        ..event(10, "bob", "-", Done::Touched(&[]))
    };
    refused.deeds[0].target = Target::Below("".into());
    let findings = scan(&same, &same, &book(vec![refused]));
    assert_eq!(told(&findings), ["attempt-denied attributed bob high"]);
    let Subject::Attempt(attempt) = &findings[0].subject else { panic!("{findings:?}") };
    assert!(attempt.resources.is_empty());
}
