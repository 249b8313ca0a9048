//! Instances: the machines behind interfaces.
//!
//! What filters and reaches an instance is told by its interfaces; here is what hardens it, and what names it.

use serde::{Deserialize, Serialize};

use super::network_interface::operated_by;
use super::tags::{Tags, tags};
use crate::model::{Bears, Field, Inventory, Kind, KindSpec, Provider, Role};
use crate::providers::aws::calls::DESCRIBE_INSTANCES;
use crate::providers::aws::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "instance"),
    title: "instance",
    role: Role::Endpoint,
    calls: &[required(DESCRIBE_INSTANCES)],
    identity: "the instance id, which AWS never gives to another instance",
    named_by: &["tags.Name"],
    comes_and_goes: Some(Inventory {
        reason: "autoscaling, load balancers and functions make and delete them all day",
        shape: &[],
    }),
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("image", Bears::Program, "what it was launched from; can't be edited"),
    Field::durable(
        "metadata_service",
        Bears::Hardening,
        "an open metadata service hands credentials to whoever can make a program ask",
    ),
    Field::durable("profile", Bears::Hardening, "which permissions programs on it have"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::context("addresses", Bears::Metadata, "the interface tells of a change"),
    Field::context("availability_zone", Bears::Metadata, "inventory"),
    Field::context("groups", Bears::Metadata, "the interface tells of a change"),
    Field::context("interfaces", Bears::Metadata, "the interface tells of a change, as `instance`"),
    Field::context("key", Bears::Metadata, "can't be edited"),
    Field::context("operator", Bears::Metadata, "the service that manages it"),
    Field::context("owner", Bears::Metadata, "inventory"),
    Field::context(
        "secondary_interfaces",
        Bears::Metadata,
        "interfaces of networks without groups",
    ),
    Field::context("state", Bears::Metadata, "whether it runs"),
    Field::context("subnet", Bears::Metadata, "the interface tells of a change"),
    Field::context("type", Bears::Metadata, "inventory"),
    Field::context("vpc", Bears::Metadata, "the interface tells of a change"),
    Field::volatile("AmiLaunchIndex", "inventory"),
    Field::volatile("Architecture", "the image says it"),
    Field::volatile("BlockDeviceMappings", "storage"),
    Field::volatile("BootMode", "the image says it"),
    Field::volatile("CapacityBlockId", "billing"),
    Field::volatile("CapacityReservationId", "billing"),
    Field::volatile("CapacityReservationSpecification", "billing"),
    Field::volatile("ClientToken", "names the request that launched it"),
    Field::volatile("CpuOptions", "speed"),
    Field::volatile("CurrentInstanceBootMode", "the image says it"),
    Field::volatile("EbsOptimized", "speed"),
    Field::volatile("ElasticGpuAssociations", "speed"),
    Field::volatile("ElasticInferenceAcceleratorAssociations", "speed"),
    Field::volatile("EnaSupport", "speed"),
    Field::volatile("EnclaveOptions", "no filter sees it"),
    Field::volatile("HibernationOptions", "no filter sees it"),
    Field::volatile("Hypervisor", "the type says it"),
    Field::volatile("IamInstanceProfile.Id", "the ARN says it"),
    Field::volatile("InstanceLifecycle", "billing"),
    Field::volatile("KernelId", "the image says it"),
    Field::volatile("LaunchTime", "a timestamp"),
    Field::volatile("Licenses", "billing"),
    Field::volatile("MaintenanceOptions", "what AWS does when hardware fails"),
    Field::volatile("MetadataOptions.State", "the progress of an edit"),
    Field::volatile("Monitoring", "metrics, not records of traffic"),
    Field::volatile("NetworkInterfaces[].Association", "the interface has it"),
    Field::volatile("NetworkInterfaces[].Attachment", "the interface has it"),
    Field::volatile("NetworkInterfaces[].ConnectionTrackingConfiguration", "the interface has it"),
    Field::volatile("NetworkInterfaces[].Description", "the interface has it"),
    Field::volatile("NetworkInterfaces[].Groups", "the interface has it"),
    Field::volatile("NetworkInterfaces[].InterfaceType", "the interface has it"),
    Field::volatile("NetworkInterfaces[].Ipv4Prefixes", "the interface has it"),
    Field::volatile("NetworkInterfaces[].Ipv6Addresses", "the interface has it"),
    Field::volatile("NetworkInterfaces[].Ipv6Prefixes", "the interface has it"),
    Field::volatile("NetworkInterfaces[].MacAddress", "the interface has it"),
    Field::volatile("NetworkInterfaces[].Operator", "the interface has it"),
    Field::volatile("NetworkInterfaces[].OwnerId", "the interface has it"),
    Field::volatile("NetworkInterfaces[].PrivateDnsName", "the interface has it"),
    Field::volatile("NetworkInterfaces[].PrivateIpAddress", "the interface has it"),
    Field::volatile("NetworkInterfaces[].PrivateIpAddresses", "the interface has it"),
    Field::volatile("NetworkInterfaces[].SourceDestCheck", "the interface has it"),
    Field::volatile("NetworkInterfaces[].Status", "the interface has it"),
    Field::volatile("NetworkInterfaces[].SubnetId", "the interface has it"),
    Field::volatile("NetworkInterfaces[].VpcId", "the interface has it"),
    Field::volatile("NetworkPerformanceOptions", "speed"),
    Field::volatile("Operator.HiddenByDefault", "what the console shows"),
    Field::volatile("OutpostArn", "the subnet says it"),
    Field::volatile("Placement.Affinity", "where it runs"),
    Field::volatile("Placement.AvailabilityZoneId", "the zone says it"),
    Field::volatile("Placement.GroupId", "where it runs"),
    Field::volatile("Placement.GroupName", "where it runs"),
    Field::volatile("Placement.HostId", "where it runs"),
    Field::volatile("Placement.HostResourceGroupArn", "where it runs"),
    Field::volatile("Placement.PartitionNumber", "where it runs"),
    Field::volatile("Placement.SpreadDomain", "where it runs"),
    Field::volatile("Placement.Tenancy", "where it runs"),
    Field::volatile("Platform", "the image says it"),
    Field::volatile("PlatformDetails", "the image says it"),
    Field::volatile("PrivateDnsName", "made of the address"),
    Field::volatile("PrivateDnsNameOptions", "names of addresses"),
    Field::volatile("ProductCodes", "billing"),
    Field::volatile("PublicDnsName", "made of the address"),
    Field::volatile("RamdiskId", "the image says it"),
    Field::volatile("RootDeviceName", "storage"),
    Field::volatile("RootDeviceType", "storage"),
    Field::volatile("SecondaryInterfaces[].Attachment", "inventory"),
    Field::volatile("SecondaryInterfaces[].InterfaceType", "inventory"),
    Field::volatile("SecondaryInterfaces[].MacAddress", "no filter sees it"),
    Field::volatile("SecondaryInterfaces[].OwnerId", "inventory"),
    Field::volatile("SecondaryInterfaces[].PrivateIpAddresses", "inventory"),
    Field::volatile("SecondaryInterfaces[].SecondaryNetworkId", "inventory"),
    Field::volatile("SecondaryInterfaces[].SecondarySubnetId", "inventory"),
    Field::volatile("SecondaryInterfaces[].SourceDestCheck", "inventory"),
    Field::volatile("SecondaryInterfaces[].Status", "inventory"),
    Field::volatile("SecurityGroups[].GroupName", "the id says which group"),
    Field::volatile("SourceDestCheck", "the interface has it"),
    Field::volatile("SpotInstanceRequestId", "billing"),
    Field::volatile("SriovNetSupport", "speed"),
    Field::volatile("State.Code", "the name says it"),
    Field::volatile("StateReason", "words about the state"),
    Field::volatile("StateTransitionReason", "words about the state"),
    Field::volatile("TpmSupport", "the image says it"),
    Field::volatile("UsageOperation", "billing"),
    Field::volatile("UsageOperationUpdateTime", "a timestamp"),
    Field::volatile("VirtualizationType", "the image says it"),
];

