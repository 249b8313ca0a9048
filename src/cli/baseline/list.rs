//! `driftwall baseline list`: the scopes and versions that are recorded.

use serde_json::json;

use super::open;
use crate::cli::config::Side;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::{Session, counted};
use crate::report::visible;

pub(super) fn run(session: &mut Session<'_>) -> Result<Exit, Failure> {
    let store = open(session, "list")?;
    let mut snapshot = store.snapshot()?;
    let _ = session.settings.filter.apply(Side::Baseline, &mut snapshot);
    let mut rows = Vec::new();
    let mut text = String::new();
    for scope in snapshot.scopes.keys() {
        for version in store.versions(scope)? {
            let approval = &version.approval;
            let state = if version.current { "current" } else { "former" };
            text.push_str(&format!(
                "{}  version {} ({state})  {}  {} by {}: {}\n",
                visible(&scope.to_string()),
                approval.version,
                counted(version.resources, "resource"),
                approval.at,
                visible(&approval.by),
                visible(&approval.reason),
            ));
            rows.push(json!({
                "scope": scope.to_string(),
                "version": approval.version,
                "current": version.current,
                "resources": version.resources,
                "at": approval.at.to_string(),
                "by": approval.by,
                "reason": approval.reason,
                "driftwall": version.driftwall,
                "manifest": version.manifest.to_string(),
            }));
        }
    }
    if wants_json(session)? {
        session.print_json(&json!({ "versions": rows }))?;
    } else {
        session.print(&text)?;
    }
    Ok(Exit::Done)
}

/// Whether `--output json` was asked for; these commands know that and `text`.
pub(super) fn wants_json(session: &Session<'_>) -> Result<bool, Failure> {
    match session.global.output.as_slice() {
        [] => Ok(false),
        [one] if one == "json" => Ok(true),
        [one] if one == "text" => Ok(false),
        _ => Err(Failure::usage("this command prints text, or one document with --output json")),
    }
}
