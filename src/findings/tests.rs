//! The table of rules is whole, and no change goes untold.

mod activity;
mod agents;
mod attack;
mod engines;
mod expectations;
mod exposure;
mod papers;
mod policies;
mod published;
mod recording;
mod workloads;

use std::collections::BTreeSet;

use serde_json::json;

use super::{Override, Overrides, RULES, find, identify};
use crate::model::{
    Action, Bears, Change, Class, Direction, Effect, FieldChange, FieldPath, Flow, Hardening,
    Identity, KindSpec, Lacks, Liberty, Matching, Protection, ResourceId, Role, Severity, Subject,
    Taken, Traffic,
};
use crate::providers::REGISTRY;
use crate::traffic::{Addresses, Intervals, Match, Service, Symbol};

#[test]
fn codes_are_unique_kebab_case_and_documented() {
    let mut codes = BTreeSet::new();
    for rule in RULES {
        assert!(codes.insert(rule.code), "{} is there twice", rule.code);
        assert!(rule.code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.code);
        for (part, text) in [
            ("title", rule.title),
            ("what", rule.what),
            ("why", rule.why),
            ("how", rule.how),
            ("approve", rule.approve),
        ] {
            assert!(text.len() > 10, "{} has no {part}", rule.code);
        }
        assert!(!rule.title.ends_with('.'), "{}: a title has no full stop", rule.code);
    }
}

fn specs() -> impl Iterator<Item = &'static KindSpec> {
    REGISTRY.iter().flat_map(|entry| entry.kinds)
}

fn change(spec: &KindSpec, action: Action, fields: Vec<FieldChange>) -> Subject {
    let place = match spec.kind.provider() {
        crate::model::Provider::Aws => "aws:111122223333/eu-west-1",
        _ => "kubernetes:prod",
    };
    Subject::Change(Change::new(
        ResourceId {
            scope: place.parse().unwrap(),
            kind: spec.kind.clone(),
            identity: Identity::new("x-1").unwrap(),
        },
        None,
        action,
        fields,
    ))
}

fn field(class: Class, bears: Bears) -> FieldChange {
    FieldChange {
        path: FieldPath::from("field"),
        class,
        bears,
        before: Some(json!(1)),
        after: Some(json!(2)),
    }
}

#[test]
fn no_change_goes_untold() {
    let bears = [
        Bears::Metadata,
        Bears::Program,
        Bears::Hardening,
        Bears::Logging,
        Bears::Exposure,
        Bears::Traffic,
    ];
    for spec in specs() {
        for action in [Action::Added, Action::Removed] {
            let subject = change(spec, action, vec![field(Class::Durable, Bears::Traffic)]);
            let found = find(vec![subject], &Overrides::default());
            assert_eq!(found.findings.len(), 1, "{} {}", spec.kind, action.word());
        }
        for durable in bears {
            for context in bears {
                let fields = vec![field(Class::Durable, durable), field(Class::Context, context)];
                let subject = change(spec, Action::Modified, fields);
                let found = find(vec![subject], &Overrides::default());
                assert_eq!(found.findings.len(), 1, "{} {durable:?} {context:?}", spec.kind);
            }
            let loud = durable >= Bears::Exposure;
            let subject = change(spec, Action::Modified, vec![field(Class::Context, durable)]);
            let found = find(vec![subject], &Overrides::default());
            assert!(!loud || found.findings.len() == 1, "{} context {durable:?}", spec.kind);
        }
    }
}