/// What is left out of a reservation, which is no resource: only its instances are.
pub(crate) const LEFT_OUT_OF_RESERVATIONS: &[&str] = &["Groups", "RequesterId", "ReservationId"];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metadata_service: Option<MetadataService>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) profile: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
}

/// How the metadata service answers, in AWS's words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct MetadataService {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hop_limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ipv6: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tags: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tokens: Option<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) addresses: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) availability_zone: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) groups: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) interfaces: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) secondary_interfaces: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subnet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vpc: Option<String>,
}

/// Makes an instance's resource. One that is terminated stays in AWS's answer for an hour and is gone already.
pub(crate) fn normalise(instance: native::Instance, owner: Option<&str>) -> Outcome {
    let native::Instance {
        iam_instance_profile,
        image_id,
        instance_id,
        instance_type,
        ipv6_address,
        key_name,
        metadata_options,
        network_interfaces,
        operator,
        placement,
        private_ip_address,
        public_ip_address,
        secondary_interfaces,
        security_groups,
        state,
        subnet_id,
        tags: labels,
        vpc_id,
    } = instance;
    let native::InstanceState { name: state } = state.unwrap_or_default();
    if state.as_deref() == Some("terminated") {
        return Ok(None);
    }
    let native::IamInstanceProfile { arn } = iam_instance_profile.unwrap_or_default();
    let native::Placement { availability_zone } = placement.unwrap_or_default();
    let durable = Durable {
        image: said(image_id),
        metadata_service: metadata_options.map(metadata_service),
        profile: said(arn),
        tags: tags(labels),
    };
    let context = Context {
        addresses: set([ipv6_address, private_ip_address, public_ip_address]),
        availability_zone: said(availability_zone),
        groups: set(security_groups
            .into_iter()
            .map(|native::GroupIdentifier { group_id }| group_id)),
        interfaces: set(network_interfaces
            .into_iter()
            .map(|native::InstanceNetworkInterface { network_interface_id }| network_interface_id)),
        key: said(key_name),
        operator: operator.and_then(operated_by),
        owner: owner.map(str::to_owned),
        secondary_interfaces: set(secondary_interfaces.into_iter().map(
            |native::InstanceSecondaryInterface { secondary_interface_id }| secondary_interface_id,
        )),
        state: said(state),
        subnet: said(subnet_id),
        r#type: said(instance_type),
        vpc: said(vpc_id),
    };
    resource(SPEC.title, said(instance_id), &durable, &context, Vec::new())
}

fn metadata_service(options: native::InstanceMetadataOptions) -> MetadataService {
    let native::InstanceMetadataOptions {
        http_endpoint,
        http_protocol_ipv6,
        http_put_response_hop_limit,
        http_tokens,
        instance_metadata_tags,
    } = options;
    MetadataService {
        endpoint: said(http_endpoint),
        hop_limit: http_put_response_hop_limit,
        ipv6: said(http_protocol_ipv6),
        tags: said(instance_metadata_tags),
        tokens: said(http_tokens),
    }
}
