//! What a network and a service can do to an answer: the right coverage, within the deadline.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;

use super::account::{self, Asked, ec2, error, groups};
use super::binary::{Run, no_drift};
use super::http::Answer;
use super::place::{Place, coverage, serve};

/// Records the healthy account, then scans one in which the groups of one region are answered by `fault`.
fn scan(fault: impl Fn(&Asked) -> Answer + Send + Sync + 'static, args: &str) -> (Value, Run) {
    let place = Place::new(serve(account::answer));
    place.run("baseline record --live live --by auditor").ends_with(0);
    let place = place.before(serve(move |asked| {
        if asked.action == "DescribeSecurityGroups" && asked.region == "eu-west-1" {
            fault(asked)
        } else {
            account::answer(asked)
        }
    }));
    let line = format!("scan --live live --output json {args}");
    let run = place.run_with(&line, &[("AWS_MAX_ATTEMPTS", "2")]).ends_with(4);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    no_drift(&report);
    assert_eq!(coverage(&report, "us-east-1", "aws.security-group").0, "complete");
    assert_eq!(coverage(&report, "eu-west-1", "aws.vpc").0, "complete");
    (report, run)
}

fn of_groups(report: &Value) -> (String, String) {
    coverage(report, "eu-west-1", "aws.security-group")
}

#[test]
fn pages_are_followed_to_the_last() {
    let place = Place::new(serve(|asked| match (asked.action.as_str(), asked.token.as_deref()) {
        ("DescribeSecurityGroups", None) => Answer::Whole(200, groups(asked, &["sg-1"], Some("a"))),
        ("DescribeSecurityGroups", Some("a")) => {
            Answer::Whole(200, groups(asked, &["sg-2"], Some("b")))
        }
        ("DescribeSecurityGroups", Some(_)) => Answer::Whole(200, groups(asked, &["sg-3"], None)),
        _ => account::answer(asked),
    }));
    let snapshot = place.snapshot("--live live:aws:111122223333/eu-west-1", 0);
    let kind = &snapshot["scopes"]["aws:111122223333/eu-west-1"]["kinds"]["aws.security-group"];
    let resources = kind["resources"].as_object().unwrap();
    assert_eq!(resources.keys().collect::<Vec<_>>(), ["sg-1", "sg-2", "sg-3"]);
}

#[test]
fn a_page_that_leads_to_itself_is_partial() {
    let (report, _) = scan(|asked| Answer::Whole(200, groups(asked, &["sg-1"], Some("again"))), "");
    let (status, reason) = of_groups(&report);
    assert_eq!(status, "partial", "{reason}");
    assert!(reason.contains("the pages repeat"), "{reason}");
}

#[test]
fn pages_that_lead_in_a_circle_are_partial() {
    let circle = |asked: &Asked| {
        let next = if asked.token.as_deref() == Some("a") { "b" } else { "a" };
        Answer::Whole(200, groups(asked, &["sg-1"], Some(next)))
    };
    let (status, reason) = of_groups(&scan(circle, "").0);
    assert_eq!(status, "partial", "{reason}");
    assert!(reason.contains("the pages repeat"), "{reason}");
}

#[test]
fn pages_without_end_are_partial_at_the_deadline() {
    let count = AtomicUsize::new(0);
    let (report, _) = scan(
        move |asked| {
            std::thread::sleep(Duration::from_millis(50));
            let next = count.fetch_add(1, Ordering::Relaxed).to_string();
            Answer::Whole(200, groups(asked, &["sg-1"], Some(&next)))
        },
        "--deadline 4s",
    );
    let (status, reason) = of_groups(&report);
    assert_eq!(status, "partial", "{reason}");
    assert!(reason.contains("no answer within the 4s"), "{reason}");
}

#[test]
fn a_lost_page_leaves_a_part() {
    let lost = |asked: &Asked| match asked.token {
        None => Answer::Whole(200, groups(asked, &["sg-1"], Some("next"))),
        Some(_) => error(asked, 400, "InvalidNextToken", "The token is not valid"),
    };
    let (status, reason) = of_groups(&scan(lost, "").0);
    assert_eq!(status, "partial", "{reason}");
    assert!(reason.contains("InvalidNextToken"), "{reason}");
}

#[test]
fn an_answer_whose_connection_breaks_is_failed() {
    let cut = |asked: &Asked| {
        let body = groups(asked, &["sg-1", "sg-2"], None);
        let half = body.len() / 2;
        Answer::Cut(200, body, half)
    };
    let (status, reason) = of_groups(&scan(cut, "").0);
    assert_eq!(status, "failed", "{reason}");
    assert!(reason.contains("describe-security-groups in eu-west-1"), "{reason}");
}

/// The SDK alone reads such an answer as one group and no next page.
#[test]
fn an_answer_that_ends_in_the_middle_is_failed() {
    let short = |asked: &Asked| {
        let body = groups(asked, &["sg-1", "sg-2"], Some("next"));
        let end = body.find("</item><item><ownerId>").unwrap() + "</item>".len();
        Answer::Whole(200, body[..end].to_owned())
    };
    let (status, reason) = of_groups(&scan(short, "").0);
    assert_eq!(status, "failed", "{reason}");
    assert!(reason.contains("ends in the middle"), "{reason}");
}

#[test]
fn an_answer_that_is_no_answer_is_failed() {
    for body in ["", "<html><body>Sign in to the network</body></html>"] {
        let (status, reason) = of_groups(&scan(move |_| Answer::Whole(200, body.to_owned()), "").0);
        assert_eq!(status, "failed", "{reason}");
    }
}

