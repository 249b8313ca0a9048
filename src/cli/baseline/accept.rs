//! `driftwall baseline accept`: approve changes, so that they are what is expected from now on.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::edits::{Approved, Edits, Refusal, edits};
use super::{approver, open, record, unchanged};
use crate::authority::Papers;
use crate::baseline::{self, BaselineError, Edit, Over, Problem};
use crate::cli::args::{ApprovalArgs, Pairs, Sides};
use crate::cli::config::Side;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::{Session, parse_pairs, write_all};
use crate::compare::lacks_key;
use crate::model::{Finding, Kind, Lacks, ResourceId, Scope, Snapshot, Subject};
use crate::report::{self, Format, Run, Style};
use crate::scan::{FailsOn, Outcome, Wishes, scan};
use crate::sources::terraform::Terraform;

/// What the user asked to approve.
pub(super) struct Asked {
    pub(super) ids: Vec<String>,
    pub(super) all: bool,
    pub(super) yes: bool,
}

pub(super) fn run(
    session: &mut Session<'_>,
    asked: &Asked,
    sides: &Sides,
    pairs: &Pairs,
    approval: &ApprovalArgs,
) -> Result<Exit, Failure> {
    let by = approver(session, approval)?;
    let reason = approval.reason.clone().unwrap_or_default();
    if reason.trim().is_empty() {
        return Err(Failure::usage("nothing says why this is approved")
            .hint("give a reason that a reviewer can check: --reason 'ticket NET-311'"));
    }
    let source = session.live()?;
    let live = session.read(&source, Side::Live, &sides.cluster)?;
    let store = open(session, "accept")?;
    // An edited file is what somebody may want to approve, so what is wrong with the baseline is no obstacle here.
    let (recorded, problems) = store.inspect();
    if recorded.scopes.is_empty() && problems.is_empty() {
        return Err(Failure::invalid(format!("there is no baseline in {}", store.root()))
            .hint("`driftwall baseline record` records one"));
    }
    // What nobody signed may say anything, so that nothing is held against it.
    store.signed(&problems)?;
    let mut before = recorded.clone();
    let _ = session.settings.filter.apply(Side::Baseline, &mut before);
    let wishes = Wishes {
        map: parse_pairs(&pairs.map)?,
        overrides: session.overrides(),
        assumptions: session.settings.assumptions(),
        approved: true,
        book: Default::default(),
        times: Default::default(),
        // What is accepted is looked at by whoever accepts it, whatever a grant says.
        papers: Papers::default(),
        now: (session.around.now)(),
        terraform: Terraform::default(),
        fails_on: FailsOn::AnyDifference,
        allow_incomplete: false,
    };
    let mut outcome =
        scan(before, live, &wishes).map_err(|error| Failure::usage(error.to_string()))?;

    let approved = chosen(&outcome, asked, session)?;
    if !asked.all {
        let rest = unexplained(&problems, &approved, &outcome, store.root());
        if !rest.is_empty() {
            // Approving one resource must not approve what happened to the file of another.
            return Err(
                BaselineError::Untrusted { root: store.root().to_owned(), problems: rest }.into()
            );
        }
    }
    let filter = &session.settings.filter;
    let edits = edits(&approved, &recorded, &outcome.after, &outcome.pairing, |id| {
        let earlier =
            ResourceId { scope: outcome.pairing.earlier(&id.scope).clone(), ..id.clone() };
        filter.takes(&earlier) || filter.takes(id)
    })
    .map_err(|refused| refusal(&refused))?;
    if !differs(&edits, &recorded) {
        session.print("Nothing to approve: the baseline says so already\n")?;
        return Ok(Exit::Done);
    }

    show(session, &mut outcome, &approved, store.root(), &source.to_string())?;
    for problem in &problems {
        session.tell(&format!("Also settled: {problem}"));
    }
    if !asked.yes && !confirmed(session, edits.len())? {
        session.tell("Nothing was approved");
        return Ok(Exit::Done);
    }
    let at = (session.around.now)();
    let over = if problems.is_empty() { Over::Trusted } else { Over::Anything };
    let edits: Vec<Edit> = edits
        .into_iter()
        .map(|(scope, kinds)| Edit {
            scope,
            kinds,
            forget: BTreeSet::new(),
            at,
            by: by.clone(),
            reason: reason.clone(),
            over,
        })
        .collect();
    let mut writer = store.lock()?;
    unchanged(&writer, &recorded)?;
    let written = writer.commit(&edits)?;
    session.print(&record::told(&written))?;
    session.tell("Next: driftwall scan, and commit the baseline");
    Ok(Exit::Done)
}

