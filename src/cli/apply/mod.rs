//! `driftwall remedy --apply`: does what the plan says, through the clients that read.
//!
//! The plan is shown and confirmed, each step is written down before and after it is made, and everything is scanned again at the end. The
//! run ends as that scan does, or as an incomplete one when nobody knows where things stand.

mod journal;
mod told;

use std::collections::BTreeSet;

use crate::model::{Provider, Reading, Resource, ResourceId, Status, Step};
use crate::providers::live::{Errand, Report, Wanted, Way};
use crate::remedy::apply::{Hands, Outcome, Task, apply, in_order};
use crate::report::Format;
use crate::report::remedy::render_plans;
use crate::scan::Ending;
use crate::sources::{self, Source};

use super::config::{Filter, Side};
use super::exit::Exit;
use super::failure::{Failure, chain};
use super::outputs::Outputs;
use super::remedy::{Asked, choose};
use super::scan::{Comparing, Reported, report};
use super::session::{Session, counted, write_all};
use journal::{File, Notes};

/// What the plan is for, and then does.
pub(super) fn run(
    session: &mut Session<'_>,
    asked: &Asked<'_>,
    comparing: Comparing<'_>,
) -> Result<Exit, Failure> {
    let outputs = Outputs::plan(session)?;
    refuse(session, asked, &comparing)?;
    let mut file = File::open(session, asked.apply.journal.as_deref())?;
    let mut tasks = Vec::new();
    let mut all = BTreeSet::new();
    let Reported { report: planned, missing, .. } = report(session, &comparing, |outcome| {
        all.extend(outcome.found.findings.iter().map(|one| one.id.as_str().to_owned()));
        choose(outcome, asked.ids)?;
        tasks = in_order(&outcome.found.findings, &outcome.remedies);
        Ok(())
    })?;
    if let Some(missing) = missing {
        return Err(missing);
    }
    file.tell_left_open(session, &all)?;
    can_be_made(&tasks, asked)?;
    if tasks.is_empty() {
        session.tell("Nothing to do: no step puts anything back");
        return ended(session, &comparing, &outputs, None);
    }
    let plan = render_plans(Format::Text, &planned, &session.style());
    write_all(&mut session.around.stderr, &plan)?;
    let question = format!("Make {} of {}? [y/N] ", counted(tasks.len(), "change"), places(&tasks));
    let hint = "do it without being asked: --yes; without --apply it is only printed";
    if !asked.apply.yes && !session.confirmed(&question, hint)? {
        session.tell("Nothing was changed");
        return Ok(Exit::Done);
    }
    let mut hands = Live {
        wanted: session.wanted().ok_or_else(offline)?,
        filter: session.settings.filter.clone(),
        profile: asked.apply.apply_profile.clone(),
    };
    let outcome = apply(&tasks, &mut hands, &mut Notes::new(session, &mut file, tasks.len()));
    told::stands(session, &tasks, &outcome, &file);
    ended(session, &comparing, &outputs, Some(&outcome))
}

/// What can't be followed, before anything is read.
fn refuse(
    session: &Session<'_>,
    asked: &Asked<'_>,
    comparing: &Comparing<'_>,
) -> Result<(), Failure> {
    if asked.ids.is_empty() && !asked.apply.all_unauthorized {
        return Err(Failure::usage("--apply does not say what to put back").hint(
            "name finding ids, as `driftwall scan` prints them, or all of them: --all-unauthorized",
        ));
    }
    if session.global.offline {
        return Err(offline());
    }
    if !matches!(comparing.after, Source::Live(_)) {
        return Err(Failure::usage(format!(
            "`{}` is no live estate, so that nothing of it can be changed",
            comparing.after
        ))
        .hint("run the printed commands: driftwall remedy --output sh"));
    }
    if !asked.apply.yes && session.around.answers.is_none() {
        return Err(Failure::usage("nobody is there to say yes")
            .hint("do it without being asked: --yes; without --apply it is only printed"));
    }
    Ok(())
}

