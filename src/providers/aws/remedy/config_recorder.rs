//! The recorder of AWS Config, and what delivers its records.
//!
//! One call sets all of what a recorder takes in, and another all of what delivers. It is stopped before anything else and started after.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::Row;
use super::cli::{aws, check, json};
use super::edits::{
    all, alone, came_or_went, differs, is_on, leave_fixed, odd, set, settings, whole, word, words,
};
use crate::model::{Act, Check, Class, Command, Edit, Resource, Script};
use crate::providers::aws::parse::config_recorder::{Channel, Durable, SPEC};
use crate::providers::normalised::Known;
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, script };

const CHOICE: &[&str] = &["types", "excluded", "global_types", "continuous", "daily", "role"];
const EVERY: &str = "*";

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    let service = |resource: Option<&Resource>| resource?.durable.decode::<Durable>().ok()?.service;
    if drift.settings.is_empty()
        && let Some(service) = service(drift.now.or(drift.then))
    {
        plan.lose(format!("the recorder belongs to `{service}`, which makes and deletes it"));
        return plan;
    }
    if drift.now.is_none() || drift.then.is_none() {
        came_back(drift, &mut plan);
        return plan;
    }
    let (mut stop, mut start) = (None, None);
    for setting in drift.settings {
        match setting.field() {
            "logging" if is_on(setting.to.as_ref()) => start = Some(setting.clone()),
            "logging" if setting.to.as_ref().is_some_and(Value::is_boolean) => {
                stop = Some(setting.clone());
            }
            "error" => plan.leave(
                "error",
                "whether states are recorded depends on what the role may read, and on where they go",
            ),
            "channel" => {}
            field if CHOICE.contains(&field) => {}
            field => leave_fixed(&mut plan, drift, field),
        }
    }
    if start.is_some() {
        plan.mind(GAP);
    }
    stop.into_iter().for_each(|one| set(drift, &mut plan, vec![one]));
    if CHOICE.iter().any(|field| differs(drift, field)) {
        let choice = CHOICE.iter().map(|field| whole(drift, Class::Durable, field)).collect();
        set(drift, &mut plan, choice);
    }
    if differs(drift, "channel") {
        let channel = whole(drift, Class::Durable, "channel");
        let name = |value: &Option<Value>| read(value.as_ref()).and_then(|channel| channel.name);
        match (&channel.from, &channel.to) {
            (_, Some(Value::Null)) => plan.leave("channel", "what delivered was not read"),
            (Some(_), Some(_)) if name(&channel.from) != name(&channel.to) => plan.leave(
                "channel",
                "a region has one channel, and it can't be renamed: the new one goes before the old one can be made again",
            ),
            _ => set(drift, &mut plan, vec![channel]),
        }
    }
    start.into_iter().for_each(|one| set(drift, &mut plan, vec![one]));
    plan
}

const GAP: &str = "what changed in between and changed back was not recorded";

/// A recorder that comes back has its old name, and everything that was recorded of it.
fn came_back(drift: &Drift<'_>, plan: &mut Plan) {
    match drift.then {
        Some(then) => {
            plan.make(drift.edit(Act::Create(then.clone())));
            plan.mind(GAP);
        }
        None => {
            came_or_went(drift, plan, String::new);
        }
    }
}

fn read(channel: Option<&Value>) -> Option<Channel> {
    Channel::deserialize(channel?).ok()
}

fn script(edit: &Edit) -> Result<Script, String> {
    match &edit.act {
        Act::Create(recorder) => create(edit, recorder),
        Act::Delete(recorder) => {
            let Durable { channel, .. } = recorder.durable.decode().map_err(|_| odd())?;
            let mut commands = vec![recorded("delete-configuration-recorder", edit)];
            if let Known::Read(Some(Channel { name: Some(name), .. })) = channel {
                commands.push(
                    call("delete-delivery-channel", edit).option("--delivery-channel-name", name),
                );
            }
            Ok(all(commands))
        }
        Act::Set(_) => edited(edit).ok_or_else(odd),
        Act::Replace { .. } => Err(odd()),
    }
}

