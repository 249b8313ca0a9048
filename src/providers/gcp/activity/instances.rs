//! Machines: their tags, labels, accounts, keys of metadata and public addresses.

use serde::Deserialize;
use serde_json::{Value, json};

use super::addresses::labels_of;
use super::calls::{Call, Verb, silent};
use super::firewalls::itself;
use crate::model::{Deed, Done};
use crate::providers::deeds::{Change, deed, part, undoubted};
use crate::providers::gcp::native;
use crate::providers::gcp::parse::instance::normalise;

const RUNS: &[&str] = &["status", "public_addresses"];
const REACHED: &[&str] = &["interfaces", "public_addresses", "subnets"];

/// The calls that change what is recorded of a machine.
pub(super) const VERBS: &[Verb] = &[
    Verb { name: "insert", touches: &[], does: insert },
    Verb { name: "delete", touches: &[], does: silent },
    Verb { name: "update", touches: &[], does: silent },
    Verb { name: "setTags", touches: &["tags"], does: tags },
    Verb { name: "setLabels", touches: &["labels"], does: labels },
    Verb { name: "setMetadata", touches: &["guest", "metadata_keys"], does: metadata },
    Verb {
        name: "setServiceAccount",
        touches: &["access_scopes", "service_accounts"],
        does: account,
    },
    Verb { name: "addAccessConfig", touches: &["public_addresses"], does: add_address },
    Verb { name: "deleteAccessConfig", touches: &["public_addresses"], does: remove_address },
    Verb { name: "updateAccessConfig", touches: &["public_addresses"], does: silent },
    Verb { name: "addNetworkInterface", touches: REACHED, does: silent },
    Verb { name: "deleteNetworkInterface", touches: REACHED, does: silent },
    Verb { name: "updateNetworkInterface", touches: REACHED, does: silent },
    Verb { name: "setSecurityPolicy", touches: &["public_addresses"], does: silent },
    Verb { name: "updateShieldedInstanceConfig", touches: &["shielded"], does: silent },
    Verb { name: "updateShieldedVmConfig", touches: &["shielded"], does: silent },
    Verb { name: "setMachineType", touches: &["machine_type"], does: machine_type },
    Verb { name: "setName", touches: &[], does: silent },
    Verb { name: "start", touches: RUNS, does: silent },
    Verb { name: "startWithEncryptionKey", touches: RUNS, does: silent },
    Verb { name: "stop", touches: RUNS, does: silent },
    Verb { name: "suspend", touches: RUNS, does: silent },
    Verb { name: "resume", touches: RUNS, does: silent },
    Verb { name: "preempted", touches: RUNS, does: silent },
    Verb { name: "guestTerminate", touches: RUNS, does: silent },
    Verb { name: "hostError", touches: RUNS, does: silent },
    Verb { name: "automaticRestart", touches: RUNS, does: silent },
];

/// Calls that write and change nothing that is recorded: disks, schedules, and what is done to a machine from outside.
pub(super) const HARMLESS: &[&str] = &[
    "addResourcePolicies",
    "attachDisk",
    "detachDisk",
    "migrateOnHostMaintenance",
    "performMaintenance",
    "removeResourcePolicies",
    "reportHostAsFaulty",
    "reset",
    "sendDiagnosticInterrupt",
    "setDeletionProtection",
    "setDiskAutoDelete",
    "setIamPolicy",
    "setMachineResources",
    "setMinCpuPlatform",
    "setScheduling",
    "setShieldedInstanceIntegrityPolicy",
    "setShieldedVmIntegrityPolicy",
    "simulateMaintenanceEvent",
    "updateDisplayDevice",
    "repair.recreateInstance",
];

/// What was asked for. Addresses, the state and the switches of the guest come of it and are not in the entry.
fn insert(call: &Call<'_>) -> Option<Vec<Deed>> {
    if call.request.is_empty() {
        return None;
    }
    let mut request = call.request.under(&["instanceResource"]).or("selfLink", call.name);
    if let Some(list @ Value::Array(_)) = call.request.get("tags") {
        // The items stand without what wraps them.
        request =
            super::request::Request::default().or("tags", json!({ "items": list })).over(request);
    }
    let mut native: native::Instance = request.read_as()?;
    native.name.get_or_insert_with(|| super::firewalls::last(call.name).to_owned());
    native.zone = None;
    native.id.clone_from(&call.target_id);
    let (_, resource) = undoubted(normalise(native, &call.place()))?;
    let mut change = Change::of(call.spec);
    let untold = ["guest", "interfaces", "public_addresses", "shielded", "status", "subnets"];
    change.tell(&resource, &untold);
    Some(change.came(call.scope, itself(call)))
}

