//! `driftwall doctor`: tries every call that a live read makes, and says which are allowed.

use serde_json::json;

use super::exit::Exit;
use super::failure::Failure;
use super::session::{Session, counted, parse_source, unreadable, write_all};
use super::surroundings::Surroundings;
use crate::model::{Provider, Scope};
use crate::providers::live::{Access, Checked};
use crate::providers::{REGISTRY, entry};
use crate::report::visible;
use crate::scan::Ending;
use crate::sources::{self, Source, SourceError};

/// The name of the JSON document's format.
const FORMAT: &str = "driftwall.doctor/v1";

/// Prints the least permissions that a provider needs.
pub(super) fn permissions(around: &mut Surroundings, provider: &str) -> Result<Exit, Failure> {
    let provider: Provider =
        provider.parse().map_err(|error| Failure::usage(format!("--permissions: {error}")))?;
    let Some(live) = entry(provider).and_then(|entry| entry.live) else {
        let known: Vec<&str> = REGISTRY
            .iter()
            .filter(|entry| entry.live.is_some())
            .map(|entry| entry.provider.word())
            .collect();
        return Err(Failure::usage(format!("driftwall does not read {provider} live"))
            .hint(format!("it reads {}", known.join(", "))));
    };
    write_all(&mut around.stdout, &(live.policy)())?;
    Ok(Exit::Done)
}

/// Tries every call.
pub(super) fn run(session: &mut Session<'_>, live: Option<&str>) -> Result<Exit, Failure> {
    let scope = match live.map(parse_source).transpose()? {
        None | Some(Source::Live(None)) => None,
        Some(Source::Live(scope)) => scope,
        Some(other) => {
            return Err(Failure::usage(format!(
                "`{other}` asks nobody, so there is nothing to try"
            ))
            .hint("name a scope: --live live:aws:111122223333/eu-west-1"));
        }
    };
    let as_json = as_json(session)?;
    let side = super::config::Side::Live;
    let wanted = session.wanted().ok_or_else(|| unreadable(&SourceError::Offline, side))?;
    let checked =
        sources::check(scope.as_ref(), &wanted).map_err(|error| unreadable(&error, side))?;
    if as_json {
        session.print_json(&document(&checked))?;
    } else {
        session.print(&table(&checked))?;
    }
    Ok(ending(&checked))
}

/// Whether the one report that was asked for is JSON.
fn as_json(session: &Session<'_>) -> Result<bool, Failure> {
    match session.global.output.as_slice() {
        [] => Ok(false),
        [one] if one == "text" => Ok(false),
        [one] if one == "json" => Ok(true),
        _ => Err(Failure::usage("`doctor` prints one report, as text or json")
            .hint("write --output json")),
    }
}

/// A call that a kind needs and that was tried must be answered; calls that only add to a kind need not.
fn is_missing(row: &Checked) -> bool {
    row.required && matches!(row.access, Access::Denied | Access::Unreachable)
}

fn ending(checked: &[Checked]) -> Exit {
    if checked.is_empty() {
        Exit::Compared(Ending::NothingInScope)
    } else if checked.iter().any(is_missing) {
        Exit::Compared(Ending::Incomplete)
    } else {
        Exit::Done
    }
}

fn document(checked: &[Checked]) -> serde_json::Value {
    let calls: Vec<_> = checked
        .iter()
        .map(|row| {
            let Checked { scope, call, permission, required, access, reason } = row;
            json!({
                "scope": scope.to_string(),
                "call": call,
                "permission": permission,
                "required": required,
                "access": access.word(),
                "reason": reason,
            })
        })
        .collect();
    json!({ "schema": FORMAT, "calls": calls })
}

/// One block a scope: its calls, the wrong ones with the reason; a scope of which nothing was tried is one line.
fn table(checked: &[Checked]) -> String {
    let width = checked.iter().map(|row| row.call.len()).max().unwrap_or_default();
    let mut text = String::new();
    for rows in checked.chunk_by(|a, b| a.scope == b.scope) {
        let Some(first) = rows.first() else { continue };
        text.push_str(&heading(&first.scope, rows));
        if rows.iter().all(|row| row.access == Access::NotTried) {
            continue;
        }
        for row in rows {
            let Checked { scope: _, call, permission, required, access, reason } = row;
            let need = if *required { "" } else { "  (adds to a kind)" };
            let told = reason.as_deref().filter(|_| *access != Access::Allowed);
            let told = told.map(|told| format!("\n      {}", visible(told))).unwrap_or_default();
            text.push_str(&format!(
                "  {:11}  {call:width$}  {permission}{need}{told}\n",
                access.word()
            ));
        }
    }
    let missing = checked.iter().filter(|row| is_missing(row)).count();
    let scopes = checked.chunk_by(|a, b| a.scope == b.scope).count();
    let verdict = match missing {
        0 => "every call that a scan needs is allowed".to_owned(),
        missing => format!("{} that a scan needs did not work", counted(missing, "call")),
    };
    text.push_str(&format!("{}: {verdict}\n", counted(scopes, "scope")));
    text
}

fn heading(scope: &Scope, rows: &[Checked]) -> String {
    let scope = scope.to_string();
    match rows.first() {
        Some(Checked { reason: Some(reason), .. })
            if rows.iter().all(|row| row.access == Access::NotTried) =>
        {
            format!("{}: not tried, {}\n", visible(&scope), visible(reason))
        }
        _ => format!("{}\n", visible(&scope)),
    }
}

#[cfg(test)]
mod tests {
    use super::{ending, table};
    use crate::providers::live::{Access, Checked};

    fn row(call: &str, required: bool, access: Access) -> Checked {
        Checked {
            scope: "aws:111122223333/eu-west-1".parse().unwrap(),
            call: call.to_owned(),
            permission: format!("ec2:{call}"),
            required,
            access,
            reason: (access != Access::Allowed).then(|| "a reason".to_owned()),
        }
    }

    #[test]
    fn what_is_needed_decides() {
        let allowed = row("a", true, Access::Allowed);
        for (access, required, code) in [
            (Access::Allowed, true, 0),
            (Access::Denied, true, 4),
            (Access::Unreachable, true, 4),
            (Access::NotThere, true, 0),
            (Access::NotTried, true, 0),
            (Access::Denied, false, 0),
        ] {
            let rows = [allowed.clone(), row("b", required, access)];
            assert_eq!(ending(&rows).code(), code, "{access:?} {required}");
        }
        assert_eq!(ending(&[]).code(), 5);
    }

    #[test]
    fn a_row_says_what_is_missing_and_why() {
        let text = table(&[row("a", true, Access::Allowed), row("b", true, Access::Denied)]);
        assert!(text.contains("denied       b  ec2:b\n      a reason\n"), "{text}");
        assert!(text.contains("1 call that a scan needs did not work"), "{text}");
    }
}
