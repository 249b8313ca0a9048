//! Firewall policies, and where they take hold.

use super::line::Line;
use super::lists::segment;
use super::request::{Body, Request, below, path};
use crate::providers::calls::Named;

const GET: Named = ("compute network-firewall-policies describe", "compute.firewallPolicies.get");
const GET_ABOVE: Named = ("compute firewall-policies describe", "compute.firewallPolicies.get");

/// The policies of networks, global or of a region.
fn of_networks(line: &mut Line, global: &str, region: &str) -> Result<Vec<String>, String> {
    let project = line.needed("--project")?;
    match (line.switch(global)?, line.text(region)?) {
        (true, None) => path(&["projects", &project, "global", "firewallPolicies"]),
        (false, Some(region)) => {
            path(&["projects", &project, "regions", &region, "firewallPolicies"])
        }
        _ => Err("it does not say where the policy is".to_owned()),
    }
}

fn above() -> Result<Vec<String>, String> {
    path(&["locations", "global", "firewallPolicies"])
}

/// The policy that a command about a part of it names.
pub(super) fn holder(line: &mut Line) -> Result<Vec<String>, String> {
    let policies = of_networks(line, "--global-firewall-policy", "--firewall-policy-region")?;
    below(&policies, &[&line.needed("--firewall-policy")?])
}

/// The same for one of a folder or an organisation.
pub(super) fn holder_above(line: &mut Line) -> Result<Vec<String>, String> {
    below(&above()?, &[&line.needed("--firewall-policy")?])
}

/// `compute network-firewall-policies create`
pub(super) fn create(line: &mut Line) -> Result<Request, String> {
    let policies = of_networks(line, "--global", "--region")?;
    let body = Body::default().with("name", line.name()?);
    Ok(Request::insert(policies, body.and("description", line.text("--description")?)))
}

/// `compute network-firewall-policies update`
pub(super) fn update(line: &mut Line) -> Result<Request, String> {
    let policies = of_networks(line, "--global", "--region")?;
    let policy = below(&policies, &[&line.name()?])?;
    described(line, policy, GET)
}

/// `compute network-firewall-policies delete`
pub(super) fn delete(line: &mut Line) -> Result<Request, String> {
    let policies = of_networks(line, "--global", "--region")?;
    Ok(Request::delete(below(&policies, &[&line.name()?])?))
}

/// `compute firewall-policies update`
pub(super) fn update_above(line: &mut Line) -> Result<Request, String> {
    let policy = below(&above()?, &[&line.name()?])?;
    described(line, policy, GET_ABOVE)
}

/// `compute firewall-policies delete`
pub(super) fn delete_above(line: &mut Line) -> Result<Request, String> {
    Ok(Request::delete(below(&above()?, &[&line.name()?])?))
}

fn described(line: &mut Line, policy: Vec<String>, get: Named) -> Result<Request, String> {
    let body = Body::default().with("description", line.needed("--description")?);
    Ok(Request::patch(policy.clone(), body).if_unchanged(get, policy))
}

/// `compute network-firewall-policies associations create`
pub(super) fn associate(line: &mut Line) -> Result<Request, String> {
    let (name, network) = (line.needed("--name")?, line.needed("--network")?);
    let policy = holder(line)?;
    let project = policy.get(1).map_or("", String::as_str);
    let network = format!("projects/{project}/global/networks/{}", segment(&network)?);
    associated(&policy, name, network)
}

/// `compute firewall-policies associations create`
pub(super) fn associate_above(line: &mut Line) -> Result<Request, String> {
    let (name, policy) = (line.needed("--name")?, holder_above(line)?);
    let target = match (line.text("--folder")?, line.text("--organization")?) {
        (Some(folder), None) => format!("folders/{}", segment(&folder)?),
        (None, Some(organization)) => format!("organizations/{}", segment(&organization)?),
        _ => return Err("it does not say where the policy takes hold".to_owned()),
    };
    associated(&policy, name, target)
}

/// What takes hold there already is never replaced.
fn associated(policy: &[String], name: String, target: String) -> Result<Request, String> {
    let body = Body::default().with("name", name).with("attachmentTarget", target);
    let request = Request::does(policy, "addAssociation", Some(body))?;
    Ok(request.with("replaceExistingAssociation", "false"))
}

/// `compute network-firewall-policies associations delete`
pub(super) fn dissociate(line: &mut Line) -> Result<Request, String> {
    let policy = holder(line)?;
    let name = line.needed("--name")?;
    Ok(Request::does(&policy, "removeAssociation", None)?.with("name", name))
}

/// `compute firewall-policies associations delete`
pub(super) fn dissociate_above(line: &mut Line) -> Result<Request, String> {
    let policy = holder_above(line)?;
    let name = line.name()?;
    Ok(Request::does(&policy, "removeAssociation", None)?.with("name", name))
}