fn call(operation: &str, edit: &Edit) -> Command {
    aws("configservice", operation, edit)
}

fn recorded(operation: &str, edit: &Edit) -> Command {
    call(operation, edit).option("--configuration-recorder-name", edit.id.identity.as_str())
}

fn running(edit: &Edit, is_on: bool) -> Command {
    recorded(
        if is_on { "start-configuration-recorder" } else { "stop-configuration-recorder" },
        edit,
    )
}

fn edited(edit: &Edit) -> Option<Script> {
    let settings = settings(edit)?;
    let setting = settings.first()?;
    Some(match setting.field() {
        "logging" => alone(running(edit, is_on(setting.to.as_ref()))),
        "channel" => match (read(setting.from.as_ref()), read(setting.to.as_ref())) {
            // AWS refuses a second one.
            (None, Some(to)) => alone(delivering(edit, &to)),
            (Some(from), Some(to)) => {
                Script { check: delivers(edit, &from), commands: vec![delivering(edit, &to)] }
            }
            (Some(from), None) => alone(
                call("delete-delivery-channel", edit).option("--delivery-channel-name", from.name?),
            ),
            (None, None) => return None,
        },
        _ => {
            let of = |field: &str| settings.iter().find(|one| one.field() == field);
            let to = |field: &str| of(field).and_then(|one| one.to.as_ref());
            let from = |field: &str| of(field).and_then(|one| one.from.as_ref());
            Script { check: Some(chooses(edit, from)), commands: vec![choosing(edit, to)] }
        }
    })
}

/// A recorder as the call takes it.
fn choosing<'v>(edit: &Edit, field: impl Fn(&str) -> Option<&'v Value>) -> Command {
    let types = words(field("types"));
    let excluded = words(field("excluded"));
    let group = if !types.contains(&EVERY) {
        json!({ "allSupported": false, "includeGlobalResourceTypes": false, "resourceTypes": types,
            "recordingStrategy": { "useOnly": "INCLUSION_BY_RESOURCE_TYPES" } })
    } else if excluded.is_empty() {
        json!({ "allSupported": true, "includeGlobalResourceTypes": is_on(field("global_types")),
            "recordingStrategy": { "useOnly": "ALL_SUPPORTED_RESOURCE_TYPES" } })
    } else {
        json!({ "allSupported": false, "includeGlobalResourceTypes": false,
            "exclusionByResourceTypes": { "resourceTypes": excluded },
            "recordingStrategy": { "useOnly": "EXCLUSION_BY_RESOURCE_TYPES" } })
    };
    let (mostly, other, some) = how_often(&words(field("continuous")), &words(field("daily")));
    let mut mode = json!({ "recordingFrequency": mostly });
    if let (false, Some(mode)) = (some.is_empty(), mode.as_object_mut()) {
        let own = json!([{ "recordingFrequency": other, "resourceTypes": some }]);
        mode.insert("recordingModeOverrides".to_owned(), own);
    }
    let mut recorder = Map::new();
    recorder.insert("name".to_owned(), edit.id.identity.as_str().into());
    recorder.insert("recordingGroup".to_owned(), group);
    recorder.insert("recordingMode".to_owned(), mode);
    if let Some(role) = word(field("role")) {
        recorder.insert("roleARN".to_owned(), role.into());
    }
    let body = json!({ "ConfigurationRecorder": recorder });
    call("put-configuration-recorder", edit).option("--cli-input-json", json(&body))
}

