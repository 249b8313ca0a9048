//! Instances: tags, labels, metadata and public addresses, which can be edited while a machine runs.

use serde::Deserialize as _;
use serde_json::Value;

use super::check::{Shown, check};
use super::gcloud::{gcloud, list, name, option, placed};
use super::sheet::{Made, Sheet, Way, never, odd};
use crate::model::{Act, Check, Command, Edit, Script, Setting};
use crate::providers::gcp::parse::instance::SPEC;
use crate::providers::gcp::parse::instance_interface::PublicAddress;

const BORN: &str = "it is settled when a machine is made";
const STOPPED: &str =
    "it can be edited only while the machine is stopped, with `gcloud compute instances update`";
const ACCOUNT: &str = "the service account and its scopes can be edited only while the machine is stopped, with `gcloud compute instances set-service-account`";

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    columns: &[
        ("access_scopes", Way::Not(ACCOUNT)),
        (
            "can_ip_forward",
            Way::Not(
                "whether a machine passes on what is not for it is edited only with a restart, with `gcloud compute instances update-from-file`",
            ),
        ),
        ("confidential", Way::Not(BORN)),
        ("description", Way::Not("the note on a machine is edited with the API alone")),
        (
            "guest",
            Way::Not(
                "the switches of the guest follow the metadata of the machine and of the project, whose values are not recorded",
            ),
        ),
        ("labels", Way::Each),
        ("machine_image", Way::Not("a machine stays what it was made from")),
        ("metadata_keys", Way::Each),
        ("private_ipv6_google_access", Way::Not(BORN)),
        ("shielded", Way::Not(STOPPED)),
        ("workload_identity", Way::Not(STOPPED)),
        (
            "interfaces",
            Way::Not(
                "an interface is put back with `gcloud compute instances network-interfaces update`, and most of it only while the machine is stopped",
            ),
        ),
        ("public_addresses", Way::Alone),
        ("service_accounts", Way::Not(ACCOUNT)),
        ("tags", Way::Alone),
    ],
    made: Made::Goes(
        "a machine is made from an image and metadata, whose values are not recorded; its disks may still be there",
    ),
    again: never,
    script,
};

fn script(edit: &Edit) -> Result<Script, String> {
    let (zone, machine) = placed(edit.id.identity.as_str())?;
    let call = |verb: &str| {
        option(gcloud(&["compute", "instances", verb], &[machine], edit), "--zone", zone)
    };
    let show = |shown: &[Shown]| {
        let mut asked = check(&["compute", "instances", "describe"], &[machine], edit, shown);
        asked.command = option(asked.command, "--zone", zone);
        Some(asked)
    };
    match &edit.act {
        Act::Delete(_) => Ok(Script { check: None, commands: vec![call("delete")] }),
        Act::Create(_) | Act::Replace { .. } => match SHEET.made {
            Made::Goes(why) => Err(why.to_owned()),
            Made::Both(_) | Made::Neither(_) => Err(odd()),
        },
        Act::Set(settings) => {
            let [setting] = settings.as_slice() else { return Err(odd()) };
            match setting.field() {
                "labels" => label(setting, &call, &show),
                "metadata_keys" => match (&setting.from, &setting.to) {
                    (Some(Value::String(key)), None) => Ok(Script {
                        check: None,
                        commands: vec![option(call("remove-metadata"), "--keys", list(&[key]))],
                    }),
                    _ => Err("what was behind a key of metadata is not recorded, since it can be a password or a script".to_owned()),
                },
                "tags" => tags(setting, &call, &show),
                "public_addresses" => addresses(setting, &call, &show),
                _ => Err(odd()),
            }
        }
    }
}

