//! Subnets: which security group and which routes stand before the interfaces in them.

use serde::{Deserialize, Serialize};

use super::arm::{self, refer, refer_all};
use super::terms::blocks;
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::azure::calls::VNET_LIST;
use crate::providers::azure::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Azure, "subnet"),
    title: "subnet",
    role: Role::Network,
    calls: &[required(VNET_LIST)],
    identity: "the id of Resource Manager in lower case; a subnet can't be renamed",
    named_by: &["name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason. What of the answer is left out is declared with the network.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("cidrs", Bears::Exposure, "which addresses are inside"),
    Field::durable(
        "default_outbound_access",
        Bears::Exposure,
        "whether machines without a public address reach the internet",
    ),
    Field::durable("delegations", Bears::Exposure, "which services may put machines here"),
    Field::durable("name", Bears::Metadata, "can't be edited"),
    Field::durable("network", Bears::Exposure, "the network it is in"),
    Field::durable(
        "private_endpoint_policies",
        Bears::Exposure,
        "whether security groups and routes apply to private endpoints",
    ),
    Field::durable(
        "private_link_service_policies",
        Bears::Exposure,
        "whether security groups apply to private link services",
    ),
    Field::list(
        "service_endpoints",
        Bears::Exposure,
        Matching::Keyed(&["service"]),
        "which services are reached directly",
    ),
    Field::durable("sharing_scope", Bears::Exposure, "who else may put machines here"),
    Field::context("application_gateways", Bears::Metadata, "inventory"),
    Field::context("ip_configurations", Bears::Metadata, "the interface tells of a change"),
    Field::context("nat_gateway", Bears::Exposure, "how traffic leaves for the internet"),
    Field::context("network_security_group", Bears::Exposure, "which rules stand before it"),
    Field::context("private_endpoints", Bears::Metadata, "the interface tells of a change"),
    Field::context("route_table", Bears::Exposure, "where traffic from it goes"),
    Field::context("service_endpoint_policies", Bears::Exposure, "which accounts are reached"),
    Field::context("services", Bears::Metadata, "services that put machines here"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    pub(crate) cidrs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default_outbound_access: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) delegations: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) private_endpoint_policies: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) private_link_service_policies: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) service_endpoints: Vec<ServiceEndpoint>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sharing_scope: Option<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) application_gateways: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) ip_configurations: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nat_gateway: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_security_group: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) private_endpoints: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) route_table: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) service_endpoint_policies: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) services: Vec<String>,
}

/// A direct way to a service of Azure.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ServiceEndpoint {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) locations: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_identifier: Option<String>,
    pub(crate) service: String,
}

/// Makes a subnet's resource.
pub(crate) fn normalise(subnet: native::Subnet, subscription: &str) -> Outcome {
    let native::Subnet {
        address_prefix,
        address_prefixes,
        application_gateway_ip_configurations,
        default_outbound_access,
        delegations,
        id,
        ip_configurations,
        name,
        nat_gateway,
        network_security_group,
        private_endpoint_network_policies,
        private_endpoints,
        private_link_service_network_policies,
        route_table,
        service_association_links,
        service_endpoint_policies,
        service_endpoints,
        sharing_scope,
    } = subnet;
    let id = arm::identity(SPEC.title, id, subscription)?;
    let mut doubts = Vec::new();
    let mut endpoints: Vec<ServiceEndpoint> = service_endpoints
        .into_iter()
        .map(|native::ServiceEndpoint { locations, network_identifier, service }| {
            let locations = locations.into_iter().map(|place| arm::location(Some(place)));
            ServiceEndpoint {
                locations: set(locations),
                network_identifier: refer(network_identifier),
                service: service.unwrap_or_default(),
            }
        })
        .collect();
    endpoints.sort_by(|a, b| (&a.service, a).cmp(&(&b.service, b)));
    let durable = Durable {
        cidrs: blocks(
            address_prefixes.into_iter().chain(said(address_prefix)).collect(),
            &mut doubts,
        ),
        default_outbound_access,
        delegations: set(delegations
            .into_iter()
            .map(|native::Delegation { service_name }| service_name)),
        name: said(name),
        network: arm::parent(&id).map(str::to_owned),
        private_endpoint_policies: said(private_endpoint_network_policies),
        private_link_service_policies: said(private_link_service_network_policies),
        service_endpoints: endpoints,
        sharing_scope: said(sharing_scope),
    };
    let links = service_association_links
        .into_iter()
        .map(|native::ServiceLink { linked_resource_type }| linked_resource_type);
    let context = Context {
        application_gateways: refer_all(application_gateway_ip_configurations),
        ip_configurations: refer_all(ip_configurations),
        nat_gateway: refer(nat_gateway),
        network_security_group: refer(network_security_group),
        private_endpoints: refer_all(private_endpoints),
        route_table: refer(route_table),
        service_endpoint_policies: refer_all(service_endpoint_policies),
        services: set(links),
    };
    let doubts = doubts.into_iter().map(|odd| format!("{id}: {odd}")).collect();
    resource(SPEC.title, Some(id.clone()), &durable, &context, doubts)
}
