//! Public addresses, and what they lead to.

use serde::{Deserialize, Serialize};

use super::arm::{self, Tags, fields_of_a_resource, refer, tags};
use crate::model::{Bears, Field, Kind, KindSpec, Provider, Role};
use crate::providers::azure::calls::PUBLIC_IP_LIST;
use crate::providers::azure::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Azure, "public-ip"),
    title: "public address",
    role: Role::Network,
    calls: &[required(PUBLIC_IP_LIST)],
    identity: "the id of Resource Manager in lower case; the address itself can change",
    named_by: &["name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = fields_of_a_resource![
    Field::durable("allocation", Bears::Metadata, "whether the address stays the same"),
    Field::durable("ddos_plan", Bears::Exposure, "who keeps floods off"),
    Field::durable("ddos_protection", Bears::Exposure, "whether floods are kept off"),
    Field::durable("location", Bears::Metadata, "can't be edited"),
    Field::durable("name", Bears::Metadata, "can't be edited"),
    Field::durable("sku", Bears::Exposure, "a basic address is open where no group stands"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::durable("version", Bears::Metadata, "can't be edited"),
    Field::context("address", Bears::Exposure, "where it is reached"),
    Field::context("attached_to", Bears::Exposure, "what it leads to"),
    Field::context("fqdn", Bears::Metadata, "a name of the address"),
    Field::context("ip_tags", Bears::Metadata, "what kind of address it is inside Azure"),
    Field::context("linked_address", Bears::Metadata, "another address that it goes with"),
    Field::context("nat_gateway", Bears::Exposure, "whose traffic leaves through it"),
    Field::context("prefix", Bears::Metadata, "the block that it was taken from"),
    Field::context("reverse_fqdn", Bears::Metadata, "a name of the address"),
    Field::context("service_address", Bears::Metadata, "another address that it goes with"),
    Field::context("zones", Bears::Metadata, "inventory"),
    Field::volatile("deleteOption", "what becomes of it later"),
    Field::volatile("dnsSettings.domainNameLabel", "a part of the name"),
    Field::volatile("dnsSettings.domainNameLabelScope", "how the name was made"),
    Field::volatile("extendedLocation", "inventory"),
    Field::volatile("idleTimeoutInMinutes", "how long idle connections are remembered"),
    Field::volatile("migrationPhase", "the progress of an edit"),
    Field::volatile("sku.tier", "whether it is reached through one region or several"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) allocation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ddos_plan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ddos_protection: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sku: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    /// An address of an interface, or one that a load balancer or a gateway listens on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attached_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fqdn: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) ip_tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) linked_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nat_gateway: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reverse_fqdn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service_address: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) zones: Vec<String>,
}

/// Makes an address's resource.
pub(crate) fn normalise(address: native::PublicIpAddress, subscription: &str) -> Outcome {
    let native::PublicIpAddress {
        ddos_settings: native::DdosSettings { ddos_protection_plan, protection_mode },
        dns_settings: native::PublicDnsSettings { fqdn, reverse_fqdn },
        id,
        ip_address,
        ip_configuration,
        ip_tags,
        linked_public_ip_address,
        location,
        name,
        nat_gateway,
        public_ip_address_version,
        public_ip_allocation_method,
        public_ip_prefix,
        service_public_ip_address,
        sku: native::Sku { name: sku },
        tags: labels,
        zones,
    } = address;
    let id = arm::identity(SPEC.title, id, subscription)?;
    let durable = Durable {
        allocation: said(public_ip_allocation_method),
        ddos_plan: refer(ddos_protection_plan),
        ddos_protection: said(protection_mode),
        location: arm::location(location),
        name: said(name),
        sku: said(sku),
        tags: tags(labels),
        version: said(public_ip_address_version),
    };
    let labels = ip_tags.into_iter().map(|native::IpTag { ip_tag_type, tag }| {
        Some(format!("{}={}", ip_tag_type.unwrap_or_default(), tag.unwrap_or_default()))
    });
    let context = Context {
        address: said(ip_address),
        attached_to: refer(ip_configuration),
        fqdn: said(fqdn),
        ip_tags: set(labels),
        linked_address: refer(linked_public_ip_address),
        nat_gateway: refer(nat_gateway),
        prefix: refer(public_ip_prefix),
        reverse_fqdn: said(reverse_fqdn),
        service_address: refer(service_public_ip_address),
        zones: set(zones.into_iter().map(Some)),
    };
    resource(SPEC.title, Some(id), &durable, &context, Vec::new())
}
