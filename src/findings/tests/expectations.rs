//! Which states are told, of whole estates that nobody approved: those of the cases.

use std::collections::BTreeSet;

use camino::Utf8Path;

use crate::baseline::Holder;
use crate::compare::{Pairing, compare};
use crate::findings::{Override, Overrides, RULES, expectations, find, identify};
use crate::model::{
    Assumptions, Condition, Kind, Liberty, Opening, Protection, Severity, Snapshot, State, Status,
    Subject, Taken,
};
use crate::sources::{Places, Source};

/// The cases, each with the states of one provider.
const CASES: [&str; 5] = [
    "account-without-baseline",
    "azure-subscription-without-baseline",
    "cluster-without-baseline",
    "docker-host-without-baseline",
    "gcp-project-without-baseline",
];

/// One of each condition.
pub(super) fn each() -> impl Iterator<Item = Subject> {
    let opening = |port| Condition::Public(Opening { ports: [port].into(), ..Opening::default() });
    let taken = |missing| Condition::AtLiberty(vec![Protection { missing, container: None }]);
    let plain = |liberty| taken(Taken::plain(liberty));
    let of = |liberty, detail: &str| taken(Taken::of(liberty, detail));
    let conditions = [
        opening(22),
        opening(5432),
        plain(Liberty::Privileged),
        plain(Liberty::HostPid),
        plain(Liberty::NoLog),
        of(Liberty::EngineSocket, "/run/docker.sock"),
        of(Liberty::HostSystem, "/"),
        Condition::GroupUsed { rules: vec!["a rule".to_owned()] },
        Condition::ApiOpen { addresses: vec!["tcp://0.0.0.0:2375".to_owned()] },
        Condition::Off,
        Condition::OneRegion,
        Condition::FlowsUnrecorded { parts: None },
        Condition::NoPolicy { workloads: 1 },
    ];
    conditions.into_iter().map(|condition| {
        Subject::State(State {
            scope: "aws:111122223333/eu-west-1".parse().unwrap(),
            kind: "aws.security-group".parse().unwrap(),
            identity: Some("x-1".parse().unwrap()),
            name: None,
            condition,
        })
    })
}

fn live(case: &str) -> Snapshot {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let holder = Holder {
        pid: 1,
        host: "host".to_owned(),
        command: "test".to_owned(),
        since: jiff::Timestamp::UNIX_EPOCH,
    };
    let places = Places {
        demand: None,
        folder: root.to_owned(),
        baseline: "baselines".into(),
        cluster: "manifests".to_owned(),
        holder,
        seal: None,
        wanted: None,
    };
    Source::Dump(format!("tests/cases/{case}/live").into()).read(&places).unwrap()
}

fn subjects(before: &Snapshot, after: &Snapshot) -> Vec<Subject> {
    let pairing = Pairing::new(before, after, &[]).unwrap();
    let subjects = compare(before, after, &pairing).subjects;
    expectations::beside(subjects, after, Assumptions::default())
}

/// The codes and titles of the states in an estate that nobody approved.
fn told(snapshot: &Snapshot) -> BTreeSet<(&'static str, String)> {
    let found = find(subjects(&Snapshot::default(), snapshot), &Overrides::default());
    let states = found.findings.into_iter().filter(|one| matches!(one.subject, Subject::State(_)));
    states
        .map(|one| {
            assert_eq!(one.severity, Severity::Info, "{}", one.title);
            (one.code, one.title)
        })
        .collect()
}

fn codes(snapshot: &Snapshot) -> BTreeSet<&'static str> {
    told(snapshot).into_iter().map(|(code, _)| code).collect()
}

/// The same, of which a page is missing.
fn without_a_page(snapshot: &Snapshot, kind: &Kind) -> Snapshot {
    let mut snapshot = snapshot.clone();
    for scope in snapshot.scopes.values_mut() {
        if let Some(reading) = scope.kinds.get_mut(kind) {
            reading.coverage.lower(Status::Partial, "a page is missing");
        }
    }
    snapshot
}

/// The codes of rules that tell states.
fn expected() -> BTreeSet<&'static str> {
    let of_states =
        RULES.iter().filter(|rule| rule.what.starts_with("In a scope without a baseline"));
    of_states.map(|rule| rule.code).collect()
}

#[test]
fn every_expectation_is_told_of_some_estate_as_a_note() {
    let all: BTreeSet<&str> = CASES.iter().flat_map(|case| codes(&live(case))).collect();
    assert_eq!(all, expected());
    assert_eq!(all.len(), 13);
    assert!(
        RULES
            .iter()
            .filter(|rule| all.contains(rule.code))
            .all(|rule| rule.severity == Severity::Info)
    );
}

