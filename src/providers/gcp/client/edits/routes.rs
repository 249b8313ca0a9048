//! Routes of a network.

use std::net::IpAddr;

use super::line::Line;
use super::lists::{link, segment};
use super::request::{Body, Request, below, path};

fn routes(line: &mut Line) -> Result<(Vec<String>, String), String> {
    let project = line.needed("--project")?;
    Ok((path(&["projects", &project, "global", "routes"])?, project))
}

/// A link to something in a zone or a region, which its own option names.
fn there(
    line: &mut Line,
    project: &str,
    (option, place, kind): (&str, &str, &str),
    name: &str,
) -> Result<String, String> {
    let at = line.needed(option)?;
    Ok(format!("projects/{project}/{place}/{}/{kind}/{}", segment(&at)?, segment(name)?))
}

/// `compute routes create`
pub(super) fn create(line: &mut Line) -> Result<Request, String> {
    let (routes, project) = routes(line)?;
    let mut hops = Vec::new();
    if let Some(name) = line.text("--next-hop-gateway")? {
        let gateway = format!("projects/{project}/global/gateways/{}", segment(&name)?);
        hops.push(("nextHopGateway", gateway));
    }
    if let Some(name) = line.text("--next-hop-instance")? {
        let zone = ("--next-hop-instance-zone", "zones", "instances");
        hops.push(("nextHopInstance", there(line, &project, zone, &name)?));
    }
    if let Some(address) = line.text("--next-hop-address")? {
        hops.push(("nextHopIp", address));
    }
    if let Some(name) = line.text("--next-hop-vpn-tunnel")? {
        let region = ("--next-hop-vpn-tunnel-region", "regions", "vpnTunnels");
        hops.push(("nextHopVpnTunnel", there(line, &project, region, &name)?));
    }
    if let Some(name) = line.text("--next-hop-ilb")? {
        let region = ("--next-hop-ilb-region", "regions", "forwardingRules");
        let balancer = match name.parse::<IpAddr>() {
            Ok(address) => address.to_string(),
            Err(_) => there(line, &project, region, &name)?,
        };
        hops.push(("nextHopIlb", balancer));
    }
    let [(field, hop)] = hops.as_slice() else {
        return Err("it does not say where the route leads, or says more than one place".to_owned());
    };
    let body = Body::default()
        .with("name", line.name()?)
        .with("network", link(line.needed("--network")?)?)
        .with("destRange", line.needed("--destination-range")?)
        .with(field, hop.as_str())
        .and("priority", line.number("--priority")?)
        .and("tags", line.list("--tags")?)
        .and("description", line.text("--description")?);
    Ok(Request::insert(routes, body))
}

/// `compute routes delete`
pub(super) fn delete(line: &mut Line) -> Result<Request, String> {
    let (routes, _) = routes(line)?;
    Ok(Request::delete(below(&routes, &[&line.name()?])?))
}
