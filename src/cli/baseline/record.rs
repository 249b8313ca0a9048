//! `driftwall baseline record`: take scopes down for the first time.

use std::collections::BTreeSet;

use super::{approver, open, unchanged};
use crate::baseline::{Edit, Over, Written};
use crate::cli::args::{ApprovalArgs, Sides};
use crate::cli::config::Side;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::{Session, counted};
use crate::model::{Scope, Snapshot, Status};
use crate::report::visible;
use crate::scan::Ending;

/// The reason of a first recording, when nobody gives one.
const FIRST: &str = "first recording";

pub(super) fn run(
    session: &mut Session<'_>,
    sides: &Sides,
    approval: &ApprovalArgs,
) -> Result<Exit, Failure> {
    let by = approver(session, approval)?;
    let source = session.live()?;
    let mut snapshot = session.read(&source, Side::Live, &sides.cluster)?;
    // A scope of which nothing was read is no scope to approve.
    snapshot.scopes.retain(|_, reading| {
        reading.kinds.values().any(|kind| kind.coverage.status != Status::Skipped)
    });
    if snapshot.scopes.is_empty() {
        session.tell("There is nothing in scope to record");
        return Ok(Exit::Compared(Ending::NothingInScope));
    }
    let store = open(session, "record")?;
    let before = store.inspect().0;
    let recorded: BTreeSet<Scope> = before.scopes.keys().cloned().collect();
    let (known, new): (Vec<&Scope>, Vec<&Scope>) =
        snapshot.scopes.keys().partition(|scope| recorded.contains(scope));
    if new.is_empty() {
        return Err(Failure::usage(format!("{} is recorded already", listed(&known)))
            .hint("`driftwall baseline accept` approves what changed since"));
    }
    for scope in known {
        session.tell(&format!("Kept {scope}: it is recorded already"));
    }
    let unread = leave_out_gaps(session, &mut snapshot)?;
    let reason = approval.reason.clone().unwrap_or_else(|| FIRST.to_owned());
    let at = (session.around.now)();
    let edits: Vec<Edit> = snapshot
        .scopes
        .into_iter()
        .filter(|(scope, _)| !recorded.contains(scope))
        .map(|(scope, reading)| Edit {
            scope,
            kinds: reading.kinds,
            forget: BTreeSet::new(),
            at,
            by: by.clone(),
            reason: reason.clone(),
            over: Over::Trusted,
        })
        .collect();
    let mut writer = store.lock()?;
    unchanged(&writer, &before)?;
    let written = writer.commit(&edits)?;
    session.print(&told(&written))?;
    if unread > 0 {
        session
            .tell(&format!("Not fully read, so without a baseline: {}", counted(unread, "kind")));
    }
    session.tell("Next: driftwall scan");
    Ok(Exit::Done)
}

/// A kind that was not fully read is never recorded: by default nothing is recorded then, with `--allow-incomplete` the rest is.
fn leave_out_gaps(session: &Session<'_>, snapshot: &mut Snapshot) -> Result<usize, Failure> {
    let mut gaps = Vec::new();
    for (scope, reading) in &mut snapshot.scopes {
        reading.kinds.retain(|kind, reading| {
            let gap = reading.coverage.status.is_gap();
            if gap {
                let reason = reading.coverage.reason.as_deref().unwrap_or("no reason given");
                gaps.push(format!("{kind} in {scope} was not fully read: {reason}"));
            }
            !gap
        });
    }
    if gaps.is_empty() || session.settings.allow_incomplete.value {
        return Ok(gaps.len());
    }
    let mut gaps = gaps.into_iter();
    Err(Failure::unread(gaps.next().unwrap_or_default())
        .and(gaps)
        .hint("read it and record again, or record the rest with --allow-incomplete"))
}

fn listed(scopes: &[&Scope]) -> String {
    scopes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What was written, one line a scope.
pub(super) fn told(written: &[Written]) -> String {
    written
        .iter()
        .map(|written| {
            let Written { scope, version, added, replaced, removed, unchanged, manifest: _ } = written;
            let scope = scope.to_string();
            format!(
                "Recorded {} version {version}: {added} added, {replaced} changed, {removed} removed, {unchanged} as before\n",
                visible(&scope)
            )
        })
        .collect()
}
