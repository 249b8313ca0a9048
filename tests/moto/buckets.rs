//! Audit logs in a bucket: the trail of an organisation, as it lies in S3.

use std::path::Path;

use serde_json::{Value, json};

use super::aws::{ACCOUNT, Aws, REGION};
use super::binary::Driftwall;
use super::emulator;
use super::server::Moto;

/// The names of the folders are those of a trail of an organisation.
const TRAIL: &str = "AWSLogs/o-example/123456789012/CloudTrail/eu-west-1";

fn record(id: &str, who: &str, time: &str) -> Value {
    json!({
        "eventVersion": "1.10", "eventTime": time, "eventSource": "ec2.amazonaws.com", "eventID": id,
        "userIdentity": {
            "type": "IAMUser", "principalId": format!("AIDA{who}"), "userName": who,
            "arn": format!("arn:aws:iam::{ACCOUNT}:user/{who}"), "accountId": ACCOUNT,
        },
        "eventName": "AuthorizeSecurityGroupIngress", "awsRegion": REGION, "readOnly": false,
        "sourceIPAddress": "198.51.100.7", "userAgent": "aws-cli/2.15.0",
        "requestParameters": {"groupId": "sg-1", "ipPermissions": {"items": [{
            "ipProtocol": "tcp", "fromPort": 22, "toPort": 22,
            "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]},
        }]}},
        "responseElements": {"_return": true}, "requestID": "r", "eventType": "AwsApiCall",
        "managementEvent": true, "recipientAccountId": ACCOUNT, "eventCategory": "Management",
    })
}

/// A dump with one group, and these rules.
fn dump(folder: &Path, ports: &[u16]) {
    let permissions: Vec<Value> = ports
        .iter()
        .map(|port| {
            json!({
                "IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": [],
                "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [], "PrefixListIds": [],
            })
        })
        .collect();
    let groups = json!({"SecurityGroups": [{
        "GroupId": "sg-1", "GroupName": "web", "Description": "web", "OwnerId": ACCOUNT,
        "VpcId": "vpc-1", "IpPermissions": permissions, "IpPermissionsEgress": [],
    }]});
    let place = folder.join("aws").join(ACCOUNT).join(REGION);
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(place.join("describe-security-groups.json"), groups.to_string()).unwrap();
}

#[test]
fn a_trail_in_a_bucket_says_who_opened_a_port() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path();
    let venv = emulator::programs(&["aws", "moto_server"]);
    let moto = Moto::start(&venv, place);
    let aws = Aws::new(&venv, moto.url(), place);
    aws.run(
        "s3api",
        "create-bucket",
        &json!({
            "Bucket": "trail", "CreateBucketConfiguration": {"LocationConstraint": REGION},
        }),
    );
    let put = |key: &str, bytes: &[u8]| {
        let file = place.join("object");
        std::fs::write(&file, bytes).unwrap();
        let file = file.display().to_string();
        aws.print(&["s3api", "put-object", "--bucket", "trail", "--key", key, "--body", &file]);
    };
    let packed = |records: &[Value]| {
        use std::io::Write as _;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(json!({"Records": records}).to_string().as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    let opened = record("yes", "mallory", "2026-11-20T02:13:01Z");
    put(&format!("{TRAIL}/2026/11/20/a_CloudTrail_x.json.gz"), &packed(&[opened]));
    // What is older than what is wanted is not even opened: it would be a gap.
    put(&format!("{TRAIL}/2025/01/01/broken.json.gz"), b"no log at all");
    put("AWSLogs/o-example/123456789012/CloudTrail-Digest/eu-west-1/2026/11/20/d.json.gz", b"{}");

    let driftwall = Driftwall::new(place.join("here"));
    dump(&place.join("approved"), &[443]);
    dump(&place.join("now"), &[443, 22]);
    driftwall.record(&place.join("approved"));
    let url = moto.url();
    let env = [
        ("AWS_ENDPOINT_URL", url.as_str()),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_REGION", REGION),
    ];
    let now = format!("dump:{}", place.join("now").display());
    let scan_as = |env: &[(&str, &str)], log: &str, since: &str| {
        let args =
            ["scan", "--live", &now, "--output", "json", "--activity", log, "--since", since];
        driftwall.run_with(&args, env)
    };
    let scan = |log: &str, since: &str| scan_as(&env, log, since);
    let report: Value = serde_json::from_str(
        &scan("s3://trail/AWSLogs/", "2026-11-19T00:00:00Z").ends_with(1).stdout,
    )
    .unwrap();
    let finding = &report["findings"][0];
    assert_eq!(finding["attribution"], "attributed", "{finding:#}");
    assert_eq!(finding["activity"][0]["actor"], "user/mallory");
    assert_eq!(finding["searched"], json!(["CloudTrail in s3://trail/AWSLogs/"]));
    // One file, by its name.
    let file = format!("s3://trail/{TRAIL}/2026/11/20/a_CloudTrail_x.json.gz");
    assert!(scan(&file, "2026-11-19T00:00:00Z").ends_with(1).stdout.contains("mallory"));
    // All of it: what can't be read is a gap, with its name.
    let all = scan("s3://trail/AWSLogs", "2024-01-01T00:00:00Z").ends_with(1);
    assert!(all.stdout.contains("mallory"), "{}", all.stdout);
    let old = format!("s3://trail/{TRAIL}/2025");
    let old = scan(&old, "2024-01-01T00:00:00Z").ends_with(1).stdout;
    assert!(old.contains("\"attribution\": \"unknown\""), "{old}");
    assert!(old.contains("2025/01/01/broken.json.gz: "), "{old}");
    // A profile is as good as the environment, and nobody is nobody.
    let profiles = place.join("profiles");
    let text = "[reader]\naws_access_key_id = test\naws_secret_access_key = test\n";
    std::fs::write(&profiles, text).unwrap();
    let profiles = profiles.display().to_string();
    let mut env = vec![
        ("AWS_ENDPOINT_URL", url.as_str()),
        ("AWS_REGION", REGION),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_SHARED_CREDENTIALS_FILE", &profiles),
    ];
    let nobody = scan_as(&env, &file, "2026-11-19T00:00:00Z").ends_with(2);
    assert!(nobody.stderr.contains("can't read the log: s3://trail/"), "{}", nobody.stderr);
    env.push(("AWS_PROFILE", "reader"));
    let read = scan_as(&env, &file, "2026-11-19T00:00:00Z").ends_with(1);
    assert!(read.stdout.contains("mallory"), "{}", read.stdout);
    for (log, why) in [
        ("s3://trail/nothing", "there is nothing under s3://trail/nothing"),
        ("s3://other/AWSLogs", "can't read the log: s3://other/AWSLogs"),
        ("s3:///x", "can't read the log: `s3:///x` is no bucket"),
        ("ftp://trail/x", "is neither on this machine nor in a bucket"),
    ] {
        let run = scan(log, "2026-11-19T00:00:00Z").ends_with(2);
        assert!(run.stderr.contains(why), "{log}: {}", run.stderr);
    }
}
