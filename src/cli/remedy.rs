//! `driftwall remedy`: how what nobody approved is put back.

use super::apply;
use super::args::{ApplyArgs, Logs, Pairs, Sides, TerraformArgs};
use super::exit::Exit;
use super::failure::Failure;
use super::outputs::Outputs;
use super::scan::{Comparing, Reported, report};
use super::session::Session;
use crate::model::{Finding, Subject, Verdict};
use crate::report::remedy::{FORMATS, render_plans};
use crate::scan::Outcome;

/// The least of an id that names a finding.
const LEAST: usize = 4;

/// What the user asked for.
pub(super) struct Asked<'a> {
    pub(super) ids: &'a [String],
    pub(super) sides: &'a Sides,
    pub(super) pairs: &'a Pairs,
    pub(super) logs: &'a Logs,
    pub(super) apply: &'a ApplyArgs,
    pub(super) no_waivers: bool,
}

pub(super) fn run(
    session: &mut Session<'_>,
    asked: &Asked<'_>,
    terraform: &TerraformArgs,
) -> Result<Exit, Failure> {
    let Asked { ids, sides, pairs, logs, apply, no_waivers } = asked;
    let comparing = Comparing {
        terraform: Some(terraform),
        papers: session.papers(*no_waivers)?,
        ..Comparing::now(session, "remedy", sides, pairs, logs)?
    };
    if apply.apply {
        return apply::run(session, asked, comparing);
    }
    let outputs = Outputs::plan_among(session, "remedies", &FORMATS)?;
    let Reported { report, missing, .. } =
        report(session, &comparing, |outcome| choose(outcome, ids))?;
    if let Some(missing) = missing {
        return Err(missing);
    }
    if report.findings.is_empty() {
        session.tell("Nothing to put back: nothing differs that nobody approved");
    }
    outputs.write_each(session, |format, style| render_plans(format, &report, style))?;
    Ok(Exit::Done)
}

/// Leaves the findings that were asked for, or all that nobody approved. Findings without a change have nothing to put back.
pub(super) fn choose(outcome: &mut Outcome, ids: &[String]) -> Result<(), Failure> {
    let findings = &outcome.found.findings;
    let mut chosen = Vec::new();
    for id in ids {
        chosen.push(check(named(findings, id)?)?.id.clone());
    }
    outcome.found.findings.retain(|finding| {
        if ids.is_empty() { check(finding).is_ok() } else { chosen.contains(&finding.id) }
    });
    Ok(())
}

/// The one finding that the beginning of an id names.
pub(super) fn named<'a>(findings: &'a [Finding], id: &str) -> Result<&'a Finding, Failure> {
    let named: Vec<&Finding> = findings
        .iter()
        .filter(|finding| id.len() >= LEAST && finding.id.as_str().starts_with(id))
        .collect();
    match named.as_slice() {
        [finding] => Ok(finding),
        [] => Err(Failure::usage(format!("`{id}` is no finding of this scan"))
            .hint("`driftwall scan` prints the ids; what was put back has none any more")),
        several => {
            let ids: Vec<&str> = several.iter().map(|one| one.id.as_str()).collect();
            Err(Failure::usage(format!("`{id}` names several findings"))
                .hint(format!("write one of: {}", ids.join(", "))))
        }
    }
}

/// That a finding is one that may be put back.
fn check(finding: &Finding) -> Result<&Finding, Failure> {
    if !matches!(finding.subject, Subject::Change(_)) {
        return Err(Failure::usage(format!(
            "finding {} is about no change, so there is nothing to put back",
            finding.id
        )));
    }
    match finding.verdict {
        Verdict::Unauthorized => Ok(finding),
        Verdict::Authorized | Verdict::Waived => Err(Failure::usage(format!(
            "finding {} is {}, and what somebody approved is not put back",
            finding.id,
            finding.verdict.word()
        ))),
    }
}