#[test]
fn every_rule_is_reached() {
    let mut reached = BTreeSet::new();
    let mut subjects = Vec::new();
    for spec in specs() {
        for action in [Action::Added, Action::Removed, Action::Modified] {
            for bears in [Bears::Metadata, Bears::Program, Bears::Exposure, Bears::Traffic] {
                subjects.push(change(spec, action, vec![field(Class::Durable, bears)]));
            }
        }
        let mut off = field(Class::Durable, Bears::Logging);
        off.path = FieldPath::from("logging");
        (off.before, off.after) = (Some(true.into()), Some(false.into()));
        subjects.push(change(spec, Action::Modified, vec![off.clone()]));
        off.path = FieldPath::from("multi_region");
        subjects.push(change(spec, Action::Modified, vec![off]));
        let mut image = field(Class::Durable, Bears::Program);
        image.path = FieldPath::from("image");
        subjects.push(change(spec, Action::Modified, vec![image]));
        let mut restore = field(Class::Durable, Bears::Hardening);
        restore.path = FieldPath::from("live_restore");
        (restore.before, restore.after) = (Some(true.into()), None);
        subjects.push(change(spec, Action::Modified, vec![restore]));
    }
    subjects.extend(effects().map(|effect| {
        let fields = vec![field(Class::Durable, Bears::Traffic)];
        let Subject::Change(one) = change(some_spec(), Action::Modified, fields) else {
            unreachable!()
        };
        Subject::Change(Change { effect: Some(effect), ..one })
    }));
    subjects.extend(hardened());
    let scope: crate::model::Scope = "aws:111122223333/eu-west-1".parse().unwrap();
    let kind = crate::providers::REGISTRY[0].kinds[0].kind.clone();
    subjects.push(Subject::Gap {
        scope: scope.clone(),
        kind: Some(kind.clone()),
        held: 1,
        lacks: Lacks::Answers,
    });
    subjects.push(Subject::Unapproved { scope, kind: Some(kind), found: 2 });
    subjects.extend(activity::each());
    subjects.extend(expectations::each());
    subjects.extend(papers::each());
    for finding in find(subjects, &Overrides::default()).findings {
        reached.insert(finding.code);
        assert!(!finding.title.ends_with('.'), "{}", finding.title);
    }
    for rule in RULES {
        assert!(reached.contains(rule.code), "nothing reaches {}", rule.code);
    }
}

/// A workload that lost a protection, of each topic, and one that gained it.
fn hardened() -> impl Iterator<Item = Subject> {
    let spec = specs().find(|spec| spec.role == Role::Workload).unwrap();
    let one = |liberty| vec![Protection { missing: Taken::plain(liberty), container: None }];
    let lost = [Liberty::Privileged, Liberty::HostNetwork, Liberty::NoLog]
        .map(|liberty| Hardening { lost: one(liberty), ..Hardening::default() });
    let gained = Hardening { gained: one(Liberty::Privileged), ..Hardening::default() };
    lost.into_iter().chain([gained]).map(|hardening| {
        let mut privileged = field(Class::Durable, Bears::Hardening);
        privileged.path = FieldPath::from("privileged");
        let Subject::Change(change) = change(spec, Action::Modified, vec![privileged]) else {
            unreachable!()
        };
        Subject::Change(Change { hardening: Some(Box::new(hardening)), ..change })
    })
}

fn flow(direction: Direction, packets: Match) -> Flow {
    Flow { direction, packets, rule: None, far_set: None }
}

/// One of each kind: opened, closed, the same.
fn effects() -> impl Iterator<Item = Effect> {
    let flows = || vec![flow(Direction::Ingress, Match::of(Service::tcp(22)))];
    let whole = Traffic { whole: true, ..Traffic::default() };
    [
        Traffic { opened: flows(), closed: flows(), ..whole.clone() },
        Traffic { closed: flows(), ..whole.clone() },
        Traffic { opened: flows(), temporary: Some("an hour"), ..whole.clone() },
        whole,
    ]
    .map(|traffic| Effect::Traffic(Box::new(traffic)))
    .into_iter()
}

