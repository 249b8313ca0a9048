//! What a change needs to be authorized, and what is not enough.

use super::{GRANT, NOW, field, flow, id, ingress, judged, opened, told};
use crate::model::{
    Action, Authority, Bears, Change, Direction, Effect, Exposed, Exposure, Finding, Reach,
    ResourceId, Spell, Subject, Traffic, Transient, Verdict,
};
use crate::traffic::{Portion, Service, Side, Symbol};

fn authority(finding: &Finding) -> &Authority {
    finding.authority.as_ref().unwrap()
}

fn is_authorized(change: Change) -> bool {
    judged(change, &[GRANT], NOW).verdict == Verdict::Authorized
}

#[test]
fn what_lies_inside_is_authorized_and_says_by_what() {
    let finding = judged(opened(&[ingress("203.0.113.7", 443)]), &[GRANT], NOW);
    assert_eq!(finding.verdict, Verdict::Authorized);
    let made = authority(&finding);
    assert_eq!(made.grant.as_ref().unwrap().id, "CHG-1042");
    assert_eq!(
        made.because,
        [
            "grant CHG-1042 of ana@example.com approves it until 2026-12-15: partner onboarding (grants/one.toml)"
        ]
    );
}

#[test]
fn one_address_or_one_port_outside_is_enough_and_is_named() {
    for (flow, left) in [
        (ingress("203.0.113.0-203.0.114.0", 443), ("203.0.114.0", Some("443"))),
        (ingress("203.0.112.255-203.0.113.255", 443), ("203.0.112.255", Some("443"))),
    ] {
        let finding = judged(opened(&[flow]), &[GRANT], NOW);
        assert_eq!(finding.verdict, Verdict::Unauthorized);
        let made = authority(&finding);
        assert_eq!(made.grant, None);
        assert_eq!(made.nearest.as_ref().unwrap().id, "CHG-1042");
        let [rest] = made.outside.opened.as_slice() else { panic!("{made:?}") };
        assert_eq!((rest.far().any_of.join(",").as_str(), rest.ports().as_deref()), left);
    }
    let wide = flow(Direction::Ingress, "203.0.113.0/24", Service::tcp(443..=444));
    let finding = judged(opened(&[wide]), &[GRANT], NOW);
    let [rest] = authority(&finding).outside.opened.as_slice() else { panic!() };
    assert_eq!(rest.ports().as_deref(), Some("444"));
    assert_eq!(rest.far().any_of, ["203.0.113.0/24"]);
}

#[test]
fn ingress_is_not_egress_and_opening_is_not_closing() {
    assert!(!is_authorized(opened(&[flow(
        Direction::Egress,
        "203.0.113.0/24",
        Service::tcp(443)
    )])));
    let mut both = opened(&[ingress("203.0.113.7", 443)]);
    let Some(Effect::Traffic(traffic)) = &mut both.effect else { panic!() };
    traffic.closed = vec![ingress("203.0.113.8", 443)];
    let finding = judged(both, &[GRANT], NOW);
    assert_eq!(finding.verdict, Verdict::Unauthorized);
    assert_eq!(authority(&finding).outside.closed.len(), 1);
    assert!(!is_authorized(opened(&[flow(Direction::Ingress, "203.0.113.7", Service::udp(443))])));
}

#[test]
fn two_grants_for_half_of_it_each_are_none() {
    let other = GRANT.replace("CHG-1042", "CHG-1043").replace("203.0.113.0/24", "198.51.100.0/24");
    let change = || opened(&[ingress("203.0.113.7", 443), ingress("198.51.100.7", 443)]);
    let finding = judged(change(), &[GRANT, &other], NOW);
    assert_eq!(finding.verdict, Verdict::Unauthorized);
    assert_eq!(authority(&finding).nearest.as_ref().unwrap().id, "CHG-1042");
    let both = GRANT.replace("\"203.0.113.0/24\"", "\"203.0.113.0/24\", \"198.51.100.0/24\"");
    assert_eq!(judged(change(), &[&both], NOW).verdict, Verdict::Authorized);
}

#[test]
fn an_unknown_effect_is_never_authorized() {
    let mut change = opened(&[]);
    change.effect = Some(Effect::Unknown("the prefix list was not read".to_owned()));
    let everything = GRANT
        .replace("\"203.0.113.0/24\"", "\"any\"")
        .replace("ports = \"443\"", "")
        .replace("\"tcp\"", "\"all\"")
        + "[[changes]]\nfield = [\"**\"]\n";
    let finding = judged(change, &[&everything], NOW);
    assert_eq!(finding.verdict, Verdict::Unauthorized);
    assert_eq!(
        authority(&finding).because,
        ["what it did is not known, so no grant can approve it: the prefix list was not read"]
    );
    assert_eq!(
        judged(opened(&[ingress("0.0.0.0/0", 22)]), &[&everything], NOW).verdict,
        Verdict::Authorized
    );
}

