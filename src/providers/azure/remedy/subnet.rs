//! Subnets: what stands before the machines in them, which addresses they have, and which services are let in.

use serde_json::{Map, Value, json};

use super::merge::List;
use super::nsg::NETWORK;
use super::sheet::{Made, Sheet};
use super::ways::{Way, Written, object, odd};
use crate::model::Resource;
use crate::providers::azure::parse::subnet::{Context, Durable, SPEC};

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    version: NETWORK,
    columns: &[
        ("cidrs", Way::Property(Written::Own(cidrs))),
        ("default_outbound_access", Way::Property(Written::As("defaultOutboundAccess"))),
        (
            "delegations",
            Way::Parts(
                List { path: "delegations", key: "properties.serviceName", is_flat: false },
                delegation,
            ),
        ),
        ("name", Way::Not("a subnet can't be renamed")),
        ("network", Way::Not("a subnet can't be moved to another network")),
        ("private_endpoint_policies", Way::Property(Written::As("privateEndpointNetworkPolicies"))),
        (
            "private_link_service_policies",
            Way::Property(Written::As("privateLinkServiceNetworkPolicies")),
        ),
        (
            "service_endpoints",
            Way::Parts(List { path: "serviceEndpoints", key: "service", is_flat: true }, endpoint),
        ),
        ("sharing_scope", Way::Property(Written::As("sharingScope"))),
        ("nat_gateway", Way::Property(Written::Named("natGateway"))),
        ("network_security_group", Way::Property(Written::Named("networkSecurityGroup"))),
        ("route_table", Way::Property(Written::Named("routeTable"))),
        ("service_endpoint_policies", Way::Property(Written::AllNamed("serviceEndpointPolicies"))),
    ],
    made: Made::Both(made),
    lacks: &[],
};

/// One block is written in the field of one.
fn cidrs(cidrs: Option<&Value>) -> Result<Value, String> {
    match cidrs.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default() {
        [one] => Ok(json!({ "addressPrefix": one, "addressPrefixes": null })),
        several => Ok(json!({ "addressPrefix": null, "addressPrefixes": several })),
    }
}

fn delegation(_: &str, service: &Value) -> Result<Map<String, Value>, String> {
    object(json!({ "serviceName": service }))
}

fn endpoint(_: &str, endpoint: &Value) -> Result<Map<String, Value>, String> {
    let mut fields = Map::new();
    fields.insert("service".to_owned(), endpoint.get("service").cloned().ok_or_else(odd)?);
    fields.insert("locations".to_owned(), endpoint.get("locations").cloned().unwrap_or(json!([])));
    if let Some(id) = endpoint.get("network_identifier") {
        fields.insert("networkIdentifier".to_owned(), json!({ "id": id }));
    }
    Ok(fields)
}

fn made(subnet: &Resource) -> Result<Value, String> {
    let Durable {
        cidrs: blocks,
        default_outbound_access,
        delegations,
        name: _,
        network: _,
        private_endpoint_policies,
        private_link_service_policies,
        service_endpoints: _,
        sharing_scope,
    } = subnet.durable.decode().map_err(|_| odd())?;
    let Context {
        application_gateways: _,
        ip_configurations: _,
        nat_gateway,
        network_security_group,
        private_endpoints: _,
        route_table,
        service_endpoint_policies,
        services: _,
    } = subnet.context.decode().map_err(|_| odd())?;
    let mut fields = object(cidrs(Some(&json!(blocks)))?)?;
    let named = |id: Option<String>| id.map(|id| json!({ "id": id }));
    let texts = [
        ("privateEndpointNetworkPolicies", private_endpoint_policies),
        ("privateLinkServiceNetworkPolicies", private_link_service_policies),
        ("sharingScope", sharing_scope),
    ];
    let texts = texts.into_iter().map(|(key, text)| (key, text.map(Value::from)));
    let references = [
        ("natGateway", named(nat_gateway)),
        ("networkSecurityGroup", named(network_security_group)),
        ("routeTable", named(route_table)),
        ("defaultOutboundAccess", default_outbound_access.map(Value::from)),
    ];
    for (key, value) in texts.chain(references) {
        if let Some(value) = value {
            fields.insert(key.to_owned(), value);
        }
    }
    let services = subnet.durable.value().map_err(|_| odd())?;
    let services = services.get("service_endpoints").and_then(Value::as_array).cloned();
    let services: Result<Vec<_>, _> =
        services.unwrap_or_default().iter().map(|one| endpoint("", one)).collect();
    fields.insert("serviceEndpoints".to_owned(), json!(services?));
    let delegations: Vec<Value> = delegations
        .iter()
        .map(|service| json!({ "name": service, "properties": { "serviceName": service } }))
        .collect();
    fields.insert("delegations".to_owned(), delegations.into());
    let policies: Vec<Value> =
        service_endpoint_policies.iter().map(|id| json!({ "id": id })).collect();
    fields.insert("serviceEndpointPolicies".to_owned(), policies.into());
    fields.retain(|_, value| !value.is_null());
    Ok(json!({ "properties": fields }))
}
