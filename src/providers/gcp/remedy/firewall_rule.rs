//! Firewall rules: one call changes all of a rule that can be edited. Direction, network and whether it allows can't.

use serde_json::Value;

use super::check::{Shown, check};
use super::gcloud::{gcloud, list, name, option, path, project, switch};
use super::policy_rule;
use super::sheet::{Made, Sheet, Way, odd};
use crate::model::{Act, Check, Command, Edit, Resource, Script};
use crate::providers::Drift;
use crate::providers::gcp::parse::firewall_rule::{Durable, SPEC};
use crate::providers::gcp::parse::terms::Traffic;

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    columns: &[
        ("allowed", Way::Together),
        ("denied", Way::Together),
        ("description", Way::Together),
        ("destination_ranges", Way::Together),
        ("direction", Way::Again),
        ("disabled", Way::Together),
        ("logging", Way::Together),
        ("logging_metadata", Way::Together),
        ("network", Way::Again),
        ("priority", Way::Together),
        ("source_ranges", Way::Together),
        ("source_service_accounts", Way::Together),
        ("source_tags", Way::Together),
        ("target_service_accounts", Way::Together),
        ("target_tags", Way::Together),
    ],
    made: Made::Both(&[]),
    again: turns,
    script,
};

/// Whether a rule that allows denies now, or the other way round.
fn turns(drift: &Drift<'_>) -> bool {
    let denies = |rule: Option<&Resource>| {
        rule.and_then(|rule| rule.durable.decode::<Durable>().ok())
            .map(|rule| rule.allowed.is_empty())
    };
    denies(drift.now) != denies(drift.then)
}

fn script(edit: &Edit) -> Result<Script, String> {
    let rule = name(edit.id.identity.as_str())?;
    let call = |verb: &str| gcloud(&["compute", "firewall-rules", verb], &[rule], edit);
    match &edit.act {
        Act::Create(new) => {
            Ok(Script { check: None, commands: vec![made(call("create"), new, edit)?] })
        }
        Act::Delete(old) => {
            Ok(Script { check: Some(is(rule, edit, old)?), commands: vec![call("delete")] })
        }
        Act::Replace { from, to } => Ok(Script {
            check: Some(is(rule, edit, from)?),
            commands: vec![call("delete"), made(call("create"), to, edit)?],
        }),
        Act::Set(settings) => {
            let (mut command, mut shown) = (call("update"), Vec::new());
            for setting in settings {
                let (from, to) = (setting.from.as_ref(), setting.to.as_ref());
                shown.extend(show(setting.field(), from)?);
                command = set(command, setting.field(), to)?;
            }
            // How much is recorded can be said only beside the switch.
            let of = |field: &str| settings.iter().find(|one| one.field() == field);
            if let (Some(metadata), None) = (of("logging_metadata"), of("logging")) {
                if metadata.to.is_none() {
                    return Err("how much is recorded of a connection can't be left unsaid once it was said".to_owned());
                }
                command = command.word("--enable-logging");
            }
            Ok(Script { check: Some(describe(rule, edit, &shown)), commands: vec![command] })
        }
    }
}

fn describe(rule: &str, edit: &Edit, shown: &[Shown]) -> Check {
    check(&["compute", "firewall-rules", "describe"], &[rule], edit, shown)
}

/// A rule's fields, as they are recorded.
fn fields(rule: &Resource) -> Result<serde_json::Map<String, Value>, String> {
    match rule.durable.value() {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(odd()),
    }
}

/// What has to be so of a rule that goes.
fn is(rule: &str, edit: &Edit, resource: &Resource) -> Result<Check, String> {
    let fields = fields(resource)?;
    let mut shown = Vec::new();
    for (field, _) in SHEET.columns.iter().filter(|(field, _)| *field != "description") {
        shown.extend(show(field, fields.get(*field))?);
    }
    Ok(describe(rule, edit, &shown))
}

fn texts(value: Option<&Value>) -> Result<Vec<String>, String> {
    value.map_or(Ok(Vec::new()), |value| serde_json::from_value(value.clone()).map_err(|_| odd()))
}

