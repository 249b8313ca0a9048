//! What the simulator remembers: who asked what, when, how often, and how much at once.

use std::io::ErrorKind;
use std::time::Duration;

use super::cloudsim::asked::Provider;
use super::cloudsim::aws::accounts::key;
use super::cloudsim::faults::Kind;
use super::wire::Client;
use super::{ACCOUNT, REGION, groups, region};

#[test]
fn every_request_is_written_down_in_order() {
    let cloud = region(|region| groups(region, 8));
    let mut client = Client::to(&cloud);
    client.call("sts:GetCallerIdentity", &[]);
    let first = client.call("ec2:DescribeSecurityGroups", &[("MaxResults", "5")]);
    let token = first.element("nextToken").unwrap();
    client.call("ec2:DescribeSecurityGroups", &[("MaxResults", "5"), ("NextToken", token)]);
    cloud.fault(Kind::Throttled.on("ec2:DescribeVpcs").first(1));
    client.call("ec2:DescribeVpcs", &[]);
    let asked = cloud.asked();
    let said: Vec<_> = asked.iter().map(|one| (one.action.as_str(), one.page, one.fault)).collect();
    assert_eq!(
        said,
        [
            ("sts:GetCallerIdentity", 1, None),
            ("ec2:DescribeSecurityGroups", 1, None),
            ("ec2:DescribeSecurityGroups", 2, None),
            ("ec2:DescribeVpcs", 1, Some(Kind::Throttled)),
        ]
    );
    for one in &asked {
        assert_eq!((one.provider, one.account.as_str()), (Provider::Aws, ACCOUNT));
        assert_eq!((one.region.as_str(), one.connection, one.attempt), (REGION, 0, 1));
        assert!(one.until.unwrap() >= one.at);
    }
    assert_eq!(asked[3].status, Some(503));
    assert_eq!(asked[1].parameter("MaxResults"), Some("5"));
    assert_eq!(cloud.connections(), 1, "it was kept");
    cloud.forget();
    assert!(cloud.asked().is_empty());
}

#[test]
fn a_client_says_which_attempt_it_is() {
    let cloud = region(|region| region);
    let mut client = Client::to(&cloud);
    let credential = format!("Credential={}/20260102/{REGION}/ec2/aws4_request", key(ACCOUNT));
    let headers = [("Authorization", credential.as_str()), ("amz-sdk-request", "attempt=3; max=5")];
    client.send("POST /", &headers, "Action=DescribeVpcs&Version=2016-11-15").unwrap();
    assert_eq!(cloud.asked()[0].attempt, 3);
}

#[test]
fn answers_can_be_late_and_many_at_once_are_counted() {
    let cloud = region(|region| region.vpc("vpc-1"));
    let latency = Duration::from_millis(150);
    cloud.set_latency(latency);
    std::thread::scope(|scope| {
        for number in 0..12 {
            let (cloud, region) = (&cloud, if number < 5 { REGION } else { "us-east-1" });
            scope.spawn(move || {
                Client::to(cloud).aws(&key(ACCOUNT), region, "ec2:DescribeVpcs", &[]).unwrap();
            });
        }
    });
    let in_region = |name: &str| cloud.most_at_once(|asked| asked.region == name);
    let all = cloud.most_at_once(|_| true);
    assert!(in_region(REGION) <= 5 && all <= 12, "{all}");
    assert!(all >= 6, "late answers wait side by side: {all}");
    cloud.set_latency(Duration::from_secs(60));
    let early =
        Client::to(&cloud).patient_for(latency).aws(&key(ACCOUNT), REGION, "ec2:DescribeVpcs", &[]);
    assert_eq!(early.unwrap_err().kind(), ErrorKind::WouldBlock, "it is not there before its time");
    cloud.forget();
    cloud.set_latency(Duration::ZERO);
    let mut client = Client::to(&cloud);
    for _ in 0..4 {
        client.call("ec2:DescribeVpcs", &[]);
    }
    assert_eq!(cloud.most_at_once(|_| true), 1, "one after the other is one at a time");
}
