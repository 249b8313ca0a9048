//! Virtual machines: what hardens and watches them, as far as a machine can be edited while it runs.

use serde_json::{Map, Value, json};

use super::check::{Leaf, leaves};
use super::merge::List;
use super::sheet::{Made, Sheet};
use super::ways::{Children, Way, Written, always_free, never_in_the_way, nothing, object, odd};
use crate::providers::azure::parse::virtual_machine::SPEC;

const BORN_AGENT: &str = "whether a machine has an agent is settled when it is made";
const AUTOMATIC: &str = "whether Windows patches itself is edited with `az vm update --set osProfile.windowsConfiguration.enableAutomaticUpdates`, and only where Azure allows it";
const ENCRYPTION: &str = "whether its disks are encrypted at the host can be edited only while the machine is deallocated: `az vm deallocate`, `az vm update --encryption-at-host`, `az vm start`";
const IDENTITIES: &str = "identities are given and taken with `az vm identity assign` and `az vm identity remove`; one that is given again may have lost its roles";
const PATCHES: &str = "how a machine is patched is edited with `az vm update --set osProfile.linuxConfiguration.patchSettings.patchMode`, or `windowsConfiguration`; which of the two is not recorded";
const SECURE_BOOT: &str = "what may start before the system can be edited only while the machine is deallocated: `az vm deallocate`, `az vm update --enable-secure-boot`, `az vm start`";
const SECURITY_TYPE: &str = "how far the host is trusted can be raised only while the machine is deallocated, and never goes back";
const TPM: &str = "whether its start can be proved can be edited only while the machine is deallocated: `az vm deallocate`, `az vm update --enable-vtpm`, `az vm start`";
const SECRET: &str =
    "an extension comes back only with its settings, which may hold secrets and are never recorded";

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    version: "2024-07-01",
    columns: &[
        (
            "admin_username",
            Way::Not("the name of the administrator is settled when a machine is made"),
        ),
        ("agent", Way::Not(BORN_AGENT)),
        ("automatic_updates", Way::Not(AUTOMATIC)),
        ("boot_diagnostics", Way::Patch(Written::Own(boot_diagnostics))),
        (
            "boot_diagnostics_storage",
            Way::Patch(Written::As("diagnosticsProfile.bootDiagnostics.storageUri")),
        ),
        ("encryption_at_host", Way::Not(ENCRYPTION)),
        (
            "extensions",
            Way::Children(Children {
                list: List { path: "extensions", key: "name", is_flat: false },
                reads: |_, _| Err(SECRET.to_owned()),
                is: extension,
                holds: never_in_the_way,
                fixed: always_free,
                lacks: nothing,
            }),
        ),
        ("extensions_allowed", Way::Patch(Written::As("osProfile.allowExtensionOperations"))),
        ("identities", Way::Not(IDENTITIES)),
        ("identity_type", Way::Not(IDENTITIES)),
        ("image", Way::Not("a machine stays what it was made from")),
        ("location", Way::Not("a machine can't be moved to another region")),
        ("metadata_proxy", Way::Patch(Written::Own(metadata_proxy))),
        ("name", Way::Not("a machine can't be renamed")),
        (
            "password_login",
            Way::Not("whether a password is enough to log in is settled when a machine is made"),
        ),
        ("patch_mode", Way::Not(PATCHES)),
        ("secure_boot", Way::Not(SECURE_BOOT)),
        ("security_type", Way::Not(SECURITY_TYPE)),
        ("tags", Way::Tags),
        ("tpm", Way::Not(TPM)),
        ("winrm", Way::Not("where a machine takes commands from afar is settled when it is made")),
    ],
    made: Made::Goes(
        "a machine is made from an image and secrets, which are not recorded; its disks may still be there",
    ),
    lacks: &[],
};

fn boot_diagnostics(is_on: Option<&Value>) -> Result<Value, String> {
    let is_on = is_on.cloned().unwrap_or(json!(false));
    Ok(json!({ "diagnosticsProfile": { "bootDiagnostics": { "enabled": is_on } } }))
}

fn metadata_proxy(mode: Option<&Value>) -> Result<Value, String> {
    let settings = match mode {
        Some(mode) => json!({ "enabled": true, "mode": mode }),
        None => json!({ "enabled": false }),
    };
    Ok(json!({ "securityProfile": { "proxyAgentSettings": settings } }))
}

/// What has to be so of an extension before it is taken away.
fn extension(_: &str, extension: &Value) -> Result<Leaf, String> {
    let text = |key: &str| extension.get(key).cloned().unwrap_or(Value::Null);
    let fields: Map<String, Value> =
        object(json!({ "publisher": text("publisher"), "type": text("type") }))?;
    if fields.values().all(Value::is_null) {
        Err(odd())
    } else {
        Ok(Leaf::under("properties", &leaves(&fields)))
    }
}
