//! `driftwall doctor`: tries every call that a live read makes, and says which are allowed.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::exit::Exit;
use super::failure::Failure;
use super::session::{Session, counted, parse_source, unreadable, write_all};
use super::surroundings::Surroundings;
use crate::model::{Effort, Provider};
use crate::providers::live::{Access, Checked};
use crate::providers::{REGISTRY, entry};
use crate::report::visible;
use crate::scan::Ending;
use crate::sources::{self, Source, SourceError};

/// The name of the JSON document's format.
const FORMAT: &str = "driftwall.doctor/v1";

/// Prints the least permissions that reading a provider needs, going from account to account, or searching its log.
pub(super) fn permissions(around: &mut Surroundings, whose: &str) -> Result<Exit, Failure> {
    let (provider, part) = whose.split_once(':').unwrap_or((whose, ""));
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
    let (policy, without) = match part {
        "" => (Some(live.policy), String::new()),
        "caller" => {
            (live.caller_policy, format!("{provider} is read with the same credentials throughout"))
        }
        "activity" => (live.activity_policy, format!("{provider} has no audit log to ask")),
        part => (None, format!("--permissions: `{part}` is nothing that {provider} is asked for")),
    };
    let Some(policy) = policy else {
        let parts = [("caller", live.caller_policy), ("activity", live.activity_policy)];
        let parts = parts.iter().filter(|(_, policy)| policy.is_some());
        let known: String = parts.map(|(part, _)| format!(" or {provider}:{part}")).collect();
        return Err(Failure::usage(without).hint(format!("write --permissions {provider}{known}")));
    };
    write_all(&mut around.stdout, &policy())?;
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
            let Checked { scope, call, permission, required, access, pages, effort, reason } = row;
            let effort = effort.as_ref();
            json!({
                "scope": scope.to_string(),
                "call": call,
                "permission": permission,
                "required": required,
                "access": access.word(),
                "pages": pages,
                "retries": effort.map(|effort| effort.retries),
                "duration_ms": effort.map(|effort| u64::try_from(effort.duration.as_millis()).unwrap_or(u64::MAX)),
                "missing": effort.map(|effort| &effort.missing).filter(|one| !one.is_empty()),
                "reason": reason,
            })
        })
        .collect();
    json!({ "schema": FORMAT, "calls": calls })
}

/// One block a scope: its calls, the wrong ones with the reason; a scope of which nothing was tried is one line.
fn table(checked: &[Checked]) -> String {
    let width =
        checked.iter().map(|row| row.call.len()).max().unwrap_or_default().max("call".len());
    let mut text = String::new();
    if checked.iter().any(|row| row.access == Access::Allowed) {
        text.push_str(&format!(
            "  {:11}  {:width$}  pages  retries    time  permission\n",
            "access", "call"
        ));
    }
    for rows in checked.chunk_by(|a, b| a.scope == b.scope) {
        let Some(first) = rows.first() else { continue };
        let scope = first.scope.to_string();
        if let Some(reason) = alike(rows) {
            let access = first.access.word();
            text.push_str(&format!("{}: {access}, {}\n", visible(&scope), visible(reason)));
            continue;
        }
        text.push_str(&format!("{}\n", visible(&scope)));
        for row in rows {
            let Checked { scope: _, call, permission, required, access, pages, effort, reason } =
                row;
            let need = if *required { "" } else { "  (adds to a kind)" };
            let told = reason.as_deref().filter(|_| *access != Access::Allowed);
            let told = told.map(|told| format!("\n      {}", visible(told))).unwrap_or_default();
            let (retries, time) = match effort {
                Some(Effort { duration, retries, missing: _ }) => {
                    (retries.to_string(), time(*duration))
                }
                None => (String::new(), String::new()),
            };
            text.push_str(&format!(
                "  {:11}  {call:width$}  {pages:>5}  {retries:>7}  {time:>6}  {permission}{need}{told}\n",
                access.word()
            ));
        }
    }
    text.push_str(&ends(checked));
    text
}

/// The reason, when no call of a scope was answered and all for the same one.
fn alike(rows: &[Checked]) -> Option<&str> {
    let first = rows.first()?;
    let reason = first.reason.as_deref()?;
    let same = |row: &Checked| row.access == first.access && row.reason == first.reason;
    (first.access != Access::Allowed && rows.iter().all(same)).then_some(reason)
}

/// What is missing and where, and whether a scan can do without.
fn ends(checked: &[Checked]) -> String {
    let mut text = String::new();
    let mut missing: BTreeMap<&str, usize> = BTreeMap::new();
    for rows in checked.chunk_by(|a, b| a.scope == b.scope) {
        let mut lacked: Vec<&str> = rows
            .iter()
            .flat_map(|row| row.effort.iter().flat_map(|effort| &effort.missing))
            .map(String::as_str)
            .collect();
        lacked.sort_unstable();
        lacked.dedup();
        lacked.into_iter().for_each(|one| *missing.entry(one).or_default() += 1);
    }
    for (permission, scopes) in missing {
        text.push_str(&format!("missing in {}: {permission}\n", counted(scopes, "scope")));
    }
    let lost = checked.iter().filter(|row| is_missing(row)).count();
    let scopes = checked.chunk_by(|a, b| a.scope == b.scope).count();
    let verdict = match lost {
        0 => "every call that a scan needs is allowed".to_owned(),
        lost => format!("{} that a scan needs did not work", counted(lost, "call")),
    };
    text.push_str(&format!("{}: {verdict}\n", counted(scopes, "scope")));
    text
}

/// `12ms`, `3.4s`
fn time(time: Duration) -> String {
    match time.as_secs_f64() {
        seconds if seconds < 1.0 => format!("{}ms", time.as_millis()),
        seconds => format!("{seconds:.1}s"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ending, table};
    use crate::model::Effort;
    use crate::providers::live::{Access, Checked};

    fn row(call: &str, required: bool, access: Access) -> Checked {
        Checked {
            scope: "aws:111122223333/eu-west-1".parse().unwrap(),
            call: call.to_owned(),
            permission: format!("ec2:{call}"),
            required,
            access,
            pages: u64::from(access == Access::Allowed),
            effort: (access != Access::NotTried).then(|| Effort {
                duration: Duration::from_millis(1234),
                retries: 2,
                missing: (access == Access::Denied)
                    .then(|| format!("ec2:{call}"))
                    .into_iter()
                    .collect(),
            }),
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
        assert!(text.contains("allowed      a         1        2    1.2s  ec2:a\n"), "{text}");
        assert!(
            text.contains("denied       b         0        2    1.2s  ec2:b\n      a reason\n"),
            "{text}"
        );
        assert!(text.contains("missing in 1 scope: ec2:b\n"), "{text}");
        assert!(text.contains("1 call that a scan needs did not work"), "{text}");
    }

    #[test]
    fn a_scope_that_nobody_could_enter_is_one_line() {
        let text = table(&[row("a", true, Access::Denied), row("b", true, Access::Denied)]);
        assert!(text.starts_with("aws:111122223333/eu-west-1: denied, a reason\n"), "{text}");
        assert!(text.contains("2 calls that a scan needs did not work"), "{text}");
    }
}
