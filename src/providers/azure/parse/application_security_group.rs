//! Application security groups: names for interfaces, which rules of security groups use in place of addresses.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::arm::{self, Tags, fields_of_a_resource, tags};
use crate::model::{Bears, Field, Kind, KindSpec, Provider, Role};
use crate::providers::azure::calls::{ASG_LIST, NIC_LIST};
use crate::providers::azure::native;
use crate::providers::calls::{enriches, required};
use crate::providers::normalised::{Known, Outcome, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Azure, "application-security-group"),
    title: "application security group",
    role: Role::Boundary,
    calls: &[required(ASG_LIST), enriches(NIC_LIST)],
    identity: "the id of Resource Manager in lower case; a group can't be renamed",
    named_by: &["name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = fields_of_a_resource![
    Field::durable("location", Bears::Metadata, "can't be edited"),
    Field::durable("name", Bears::Metadata, "can't be edited"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::context("members", Bears::Metadata, "the interface tells of a change"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    /// The interfaces that have an address in the group.
    pub(crate) members: Known<Vec<String>>,
}

/// The interfaces in each group.
#[derive(Debug, Default)]
pub(crate) struct Members {
    /// Interfaces by group.
    pub(crate) groups: BTreeMap<String, Vec<String>>,
    /// Whether all interfaces were read.
    pub(crate) whole: bool,
}

/// Makes a group's resource.
pub(crate) fn normalise(
    group: native::ApplicationSecurityGroup,
    subscription: &str,
    members: &Members,
) -> Outcome {
    let native::ApplicationSecurityGroup { id, location, name, tags: labels } = group;
    let id = arm::identity(SPEC.title, id, subscription)?;
    let interfaces = members.groups.get(&id).into_iter().flatten().cloned().map(Some);
    let members = if members.whole { Known::Read(set(interfaces)) } else { Known::Unread };
    let durable =
        Durable { location: arm::location(location), name: said(name), tags: tags(labels) };
    resource(SPEC.title, Some(id), &durable, &Context { members }, Vec::new())
}
