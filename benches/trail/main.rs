//! Attribution over a large trail, beside what unpacking the files and parsing the fields of their events takes.
//!
//! Files as a bucket of CloudTrail has them: a few events in a hundred are about what is compared, the others are of storage, keys and
//! sessions. `DRIFTWALL_BENCH_FILES` and `DRIFTWALL_BENCH_EVENTS` set how many files there are and how many events each has; 2000 and 5000 are the
//! ten million of the target, and take some minutes to write. A missed target is printed and is no failure.

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

#[path = "../estate/measure.rs"]
mod measure;

use std::borrow::Cow;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use measure::{Cost, cost};
use serde::Deserialize;
use serde::de::IgnoredAny;

const FILES: usize = 200;
const EVENTS: usize = 5000;
const ROUNDS: usize = 3;
/// How much more than unpacking and parsing it may take.
const MOST_MORE: f64 = 1.5;
const MOST_MB: f64 = 500.0;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().collect();
    // What is measured beside it is a process of its own, so that its memory is its own, too.
    if let [_, mode, folder] = words.as_slice()
        && mode == "--parse"
    {
        return parse(Path::new(folder));
    }
    if !words.iter().any(|word| word == "--bench") {
        return Ok(());
    }
    let number = |name: &str, otherwise: usize| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let files = number("DRIFTWALL_BENCH_FILES", FILES);
    let events = number("DRIFTWALL_BENCH_EVENTS", EVENTS);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let place = folder.path();
    estate(place)?;
    let bytes = trail(&place.join("trail"), files, events)?;
    println!("{} events in {files} files, {} MB packed", files * events, bytes / 1_000_000);
    let median = |command: &dyn Fn() -> Command, codes: &[i32]| -> Result<Cost, Box<dyn Error>> {
        let rounds = (0..ROUNDS).map(|_| cost(&mut command(), codes));
        Ok(Cost::median(rounds.collect::<Result<_, _>>()?))
    };
    let parse = || {
        let mut command = Command::new(std::env::current_exe().unwrap_or_default());
        command.arg("--parse").arg(place.join("trail"));
        command
    };
    let scan = |logs: &'static [&'static str]| {
        move || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_driftwall"));
            command.current_dir(place).env_clear().env("DRIFTWALL_NOW", "2026-11-20T23:00:00Z");
            command.args(["scan", "--live", "dump:now", "--output", "json"]).args(logs);
            command
        }
    };
    let rows = [
        ("unpack and parse", median(&parse, &[0])?),
        ("scan without", median(&scan(&[]), &[1])?),
        ("scan with it", median(&scan(&["--activity", "trail"]), &[1])?),
    ];
    for (word, Cost { wall, cpu, peak_mb }) in &rows {
        println!("  {word:<18}{wall:>8.2} s wall{cpu:>8.2} s CPU{peak_mb:>8.0} MB");
    }
    let [(_, parse), (_, without), (_, with)] = rows;
    target(
        "attribution : unpacking and parsing",
        (with.wall - without.wall) / parse.wall,
        MOST_MORE,
    );
    target("MB", with.peak_mb, MOST_MB);
    Ok(())
}

fn target(word: &str, found: f64, most: f64) {
    let verdict = if found <= most { "met" } else { "MISSED" };
    println!("  {word:<40}{found:>8.2} of {most:>6.1}  {verdict}");
}

/// A region of five hundred groups, of which every tenth was opened.
fn estate(folder: &Path) -> Result<(), Box<dyn Error>> {
    for side in ["then", "now"] {
        let place = folder.join(side).join("aws/111122223333/eu-west-1");
        fs::create_dir_all(&place)?;
        let groups: Vec<String> = (0..500)
            .map(|number| {
                let opened = side == "now" && number % 10 == 0;
                let ranges = if opened {
                    r#"{"CidrIp":"10.0.0.0/8"},{"CidrIp":"0.0.0.0/0"}"#
                } else {
                    r#"{"CidrIp":"10.0.0.0/8"}"#
                };
                format!(
                    r#"{{"GroupId":"sg-{number:08x}","GroupName":"g{number}","Description":"x","OwnerId":"111122223333","VpcId":"vpc-1","IpPermissions":[{{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{ranges}],"Ipv6Ranges":[],"PrefixListIds":[],"UserIdGroupPairs":[]}}],"IpPermissionsEgress":[]}}"#
                )
            })
            .collect();
        let text = format!(r#"{{"SecurityGroups":[{}]}}"#, groups.join(","));
        fs::write(place.join("describe-security-groups.json"), text)?;
    }
    let recorded = Command::new(env!("CARGO_BIN_EXE_driftwall"))
        .current_dir(folder)
        .env_clear()
        .env("DRIFTWALL_NOW", "2026-11-20T00:00:00Z")
        .args(["baseline", "record", "--live", "dump:then", "--by", "bench", "--reason", "bench"])
        .output()?;
    if recorded.status.success() { Ok(()) } else { Err("the baseline was not recorded".into()) }
}

/// Writes the files, and returns how many bytes they have.
fn trail(folder: &Path, files: usize, events: usize) -> Result<u64, Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let mut bytes = 0;
    for file in 0..files {
        let mut text = String::from("{\"Records\":[");
        for event in 0..events {
            if event > 0 {
                text.push(',');
            }
            record(&mut text, file * events + event)?;
        }
        text.push_str("]}");
        let path = folder.join(format!("111122223333_CloudTrail_eu-west-1_{file:05}.json.gz"));
        let mut packed =
            flate2::write::GzEncoder::new(fs::File::create(&path)?, flate2::Compression::fast());
        packed.write_all(text.as_bytes())?;
        packed.finish()?;
        bytes += fs::metadata(&path)?.len();
    }
    Ok(bytes)
}

