//! Subnets: flow logs, ways to Google, and further ranges.

use serde::Deserialize as _;
use serde_json::Value;

use super::check::{Shown, check};
use super::gcloud::{gcloud, list, name, option, path, placed, switch};
use super::sheet::{Made, Sheet, Way, never, odd};
use crate::model::{Act, Command, Edit, Resource, Script};
use crate::providers::gcp::parse::subnetwork::{Durable, FlowLogs, SPEC, SecondaryRange};

const FAMILIES: &str =
    "which families of addresses a subnet has can be raised, and never goes back";

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    columns: &[
        ("description", Way::Not("the note on a subnet is settled when it is made")),
        ("external_ipv6_range", Way::Not(FAMILIES)),
        ("flow_logs", Way::Alone),
        ("internal_ipv6_range", Way::Not(FAMILIES)),
        ("ipv6_access", Way::Not(FAMILIES)),
        ("network", Way::Not("a subnet can't be moved to another network")),
        (
            "overlap",
            Way::Not(
                "whether routes may lead its addresses elsewhere is edited with the API alone",
            ),
        ),
        ("private_google_access", Way::Alone),
        ("private_ipv6_google_access", Way::Alone),
        ("purpose", Way::Not("what stands in a subnet is settled when it is made")),
        (
            "range",
            Way::Not(
                "the range of a subnet can be widened, with `gcloud compute networks subnets expand-ip-range`, and never goes back",
            ),
        ),
        (
            "role",
            Way::Not(
                "which of two subnets for proxies is used is changed for both with `gcloud compute networks subnets update --role=ACTIVE --drain-timeout`",
            ),
        ),
        ("secondary_ranges", Way::Each),
        ("stack_type", Way::Not(FAMILIES)),
    ],
    made: Made::Both(&[]),
    again: never,
    script,
};

fn script(edit: &Edit) -> Result<Script, String> {
    let (region, subnet) = placed(edit.id.identity.as_str())?;
    let call = |verb: &str| {
        let words = ["compute", "networks", "subnets", verb];
        option(gcloud(&words, &[subnet], edit), "--region", region)
    };
    let show = |shown: &[Shown]| {
        let mut asked =
            check(&["compute", "networks", "subnets", "describe"], &[subnet], edit, shown);
        asked.command = option(asked.command, "--region", region);
        Some(asked)
    };
    match &edit.act {
        Act::Create(new) => Ok(Script { check: None, commands: vec![made(call("create"), new)?] }),
        // Google refuses while anything stands in it.
        Act::Delete(_) => Ok(Script { check: None, commands: vec![call("delete")] }),
        Act::Replace { .. } => Err(odd()),
        Act::Set(settings) => {
            let [setting] = settings.as_slice() else { return Err(odd()) };
            let (from, to) = (setting.from.as_ref(), setting.to.as_ref());
            let text = |value: Option<&Value>| {
                value.and_then(Value::as_str).unwrap_or("DISABLE_GOOGLE_ACCESS").to_owned()
            };
            match setting.field() {
                "flow_logs" => {
                    let mut shown = vec![Shown::switch("logConfig.enable", from.is_some())];
                    if let Some(logs) = flow_logs(from)? {
                        shown.extend(
                            logs.sampling.map(|share| Shown::text("logConfig.flowSampling", share)),
                        );
                        shown.extend(
                            logs.interval
                                .map(|word| Shown::text("logConfig.aggregationInterval", word)),
                        );
                        shown.extend(
                            logs.metadata.map(|word| Shown::text("logConfig.metadata", word)),
                        );
                    }
                    Ok(Script { check: show(&shown), commands: vec![logged(call("update"), to)?] })
                }
                "private_google_access" => {
                    let is_on = |value: Option<&Value>| value == Some(&Value::Bool(true));
                    let asked = Shown::switch("privateIpGoogleAccess", is_on(from));
                    let command = switch(
                        call("update"),
                        is_on(to),
                        "--enable-private-ip-google-access",
                        "--no-enable-private-ip-google-access",
                    );
                    Ok(Script { check: show(&[asked]), commands: vec![command] })
                }
                "private_ipv6_google_access" => {
                    let word = google_access(&text(to))?;
                    let command = option(call("update"), "--private-ipv6-google-access-type", word);
                    Ok(Script { check: None, commands: vec![command] })
                }
                "secondary_ranges" => {
                    let read = |value: Option<&Value>| {
                        value.map(SecondaryRange::deserialize).transpose().map_err(|_| odd())
                    };
                    let command = match (read(from)?, read(to)?) {
                        (None, Some(to)) => option(call("update"), "--add-secondary-ranges", format!("{}={}", name(&to.name)?, to.range)),
                        (Some(from), None) => option(call("update"), "--remove-secondary-ranges", name(&from.name)?),
                        _ => return Err("a further range keeps its addresses: it goes, and comes again, when nothing uses it".to_owned()),
                    };
                    Ok(Script { check: None, commands: vec![command] })
                }
                _ => Err(odd()),
            }
        }
    }
}

