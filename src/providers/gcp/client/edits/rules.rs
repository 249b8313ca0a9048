//! Firewall rules of a network.

use serde_json::{Value, json};

use super::line::Line;
use super::lists::{layers, link, word};
use super::request::{Body, Request, path};
use crate::providers::calls::Named;

const GET: Named = ("compute firewall-rules describe", "compute.firewalls.get");

/// The lists of a rule, by option and field.
const LISTS: &[(&str, &str)] = &[
    ("--source-ranges", "sourceRanges"),
    ("--destination-ranges", "destinationRanges"),
    ("--source-tags", "sourceTags"),
    ("--target-tags", "targetTags"),
    ("--source-service-accounts", "sourceServiceAccounts"),
    ("--target-service-accounts", "targetServiceAccounts"),
];

fn rule(line: &mut Line) -> Result<(Vec<String>, String), String> {
    let (project, name) = (line.needed("--project")?, line.name()?);
    Ok((path(&["projects", &project, "global", "firewalls"])?, name))
}

/// Fields that are said of a new rule as of an old one. What is empty is cleared.
fn fields(line: &mut Line) -> Result<Body, String> {
    let mut body = Body::default();
    for (option, field) in LISTS {
        body = body.and(field, line.list(option)?);
    }
    let note = line.text("--description")?;
    let note = note.map(|note| if note.is_empty() { Value::Null } else { note.into() });
    let (is_on, metadata) = (line.either("--enable-logging")?, line.text("--logging-metadata")?);
    let logging = match (is_on, metadata) {
        (None, None) => None,
        (Some(is_on), None) => Some(json!({ "enable": is_on })),
        (Some(true), Some(metadata)) => {
            let metadata = word(
                &metadata,
                &[("include-all", "INCLUDE_ALL_METADATA"), ("exclude-all", "EXCLUDE_ALL_METADATA")],
            )?;
            Some(json!({ "enable": true, "metadata": metadata }))
        }
        (_, Some(_)) => {
            return Err("how much is recorded is said only where something is recorded".to_owned());
        }
    };
    Ok(body
        .and("description", note)
        .and("disabled", line.either("--disabled")?)
        .and("logConfig", logging)
        .and("priority", line.number("--priority")?))
}

/// `compute firewall-rules create`
pub(super) fn create(line: &mut Line) -> Result<Request, String> {
    let (rules, name) = rule(line)?;
    let network = link(line.needed("--network")?)?;
    let direction = line.needed("--direction")?;
    let direction = word(&direction, &[("INGRESS", "INGRESS"), ("EGRESS", "EGRESS")])?;
    let action = line.needed("--action")?;
    let action = word(&action, &[("ALLOW", "allowed"), ("DENY", "denied")])?;
    let traffic = line.list("--rules")?.ok_or("`--rules` is missing")?;
    let body = fields(line)?
        .with("name", name)
        .with("network", network)
        .with("direction", direction)
        .with(action, layers(&traffic, "IPProtocol"));
    Ok(Request::insert(rules, body))
}

/// `compute firewall-rules update`. What is not said stays as it is.
pub(super) fn update(line: &mut Line) -> Result<Request, String> {
    let (rules, name) = rule(line)?;
    let rule = super::request::below(&rules, &[&name])?;
    let traffic = line.list("--rules")?;
    let request = Request::patch(rule.clone(), fields(line)?);
    let Some(traffic) = traffic else { return Ok(request) };
    // Whether a rule allows or denies can't be changed, and is not said.
    Ok(request.taking(GET, rule, move |is, body| {
        let has = |field: &str| {
            is.get(field).and_then(Value::as_array).is_some_and(|list| !list.is_empty())
        };
        let field = if has("denied") && !has("allowed") { "denied" } else { "allowed" };
        body.insert(field.to_owned(), layers(&traffic, "IPProtocol"));
        Ok(())
    }))
}

/// `compute firewall-rules delete`
pub(super) fn delete(line: &mut Line) -> Result<Request, String> {
    let (rules, name) = rule(line)?;
    Ok(Request::delete(super::request::below(&rules, &[&name])?))
}