/// What is wrong with the baseline besides the files of the resources that are approved.
fn unexplained(
    problems: &[Problem],
    approved: &Approved,
    outcome: &Outcome,
    root: &Utf8Path,
) -> Vec<Problem> {
    let files: BTreeSet<Utf8PathBuf> = approved
        .resources
        .iter()
        .map(|id| {
            let scope = outcome.pairing.earlier(&id.scope).clone();
            baseline::file_of(root, &ResourceId { scope, ..id.clone() })
        })
        .collect();
    problems.iter().filter(|problem| !files.contains(&problem.file)).cloned().collect()
}

/// Finds what the ids stand for: a finding's id or the beginning of one, a resource's bare identity, its kind and identity, or
/// all of its address.
fn chosen(
    outcome: &Outcome,
    asked: &Asked,
    session: &mut Session<'_>,
) -> Result<Approved, Failure> {
    let mut approved = Approved::default();
    if asked.all {
        for (scope, reading) in &outcome.after.scopes {
            let kinds = reading.kinds.keys().map(|kind| (scope.clone(), kind.clone()));
            approved.kinds.extend(kinds);
        }
        // What could not be read at all is refused as well, unless the user lets it be.
        let gaps = outcome.incomplete.iter();
        approved
            .kinds
            .extend(gaps.filter_map(|(scope, kind)| Some((scope.clone(), kind.clone()?))));
        if session.settings.allow_incomplete.value {
            let unread = |(scope, kind): &(Scope, Kind)| {
                let status = outcome.after.scopes.get(scope).map(|reading| reading.status(kind));
                status.is_none_or(|status| {
                    status.is_gap()
                        || outcome.incomplete.contains(&(scope.clone(), Some(kind.clone())))
                            && status == crate::model::Status::Skipped
                })
            };
            for (scope, kind) in approved.kinds.iter().filter(|row| unread(row)) {
                session.tell(&format!("Left as recorded: {kind} in {scope} was not fully read"));
            }
            approved.kinds.retain(|row| !unread(row));
            for (scope, kind) in approved.kinds.iter().filter(|row| is_sealed(outcome, row)) {
                session.tell(&format!(
                    "Left as recorded: values of {kind} in {scope} are sealed with a key that is not there"
                ));
            }
            approved.kinds.retain(|row| !is_sealed(outcome, row));
        }
        return Ok(approved);
    }
    for id in &asked.ids {
        let findings: Vec<&Finding> = if id.len() >= 4 {
            let named = |finding: &&Finding| finding.id.as_str().starts_with(id.as_str());
            outcome.found.findings.iter().filter(named).collect()
        } else {
            Vec::new()
        };
        match findings.as_slice() {
            [finding] => {
                take(&mut approved, outcome, finding)?;
                continue;
            }
            [] => {}
            several => {
                let ids: Vec<&str> = several.iter().map(|finding| finding.id.as_str()).collect();
                return Err(Failure::usage(format!(
                    "`{id}` is the beginning of several findings' ids"
                ))
                .hint(format!("write more of it: {}", ids.join(", "))));
            }
        }
        let resources = resources_named(outcome, id);
        match resources.as_slice() {
            [resource] => {
                approved.resources.insert(resource.clone());
            }
            [] => {
                return Err(Failure::usage(format!(
                    "`{id}` is neither a finding nor a resource that was read or recorded"
                ))
                .hint("`driftwall scan` prints both ids of what it finds"));
            }
            several => {
                let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
                return Err(Failure::usage(format!("`{id}` names several resources"))
                    .hint(format!("write one of: {}", ids.join(", "))));
            }
        }
    }
    Ok(approved)
}

