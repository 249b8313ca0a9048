//! Who changed it, asked of CloudTrail itself.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::binary::Folder;
use super::cloudsim::aws::accounts::key;
use super::cloudsim::aws::groups::tcp;
use super::cloudsim::faults::Kind;
use super::cloudsim::{Cloud, Estate};

const ACCOUNT: &str = "111122223333";
const LOOKUP: &str = "cloudtrail:LookupEvents";

fn ago(hours: i64) -> String {
    let then = Timestamp::now() - SignedDuration::from_hours(hours);
    then.round(jiff::Unit::Second).unwrap().to_string()
}

/// The record of a call that opened a port, or tried to.
fn record(id: &str, who: &str, error: Option<&str>) -> Value {
    let mut record = json!({
        "eventVersion": "1.10", "eventTime": ago(1), "eventSource": "ec2.amazonaws.com",
        "userIdentity": {
            "type": "IAMUser", "principalId": format!("AIDA{who}"), "userName": who,
            "arn": format!("arn:aws:iam::{ACCOUNT}:user/{who}"), "accountId": ACCOUNT,
        },
        "eventName": "AuthorizeSecurityGroupIngress", "awsRegion": "eu-west-1",
        "sourceIPAddress": "198.51.100.7", "userAgent": "aws-cli/2.15.0",
        "requestParameters": {"groupId": "sg-1", "ipPermissions": {"items": [{
            "ipProtocol": "tcp", "fromPort": 22, "toPort": 22,
            "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]},
        }]}},
        "responseElements": {"_return": true}, "requestID": "r", "eventID": id, "readOnly": false,
        "eventType": "AwsApiCall", "managementEvent": true, "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
    });
    if let Some(error) = error {
        record["errorCode"] = error.into();
        record["responseElements"] = Value::Null;
    }
    record
}

/// An account with a group that was approved, and has a port open since that nobody approved.
fn opened(records: &[Value]) -> (Cloud, Folder) {
    let cloud = Cloud::start(Estate::default().pages_of(2).aws(ACCOUNT, |account| {
        account.region("eu-west-1", |region| {
            region.group("sg-1", |group| group.allows(tcp(443).from("0.0.0.0/0")))
        })
    }));
    let folder = Folder::new()
        .with_env("AWS_ACCESS_KEY_ID", key(ACCOUNT))
        .with_env("AWS_SECRET_ACCESS_KEY", "none")
        .with_env("AWS_REGION", "eu-west-1")
        .with_env("AWS_EC2_METADATA_DISABLED", "true")
        .with_env("AWS_ENDPOINT_URL", cloud.url());
    folder.run("baseline record --live live --by auditor").ends_with(0);
    cloud.edit(|estate| {
        estate.aws(ACCOUNT, |account| {
            account.region("eu-west-1", |region| {
                let region = region.group("sg-1", |group| {
                    group.allows(tcp(443).from("0.0.0.0/0")).allows(tcp(22).from("0.0.0.0/0"))
                });
                records.iter().fold(region, |region, record| region.event(record))
            })
        })
    });
    (cloud, folder)
}

fn scan(folder: &Folder, line: &str) -> Value {
    folder.run(&format!("scan --live live --output json {line}")).ends_with(1).json()
}

fn finding<'a>(report: &'a Value, code: &str) -> &'a Value {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().find(|one| one["code"] == code).unwrap_or_else(|| panic!("no {code}"))
}

#[test]
fn who_opened_a_port_is_asked_page_by_page() {
    let others = (0..5)
        .map(|number| record(&format!("no-{number}"), "bob", Some("Client.UnauthorizedOperation")));
    let mut records: Vec<Value> = others.collect();
    records.push(record("yes", "mallory", None));
    let (cloud, folder) = opened(&records);
    cloud.forget();
    let since = ago(2);
    let report = scan(&folder, &format!("--activity live --since {since}"));
    let opened = finding(&report, "traffic-opened");
    assert_eq!(opened["attribution"], "attributed", "{opened:#}");
    assert_eq!(opened["activity"][0]["actor"], "user/mallory");
    assert_eq!(opened["activity"][0]["event_id"], "yes");
    let refused = finding(&report, "attempt-denied");
    assert!(refused.to_string().contains("bob"), "{refused:#}");
    let asked = cloud.asked();
    let asked: Vec<_> = asked.iter().filter(|asked| asked.action == LOOKUP).collect();
    assert_eq!(asked.len(), 3, "six events in pages of two");
    let start: f64 = asked[0].parameter("StartTime").unwrap().parse().unwrap();
    let start = Timestamp::UNIX_EPOCH + SignedDuration::from_secs_f64(start);
    assert_eq!(start.to_string(), since);
    assert!(asked[0].parameter("LookupAttributes").unwrap().contains("ReadOnly"));
}

