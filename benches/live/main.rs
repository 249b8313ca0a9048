//! Whole live reads, side by side with merely draining the same pages.
//!
//! The simulator of the tests stands for AWS on this machine, in a process of its own, and answers 20 ms late. Round by round and one after the other,
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
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
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
/// How it asks itself for a cloud: `account` or `organization`, its size, and `throttled`.
const SERVE: &str = "--serve";

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|word| word == FLOOR) {
        return floor::drain(args.get(1).map(String::as_str));
    }
    if args.first().is_some_and(|word| word == SERVE) {
        return serve(&args);
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

    let cloud = Served::start(&["account", &groups.to_string()])?;
    let config = format!("[aws]\nregions = [\"{}\"]\n", REGIONS[1]);
    let one = place.compare(&cloud.url, &config, ACCOUNT, None, rounds)?;
    one.print(&format!("one account, {groups} groups"));
    others::read(&cloud.url, ACCOUNT, REGIONS[1], folder.path())?;
    drop(cloud);

    let config = "[aws]\nrole = \"audit\"\n";
    for size in [accounts / 4, accounts / 2, accounts] {
        let cloud = Served::start(&["organization", &size.to_string()])?;
        let many = place.compare(&cloud.url, config, FIRST, Some("audit"), rounds.min(1))?;
        many.print(&format!("{size} accounts, 3 regions, 20 groups"));
    }

    let size = accounts / 4;
    let cloud = Served::start(&["organization", &size.to_string(), "throttled"])?;
    let cost = cost(&mut place.driftwall(&cloud.url, config, FIRST)?, &[0])?;
    println!(
        "{size} accounts, every fifth request throttled: complete in {:.1} s, {:.1} s of processor time, {:.0} MB",
        cost.wall, cost.cpu, cost.peak_mb
    );
    Ok(())
}

/// A cloud in a process of its own: what it holds must not count as what is measured.
struct Served {
    process: Child,
    url: String,
}

impl Served {
    fn start(what: &[&str]) -> Result<Self, Box<dyn Error>> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg(SERVE)
            .args(what)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut url = String::new();
        let told = process.stdout.take().ok_or("a cloud that can't say where it is")?;
        BufReader::new(told).read_line(&mut url)?;
        Ok(Self { process, url: url.trim().to_owned() })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It ends when nobody holds its input any more.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Is the cloud until its input ends.
fn serve(args: &[String]) -> Result<(), Box<dyn Error>> {
    let size = args.get(2).ok_or("a cloud has a size")?.parse()?;
    let cloud = match args.get(1).map(String::as_str) {
        Some("account") => one_account(size),
        _ => organization(size),
    };
    if args.get(3).is_some_and(|word| word == "throttled") {
        cloud.fault(Kind::Throttled.on("*").every(5));
    }
    println!("{}", cloud.url());
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
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
        url: &str,
        config: &str,
        account: &str,
        role: Option<&str>,
        rounds: usize,
    ) -> Result<Pair, Box<dyn Error>> {
        let (mut floors, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..rounds.max(1) {
            let mut floor = Command::new(std::env::current_exe()?);
            self.around(floor.arg(FLOOR).args(role), url, account);
            floors.push(cost(&mut floor, &[0])?);
            ours.push(cost(&mut self.driftwall(url, config, account)?, &[0])?);
        }
        Ok(Pair { floor: Cost::median(floors), driftwall: Cost::median(ours) })
    }

    fn driftwall(&self, url: &str, config: &str, account: &str) -> Result<Command, Box<dyn Error>> {
        let config = format!("[scan]\nlive = \"live\"\n{config}");
        std::fs::write(self.folder.join("driftwall.toml"), config)?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_driftwall"));
        command.args(["snapshot", "--deadline", "1h", "-o", "snapshot.json"]);
        self.around(&mut command, url, account);
        Ok(command)
    }

    fn around(&self, command: &mut Command, url: &str, account: &str) {
        command.current_dir(self.folder).env_clear().envs(environment(url, account));
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
