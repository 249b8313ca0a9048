//! Whole commands on a large estate, side by side with merely reading it.
//!
//! Writes an estate of 20,000 groups with 20 rules each as the `aws` command line prints it, records the
//! approved one, and then measures, round by round and one after the other, so that whatever else the machine
//! does falls on both: the floor (reading and parsing both inputs, in a process of its own) and
//! `driftwall scan`; and the same comparison without and with effects and exposure. Absolute times mean little; the ratio is what is watched. A
//! missed target is printed and is no failure.

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

mod floor;
mod generate;
mod measure;
mod network;
mod shapes;
mod story;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use measure::{Cost, cost};
use serde_json::Value;

/// How many groups, and how often the pair is measured.
const GROUPS: usize = 20_000;
const ROUNDS: usize = 7;
const DEMO_ROUNDS: usize = 20;

/// The targets, of which `docs/performance.md` says why they are what they are.
const MOST_RATIO: f64 = 2.5;
const MOST_MEMORY_MB: f64 = 1200.0;
const MOST_DEMO_MS: f64 = 100.0;

const MOST_EFFECTS: f64 = 1.3;

/// How this program asks itself for the floor.
const FLOOR: &str = "--floor";
/// How it asks itself for a comparison with effects and exposure, and for one without.
const TOLD: &str = "--with-effects";
const UNTOLD: &str = "--without-effects";

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [word, dump, baseline] = args.as_slice()
        && word == FLOOR
    {
        return floor::read(Path::new(dump), Path::new(baseline));
    }
    if let [word, dump, baseline] = args.as_slice()
        && (word == TOLD || word == UNTOLD)
    {
        return story::tell(dump, baseline, word == TOLD);
    }
    // `cargo bench` says `--bench`; `cargo test --benches` doesn't, and has nothing to find out here.
    if !args.iter().any(|arg| arg == "--bench") {
        return Ok(());
    }
    let number = |name: &str, usual| match std::env::var(name) {
        Ok(text) => text.parse(),
        Err(_) => Ok(usual),
    };
    let (groups, rounds) = (number("BENCH_GROUPS", GROUPS)?, number("BENCH_ROUNDS", ROUNDS)?);

    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    println!("an estate of {groups} groups with {} rules each", generate::RULES);
    let estate = Estate::record(folder.path(), groups)?;
    estate.check(groups / generate::DRIFTED)?;
    if std::env::var_os("BENCH_KEEP").is_some() {
        println!("kept for a profiler: {}", folder.keep().display());
        return Ok(());
    }
    let (mut floors, mut scans) = (Vec::new(), Vec::new());
    let (mut told, mut untold) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        floors.push(cost(&mut estate.floor()?, &[0])?);
        scans.push(cost(&mut estate.scan(), &[0])?);
        untold.push(cost(&mut estate.own(UNTOLD)?, &[0])?);
        told.push(cost(&mut estate.own(TOLD)?, &[0])?);
    }
    let (floor, scan) = (Cost::median(floors), Cost::median(scans));
    print_pair(["floor", "scan"], [&floor, &scan], rounds);
    let (untold, told) = (Cost::median(untold), Cost::median(told));
    println!("\na comparison without and with effects and exposure");
    print_pair(["without", "with"], [&untold, &told], rounds);

    let mut demo = demo(folder.path())?;
    let demos = (0..DEMO_ROUNDS).map(|_| cost(&mut demo, &[1])).collect::<Result<_, _>>()?;
    let demo = Cost::median(demos);
    println!("\n{:<28}{:>10.1} ms, median of {DEMO_ROUNDS}", "demo scan", demo.wall * 1e3);

    println!();
    target("scan : floor, wall time", scan.wall / floor.wall, MOST_RATIO);
    target("scan : floor, CPU time", scan.cpu / floor.cpu, MOST_RATIO);
    target("with : without effects, wall time", told.wall / untold.wall, MOST_EFFECTS);
    target("with : without effects, CPU time", told.cpu / untold.cpu, MOST_EFFECTS);
    target("peak memory of the scan, MB", scan.peak_mb, MOST_MEMORY_MB);
    target("demo scan, ms", demo.wall * 1e3, MOST_DEMO_MS);
    Ok(())
}