/// Whether a kind holds something whose values nobody can compare.
fn is_sealed(outcome: &Outcome, (scope, kind): &(Scope, Kind)) -> bool {
    let resources = |snapshot: &Snapshot, scope: &Scope| {
        let reading = snapshot.scopes.get(scope).and_then(|reading| reading.kinds.get(kind));
        reading.map(|reading| reading.resources.clone()).unwrap_or_default()
    };
    let old = resources(&outcome.before, outcome.pairing.earlier(scope));
    resources(&outcome.after, scope)
        .iter()
        .any(|(id, new)| old.get(id).is_some_and(|old| lacks_key(kind, old, new)))
}

fn take(approved: &mut Approved, outcome: &Outcome, finding: &Finding) -> Result<(), Failure> {
    match &finding.subject {
        Subject::Change(change) => {
            approved.resources.insert(change.id.clone());
        }
        Subject::Unapproved { scope, kind: Some(kind), .. } => {
            approved.kinds.insert((scope.clone(), kind.clone()));
        }
        Subject::Unapproved { scope, kind: None, .. } => {
            let kinds = outcome.after.scopes.get(scope).into_iter().flat_map(|r| r.kinds.keys());
            approved.kinds.extend(kinds.map(|kind| (scope.clone(), kind.clone())));
        }
        Subject::Gap { scope, kind: _, held: _, lacks: Lacks::Key } => {
            return Err(Failure::unread(format!(
                "values in {scope} could not be compared, so there is nothing to approve"
            ))
            .hint("give the key that the baseline was recorded with: DRIFTWALL_SEAL_KEY"));
        }
        Subject::Gap { scope, kind, held: _, lacks: Lacks::Answers } => {
            let what = kind.as_ref().map_or_else(|| "everything".to_owned(), ToString::to_string);
            return Err(Failure::unread(format!(
                "{what} in {scope} was not fully read, so there is nothing to approve"
            ))
            .hint("an unread kind is unknown; read it, or take it out of the configuration"));
        }
        Subject::Transient(_) | Subject::Attempt(_) => {
            return Err(Failure::usage(format!(
                "`{}` tells of what is over, so there is nothing to accept",
                finding.code
            ))
            .hint("approving the scope again, with --all, makes what was before it no news"));
        }
        Subject::State(state) => {
            let scope = &state.scope;
            return Err(Failure::usage(format!(
                "`{}` is a state of {scope}, which has no baseline, so there is nothing to accept it into",
                finding.code
            ))
            .hint(format!(
                "`driftwall baseline record --scope {scope} --reason …` records the scope as it is, and with that this"
            )));
        }
        Subject::Paper(stale) => {
            let file = &stale.paper.file;
            return Err(Failure::usage(format!(
                "`{}` is about {file}, so there is nothing to accept into a baseline",
                finding.code
            ))
            .hint("write what it is to say, or delete it"));
        }
    }
    Ok(())
}

/// Resources of either side under the later side's scopes, by any of their names.
fn resources_named(outcome: &Outcome, text: &str) -> Vec<ResourceId> {
    let mut named = BTreeSet::new();
    let mut look = |snapshot: &Snapshot, rename: &dyn Fn(&Scope) -> Scope| {
        for (scope, reading) in &snapshot.scopes {
            for (kind, reading) in &reading.kinds {
                for identity in reading.resources.keys() {
                    let id = ResourceId {
                        scope: rename(scope),
                        kind: kind.clone(),
                        identity: identity.clone(),
                    };
                    if id.answers_to(text) {
                        named.insert(id);
                    }
                }
            }
        }
    };
    look(&outcome.after, &Clone::clone);
    let later = |earlier: &Scope| {
        let renamed = outcome.pairing.renamed().iter().find(|(_, name)| *name == earlier);
        renamed.map_or_else(|| earlier.clone(), |(later, _)| later.clone())
    };
    look(&outcome.before, &later);
    named.into_iter().collect()
}

