//! Reserved addresses.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::link::{Own, last, place};
use crate::model::{Bears, Field, Kind, KindSpec, Provider, Role};
use crate::providers::calls::required;
use crate::providers::gcp::calls::ADDRESSES_LIST;
use crate::providers::gcp::native;
use crate::providers::normalised::{Outcome, no_phrase, resource, said};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Gcp, "address"),
    title: "address",
    role: Role::Network,
    calls: &[required(ADDRESSES_LIST)],
    identity: "`global` or the region, and the name, which is unique there and can't be edited",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("address", Bears::Exposure, "the address"),
    Field::durable("description", Bears::Metadata, "a note"),
    Field::durable("endpoint_type", Bears::Exposure, "what may use it"),
    Field::durable("labels", Bears::Metadata, "labels"),
    Field::durable("network", Bears::Exposure, "the network that it is part of"),
    Field::durable("network_attachment", Bears::Exposure, "the network that it is part of"),
    Field::durable("network_tier", Bears::Metadata, "which way packets take to Google"),
    Field::durable("prefix_length", Bears::Exposure, "how many addresses it is"),
    Field::durable("purpose", Bears::Exposure, "what may use it"),
    Field::durable("subnetwork", Bears::Exposure, "the subnet that it is part of"),
    Field::durable("type", Bears::Exposure, "whether the internet reaches it"),
    Field::context("id", Bears::Metadata, "new when the address is reserved again under its name"),
    Field::context(
        "instances",
        Bears::Metadata,
        "the instance tells of a change, as `public_addresses`",
    ),
    Field::context("users", Bears::Exposure, "what else it leads to, such as a load balancer"),
    Field::volatile("creationTimestamp", "a timestamp"),
    Field::volatile("ipCollection", "whose the address is"),
    Field::volatile("ipVersion", "the address says it"),
    Field::volatile("kind", "says what the list says"),
    Field::volatile("labelFingerprint", "changes with every edit, and says nothing of it"),
    Field::volatile("selfLink", "made of the project, the region and the name"),
    Field::volatile("serviceClassId", "the attachment says it"),
    Field::volatile("status", "follows what uses it"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) endpoint_type: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_attachment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_tier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) prefix_length: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) purpose: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subnetwork: Option<String>,
    /// `EXTERNAL` or `INTERNAL`.
    pub(crate) r#type: String,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) instances: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) users: Vec<String>,
}

/// Makes an address's resource.
pub(crate) fn normalise(reserved: native::Address, project: &str) -> Outcome {
    let native::Address {
        address,
        address_type,
        description,
        id,
        ip_version: _,
        ipv6_endpoint_type,
        labels,
        name,
        network,
        network_attachment,
        network_tier,
        prefix_length,
        purpose,
        region,
        self_link,
        subnetwork,
        users: links,
    } = reserved;
    let own = Own::of(self_link.as_deref(), project);
    let region = said(region)
        .map(|link| last(&link).to_owned())
        .or_else(|| self_link.as_deref().and_then(place).map(str::to_owned));
    let place = region.unwrap_or_else(|| "global".to_owned());
    let identity = said(name).map(|name| format!("{place}/{name}"));
    let (mut instances, mut users) = (Vec::new(), Vec::new());
    for link in links.iter().filter(|link| !link.is_empty()) {
        let path = own.relative(link);
        if path.contains("/instances/") {
            instances.push(own.name(link));
        } else {
            users.push(path);
        }
    }
    instances.sort_unstable();
    users.sort_unstable();
    let spelled =
        |text: String| text.parse::<std::net::IpAddr>().map_or(text, |read| read.to_string());
    let durable = Durable {
        address: said(address).map(spelled),
        description: said(description),
        endpoint_type: said(ipv6_endpoint_type),
        labels,
        network: said(network).map(|link| own.name(&link)),
        network_attachment: said(network_attachment).map(|link| own.relative(&link)),
        network_tier: said(network_tier),
        prefix_length: prefix_length.filter(|length| *length != 0),
        purpose: said(purpose),
        subnetwork: said(subnetwork).map(|link| own.name(&link)),
        r#type: said(address_type).unwrap_or_else(|| "EXTERNAL".to_owned()),
    };
    let context = Context { id: said(id), instances, users };
    resource(SPEC.title, identity, &durable, &context, Vec::new())
}