/// The SDK alone reads such answers as no groups.
#[test]
fn an_answer_without_its_list_is_failed() {
    let (status, reason) = of_groups(&scan(|asked| Answer::Whole(200, ec2(asked, "")), "").0);
    assert_eq!(status, "failed", "{reason}");
    assert!(reason.contains("without `securityGroupInfo`"), "{reason}");
}

/// The SDK alone reads an empty body as an object with nothing in it: no trails, and nothing that they record.
#[test]
fn an_answer_in_json_that_is_none_is_failed() {
    let (trail, recorder) = ("aws.trail", "aws.config-recorder");
    for (kind, action, body, word) in [
        (trail, "DescribeTrails", "", "the answer is empty"),
        (trail, "DescribeTrails", "{}", "without `trailList`"),
        (trail, "DescribeTrails", "{\"trailList\": null}", "without `trailList`"),
        (trail, "DescribeTrails", "{\"trailList\": [{\"Name\": \"audit\"}", "can't be read"),
        (trail, "DescribeTrails", "<html>Sign in</html>", "can't be read"),
        (trail, "GetTrailStatus", "", "the answer is empty"),
        (trail, "GetTrailStatus", "{}", "without `IsLogging`"),
        (trail, "GetEventSelectors", "", "the answer is empty"),
        (trail, "GetEventSelectors", "{}", "without `EventSelectors`"),
        (recorder, "DescribeConfigurationRecorders", "", "the answer is empty"),
        (recorder, "DescribeConfigurationRecorders", "{}", "without `ConfigurationRecorders`"),
        (recorder, "DescribeConfigurationRecorderStatus", "", "the answer is empty"),
        (recorder, "DescribeConfigurationRecorderStatus", "{}", "without `Configuration"),
        (recorder, "DescribeDeliveryChannels", "{}", "without `DeliveryChannels`"),
        (recorder, "DescribeDeliveryChannels", "<html>Sign in</html>", "can't be read"),
    ] {
        let place = Place::new(serve(account::answer));
        place.run("baseline record --live live --by auditor").ends_with(0);
        let place = place.before(serve(move |asked| {
            if asked.action == action && asked.region == "eu-west-1" {
                return Answer::Whole(200, body.to_owned());
            }
            account::answer(asked)
        }));
        let run = place.run_with("scan --live live --output json", &[("AWS_MAX_ATTEMPTS", "1")]);
        let report: Value = serde_json::from_str(&run.ends_with(4).stdout).unwrap();
        no_drift(&report);
        let (status, reason) = coverage(&report, "eu-west-1", kind);
        assert_ne!(status, "complete", "{action} {body}");
        assert!(reason.contains(word), "{action} {body}: {reason}");
    }
}

#[test]
fn throttling_without_end_is_throttled() {
    let throttled =
        |asked: &Asked| error(asked, 503, "RequestLimitExceeded", "Request limit exceeded.");
    let (status, reason) = of_groups(&scan(throttled, "").0);
    assert_eq!(status, "throttled", "{reason}");
}

#[test]
fn throttling_that_ends_is_nothing_to_tell() {
    let count = AtomicUsize::new(0);
    let place = Place::new(serve(move |asked| {
        if asked.action == "DescribeVpcs" && count.fetch_add(1, Ordering::Relaxed) < 2 {
            return error(asked, 503, "RequestLimitExceeded", "Request limit exceeded.");
        }
        account::answer(asked)
    }));
    place.snapshot("--live live", 0);
}

#[test]
fn a_region_that_never_answers_is_failed_at_the_deadline_and_the_other_is_read() {
    let place = Place::new(serve(account::answer));
    place.run("baseline record --live live --by auditor").ends_with(0);
    let place = place.before(serve(|asked| {
        if asked.region == "us-east-1" { Answer::Silence } else { account::answer(asked) }
    }));
    let run = place.run("scan --live live --output json --deadline 5s").ends_with(4);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    no_drift(&report);
    let (status, reason) = coverage(&report, "us-east-1", "aws.security-group");
    assert_eq!(status, "failed");
    assert!(reason.contains("no answer within") && reason.contains("5s"), "{reason}");
    assert_eq!(coverage(&report, "eu-west-1", "aws.security-group").0, "complete");
}

#[test]
fn an_account_that_never_answers_ends_at_the_deadline() {
    let place = Place::new(serve(|_| Answer::Silence));
    let run = place.run("snapshot --live live --deadline 2s").ends_with(4);
    assert!(run.stderr.contains("no answer within") && run.stderr.contains("2s"), "{}", run.stderr);
}

#[test]
fn nobody_at_the_other_end_is_no_clean_scan() {
    let server = serve(account::answer);
    let url = server.url();
    drop(server);
    let place = Place::new(serve(account::answer));
    let run = place.run_with("snapshot --live live --deadline 20s", &[("AWS_ENDPOINT_URL", &url)]);
    let run = run.ends_with(4);
    assert!(run.stderr.contains("no connection"), "{}", run.stderr);
    assert!(run.stderr.contains("refused"), "{}", run.stderr);
}

#[test]
fn an_empty_list_is_complete() {
    let place = Place::new(serve(|asked| match asked.action.as_str() {
        "DescribeSecurityGroups" => Answer::Whole(200, ec2(asked, "<securityGroupInfo/>")),
        _ => account::answer(asked),
    }));
    let snapshot = place.snapshot("--live live:aws:111122223333/eu-west-1", 0);
    let kind = &snapshot["scopes"]["aws:111122223333/eu-west-1"]["kinds"]["aws.security-group"];
    assert_eq!(kind["coverage"]["status"], "complete");
    assert!(kind["resources"].as_object().unwrap().is_empty());
}
