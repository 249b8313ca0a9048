//! What arrives at endpoints decides how grave it is, and who is named.

use std::sync::Arc;

use super::*;
use crate::model::{Exposed, Exposure, Reach};
use crate::traffic::Portion;

const GROUP: &str = "security group `x-1`";

fn ingress(service: Service, far: &str) -> Flow {
    flow(Direction::Ingress, Match::of(service).from(Addresses::parse(far).unwrap()))
}

fn ssh() -> Flow {
    ingress(Service::tcp(22), "0.0.0.0/0")
}

fn web() -> Flow {
    ingress(Service::tcp(443), "0.0.0.0/0")
}

/// An endpoint that runs, and was not reached before.
fn exposed(name: &str, opened: &[Flow], closed: &[Flow]) -> Exposed {
    Exposed {
        id: ResourceId {
            scope: "aws:111122223333/eu-west-1".parse().unwrap(),
            kind: "aws.network-interface".parse().unwrap(),
            identity: Identity::new(name).unwrap(),
        },
        label: name.into(),
        called: format!("{name} (i-{name})"),
        running: Some(true),
        ways: None,
        before: Portion::None,
        opened: Arc::from(opened),
        closed: Arc::from(closed),
    }
}

fn reach(endpoints: Vec<Exposed>, of: usize) -> Exposure {
    let (internet, before) = (Portion::Some, Portion::None);
    Exposure::Reach(Box::new(Reach { internet, before, endpoints, of }))
}

/// A change of the first kind with this word whose effect is this.
fn told_of(word: &str, traffic: Traffic, exposure: Exposure) -> (&'static str, Severity, String) {
    let spec = specs().find(|spec| spec.kind.to_string() == word).unwrap();
    let fields = vec![field(Class::Context, Bears::Exposure)];
    let durable = vec![field(Class::Durable, Bears::Traffic)];
    let at_boundary = word == "aws.security-group";
    let fields = if at_boundary { durable } else { fields };
    let Subject::Change(one) = change(spec, Action::Modified, fields) else { unreachable!() };
    let at = if at_boundary { vec![one.id.clone()] } else { Vec::new() };
    let effect = Some(Effect::Traffic(Box::new(Traffic { at, ..traffic })));
    let subject = Subject::Change(Change { effect, exposure: Some(exposure), ..one });
    let finding = find(vec![subject], &Overrides::default()).findings.remove(0);
    (finding.code, finding.severity, finding.title)
}

/// What a group opened, and what of it arrives.
fn group_opens(opened: Vec<Flow>, exposure: Exposure) -> (Severity, String) {
    let traffic = Traffic { opened, ..Traffic::default() };
    let (code, severity, title) = told_of("aws.security-group", traffic, exposure);
    assert_eq!(code, "traffic-opened");
    (severity, title)
}

#[test]
fn a_running_endpoint_that_the_internet_gets_to_is_critical() {
    let (severity, title) = group_opens(vec![ssh()], reach(vec![exposed("a", &[ssh()], &[])], 3));
    assert_eq!(severity, Severity::Critical);
    assert_eq!(title, "tcp/22 of a (i-a) is now open to the internet");
}

#[test]
fn where_something_is_known_not_to_run_it_is_high() {
    for (running, severity) in [(None, Severity::Critical), (Some(false), Severity::High)] {
        let one = Exposed { running, ..exposed("a", &[ssh()], &[]) };
        assert_eq!(group_opens(vec![ssh()], reach(vec![one], 1)).0, severity);
    }
    // A pod to which nothing leads.
    let ways = Some(Arc::from([]));
    let pod = Exposed { ways, running: None, ..exposed("a", &[ssh()], &[]) };
    assert_eq!(group_opens(vec![ssh()], reach(vec![pod], 1)).0, Severity::High);
}

#[test]
fn what_opens_for_sure_is_told_before_what_may_be_open() {
    let others = Intervals::of([(6, 6), (17, 17)]).complement();
    let unsure = Match::of(Service::protocols(others)).from(Addresses::all_v4());
    let unsure = flow(Direction::Ingress, unsure.when(Symbol::source("azure.unsure:others")));
    let ported = Service::protocols(Intervals::of([(6, 6), (17, 17)])).to_ports(22);
    let sure = flow(Direction::Ingress, Match::of(ported).from(Addresses::all_v4()));
    let opened = vec![unsure, sure];
    let (_, title) = group_opens(opened.clone(), reach(vec![exposed("a", &opened, &[])], 1));
    assert_eq!(title, "tcp,udp/22 of a (i-a) is now open to the internet, and 1 more");
}

#[test]
fn a_service_for_everyone_counts_where_nobody_came_before() {
    let new = exposed("a", &[web()], &[]);
    let known = Exposed { before: Portion::Some, ..new.clone() };
    assert_eq!(group_opens(vec![web()], reach(vec![new], 1)).0, Severity::Critical);
    assert_eq!(group_opens(vec![web()], reach(vec![known], 1)).0, Severity::Medium);
    // Whatever came before, ssh is not meant for everyone.
    let ssh_as_well = Exposed { before: Portion::All, ..exposed("a", &[ssh()], &[]) };
    assert_eq!(group_opens(vec![ssh()], reach(vec![ssh_as_well], 1)).0, Severity::Critical);
}

