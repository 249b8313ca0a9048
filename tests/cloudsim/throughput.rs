//! How fast it answers. A benchmark before it must measure the reader, so it has to be quick, with many at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::cloudsim::aws::accounts::key;
use super::cloudsim::aws::groups::tcp;
use super::cloudsim::{Cloud, Estate};
use super::wire::Client;
use super::{ACCOUNT, REGION, groups, region};

/// Pages of an answer that nobody should have to wait for, even in a build that is not optimised, on a busy machine.
const SLOWEST: Duration = Duration::from_secs(30);

/// Pages that are read, and how long it took.
fn told(what: &str, pages: usize, bytes: usize, took: Duration) {
    let rate = |count: usize| {
        let count = u32::try_from(count).unwrap();
        f64::from(count) / took.as_secs_f64()
    };
    println!(
        "{what}: {pages} pages in {took:.2?}, {:.0} a second, {:.0} MB/s",
        rate(pages),
        rate(bytes) / 1e6
    );
    assert!(took < SLOWEST, "{what}: {took:?}");
}

/// At the size of the benchmarks, when somebody wants to know.
fn is_soak() -> bool {
    std::env::var_os("DRIFTWALL_SOAK").is_some_and(|soak| soak == "1")
}

/// One account with many rules, in the largest pages.
#[test]
fn one_large_account_is_no_bottleneck() {
    let many = |region: super::Region| {
        let count = if is_soak() { 10_000 } else { 1000 };
        (0..count).fold(region, |region, number| {
            region.group(&format!("sg-{number:05}"), |group| {
                (0..20).fold(group, |group, port| group.allows(tcp(8000 + port).from("10.0.0.0/8")))
            })
        })
    };
    let cloud = region(many);
    let mut client = Client::to(&cloud);
    for call in ["ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules"] {
        let (started, mut pages, mut bytes) = (Instant::now(), 0, 0);
        for _ in 0..3 {
            let mut token = String::new();
            loop {
                let reply = client.call(call, &[("MaxResults", "1000"), ("NextToken", &token)]);
                pages += 1;
                bytes += reply.body.len();
                match reply.element("nextToken") {
                    Some(next) => next.clone_into(&mut token),
                    None => break,
                }
            }
        }
        told(call, pages, bytes, started.elapsed());
    }
}

/// Many small accounts, asked by many at once.
#[test]
fn many_accounts_are_asked_side_by_side() {
    const READERS: usize = 64;
    let accounts = if is_soak() { 3000 } else { 50 };
    let number = |account: usize| format!("1{:011}", account + 1);
    let estate = Estate::default()
        .many(accounts, |account| account.region(REGION, |region| groups(region, 20)));
    let cloud = Cloud::start(estate);
    let (next, bytes, started) = (AtomicUsize::new(0), AtomicUsize::new(0), Instant::now());
    let total = accounts * 20;
    std::thread::scope(|scope| {
        for _ in 0..READERS {
            scope.spawn(|| {
                let mut client = Client::to(&cloud);
                loop {
                    let one = next.fetch_add(1, Ordering::Relaxed);
                    if one >= total {
                        break;
                    }
                    let own = key(&number(one % accounts));
                    let call = "ec2:DescribeSecurityGroups";
                    let reply = client.aws(&own, REGION, call, &[]).unwrap();
                    assert_eq!(reply.status, 200);
                    bytes.fetch_add(reply.body.len(), Ordering::Relaxed);
                }
            });
        }
    });
    told("64 connections", total, bytes.into_inner(), started.elapsed());
    assert_eq!(cloud.connections(), READERS);
    assert_eq!(cloud.asked().len(), total);
}

/// Waiting is not working: late answers of many connections are late together.
#[test]
fn latency_is_waited_for_side_by_side() {
    const READERS: usize = 200;
    let cloud = region(|region| region.vpc("vpc-1"));
    cloud.set_latency(Duration::from_millis(20));
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..READERS {
            scope.spawn(|| {
                let mut client = Client::to(&cloud);
                for _ in 0..5 {
                    client.call("ec2:DescribeVpcs", &[]);
                }
            });
        }
    });
    let took = started.elapsed();
    told("200 connections, 20 ms late", READERS * 5, 0, took);
    assert!(took >= Duration::from_millis(100), "five answers, each late: {took:?}");
    assert_eq!(cloud.asked().iter().filter(|asked| asked.account == ACCOUNT).count(), READERS * 5);
}
