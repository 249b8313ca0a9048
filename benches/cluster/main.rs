//! A large cluster: `connections` of it, and `diff` of two states of it, at one, two and four times its size.
//!
//! Five thousand pods in two hundred namespaces under a thousand policies. Pods of one workload are one class, so the cost should grow with
//! workloads and with what is connected, and not with the square of either. A missed target is printed and is no failure.

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

mod generate;
#[path = "../estate/measure.rs"]
mod measure;

use std::error::Error;
use std::path::Path;
use std::process::Command;

use measure::{Cost, cost};

const NAMESPACES: usize = 200;
const ROUNDS: usize = 5;
const SIZES: [usize; 3] = [1, 2, 4];

/// What a pair of states may cost at the first size.
const MOST_SECONDS: f64 = 2.0;
const MOST_MB: f64 = 500.0;
/// How much more four times the cluster may cost than the cluster.
const MOST_GROWTH: f64 = 6.0;

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo bench` says `--bench`; `cargo test --benches` doesn't, and has nothing to find out here.
    if !std::env::args().any(|arg| arg == "--bench") {
        return Ok(());
    }
    let mut found = Vec::new();
    for size in SIZES {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let namespaces = NAMESPACES * size;
        let cluster = generate::write(folder.path(), namespaces)?;
        println!(
            "{} pods of {} workloads in {namespaces} namespaces under {} policies, {} of them changed",
            cluster.pods, cluster.workloads, cluster.policies, cluster.changed
        );
        let costs = ["connections", "diff"].map(|word| -> Result<Cost, Box<dyn Error>> {
            let rounds = (0..ROUNDS).map(|_| run(word, folder.path()));
            Ok(Cost::median(rounds.collect::<Result<_, _>>()?))
        });
        let [connections, diff] = costs;
        let costs = [("connections", connections?), ("diff", diff?)];
        for (word, Cost { wall, cpu, peak_mb }) in &costs {
            println!("  {word:<14}{wall:>8.2} s wall{cpu:>8.2} s CPU{peak_mb:>8.0} MB");
        }
        found.push(costs);
    }
    println!();
    let (Some(first), Some(last)) = (found.first(), found.last()) else { return Ok(()) };
    for ((word, small), (_, large)) in first.iter().zip(last) {
        target(&format!("{word}, seconds"), small.wall, MOST_SECONDS);
        target(&format!("{word}, MB"), small.peak_mb, MOST_MB);
        target(
            &format!("{word}, four times the cluster : the cluster"),
            large.cpu / small.cpu,
            MOST_GROWTH,
        );
    }
    Ok(())
}

fn run(word: &str, folder: &Path) -> Result<Cost, Box<dyn Error>> {
    let source = |side: &str| format!("dump:{}", folder.join(side).display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_driftwall"));
    command.args([word, &source("approved"), "--quiet"]).args(["--output", "json"]);
    if word == "diff" {
        command.args([&source("today"), "--exit-zero"]);
    }
    cost(&mut command, &[0])
}

fn target(name: &str, found: f64, most: f64) {
    let verdict = if found <= most { "met" } else { "MISSED" };
    println!("{verdict:<8}{name}: {found:.2} (at most {most})");
}
