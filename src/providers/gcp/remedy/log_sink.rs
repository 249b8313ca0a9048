//! Log sinks: where entries go, which, and whether any do.

use serde::Deserialize as _;
use serde_json::Value;

use super::check::{Shown, check};
use super::gcloud::{gcloud, name, option, path, switch};
use super::sheet::{Made, Sheet, Way, never, odd};
use crate::model::{Act, Command, Edit, Resource, Script, Setting};
use crate::providers::gcp::parse::log_sink::{Durable, Exclusion, SPEC};

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    columns: &[
        ("description", Way::Together),
        ("destination", Way::Together),
        ("exclusions", Way::Each),
        ("filter", Way::Together),
        ("include_children", Way::Alone),
        ("intercept_children", Way::Alone),
        ("logging", Way::Together),
        ("partitioned_tables", Way::Not("how tables are laid out is settled when a sink is made")),
        (
            "writer",
            Way::Not(
                "a sink that was made again has another writer, which the destination has to let write",
            ),
        ),
    ],
    made: Made::Both(&[
        "a sink that comes back has another writer, which the destination has to let write",
    ]),
    again: never,
    script,
};

fn script(edit: &Edit) -> Result<Script, String> {
    let sink = name(edit.id.identity.as_str())?;
    let call = |verb: &str, positional: &[&str]| {
        gcloud(&["logging", "sinks", verb], &[&[sink], positional].concat(), edit)
    };
    let show =
        |shown: &[Shown]| Some(check(&["logging", "sinks", "describe"], &[sink], edit, shown));
    match &edit.act {
        Act::Create(new) => made(edit, new),
        Act::Delete(old) => {
            let Durable { destination, filter, .. } = old.durable.decode().map_err(|_| odd())?;
            let shown = [
                Shown::text("destination", destination),
                Shown::text("filter", filter.unwrap_or_default()),
            ];
            Ok(Script { check: show(&shown), commands: vec![call("delete", &[])] })
        }
        Act::Replace { .. } => Err(odd()),
        Act::Set(settings) => {
            let first = settings.first().ok_or_else(odd)?;
            match first.field() {
                "exclusions" => exclusion(first, call("update", &[])),
                "include_children" | "intercept_children" => children(first, call("update", &[])),
                _ => together(settings, &call, &show),
            }
        }
    }
}

fn text(value: &Option<Value>) -> Result<String, String> {
    match value {
        None => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(odd()),
    }
}

fn together(
    settings: &[Setting],
    call: &dyn Fn(&str, &[&str]) -> Command,
    show: &dyn Fn(&[Shown]) -> Option<crate::model::Check>,
) -> Result<Script, String> {
    let mut shown = Vec::new();
    let to = settings.iter().find(|one| one.field() == "destination").map(|one| text(&one.to));
    let destination = to.transpose()?;
    let positional = destination.as_deref().map(path).transpose()?;
    let mut command = call("update", &positional.into_iter().collect::<Vec<_>>());
    for setting in settings {
        let is_on = |value: &Option<Value>| *value == Some(Value::Bool(true));
        match setting.field() {
            "description" => command = option(command, "--description", text(&setting.to)?),
            "destination" => shown.push(Shown::text("destination", text(&setting.from)?)),
            "filter" => {
                shown.push(Shown::text("filter", text(&setting.from)?));
                command = option(command, "--log-filter", text(&setting.to)?);
            }
            "logging" => {
                shown.push(Shown::switch("disabled", !is_on(&setting.from)));
                command = switch(command, is_on(&setting.to), "--no-disabled", "--disabled");
            }
            _ => return Err(odd()),
        }
    }
    let check = if shown.is_empty() { None } else { show(&shown) };
    Ok(Script { check, commands: vec![command] })
}

fn children(setting: &Setting, command: Command) -> Result<Script, String> {
    if setting.to != Some(Value::Bool(true)) {
        return Err("`gcloud` can turn on that a sink takes what lies below, but not off: a sink without it is made under another name".to_owned());
    }
    let word = if setting.field() == "include_children" {
        "--include-children"
    } else {
        "--intercept-children"
    };
    Ok(Script { check: None, commands: vec![command.word(word)] })
}

/// An exclusion is known by its name. Its parts stand between separators that none of them has.
fn exclusion(setting: &Setting, command: Command) -> Result<Script, String> {
    let read = |value: &Option<Value>| {
        value.as_ref().map(Exclusion::deserialize).transpose().map_err(|_| odd())
    };
    let command = match (read(&setting.from)?, read(&setting.to)?) {
        (None, Some(to)) => option(command, "--add-exclusion", said(&to)?),
        (Some(from), None) => option(command, "--remove-exclusions", name(&from.name)?),
        // What is edited keeps what is not said of it; one call takes it away and brings it back.
        (Some(from), Some(to)) => {
            let command = option(command, "--remove-exclusions", name(&from.name)?);
            option(command, "--add-exclusion", said(&to)?)
        }
        (None, None) => return Err(odd()),
    };
    Ok(Script { check: None, commands: vec![command] })
}

fn said(exclusion: &Exclusion) -> Result<String, String> {
    let Exclusion { description, disabled, filter, name: called } = exclusion;
    let mut parts = vec![format!("name={}", name(called)?)];
    parts.extend(filter.as_ref().map(|filter| format!("filter={filter}")));
    parts.extend(description.as_ref().map(|note| format!("description={note}")));
    // Any value at all means that it is.
    if *disabled {
        parts.push("disabled=true".to_owned());
    }
    let is_free = |mark: &&str| !parts.iter().any(|part| part.contains(*mark));
    let mark = [";", "|", "#", "~", ":::", "@@@", "%%%%"].into_iter().find(is_free);
    let mark = mark.ok_or(
        "a filter with every separator that `gcloud` could be given is not put back from here",
    )?;
    Ok(format!("^{mark}^{}", parts.join(mark)))
}

fn made(edit: &Edit, new: &Resource) -> Result<Script, String> {
    let Durable {
        description,
        destination,
        exclusions,
        filter,
        include_children,
        intercept_children,
        logging,
        partitioned_tables,
    } = new.durable.decode().map_err(|_| odd())?;
    let sink = name(edit.id.identity.as_str())?;
    let mut command = gcloud(&["logging", "sinks", "create"], &[sink, path(&destination)?], edit);
    for (flag, value) in [("--log-filter", filter), ("--description", description)] {
        if let Some(value) = value {
            command = option(command, flag, value);
        }
    }
    for (is_on, word) in [
        (include_children, "--include-children"),
        (intercept_children, "--intercept-children"),
        (!logging, "--disabled"),
        (partitioned_tables, "--use-partitioned-tables"),
    ] {
        if is_on {
            command = command.word(word);
        }
    }
    for exclusion in &exclusions {
        command = option(command, "--exclusion", said(exclusion)?);
    }
    Ok(Script { check: None, commands: vec![command] })
}
