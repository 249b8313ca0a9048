//! Application security groups: names that come and go, and labels.

use serde_json::{Value, json};

use super::nsg::NETWORK;
use super::sheet::{Made, Sheet};
use super::ways::{Way, odd};
use crate::model::Resource;
use crate::providers::azure::parse::application_security_group::{Durable, SPEC};

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    version: NETWORK,
    columns: &[
        ("location", Way::Not("an application security group can't be moved to another region")),
        ("name", Way::Not("an application security group can't be renamed")),
        ("tags", Way::Tags),
    ],
    made: Made::Both(made),
    lacks: &[],
};

fn made(group: &Resource) -> Result<Value, String> {
    let Durable { location, name: _, tags } = group.durable.decode().map_err(|_| odd())?;
    Ok(json!({ "location": location, "tags": tags, "properties": {} }))
}
