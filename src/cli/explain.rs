//! `driftwall explain CODE`: what a finding means, why it matters and what to do.

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use crate::findings::{RULES, Rule, rule};

pub(super) fn run(session: &mut Session<'_>, code: Option<&str>) -> Result<Exit, Failure> {
    let Some(code) = code else {
        let width = RULES.iter().map(|rule| rule.code.len()).max().unwrap_or(0);
        let list: String = RULES
            .iter()
            .map(|rule| format!("{:width$}  {:8}  {}\n", rule.code, rule.severity, rule.title))
            .collect();
        session.print(&list)?;
        return Ok(Exit::Done);
    };
    let Some(found) = rule(code) else {
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
