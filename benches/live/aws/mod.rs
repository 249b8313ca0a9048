//! AWS: one large account, and an organisation.

mod floor;
mod others;

use crate::cloudsim::aws::accounts::key;
use crate::cloudsim::aws::groups::tcp;
use crate::cloudsim::aws::regions::Region;
use crate::cloudsim::faults::Kind;
use crate::cloudsim::{Cloud, Estate};
use crate::{Row, Surroundings, WITH_LIVE, drained};

/// Whose the large account is, and where it is.
const ACCOUNT: &str = "111122223333";
/// The first account of the organisation, whose credentials are used.
const FIRST: &str = "100000000001";
const ROLE: &str = "audit";
const REGIONS: [&str; 3] = ["eu-central-1", "eu-west-1", "us-east-1"];

/// One account.
pub(crate) const ONE: Row = Row {
    name: "aws-account",
    what: |groups| format!("one account of AWS, {groups} groups of 20 rules"),
    sizes: &[10_000],
    rounds: 3,
    cloud: one_account,
    surroundings: |url| around(url, ACCOUNT, &format!("[aws]\nregions = [\"{}\"]\n", REGIONS[1])),
    drain: Some(|_| drained(floor::drain(None))),
    others: Some(|url, folder| others::read(&environment(url, ACCOUNT), REGIONS[1], folder)),
};

/// An organisation, in three sizes.
pub(crate) const MANY: Row = Row {
    name: "aws-organization",
    what: |accounts| format!("{accounts} accounts of AWS, 3 regions, 20 groups"),
    sizes: &[250, 500, 1_000],
    rounds: 1,
    cloud: organization,
    surroundings: of_organization,
    drain: Some(|_| drained(floor::drain(Some(ROLE)))),
    others: None,
};

/// The same when AWS refuses a part of what it is asked.
pub(crate) const THROTTLED: Row = Row {
    name: "aws-throttled",
    what: |accounts| format!("{accounts} accounts of AWS, every fifth request throttled"),
    sizes: &[1_000],
    rounds: 1,
    cloud: |accounts| {
        let cloud = organization(accounts);
        cloud.fault(Kind::Throttled.on("*").every(5));
        cloud
    },
    surroundings: of_organization,
    drain: None,
    others: None,
};

fn of_organization(url: &str) -> Surroundings {
    around(url, FIRST, &format!("[aws]\nrole = \"{ROLE}\"\n"))
}

fn around(url: &str, account: &str, config: &str) -> Surroundings {
    Surroundings {
        files: vec![("driftwall.toml", format!("{WITH_LIVE}{config}"))],
        variables: environment(url, account),
    }
}

/// What a client of the cloud has around it.
fn environment(url: &str, account: &str) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_ENDPOINT_URL", url.to_owned()),
        ("AWS_ACCESS_KEY_ID", key(account)),
        ("AWS_SECRET_ACCESS_KEY", "none".to_owned()),
        ("AWS_REGION", REGIONS[1].to_owned()),
        // The name that the command line knows.
        ("AWS_DEFAULT_REGION", REGIONS[1].to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ]
}

/// One account with so many groups of twenty rules.
fn one_account(groups: usize) -> Cloud {
    let rules = |region: Region| {
        (0..groups).fold(region, |region, number| {
            region.group(&format!("sg-{number:05}"), |group| {
                (0..20).fold(group, |group, port| group.allows(tcp(8000 + port).from("10.0.0.0/8")))
            })
        })
    };
    Cloud::start(Estate::default().aws(ACCOUNT, |account| account.region(REGIONS[1], rules)))
}

/// An organisation of so many accounts, each with twenty groups in each of three regions.
fn organization(accounts: usize) -> Cloud {
    let region = |region: Region| {
        (0..20).fold(region, |region, number| {
            region.group(&format!("sg-{number:05}"), |group| {
                group.allows(tcp(443).from("10.0.0.0/8"))
            })
        })
    };
    let estate = Estate::default().many(accounts, |account| {
        REGIONS.iter().fold(account.role(ROLE), |account, name| account.region(name, region))
    });
    Cloud::start(estate.organization(|organization| organization))
}
