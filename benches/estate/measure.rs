//! What a command costs, from its start to its exit.

use std::error::Error;
use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4 as _;

/// Seconds of wall and of CPU time (user and system, all threads), and the highest resident memory.
///
/// Linux counts the peak of whoever starts a process as that process's own, so this program never
/// holds much itself.
pub(crate) struct Cost {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
    pub(crate) peak_mb: f64,
}

impl Cost {
    /// The median of each.
    pub(crate) fn median(costs: Vec<Self>) -> Self {
        let of = |part: fn(&Self) -> f64| {
            let mut parts: Vec<f64> = costs.iter().map(part).collect();
            parts.sort_by(f64::total_cmp);
            parts.get(parts.len() / 2).copied().unwrap_or(f64::NAN)
        };
        Self {
            wall: of(|cost| cost.wall),
            cpu: of(|cost| cost.cpu),
            peak_mb: of(|cost| cost.peak_mb),
        }
    }
}

/// Runs a command to its end; its output goes nowhere.
///
/// # Errors
/// When it can't be started or ends with another exit code than one of these.
pub(crate) fn cost(command: &mut Command, expected: &[i32]) -> Result<Cost, Box<dyn Error>> {
    let start = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
    let used = child.wait4()?;
    let wall = start.elapsed().as_secs_f64();
    if !used.status.code().is_some_and(|code| expected.contains(&code)) {
        return Err(format!("{command:?} ended with {}", used.status).into());
    }
    let cpu = (used.rusage.utime + used.rusage.stime).as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "memory is far below 2^52 bytes")]
    let peak_mb = used.rusage.maxrss as f64 / 1e6;
    Ok(Cost { wall, cpu, peak_mb })
}
