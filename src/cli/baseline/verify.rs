//! `driftwall baseline verify`: check every file against its recorded digest.

use super::list::wants_json;
use super::open;
use crate::baseline::{Problem, Verification};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::{Session, counted};
use crate::report::visible;

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, Failure> {
    let store = open(session, "verify")?;
    let json = wants_json(session)?;
    let Verification { problems, scopes, resources, versions, pruned } = store.verify();
    if scopes == 0 && problems.is_empty() {
        return Err(Failure::invalid(format!("there is no baseline in {}", store.root()))
            .hint("`driftwall baseline record` records one"));
    }
    if json {
        let rows: Vec<_> = problems
            .iter()
            .map(|problem| {
                serde_json::json!({
                    "file": problem.file,
                    "problem": problem.trouble.to_string(),
                    "recorded": problem.recorded().map(|digest| digest.to_string()),
                    "found": problem.found().map(|digest| digest.to_string()),
                    "hint": problem.hint(),
                })
            })
            .collect();
        let document = serde_json::json!({
            "scopes": scopes, "resources": resources, "versions": versions, "problems": rows,
        });
        session.print_json(&document)?;
        return Ok(if problems.is_empty() { Exit::Done } else { Exit::Invalid });
    }
    for (scope, oldest) in pruned {
        session.tell(&format!("{scope}: versions before {oldest} were pruned"));
    }
    if problems.is_empty() {
        session.print(&format!(
            "Every file is as recorded: {} in {}, {}\n",
            counted(resources, "resource"),
            counted(scopes, "scope"),
            counted(versions, "version"),
        ))?;
        return Ok(Exit::Done);
    }
    let lines: String = problems
        .iter()
        .map(|problem| {
            let Problem { file, trouble } = problem;
            let (file, trouble) = (visible(file.as_str()).into_owned(), trouble.to_string());
            format!("{file}: {}\n  hint: {}\n", visible(&trouble), visible(&problem.hint()))
        })
        .collect();
    session.print(&lines)?;
    Err(Failure::invalid(format!("{} in {}", counted(problems.len(), "problem"), store.root())))
}
