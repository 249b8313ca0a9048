//! What hardens an instance.

use serde::Deserialize;

/// What guards the start of the machine.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ShieldedInstanceConfig {
    pub(crate) enable_integrity_monitoring: Option<bool>,
    pub(crate) enable_secure_boot: Option<bool>,
    pub(crate) enable_vtpm: Option<bool>,
}

/// Whether memory is encrypted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ConfidentialInstanceConfig {
    pub(crate) confidential_instance_type: Option<String>,
    pub(crate) enable_confidential_compute: Option<bool>,
}

/// The identity that programs on the machine can take.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct WorkloadIdentityConfig {
    pub(crate) identity: Option<String>,
    pub(crate) identity_certificate_enabled: Option<bool>,
    pub(crate) identity_type: Option<String>,
}

/// What Google says of a running instance.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ResourceStatus {
    pub(crate) effective_instance_metadata: Option<EffectiveInstanceMetadata>,
}

/// The switches of the guest, from the metadata of the project, the zone and the instance.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct EffectiveInstanceMetadata {
    pub(crate) block_project_ssh_keys_metadata_value: Option<bool>,
    pub(crate) enable_guest_attributes_metadata_value: Option<bool>,
    pub(crate) enable_os_inventory_metadata_value: Option<bool>,
    pub(crate) enable_osconfig_metadata_value: Option<bool>,
    pub(crate) enable_oslogin_metadata_value: Option<bool>,
    pub(crate) gce_container_declaration_metadata_value: Option<bool>,
    pub(crate) serial_port_enable_metadata_value: Option<bool>,
    pub(crate) serial_port_logging_enable_metadata_value: Option<bool>,
    pub(crate) vm_dns_setting_metadata_value: Option<String>,
}
