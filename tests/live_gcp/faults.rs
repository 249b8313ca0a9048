//! What goes wrong, and what is told of it.

use std::time::Duration;

use super::WHOLE;
use super::cloudsim::Cloud;
use super::cloudsim::faults::{Fault, Kind};
use super::estate::{PROJECT, all};
use super::place::{Place, coverage};

/// What is told of a kind of the project when a fault strikes.
fn told(fault: Fault, kind: &str) -> (String, String) {
    // Nobody but a deadline ends silence; what is asked again and again takes longer.
    let deadline = if fault.kind == Kind::Silence { "4s" } else { "2m" };
    let cloud = Cloud::start(all().pages_of(1));
    cloud.fault(fault);
    let place = Place::before(&cloud, WHOLE);
    let snapshot = place.snapshot(&format!("--deadline {deadline}"), 4);
    coverage(&snapshot, &format!("gcp:{PROJECT}"), kind)
}

#[test]
fn every_refusal_says_what_it_is_and_the_way_out() {
    let rules = "compute.firewalls.list";
    let cases = [
        (Kind::Denied.on(rules), "denied", "needs compute.firewalls.list"),
        (Kind::ExpiredCredentials.on(rules), "denied", "gcloud auth application-default login"),
        (Kind::NotThere.on(rules), "denied", "compute.googleapis.com is not enabled"),
        (Kind::LostPage.on(rules), "partial", "invalid"),
        (Kind::Throttled.on(rules), "throttled", "throttled (rateLimitExceeded)"),
        (Kind::BadGateway.on(rules), "failed", "HTTP 502"),
        (Kind::SignInPage.on(rules), "failed", "what answers there?"),
        (Kind::EmptyBody.on(rules), "failed", "the answer is empty"),
        (Kind::CutDocument.on(rules), "failed", "ends in the middle"),
        (Kind::Truncated.on(rules), "failed", "broke off"),
        (Kind::Reset.on(rules), "failed", "no connection"),
        (Kind::RepeatedToken.on(rules), "partial", "the pages repeat"),
        (Kind::Silence.on(rules), "failed", "no answer within"),
    ];
    // Most of them wait for most of their time.
    std::thread::scope(|scope| {
        for (fault, status, part) in cases {
            scope.spawn(move || {
                let what = format!("{:?}", fault.kind);
                let (is, reason) = told(fault, "firewall-rule");
                assert!(is == status && reason.contains(part), "{what}: {is}, {reason}");
                assert!(
                    reason.contains(PROJECT) && reason.contains("firewall-rules-list"),
                    "{reason}"
                );
            });
        }
    });
}

#[test]
fn what_passes_is_asked_again() {
    for fault in [
        Kind::Throttled.on("*").first(6),
        Kind::Throttled.on("*").first(3).retry_after(1),
        Kind::ServerError.on("*").first(6),
        Kind::Unavailable.on("*").every(4),
        Kind::Reset.on("*").first(4),
    ] {
        let cloud = Cloud::start(all());
        let what = format!("{fault:?}");
        cloud.fault(fault);
        let place = Place::before(&cloud, "projects = [\"shop-reports\"]");
        let snapshot = place.snapshot("", 0);
        for (kind, read) in
            snapshot["scopes"][format!("gcp:{PROJECT}")]["kinds"].as_object().unwrap()
        {
            assert_eq!(read["coverage"]["status"], "complete", "{what}: {kind}: {read:#}");
        }
    }
}

#[test]
fn a_time_that_is_named_is_waited_for() {
    let cloud = Cloud::start(all());
    cloud.fault(Kind::Throttled.on("compute.networks.list").first(1).retry_after(2));
    let place = Place::before(&cloud, "projects = [\"shop-reports\"]");
    place.snapshot("", 0);
    let asked = cloud.asked();
    let mut times = asked.iter().filter(|asked| asked.action == "compute.networks.list");
    let (first, second) = (times.next().unwrap().at, times.next().unwrap().at);
    assert!(second - first >= Duration::from_secs(2), "{first:?} {second:?}");
}

#[test]
fn a_zone_that_does_not_answer_leaves_a_part() {
    let cloud =
        Cloud::start(all().gcp(PROJECT, |project| project.unreachable("zones/europe-west1-d")));
    let place = Place::before(&cloud, "projects = [\"shop-reports\"]");
    let snapshot = place.snapshot("", 4);
    let (status, reason) = coverage(&snapshot, &format!("gcp:{PROJECT}"), "instance");
    assert_eq!(status, "partial");
    assert!(reason.contains("zones/europe-west1-d") && reason.contains("UNREACHABLE"), "{reason}");
    let (status, _) = coverage(&snapshot, &format!("gcp:{PROJECT}"), "firewall-rule");
    assert_eq!(status, "complete");
}

#[test]
fn a_policy_that_is_refused_is_not_gone() {
    let (status, reason) = told(
        Kind::Denied.on("compute.firewallPolicies.get").account(PROJECT),
        "network-firewall-policy",
    );
    assert_eq!(status, "denied");
    assert!(reason.contains("reports-edge"), "{reason}");
    let (status, reason) = told(
        Kind::Denied.on("compute.firewallPolicies.list").account(PROJECT),
        "network-firewall-policy",
    );
    assert_eq!(status, "denied");
    assert!(reason.contains("network-firewall-policies-list"), "{reason}");
    let (status, reason) = told(Kind::Denied.on("compute.networks.list"), "effective-firewalls");
    assert_eq!(status, "denied");
    assert!(reason.contains("networks-list"), "{reason}");
}
