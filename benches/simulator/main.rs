//! How fast the cloud simulator of the tests answers: whatever is measured against it can't be faster.
//!
//! One large account in the largest pages, thousands of small ones asked by many at once, and late answers that are waited for side by side.

#![expect(
    dead_code,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "the simulator is the tests', and the table is what this program is for"
)]

#[path = "../../tests/support/cloudsim/mod.rs"]
mod cloudsim;
#[path = "../../tests/cloudsim/crowds.rs"]
mod crowds;
#[path = "../../tests/cloudsim/wire.rs"]
mod wire;

use std::time::{Duration, Instant};

use crowds::Read;

/// Whose the large account is, and where it is.
const ACCOUNT: &str = "111122223333";
const REGION: &str = "eu-west-1";

const GROUPS: usize = 10_000;
const ACCOUNTS: usize = 3000;
const READERS: usize = 64;

fn main() {
    // `cargo bench` says `--bench`; `cargo test --benches` doesn't, and has nothing to find out here.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let cloud = crowds::large(GROUPS);
    for (call, element) in [
        ("ec2:DescribeSecurityGroups", "groupDescription"),
        ("ec2:DescribeSecurityGroupRules", "securityGroupRuleId"),
    ] {
        measured(call, || crowds::drained(&cloud, call, element));
    }
    let small = crowds::small(ACCOUNTS);
    let what = format!("{READERS} connections, {ACCOUNTS} accounts");
    measured(&what, || crowds::asked_by(READERS, &small, ACCOUNTS));
    let late = Duration::from_millis(20);
    measured("200 connections, 20 ms late", || crowds::waited_for(200, &cloud, late));
}

fn measured(what: &str, read: impl FnOnce() -> Read) {
    let started = Instant::now();
    let Read { pages, bytes, items: _ } = read();
    let took = started.elapsed();
    let rate =
        |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / took.as_secs_f64();
    println!("{what:<36}{:>8.0} pages/s{:>8.0} MB/s", rate(pages), rate(bytes) / 1e6);
}
