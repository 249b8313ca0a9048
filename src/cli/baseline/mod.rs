//! `driftwall baseline …`: record, approve and look after baselines.

mod accept;
mod edits;
mod list;
mod prune;
mod record;
mod show;
mod sign;
mod verify;

use super::args::{ApprovalArgs, BaselineCommand, Global, Sides, StoreArgs};
use super::exit::Exit;
use super::failure::{Failure, chain};
use super::session::{Session, counted};
use super::surroundings::Surroundings;
use crate::baseline::{BaselineError, Store, Writer};
use crate::model::Snapshot;

pub(super) fn run(
    around: &mut Surroundings,
    global: Global,
    command: BaselineCommand,
) -> Result<Exit, Failure> {
    match command {
        BaselineCommand::Record { sides, approval } => {
            record::run(&mut Session::new(around, global, &sides)?, &sides, &approval)
        }
        BaselineCommand::Accept { ids, all, yes, sides, pairs, approval } => {
            let mut session = Session::new(around, global, &sides)?;
            let asked = accept::Asked { ids, all, yes };
            accept::run(&mut session, &asked, &sides, &pairs, &approval)
        }
        BaselineCommand::List(store) => list::run(&mut of(around, global, &store)?),
        BaselineCommand::Show { id, version, store } => {
            show::run(&mut of(around, global, &store)?, id.as_deref(), version)
        }
        BaselineCommand::Verify(store) => verify::run(&mut of(around, global, &store)?),
        BaselineCommand::Sign { key, store } => sign::run(&mut of(around, global, &store)?, &key),
        BaselineCommand::Prune { keep, older_than, store } => {
            prune::run(&mut of(around, global, &store)?, keep, older_than.as_deref())
        }
    }
}

fn of<'a>(
    around: &'a mut Surroundings,
    global: Global,
    store: &StoreArgs,
) -> Result<Session<'a>, Failure> {
    let sides = Sides { baseline: store.baseline.clone(), ..Sides::default() };
    Session::new(around, global, &sides)
}

/// The baseline that a command works on. What opening it set right is told.
fn open(session: &mut Session<'_>, command: &str) -> Result<Store, Failure> {
    let folder = session.baseline_folder()?;
    let holder = session.holder(&format!("baseline {command}"));
    let store = Store::open(folder, holder).demanding(session.demand_on_baselines()?);
    if let Some(recovery) = store.recovery() {
        let folders = recovery.folders.len();
        let who = recovery.stale.clone().unwrap_or_else(|| "a run that ended early".to_owned());
        let scopes = counted(folders, "scope");
        session.tell(&format!("Set right what was left by {who}: {scopes}"));
    }
    Ok(store)
}

/// Makes sure, with the lock held, that nobody approved anything since the baseline was looked at.
fn unchanged(writer: &Writer<'_>, seen: &Snapshot) -> Result<(), Failure> {
    if writer.inspect().0 == *seen {
        return Ok(());
    }
    Err(Failure::invalid(format!("{} changed while this was being decided", writer.root()))
        .hint("somebody else approved something; run it again to see what is left"))
}

/// Who approves and why: as given, else git's user. Nobody approves without a name.
fn approver(session: &Session<'_>, approval: &ApprovalArgs) -> Result<String, Failure> {
    if let Some(by) = &approval.by {
        return named(by);
    }
    match (session.around.git_user)() {
        Some(by) => named(&by),
        None => Err(Failure::usage("nobody is named who approves this")
            .hint("say who: --by ana@example.com")),
    }
}

fn named(by: &str) -> Result<String, Failure> {
    let by = by.trim();
    if by.is_empty() {
        return Err(Failure::usage("--by is empty").hint("say who: --by ana@example.com"));
    }
    Ok(by.to_owned())
}

impl From<BaselineError> for Failure {
    fn from(error: BaselineError) -> Self {
        let (message, details) = told(&error);
        let failure = match &error {
            BaselineError::Unread { .. } | BaselineError::WouldForget { .. } => {
                Self::unread(message)
            }
            BaselineError::NoScope { .. }
            | BaselineError::NoVersion { .. }
            | BaselineError::Nonsense { .. } => Self::usage(message),
            BaselineError::Missing { .. }
            | BaselineError::Untrusted { .. }
            | BaselineError::NewerMinor { .. }
            | BaselineError::Locked { .. }
            | BaselineError::Lock { .. }
            | BaselineError::Write { .. }
            | BaselineError::Unfinished { .. }
            | BaselineError::Partly { .. }
            | BaselineError::Root { .. } => Self::invalid(message),
        };
        failure.details(details).hint_if(error.hint())
    }
}

/// What is wrong with a baseline: the first line, and the details below it.
pub(super) fn told(error: &BaselineError) -> (String, Vec<String>) {
    match error {
        BaselineError::Untrusted { root, problems } => (
            format!("the baseline in {root} is not the one that was approved"),
            problems.iter().map(ToString::to_string).collect(),
        ),
        other => (chain(other), Vec::new()),
    }
}