/// Whether anything would be written that is not recorded already.
fn differs(edits: &Edits, recorded: &Snapshot) -> bool {
    edits.iter().any(|(scope, kinds)| {
        let known = recorded.scopes.get(scope);
        kinds.iter().any(|(kind, reading)| {
            let known = known.and_then(|reading| reading.kinds.get(kind));
            known.is_none_or(|known| {
                known.resources != reading.resources
                    || known.coverage.status != reading.coverage.status
            })
        })
    })
}

fn refusal(refused: &[Refusal]) -> Failure {
    let mut lines = refused.iter().map(|refusal| match refusal {
        Refusal::Unread { scope, kind, coverage } => {
            let reason = coverage.reason.as_deref().unwrap_or("no reason given");
            format!("{kind} in {scope} was not fully read ({}): {reason}", coverage.status)
        }
        Refusal::Sealed(id) => format!(
            "values of {id} are sealed with a key that is not there, so nobody can tell what they are now"
        ),
    });
    let is_sealed = |refusal: &Refusal| matches!(refusal, Refusal::Sealed(_));
    Failure::unread(lines.next().unwrap_or_default()).and(lines).hint(
        if refused.iter().all(is_sealed) {
            "give the key that the baseline was recorded with: DRIFTWALL_SEAL_KEY"
        } else {
            "what was not fully read is never approved; read it again, or approve the rest with --all --allow-incomplete"
        },
    )
}

/// Shows the findings that are about to be approved, on stderr: stdout is for what was done.
fn show(
    session: &mut Session<'_>,
    outcome: &mut Outcome,
    approved: &Approved,
    root: &Utf8Path,
    after: &str,
) -> Result<(), Failure> {
    outcome.found.findings.retain(|finding| match &finding.subject {
        Subject::Change(change) => {
            approved.resources.contains(&change.id)
                || approved.kinds.contains(&(change.id.scope.clone(), change.id.kind.clone()))
        }
        Subject::Unapproved { scope, kind, .. } => approved
            .kinds
            .iter()
            .any(|(s, k)| s == scope && kind.as_ref().is_none_or(|kind| kind == k)),
        Subject::Gap { .. }
        | Subject::State(_)
        | Subject::Transient(_)
        | Subject::Attempt(_)
        | Subject::Paper(_) => false,
    });
    let now = (session.around.now)();
    let run = Run {
        command: "accept",
        started: now,
        finished: now,
        exit_code: 0,
        before: format!("baseline:{root}"),
        after: after.to_owned(),
        baseline: Some(root),
    };
    let mut report = report::document(outcome, &run);
    // How well everything else was read is no part of what is approved.
    report.coverage.clear();
    let style = Style { verbose: true, quiet: false, color: false, ..session.style() };
    let text = report::render(Format::Text, &report, &style);
    // The last lines of a scan say what to do next; here that is the question.
    let body = text.rsplit_once("\nNext: ").map_or(text.as_str(), |(body, _)| body);
    write_all(&mut session.around.stderr, &format!("{}\n", body.trim_end()))
}

/// Asks, and takes nothing but a clear yes.
fn confirmed(session: &mut Session<'_>, scopes: usize) -> Result<bool, Failure> {
    let plural = if scopes == 1 { "scope" } else { "scopes" };
    let question = format!("Approve this for {scopes} {plural}? [y/N] ");
    session.confirmed(&question, "approve without being asked: --yes")
}
