//! Who made a change.

use super::*;

#[test]
fn whoever_did_the_same_to_the_same_resource() {
    let open = with_id(rule("0.0.0.0/0", "22"), "sgr-1");
    let before = estate(&[("sg-1", group(&[]))]);
    let after = estate(&[("sg-1", group(std::slice::from_ref(&open)))]);
    let events = vec![
        event(10, "ana", "sg-1", adds(rule("10.0.0.0/8", "443"))),
        event(11, "ana", "sg-1", takes(rule("10.0.0.0/8", "443"))),
        event(20, "mallory", "sg-1", adds(open.clone())),
        event(30, "bob", "sg-2", adds(open.clone())),
    ];
    assert_eq!(
        told(&scan(&before, &after, &book(events))),
        ["traffic-opened attributed mallory high", "transient-exposure attributed ana high"]
    );
}

#[test]
fn what_was_undone_since_is_history() {
    let open = rule("0.0.0.0/0", "22");
    let before = estate(&[("sg-1", group(&[]))]);
    let after = estate(&[("sg-1", group(std::slice::from_ref(&open)))]);
    let events = vec![
        event(10, "ana", "sg-1", adds(open.clone())),
        event(20, "bob", "sg-1", takes(open.clone())),
        event(30, "mallory", "sg-1", adds(open.clone())),
    ];
    let findings = scan(&before, &after, &book(events));
    assert_eq!(told(&findings), ["traffic-opened attributed mallory high"]);
}

#[test]
fn whoever_edits_something_else_later_did_not_do_it() {
    let open = rule("0.0.0.0/0", "22");
    let before = estate(&[("sg-1", group(&[]))]);
    let after = estate(&[("sg-1", group(std::slice::from_ref(&open)))]);
    let whole = |minute, who: &str| {
        let resource = Box::new(group(std::slice::from_ref(&open)));
        event(minute, who, "sg-1", Done::Became { resource, is_new: false })
    };
    // Both records show the opening; only the first made it.
    let findings = scan(&before, &after, &book(vec![whole(10, "mallory"), whole(20, "carol")]));
    assert_eq!(told(&findings), ["traffic-opened attributed mallory high"]);
}

#[test]
fn what_the_log_does_not_say_is_said() {
    let open = rule("0.0.0.0/0", "22");
    let before = estate(&[("sg-1", group(&[]))]);
    let after = estate(&[("sg-1", group(&[open]))]);
    let touch = |minute, who: &str| event(minute, who, "sg-1", Done::Touched(&[]));
    let one = scan(&before, &after, &book(vec![touch(10, "mallory")]));
    assert_eq!(told(&one), ["traffic-opened attributed mallory medium"]);
    let two = scan(&before, &after, &book(vec![touch(10, "mallory"), touch(20, "carol")]));
    assert_eq!(told(&two), ["traffic-opened attributed carol medium, mallory medium"]);
    assert!(two[0].who.evidence[0].reason.contains("one of several"));
    let tags = event(10, "dave", "sg-1", Done::Touched(&["tags"]));
    let none = scan(&before, &after, &book(vec![tags]));
    assert_eq!(told(&none), ["traffic-opened unattributed "]);
}

#[test]
fn nobody_only_when_a_whole_log_says_nothing() {
    let before = estate(&[("sg-1", group(&[]))]);
    let after = estate(&[("sg-1", group(&[rule("0.0.0.0/0", "22")]))]);
    let why = |searched: Vec<Searched>| {
        let findings = scan(&before, &after, &Book::new(Vec::new(), searched));
        let who = findings[0].who.clone();
        format!("{}: {}", who.attribution.word(), who.why.unwrap_or_default())
    };
    assert_eq!(why(vec![]), "unknown: no audit log was searched");
    assert_eq!(why(vec![searched(-1, 600)]), "unattributed: ");
    assert_eq!(
        why(vec![searched(-1, 599)]),
        "unknown: the CloudTrail ends at 2026-11-20T09:59:00Z, and what was done later is not in it"
    );
    assert_eq!(
        why(vec![searched(1, 600)]),
        "unknown: the CloudTrail begins at 2026-11-20T00:01:00Z, after the baseline was approved"
    );
    let torn =
        Searched { gaps: vec!["logs/a.json: it breaks off".to_owned()], ..searched(-1, 600) };
    assert_eq!(
        why(vec![torn]),
        "unknown: the CloudTrail was not read whole: logs/a.json: it breaks off"
    );
    let other = Scope::new(Provider::Aws, "444455556666/eu-west-1").unwrap();
    let elsewhere = Searched { scope: Some(other), ..searched(-1, 600) };
    assert_eq!(
        why(vec![elsewhere]),
        "unknown: none of the logs that were searched speaks of aws:111122223333/eu-west-1"
    );
    let selective = Searched { is_selective: true, kinds: BTreeSet::new(), ..searched(-1, 600) };
    assert!(why(vec![selective.clone()]).contains("doesn't cover"));
    // One that is whole is enough.
    assert_eq!(why(vec![selective, searched(-1, 600)]), "unattributed: ");
}

#[test]
fn what_failed_or_was_refused_changed_nothing() {
    let open = rule("0.0.0.0/0", "22");
    let before = estate(&[("sg-1", group(&[]))]);
    let after = estate(&[("sg-1", group(std::slice::from_ref(&open)))]);
    for outcome in [Outcome::Failed("no".into()), Outcome::Refused("no".into())] {
        let is_refused = matches!(outcome, Outcome::Refused(_));
        let tried = Activity { outcome, ..event(10, "bob", "sg-1", adds(open.clone())) };
        let findings = scan(&before, &after, &book(vec![tried]));
        let told = told(&findings);
        assert!(told.contains(&"traffic-opened unattributed ".to_owned()), "{told:?}");
        assert_eq!(told.len(), if is_refused { 2 } else { 1 }, "{told:?}");
    }
}

