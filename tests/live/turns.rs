//! Many accounts at once: how much is in flight, what is sent again, and what keeps nobody else waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::account::{self, ACCOUNT, Asked, error};
use super::http::Answer;
use super::organization::{
    ALL, CONFIG, SECOND, THIRD, healthy, listed, organization, place, scopes,
};

#[test]
fn an_account_that_is_throttled_is_retried_and_that_is_told_of_the_run_alone() {
    let count = AtomicUsize::new(0);
    let busy = move |asked: &Asked| {
        let is_it = asked.action == "DescribeVpcs"
            && asked.account == SECOND
            && asked.region == "eu-west-1";
        (is_it && count.fetch_add(1, Ordering::Relaxed) < 2)
            .then(|| error(asked, 503, "RequestLimitExceeded", "Request limit exceeded."))
    };
    let place = place(organization(ALL, healthy));
    place.run("baseline record --by auditor").ends_with(0);
    let quiet = place.run("snapshot").ends_with(0).stdout;
    let place = place.before(organization(ALL, busy));
    let report = place.scan("", 0);
    let retries = |scope: &str, kind: &str| {
        let rows = report["coverage"].as_array().unwrap().iter();
        let mut row =
            rows.filter(|row| row["scope"] == format!("aws:{scope}") && row["kind"] == kind);
        let row = row.next().unwrap();
        assert!(row["duration_ms"].is_u64(), "{row}");
        assert!(!row["calls"].as_array().unwrap().is_empty(), "{row}");
        row["retries"].as_u64().unwrap()
    };
    assert_eq!(retries(&format!("{SECOND}/eu-west-1"), "aws.vpc"), 2);
    assert_eq!(retries(&format!("{SECOND}/eu-west-1"), "aws.network-acl"), 0);
    assert_eq!(retries(&format!("{THIRD}/eu-west-1"), "aws.vpc"), 0);
    assert_eq!(place.run("snapshot").ends_with(0).stdout, quiet);
}

#[test]
fn no_more_is_in_flight_than_is_allowed() {
    let (now, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let server = organization(ALL, move |asked| {
        seen.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(10));
        now.fetch_sub(1, Ordering::SeqCst);
        (asked.action == "ListAccounts").then(|| listed(ALL, asked))
    });
    let place = place(server);
    place.write("driftwall.toml", &CONFIG.replace("[aws]", "concurrency = 4\n[aws]"));
    assert_eq!(scopes(&place.snapshot("", 0)).len(), 9);
    let most = most.load(Ordering::SeqCst);
    assert!((2..=4).contains(&most), "{most}");
}

#[test]
fn a_region_that_never_answers_in_any_account_keeps_no_other_waiting() {
    let silent = |asked: &Asked| {
        let is_down = asked.region == "us-east-1" && asked.service == "ec2";
        is_down.then_some(Answer::Silence)
    };
    let place = place(organization(ALL, silent));
    place.write("driftwall.toml", &CONFIG.replace("[aws]", "concurrency = 8\n[aws]"));
    let snapshot = place.snapshot("--deadline 12s", 4);
    let status = |id: &str, region: &str| {
        let kinds = &snapshot["scopes"][format!("aws:{id}/{region}")]["kinds"];
        kinds["aws.security-group"]["coverage"]["status"].as_str().unwrap().to_owned()
    };
    for id in [ACCOUNT, SECOND, THIRD] {
        assert_eq!(status(id, "eu-west-1"), "complete", "{id}");
        assert_eq!(status(id, "us-east-1"), "failed", "{id}");
    }
}

#[test]
fn credentials_that_run_out_are_asked_for_again() {
    let short = |asked: &Asked| {
        let entering = (asked.action == "AssumeRole").then(|| account::answer(asked));
        entering.map(|answer| match answer {
            Answer::Whole(status, body) => Answer::Whole(status, body.replace("2099-", "2001-")),
            other => other,
        })
    };
    let place = place(organization(ALL, short));
    place.snapshot("", 0);
    let entered = place.asked().iter().filter(|one| one.action == "AssumeRole").count();
    assert!(entered > 2, "{entered}");
    // Whoever may not ask again has not read what is left.
    let count = AtomicUsize::new(0);
    let place = place.before(organization(&ALL[..2], move |asked| {
        let again = asked.action == "AssumeRole" && count.fetch_add(1, Ordering::SeqCst) > 0;
        if again { Some(error(asked, 403, "AccessDenied", "no")) } else { short(asked) }
    }));
    let snapshot = place.snapshot("", 4);
    let kinds = snapshot["scopes"][format!("aws:{SECOND}/us-east-1")]["kinds"].clone();
    let reason = kinds["aws.subnet"]["coverage"]["reason"].as_str().unwrap();
    assert_eq!(kinds["aws.subnet"]["coverage"]["status"], "denied", "{reason}");
    assert!(reason.contains("assume-role") && reason.contains("needs sts:AssumeRole"), "{reason}");
}