/// One event. Two in a hundred open or close a group; the others read and write what is not compared.
fn record(text: &mut String, number: usize) -> std::fmt::Result {
    let second = number % 80_000;
    let time =
        format!("2026-11-20T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60);
    let (service, name, only_reads, asked) = match number % 100 {
        0 | 50 => {
            let group = number / 50 % 500;
            let name = if number.is_multiple_of(100) { "AuthorizeSecurityGroupIngress" } else { "RevokeSecurityGroupIngress" };
            (
                "ec2",
                name,
                false,
                format!(
                    r#"{{"groupId":"sg-{group:08x}","ipPermissions":{{"items":[{{"ipProtocol":"tcp","fromPort":22,"toPort":22,"groups":{{}},"ipRanges":{{"items":[{{"cidrIp":"0.0.0.0/0"}}]}},"ipv6Ranges":{{}},"prefixListIds":{{}}}}]}}}}"#
                ),
            )
        }
        1..=30 => ("s3", "GetObject", true, r#"{"bucketName":"shop-assets","Host":"shop-assets.s3.example","key":"images/7f/9c/thumbnail.jpg"}"#.to_owned()),
        31..=60 => ("kms", "Decrypt", true, r#"{"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::shop-assets"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}"#.to_owned()),
        61..=80 => ("sts", "AssumeRole", true, format!(r#"{{"roleArn":"arn:aws:iam::111122223333:role/worker","roleSessionName":"worker-{number}"}}"#)),
        _ => ("ec2", "DescribeInstances", true, r#"{"maxResults":100,"instancesSet":{},"filterSet":{}}"#.to_owned()),
    };
    let answered = if name == "AssumeRole" {
        format!(
            r#"{{"credentials":{{"accessKeyId":"ASIA{number:016}","sessionToken":"x","expiration":"Nov 20, 2026, 9:00:00 AM"}}}}"#
        )
    } else {
        "null".to_owned()
    };
    write!(
        text,
        r#"{{"eventVersion":"1.09","userIdentity":{{"type":"AssumedRole","principalId":"AROAEXAMPLE:ana@example.com","arn":"arn:aws:sts::111122223333:assumed-role/deploy/ana@example.com","accountId":"111122223333","accessKeyId":"ASIA{:016}","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"AROAEXAMPLE","arn":"arn:aws:iam::111122223333:role/deploy","accountId":"111122223333","userName":"deploy"}},"attributes":{{"creationDate":"2026-11-20T00:00:00Z","mfaAuthenticated":"false"}}}}}},"eventTime":"{time}","eventSource":"{service}.amazonaws.com","eventName":"{name}","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.{}","userAgent":"aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 api/{service}#1.54.2","requestParameters":{asked},"responseElements":{answered},"requestID":"{number:08x}-0000-4000-8000-000000000000","eventID":"{number:08x}-1111-4111-8111-111111111111","readOnly":{only_reads},"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management","tlsDetails":{{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"{service}.eu-west-1.amazonaws.com"}}}}"#,
        number / 7,
        number % 250,
    )
}

/// The fields of an event that anybody needs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsed is what they are for")]
struct Fields<'a> {
    #[serde(borrow)]
    event_time: Cow<'a, str>,
    #[serde(borrow)]
    event_source: Cow<'a, str>,
    #[serde(borrow)]
    event_name: Cow<'a, str>,
    #[serde(borrow)]
    aws_region: Cow<'a, str>,
    #[serde(borrow, rename = "eventID")]
    event_id: Cow<'a, str>,
    #[serde(borrow)]
    recipient_account_id: Cow<'a, str>,
    user_identity: IgnoredAny,
    request_parameters: IgnoredAny,
    response_elements: IgnoredAny,
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow, rename = "Records")]
    records: Vec<Fields<'a>>,
}

/// What the measure is: every file unpacked, and the fields of every event parsed, with as many threads as driftwall reads with.
fn parse(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    files.sort();
    let next = AtomicUsize::new(0);
    let read = || -> Result<usize, String> {
        let mut events = 0;
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let file = fs::File::open(path).map_err(|error| error.to_string())?;
            let mut text = String::new();
            flate2::read::MultiGzDecoder::new(file)
                .read_to_string(&mut text)
                .map_err(|error| error.to_string())?;
            let file: File<'_> = serde_json::from_str(&text).map_err(|error| error.to_string())?;
            events += file.records.len();
        }
        Ok(events)
    };
    let events = std::thread::scope(|scope| {
        let other = scope.spawn(read);
        let mine = read()?;
        other.join().map_or_else(|_| Err("a reader broke".to_owned()), |theirs| Ok(mine + theirs?))
    })?;
    println!("{events} events");
    Ok(())
}