#[test]
fn a_credential_leads_to_whom_it_was_lent() {
    let open = rule("0.0.0.0/0", "22");
    let before = estate(&[("sg-1", group(&[]))]);
    let after = estate(&[("sg-1", group(std::slice::from_ref(&open)))]);
    let lend = |minute, who: Actor, credential: &str| Activity {
        actor: Arc::new(who),
        deeds: Vec::new(),
        lends: Some(credential.into()),
        ..event(minute, "lender", "-", Done::Came)
    };
    let session = |role: &str, credential: &str| Actor {
        principals: vec![format!("arn:aws:iam::111122223333:role/{role}")],
        credential: Some(credential.to_owned()),
        ..Actor::named(format!("role/{role} as ana@example.com"))
    };
    let act = Activity {
        actor: Arc::new(session("deploy", "ASIA2")),
        ..event(30, "x", "sg-1", adds(open))
    };
    let chain = vec![
        lend(10, person("mallory"), "ASIA1"),
        lend(20, session("jump", "ASIA1"), "ASIA2"),
        act.clone(),
    ];
    let findings = scan(&before, &after, &book(chain));
    let [first, ..] = findings[0].who.evidence.as_slice() else { panic!("{findings:?}") };
    assert_eq!(first.actor.name, "mallory");
    assert_eq!(first.actor.way, ["role/jump as ana@example.com", "role/deploy as ana@example.com"]);
    assert!(first.actor.principals.iter().all(|one| !one.contains("ana")));
    assert_eq!(first.actor.principals.len(), 2, "who came in, and the role: {first:?}");
    // What was lent after the act was not used in it.
    let late = vec![lend(40, person("mallory"), "ASIA2"), act];
    let findings = scan(&before, &after, &book(late));
    assert_eq!(findings[0].who.evidence[0].actor.name, "role/deploy as ana@example.com");
}

#[test]
fn an_event_of_another_account_explains_nothing() {
    let open = rule("0.0.0.0/0", "22");
    let before = estate(&[("sg-1", group(&[]))]);
    let after = estate(&[("sg-1", group(std::slice::from_ref(&open)))]);
    let mut foreign = event(10, "mallory", "sg-1", adds(open));
    foreign.deeds[0].scope = Scope::new(Provider::Aws, "444455556666/eu-west-1").unwrap();
    let findings = scan(&before, &after, &book(vec![foreign]));
    assert_eq!(told(&findings), ["traffic-opened unattributed "]);
}

#[test]
fn before_the_approval_it_counts_for_less_and_in_live_reads_not_at_all() {
    let open = rule("0.0.0.0/0", "22");
    let before = estate(&[("sg-1", group(&[]))]);
    let after = estate(&[("sg-1", group(std::slice::from_ref(&open)))]);
    let early = book(vec![event(-10, "mallory", "sg-1", adds(open))]);
    let findings = scan(&before, &after, &early);
    assert_eq!(told(&findings), ["traffic-opened attributed mallory medium"]);
    assert!(findings[0].who.evidence[0].reason.contains("before the baseline was approved"));
    let times = Times { until: Some(at(600)), since: None, is_live: true };
    assert_eq!(told(&scan_of(&before, &after, &early, times)), ["traffic-opened unattributed "]);
}

#[test]
fn what_came_and_what_went() {
    let open = rule("0.0.0.0/0", "22");
    let empty = estate(&[]);
    let there = estate(&[("sg-1", group(std::slice::from_ref(&open)))]);
    let events =
        vec![event(10, "ana", "sg-1", Done::Came), event(20, "mallory", "sg-1", adds(open))];
    assert_eq!(
        told(&scan(&empty, &there, &book(events))),
        ["traffic-opened attributed mallory high, ana high"]
    );
    let went = vec![event(10, "bob", "sg-1", Done::Went)];
    assert_eq!(told(&scan(&there, &empty, &book(went))), ["traffic-closed attributed bob high"]);
}

#[test]
fn the_order_of_delivery_decides_nothing() {
    let open = rule("0.0.0.0/0", "22");
    let before = estate(&[("sg-1", group(&[])), ("sg-2", group(std::slice::from_ref(&open)))]);
    let after = estate(&[("sg-1", group(std::slice::from_ref(&open))), ("sg-2", group(&[]))]);
    let begun =
        Activity { outcome: Outcome::Open, ..event(20, "mallory", "sg-1", Done::Touched(&[])) };
    let mut events = vec![
        event(5, "ana", "sg-1", adds(open.clone())),
        event(6, "ana", "sg-1", takes(open.clone())),
        begun,
        event(20, "mallory", "sg-1", adds(open.clone())),
        event(25, "carol", "sg-2", takes(open)),
        event(26, "dave", "sg-2", Done::Touched(&["tags"])),
    ];
    let expected = scan(&before, &after, &book(events.clone()));
    assert_eq!(
        told(&expected),
        ["traffic-opened attributed mallory high", "traffic-closed attributed carol high"]
    );
    let mut dice = crate::providers::dice::Dice::<()>::of(7);
    for _ in 0..200 {
        let (a, b) = (dice.below(events.len()), dice.below(events.len()));
        events.swap(a, b);
        if dice.one_in(3) && events.len() < 30 {
            let again = dice.pick(&events);
            events.push(again);
        }
        assert_eq!(scan(&before, &after, &book(events.clone())), expected);
    }
}