fn offline() -> Failure {
    Failure::usage("`--offline` forbids to change anything")
        .hint("run the printed commands: driftwall remedy --output sh")
}

/// That this build makes every step, and that a name for credentials means something for each.
fn can_be_made(tasks: &[Task], asked: &Asked<'_>) -> Result<(), Failure> {
    let mut providers: Vec<Provider> =
        tasks.iter().map(|task| task.step.edit.id.kind.provider()).collect();
    providers.sort_unstable();
    providers.dedup();
    for provider in providers {
        if !sources::makes(provider) {
            return Err(Failure::usage(format!(
                "this driftwall changes nothing of {provider} by itself"
            ))
            .hint("name findings of other providers, or run the printed commands: driftwall remedy --output sh"));
        }
        if asked.apply.apply_profile.is_some() && !has_profiles(provider) {
            return Err(Failure::usage(format!(
                "--apply-profile: {provider} has no such notion; its credentials come from the environment of the run"
            ))
            .hint("name findings of one provider at a time, and run with the credentials for changes"));
        }
    }
    Ok(())
}

/// Where credentials for changes have a name of their own.
const fn has_profiles(provider: Provider) -> bool {
    match provider {
        Provider::Aws | Provider::Kubernetes => true,
        Provider::Azure | Provider::Gcp | Provider::Docker => false,
    }
}

/// Of what: `aws:111122223333/eu-west-1`, or so many scopes.
fn places(tasks: &[Task]) -> String {
    let mut scopes: Vec<String> =
        tasks.iter().map(|task| task.step.edit.id.scope.to_string()).collect();
    scopes.sort_unstable();
    scopes.dedup();
    match scopes.as_slice() {
        [one] => one.clone(),
        several => counted(several.len(), "scope"),
    }
}

/// The live estate. It is read with the credentials of the scan.
struct Live {
    wanted: Wanted,
    filter: Filter,
    profile: Option<String>,
}

impl Hands for Live {
    fn read(&mut self, id: &ResourceId) -> Result<Option<Resource>, String> {
        let snapshot = sources::read_kind(&id.scope, &id.kind, &self.wanted);
        let mut snapshot = snapshot.map_err(|error| chain(&error))?;
        let _ = self.filter.apply(Side::Live, &mut snapshot);
        let reading = snapshot.scopes.remove(&id.scope);
        let reading = reading.and_then(|mut scope| scope.kinds.remove(&id.kind));
        let Some(Reading { coverage, mut resources, .. }) = reading else {
            return Err(format!("{} of {} was not read", id.kind, id.scope));
        };
        if coverage.status != Status::Complete {
            let why = coverage.reason.unwrap_or_else(|| coverage.status.word().to_owned());
            return Err(format!("{} of {} was not fully read: {why}", id.kind, id.scope));
        }
        Ok(resources.remove(&id.identity))
    }

    fn send(&mut self, step: &Step, way: Way) -> Result<Report, String> {
        let errand = Errand {
            edit: step.edit.clone(),
            script: step.script.clone(),
            way,
            wanted: self.wanted.clone(),
            profile: self.profile.clone(),
        };
        sources::make(errand).map_err(|error| chain(&error))
    }
}

/// Scans again, shows it, and ends as it does.
fn ended(
    session: &mut Session<'_>,
    comparing: &Comparing<'_>,
    outputs: &Outputs,
    outcome: Option<&Outcome>,
) -> Result<Exit, Failure> {
    if outcome.is_some() {
        session.tell("Scanned again:");
    }
    let again = Comparing { command: "scan", ..comparing.clone() };
    let Reported { report, exit, missing } = report(session, &again, |_| Ok(()))?;
    outputs.write(session, &report)?;
    if let Some(missing) = missing {
        return Err(missing);
    }
    let is_unknown = outcome.is_some_and(Outcome::is_unknown);
    Ok(if is_unknown { Exit::Compared(Ending::Incomplete) } else { exit })
}