fn told(effect: Effect) -> (&'static str, Severity, String) {
    let fields = vec![field(Class::Durable, Bears::Traffic)];
    let Subject::Change(one) = change(some_spec(), Action::Modified, fields) else {
        unreachable!()
    };
    let at = vec![one.id.clone()];
    let effect = match effect {
        Effect::Traffic(traffic) => Effect::Traffic(Box::new(Traffic { at, ..*traffic })),
        other => other,
    };
    let subject = Subject::Change(Change { effect: Some(effect), ..one });
    let finding = find(vec![subject], &Overrides::default()).findings.remove(0);
    (finding.code, finding.severity, finding.title)
}

fn opens(direction: Direction, service: Service, far: &str) -> (Severity, String) {
    let far = Addresses::parse(far).unwrap();
    let packets = match direction {
        Direction::Ingress => Match::of(service).from(far),
        Direction::Egress => Match::of(service).to(far),
    };
    let opened = vec![flow(direction, packets)];
    let (code, severity, title) =
        told(Effect::Traffic(Box::new(Traffic { opened, ..Traffic::default() })));
    assert_eq!(code, "traffic-opened");
    (severity, title.replace("security group `x-1`", "_"))
}

#[test]
fn what_opened_says_who_may_do_what_and_how_grave_that_is() {
    use Direction::{Egress, Ingress};
    let any = Service::any;
    for (direction, service, far, severity, title) in [
        (
            Ingress,
            Service::tcp(22),
            "0.0.0.0/0",
            Severity::High,
            "tcp/22 of _ is now open to 0.0.0.0/0",
        ),
        (Ingress, any(), "::/0", Severity::High, "all traffic of _ is now open to ::/0"),
        (
            Ingress,
            Service::tcp(443),
            "0.0.0.0/0",
            Severity::Medium,
            "tcp/443 of _ is now open to 0.0.0.0/0",
        ),
        (
            Ingress,
            Service::protocols(1),
            "0.0.0.0/0",
            Severity::Medium,
            "icmp of _ is now open to 0.0.0.0/0",
        ),
        (
            Ingress,
            Service::protocols(50),
            "0.0.0.0/1",
            Severity::High,
            "esp of _ is now open to 0.0.0.0/1",
        ),
        (
            Ingress,
            Service::tcp(22),
            "198.51.100.7",
            Severity::Medium,
            "tcp/22 of _ is now open to 198.51.100.7",
        ),
        (
            Ingress,
            Service::udp(53..=54),
            "10.0.0.0/8",
            Severity::Medium,
            "udp/53-54 of _ is now open to 10.0.0.0/8",
        ),
        (Egress, any(), "0.0.0.0/0", Severity::Medium, "_ may now send all traffic to 0.0.0.0/0"),
        (
            Egress,
            Service::tcp(Intervals::all()),
            "10.0.0.0/8",
            Severity::Low,
            "_ may now send all tcp to 10.0.0.0/8",
        ),
    ] {
        assert_eq!(opens(direction, service, far), (severity, title.to_owned()));
    }
    let but = Service::protocols(Intervals::one(6).complement());
    assert_eq!(
        opens(Ingress, but, "0.0.0.0/0").1,
        "every protocol but tcp of _ is now open to 0.0.0.0/0"
    );
    let rest = Addresses::parse("10.0.0.0/8").unwrap().complement();
    let opened = vec![flow(Ingress, Match::of(Service::tcp(22)).from(rest))];
    let title = told(Effect::Traffic(Box::new(Traffic { opened, ..Traffic::default() }))).2;
    assert!(title.ends_with("is now open to the internet"), "{title}");
}

#[test]
fn a_membership_that_nobody_resolved_is_not_the_internet() {
    let packets = Match::of(Service::tcp(22)).when(Symbol::source("aws.security-group:sg-2"));
    let opened = vec![flow(Direction::Ingress, packets)];
    let (_, severity, title) =
        told(Effect::Traffic(Box::new(Traffic { opened, ..Traffic::default() })));
    assert_eq!(severity, Severity::Medium);
    assert!(title.ends_with("is now open to aws.security-group:sg-2"), "{title}");
}

