//! Virtual machines, behind interfaces.
//!
//! What filters and reaches a machine is told by its interfaces; here is what hardens and watches it, and what names it.
//! Passwords, custom data, user data and the settings of extensions are secrets, or can be, and never get here.

use serde::{Deserialize, Serialize};

use super::arm::{self, Tags, fields_of_a_resource, refer, refer_all, tags};
use super::virtual_machine_parts::{Extension, image, power, read_extension};
use crate::model::{Bears, Field, Inventory, Kind, KindSpec, Less, Matching, Provider, Role};
use crate::providers::azure::calls::VM_LIST;
use crate::providers::azure::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, is_off, resource, said, set};

const NOW: &str = "what it is doing now";

const SECRET: &str = "a secret, or may hold one: never written down";

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Azure, "virtual-machine"),
    title: "virtual machine",
    role: Role::Endpoint,
    calls: &[required(VM_LIST)],
    identity: "the id of Resource Manager in lower case; a machine can't be renamed",
    named_by: &["name"],
    comes_and_goes: Some(Inventory {
        reason: "scale sets make and delete them all day; a new way in is told by the interface",
        shape: &[],
    }),
    fields: FIELDS,
    phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = fields_of_a_resource![
    Field::durable("admin_username", Bears::Metadata, "can't be edited"),
    Field::durable("agent", Bears::Hardening, "without it no extension can watch the machine"),
    Field::durable("automatic_updates", Bears::Hardening, "whether it patches itself"),
    Field::durable("boot_diagnostics", Bears::Logging, "whether its console is recorded")
        .records(Less::Off, "its console"),
    Field::durable("boot_diagnostics_storage", Bears::Logging, "where its console is recorded"),
    Field::durable("encryption_at_host", Bears::Hardening, "whether its disks are encrypted"),
    Field::list(
        "extensions",
        Bears::Hardening,
        Matching::Keyed(&["name"]),
        "agents that watch it, and scripts that run as its owner",
    ),
    Field::durable("extensions[].version", Bears::Metadata, "agents are replaced by newer ones"),
    Field::durable("extensions_allowed", Bears::Hardening, "without them nothing can watch it"),
    Field::durable("identities", Bears::Hardening, "what programs on it may do in Azure"),
    Field::durable("identity_type", Bears::Hardening, "what programs on it may do in Azure"),
    Field::durable("image", Bears::Program, "what it was made from"),
    Field::durable("location", Bears::Metadata, "can't be edited"),
    Field::durable("metadata_proxy", Bears::Hardening, "what stands before its credentials"),
    Field::durable("name", Bears::Metadata, "can't be edited"),
    Field::durable("password_login", Bears::Hardening, "whether a password is enough to log in"),
    Field::durable("patch_mode", Bears::Hardening, "whether it is patched"),
    Field::durable("secure_boot", Bears::Hardening, "what may start before the system"),
    Field::durable("security_type", Bears::Hardening, "how far its host is trusted"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::durable("tpm", Bears::Hardening, "whether its start can be proved"),
    Field::durable("winrm", Bears::Hardening, "where it takes commands from afar"),
    Field::context("interfaces", Bears::Metadata, "the interface tells of a change"),
    Field::context("power", Bears::Metadata, "on and off all day; whether something answers there"),
    Field::context("scale_set", Bears::Metadata, "who made it"),
    Field::context("size", Bears::Metadata, "inventory"),
    Field::context("zones", Bears::Metadata, "inventory"),
    Field::volatile("additionalCapabilities", "speed and sleep"),
    Field::volatile("applicationProfile", "programs from a gallery; their extension is told"),
    Field::volatile("availabilitySet", "placement"),
    Field::volatile("billingProfile", "billing"),
    Field::volatile("capacityReservation", "billing"),
    Field::volatile("evictionPolicy", "billing"),
    Field::volatile("extendedLocation", "inventory"),
    Field::volatile("extensionsTimeBudget", "how long it may take to start"),
    Field::volatile("fqdns", "names of its addresses, added by `az vm list -d`"),
    Field::volatile("hardwareProfile.vmSizeProperties", "speed"),
    Field::volatile("host", "placement"),
    Field::volatile("hostGroup", "placement"),
    Field::volatile("identity.principalId", "new when the identity is made again"),
    Field::volatile("identity.tenantId", "the tenant of the subscription"),
    Field::volatile("instanceView.assignedHost", NOW),
    Field::volatile("instanceView.bootDiagnostics", NOW),
    Field::volatile("instanceView.computerName", NOW),
    Field::volatile("instanceView.disks", NOW),
    Field::volatile("instanceView.extensions", NOW),
    Field::volatile("instanceView.hyperVGeneration", NOW),
    Field::volatile("instanceView.isVmInStandbyPool", NOW),
    Field::volatile("instanceView.maintenanceRedeployStatus", NOW),
    Field::volatile("instanceView.osName", NOW),
    Field::volatile("instanceView.osVersion", NOW),
    Field::volatile("instanceView.patchStatus", NOW),
    Field::volatile("instanceView.platformFaultDomain", NOW),
    Field::volatile("instanceView.platformUpdateDomain", NOW),
    Field::volatile("instanceView.rdpThumbPrint", NOW),
    Field::volatile("instanceView.statuses[].displayStatus", NOW),
    Field::volatile("instanceView.statuses[].level", NOW),
    Field::volatile("instanceView.statuses[].message", NOW),
    Field::volatile("instanceView.statuses[].time", NOW),
    Field::volatile("instanceView.vmAgent", NOW),
    Field::volatile("instanceView.vmHealth", NOW),
    Field::volatile("licenseType", "billing"),
    Field::volatile("macAddresses", "no filter sees them"),
    Field::volatile("managedBy", "the scale set says it"),
    Field::volatile("networkProfile.networkApiVersion", "the request that made its interfaces"),
    Field::volatile("networkProfile.networkInterfaceConfigurations", "its interfaces are told"),
    Field::volatile("networkProfile.networkInterfaces[].deleteOption", "what becomes of it later"),
    Field::volatile("networkProfile.networkInterfaces[].primary", "the interface says it"),
    Field::volatile("osProfile.adminPassword", SECRET),
    Field::volatile("osProfile.computerName", "the name says it"),
    Field::volatile("osProfile.customData", SECRET),
    Field::volatile("osProfile.linuxConfiguration.enableVmAgentPlatformUpdates", "agents update"),
    Field::volatile("osProfile.linuxConfiguration.patchSettings.assessmentMode", "only looks"),
    Field::volatile(
        "osProfile.linuxConfiguration.patchSettings.automaticByPlatformSettings",
        "when it restarts",
    ),
    Field::volatile(
        "osProfile.linuxConfiguration.ssh",
        "settled when it was made; not what is on the machine now",
    ),
    Field::volatile("osProfile.requireGuestProvisionSignal", "the progress of its start"),
    Field::volatile("osProfile.secrets", SECRET),
    Field::volatile("osProfile.windowsConfiguration.additionalUnattendContent", SECRET),
    Field::volatile("osProfile.windowsConfiguration.enableVmAgentPlatformUpdates", "agents update"),
    Field::volatile("osProfile.windowsConfiguration.patchSettings.assessmentMode", "only looks"),
    Field::volatile(
        "osProfile.windowsConfiguration.patchSettings.automaticByPlatformSettings",
        "when it restarts",
    ),
    Field::volatile(
        "osProfile.windowsConfiguration.patchSettings.enableHotpatching",
        "whether a patch needs a restart",
    ),
    Field::volatile("osProfile.windowsConfiguration.timeZone", "inventory"),
    Field::volatile(
        "osProfile.windowsConfiguration.winRm.listeners[].certificateUrl",
        "where a secret is kept",
    ),
    Field::volatile("placement", "placement"),
    Field::volatile("plan", "billing"),
    Field::volatile("platformFaultDomain", "placement"),
    Field::volatile("priority", "billing"),
    Field::volatile("privateIps", "the interface says it; added by `az vm list -d`"),
    Field::volatile("proximityPlacementGroup", "placement"),
    Field::volatile("publicIps", "the interface says it; added by `az vm list -d`"),
    Field::volatile("resiliencyProfile", "what Azure does when a zone fails"),
    Field::volatile("resources[].forceUpdateTag", "asks for the same again"),
    Field::volatile("resources[].instanceView", NOW),
    Field::volatile("resources[].location", "the machine's"),
    Field::volatile("resources[].protectedSettings", SECRET),
    Field::volatile("resources[].protectedSettingsFromKeyVault", "where a secret is kept"),
    Field::volatile("resources[].provisionAfterExtensions", "the order of its start"),
    Field::volatile("resources[].settings", SECRET),
    Field::volatile("resources[].suppressFailures", "the progress of its start"),
    Field::volatile("resources[].tags", "labels of an extension"),
    Field::volatile("scheduledEventsPolicy", "what is said before a restart"),
    Field::volatile("scheduledEventsProfile", "what is said before a restart"),
    Field::volatile("securityProfile.encryptionIdentity", "who may read the key of its disks"),
    Field::volatile("securityProfile.proxyAgentSettings.addProxyAgentExtension", "how it came"),
    Field::volatile("securityProfile.proxyAgentSettings.imds", "the mode says how strict it is"),
    Field::volatile(
        "securityProfile.proxyAgentSettings.keyIncarnationId",
        "new with every exchange of keys",
    ),
    Field::volatile(
        "securityProfile.proxyAgentSettings.wireServer",
        "the mode says how strict it is",
    ),
    Field::volatile("storageProfile.alignRegionalDisksToVmZone", "storage"),
    Field::volatile("storageProfile.dataDisks", "storage"),
    Field::volatile("storageProfile.diskControllerType", "storage"),
    Field::volatile("storageProfile.imageReference.exactVersion", "follows the version"),
    Field::volatile("storageProfile.osDisk", "storage"),
    Field::volatile("timeCreated", "a timestamp"),
    Field::volatile("userData", SECRET),
    Field::volatile("vmId", "the id says which one it is"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) admin_username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) agent: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) automatic_updates: Option<bool>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) boot_diagnostics: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) boot_diagnostics_storage: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) encryption_at_host: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) extensions: Vec<Extension>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) extensions_allowed: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) identities: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) identity_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
    /// The mode of the proxy before the metadata service, when it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metadata_proxy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) password_login: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) patch_mode: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) secure_boot: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) security_type: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) tpm: bool,
    /// The protocols on which it takes commands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) winrm: Vec<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    pub(crate) interfaces: Vec<String>,
    /// `running`, `deallocated`; nothing where nobody asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) power: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scale_set: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) zones: Vec<String>,
}

