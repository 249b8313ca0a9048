//! Instances, in the reservations that they were launched with.

use serde::Deserialize;

use super::network_interface::GroupIdentifier;
use super::network_interface::Operator;
use super::tag::Tag;

/// Instances that were launched together.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Reservation {
    pub(crate) instances: Vec<Instance>,
    pub(crate) owner_id: Option<String>,
}

/// An instance of `describe-instances`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Instance {
    pub(crate) iam_instance_profile: Option<IamInstanceProfile>,
    pub(crate) image_id: Option<String>,
    pub(crate) instance_id: Option<String>,
    pub(crate) instance_type: Option<String>,
    pub(crate) ipv6_address: Option<String>,
    pub(crate) key_name: Option<String>,
    pub(crate) metadata_options: Option<InstanceMetadataOptions>,
    pub(crate) network_interfaces: Vec<InstanceNetworkInterface>,
    pub(crate) operator: Option<Operator>,
    pub(crate) placement: Option<Placement>,
    pub(crate) private_ip_address: Option<String>,
    pub(crate) public_ip_address: Option<String>,
    pub(crate) secondary_interfaces: Vec<InstanceSecondaryInterface>,
    pub(crate) security_groups: Vec<GroupIdentifier>,
    pub(crate) state: Option<InstanceState>,
    pub(crate) subnet_id: Option<String>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) vpc_id: Option<String>,
}

/// The role that programs on an instance can take.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct IamInstanceProfile {
    pub(crate) arn: Option<String>,
}

/// An interface of an instance; `describe-network-interfaces` has the rest of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct InstanceNetworkInterface {
    pub(crate) network_interface_id: Option<String>,
}

/// An interface in a secondary network, which has no security groups.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct InstanceSecondaryInterface {
    pub(crate) secondary_interface_id: Option<String>,
}

/// How the metadata service answers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct InstanceMetadataOptions {
    pub(crate) http_endpoint: Option<String>,
    pub(crate) http_protocol_ipv6: Option<String>,
    pub(crate) http_put_response_hop_limit: Option<i64>,
    pub(crate) http_tokens: Option<String>,
    pub(crate) instance_metadata_tags: Option<String>,
}

/// Where an instance is in its life.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct InstanceState {
    pub(crate) name: Option<String>,
}

/// Where an instance runs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Placement {
    pub(crate) availability_zone: Option<String>,
}
