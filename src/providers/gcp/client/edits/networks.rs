//! Networks and their peerings.

use serde_json::json;

use super::line::Line;
use super::lists::{segment, word};
use super::request::{Body, Request, below, path};

fn networks(line: &mut Line) -> Result<(Vec<String>, String), String> {
    let project = line.needed("--project")?;
    Ok((path(&["projects", &project, "global", "networks"])?, project))
}

fn network(line: &mut Line) -> Result<Vec<String>, String> {
    let (networks, _) = networks(line)?;
    below(&networks, &[&line.name()?])
}

fn routing(line: &mut Line) -> Result<Option<&'static str>, String> {
    let mode = line.text("--bgp-routing-mode")?;
    mode.map(|mode| word(&mode, &[("regional", "REGIONAL"), ("global", "GLOBAL")])).transpose()
}

fn order(line: &mut Line) -> Result<Option<&'static str>, String> {
    const ORDERS: &[(&str, &str)] = &[
        ("BEFORE_CLASSIC_FIREWALL", "BEFORE_CLASSIC_FIREWALL"),
        ("AFTER_CLASSIC_FIREWALL", "AFTER_CLASSIC_FIREWALL"),
    ];
    let order = line.text("--network-firewall-policy-enforcement-order")?;
    order.map(|order| word(&order, ORDERS)).transpose()
}

/// `compute networks create`
pub(super) fn create(line: &mut Line) -> Result<Request, String> {
    let (networks, _) = networks(line)?;
    let is_auto = match line.needed("--subnet-mode")?.as_str() {
        "auto" => true,
        "custom" => false,
        other => return Err(format!("`{other}` is no way in which a network gets subnets")),
    };
    let body = Body::default()
        .with("name", line.name()?)
        .with("autoCreateSubnetworks", is_auto)
        .with("routingConfig", json!({ "routingMode": routing(line)?.unwrap_or("REGIONAL") }))
        .and("networkFirewallPolicyEnforcementOrder", order(line)?)
        .and("description", line.text("--description")?);
    Ok(Request::insert(networks, body))
}

/// `compute networks update`
pub(super) fn update(line: &mut Line) -> Result<Request, String> {
    let network = network(line)?;
    let routing = routing(line)?.map(|mode| json!({ "routingMode": mode }));
    let body = Body::default()
        .and("routingConfig", routing)
        .and("networkFirewallPolicyEnforcementOrder", order(line)?);
    Ok(Request::patch(network, body))
}

/// `compute networks delete`
pub(super) fn delete(line: &mut Line) -> Result<Request, String> {
    Ok(Request::delete(network(line)?))
}

/// The network that has a peering, the project that it is in, and the name of the peering.
fn holder(line: &mut Line) -> Result<(Vec<String>, String, String), String> {
    let (networks, project) = networks(line)?;
    let network = below(&networks, &[&line.needed("--network")?])?;
    Ok((network, project, line.name()?))
}

/// Which routes a peering passes on.
fn passes_on(line: &mut Line, body: Body) -> Result<Body, String> {
    Ok(body
        .and("exportCustomRoutes", line.either("--export-custom-routes")?)
        .and("importCustomRoutes", line.either("--import-custom-routes")?)
        .and(
            "exportSubnetRoutesWithPublicIp",
            line.either("--export-subnet-routes-with-public-ip")?,
        )
        .and(
            "importSubnetRoutesWithPublicIp",
            line.either("--import-subnet-routes-with-public-ip")?,
        )
        .and("stackType", line.text("--stack-type")?))
}

/// `compute networks peerings create`
pub(super) fn peer(line: &mut Line) -> Result<Request, String> {
    let (network, project, name) = holder(line)?;
    let project = line.text("--peer-project")?.unwrap_or(project);
    let (project, other) = (segment(&project)?, line.needed("--peer-network")?);
    let other = format!("projects/{project}/global/networks/{}", segment(&other)?);
    let peering = Body::default()
        .with("name", name)
        .with("network", other)
        .with("exchangeSubnetRoutes", true);
    let peering = passes_on(line, peering)?.done();
    Request::does(&network, "addPeering", Some(Body::default().with("networkPeering", peering)))
}

/// `compute networks peerings update`
pub(super) fn edit_peering(line: &mut Line) -> Result<Request, String> {
    let (network, _, name) = holder(line)?;
    let peering = passes_on(line, Body::default().with("name", name))?.done();
    let path = below(&network, &["updatePeering"])?;
    Ok(Request::patch(path, Body::default().with("networkPeering", peering)))
}

/// `compute networks peerings delete`
pub(super) fn part(line: &mut Line) -> Result<Request, String> {
    let (network, _, name) = holder(line)?;
    Request::does(&network, "removePeering", Some(Body::default().with("name", name)))
}
