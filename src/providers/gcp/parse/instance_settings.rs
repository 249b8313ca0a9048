//! What hardens an instance. Whatever is off is left out.

use serde::{Deserialize, Serialize};

use crate::providers::gcp::native;
use crate::providers::normalised::{is_off, said};

/// What guards the start of a machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Shielded {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) integrity_monitoring: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) secure_boot: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) vtpm: bool,
}

/// Whether the memory of a machine is encrypted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Confidential {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
}

/// The identity that programs on a machine can take.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct WorkloadIdentity {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) certificate: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) identity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
}

/// Switches of the guest, as they take effect.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct GuestSwitches {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) block_project_ssh_keys: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) container_declaration: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) guest_attributes: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) os_config: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) os_inventory: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) os_login: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) serial_port: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) serial_port_logging: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vm_dns: Option<String>,
}

/// Recorded even when everything is off, because that is what a careful reader looks for.
pub(super) fn shielded(config: native::ShieldedInstanceConfig) -> Shielded {
    let native::ShieldedInstanceConfig {
        enable_integrity_monitoring,
        enable_secure_boot,
        enable_vtpm,
    } = config;
    Shielded {
        integrity_monitoring: enable_integrity_monitoring == Some(true),
        secure_boot: enable_secure_boot == Some(true),
        vtpm: enable_vtpm == Some(true),
    }
}

pub(super) fn confidential(config: native::ConfidentialInstanceConfig) -> Option<Confidential> {
    let native::ConfidentialInstanceConfig {
        confidential_instance_type,
        enable_confidential_compute,
    } = config;
    let read = Confidential {
        enabled: enable_confidential_compute == Some(true),
        r#type: said(confidential_instance_type),
    };
    (read != Confidential::default()).then_some(read)
}

pub(super) fn workload_identity(
    config: native::WorkloadIdentityConfig,
) -> Option<WorkloadIdentity> {
    let native::WorkloadIdentityConfig { identity, identity_certificate_enabled, identity_type } =
        config;
    let read = WorkloadIdentity {
        certificate: identity_certificate_enabled == Some(true),
        identity: said(identity),
        r#type: said(identity_type),
    };
    (read != WorkloadIdentity::default()).then_some(read)
}

pub(super) fn guest_switches(metadata: native::EffectiveInstanceMetadata) -> Option<GuestSwitches> {
    let native::EffectiveInstanceMetadata {
        block_project_ssh_keys_metadata_value,
        enable_guest_attributes_metadata_value,
        enable_os_inventory_metadata_value,
        enable_osconfig_metadata_value,
        enable_oslogin_metadata_value,
        gce_container_declaration_metadata_value,
        serial_port_enable_metadata_value,
        serial_port_logging_enable_metadata_value,
        vm_dns_setting_metadata_value,
    } = metadata;
    let read = GuestSwitches {
        block_project_ssh_keys: block_project_ssh_keys_metadata_value == Some(true),
        container_declaration: gce_container_declaration_metadata_value == Some(true),
        guest_attributes: enable_guest_attributes_metadata_value == Some(true),
        os_config: enable_osconfig_metadata_value == Some(true),
        os_inventory: enable_os_inventory_metadata_value == Some(true),
        os_login: enable_oslogin_metadata_value == Some(true),
        serial_port: serial_port_enable_metadata_value == Some(true),
        serial_port_logging: serial_port_logging_enable_metadata_value == Some(true),
        vm_dns: said(vm_dns_setting_metadata_value),
    };
    (read != GuestSwitches::default()).then_some(read)
}
