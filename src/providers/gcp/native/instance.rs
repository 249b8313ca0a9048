//! Instances: machines and their interfaces.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::instance_settings::{
    ConfidentialInstanceConfig, ResourceStatus, ShieldedInstanceConfig, WorkloadIdentityConfig,
};

/// An instance of `instances list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Instance {
    pub(crate) can_ip_forward: Option<bool>,
    pub(crate) confidential_instance_config: Option<ConfidentialInstanceConfig>,
    pub(crate) description: Option<String>,
    pub(crate) hostname: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) machine_type: Option<String>,
    pub(crate) metadata: Option<Metadata>,
    pub(crate) name: Option<String>,
    pub(crate) network_interfaces: Vec<NetworkInterface>,
    pub(crate) private_ipv6_google_access: Option<String>,
    pub(crate) resource_status: Option<ResourceStatus>,
    pub(crate) self_link: Option<String>,
    pub(crate) service_accounts: Vec<ServiceAccount>,
    pub(crate) shielded_instance_config: Option<ShieldedInstanceConfig>,
    pub(crate) source_machine_image: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) tags: Option<Tags>,
    pub(crate) workload_identity_config: Option<WorkloadIdentityConfig>,
    pub(crate) zone: Option<String>,
}

/// What programs on the machine can ask for. Only the keys are read: the values are anything, startup scripts and passwords included.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Metadata {
    pub(crate) items: Vec<MetadataItem>,
}

/// One key; its value is passed over.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct MetadataItem {
    pub(crate) key: Option<String>,
}

/// An interface.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct NetworkInterface {
    pub(crate) access_configs: Vec<AccessConfig>,
    pub(crate) alias_ip_ranges: Vec<AliasIpRange>,
    pub(crate) alias_ipv6_ranges: Vec<AliasIpRange>,
    pub(crate) ipv6_access_configs: Vec<AccessConfig>,
    pub(crate) ipv6_access_type: Option<String>,
    pub(crate) ipv6_address: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) network: Option<String>,
    pub(crate) network_attachment: Option<String>,
    #[serde(rename = "networkIP")]
    pub(crate) network_ip: Option<String>,
    pub(crate) parent_nic_name: Option<String>,
    pub(crate) stack_type: Option<String>,
    pub(crate) subnetwork: Option<String>,
    pub(crate) vlan: Option<i64>,
}

/// A way in from the internet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct AccessConfig {
    pub(crate) external_ipv6: Option<String>,
    pub(crate) external_ipv6_prefix_length: Option<i64>,
    #[serde(rename = "natIP")]
    pub(crate) nat_ip: Option<String>,
    pub(crate) security_policy: Option<String>,
}

/// Further addresses of an interface.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct AliasIpRange {
    pub(crate) ip_cidr_range: Option<String>,
}

/// Whose permissions programs on the machine have.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ServiceAccount {
    pub(crate) email: Option<String>,
    pub(crate) scopes: Vec<String>,
}

/// The network tags, which rules name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Tags {
    pub(crate) items: Vec<String>,
}
