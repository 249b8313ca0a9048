//! Rules of a firewall policy, each known by its priority.

use serde_json::{Value, json};

use super::line::Line;
use super::lists::{layers, link};
use super::policies::{holder, holder_above};
use super::request::{Body, Request};

/// What a rule holds packets against, by option and field.
const MATCH: &[(&str, &str)] = &[
    ("--src-ip-ranges", "srcIpRanges"),
    ("--dest-ip-ranges", "destIpRanges"),
    ("--src-address-groups", "srcAddressGroups"),
    ("--dest-address-groups", "destAddressGroups"),
    ("--src-fqdns", "srcFqdns"),
    ("--dest-fqdns", "destFqdns"),
    ("--src-region-codes", "srcRegionCodes"),
    ("--dest-region-codes", "destRegionCodes"),
    ("--src-threat-intelligence", "srcThreatIntelligences"),
    ("--dest-threat-intelligence", "destThreatIntelligences"),
];

/// The action that hands packets to somebody who looks into them.
const INSPECTED: &str = "apply_security_profile_group";

fn tags(line: &mut Line, option: &str) -> Result<Option<Value>, String> {
    let tag = |name: String| json!({ "name": name });
    Ok(line.list(option)?.map(|names| names.into_iter().map(tag).collect()))
}

fn fields(line: &mut Line, priority: i64) -> Result<(Body, String), String> {
    let traffic = line.list("--layer4-configs")?.ok_or("`--layer4-configs` is missing")?;
    let mut held = Body::default().with("layer4Configs", layers(&traffic, "ipProtocol"));
    for (option, field) in MATCH {
        held = held.and(field, line.list(option)?);
    }
    held = held.and("srcSecureTags", tags(line, "--src-secure-tags")?);
    let action = line.needed("--action")?;
    let group = line.text("--security-profile-group")?.map(link).transpose()?;
    let body = Body::default()
        .with("priority", priority)
        .with("action", action.as_str())
        .with("direction", line.needed("--direction")?)
        .with("match", held.done())
        .and("targetSecureTags", tags(line, "--target-secure-tags")?)
        .and("targetServiceAccounts", line.list("--target-service-accounts")?)
        .and("securityProfileGroup", group)
        .and("tlsInspect", line.either("--tls-inspect")?)
        .and("description", line.text("--description")?)
        .and("disabled", line.either("--disabled")?)
        .and("enableLogging", line.either("--enable-logging")?);
    Ok((body, action))
}

fn priority(line: &mut Line) -> Result<i64, String> {
    let priority = line.name()?;
    priority.parse().map_err(|_| format!("`{priority}` is no priority"))
}

fn create(line: &mut Line, policy: &[String]) -> Result<Request, String> {
    let priority = priority(line)?;
    let (body, _) = fields(line, priority)?;
    Request::does(policy, "addRule", Some(body))
}

fn update(line: &mut Line, policy: &[String]) -> Result<Request, String> {
    let priority = priority(line)?;
    let is_inspected = line.clone().text("--security-profile-group")?.is_some();
    let (mut body, action) = fields(line, priority)?;
    if !is_inspected && action != INSPECTED {
        body = body.with("securityProfileGroup", Value::Null);
    }
    let request = Request::does(policy, "patchRule", Some(body))?;
    Ok(request.with("priority", priority.to_string()))
}

fn delete(line: &mut Line, policy: &[String]) -> Result<Request, String> {
    let priority = priority(line)?;
    Ok(Request::does(policy, "removeRule", None)?.with("priority", priority.to_string()))
}

/// `compute network-firewall-policies rules create`. Google refuses a priority that is taken.
pub(super) fn add(line: &mut Line) -> Result<Request, String> {
    let policy = holder(line)?;
    create(line, &policy)
}

/// `compute firewall-policies rules create`
pub(super) fn add_above(line: &mut Line) -> Result<Request, String> {
    let policy = holder_above(line)?;
    create(line, &policy)
}

/// `compute network-firewall-policies rules update`
pub(super) fn edit(line: &mut Line) -> Result<Request, String> {
    let policy = holder(line)?;
    update(line, &policy)
}

/// `compute firewall-policies rules update`
pub(super) fn edit_above(line: &mut Line) -> Result<Request, String> {
    let policy = holder_above(line)?;
    update(line, &policy)
}

/// `compute network-firewall-policies rules delete`
pub(super) fn remove(line: &mut Line) -> Result<Request, String> {
    let policy = holder(line)?;
    delete(line, &policy)
}

/// `compute firewall-policies rules delete`
pub(super) fn remove_above(line: &mut Line) -> Result<Request, String> {
    let policy = holder_above(line)?;
    delete(line, &policy)
}