fn flow_logs(value: Option<&Value>) -> Result<Option<FlowLogs>, String> {
    value.map(FlowLogs::deserialize).transpose().map_err(|_| odd())
}

/// Which flows are recorded, in options.
fn logged(command: Command, value: Option<&Value>) -> Result<Command, String> {
    let Some(logs) = flow_logs(value)? else { return Ok(command.word("--no-enable-flow-logs")) };
    let FlowLogs { filter, interval, metadata, metadata_fields, sampling } = logs;
    let mut command = command.word("--enable-flow-logs");
    if let Some(share) = sampling {
        command = option(command, "--logging-flow-sampling", share);
    }
    if let Some(interval) = interval {
        let word = interval.strip_prefix("INTERVAL_").ok_or_else(odd)?;
        command = option(
            command,
            "--logging-aggregation-interval",
            format!("interval-{}", word.to_lowercase().replace('_', "-")),
        );
    }
    if let Some(metadata) = metadata {
        let word = match metadata.as_str() {
            "INCLUDE_ALL_METADATA" => "include-all",
            "EXCLUDE_ALL_METADATA" => "exclude-all",
            "CUSTOM_METADATA" => "custom",
            _ => return Err(odd()),
        };
        command = option(command, "--logging-metadata", word);
        if word == "custom" {
            command = option(command, "--logging-metadata-fields", list(&metadata_fields));
        }
    }
    Ok(option(command, "--logging-filter-expr", filter.unwrap_or_default()))
}

/// `ENABLE_OUTBOUND_VM_ACCESS_TO_GOOGLE` is `enable-outbound-vm-access`.
fn google_access(word: &str) -> Result<&'static str, String> {
    match word {
        "DISABLE_GOOGLE_ACCESS" => Ok("disable"),
        "ENABLE_BIDIRECTIONAL_ACCESS_TO_GOOGLE" => Ok("enable-bidirectional-access"),
        "ENABLE_OUTBOUND_VM_ACCESS_TO_GOOGLE" => Ok("enable-outbound-vm-access"),
        other => Err(format!("`{other}` is no access to Google that `gcloud` knows")),
    }
}

fn made(command: Command, new: &Resource) -> Result<Command, String> {
    let value = new.durable.value().map_err(|_| odd())?;
    let Durable {
        description,
        external_ipv6_range,
        flow_logs: _,
        internal_ipv6_range,
        ipv6_access,
        network,
        overlap,
        private_google_access,
        private_ipv6_google_access,
        purpose,
        range,
        role,
        secondary_ranges,
        stack_type,
    } = new.durable.decode().map_err(|_| odd())?;
    if external_ipv6_range.is_some() || internal_ipv6_range.is_some() || overlap {
        return Err("a subnet with ranges of IPv6, or whose addresses routes may lead elsewhere, comes back with others: make it with `gcloud compute networks subnets create`".to_owned());
    }
    let mut command = option(command, "--network", path(&network.ok_or_else(odd)?)?);
    let more = [
        ("--range", range),
        ("--description", description),
        ("--purpose", purpose),
        ("--role", role),
        ("--stack-type", stack_type),
        ("--ipv6-access-type", ipv6_access),
    ];
    for (flag, value) in more {
        if let Some(value) = value {
            command = option(command, flag, value);
        }
    }
    if private_google_access {
        command = command.word("--enable-private-ip-google-access");
    }
    if let Some(word) = private_ipv6_google_access {
        command = option(command, "--private-ipv6-google-access-type", google_access(&word)?);
    }
    if !secondary_ranges.is_empty() {
        let ranges: Result<Vec<String>, String> = secondary_ranges
            .iter()
            .map(|one| Ok(format!("{}={}", name(&one.name)?, one.range)))
            .collect();
        command = option(command, "--secondary-range", list(&ranges?));
    }
    match value.get("flow_logs") {
        None => Ok(command),
        logs => logged(command, logs),
    }
}
