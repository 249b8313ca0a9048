//! The simulator by itself: what it answers, in whose words, how it fails on purpose, and how fast.
//!
//! The requests are written by hand here, so that no client helps either side. The vendors' own clients and descriptions
//! read the same answers in `vendors`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in the functions that it calls as well"
)]

mod accounts;
mod asks;
#[path = "../support/cloudsim/mod.rs"]
mod cloudsim;
mod crowds;
mod ec2;
mod engine;
mod faults;
mod others;
mod record;
mod recorders;
mod recordings;
mod trails;
mod vendors;
mod volume;
mod wire;

use cloudsim::aws::groups::tcp;
use cloudsim::aws::regions::Region;
use cloudsim::{Cloud, Estate};

/// Whose account it is that most tests are about.
const ACCOUNT: &str = "111122223333";
const REGION: &str = "eu-west-1";

/// A cloud of one account with one region.
fn region(change: impl FnOnce(Region) -> Region) -> Cloud {
    Cloud::start(Estate::default().aws(ACCOUNT, |account| account.region(REGION, change)))
}

/// So many groups, each with a rule.
fn groups(region: Region, count: usize) -> Region {
    (0..count).fold(region, |region, number| {
        region.group(&format!("sg-{number:05}"), |group| group.allows(tcp(443).from("sg-00000")))
    })
}