/// What a rule speaks of, one word for each range of ports.
fn layers(value: Option<&Value>) -> Result<Vec<String>, String> {
    let rows: Vec<Traffic> = value
        .map_or(Ok(Vec::new()), |value| serde_json::from_value(value.clone()).map_err(|_| odd()))?;
    Ok(policy_rule::layers(&rows))
}

fn text(value: Option<&Value>) -> Result<String, String> {
    match value {
        None => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(odd()),
    }
}

/// How Google calls the list that a field is.
const LISTS: &[(&str, &str, &str)] = &[
    ("destination_ranges", "destinationRanges", "--destination-ranges"),
    ("source_ranges", "sourceRanges", "--source-ranges"),
    ("source_service_accounts", "sourceServiceAccounts", "--source-service-accounts"),
    ("source_tags", "sourceTags", "--source-tags"),
    ("target_service_accounts", "targetServiceAccounts", "--target-service-accounts"),
    ("target_tags", "targetTags", "--target-tags"),
];

/// How a field is shown. A note is free text of several lines, and of no weight; whether an empty one is left out, nobody documents.
fn show(field: &str, value: Option<&Value>) -> Result<Option<Shown>, String> {
    if let Some((_, path, _)) = LISTS.iter().find(|(name, _, _)| *name == field) {
        return Ok(Some(Shown::list(path, &texts(value)?)));
    }
    let is_on = value == Some(&Value::Bool(true));
    Ok(Some(match field {
        "allowed" | "denied" => Shown::list(
            &format!("{field}[].map().firewall_rule().list().split(\",\")"),
            &layers(value)?,
        ),
        "direction" => Shown::text("direction", text(value)?.to_uppercase()),
        "disabled" => Shown::switch("disabled", is_on),
        "logging" => Shown::switch("logConfig.enable", is_on),
        "logging_metadata" => Shown::text("logConfig.metadata", text(value)?),
        "network" => Shown::last("network", &text(value)?),
        "priority" => Shown::text("priority", value.ok_or_else(odd)?),
        _ => return Ok(None),
    }))
}

/// One field of a rule that is there.
fn set(command: Command, field: &str, value: Option<&Value>) -> Result<Command, String> {
    if let Some((_, _, flag)) = LISTS.iter().find(|(name, _, _)| *name == field) {
        return Ok(option(command, flag, list(&texts(value)?)));
    }
    let is_on = value == Some(&Value::Bool(true));
    Ok(match field {
        // The one that stays empty is not spoken of.
        "allowed" | "denied" => option(command, "--rules", list(&layers(value)?)),
        "description" => option(command, "--description", text(value)?),
        "disabled" => switch(command, is_on, "--disabled", "--no-disabled"),
        "logging" => switch(command, is_on, "--enable-logging", "--no-enable-logging"),
        // It goes with the switch.
        "logging_metadata" => match value {
            None => command,
            value => option(command, "--logging-metadata", metadata(&text(value)?)?),
        },
        "priority" => option(command, "--priority", value.ok_or_else(odd)?.to_string()),
        _ => return Err(odd()),
    })
}

/// `INCLUDE_ALL_METADATA` is `include-all`.
fn metadata(word: &str) -> Result<&'static str, String> {
    match word {
        "INCLUDE_ALL_METADATA" => Ok("include-all"),
        "EXCLUDE_ALL_METADATA" => Ok("exclude-all"),
        other => Err(format!("`{other}` is no amount of metadata that Google documents")),
    }
}

/// A whole rule.
fn made(command: Command, rule: &Resource, edit: &Edit) -> Result<Command, String> {
    let fields = fields(rule)?;
    let Durable { direction, network, allowed, .. } = rule.durable.decode().map_err(|_| odd())?;
    let command = option(command, "--direction", direction.to_uppercase());
    let network = network.as_deref().ok_or("a rule that names no network can't be made again")?;
    let network = match network.strip_prefix("projects/") {
        Some(_) => path(network)?.to_owned(),
        None => format!("projects/{}/global/networks/{}", project(edit), name(network)?),
    };
    let command = option(command, "--network", network);
    let mut command =
        option(command, "--action", if allowed.is_empty() { "DENY" } else { "ALLOW" });
    for (field, _) in SHEET.columns {
        if let (Some(value), false) =
            (fields.get(*field), matches!(*field, "direction" | "network"))
        {
            command = set(command, field, Some(value))?;
        }
    }
    Ok(command)
}
