//! Lists in pages: begun again when they expire, and never put together from two.

use std::time::{Duration, Instant};

use super::binary::{coverage, told};
use super::cloudsim::faults::Kind;
use super::{PROD, cluster, prod};

const POLICY: &str = "kubernetes.network-policy";
const LIST: &str = "list networkpolicies.networking.k8s.io";

#[test]
fn a_list_that_expires_is_begun_again() {
    let place = prod();
    place.cloud.fault(Kind::LostPage.on(LIST).first(1));
    let snapshot = place.snapshot("--live live", 0);
    assert_eq!(told(&snapshot, "kubernetes:prod", POLICY).0, "complete");
    let asked = |page: usize| {
        let all = place.cloud.asked();
        all.iter().filter(|asked| asked.action == LIST && asked.page == page).count()
    };
    assert_eq!((asked(1), asked(2)), (2, 2));
}

#[test]
fn a_list_that_always_expires_is_partial_and_nothing_of_it_was_removed() {
    let place = prod();
    place.run("baseline record --live live --by auditor").ends_with(0);
    place.cloud.fault(Kind::LostPage.on(LIST));
    place.cloud.forget();
    let report = place.scan("--live live", 4);
    let (status, reason) = coverage(&report, "kubernetes:prod", POLICY);
    assert_eq!(status, "partial");
    assert!(reason.contains("the rest of the list was lost (Expired)"), "{reason}");
    super::no_drift(&report);
    let begun =
        place.cloud.asked().iter().filter(|one| one.action == LIST && one.page == 1).count();
    assert_eq!(begun, 3);
}

/// The second page of an older list and the first page of a newer one are no list.
#[test]
fn pages_of_two_lists_are_not_put_together() {
    let place = prod();
    place.cloud.fault(Kind::Throttled.on(LIST).page(2).first(1).retry_after(2));
    std::thread::scope(|scope| {
        let run = scope.spawn(|| place.snapshot("--live live", 0));
        let until = Instant::now() + Duration::from_secs(20);
        let is_struck = || place.cloud.asked().iter().any(|asked| asked.fault.is_some());
        while !is_struck() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
        place.cloud.edit(|estate| {
            estate.kubernetes(PROD, |prod| prod.put(&cluster::policy("203.0.113.0/24")))
        });
        let snapshot = run.join().unwrap();
        assert_eq!(told(&snapshot, "kubernetes:prod", POLICY).0, "complete");
        let policies = &snapshot["scopes"]["kubernetes:prod"]["kinds"][POLICY]["resources"];
        assert!(policies["shop/policy-1"].to_string().contains("203.0.113.0/24"), "{policies:#}");
    });
    let begun =
        place.cloud.asked().iter().filter(|one| one.action == LIST && one.page == 1).count();
    assert_eq!(begun, 2);
}

#[test]
fn a_cluster_that_says_slow_down_is_obeyed() {
    let place = prod();
    place.cloud.fault(Kind::Throttled.on("list pods").first(2).retry_after(1));
    let snapshot = place.snapshot("--live live", 0);
    assert_eq!(told(&snapshot, "kubernetes:prod", "kubernetes.pod").0, "complete");
    let asked = place.cloud.asked();
    let of_pods = asked.iter().filter(|one| one.action == "list pods" && one.page == 1);
    let struck: Vec<bool> = of_pods.map(|one| one.fault.is_some()).collect();
    assert_eq!(struck, [true, true, false], "it is asked again as often as it is put off");
}

#[test]
fn nothing_is_told_of_an_owner_that_was_not_read() {
    let place = prod();
    place.run("baseline record --live live --by auditor").ends_with(0);
    place.cloud.fault(Kind::Denied.on("list replicasets.*"));
    let report = place.scan("--live live", 4);
    let (status, reason) = coverage(&report, "kubernetes:prod", "kubernetes.pod");
    assert_eq!(status, "partial");
    assert!(reason.contains("(replicasets: denied), so they are left out"), "{reason}");
    assert!(!reason.contains("kubectl"), "{reason}");
    super::no_drift(&report);
}
