//! Many pages, and many who ask at once. `benches/simulator` measures the same.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::cloudsim::aws::accounts::key;
use super::cloudsim::aws::groups::tcp;
use super::cloudsim::aws::regions::Region;
use super::cloudsim::{Cloud, Estate};
use super::wire::Client;
use super::{ACCOUNT, REGION};

/// What was read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Read {
    pub(crate) pages: usize,
    pub(crate) bytes: usize,
    /// The things that were in the pages.
    pub(crate) items: usize,
}

/// One account with so many groups of twenty rules.
pub(crate) fn large(groups: usize) -> Cloud {
    let rules = |region: Region| {
        (0..groups).fold(region, |region, number| {
            region.group(&format!("sg-{number:05}"), |group| {
                (0..20).fold(group, |group, port| group.allows(tcp(8000 + port).from("10.0.0.0/8")))
            })
        })
    };
    Cloud::start(Estate::default().aws(ACCOUNT, |account| account.region(REGION, rules)))
}

/// Everything that a call lists, in the largest pages, told apart by an element that each thing has once.
pub(crate) fn drained(cloud: &Cloud, call: &str, element: &str) -> Read {
    let (mut client, mut read, mut token) = (Client::to(cloud), Read::default(), String::new());
    loop {
        let reply = client.call(call, &[("MaxResults", "1000"), ("NextToken", &token)]);
        read.pages += 1;
        read.bytes += reply.body.len();
        read.items += reply.count(element);
        match reply.element("nextToken") {
            Some(next) => next.clone_into(&mut token),
            None => return read,
        }
    }
}

/// So many small accounts.
pub(crate) fn small(accounts: usize) -> Cloud {
    let groups = |region: Region| {
        (0..20).fold(region, |region, number| {
            region
                .group(&format!("sg-{number:05}"), |group| group.allows(tcp(443).from("sg-00000")))
        })
    };
    Cloud::start(Estate::default().many(accounts, |account| account.region(REGION, groups)))
}

/// Each of so many accounts is asked for its groups twenty times, by so many at once.
pub(crate) fn asked_by(readers: usize, cloud: &Cloud, accounts: usize) -> Read {
    let [next, bytes, items] = [0, 0, 0].map(AtomicUsize::new);
    let pages = accounts * 20;
    std::thread::scope(|scope| {
        for _ in 0..readers {
            scope.spawn(|| {
                let mut client = Client::to(cloud);
                loop {
                    let one = next.fetch_add(1, Ordering::Relaxed);
                    if one >= pages {
                        break;
                    }
                    let own = key(&format!("1{:011}", one % accounts + 1));
                    let reply =
                        client.aws(&own, REGION, "ec2:DescribeSecurityGroups", &[]).unwrap();
                    assert_eq!(reply.status, 200);
                    bytes.fetch_add(reply.body.len(), Ordering::Relaxed);
                    items.fetch_add(reply.count("groupDescription"), Ordering::Relaxed);
                }
            });
        }
    });
    Read { pages, bytes: bytes.into_inner(), items: items.into_inner() }
}

/// So many ask five times each, and every answer is late.
pub(crate) fn waited_for(readers: usize, cloud: &Cloud, latency: Duration) -> Read {
    cloud.set_latency(latency);
    std::thread::scope(|scope| {
        for _ in 0..readers {
            scope.spawn(|| {
                let mut client = Client::to(cloud);
                for _ in 0..5 {
                    client.call("ec2:DescribeVpcs", &[]);
                }
            });
        }
    });
    Read { pages: readers * 5, ..Read::default() }
}