fn label(
    setting: &Setting,
    call: &dyn Fn(&str) -> Command,
    show: &dyn Fn(&[Shown]) -> Option<Check>,
) -> Result<Script, String> {
    let Some(key) = setting.path.get(1) else {
        let all = |value: &Option<Value>| {
            value.as_ref().and_then(Value::as_object).cloned().unwrap_or_default()
        };
        let (from, to) = (all(&setting.from), all(&setting.to));
        let mut commands = Vec::new();
        if !to.is_empty() {
            let pairs: Result<Vec<String>, String> =
                to.iter().map(|(key, value)| pair(key, value)).collect();
            commands.push(option(call("update"), "--update-labels", list(&pairs?)));
        }
        let gone: Vec<&String> = from.keys().filter(|key| !to.contains_key(*key)).collect();
        if !gone.is_empty() {
            commands.push(option(call("update"), "--remove-labels", list(&gone)));
        }
        return Ok(Script { check: show(&[Shown::count("labels", from.len())]), commands });
    };
    let key = name(key)?;
    let from = setting.from.as_ref().and_then(Value::as_str).unwrap_or_default();
    let command = match &setting.to {
        Some(to) => option(call("update"), "--update-labels", pair(key, to)?),
        None => option(call("update"), "--remove-labels", key),
    };
    Ok(Script {
        check: show(&[Shown::text(&format!("labels.{key}"), from)]),
        commands: vec![command],
    })
}

/// `env=prod`, in the letters that Google takes.
fn pair(key: &str, value: &Value) -> Result<String, String> {
    let value = value.as_str().ok_or_else(odd)?;
    let value = if value.is_empty() { value } else { name(value)? };
    Ok(format!("{}={value}", name(key)?))
}

fn texts(value: &Option<Value>) -> Vec<String> {
    let list = value.as_ref().and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Tags that are missing come before others go.
fn tags(
    setting: &Setting,
    call: &dyn Fn(&str) -> Command,
    show: &dyn Fn(&[Shown]) -> Option<Check>,
) -> Result<Script, String> {
    let (from, to) = (texts(&setting.from), texts(&setting.to));
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|tag| !other.contains(tag)).cloned().collect()
    };
    let mut commands = Vec::new();
    for (verb, tags) in [("add-tags", only(&to, &from)), ("remove-tags", only(&from, &to))] {
        if !tags.is_empty() {
            commands.push(option(call(verb), "--tags", list(&tags)));
        }
    }
    Ok(Script { check: show(&[Shown::list("tags.items", &from)]), commands })
}

/// One public address of IPv4 each interface: what is there goes, and what was there comes.
fn addresses(
    setting: &Setting,
    call: &dyn Fn(&str) -> Command,
    show: &dyn Fn(&[Shown]) -> Option<Check>,
) -> Result<Script, String> {
    let read = |value: &Option<Value>| {
        value.clone().map_or(Ok(Vec::new()), |value| {
            Vec::<PublicAddress>::deserialize(value).map_err(|_| odd())
        })
    };
    let (from, to) = (read(&setting.from)?, read(&setting.to)?);
    let (mut commands, mut shown) = (Vec::new(), Vec::new());
    for gone in from.iter().filter(|one| !to.contains(one)) {
        let index = plain(gone)?;
        let is = if gone.address == "unassigned" { "" } else { &gone.address };
        shown.push(Shown::text(&format!("networkInterfaces[{index}].accessConfigs[0].natIP"), is));
        let at = format!("value(networkInterfaces[{index}].accessConfigs[0].name)");
        let named = option(call("describe"), "--format", at);
        let command = option(call("delete-access-config"), "--network-interface", &gone.interface);
        commands.push(command.output_of("--access-config-name", named));
    }
    for come in to.iter().filter(|one| !from.contains(one)) {
        let index = plain(come)?;
        if !from.iter().any(|one| one.interface == come.interface) {
            shown.push(Shown::count(&format!("networkInterfaces[{index}].accessConfigs"), 0));
        }
        let command = option(call("add-access-config"), "--network-interface", &come.interface);
        if come.address == "unassigned" {
            commands.push(command);
        } else {
            commands.push(option(command, "--address", &come.address));
        }
    }
    let check = if shown.is_empty() { None } else { show(&shown) };
    Ok(Script { check, commands })
}

/// The number of the interface of an address that commands can speak of.
fn plain(address: &PublicAddress) -> Result<usize, String> {
    let PublicAddress { address, interface, security_policy } = address;
    if security_policy.is_some() || address.contains(':') {
        return Err("an address of IPv6, or behind a security policy, is put back with `gcloud compute instances network-interfaces update`".to_owned());
    }
    let number = interface.strip_prefix("nic").and_then(|number| number.parse().ok());
    number.ok_or_else(|| format!("the interface `{interface}` has no number"))
}