#[test]
fn of_what_was_not_read_whole_nothing_is_told() {
    for case in CASES {
        let whole = live(case);
        let all = told(&whole);
        let kinds: BTreeSet<&Kind> =
            whole.scopes.values().flat_map(|scope| scope.kinds.keys()).collect();
        let mut nothing = whole.clone();
        for kind in &kinds {
            let torn = without_a_page(&whole, kind);
            let left = told(&torn);
            assert!(left.is_subset(&all), "{case} {kind}: {left:?}");
            nothing = without_a_page(&nothing, kind);
        }
        assert_eq!(told(&nothing), BTreeSet::new(), "{case}");
    }
}

#[test]
fn each_falls_silent_without_what_decides_it() {
    for (code, case, kinds) in [
        (
            "administration-port-public",
            "account-without-baseline",
            &["aws.security-group", "aws.network-acl", "aws.route-table", "aws.network-interface"]
                [..],
        ),
        ("administration-port-public", "gcp-project-without-baseline", &["gcp.firewall-rule"]),
        ("administration-port-public", "azure-subscription-without-baseline", &["azure.nsg"]),
        ("database-port-public", "account-without-baseline", &["aws.security-group"]),
        (
            "database-port-public",
            "cluster-without-baseline",
            &["kubernetes.network-policy", "kubernetes.service"],
        ),
        ("default-group-used", "account-without-baseline", &["aws.security-group"]),
        ("container-privileged", "cluster-without-baseline", &["kubernetes.deployment"]),
        ("engine-socket-mounted", "cluster-without-baseline", &["kubernetes.deployment"]),
        ("host-root-mounted", "cluster-without-baseline", &["kubernetes.daemon-set"]),
        ("host-processes-seen", "cluster-without-baseline", &["kubernetes.daemon-set"]),
        ("container-without-log", "docker-host-without-baseline", &["docker.container"]),
        ("engine-api-open", "docker-host-without-baseline", &["docker.host"]),
        ("recording-off", "account-without-baseline", &["aws.trail"]),
        ("recording-off", "gcp-project-without-baseline", &["gcp.log-sink"]),
        ("regions-unrecorded", "account-without-baseline", &["aws.trail"]),
        (
            "network-without-flow-log",
            "account-without-baseline",
            &["aws.flow-log", "aws.vpc", "aws.network-interface"],
        ),
        (
            "network-without-flow-log",
            "gcp-project-without-baseline",
            &["gcp.subnetwork", "gcp.instance"],
        ),
        (
            "network-without-flow-log",
            "azure-subscription-without-baseline",
            &["azure.flow-log", "azure.virtual-network", "azure.network-interface"],
        ),
        (
            "namespace-without-policy",
            "cluster-without-baseline",
            &["kubernetes.network-policy", "kubernetes.namespace", "kubernetes.deployment"],
        ),
    ] {
        let whole = live(case);
        assert!(codes(&whole).contains(code), "{code} in {case}");
        for kind in kinds {
            let kind: Kind = kind.parse().unwrap();
            assert!(whole.scopes.values().any(|scope| scope.kinds.contains_key(&kind)), "{kind}");
            assert!(!codes(&without_a_page(&whole, &kind)).contains(code), "{code} without {kind}");
        }
    }
}

#[test]
fn what_is_recorded_is_not_told() {
    for case in CASES {
        let live = live(case);
        let subjects = subjects(&live, &live);
        assert!(subjects.is_empty(), "{case}: {subjects:?}");
    }
}

#[test]
fn each_can_be_raised_and_silenced() {
    let live = live("account-without-baseline");
    let raised = Override { severity: Some(Severity::High), disabled: false };
    let silenced = Override { severity: None, disabled: true };
    let overrides = Overrides(
        [("recording-off".to_owned(), raised), ("default-group-used".to_owned(), silenced)].into(),
    );
    let found = find(subjects(&Snapshot::default(), &live), &overrides);
    let of = |code: &str| found.findings.iter().filter(|one| one.code == code).collect::<Vec<_>>();
    assert!(of("default-group-used").is_empty());
    assert_eq!(found.suppressed, 2, "one in each region that holds a group");
    assert!(of("recording-off").iter().all(|one| one.severity == Severity::High));
    assert_eq!(found.findings[0].code, "recording-off");
}

#[test]
fn an_id_is_the_same_as_long_as_the_same_is_open() {
    let id = |opening: Opening| {
        let state = State {
            scope: "aws:111122223333/eu-west-1".parse().unwrap(),
            kind: "aws.security-group".parse().unwrap(),
            identity: Some("sg-1".parse().unwrap()),
            name: None,
            condition: Condition::Public(opening),
        };
        identify::finding("administration-port-public", &Subject::State(state))
    };
    let opening =
        Opening { ports: [22].into(), rules: ["sgr-1".to_owned()].into(), ..Opening::default() };
    let same = Opening {
        rules: ["sgr-2".to_owned()].into(),
        endpoints: vec!["web-1".to_owned()],
        ..opening.clone()
    };
    assert_eq!(id(opening.clone()), id(same));
    assert_ne!(id(opening.clone()), id(Opening { ports: [22, 3389].into(), ..opening }));
}