fn print_pair([first, second]: [&str; 2], [floor, scan]: [&Cost; 2], rounds: usize) {
    println!("\nmedians of {rounds} rounds{first:>13}{second:>12}{:>12}", "ratio");
    let row = |name: &str, unit: &str, floor: f64, scan: f64| {
        println!("{name:<18}{unit:>6}{floor:>12.2}{scan:>12.2}{:>12.2}", scan / floor);
    };
    row("wall time", "s", floor.wall, scan.wall);
    row("CPU time", "s", floor.cpu, scan.cpu);
    row("peak memory", "MB", floor.peak_mb, scan.peak_mb);
}

fn target(name: &str, found: f64, most: f64) {
    let verdict = if found <= most { "met" } else { "MISSED" };
    println!("{verdict:<8}{name}: {found:.2} (at most {most})");
}

/// The estate on disk.
struct Estate {
    dump: PathBuf,
    baseline: PathBuf,
}

fn driftwall() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_driftwall"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

impl Estate {
    fn record(folder: &Path, groups: usize) -> Result<Self, Box<dyn Error>> {
        let (approved, today) = (folder.join("approved"), folder.join("today"));
        generate::write(&approved, groups, generate::Side::Approved)?;
        generate::write(&today, groups, generate::Side::Today)?;
        let estate = Self { dump: today, baseline: folder.join("baselines") };
        let mut record = driftwall();
        record.args(["baseline", "record", "--by", "bench", "--reason", "bench"]);
        record.arg("--live").arg(source("dump", &approved));
        record.arg("--baseline").arg(source("baseline", &estate.baseline));
        cost(&mut record, &[0])?;
        std::fs::remove_dir_all(approved)?;
        Ok(estate)
    }

    /// Makes sure that what is measured is the whole of the work.
    fn check(&self, drifted: usize) -> Result<(), Box<dyn Error>> {
        let report: Value = serde_json::from_slice(&self.scan().output()?.stdout)?;
        let count = |list: &str, of: fn(&Value) -> bool| {
            report
                .get(list)
                .and_then(Value::as_array)
                .map(|all| all.iter().filter(|e| of(e)).count())
        };
        let found = count("findings", |finding| {
            finding.get("code").and_then(Value::as_str) == Some("traffic-opened")
        });
        let gaps = count("coverage", |entry| {
            entry.get("status").and_then(Value::as_str) != Some("complete")
        });
        if (found, gaps) == (Some(drifted), Some(0)) {
            return Ok(());
        }
        Err(format!("expected {drifted} opened groups and no gaps: {found:?}, {gaps:?}").into())
    }

    fn floor(&self) -> Result<Command, Box<dyn Error>> {
        self.own(FLOOR)
    }

    /// This program, asked for one thing.
    fn own(&self, word: &str) -> Result<Command, Box<dyn Error>> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(word).arg(&self.dump).arg(&self.baseline);
        Ok(command)
    }

    fn scan(&self) -> Command {
        let mut command = driftwall();
        command.args(["scan", "--exit-zero", "--output", "json"]);
        command.arg("--live").arg(source("dump", &self.dump));
        command.arg("--baseline").arg(source("baseline", &self.baseline));
        command
    }
}

fn source(word: &str, folder: &Path) -> String {
    format!("{word}:{}", folder.display())
}

/// The scan of `make demo`; its baseline is recorded on the side when the checkout has none.
fn demo(folder: &Path) -> Result<Command, Box<dyn Error>> {
    let config = "examples/estate/driftwall.toml";
    let mut scan = driftwall();
    scan.args(["scan", "--config", config]);
    if !Path::new(env!("CARGO_MANIFEST_DIR")).join("baselines/aws").is_dir() {
        let baseline = source("baseline", &folder.join("demo"));
        let mut record = driftwall();
        record.args(["baseline", "record", "--by", "bench", "--reason", "bench"]);
        record.args(["--live", "dump:examples/estate/approved", "--baseline", &baseline]);
        cost(&mut record, &[0])?;
        scan.args(["--baseline", &baseline]);
    }
    Ok(scan)
}
