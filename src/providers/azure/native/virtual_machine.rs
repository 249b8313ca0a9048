//! Virtual machines, as Microsoft.Compute tells of them. Passwords, custom data, user data and the settings of extensions are
//! not here, so that they can't be written down.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{Reference, Tags};

/// A machine of `az vm list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct VirtualMachine {
    pub(crate) diagnostics_profile: DiagnosticsProfile,
    pub(crate) hardware_profile: HardwareProfile,
    pub(crate) id: Option<String>,
    pub(crate) identity: ManagedIdentity,
    pub(crate) instance_view: InstanceView,
    pub(crate) location: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) network_profile: NetworkProfile,
    pub(crate) os_profile: OsProfile,
    /// `VM running`; added by `az vm list -d`.
    pub(crate) power_state: Option<String>,
    /// The extensions.
    pub(crate) resources: Vec<Extension>,
    pub(crate) security_profile: SecurityProfile,
    pub(crate) storage_profile: StorageProfile,
    pub(crate) tags: Tags,
    pub(crate) virtual_machine_scale_set: Option<Reference>,
    pub(crate) zones: Vec<String>,
}

/// What it is doing now.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct InstanceView {
    pub(crate) statuses: Vec<InstanceStatus>,
}

/// One thing about what it is doing now.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct InstanceStatus {
    /// `PowerState/running`, `ProvisioningState/succeeded`.
    pub(crate) code: Option<String>,
}

/// What it runs on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct HardwareProfile {
    pub(crate) vm_size: Option<String>,
}

/// What it was made from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct StorageProfile {
    pub(crate) image_reference: Option<ImageReference>,
}

/// An image.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ImageReference {
    pub(crate) community_gallery_image_id: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) offer: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) shared_gallery_image_id: Option<String>,
    pub(crate) sku: Option<String>,
    pub(crate) version: Option<String>,
}

/// How its system is set up.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct OsProfile {
    pub(crate) admin_username: Option<String>,
    pub(crate) allow_extension_operations: Option<bool>,
    pub(crate) linux_configuration: LinuxConfiguration,
    pub(crate) windows_configuration: WindowsConfiguration,
}

/// What is particular to Linux.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct LinuxConfiguration {
    pub(crate) disable_password_authentication: Option<bool>,
    pub(crate) patch_settings: PatchSettings,
    pub(crate) provision_vm_agent: Option<bool>,
}

/// What is particular to Windows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct WindowsConfiguration {
    pub(crate) enable_automatic_updates: Option<bool>,
    pub(crate) patch_settings: PatchSettings,
    pub(crate) provision_vm_agent: Option<bool>,
    pub(crate) win_rm: WinRm,
}

/// How patches come.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct PatchSettings {
    pub(crate) patch_mode: Option<String>,
}

/// Where commands are taken from afar.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct WinRm {
    pub(crate) listeners: Vec<WinRmListener>,
}

/// A port that takes them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct WinRmListener {
    pub(crate) protocol: Option<String>,
}

/// The interfaces of a machine; `az network nic list` has the rest of them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct NetworkProfile {
    pub(crate) network_interfaces: Vec<Reference>,
}

/// What hardens it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SecurityProfile {
    pub(crate) encryption_at_host: Option<bool>,
    pub(crate) proxy_agent_settings: ProxyAgentSettings,
    pub(crate) security_type: Option<String>,
    pub(crate) uefi_settings: UefiSettings,
}

/// How it starts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct UefiSettings {
    pub(crate) secure_boot_enabled: Option<bool>,
    pub(crate) v_tpm_enabled: Option<bool>,
}

/// What stands before its metadata service.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ProxyAgentSettings {
    pub(crate) enabled: Option<bool>,
    pub(crate) mode: Option<String>,
}

/// What is recorded of its start.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct DiagnosticsProfile {
    pub(crate) boot_diagnostics: BootDiagnostics,
}

/// Whether the console is recorded, and where.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct BootDiagnostics {
    pub(crate) enabled: Option<bool>,
    pub(crate) storage_uri: Option<String>,
}

/// What programs on it may do in Azure.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ManagedIdentity {
    pub(crate) r#type: Option<String>,
    pub(crate) user_assigned_identities: BTreeMap<String, Value>,
}

/// A program that Azure runs on it: an agent that watches it, or a script.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Extension {
    pub(crate) auto_upgrade_minor_version: Option<bool>,
    pub(crate) enable_automatic_upgrade: Option<bool>,
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) publisher: Option<String>,
    #[serde(alias = "typePropertiesType", alias = "virtualMachineExtensionType")]
    pub(crate) r#type: Option<String>,
    pub(crate) type_handler_version: Option<String>,
}