/// How often most types are recorded, how often the others are, and which these are.
fn how_often<'v>(
    continuous: &[&'v str],
    daily: &[&'v str],
) -> (&'static str, &'static str, Vec<&'v str>) {
    let some = |list: &[&'v str]| list.iter().copied().filter(|one| *one != EVERY).collect();
    if daily.contains(&EVERY) {
        ("DAILY", "CONTINUOUS", some(continuous))
    } else {
        ("CONTINUOUS", "DAILY", some(daily))
    }
}

/// That a recorder still takes in what it did when the edit was planned.
fn chooses<'v>(edit: &Edit, field: impl Fn(&str) -> Option<&'v Value>) -> Check {
    const GLOBAL: &str = "recordingGroup.includeGlobalResourceTypes || recordingGroup.recordingStrategy.useOnly == 'EXCLUSION_BY_RESOURCE_TYPES'";
    const EXCLUDED: &str = "sort(recordingGroup.exclusionByResourceTypes.resourceTypes || `[]`)";
    const SOME: &str = "sort(recordingMode.recordingModeOverrides[].resourceTypes[] || `[]`)";
    let sorted = |mut list: Vec<&'v str>| {
        list.sort_unstable();
        list
    };
    let mut types = words(field("types"));
    types.retain(|one| *one != EVERY);
    let (mostly, _, some) = how_often(&words(field("continuous")), &words(field("daily")));
    let fields = [
        ("roleARN || `null`", json!(word(field("role")))),
        (GLOBAL, is_on(field("global_types")).into()),
        ("sort(recordingGroup.resourceTypes || `[]`)", json!(sorted(types))),
        (EXCLUDED, json!(sorted(words(field("excluded"))))),
        ("recordingMode.recordingFrequency || 'CONTINUOUS'", mostly.into()),
        (SOME, json!(sorted(some))),
    ];
    let names = json(&json!([edit.id.identity.as_str()]));
    let read = call("describe-configuration-recorders", edit)
        .option("--configuration-recorder-names", names);
    check(read, "ConfigurationRecorders[0]", &fields)
}

/// A channel as the call takes it.
fn delivering(edit: &Edit, channel: &Channel) -> Command {
    let Channel { bucket, key, name, prefix, snapshots, topic } = channel;
    let mut fields = Map::new();
    for (field, value) in [
        ("name", name),
        ("s3BucketName", bucket),
        ("s3KeyPrefix", prefix),
        ("s3KmsKeyArn", key),
        ("snsTopicARN", topic),
    ] {
        if let Some(value) = value {
            fields.insert(field.to_owned(), value.as_str().into());
        }
    }
    if let Some(often) = snapshots {
        let properties = json!({ "deliveryFrequency": often });
        fields.insert("configSnapshotDeliveryProperties".to_owned(), properties);
    }
    let body = json!({ "DeliveryChannel": fields });
    call("put-delivery-channel", edit).option("--cli-input-json", json(&body))
}

/// That a channel still delivers as it did when the edit was planned.
fn delivers(edit: &Edit, channel: &Channel) -> Option<Check> {
    const OFTEN: &str = "configSnapshotDeliveryProperties.deliveryFrequency || `null`";
    let Channel { bucket, key, name, prefix, snapshots, topic } = channel;
    let fields = [
        ("s3BucketName || `null`", json!(bucket)),
        ("s3KeyPrefix || `null`", json!(prefix)),
        ("s3KmsKeyArn || `null`", json!(key)),
        ("snsTopicARN || `null`", json!(topic)),
        (OFTEN, json!(snapshots)),
    ];
    let names = json(&json!([name.as_ref()?]));
    let read = call("describe-delivery-channels", edit).option("--delivery-channel-names", names);
    Some(check(read, "DeliveryChannels[0]", &fields))
}

/// Makes a recorder anew, under its name, with what delivers.
fn create(edit: &Edit, recorder: &Resource) -> Result<Script, String> {
    let fields = recorder.durable.value().map_err(|_| odd())?;
    let Durable { channel, logging, .. } = recorder.durable.decode().map_err(|_| odd())?;
    let mut commands = vec![choosing(edit, |field| fields.get(field))];
    if let Known::Read(Some(channel)) = channel {
        commands.push(delivering(edit, &channel));
    }
    if logging == Known::Read(true) {
        commands.push(running(edit, true));
    }
    Ok(all(commands))
}
