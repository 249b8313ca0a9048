//! Internet gateways.

use serde::{Deserialize, Serialize};

use super::tags::{Tags, tags};
use crate::model::{Bears, Field, Kind, KindSpec, Provider, Role};
use crate::providers::aws::calls::DESCRIBE_INTERNET_GATEWAYS;
use crate::providers::aws::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "internet-gateway"),
    title: "internet gateway",
    role: Role::Network,
    calls: &[required(DESCRIBE_INTERNET_GATEWAYS)],
    identity: "the gateway id, which AWS never gives to another gateway",
    named_by: &["tags.Name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::context("owner", Bears::Metadata, "inventory"),
    Field::context("vpcs", Bears::Exposure, "which networks it joins to the internet"),
    Field::volatile("Attachments[].State", "only attachments in use are recorded"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    pub(crate) vpcs: Vec<String>,
}

/// Makes a gateway's resource.
pub(crate) fn normalise(gateway: native::InternetGateway) -> Outcome {
    let native::InternetGateway { attachments, internet_gateway_id, owner_id, tags: labels } =
        gateway;
    let vpcs =
        attachments.into_iter().map(|native::InternetGatewayAttachment { state, vpc_id }| {
            vpc_id.filter(|_| state.as_deref() != Some("detached"))
        });
    let context = Context { owner: said(owner_id), vpcs: set(vpcs) };
    let durable = Durable { tags: tags(labels) };
    resource(SPEC.title, said(internet_gateway_id), &durable, &context, Vec::new())
}
