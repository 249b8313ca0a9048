//! Public addresses. Which address it is, Azure decides.

use serde_json::{Map, Value, json};

use super::nsg::NETWORK;
use super::sheet::{Made, Sheet};
use super::ways::{Way, Written, odd};
use crate::model::Resource;
use crate::providers::azure::parse::public_ip::{Context, Durable, SPEC};

const LEADS: &str = "what a public address leads to is put back at the interface, the load balancer or the gateway that uses it";
const HANDED: &str = "Azure hands out addresses: one that was given back can't be asked for";

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    version: NETWORK,
    columns: &[
        ("allocation", Way::Property(Written::As("publicIPAllocationMethod"))),
        ("ddos_plan", Way::Property(Written::Named("ddosSettings.ddosProtectionPlan"))),
        ("ddos_protection", Way::Property(Written::As("ddosSettings.protectionMode"))),
        ("location", Way::Not("a public address can't be moved to another region")),
        ("name", Way::Not("a public address can't be renamed")),
        ("sku", Way::Not("a public address can be raised to another SKU, and never goes back")),
        ("tags", Way::Tags),
        ("version", Way::Not("a public address stays of the family in which it was made")),
        ("address", Way::Not(HANDED)),
        ("attached_to", Way::Not(LEADS)),
        ("nat_gateway", Way::Not(LEADS)),
    ],
    made: Made::Both(made),
    lacks: &[HANDED, LEADS],
};

fn made(address: &Resource) -> Result<Value, String> {
    let Durable { allocation, ddos_plan, ddos_protection, location, name: _, sku, tags, version } =
        address.durable.decode().map_err(|_| odd())?;
    let Context {
        address: _,
        attached_to: _,
        fqdn: _,
        ip_tags: _,
        linked_address: _,
        nat_gateway: _,
        prefix,
        reverse_fqdn: _,
        service_address: _,
        zones,
    } = address.context.decode().map_err(|_| odd())?;
    let mut fields = Map::new();
    let mut settings = Map::new();
    let text = |text: Option<String>| text.map(Value::from);
    let named = |id: Option<String>| id.map(|id| json!({ "id": id }));
    settings.extend(named(ddos_plan).map(|plan| ("ddosProtectionPlan".to_owned(), plan)));
    settings.extend(text(ddos_protection).map(|mode| ("protectionMode".to_owned(), mode)));
    for (key, value) in [
        ("publicIPAllocationMethod", text(allocation)),
        ("publicIPAddressVersion", text(version)),
        ("publicIPPrefix", named(prefix)),
        ("ddosSettings", (!settings.is_empty()).then_some(Value::Object(settings))),
    ] {
        fields.extend(value.map(|value| (key.to_owned(), value)));
    }
    Ok(json!({
        "location": location,
        "tags": tags,
        "sku": { "name": sku },
        "zones": zones,
        "properties": fields,
    }))
}