#[test]
fn what_was_before_the_approval_is_not_asked() {
    let (cloud, folder) = opened(&[record("before", "mallory", None)]);
    cloud.forget();
    let report = scan(&folder, "--activity live");
    let opened = finding(&report, "traffic-opened");
    // What was done a moment ago may be on its way.
    assert_eq!(opened["attribution"], "unknown", "{opened:#}");
    let why = opened["attribution_reason"].as_str().unwrap();
    assert!(why.contains("CloudTrail has nothing of it, and may not have all yet"), "{why}");
    assert_eq!(opened["searched"], json!(["CloudTrail, live"]));
    assert!(cloud.asked().iter().any(|asked| asked.action == LOOKUP));
}

#[test]
fn a_log_that_may_not_be_read_leaves_it_unknown() {
    let (cloud, folder) = opened(&[record("yes", "mallory", None)]);
    cloud.fault(Kind::Denied.on(LOOKUP));
    let report = scan(&folder, &format!("--activity live --since {}", ago(2)));
    let opened = finding(&report, "traffic-opened");
    assert_eq!(opened["attribution"], "unknown");
    let why = opened["attribution_reason"].as_str().unwrap();
    assert!(why.contains("was not read whole: lookup-events in eu-west-1"), "{why}");
    cloud.heal();
    // What came before a page that did not come is told all the same.
    let report = scan(&folder, &format!("--activity live --since {}", ago(2)));
    assert_eq!(finding(&report, "traffic-opened")["attribution"], "attributed");
}

#[test]
fn what_was_found_is_told_when_nobody_can_be_asked() {
    let (cloud, folder) = opened(&[record("yes", "mallory", None)]);
    folder.run("snapshot --live live -o now.json").ends_with(0);
    cloud.fault(Kind::Denied.on("sts:GetCallerIdentity"));
    let line =
        format!("scan --live snapshot:now.json --output json --activity live --since {}", ago(2));
    let report: Value = folder.run(&line).ends_with(1).json();
    let opened = finding(&report, "traffic-opened");
    assert_eq!(opened["attribution"], "unknown", "{opened:#}");
    let why = opened["attribution_reason"].as_str().unwrap();
    assert!(why.contains("AWS does not say whose the credentials are"), "{why}");
}

#[test]
fn a_log_can_be_named_in_the_configuration_and_is_not_asked_offline() {
    let (cloud, folder) = opened(&[record("yes", "mallory", None)]);
    folder.write("driftwall.toml", "[scan]\nlive = \"live\"\n[activity]\nsources = [\"live\"]\n");
    let report: Value =
        folder.run(&format!("scan --output json --since {}", ago(2))).ends_with(1).json();
    assert_eq!(finding(&report, "traffic-opened")["activity"][0]["actor"], "user/mallory");
    folder.run("snapshot -o now.json").ends_with(0);
    cloud.forget();
    let run = folder.run("scan --offline --live snapshot:now.json").ends_with(3);
    assert!(run.stderr.contains("asking for logs needs a network"), "{}", run.stderr);
    assert!(cloud.asked().is_empty());
}

#[test]
fn the_policy_for_searching_is_what_is_asked_beside() {
    let (_, folder) = opened(&[]);
    let policy = folder.run("doctor --permissions aws:activity").ends_with(0).json();
    assert_eq!(policy["Statement"][0]["Action"], LOOKUP);
    let run = folder.run("doctor --permissions docker:activity").ends_with(2);
    assert!(run.stderr.contains("docker has no audit log to ask"), "{}", run.stderr);
}
