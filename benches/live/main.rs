//! Whole live reads, side by side with merely draining the same pages.
//!
//! The simulator of the tests stands for a cloud on this machine, in a process of its own, and answers 20 ms late. Round by
//! round and one after the other, so that whatever else the machine does falls on both, two processes read it: the floor,
//! which is the same SDK with the same number of requests in flight that drops every page, and `driftwall snapshot`.
//! [`ROWS`] says what is read; words after `--` choose rows by what their names begin with. Where other tools that read the
//! same are at hand, they do. `DRIFTWALL_BENCH_PART=10` reads a tenth of everything.
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

#[cfg(feature = "aws")]
mod aws;
#[cfg(feature = "azure")]
mod azure;
#[path = "../../tests/support/cloudsim/mod.rs"]
mod cloudsim;
#[cfg(feature = "gcp")]
mod gcp;
#[cfg(feature = "kubernetes")]
mod kubernetes;
#[path = "../estate/measure.rs"]
mod measure;
#[cfg(feature = "kubernetes")]
#[path = "../cluster/generate.rs"]
mod workloads;

use std::error::Error;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use cloudsim::Cloud;
use measure::{Cost, cost};

const MOST_RATIO: f64 = 1.25;
const MOST_MEMORY_MB: f64 = 400.0;

/// How late every answer is.
const LATE: Duration = Duration::from_millis(20);
/// How many requests may be on their way, as many as driftwall's own.
const IN_FLIGHT: usize = 16;
/// What every configuration begins with.
const WITH_LIVE: &str = "[scan]\nlive = \"live\"\n";

/// How this program asks itself for the floor: then the name of a row, and where the cloud is.
const FLOOR: &str = "--floor";
/// How it asks itself for a cloud: then the name of a row, and its size.
const SERVE: &str = "--serve";

/// What is read.
const ROWS: &[Row] = &[
    #[cfg(feature = "aws")]
    aws::ONE,
    #[cfg(feature = "aws")]
    aws::MANY,
    #[cfg(feature = "aws")]
    aws::THROTTLED,
    #[cfg(feature = "azure")]
    azure::ROW,
    #[cfg(feature = "gcp")]
    gcp::ROW,
    #[cfg(feature = "kubernetes")]
    kubernetes::ROW,
];

/// Anything that goes wrong ends it.
type Broken = Box<dyn Error + Send + Sync>;
type Ended = Result<(), Box<dyn Error>>;

/// A cloud that is read.
struct Row {
    name: &'static str,
    /// What there is at a size, in words.
    what: fn(usize) -> String,
    sizes: &'static [usize],
    rounds: usize,
    cloud: fn(usize) -> Cloud,
    /// What its readers have around them, when it is at an address.
    surroundings: fn(&str) -> Surroundings,
    /// Drains it.
    drain: Option<fn(&str) -> Ended>,
    /// Lets other tools read it.
    others: Option<fn(&str, &Path) -> Ended>,
}

/// What a reader has around it.
struct Surroundings {
    files: Vec<(&'static str, String)>,
    variables: Vec<(&'static str, String)>,
}

fn main() -> Ended {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let row = |name: &str| ROWS.iter().find(|row| row.name == name).ok_or("no row of that name");
    match words.as_slice() {
        [FLOOR, name, url] => row(name)?.drain.map_or(Ok(()), |drain| drain(url)),
        [SERVE, name, size] => serve(row(name)?, size.parse()?),
        // `cargo bench` says `--bench`; `cargo test --benches` doesn't, and has nothing to find out here.
        words if words.contains(&"--bench") => {
            let part = match std::env::var("DRIFTWALL_BENCH_PART") {
                Ok(part) => part.parse()?,
                Err(_) => 1,
            };
            let chosen: Vec<&str> =
                words.iter().copied().filter(|word| !word.starts_with('-')).collect();
            let is_chosen = |row: &&Row| {
                chosen.is_empty() || chosen.iter().any(|one| row.name.starts_with(one))
            };
            ROWS.iter().filter(is_chosen).try_for_each(|row| row.measure(part))
        }
        _ => Ok(()),
    }
}

/// Waits for a floor.
fn drained(floor: impl Future<Output = Result<(), Broken>>) -> Ended {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(floor).map_err(|broken| -> Box<dyn Error> { broken })
}

/// Is a cloud until its input ends.
fn serve(row: &Row, size: usize) -> Ended {
    let cloud = (row.cloud)(size);
    cloud.set_latency(LATE);
    println!("{}", cloud.url());
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}

/// A cloud in a process of its own: what it holds must not count as what is measured.
struct Served {
    process: Child,
    url: String,
}

impl Served {
    fn start(row: &Row, size: usize) -> Result<Self, Box<dyn Error>> {
        let mut process = Command::new(std::env::current_exe()?)
            .args([SERVE, row.name, &size.to_string()])
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

impl Row {
    fn measure(&self, part: usize) -> Ended {
        for size in self.sizes {
            let size = size.div_ceil(part);
            let cloud = Served::start(self, size)?;
            let folder = tempfile::tempdir()?;
            let around = (self.surroundings)(&cloud.url);
            for (name, text) in &around.files {
                let path = folder.path().join(name);
                std::fs::create_dir_all(path.parent().ok_or("a file in no folder")?)?;
                std::fs::write(path, text)?;
            }
            let (mut floors, mut ours) = (Vec::new(), Vec::new());
            for _ in 0..self.rounds {
                if self.drain.is_some() {
                    let mut floor = Command::new(std::env::current_exe()?);
                    floor.args([FLOOR, self.name, &cloud.url]);
                    floors.push(cost(around.set(&mut floor, folder.path()), &[0])?);
                }
                let mut driftwall = Command::new(env!("CARGO_BIN_EXE_driftwall"));
                driftwall.args(["snapshot", "--deadline", "1h", "-o", "snapshot.json"]);
                ours.push(cost(around.set(&mut driftwall, folder.path()), &[0])?);
            }
            println!("{}", (self.what)(size));
            print((!floors.is_empty()).then(|| Cost::median(floors)), &Cost::median(ours));
            if let Some(others) = self.others {
                others(&cloud.url, folder.path())?;
            }
        }
        Ok(())
    }
}

impl Surroundings {
    fn set<'a>(&self, command: &'a mut Command, folder: &Path) -> &'a mut Command {
        command
            .current_dir(folder)
            .env_clear()
            .env("HOME", folder)
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(self.variables.iter().cloned())
    }
}

fn print(floor: Option<Cost>, driftwall: &Cost) {
    let verdict = |is_kept: bool| if is_kept { "" } else { "  MISSED" };
    let fits = verdict(driftwall.peak_mb <= MOST_MEMORY_MB);
    let Some(floor) = floor else {
        let Cost { wall, cpu, peak_mb } = driftwall;
        println!("  {wall:.1} s, {cpu:.1} s of processor time, {peak_mb:.0} MB{fits}");
        return;
    };
    println!("              floor   driftwall  ratio");
    for (what, floor, driftwall, most) in [
        ("wall, s ", floor.wall, driftwall.wall, Some(MOST_RATIO)),
        ("CPU, s  ", floor.cpu, driftwall.cpu, None),
    ] {
        let ratio = driftwall / floor;
        let kept = verdict(most.is_none_or(|most| ratio <= most));
        println!("  {what} {floor:>8.2}    {driftwall:>8.2}  {ratio:>5.2}{kept}");
    }
    println!("  peak, MB {:>8.0}    {:>8.0}{fits}", floor.peak_mb, driftwall.peak_mb);
}
