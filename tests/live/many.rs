//! An organisation of many accounts on the simulator: how long it takes, what it holds at once, and what throttling does.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use wait4::Wait4 as _;

use super::cloudsim::aws::accounts::key;
use super::cloudsim::aws::groups::tcp;
use super::cloudsim::aws::regions::Region;
use super::cloudsim::faults::Kind;
use super::cloudsim::{Cloud, Estate};

const CONFIG: &str = "[scan]\nlive = \"live\"\n[aws]\nrole = \"audit\"\n";
const REGIONS: [&str; 3] = ["eu-central-1", "eu-west-1", "us-east-1"];

/// At the size of the benchmarks, when somebody wants to know.
fn is_soak() -> bool {
    std::env::var_os("DRIFTWALL_SOAK").is_some_and(|soak| soak == "1")
}

/// An organisation of so many accounts, each with so many groups in each of three regions.
fn organization(accounts: usize, groups: usize) -> Cloud {
    let region = |region: Region| {
        (0..groups).fold(region, |region, number| {
            region.group(&format!("sg-{number:05}"), |group| {
                group.allows(tcp(443).from("10.0.0.0/8"))
            })
        })
    };
    let estate = Estate::default().many(accounts, |account| {
        REGIONS.iter().fold(account.role("audit"), |account, name| account.region(name, region))
    });
    let cloud = Cloud::start(estate.organization(|organization| organization));
    cloud.set_latency(Duration::from_millis(20));
    cloud
}

/// A snapshot of it, with the time and the most memory that it took.
fn snapshot(cloud: &Cloud) -> (Value, Duration, u64) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("driftwall.toml"), CONFIG).unwrap();
    let started = Instant::now();
    let child = Command::new(env!("CARGO_BIN_EXE_driftwall"))
        .args(["snapshot", "--deadline", "1h", "-o", "snapshot.json"])
        .env_clear()
        .env("HOME", folder.path())
        .env("AWS_ENDPOINT_URL", cloud.url())
        .env("AWS_ACCESS_KEY_ID", key("100000000001"))
        .env("AWS_SECRET_ACCESS_KEY", "none")
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .current_dir(folder.path())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let used = child.wait4().unwrap();
    assert!(used.status.success(), "{:?}", used.status);
    let text = std::fs::read_to_string(folder.path().join("snapshot.json")).unwrap();
    (serde_json::from_str(&text).unwrap(), started.elapsed(), used.rusage.maxrss)
}

fn groups(snapshot: &Value) -> usize {
    let scopes = snapshot["scopes"].as_object().unwrap().values();
    let kinds = scopes.map(|scope| &scope["kinds"]["aws.security-group"]);
    kinds.map(|kind| kind["resources"].as_object().unwrap().len()).sum()
}

#[test]
fn many_accounts_are_read_over_few_connections_and_no_account_has_more_than_its_share() {
    let accounts = if is_soak() { 1000 } else { 20 };
    let cloud = organization(accounts, 20);
    let (snapshot, took, memory) = snapshot(&cloud);
    assert_eq!(groups(&snapshot), accounts * REGIONS.len() * 20);
    let (requests, connections) = (cloud.asked().len(), cloud.connections());
    println!(
        "{accounts} accounts: {requests} requests over {connections} connections in {took:.1?}, {} MB",
        memory / 1_000_000
    );
    assert!(cloud.most_at_once(|_| true) <= 16);
    for region in REGIONS {
        let of_region = cloud.most_at_once(|asked| asked.region == region);
        assert!(of_region <= 12, "{region}: {of_region}");
        let of_scope =
            cloud.most_at_once(|one| one.region == region && one.account == "100000000002");
        assert!(of_scope <= 4, "{region}: {of_scope}");
    }
    // Each connection is used again.
    assert!(connections <= 64 && connections * 10 < requests, "{connections} of {requests}");
}

#[test]
fn an_organisation_of_which_every_fifth_request_is_throttled_is_read_in_full() {
    let accounts = if is_soak() { 300 } else { 6 };
    let cloud = organization(accounts, 2);
    cloud.fault(Kind::Throttled.on("*").every(5));
    let (snapshot, took, _) = snapshot(&cloud);
    assert_eq!(groups(&snapshot), accounts * REGIONS.len() * 2);
    println!("{accounts} accounts, every fifth request throttled: {took:.1?}");
}
