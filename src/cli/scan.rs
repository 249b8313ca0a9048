//! `driftwall scan` and `driftwall diff`: hold one side against the other.

use super::activity;
use super::args::{Logs, Pairs, Sides, TerraformArgs};
use super::config::Side;
use super::exit::Exit;
use super::failure::Failure;
use super::outputs::Outputs;
use super::session::{Session, parse_pairs, parse_source};
use crate::authority::Papers;
use crate::model::Snapshot;
use crate::report::{self, Run};
use crate::scan::{FailsOn, Outcome, Wishes, scan};
use crate::sources::Source;
use crate::sources::terraform::{Configuration, Terraform};

/// The two sides of a comparison and how they are held against each other.
#[derive(Clone)]
pub(super) struct Comparing<'a> {
    pub(super) command: &'a str,
    pub(super) before: Source,
    pub(super) after: Source,
    pub(super) pairs: &'a Pairs,
    pub(super) logs: &'a Logs,
    pub(super) cluster: &'a str,
    pub(super) fails_on: FailsOn,
    pub(super) terraform: Option<&'a TerraformArgs>,
    /// What may approve what is found.
    pub(super) papers: Papers,
}

impl<'a> Comparing<'a> {
    /// What was approved, held against what is there now, with no paper asked.
    pub(super) fn now(
        session: &Session<'_>,
        command: &'a str,
        sides: &'a Sides,
        pairs: &'a Pairs,
        logs: &'a Logs,
    ) -> Result<Self, Failure> {
        Ok(Self {
            command,
            before: session.approved()?,
            after: session.live()?,
            pairs,
            logs,
            cluster: &sides.cluster,
            fails_on: FailsOn::Severity(session.settings.fail_on.value),
            terraform: None,
            papers: Papers::default(),
        })
    }
}

/// `driftwall scan`.
pub(super) fn run(
    session: &mut Session<'_>,
    sides: &Sides,
    pairs: &Pairs,
    logs: &Logs,
    terraform: &TerraformArgs,
    no_waivers: bool,
) -> Result<Exit, Failure> {
    let comparing = Comparing {
        papers: session.papers(no_waivers)?,
        terraform: Some(terraform),
        ..Comparing::now(session, "scan", sides, pairs, logs)?
    };
    compare(session, &comparing)
}

/// `driftwall diff`.
pub(super) fn diff(
    session: &mut Session<'_>,
    [before, after]: [&str; 2],
    pairs: &Pairs,
    logs: &Logs,
    cluster: &str,
    fails_on: FailsOn,
) -> Result<Exit, Failure> {
    let comparing = Comparing {
        command: "diff",
        before: parse_source(before)?,
        after: parse_source(after)?,
        pairs,
        logs,
        cluster,
        fails_on,
        terraform: None,
        papers: Papers::default(),
    };
    compare(session, &comparing)
}

fn compare(session: &mut Session<'_>, comparing: &Comparing<'_>) -> Result<Exit, Failure> {
    let outputs = Outputs::plan(session)?;
    let Reported { report, exit, missing } = report(session, comparing, |_| Ok(()))?;
    outputs.write(session, &report)?;
    missing.map_or(Ok(exit), Err)
}

/// A comparison as it is told.
pub(super) struct Reported {
    pub(super) report: report::v1::Report,
    pub(super) exit: Exit,
    /// That nobody ever approved anything.
    pub(super) missing: Option<Failure>,
}

/// Compares, and writes down what `choose` leaves of it.
pub(super) fn report(
    session: &Session<'_>,
    comparing: &Comparing<'_>,
    choose: impl FnOnce(&mut Outcome) -> Result<(), Failure>,
) -> Result<Reported, Failure> {
    let started = (session.around.now)();
    let Compared { mut outcome, missing } = read(session, comparing)?;
    choose(&mut outcome)?;
    let exit = missing.as_ref().map_or(Exit::Compared(outcome.ending), |failure| failure.exit);
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
    Ok(Reported { report, exit, missing })
}

/// What a comparison came to.
struct Compared {
    outcome: Outcome,
    /// That nobody ever approved anything, so that there was nothing to compare with. What there is is told all the same.
    missing: Option<Failure>,
}

/// Reads both sides, each on a thread of its own, and holds them against each other.
fn read(session: &Session<'_>, comparing: &Comparing<'_>) -> Result<Compared, Failure> {
    let Comparing {
        before,
        after,
        pairs,
        logs,
        cluster,
        fails_on,
        command,
        terraform: named,
        papers,
    } = comparing;
    let mut map = parse_pairs(&pairs.map)?;
    // A difference of two sources has no approved side: what can't be read is unread on either.
    let earlier = if *command == "diff" { Side::Live } else { Side::Baseline };
    let [before, after] = session.read_both((before, earlier), (after, Side::Live), cluster)?;
    let (before, missing) = match before {
        Err(failure) if failure.exit == Exit::NoBaseline && *command == "scan" => {
            map.clear();
            (Snapshot::default(), Some(failure))
        }
        before => (before?, None),
    };
    let (after, missing) = match (after, missing) {
        (Err(unread), Some(missing)) => return Err(missing.and([unread.message])),
        (after, missing) => (after?, missing),
    };
    let is_live = matches!(comparing.after, Source::Live(..));
    let times = activity::times(session, logs, is_live)?;
    let wishes = Wishes {
        book: activity::book(session, [&before, &after], &map, times.since)?,
        map,
        times,
        overrides: session.overrides(),
        assumptions: session.settings.assumptions(),
        approved: *command != "diff",
        papers: papers.clone(),
        now: (session.around.now)(),
        terraform: terraform(session, *named)?,
        fails_on: *fails_on,
        allow_incomplete: session.settings.allow_incomplete.value,
    };
    let outcome =
        scan(before, after, &wishes).map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Compared { outcome, missing })
}

/// What a comparison came to, where a baseline is needed.
pub(super) fn outcome(
    session: &Session<'_>,
    comparing: &Comparing<'_>,
) -> Result<Outcome, Failure> {
    let Compared { outcome, missing } = read(session, comparing)?;
    missing.map_or(Ok(outcome), Err)
}

/// What Terraform keeps and declares, by what was named. What can't be read is an error, and never nothing.
fn terraform(session: &Session<'_>, named: Option<&TerraformArgs>) -> Result<Terraform, Failure> {
    let mut found = Terraform::default();
    let Some(TerraformArgs { terraform_state, terraform_config }) = named else { return Ok(found) };
    for path in terraform_state {
        let text = std::fs::read_to_string(session.at(path)).map_err(|error| {
            Failure::usage(format!("can't read the Terraform state {path}: {error}"))
                .hint("`terraform state pull > terraform.tfstate` writes one, wherever it is kept")
        })?;
        let kept = &mut found.kept;
        kept.add(path.as_str(), &text).map_err(|error| Failure::usage(error.to_string()))?;
    }
    for path in terraform_config {
        let read = Configuration::read(&session.at(path), path).map_err(|error| {
            Failure::usage(error.to_string())
                .hint("name the folder of a root module, where `terraform validate` finds nothing")
        })?;
        found.configurations.push(read);
    }
    Ok(found)
}
