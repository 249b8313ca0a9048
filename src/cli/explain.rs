//! `driftwall explain CODE`: what a finding means, why it matters and what to do.

use super::args::{Logs, Pairs, Sides};
use super::exit::Exit;
use super::failure::Failure;
use super::scan::{Comparing, Reported, report};
use super::session::Session;
use crate::findings::{RULES, Rule, rule};
use crate::report::render_story;

/// The least of an id that names a finding, and the longest that there is.
const ID: std::ops::RangeInclusive<usize> = 4..=16;

pub(super) fn run(
    session: &mut Session<'_>,
    code: Option<&str>,
    sides: &Sides,
    pairs: &Pairs,
    logs: &Logs,
) -> Result<Exit, Failure> {
    let Some(code) = code else {
        let width = RULES.iter().map(|rule| rule.code.len()).max().unwrap_or(0);
        let list: String = RULES
            .iter()
            .map(|rule| format!("{:width$}  {:8}  {}\n", rule.code, rule.severity, rule.title))
            .collect();
        session.print(&list)?;
        return Ok(Exit::Done);
    };
    let is_id = ID.contains(&code.len()) && code.bytes().all(|b| b.is_ascii_hexdigit());
    let Some(found) = rule(code) else {
        if is_id {
            return story(session, code, sides, pairs, logs);
        }
        let nearest = RULES
            .iter()
            .map(|rule| (strsim::osa_distance(rule.code, code), rule.code))
            .min()
            .filter(|(distance, _)| *distance <= 4);
        let hint = match nearest {
            Some((_, nearest)) => format!("did you mean `{nearest}`?"),
            None => "`driftwall explain` lists them all".to_owned(),
        };
        return Err(Failure::usage(format!("no finding has the code `{code}`")).hint(hint));
    };
    session.print(&text(found))?;
    Ok(Exit::Done)
}

/// Scans, and tells everything that there is to tell of one finding.
fn story(
    session: &mut Session<'_>,
    id: &str,
    sides: &Sides,
    pairs: &Pairs,
    logs: &Logs,
) -> Result<Exit, Failure> {
    let comparing = Comparing {
        papers: session.papers(false)?,
        ..Comparing::now(session, "explain", sides, pairs, logs)?
    };
    let Reported { report: all, missing, .. } = report(session, &comparing, |_| Ok(()))?;
    if let Some(missing) = missing {
        return Err(missing);
    }
    let named: Vec<_> = all.findings.iter().filter(|finding| finding.id.starts_with(id)).collect();
    let finding = match named.as_slice() {
        [finding] => finding,
        [] => {
            return Err(Failure::usage(format!("`{id}` is no finding of this scan"))
                .hint("`driftwall scan` prints the ids; what was put back has none any more"));
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|one| one.id.as_str()).collect();
            return Err(Failure::usage(format!("`{id}` names several findings"))
                .hint(format!("write one of: {}", ids.join(", "))));
        }
    };
    let style = session.style();
    session.print(&render_story(&all, finding, &style))?;
    Ok(Exit::Done)
}

/// A rule in words, for people and for `docs/findings.md`.
#[must_use]
pub(super) fn text(rule: &Rule) -> String {
    let Rule { code, title, what, why, how, approve, severity, attack, tell: _ } = rule;
    let attack = attack.words();
    format!(
        "{code}: {title}\n\n  what      {what}\n  why       {why}\n  how       {how}\n  approve   {approve}\n  \
         severity  {severity} unless the change says otherwise\n  ATT&CK    {attack}\n"
    )
}
