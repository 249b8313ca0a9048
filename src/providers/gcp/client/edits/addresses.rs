//! Reserved addresses.

use super::line::Line;
use super::lists::{link, segment};
use super::request::{Body, Request, below, path};

/// The addresses of a region, by its name, or the global ones.
fn addresses(line: &mut Line) -> Result<(Vec<String>, Option<String>), String> {
    let project = line.needed("--project")?;
    match (line.switch("--global")?, line.text("--region")?) {
        (true, None) => Ok((path(&["projects", &project, "global", "addresses"])?, None)),
        (false, Some(region)) => {
            let addresses = path(&["projects", &project, "regions", &region, "addresses"])?;
            Ok((addresses, Some(region)))
        }
        _ => Err("it does not say where the address is".to_owned()),
    }
}

/// `compute addresses create`
pub(super) fn create(line: &mut Line) -> Result<Request, String> {
    let (addresses, region) = addresses(line)?;
    let project = addresses.get(1).cloned().unwrap_or_default();
    let held = match line.list("--addresses")?.as_deref() {
        None => None,
        Some([one]) => Some(one.clone()),
        Some(_) => return Err("more than one address can't have one name".to_owned()),
    };
    let network = line.text("--network")?.map(link).transpose()?;
    let subnet = match (line.text("--subnet")?, &region) {
        (None, _) => None,
        (Some(subnet), Some(region)) => {
            Some(format!("projects/{project}/regions/{region}/subnetworks/{}", segment(&subnet)?))
        }
        (Some(_), None) => return Err("a global address is in no subnet".to_owned()),
    };
    if subnet.is_some() && network.is_some() {
        return Err("an address is of a subnet or of a network, not of both".to_owned());
    }
    let (endpoint, purpose) = (line.text("--endpoint-type")?, line.text("--purpose")?);
    let is_inside = subnet.is_some() || network.is_some();
    let purpose = match purpose {
        Some(_) if !is_inside => {
            return Err("a purpose is said of an address of a subnet or a network".to_owned());
        }
        None if network.is_some() => Some("VPC_PEERING".to_owned()),
        None if subnet.is_some() && endpoint.is_none() => Some("GCE_ENDPOINT".to_owned()),
        said => said,
    };
    let length = line.number("--prefix-length")?;
    let kind = if endpoint.is_some() {
        Some("EXTERNAL")
    } else if is_inside {
        Some("INTERNAL")
    } else {
        (length.is_some() && held.is_some()).then_some("EXTERNAL")
    };
    let version = (region.is_none() && held.is_none()).then_some("IPV4");
    let body = Body::default()
        .with("name", line.name()?)
        .and("address", held)
        .and("addressType", kind)
        .and("description", line.text("--description")?)
        .and("ipVersion", version)
        .and("ipv6EndpointType", endpoint)
        .and("network", network)
        .and("networkTier", line.text("--network-tier")?)
        .and("prefixLength", length)
        .and("purpose", purpose)
        .and("subnetwork", subnet);
    Ok(Request::insert(addresses, body))
}

/// `compute addresses delete`
pub(super) fn delete(line: &mut Line) -> Result<Request, String> {
    let (addresses, _) = addresses(line)?;
    Ok(Request::delete(below(&addresses, &[&line.name()?])?))
}
