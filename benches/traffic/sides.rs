//! Each list in processes of its own, one for driftwall and one for the BDD crate, and the table of both.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use driftwall::traffic::{Budget, Rule, Space};

use crate::bits::Bits;
use crate::{CASES, Case, guard};

/// Marks the arguments of a process that measures one side: who, and the number of the list.
pub(crate) const FLAG: &str = "--side";

/// Processor time of this thread in milliseconds.
fn now() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Measures one side and prints building, building the edited list, and the difference, in milliseconds.
pub(crate) fn measure(who: &str, case: usize) {
    let (before, after) = CASES[case].sides();
    let (mut build, mut second, mut difference) = (Vec::new(), Vec::new(), Vec::new());
    let rounds = if who == "bdd" { 1 } else { 5 };
    for _ in 0..rounds {
        let times =
            if who == "bdd" { with_bits(&before, &after) } else { with_space(&before, &after) };
        build.push(times[1] - times[0]);
        second.push(times[2] - times[1]);
        difference.push(times[3] - times[2]);
    }
    println!("{} {} {} {}", median(build), median(second), median(difference), peak());
}

fn with_space(before: &[Rule], after: &[Rule]) -> [f64; 4] {
    let (before, after) = (guard(before), guard(after));
    let begin = now();
    let mut space = Space::new([&before, &after], Budget::default()).unwrap();
    let was = space.decisions(&before).unwrap();
    let built = now();
    let is = space.decisions(&after).unwrap();
    let again = now();
    let (opened, closed) = (space.opened(was, is).unwrap(), space.opened(is, was).unwrap());
    let done = now();
    assert!(!opened.is_empty() || !closed.is_empty(), "the edit made no difference");
    [begin, built, again, done]
}

fn with_bits(before: &[Rule], after: &[Rule]) -> [f64; 4] {
    let bits = Bits::new(before);
    let begin = now();
    let was = bits.list(before);
    let built = now();
    let is = bits.list(after);
    let again = now();
    let (opened, closed) = (is.and_not(&was), was.and_not(&is));
    let done = now();
    assert!(!opened.is_false() || !closed.is_false(), "the edit made no difference");
    [begin, built, again, done]
}

/// The peak memory of this process in megabytes, where the system tells.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kilobytes| kilobytes / 1e3)
}

/// Building, building the edited list, the difference, and the peak memory; nothing when it took too long.
fn side(who: &str, case: usize, limit: Duration) -> Option<[f64; 4]> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([FLAG, who, &case.to_string()]).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > limit {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let text = std::io::read_to_string(child.stdout.take().unwrap()).unwrap();
    let numbers: Vec<f64> = text.split_whitespace().map(|word| word.parse().unwrap()).collect();
    Some(numbers.try_into().unwrap())
}

/// Prints the table.
pub(crate) fn side_by_side() {
    let seconds = std::env::var("TRAFFIC_BDD_SECONDS").ok().and_then(|text| text.parse().ok());
    let limit = Duration::from_secs(seconds.unwrap_or(300));
    println!("processor time in ms, peak memory in MB; each target behind its number");
    println!("| list | | build | edited beside it | difference | memory |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for (index, case) in CASES.iter().enumerate() {
        let Case { name, targets, memory, .. } = case;
        let Some([build, second, difference, peak]) = side("driftwall", index, Duration::MAX)
        else {
            continue;
        };
        let most = memory.map_or(String::new(), |memory| format!(" ({memory})"));
        println!(
            "| {name} | driftwall | {build:.1} ({}) | {second:.1} | {difference:.3} ({}) | {peak:.0}{most} |",
            targets.0, targets.1
        );
        match side("bdd", index, limit) {
            Some(bdd) => println!(
                "| | BDD | {:.1} ({:.0} times) | {:.1} | {:.3} ({:.0} times) | {:.0} |",
                bdd[0],
                bdd[0] / build,
                bdd[1],
                bdd[2],
                bdd[2] / difference,
                bdd[3]
            ),
            None => println!("| | BDD | not done after {} s | | | |", limit.as_secs()),
        }
    }
}