#[test]
fn a_grant_counts_on_its_days_only_and_never_under_a_clock_that_was_set_back() {
    let at = |now: &str, text: &str| judged(opened(&[ingress("203.0.113.7", 443)]), &[text], now);
    for (now, because) in [
        ("2026-12-15T23:59:59Z", None),
        ("2026-12-16T00:00:00Z", Some("it ended on 2026-12-15")),
        ("2027-12-15T00:00:00Z", Some("it ended on 2026-12-15")),
        (
            "2026-11-18T08:59:59Z",
            Some(
                "the baseline was approved at 2026-11-18T09:00:00Z, and the clock shows 2026-11-18T08:59:59Z: it was set back",
            ),
        ),
    ] {
        let finding = at(now, GRANT);
        let wanted = if because.is_none() { Verdict::Authorized } else { Verdict::Unauthorized };
        assert_eq!(finding.verdict, wanted, "{now}");
        if let Some(because) = because {
            let said = format!("grant CHG-1042 covers it and does not count: {because}");
            assert_eq!(authority(&finding).because, [said]);
        }
    }
    let later = GRANT.replace("from = 2026-11-15", "from = 2026-11-21");
    let finding = at(NOW, &later);
    assert_eq!(finding.verdict, Verdict::Unauthorized);
    assert!(authority(&finding).because[0].ends_with("it is valid from 2026-11-21"));
    let written = format!("recorded = 2026-11-20T06:00:01Z\n{GRANT}");
    assert!(authority(&at(NOW, &written)).because[0].ends_with("it was set back"));
    assert_eq!(at("2026-11-20T06:00:01Z", &written).verdict, Verdict::Authorized);
}

#[test]
fn a_grant_is_about_what_was_approved_and_not_about_what_it_is_called_now() {
    let change = || opened(&[ingress("203.0.113.7", 443)]);
    let verdict = |change, text: &str| judged(change, &[text], NOW).verdict;
    let mut renamed = change();
    renamed.name = Some("harmless".to_owned());
    assert_eq!(verdict(renamed, GRANT), Verdict::Authorized, "by its approved name");
    let mut other = change();
    other.id.identity = "sg-2".parse().unwrap();
    other.name = Some("partner-evil".to_owned());
    assert_eq!(verdict(other, GRANT), Verdict::Unauthorized, "it gave itself that name");
    let tagged = |value: &str| {
        GRANT.replace("[[opens]]", &format!("tags = {{ env = \"{value}\" }}\n\n[[opens]]"))
    };
    let mut retagged = change();
    retagged.fields.push(field("tags.env", Bears::Metadata));
    assert_eq!(verdict(retagged.clone(), &tagged("dev")), Verdict::Authorized);
    assert_eq!(verdict(retagged, &tagged("after")), Verdict::Unauthorized);
    for at in ["aws:111122223333", "aws:*", "aws:444455556666/*", "aws:111122223333/us-*"] {
        let text = GRANT.replace("aws:111122223333/*", at);
        assert_eq!(verdict(change(), &text), Verdict::Unauthorized, "{at}");
    }
}

#[test]
fn what_no_packet_meets_has_to_be_named() {
    let mut beside = opened(&[ingress("203.0.113.7", 443)]);
    beside.fields.push(field("log_config.enable", Bears::Logging));
    let finding = judged(beside.clone(), &[GRANT], NOW);
    assert_eq!(finding.verdict, Verdict::Unauthorized);
    assert_eq!(authority(&finding).outside.fields, ["log_config.enable".into()]);
    let named = format!("{GRANT}[[changes]]\nfield = [\"log_config.*\"]\nafter = [\"aft*\"]\n");
    assert_eq!(judged(beside.clone(), &[&named], NOW).verdict, Verdict::Authorized);
    let elsewhere = named.replace("aft*", "on");
    assert_eq!(judged(beside.clone(), &[&elsewhere], NOW).verdict, Verdict::Unauthorized);
    let mut removed = beside;
    removed.fields.retain(|field| field.bears == Bears::Logging);
    removed.effect = None;
    assert_eq!(judged(removed.clone(), &[&named], NOW).verdict, Verdict::Authorized);
    removed.action = Action::Removed;
    assert_eq!(judged(removed, &[&named], NOW).verdict, Verdict::Unauthorized);
}

#[test]
fn words_come_along_and_alone_have_to_be_named() {
    let mut both = opened(&[ingress("203.0.113.7", 443)]);
    both.fields.push(field("description", Bears::Metadata));
    assert!(is_authorized(both));
    let named = |path: &str| format!("{GRANT}[[changes]]\nfield = [\"{path}\"]\n");
    let mut words = opened(&[]);
    words.fields = vec![field("description", Bears::Metadata)];
    words.effect = Some(Effect::Nowhere);
    assert!(!is_authorized(words.clone()));
    assert_eq!(judged(words, &[&named("description")], NOW).verdict, Verdict::Authorized);
    // The same traffic in other words.
    assert!(!is_authorized(opened(&[])));
    assert_eq!(judged(opened(&[]), &[&named("ingress[*]")], NOW).verdict, Verdict::Authorized);
    // A name for the rules opens nothing.
    let wide = judged(opened(&[ingress("0.0.0.0/0", 22)]), &[&named("**")], NOW);
    assert_eq!(wide.verdict, Verdict::Unauthorized);
}