#[test]
fn a_change_with_both_directions_says_both() {
    let one =
        |service| vec![flow(Direction::Ingress, Match::of(service).from(Addresses::all_v4()))];
    let effect = Traffic {
        opened: one(Service::tcp(22)),
        closed: one(Service::tcp(443)),
        ..Traffic::default()
    };
    let (code, _, title) = told(Effect::Traffic(Box::new(effect)));
    assert_eq!(code, "traffic-opened");
    assert!(
        title.ends_with("open to 0.0.0.0/0; tcp/443 from 0.0.0.0/0 no longer passes"),
        "{title}"
    );
}

#[test]
fn where_nothing_stands_behind_it_an_opening_ranks_low() {
    let opened = vec![flow(Direction::Ingress, Match::any())];
    let idle = Traffic { opened, in_use: Some(false), ..Traffic::default() };
    assert_eq!(told(Effect::Traffic(Box::new(idle))).1, Severity::Low);
    assert_eq!(told(Effect::Nowhere).0, "boundary-changed");
    assert_eq!(told(Effect::Nowhere).1, Severity::Low);
}

#[test]
fn an_effect_that_is_unknown_is_said_to_be() {
    let (code, severity, title) = told(Effect::Unknown("too complex".to_owned()));
    assert_eq!((code, severity), ("boundary-changed", Severity::High));
    assert!(title.ends_with("what that does to traffic is unknown: too complex"), "{title}");
}

#[test]
fn what_else_differs_keeps_a_change_from_being_a_refactoring() {
    let partly = Traffic { whole: false, ..Traffic::default() };
    assert_eq!(told(Effect::Traffic(Box::new(partly))).0, "boundary-changed");
    let whole = Traffic { whole: true, ..Traffic::default() };
    assert_eq!(told(Effect::Traffic(Box::new(whole))).0, "equivalent-change");
}

fn some_spec() -> &'static KindSpec {
    specs()
        .find(|spec| {
            spec.fields.iter().any(|field| matches!(field.matching, Matching::Rules { .. }))
        })
        .unwrap()
}

fn rule_change(label: &str, id: &str, ports: &str) -> Subject {
    let spec = some_spec();
    let field =
        spec.fields.iter().find(|field| matches!(field.matching, Matching::Rules { .. })).unwrap();
    let Matching::Rules { id: key } = field.matching else { unreachable!() };
    let added = FieldChange {
        path: FieldPath::from(field.path).element(label),
        class: Class::Durable,
        bears: Bears::Traffic,
        before: None,
        after: Some(json!({ key: id, "ports": ports })),
    };
    change(spec, Action::Modified, vec![added])
}

#[test]
fn an_id_forgets_the_providers_rule_ids_and_nothing_else() {
    let one = identify::finding("boundary-changed", &rule_change("r-1", "r-1", "22"));
    let again = identify::finding("boundary-changed", &rule_change("r-2", "r-2", "22"));
    let other = identify::finding("boundary-changed", &rule_change("r-1", "r-1", "23"));
    let code = identify::finding("traffic-opened", &rule_change("r-1", "r-1", "22"));
    assert_eq!(one, again);
    assert_ne!(one, other, "another port is another finding");
    assert_ne!(one, code);
    assert_eq!(one.as_str().len(), 16);
}

#[test]
fn a_rule_can_be_silenced_and_is_counted() {
    let code = find(vec![rule_change("a", "a", "1")], &Overrides::default()).findings[0].code;
    let quiet = Overrides([(code.to_owned(), Override { severity: None, disabled: true })].into());
    let found = find(vec![rule_change("a", "a", "1")], &quiet);
    assert_eq!((found.findings.len(), found.suppressed), (0, 1));
    let graver = Override { severity: Some(Severity::Critical), disabled: false };
    let graver = Overrides([(code.to_owned(), graver)].into());
    let found = find(vec![rule_change("a", "a", "1")], &graver);
    assert_eq!(found.findings[0].severity, Severity::Critical);
}