#[test]
fn what_is_stopped_on_the_way_is_medium_and_said_to_be() {
    let inside = ingress(Service::tcp(22), "10.0.0.0/16");
    let (severity, title) = group_opens(vec![ssh()], reach(vec![exposed("a", &[inside], &[])], 1));
    assert_eq!(severity, Severity::Medium);
    let open = format!("tcp/22 of {GROUP} is now open to 0.0.0.0/0");
    assert_eq!(title, format!("{open}, of which only 10.0.0.0/16 gets through to a (i-a)"));
    // Of several things that opened, another one.
    let other = ingress(Service::tcp(25), "10.0.0.0/16");
    let told = group_opens(vec![ssh(), other.clone()], reach(vec![exposed("a", &[other], &[])], 1));
    assert_eq!(told.1, format!("{open}; only tcp/25 from 10.0.0.0/16 gets through to a (i-a)"));
    let (severity, title) = group_opens(vec![ssh()], reach(Vec::new(), 2));
    assert_eq!(severity, Severity::Medium);
    assert_eq!(title, format!("{open}; by itself it reaches no endpoint"));
}

#[test]
fn where_no_endpoint_is_behind_it_it_is_low() {
    let (severity, title) = group_opens(vec![ssh()], reach(Vec::new(), 0));
    assert_eq!(severity, Severity::Low);
    assert_eq!(title, format!("tcp/22 of {GROUP} is now open to 0.0.0.0/0"));
}

#[test]
fn where_nobody_knows_what_is_behind_it_the_boundary_counts() {
    let (severity, title) = group_opens(vec![ssh()], Exposure::Unknown("not read".to_owned()));
    assert_eq!(severity, Severity::High);
    assert_eq!(title, format!("tcp/22 of {GROUP} is now open to 0.0.0.0/0"));
}

#[test]
fn the_gravest_endpoint_is_named_and_others_of_its_kind_are_counted() {
    let inside = ingress(Service::tcp(22), "10.0.0.0/16");
    let all = ["b", "c", "d"].map(|name| exposed(name, &[ssh()], &[]));
    let mut endpoints = vec![exposed("a", &[inside], &[])];
    endpoints.extend(all);
    let (_, title) = group_opens(vec![ssh()], reach(endpoints, 9));
    assert_eq!(title, "tcp/22 of b (i-b) and 2 more endpoints is now open to the internet");
}

#[test]
fn what_is_around_boundaries_says_what_changed_and_what_that_opened() {
    let both = Traffic { opened: vec![ssh()], closed: vec![web()], ..Traffic::default() };
    let endpoints = vec![exposed("a", &[ssh()], &[web()])];
    let (code, severity, title) = told_of("aws.subnet", both, reach(endpoints, 1));
    assert_eq!((code, severity), ("exposure-changed", Severity::Critical));
    assert_eq!(
        title,
        "field of subnet `x-1` changed: tcp/22 of a (i-a) is now open to the internet; \
         tcp/443 from 0.0.0.0/0 no longer passes"
    );
    let closed = Traffic { closed: vec![ssh()], ..Traffic::default() };
    let endpoints = vec![exposed("a", &[], &[ssh()])];
    let (code, severity, title) = told_of("aws.subnet", closed, reach(endpoints, 1));
    assert_eq!((code, severity), ("exposure-changed", Severity::Low));
    assert_eq!(
        title,
        "field of subnet `x-1` changed: tcp/22 of a (i-a) is now closed to the internet"
    );
}

#[test]
fn what_decides_nothing_otherwise_is_a_note_for_whoever_looks() {
    let same = Traffic { whole: true, ..Traffic::default() };
    let (code, severity, title) = told_of("aws.subnet", same, reach(Vec::new(), 4));
    assert_eq!((code, severity), ("exposure-changed", Severity::Info));
    assert_eq!(title, "field of subnet `x-1` changed; the traffic is the same");
}

#[test]
fn a_route_that_nobody_is_behind_is_low_and_one_that_is_not_known_is_not() {
    let spec = specs().find(|spec| spec.kind.to_string() == "aws.route-table").unwrap();
    for (effect, severity, end) in [
        (Effect::Nowhere, Severity::Low, "; no endpoint is behind it"),
        (
            Effect::Unknown("not read".to_owned()),
            Severity::Medium,
            "; what that does to traffic is unknown: not read",
        ),
    ] {
        let fields = vec![field(Class::Context, Bears::Exposure)];
        let Subject::Change(one) = change(spec, Action::Modified, fields) else { unreachable!() };
        let subject = Subject::Change(Change { effect: Some(effect), ..one });
        let finding = find(vec![subject], &Overrides::default()).findings.remove(0);
        assert_eq!((finding.code, finding.severity), ("exposure-changed", severity));
        assert_eq!(finding.title, format!("field of route table `x-1` changed{end}"));
    }
}

#[test]
fn an_interface_that_came_is_a_way_in_and_never_the_boundarys() {
    let spec = specs().find(|spec| spec.kind.to_string() == "aws.network-interface").unwrap();
    let fields = vec![field(Class::Durable, Bears::Exposure)];
    let Subject::Change(one) = change(spec, Action::Added, fields) else { unreachable!() };
    let traffic = Traffic { opened: vec![ssh()], ..Traffic::default() };
    let effect = Some(Effect::Traffic(Box::new(traffic)));
    let exposure = Some(reach(vec![exposed("x-1", &[ssh()], &[])], 1));
    let subject = Subject::Change(Change { effect, exposure, ..one });
    let finding = find(vec![subject], &Overrides::default()).findings.remove(0);
    assert_eq!((finding.code, finding.severity), ("exposure-changed", Severity::Critical));
    assert_eq!(
        finding.title,
        "network interface `x-1` is a new way in: tcp/22 of x-1 (i-x-1) is now open to the internet"
    );
}
