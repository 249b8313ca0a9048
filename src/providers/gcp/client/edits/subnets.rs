//! Subnets.

use serde_json::{Value, json};

use super::line::Line;
use super::lists::{link, pairs, split, word};
use super::request::{Body, Request, below, fingerprint, path};
use crate::providers::calls::Named;

const GET: Named = ("compute networks subnets describe", "compute.subnetworks.get");

fn subnets(line: &mut Line) -> Result<Vec<String>, String> {
    let (project, region) = (line.needed("--project")?, line.needed("--region")?);
    path(&["projects", &project, "regions", &region, "subnetworks"])
}

fn subnet(line: &mut Line) -> Result<Vec<String>, String> {
    let subnets = subnets(line)?;
    below(&subnets, &[&line.name()?])
}

/// Which flows are recorded.
fn logs(line: &mut Line) -> Result<Option<Value>, String> {
    let is_on = line.either("--enable-flow-logs")?;
    let sampling = line.text("--logging-flow-sampling")?;
    let share = |text: String| match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err(format!("`{text}` is no share")),
    };
    let interval = line.text("--logging-aggregation-interval")?;
    let interval = interval.map(|text| match text.strip_prefix("interval-") {
        Some(rest) => Ok(format!("INTERVAL_{}", rest.to_uppercase().replace('-', "_"))),
        None => Err(format!("`{text}` is no interval")),
    });
    let metadata = line.text("--logging-metadata")?;
    let metadata = metadata.map(|text| {
        let words = [
            ("include-all", "INCLUDE_ALL_METADATA"),
            ("exclude-all", "EXCLUDE_ALL_METADATA"),
            ("custom", "CUSTOM_METADATA"),
        ];
        word(&text, &words)
    });
    let more = Body::default()
        .and("flowSampling", sampling.map(share).transpose()?)
        .and("aggregationInterval", interval.transpose()?)
        .and("metadata", metadata.transpose()?)
        .and("metadataFields", line.list("--logging-metadata-fields")?)
        .and("filterExpr", line.text("--logging-filter-expr")?);
    match is_on {
        None if more.is_empty() => Ok(None),
        None => Err("what is recorded is said, and not that something is".to_owned()),
        Some(is_on) => Ok(Some(more.with("enable", is_on).done())),
    }
}

/// How machines with IPv6 alone reach Google.
fn google_access(line: &mut Line) -> Result<Option<&'static str>, String> {
    const WORDS: &[(&str, &str)] = &[
        ("disable", "DISABLE_GOOGLE_ACCESS"),
        ("enable-bidirectional-access", "ENABLE_BIDIRECTIONAL_ACCESS_TO_GOOGLE"),
        ("enable-outbound-vm-access", "ENABLE_OUTBOUND_VM_ACCESS_TO_GOOGLE"),
    ];
    let access = line.text("--private-ipv6-google-access-type")?;
    access.map(|access| word(&access, WORDS)).transpose()
}

fn ranges(text: &str) -> Result<Vec<Value>, String> {
    let range =
        |(name, range): (String, String)| json!({ "rangeName": name, "ipCidrRange": range });
    Ok(pairs(text)?.into_iter().map(range).collect())
}

/// `compute networks subnets create`
pub(super) fn create(line: &mut Line) -> Result<Request, String> {
    let subnets = subnets(line)?;
    let network = line.needed("--network")?;
    let network = if network.contains('/') {
        network
    } else {
        let project = subnets.get(1).map_or("", String::as_str);
        format!("projects/{project}/global/networks/{network}")
    };
    let secondary = line.text("--secondary-range")?.map(|text| ranges(&text)).transpose()?;
    let body = Body::default()
        .with("name", line.name()?)
        .with("network", link(network)?)
        .and("ipCidrRange", line.text("--range")?)
        .and("description", line.text("--description")?)
        .and("purpose", line.text("--purpose")?)
        .and("role", line.text("--role")?)
        .and("stackType", line.text("--stack-type")?)
        .and("ipv6AccessType", line.text("--ipv6-access-type")?)
        .and("privateIpGoogleAccess", line.either("--enable-private-ip-google-access")?)
        .and("privateIpv6GoogleAccess", google_access(line)?)
        .and("secondaryIpRanges", secondary)
        .and("logConfig", logs(line)?);
    Ok(Request::insert(subnets, body))
}

/// `compute networks subnets update`
pub(super) fn update(line: &mut Line) -> Result<Request, String> {
    let subnet = subnet(line)?;
    if let Some(is_on) = line.either("--enable-private-ip-google-access")? {
        let body = Body::default().with("privateIpGoogleAccess", is_on);
        return Request::does(&subnet, "setPrivateIpGoogleAccess", Some(body));
    }
    let coming = line.text("--add-secondary-ranges")?.map(|text| ranges(&text)).transpose()?;
    let going = line.text("--remove-secondary-ranges")?.map(|text| split(&text));
    let body = Body::default()
        .and("logConfig", logs(line)?)
        .and("privateIpv6GoogleAccess", google_access(line)?);
    let request = Request::patch(subnet.clone(), body);
    if coming.is_none() && going.is_none() {
        return Ok(request.if_unchanged(GET, subnet));
    }
    let (coming, going) = (coming.unwrap_or_default(), going.unwrap_or_default());
    Ok(request.taking(GET, subnet, move |is, body| {
        let has = is.get("secondaryIpRanges").and_then(Value::as_array);
        let mut all = has.cloned().unwrap_or_default();
        for name in &going {
            let before = all.len();
            all.retain(|one| one.get("rangeName").and_then(Value::as_str) != Some(name));
            if all.len() == before {
                return Err(format!("the range `{name}` is no longer there"));
            }
        }
        all.extend(coming.iter().cloned());
        body.insert("secondaryIpRanges".to_owned(), all.into());
        fingerprint(is, "fingerprint", body)
    }))
}

/// `compute networks subnets delete`
pub(super) fn delete(line: &mut Line) -> Result<Request, String> {
    Ok(Request::delete(subnet(line)?))
}
