//! Whole live reads, side by side with merely draining the same pages.
//!
//! The simulator of the tests stands for AWS on this machine and answers 20 ms late. Round by round and one after the other,
//! so that whatever else the machine does falls on both, two processes read it: the floor, which is the same SDK with the same
//! number of requests in flight that drops every page, and `driftwall snapshot`. One account with 10,000 groups of twenty rules
//! is one; an organisation of up to 1,000 accounts with three regions of twenty groups is the other, in three sizes. Where
//! the `aws` command line and Custodian are at hand, they read the groups of the one account as well.
//!
//! Absolute times mean little; the ratio is what is watched. A missed target is printed and is no failure.

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
mod floor;
#[path = "../estate/measure.rs"]
mod measure;
mod others;

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cloudsim::aws::accounts::key;
use cloudsim::aws::groups::tcp;
use cloudsim::aws::regions::Region;
use cloudsim::faults::Kind;
use cloudsim::{Cloud, Estate};
use measure::{Cost, cost};

const MOST_RATIO: f64 = 1.25;
const MOST_MEMORY_MB: f64 = 400.0;

/// Whose the large account is, and where it is.
const ACCOUNT: &str = "111122223333";
/// The first account of the organisation, whose credentials are used.
const FIRST: &str = "100000000001";
const REGIONS: [&str; 3] = ["eu-central-1", "eu-west-1", "us-east-1"];
const LATE: Duration = Duration::from_millis(20);

/// How this program asks itself for the floor.
const FLOOR: &str = "--floor";

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|word| word == FLOOR) {
        return floor::drain(args.get(1).map(String::as_str));
    }
    // `cargo bench` says `--bench`; `cargo test --benches` doesn't, and has nothing to find out here.
    if !args.iter().any(|arg| arg == "--bench") {
        return Ok(());
    }
    let number = |name: &str, usual| match std::env::var(name) {
        Ok(text) => text.parse(),
        Err(_) => Ok(usual),
    };
    let groups = number("DRIFTWALL_BENCH_GROUPS", 10_000)?;
    let accounts = number("DRIFTWALL_BENCH_ACCOUNTS", 1_000)?;
    let rounds = number("DRIFTWALL_BENCH_ROUNDS", 3)?;
    let folder = tempfile::tempdir()?;
    let place = Place { folder: folder.path() };

    let cloud = one_account(groups);
    let config = format!("[aws]\nregions = [\"{}\"]\n", REGIONS[1]);
    let one = place.compare(&cloud, &config, ACCOUNT, None, rounds)?;
    one.print(&format!("one account, {groups} groups"));
    others::read(&cloud, ACCOUNT, REGIONS[1], folder.path())?;
    drop(cloud);

    let config = "[aws]\nrole = \"audit\"\n";
    for size in [accounts / 4, accounts / 2, accounts] {
        let cloud = organization(size);
        let many = place.compare(&cloud, config, FIRST, Some("audit"), rounds.min(1))?;
        many.print(&format!("{size} accounts, 3 regions, 20 groups"));
    }

    let size = accounts / 4;
    let cloud = organization(size);
    cloud.fault(Kind::Throttled.on("*").every(5));
    let cost = cost(&mut place.driftwall(&cloud, config, FIRST)?, &[0])?;
    println!(
        "{size} accounts, every fifth request throttled: complete in {:.1} s, {:.1} s of processor time, {:.0} MB",
        cost.wall, cost.cpu, cost.peak_mb
    );
    Ok(())
}

/// Both costs of reading the same.
struct Pair {
    floor: Cost,
    driftwall: Cost,
}

impl Pair {
    fn print(&self, what: &str) {
        let Self { floor, driftwall } = self;
        let ratio = driftwall.wall / floor.wall;
        let verdict = |is_kept: bool| if is_kept { "" } else { "  MISSED" };
        println!("{what}");
        println!("              floor   driftwall  ratio");
        println!(
            "  wall, s  {:>8.2}    {:>8.2}  {ratio:>5.2}{}",
            floor.wall,
            driftwall.wall,
            verdict(ratio <= MOST_RATIO)
        );
        println!(
            "  CPU, s   {:>8.2}    {:>8.2}  {:>5.2}",
            floor.cpu,
            driftwall.cpu,
            driftwall.cpu / floor.cpu
        );
        println!(
            "  peak, MB {:>8.0}    {:>8.0}  {:>5.2}{}",
            floor.peak_mb,
            driftwall.peak_mb,
            driftwall.peak_mb / floor.peak_mb,
            verdict(driftwall.peak_mb <= MOST_MEMORY_MB)
        );
    }
}

/// Where commands run.
struct Place<'a> {
    folder: &'a Path,
}

impl Place<'_> {
    /// Measures both, in turns.
    fn compare(
        &self,
        cloud: &Cloud,
        config: &str,
        account: &str,
        role: Option<&str>,
        rounds: usize,
    ) -> Result<Pair, Box<dyn Error>> {
        let (mut floors, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..rounds.max(1) {
            let mut floor = Command::new(std::env::current_exe()?);
            self.around(floor.arg(FLOOR).args(role), cloud, account);
            floors.push(cost(&mut floor, &[0])?);
            let before = cloud.asked().len();
            ours.push(cost(&mut self.driftwall(cloud, config, account)?, &[0])?);
            // What was drained is what was read.
            let asked = cloud.asked().len() - before;
            println!("  ({asked} requests)");
        }
        Ok(Pair { floor: Cost::median(floors), driftwall: Cost::median(ours) })
    }

    fn driftwall(
        &self,
        cloud: &Cloud,
        config: &str,
        account: &str,
    ) -> Result<Command, Box<dyn Error>> {
        let config = format!("[scan]\nlive = \"live\"\n{config}");
        std::fs::write(self.folder.join("driftwall.toml"), config)?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_driftwall"));
        command.args(["snapshot", "--deadline", "1h", "-o", "snapshot.json"]);
        self.around(&mut command, cloud, account);
        Ok(command)
    }

    fn around(&self, command: &mut Command, cloud: &Cloud, account: &str) {
        command.current_dir(self.folder).env_clear().envs(environment(cloud, account));
    }
}

/// What a client of the cloud has around it.
fn environment(cloud: &Cloud, account: &str) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_ENDPOINT_URL", cloud.url()),
        ("AWS_ACCESS_KEY_ID", key(account)),
        ("AWS_SECRET_ACCESS_KEY", "none".to_owned()),
        ("AWS_REGION", REGIONS[1].to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ("PATH", std::env::var("PATH").unwrap_or_default()),
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
    let cloud =
        Cloud::start(Estate::default().aws(ACCOUNT, |account| account.region(REGIONS[1], rules)));
    cloud.set_latency(LATE);
    cloud
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
        REGIONS.iter().fold(account.role("audit"), |account, name| account.region(name, region))
    });
    let cloud = Cloud::start(estate.organization(|organization| organization));
    cloud.set_latency(LATE);
    cloud
}
