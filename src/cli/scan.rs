//! `driftwall scan` and `driftwall diff`: hold one side against the other.

use super::args::{Pairs, Sides};
use super::config::Side;
use super::exit::Exit;
use super::failure::Failure;
use super::outputs::Outputs;
use super::session::{Session, parse_pairs, parse_source};
use crate::report::{self, Run};
use crate::scan::{FailsOn, Outcome, Wishes, scan};
use crate::sources::Source;

/// The two sides of a comparison and how they are held against each other.
pub(super) struct Comparing<'a> {
    pub(super) command: &'a str,
    pub(super) before: Source,
    pub(super) after: Source,
    pub(super) pairs: &'a Pairs,
    pub(super) cluster: &'a str,
    pub(super) fails_on: FailsOn,
}

/// `driftwall scan`.
pub(super) fn run(
    session: &mut Session<'_>,
    sides: &Sides,
    pairs: &Pairs,
) -> Result<Exit, Failure> {
    let comparing = Comparing {
        command: "scan",
        before: session.approved()?,
        after: session.live()?,
        pairs,
        cluster: &sides.cluster,
        fails_on: FailsOn::Severity(session.settings.fail_on.value),
    };
    compare(session, &comparing)
}

/// `driftwall diff`.
pub(super) fn diff(
    session: &mut Session<'_>,
    [before, after]: [&str; 2],
    pairs: &Pairs,
    cluster: &str,
    fails_on: FailsOn,
) -> Result<Exit, Failure> {
    let comparing = Comparing {
        command: "diff",
        before: parse_source(before)?,
        after: parse_source(after)?,
        pairs,
        cluster,
        fails_on,
    };
    compare(session, &comparing)
}

fn compare(session: &mut Session<'_>, comparing: &Comparing<'_>) -> Result<Exit, Failure> {
    let outputs = Outputs::plan(session)?;
    let started = (session.around.now)();
    let outcome = outcome(session, comparing)?;
    let exit = Exit::Compared(outcome.ending);
    let exit = if session.global.exit_zero { exit.forgiven() } else { exit };
    let baseline = match &comparing.before {
        Source::Baseline(Some(folder)) => Some(folder.clone()),
        Source::Baseline(None) => Some(session.settings.baseline_path.value.clone()),
        _ => None,
    };
    let before = match (&comparing.before, &baseline) {
        (Source::Baseline(None), Some(folder)) => format!("baseline:{folder}"),
        (named, _) => named.to_string(),
    };
    let run = Run {
        command: comparing.command,
        started,
        finished: (session.around.now)(),
        exit_code: exit.code(),
        before,
        after: comparing.after.to_string(),
        baseline: baseline.as_deref(),
    };
    let report = report::document(&outcome, &run);
    outputs.write(session, &report)?;
    Ok(exit)
}

/// Reads both sides, each on a thread of its own, and holds them against each other.
pub(super) fn outcome(
    session: &Session<'_>,
    comparing: &Comparing<'_>,
) -> Result<Outcome, Failure> {
    let Comparing { before, after, pairs, cluster, fails_on, command } = comparing;
    let map = parse_pairs(&pairs.map)?;
    // A difference of two sources has no approved side: what can't be read is unread on either.
    let earlier = if *command == "diff" { Side::Live } else { Side::Baseline };
    let (before, after) = session.read_both((before, earlier), (after, Side::Live), cluster);
    let wishes = Wishes {
        map,
        overrides: session.overrides(),
        assumptions: session.settings.assumptions(),
        fails_on: *fails_on,
        allow_incomplete: session.settings.allow_incomplete.value,
    };
    scan(before?, after?, &wishes).map_err(|error| Failure::usage(error.to_string()))
}