/// Makes a machine's resource.
pub(crate) fn normalise(machine: native::VirtualMachine, subscription: &str) -> Outcome {
    let native::VirtualMachine {
        diagnostics_profile: native::DiagnosticsProfile { boot_diagnostics },
        hardware_profile: native::HardwareProfile { vm_size },
        id,
        identity: native::ManagedIdentity { r#type: identity_type, user_assigned_identities },
        instance_view: native::InstanceView { statuses },
        location,
        name,
        network_profile: native::NetworkProfile { network_interfaces },
        os_profile,
        power_state,
        resources,
        security_profile,
        storage_profile: native::StorageProfile { image_reference },
        tags: labels,
        virtual_machine_scale_set,
        zones,
    } = machine;
    let id = arm::identity(SPEC.title, id, subscription)?;
    let native::BootDiagnostics { enabled, storage_uri } = boot_diagnostics;
    let native::OsProfile {
        admin_username,
        allow_extension_operations,
        linux_configuration,
        windows_configuration,
    } = os_profile;
    let native::LinuxConfiguration {
        disable_password_authentication,
        patch_settings: native::PatchSettings { patch_mode: linux_patches },
        provision_vm_agent: linux_agent,
    } = linux_configuration;
    let native::WindowsConfiguration {
        enable_automatic_updates,
        patch_settings: native::PatchSettings { patch_mode: windows_patches },
        provision_vm_agent: windows_agent,
        win_rm: native::WinRm { listeners },
    } = windows_configuration;
    let native::SecurityProfile {
        encryption_at_host,
        proxy_agent_settings: native::ProxyAgentSettings { enabled: proxy, mode },
        security_type,
        uefi_settings: native::UefiSettings { secure_boot_enabled, v_tpm_enabled },
    } = security_profile;
    let mut extensions: Vec<Extension> = resources.into_iter().map(read_extension).collect();
    extensions.sort_by(|a, b| (&a.name, a).cmp(&(&b.name, b)));
    let listeners = listeners
        .into_iter()
        .map(|native::WinRmListener { protocol }| protocol.map(|word| word.to_ascii_lowercase()));
    let durable = Durable {
        admin_username: said(admin_username),
        agent: linux_agent.or(windows_agent),
        automatic_updates: enable_automatic_updates,
        boot_diagnostics: enabled.unwrap_or_default(),
        boot_diagnostics_storage: said(storage_uri),
        encryption_at_host: encryption_at_host.unwrap_or_default(),
        extensions,
        extensions_allowed: allow_extension_operations,
        identities: set(user_assigned_identities.into_keys().map(|id| Some(arm::id(&id)))),
        identity_type: said(identity_type),
        image: image_reference.and_then(image),
        location: arm::location(location),
        metadata_proxy: proxy
            .unwrap_or_default()
            .then(|| said(mode).unwrap_or_else(|| "Enforce".to_owned())),
        name: said(name),
        password_login: disable_password_authentication.map(|disabled| !disabled),
        patch_mode: said(linux_patches).or_else(|| said(windows_patches)),
        secure_boot: secure_boot_enabled.unwrap_or_default(),
        security_type: said(security_type),
        tags: tags(labels),
        tpm: v_tpm_enabled.unwrap_or_default(),
        winrm: set(listeners),
    };
    let context = Context {
        interfaces: refer_all(network_interfaces),
        power: power(power_state, statuses),
        scale_set: refer(virtual_machine_scale_set),
        size: said(vm_size),
        zones: set(zones.into_iter().map(Some)),
    };
    resource(SPEC.title, Some(id), &durable, &context, Vec::new())
}

/// `AzureMonitorLinuxAgent 1.33 of Microsoft.Azure.Monitor`.
fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    if list != "extensions" {
        return None;
    }
    let Extension { automatic_upgrade: _, name: _, publisher, r#type, version } =
        Extension::deserialize(element).ok()?;
    let kind = r#type.unwrap_or_else(|| "an extension".to_owned());
    let publisher = publisher.map(|publisher| format!(" of {publisher}")).unwrap_or_default();
    let version = version.map(|version| format!(" {version}")).unwrap_or_default();
    Some(format!("{kind}{version}{publisher}"))
}
