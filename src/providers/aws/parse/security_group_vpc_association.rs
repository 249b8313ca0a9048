//! Associations of security groups with further VPCs.

use serde::{Deserialize, Serialize};

use crate::model::{Bears, Field, Kind, KindSpec, Provider, Role};
use crate::providers::aws::calls::DESCRIBE_SECURITY_GROUP_VPC_ASSOCIATIONS;
use crate::providers::aws::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, no_phrase, resource, said};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "security-group-vpc-association"),
    title: "security group association",
    role: Role::Boundary,
    calls: &[required(DESCRIBE_SECURITY_GROUP_VPC_ASSOCIATIONS)],
    identity: "`<group>/<vpc>`: AWS gives it no id, and a pair exists once",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("group", Bears::Exposure, "the group that can be used"),
    Field::durable("group_owner", Bears::Metadata, "the group's account"),
    Field::durable("vpc", Bears::Exposure, "the network in which it can be used"),
    Field::durable("vpc_owner", Bears::Metadata, "the network's account"),
    Field::volatile("State", "only associations in effect are resources"),
    Field::volatile("StateReason", "words about the state"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    pub(crate) group: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group_owner: Option<String>,
    pub(crate) vpc: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vpc_owner: Option<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Context {}

/// Makes the resource of an association that is in effect.
pub(crate) fn normalise(association: native::SecurityGroupVpcAssociation) -> Outcome {
    let native::SecurityGroupVpcAssociation {
        group_id,
        group_owner_id,
        state,
        vpc_id,
        vpc_owner_id,
    } = association;
    if matches!(state.as_deref(), Some("disassociated" | "association-failed")) {
        return Ok(None);
    }
    let (Some(group), Some(vpc)) = (said(group_id), said(vpc_id)) else {
        return Err("an association lacks its group or its VPC".to_owned());
    };
    let identity = format!("{group}/{vpc}");
    let durable =
        Durable { group, group_owner: said(group_owner_id), vpc, vpc_owner: said(vpc_owner_id) };
    resource(SPEC.title, Some(identity), &durable, &Context {}, Vec::new())
}
