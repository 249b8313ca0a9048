//! `driftwall baseline show`: what was approved.

use serde_json::json;

use super::list::wants_json;
use super::open;
use crate::cli::config::Side;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::compare::name_of;
use crate::model::{Resource, ResourceId, Snapshot};
use crate::providers::kind_spec;
use crate::report::visible;

pub(super) fn run(
    session: &mut Session<'_>,
    id: Option<&str>,
    version: Option<u64>,
) -> Result<Exit, Failure> {
    let store = open(session, "show")?;
    let mut snapshot = store.snapshot()?;
    let _ = session.settings.filter.apply(Side::Baseline, &mut snapshot);
    if let Some(version) = version {
        let scopes: Vec<_> = snapshot.scopes.keys().cloned().collect();
        let [scope] = scopes.as_slice() else {
            return Err(Failure::usage("each scope has versions of its own")
                .hint("name one scope: --scope aws:111122223333/eu-west-1"));
        };
        snapshot = store.version(scope, version)?;
    }
    let found = named(&snapshot, id);
    match (id, found.as_slice()) {
        (Some(id), []) => {
            return Err(Failure::usage(format!("the baseline holds no resource `{id}`"))
                .hint("`driftwall baseline show` lists them"));
        }
        (Some(_), [(id, resource)]) => {
            let document = json!({
                "scope": id.scope.to_string(),
                "kind": id.kind.to_string(),
                "identity": id.identity.to_string(),
                "durable": resource.durable.value().unwrap_or_default(),
                "context": resource.context.value().unwrap_or_default(),
            });
            session.print_json(&document)?;
        }
        (_, found) if wants_json(session)? => {
            let ids: Vec<_> = found
                .iter()
                .map(|(id, _)| {
                    json!({
                        "scope": id.scope.to_string(),
                        "kind": id.kind.to_string(),
                        "identity": id.identity.to_string(),
                    })
                })
                .collect();
            session.print_json(&json!({ "resources": ids }))?;
        }
        (_, []) => session.tell("The baseline holds no resources"),
        (_, found) => {
            let lines: String = found
                .iter()
                .map(|(id, resource)| {
                    let name = name_of(kind_spec(&id.kind), resource);
                    let name = name.map(|name| format!("  {}", visible(&name))).unwrap_or_default();
                    format!("{}{name}\n", visible(&id.to_string()))
                })
                .collect();
            session.print(&lines)?;
        }
    }
    Ok(Exit::Done)
}

/// The resources that a text names: all of them without one.
fn named<'a>(snapshot: &'a Snapshot, text: Option<&str>) -> Vec<(ResourceId, &'a Resource)> {
    let mut found = Vec::new();
    for (scope, reading) in &snapshot.scopes {
        for (kind, reading) in &reading.kinds {
            for (identity, resource) in &reading.resources {
                let id = ResourceId {
                    scope: scope.clone(),
                    kind: kind.clone(),
                    identity: identity.clone(),
                };
                if text.is_none_or(|text| id.answers_to(text)) {
                    found.push((id, resource));
                }
            }
        }
    }
    found
}
