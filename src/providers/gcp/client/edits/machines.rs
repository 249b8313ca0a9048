//! Instances: tags, labels, metadata and public addresses.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::line::Line;
use super::lists::{pairs, split};
use super::request::{Body, Request, below, fingerprint, path};
use crate::providers::calls::Named;

/// What a machine is looked up with.
pub(super) const GET: Named = ("compute instances describe", "compute.instances.get");

/// The machine that a command names.
pub(super) fn machine(line: &mut Line) -> Result<Vec<String>, String> {
    let (project, zone) = (line.needed("--project")?, line.needed("--zone")?);
    let machines = path(&["projects", &project, "zones", &zone, "instances"])?;
    below(&machines, &[&line.name()?])
}

const UNCHANGED: &str = "it is already as it would be";

/// Tags are written as a whole, with the fingerprint of those that were read.
fn tagged(
    line: &mut Line,
    of: impl Fn(&mut BTreeSet<String>, &[String]) + Send + Sync + 'static,
) -> Result<Request, String> {
    let machine = machine(line)?;
    let said = split(&line.needed("--tags")?);
    let request = Request::does(&machine, "setTags", Some(Body::default()))?;
    Ok(request.taking(GET, machine, move |is, body| {
        let is = is.get("tags").unwrap_or(&Value::Null);
        let there = is.get("items").and_then(Value::as_array).into_iter().flatten();
        let there: BTreeSet<String> = there.filter_map(Value::as_str).map(str::to_owned).collect();
        let mut tags = there.clone();
        of(&mut tags, &said);
        if tags == there {
            return Err(UNCHANGED.to_owned());
        }
        body.insert("items".to_owned(), tags.into_iter().collect());
        fingerprint(is, "fingerprint", body)
    }))
}

/// `compute instances add-tags`
pub(super) fn add_tags(line: &mut Line) -> Result<Request, String> {
    tagged(line, |tags, said| tags.extend(said.iter().cloned()))
}

/// `compute instances remove-tags`
pub(super) fn remove_tags(line: &mut Line) -> Result<Request, String> {
    tagged(line, |tags, said| tags.retain(|tag| !said.contains(tag)))
}

/// `compute instances update`
pub(super) fn update(line: &mut Line) -> Result<Request, String> {
    let machine = machine(line)?;
    let coming = line.text("--update-labels")?.map(|text| pairs(&text)).transpose()?;
    let going = line.list("--remove-labels")?;
    if coming.is_none() && going.is_none() {
        return Err("nothing of it would change".to_owned());
    }
    let (coming, going) = (coming.unwrap_or_default(), going.unwrap_or_default());
    let request = Request::does(&machine, "setLabels", Some(Body::default()))?;
    Ok(request.taking(GET, machine, move |is, body| {
        let there: Map<String, Value> =
            is.get("labels").and_then(Value::as_object).cloned().unwrap_or_default();
        let mut labels = there.clone();
        labels.retain(|name, _| !going.contains(name));
        labels.extend(coming.iter().map(|(name, value)| (name.clone(), json!(value))));
        if labels == there {
            return Err(UNCHANGED.to_owned());
        }
        body.insert("labels".to_owned(), labels.into());
        fingerprint(is, "labelFingerprint", body)
    }))
}

/// `compute instances remove-metadata`
pub(super) fn remove_metadata(line: &mut Line) -> Result<Request, String> {
    let machine = machine(line)?;
    let going = split(&line.needed("--keys")?);
    let request = Request::does(&machine, "setMetadata", Some(Body::default()))?;
    Ok(request.taking(GET, machine, move |is, body| {
        let is = is.get("metadata").unwrap_or(&Value::Null);
        let there = is.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut items = there.clone();
        items.retain(|item| {
            let key = item.get("key").and_then(Value::as_str).unwrap_or_default();
            !going.iter().any(|one| one == key)
        });
        if items.len() == there.len() {
            return Err(UNCHANGED.to_owned());
        }
        body.insert("items".to_owned(), items.into());
        fingerprint(is, "fingerprint", body)
    }))
}

/// `compute instances delete`
pub(super) fn delete(line: &mut Line) -> Result<Request, String> {
    Ok(Request::delete(machine(line)?))
}

/// `compute instances add-access-config`
pub(super) fn add_address(line: &mut Line) -> Result<Request, String> {
    let machine = machine(line)?;
    let interface = line.needed("--network-interface")?;
    let body = Body::default()
        .with("name", "external-nat")
        .with("type", "ONE_TO_ONE_NAT")
        .and("natIP", line.text("--address")?);
    let request = Request::does(&machine, "addAccessConfig", Some(body))?;
    Ok(request.with("networkInterface", interface))
}

/// `compute instances delete-access-config`
pub(super) fn remove_address(line: &mut Line) -> Result<Request, String> {
    let machine = machine(line)?;
    let interface = line.needed("--network-interface")?;
    let name = line.needed("--access-config-name")?;
    let request = Request::does(&machine, "deleteAccessConfig", None)?;
    Ok(request.with("networkInterface", interface).with("accessConfig", name))
}
