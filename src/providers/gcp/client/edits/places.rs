//! Networks, subnets, machines and addresses: what of them can be edited in one call.

use serde_json::{Map, Value, json};

use super::line::Line;
use super::rows::{About, Call, First, Method, Row, object};

pub(super) const ROWS: &[Row] = &[
    (&["compute", "networks", "subnets", "update"], subnet),
    (&["compute", "networks", "subnets", "delete"], |line, about| {
        let path = located(line, about, "--region", "regions", "subnetworks")?;
        Ok(call(Method::Delete, &path, "compute.subnetworks.delete"))
    }),
    (&["compute", "networks", "delete"], |_, about| {
        let path = ["projects", about.project()?, "global", "networks", about.name()?];
        Ok(Call::new(Method::Delete, &path, "compute.networks.delete"))
    }),
    (&["compute", "instances", "add-tags"], |line, about| tags(line, about, with_tags)),
    (&["compute", "instances", "remove-tags"], |line, about| tags(line, about, without_tags)),
    (&["compute", "instances", "update"], labels),
    (&["compute", "instances", "delete"], |line, about| {
        let path = located(line, about, "--zone", "zones", "instances")?;
        Ok(call(Method::Delete, &path, "compute.instances.delete"))
    }),
    (&["compute", "addresses", "delete"], |line, about| {
        let path = if line.has("--global") {
            let path = ["projects", about.project()?, "global", "addresses", about.name()?];
            path.map(str::to_owned).to_vec()
        } else {
            located(line, about, "--region", "regions", "addresses")?
        };
        Ok(call(Method::Delete, &path, "compute.addresses.delete"))
    }),
];

fn call(method: Method, path: &[String], permission: &'static str) -> Call {
    Call::new(method, &path.iter().map(String::as_str).collect::<Vec<_>>(), permission)
}

/// Where something is that a region or a zone has.
fn located(
    line: &mut Line,
    about: About<'_>,
    option: &str,
    places: &str,
    collection: &str,
) -> Result<Vec<String>, String> {
    let place = line.need(option)?;
    let path = ["projects", about.project()?, places, &place, collection, about.name()?];
    Ok(path.map(str::to_owned).to_vec())
}

fn subnet(line: &mut Line, about: About<'_>) -> Result<Call, String> {
    let mut path = located(line, about, "--region", "regions", "subnetworks")?;
    let private =
        line.switch("--enable-private-ip-google-access", "--no-enable-private-ip-google-access");
    if let Some(is_on) = private {
        path.push("setPrivateIpGoogleAccess".to_owned());
        let permission = "compute.subnetworks.setPrivateIpGoogleAccess";
        return Ok(
            call(Method::Post, &path, permission).with(json!({ "privateIpGoogleAccess": is_on }))
        );
    }
    let patch = |body: Value| {
        call(Method::Patch, &path, "compute.subnetworks.update").with(body).fingerprinted()
    };
    if let Some(word) = line.take("--private-ipv6-google-access-type") {
        let word = match word.as_str() {
            "disable" => "DISABLE_GOOGLE_ACCESS",
            "enable-bidirectional-access" => "ENABLE_BIDIRECTIONAL_ACCESS_TO_GOOGLE",
            "enable-outbound-vm-access" => "ENABLE_OUTBOUND_VM_ACCESS_TO_GOOGLE",
            other => return Err(format!("`{other}` is no access to Google")),
        };
        return Ok(patch(json!({ "privateIpv6GoogleAccess": word })));
    }
    let Some(logs) = line.switch("--enable-flow-logs", "--no-enable-flow-logs") else {
        return Err(
            "what it changes is not changed from here; the printed command is the way".to_owned()
        );
    };
    let sampling = line
        .take("--logging-flow-sampling")
        .map(|share| share.parse::<f64>().map_err(|_| format!("`{share}` is no share")));
    let interval = line.take("--logging-aggregation-interval");
    let metadata = line.take("--logging-metadata").map(|word| match word.as_str() {
        "include-all" => Ok("INCLUDE_ALL_METADATA"),
        "exclude-all" => Ok("EXCLUDE_ALL_METADATA"),
        "custom" => Ok("CUSTOM_METADATA"),
        other => Err(format!("`{other}` is no amount of metadata")),
    });
    let log = object(vec![
        ("enable", Some(logs.into())),
        ("flowSampling", sampling.transpose()?.map(Value::from)),
        ("aggregationInterval", interval.map(|word| word.to_uppercase().replace('-', "_").into())),
        ("metadata", metadata.transpose()?.map(Value::from)),
        ("metadataFields", line.list("--logging-metadata-fields").map(Value::from)),
        ("filterExpr", line.take("--logging-filter-expr").map(Value::from)),
    ]);
    Ok(patch(json!({ "logConfig": log })))
}

/// Tags are written as a whole, on the condition that they still are what they were.
fn tags(line: &mut Line, about: About<'_>, remake: super::rows::Remake) -> Result<Call, String> {
    let path = located(line, about, "--zone", "zones", "instances")?;
    let said = line.list("--tags").ok_or("it names no tags")?;
    let at = [path.clone(), vec!["setTags".to_owned()]].concat();
    let call = call(Method::Post, &at, "compute.instances.setTags").with(said.into());
    Ok(Call { first: First::Made(path, remake), ..call })
}

fn tags_of(is: &Value) -> Vec<Value> {
    is.pointer("/tags/items").and_then(Value::as_array).cloned().unwrap_or_default()
}

fn written(is: &Value, items: Vec<Value>) -> Result<Value, String> {
    let mark = is.pointer("/tags/fingerprint").ok_or("Google does not say which tags they are")?;
    Ok(json!({ "items": items, "fingerprint": mark }))
}

fn with_tags(is: &Value, said: &Value) -> Result<Value, String> {
    let mut items = tags_of(is);
    for tag in said.as_array().into_iter().flatten() {
        if !items.contains(tag) {
            items.push(tag.clone());
        }
    }
    written(is, items)
}

fn without_tags(is: &Value, said: &Value) -> Result<Value, String> {
    let gone = said.as_array().cloned().unwrap_or_default();
    written(is, tags_of(is).into_iter().filter(|tag| !gone.contains(tag)).collect())
}

fn labels(line: &mut Line, about: About<'_>) -> Result<Call, String> {
    let path = located(line, about, "--zone", "zones", "instances")?;
    let mut said = Map::new();
    for pair in line.list("--update-labels").unwrap_or_default() {
        let (key, value) = pair.split_once('=').ok_or("a label has no value")?;
        said.insert(key.to_owned(), value.into());
    }
    for key in line.list("--remove-labels").unwrap_or_default() {
        said.insert(key, Value::Null);
    }
    if said.is_empty() {
        return Err(
            "what it changes is not changed from here; the printed command is the way".to_owned()
        );
    }
    let at = [path.clone(), vec!["setLabels".to_owned()]].concat();
    let call = call(Method::Post, &at, "compute.instances.setLabels").with(Value::Object(said));
    Ok(Call { first: First::Made(path, labelled), ..call })
}

fn labelled(is: &Value, said: &Value) -> Result<Value, String> {
    let mark = is.get("labelFingerprint").ok_or("Google does not say which labels they are")?;
    let mut labels = is.get("labels").and_then(Value::as_object).cloned().unwrap_or_default();
    for (key, value) in said.as_object().into_iter().flatten() {
        if value.is_null() {
            labels.remove(key);
        } else {
            labels.insert(key.clone(), value.clone());
        }
    }
    Ok(json!({ "labels": labels, "labelFingerprint": mark }))
}
