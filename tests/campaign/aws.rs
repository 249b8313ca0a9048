//! What is synthetic of AWS: an account with something of every kind in one region, and little in another.

use std::path::Path;

use serde_json::json;

use super::cloudsim::asked::Provider;
use super::cloudsim::aws::groups::{Group, tcp};
use super::cloudsim::aws::regions::Region;
use super::cloudsim::faults::Kind;
use super::cloudsim::{Cloud, Estate};
use super::{Live, Told};

const ACCOUNT: &str = "111122223333";
const HERE: &str = "eu-west-1";

/// How it joins the campaign.
pub(crate) const LIVE: Live = Live {
    provider: Provider::Aws,
    estate,
    drift,
    scope: "aws:111122223333/eu-west-1",
    region: HERE,
    drifted: "aws.security-group",
    late: &[
        "ec2:DescribeSecurityGroupVpcAssociations",
        "ec2:DescribeVpcBlockPublicAccessExclusions",
        "ec2:DescribeVpcBlockPublicAccessOptions",
    ],
    told,
    words,
    at_once: 6,
};

/// The credentials of an example.
fn told(cloud: &Cloud, _own: &Path) -> Told {
    let environment = [
        ("AWS_ENDPOINT_URL", cloud.url().as_str()),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "none"),
        ("AWS_REGION", HERE),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_MAX_ATTEMPTS", "2"),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    Told { environment: environment.into(), configuration: String::new() }
}

fn words(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Throttled => &["throttled ("],
        Kind::ServerError => &["InternalError", "InternalFailure"],
        Kind::Unavailable => &["Unavailable"],
        Kind::BadGateway => &["HTTP 502"],
        Kind::Reset => &["no connection"],
        Kind::Truncated | Kind::BrokenChunks => &["broke off", "ends in the middle"],
        Kind::CutDocument => &["ends in the middle", "broke off"],
        Kind::EmptyBody => &["the answer is empty"],
        Kind::SignInPage | Kind::Malformed => &["can't be read", "not well-formed", "without `"],
        Kind::SlowDrip | Kind::Silence => &["no answer within"],
        Kind::EndlessPages => &["no answer within", "the pages repeat"],
        Kind::RepeatedToken => &["the pages repeat"],
        Kind::LostPage => &["InvalidNextToken"],
        Kind::Denied => &["denied (", "needs "],
        Kind::ExpiredCredentials => &["credentials are not accepted"],
        Kind::ClockSkew => &["check the clock"],
        Kind::NotThere => &["every region has this call", "the region does not have this call"],
        Kind::EmptyPages => &[],
    }
}

fn estate(estate: Estate) -> Estate {
    estate.pages_of(2).aws(ACCOUNT, |account| {
        let account = account.region(HERE, |region| (1..=3).fold(network(region), things));
        account.region("us-east-1", |region| {
            region.vpc("vpc-9").group("sg-9", |group| group.of("vpc-9"))
        })
    })
}

/// SSH for everybody.
fn drift(estate: Estate) -> Estate {
    estate.aws(ACCOUNT, |account| {
        account.region(HERE, |region| region.group("sg-1", |group| rules(group, "0.0.0.0/0")))
    })
}

fn rules(group: Group, administrators: &str) -> Group {
    group
        .allows(tcp(443).from("0.0.0.0/0"))
        .allows(tcp(22).from(administrators))
        .allows(tcp(8443).from("pl-1"))
        .allows(tcp(5432).from("sg-2"))
}

/// What there is once: routes, ACLs, a trail and a recorder of configurations.
fn network(region: Region) -> Region {
    region
        .route_table("rtb-1", "vpc-1", Some("igw-1"), &["subnet-1"])
        .route_table("rtb-2", "vpc-1", None, &["subnet-2", "subnet-3"])
        .route_table("rtb-3", "vpc-2", None, &[])
        .open_acl("acl-1", "vpc-1", &["subnet-1", "subnet-2", "subnet-3"])
        .open_acl("acl-2", "vpc-2", &[])
        .open_acl("acl-3", "vpc-3", &[])
        .group("sg-1", |group| rules(group, "198.51.100.0/24"))
        .group("sg-2", |group| group.allows(tcp(5432).from("sg-1")))
        .group("sg-3", |group| group.of("vpc-2"))
        .trail("audit", true)
        .recorder("default")
}

/// What there is several times.
fn things(region: Region, number: usize) -> Region {
    let id = |what: &str| format!("{what}-{number}");
    let owner = region.account.clone();
    let cidrs = ["192.0.2.0/26", "192.0.2.64/26", "192.0.2.128/26"];
    let public = format!("198.51.100.{number}");
    region
        .vpc(&id("vpc"))
        .subnet(&id("subnet"), "vpc-1", &format!("10.0.{number}.0/24"))
        .internet_gateway(&id("igw"), &id("vpc"))
        .interface(
            &id("eni"),
            ("vpc-1", &id("subnet")),
            &[if number == 3 { "sg-2" } else { "sg-1" }],
            &format!("10.0.{number}.10"),
            Some(public.as_str()).filter(|_| number == 1),
        )
        .prefix_list(&id("pl"), &id("partners"), &cidrs[..if number == 1 { 3 } else { 1 }])
        .put(
            "Reservations",
            &json!({
                "ReservationId": id("r"), "OwnerId": owner, "Groups": [],
                "Instances": [{
                    "InstanceId": id("i"), "ImageId": "ami-1", "InstanceType": "t3.micro",
                    "State": {"Code": 16, "Name": "running"}, "VpcId": "vpc-1", "SubnetId": id("subnet"),
                    "PrivateIpAddress": format!("10.0.{number}.10"), "Tags": [],
                    "MetadataOptions": {"HttpTokens": "required", "HttpEndpoint": "enabled",
                        "HttpPutResponseHopLimit": 1, "State": "applied"},
                }],
            }),
        )
        .put(
            "FlowLogs",
            &json!({
                "FlowLogId": id("fl"), "ResourceId": id("vpc"), "FlowLogStatus": "ACTIVE",
                "TrafficType": "ALL", "LogDestinationType": "s3",
                "LogDestination": "arn:aws:s3:::example-records", "MaxAggregationInterval": 60,
                "LogFormat": "${srcaddr}", "DeliverLogsStatus": "SUCCESS", "Tags": [],
            }),
        )
        .put(
            "SecurityGroupVpcAssociations",
            &json!({
                "GroupId": "sg-3", "VpcId": id("vpc"), "VpcOwnerId": owner, "GroupOwnerId": owner,
                "State": "associated",
            }),
        )
        .put(
            "VpcBlockPublicAccessExclusions",
            &json!({
                "ExclusionId": id("vpcbpa-exclude"), "InternetGatewayExclusionMode": "allow-egress",
                "ResourceArn": format!("arn:aws:ec2:{HERE}:{owner}:vpc/{}", id("vpc")),
                "State": "create-complete", "Tags": [],
            }),
        )
}