#[test]
fn what_packets_may_meet_and_nobody_computed_has_to_be_named() {
    let mut half = opened(&[ingress("203.0.113.7", 443)]);
    let Some(Effect::Traffic(traffic)) = &mut half.effect else { panic!() };
    **traffic = Traffic { whole: false, ..(**traffic).clone() };
    let finding = judged(half, &[GRANT], NOW);
    assert_eq!(finding.verdict, Verdict::Unauthorized);
    assert_eq!(authority(&finding).outside.fields, ["ingress[sgr-1]".into()]);
    assert!(authority(&finding).outside.opened.is_empty());
}

#[test]
fn what_was_open_for_a_while_is_judged_by_the_grants_of_that_while() {
    let transient = |flows: &[_], spells: &[(&str, &str)], unsure: Option<&str>| {
        let spells = spells.iter().map(|(from, until)| Spell {
            from: from.parse().unwrap(),
            until: until.parse().unwrap(),
        });
        Subject::Transient(Box::new(Transient {
            change: opened(flows),
            spells: spells.collect(),
            evidence: Vec::new(),
            unsure: unsure.map(str::to_owned),
        }))
    };
    let inside = [("2026-11-15T00:00:00Z", "2026-12-15T23:59:59Z")];
    let cases = [
        (ingress("203.0.113.7", 443), &inside[..], None, None),
        (ingress("203.0.113.7", 22), &inside, None, Some("no grant covers the rest with it")),
        (
            ingress("203.0.113.7", 443),
            &[("2026-11-14T23:59:59Z", "2026-11-16T00:00:00Z")],
            None,
            Some("it is valid from 2026-11-15"),
        ),
        (
            ingress("203.0.113.7", 443),
            &[inside[0], ("2026-12-15T00:00:00Z", "2026-12-16T00:00:00Z")],
            None,
            Some("it ended on 2026-12-15"),
        ),
        (
            ingress("203.0.113.7", 443),
            &inside,
            Some("the log doesn't say which ports"),
            Some("which ports"),
        ),
    ];
    // Whether the grant has ended by now is not asked: what it was about is over.
    for clock in [NOW, "2027-01-01T00:00:00Z"] {
        for (flow, spells, unsure, because) in &cases {
            let flows = if because.is_some_and(|why| why.starts_with("no grant")) {
                vec![flow.clone(), ingress("203.0.113.7", 443)]
            } else {
                vec![flow.clone()]
            };
            let finding = told(transient(&flows, spells, *unsure), &[GRANT], clock);
            let said = authority(&finding).because.join("; ");
            match because {
                None => assert_eq!(finding.verdict, Verdict::Authorized, "{said}"),
                Some(why) => {
                    assert_eq!(finding.verdict, Verdict::Unauthorized);
                    assert!(said.contains(why), "{said}");
                }
            }
        }
    }
}

#[test]
fn a_policy_is_judged_at_endpoints_when_it_may_have_left_some() {
    let grant = r#"
id = "NET-1"
owner = "ana@example.com"
reason = "reports"
valid = { until = 2026-12-15 }
[where]
scope = "kubernetes:prod"
[[opens]]
direction = "ingress"
from = ["203.0.113.0/24"]
to = ["kubernetes.selector:shop/app=db"]
protocol = "tcp"
ports = "443"
"#;
    let open = ingress("203.0.113.7", 443);
    let mut boundary = open.clone();
    boundary.packets = boundary
        .packets
        .when(Symbol { side: Side::Destination, name: "kubernetes.selector:shop/app=db".into() });
    let policy = |fields: &[&str]| {
        let pod = Exposed {
            id: id("kubernetes.pod", "shop/db"),
            label: "shop/db[Pod]".into(),
            called: "shop/db".to_owned(),
            running: None,
            ways: None,
            before: Portion::None,
            opened: [open.clone()].into(),
            closed: [].into(),
        };
        let (internet, before) = (Portion::None, Portion::None);
        let reach = Reach { internet, before, endpoints: vec![pod], of: 1 };
        let fields = fields.iter().map(|path| field(path, Bears::Traffic)).collect();
        let scope = "kubernetes:prod".parse().unwrap();
        let id = ResourceId { scope, ..id("kubernetes.network-policy", "shop/db") };
        Change {
            effect: opened(&[boundary.clone()]).effect,
            exposure: Some(Exposure::Reach(Box::new(reach))),
            ..Change::new(id, None, Action::Modified, fields)
        }
    };
    let verdict = |change| judged(change, &[grant], NOW).verdict;
    assert_eq!(verdict(policy(&["ingress[1]", "ingress"])), Verdict::Authorized);
    for field in ["pod_selector[app]", "policy_types[]", "ingress_other", "namespace"] {
        assert_eq!(verdict(policy(&["ingress[1]", field])), Verdict::Unauthorized, "{field}");
    }
    let removed = Change { action: Action::Removed, ..policy(&["ingress[1]"]) };
    assert_eq!(verdict(removed), Verdict::Unauthorized);
}
