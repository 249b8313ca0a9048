//! `driftwall remedy`: how what nobody approved is put back.

use camino::Utf8PathBuf;

use super::apply;
use super::args::{ApplyArgs, Pairs, Sides};
use super::exit::Exit;
use super::failure::Failure;
use super::outputs::Outputs;
use super::scan::{Comparing, Reported, report};
use super::session::Session;
use crate::model::{Finding, Subject, Verdict};
use crate::report::remedy::{FORMATS, render_plans};
use crate::scan::{FailsOn, Outcome};

/// The least of an id that names a finding.
const LEAST: usize = 4;

/// What the user asked for.
pub(super) struct Asked<'a> {
    pub(super) ids: &'a [String],
    pub(super) sides: &'a Sides,
    pub(super) pairs: &'a Pairs,
    pub(super) apply: &'a ApplyArgs,
}

pub(super) fn run(
    session: &mut Session<'_>,
    asked: &Asked<'_>,
    terraform_states: &[Utf8PathBuf],
) -> Result<Exit, Failure> {
    let Asked { ids, sides, pairs, apply } = asked;
    let comparing = Comparing {
        terraform_states,
        command: "remedy",
        before: session.approved()?,
        after: session.live()?,
        pairs,
        cluster: &sides.cluster,
        fails_on: FailsOn::Severity(session.settings.fail_on.value),
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
        let named: Vec<&Finding> = findings
            .iter()
            .filter(|finding| id.len() >= LEAST && finding.id.as_str().starts_with(id.as_str()))
            .collect();
        match named.as_slice() {
            [finding] => chosen.push(check(finding)?.id.clone()),
            [] => {
                return Err(Failure::usage(format!("`{id}` is no finding of this scan"))
                    .hint("`driftwall scan` prints the ids; what was put back has none any more"));
            }
            several => {
                let ids: Vec<&str> = several.iter().map(|one| one.id.as_str()).collect();
                return Err(Failure::usage(format!("`{id}` names several findings"))
                    .hint(format!("write one of: {}", ids.join(", "))));
            }
        }
    }
    outcome.found.findings.retain(|finding| {
        if ids.is_empty() { check(finding).is_ok() } else { chosen.contains(&finding.id) }
    });
    Ok(())
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