fn tags(call: &Call<'_>) -> Option<Vec<Deed>> {
    let tags = match (call.request.is_empty(), call.request.get("tags"), call.request.get("items"))
    {
        (true, ..) => return None,
        (_, Some(Value::Object(tags)), _) => {
            tags.get("items").or_else(|| tags.get("tags")).cloned()
        }
        (_, Some(list), _) | (_, None, Some(list)) => Some(list.clone()),
        (_, None, None) => None,
    };
    let mut tags: Vec<String> = match tags {
        Some(list) => serde_json::from_value(list).ok()?,
        None => Vec::new(),
    };
    tags.sort_unstable();
    tags.dedup();
    let mut change = Change::of(call.spec);
    change.set(&["tags"], Some(json!(tags)));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

fn labels(call: &Call<'_>) -> Option<Vec<Deed>> {
    let mut change = Change::of(call.spec);
    change.set(&["labels"], labels_of(call)?);
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

/// Which keys came and went; what is behind them is in no entry.
fn metadata(call: &Call<'_>) -> Option<Vec<Deed>> {
    #[derive(Default, Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct Metadata {
        instance_metadata_delta: Option<Delta>,
    }
    #[derive(Default, Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct Delta {
        added_metadata_keys: Vec<String>,
        deleted_metadata_keys: Vec<String>,
        modified_metadata_keys: Vec<String>,
    }
    let Metadata { instance_metadata_delta } = part(call.metadata)?;
    let Delta { added_metadata_keys, deleted_metadata_keys, modified_metadata_keys } =
        instance_metadata_delta?;
    /// Keys that switch something of the guest.
    const SWITCHES: &[&str] = &[
        "block-project-ssh-keys",
        "enable-guest-attributes",
        "enable-os-inventory",
        "enable-osconfig",
        "enable-oslogin",
        "gce-container-declaration",
        "serial-port-enable",
        "serial-port-logging-enable",
        "vmdnssetting",
    ];
    let all = [&added_metadata_keys, &deleted_metadata_keys, &modified_metadata_keys];
    let switches = all
        .iter()
        .copied()
        .flatten()
        .any(|key| SWITCHES.contains(&key.to_ascii_lowercase().as_str()));
    let mut change = Change::of(call.spec);
    for key in added_metadata_keys {
        change.comes("metadata_keys", key.into());
    }
    for key in deleted_metadata_keys {
        change.goes("metadata_keys", key.into());
    }
    let mut deeds: Vec<Deed> = change.done(call.scope, itself(call)).into_iter().collect();
    if switches {
        deeds.push(deed(call.scope, call.spec, itself(call), Done::Touched(&["guest"])));
    }
    // That a value became another is no change of what is recorded, and yet an edit of the machine.
    if deeds.is_empty() {
        deeds.push(deed(call.scope, call.spec, itself(call), Done::Touched(&["metadata_keys"])));
    }
    Some(deeds)
}

fn account(call: &Call<'_>) -> Option<Vec<Deed>> {
    if call.request.is_empty() {
        return None;
    }
    let email = call.request.text("email").filter(|email| *email != "default");
    // By its nickname nobody knows which one it is.
    if email.is_none() && call.request.has("email") {
        return None;
    }
    let mut scopes: Vec<String> = match call.request.get("scopes") {
        Some(list) => serde_json::from_value(list.clone()).ok()?,
        None => Vec::new(),
    };
    scopes.sort_unstable();
    scopes.dedup();
    let mut change = Change::of(call.spec);
    change.set(&["service_accounts"], Some(json!(email.into_iter().collect::<Vec<_>>())));
    change.set(&["access_scopes"], (!scopes.is_empty()).then(|| json!(scopes)));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

/// The address is what was asked for; one that Google picks is in no entry.
fn add_address(call: &Call<'_>) -> Option<Vec<Deed>> {
    let interface = call.request.text("networkInterface")?;
    let sent = call.request.under(&["accessConfig", "accessConfigResource"]);
    let mut address = serde_json::Map::new();
    address.insert("interface".to_owned(), interface.into());
    match sent.text("natIP").or_else(|| sent.text("natIp")) {
        Some(ip) => address.insert("address".to_owned(), ip.into()),
        // Nothing but the interface is known of it, so nobody knows what is there now.
        None => return None,
    };
    let mut change = Change::of(call.spec);
    change.comes("public_addresses", Value::Object(address));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

fn remove_address(call: &Call<'_>) -> Option<Vec<Deed>> {
    let interface = call.request.text("networkInterface")?;
    let mut change = Change::of(call.spec);
    change.goes("public_addresses", json!({ "interface": interface }));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

fn machine_type(call: &Call<'_>) -> Option<Vec<Deed>> {
    let link = call.request.text("machineType")?;
    let mut change = Change::of(call.spec);
    change.set(&["machine_type"], Some(super::firewalls::last(link).into()));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}
