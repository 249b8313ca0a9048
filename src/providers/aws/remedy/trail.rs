//! Trails: whether they record, which events, and where records go.
//!
//! What one call sets is one edit. A trail is put back where its home is: elsewhere there is only its shadow.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::cli::{aws, check, json};
use super::edits::{all, alone, came_or_went, differs, is_on, odd, set, settings, whole, word};
use super::{Row, selectors};
use crate::model::{Act, Class, Command, Edit, Resource, Script, Setting};
use crate::providers::aws::parse::trail::{AdvancedSelector, Durable, SPEC, Selector};
use crate::providers::normalised::Known;
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, script };

const CHOICE: &[&str] = &["selectors", "advanced_selectors", "custom_selectors"];
const LOGS: &[&str] = &["log_group", "log_role"];

/// What `update-trail` sets: our name, its own in the request, its own in an answer, and whether it is a switch.
const UPDATED: &[(&str, &str, &str, bool)] = &[
    ("bucket", "S3BucketName", "S3BucketName", false),
    ("prefix", "S3KeyPrefix", "S3KeyPrefix", false),
    ("topic", "SnsTopicName", "SnsTopicARN", false),
    ("log_group", "CloudWatchLogsLogGroupArn", "CloudWatchLogsLogGroupArn", false),
    ("log_role", "CloudWatchLogsRoleArn", "CloudWatchLogsRoleArn", false),
    ("key", "KmsKeyId", "KmsKeyId", false),
    ("global_events", "IncludeGlobalServiceEvents", "IncludeGlobalServiceEvents", true),
    ("multi_region", "IsMultiRegionTrail", "IsMultiRegionTrail", true),
    ("organization", "IsOrganizationTrail", "IsOrganizationTrail", true),
    ("validation", "EnableLogFileValidation", "LogFileValidationEnabled", true),
];

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    if let Some((name, home)) = drift.id.identity.as_str().split_once('@') {
        let why = format!("`{name}` is at home in {home}, and is put back there");
        if drift.settings.is_empty() {
            plan.lose(why);
        } else {
            drift.settings.iter().for_each(|one| plan.leave(one.field(), why.as_str()));
        }
        return plan;
    }
    if drift.now.is_none() || drift.then.is_none() {
        came_back(drift, &mut plan);
        return plan;
    }
    let mut updated: Vec<Setting> = Vec::new();
    for setting in drift.settings {
        match setting.field() {
            "logging" if setting.to.as_ref().is_some_and(Value::is_boolean) => {
                set(drift, &mut plan, vec![setting.clone()]);
                plan.mind(GAP);
            }
            "insight_selectors" if !is_on(setting.to.as_ref()) => {
                set(drift, &mut plan, vec![setting.clone()]);
            }
            "insight_selectors" => plan.leave("insight_selectors", UNKNOWN_INSIGHTS),
            "recursive" => plan.leave("recursive", NEWER),
            "errors" => plan.leave(
                "errors",
                "whether records are delivered depends on where they go, and on who may write there",
            ),
            "bucket" if setting.to.is_none() => plan.leave("bucket", NOT_READ),
            field if CHOICE.contains(&field) || LOGS.contains(&field) => {}
            field if UPDATED.iter().any(|(name, ..)| *name == field) => updated.push(setting.clone()),
            field => plan.leave(field, NOT_READ),
        }
    }
    // One means nothing without the other.
    if LOGS.iter().any(|field| differs(drift, field)) {
        updated.extend(LOGS.iter().map(|field| whole(drift, Class::Durable, field)));
    }
    if !updated.is_empty() {
        set(drift, &mut plan, updated);
    }
    if CHOICE.iter().any(|field| differs(drift, field)) {
        let choice: Vec<Setting> =
            CHOICE.iter().map(|field| whole(drift, Class::Durable, field)).collect();
        if chosen(&choice).is_some() {
            set(drift, &mut plan, choice);
        } else {
            for field in CHOICE.iter().filter(|field| differs(drift, field)) {
                plan.leave(field, NOT_READ);
            }
        }
    }
    plan
}

const GAP: &str = "what was not recorded in between is not recorded afterwards either";
const NEWER: &str = "whether the delivery of records is recorded is a field that not every `aws` knows yet; it is `RecursiveLogging` of `UpdateTrail`";
const NOT_READ: &str = "what it was is not known, so that nobody knows what to put back";
const UNKNOWN_INSIGHTS: &str = "that unusual activity was looked for is known, and not of which sort: `aws cloudtrail put-insight-selectors` takes it";

/// A trail that comes back has its old name, and everything that was recorded of it.
fn came_back(drift: &Drift<'_>, plan: &mut Plan) {
    let Some(then) = drift.then else {
        came_or_went(drift, plan, String::new);
        return;
    };
    plan.make(drift.edit(Act::Create(then.clone())));
    plan.mind(GAP);
    let Ok(trail) = then.durable.decode::<Durable>() else { return };
    if trail.insight_selectors {
        plan.lose(UNKNOWN_INSIGHTS);
    }
    if trail.recursive.is_some() {
        plan.lose(NEWER);
    }
}

fn script(edit: &Edit) -> Result<Script, String> {
    match &edit.act {
        Act::Create(trail) => create(edit, trail),
        Act::Delete(_) => Ok(alone(named("delete-trail", edit))),
        Act::Set(_) => {
            let settings = settings(edit).ok_or_else(odd)?;
            match settings.first().map(Setting::field) {
                Some("logging") => {
                    let is_on = is_on(settings.first().and_then(|one| one.to.as_ref()));
                    Ok(alone(named(if is_on { "start-logging" } else { "stop-logging" }, edit)))
                }
                Some("insight_selectors") => insights(edit, settings),
                Some(field) if CHOICE.contains(&field) => choose(edit, settings).ok_or_else(odd),
                Some(_) => update(edit, settings).ok_or_else(odd),
                None => Err(odd()),
            }
        }
        Act::Replace { .. } => Err(odd()),
    }
}

fn call(operation: &str, edit: &Edit) -> Command {
    aws("cloudtrail", operation, edit)
}

fn named(operation: &str, edit: &Edit) -> Command {
    call(operation, edit).option("--name", edit.id.identity.as_str())
}

fn insights(edit: &Edit, settings: &[Setting]) -> Result<Script, String> {
    if settings.iter().any(|one| is_on(one.to.as_ref())) {
        return Err(UNKNOWN_INSIGHTS.to_owned());
    }
    let command = call("put-insight-selectors", edit)
        .option("--trail-name", edit.id.identity.as_str())
        .option("--insight-selectors", "[]");
    Ok(alone(command))
}

/// The fields of a request; an empty text takes away what was there.
fn request(field: &str, value: Option<&Value>) -> Option<(String, Value)> {
    let (_, key, _, is_switch) = UPDATED.iter().find(|(name, ..)| *name == field)?;
    let value =
        if *is_switch { is_on(value).into() } else { word(value).unwrap_or_default().into() };
    Some(((*key).to_owned(), value))
}

fn update(edit: &Edit, settings: &[Setting]) -> Option<Script> {
    let mut body = Map::new();
    let mut fields = Vec::new();
    for Setting { path, from, to, .. } in settings {
        let field = path.first()?;
        let (_, _, key, is_switch) = UPDATED.iter().find(|(name, ..)| name == field)?;
        body.extend(request(field, to.as_ref()));
        fields.push(if *is_switch {
            (format!("{key} || `false`"), is_on(from.as_ref()).into())
        } else {
            (format!("{key} || `null`"), json!(from))
        });
    }
    let command = named("update-trail", edit).option("--cli-input-json", json(&body.into()));
    let check = check(named("get-trail", edit), "Trail", &fields);
    Some(Script { check: Some(check), commands: vec![command] })
}

/// The choice of events as it will be; nothing where it is not known, or is none at all.
fn chosen(settings: &[Setting]) -> Option<Value> {
    let to = |setting: &Setting| setting.to.clone();
    let advanced: Vec<AdvancedSelector> = list(settings, "advanced_selectors", to)?;
    let plain: Vec<Selector> = list(settings, "selectors", to)?;
    match (plain.as_slice(), advanced.as_slice()) {
        ([], []) => None,
        (_, []) => Some(json!({ "EventSelectors": selectors::plain(&plain) })),
        _ => Some(json!({ "AdvancedEventSelectors": selectors::advanced(&advanced) })),
    }
}

/// One of the lists; nothing where it was not read.
fn list<T: DeserializeOwned>(
    settings: &[Setting],
    field: &str,
    side: impl Fn(&Setting) -> Option<Value>,
) -> Option<Vec<T>> {
    match settings.iter().find(|one| one.field() == field).and_then(side) {
        None => Some(Vec::new()),
        Some(list) => serde_json::from_value(list).ok(),
    }
}

fn choose(edit: &Edit, settings: &[Setting]) -> Option<Script> {
    let name = edit.id.identity.as_str();
    let from = |setting: &Setting| setting.from.clone();
    let is = selectors::fields(
        &list(settings, "selectors", from)?,
        &list(settings, "advanced_selectors", from)?,
    );
    let read = call("get-event-selectors", edit).option("--trail-name", name);
    let command = call("put-event-selectors", edit)
        .option("--trail-name", name)
        .option("--cli-input-json", json(&chosen(settings)?));
    Some(Script { check: Some(check(read, "@", &is)), commands: vec![command] })
}

/// Makes a trail anew, under its name. AWS refuses a name that is there.
fn create(edit: &Edit, trail: &Resource) -> Result<Script, String> {
    let fields = trail.durable.value().map_err(|_| odd())?;
    let Durable { advanced_selectors, custom_selectors, logging, selectors, .. } =
        trail.durable.decode().map_err(|_| odd())?;
    let mut body = Map::new();
    for (field, ..) in UPDATED {
        if let Some(value) = fields.get(*field) {
            body.extend(request(field, Some(value)));
        }
    }
    // AWS switches it on unless it is told not to.
    body.extend(request("global_events", fields.get("global_events")));
    let mut commands =
        vec![named("create-trail", edit).option("--cli-input-json", json(&body.into()))];
    let choice: Vec<Setting> =
        [("selectors", json!(selectors)), ("advanced_selectors", json!(advanced_selectors))]
            .into_iter()
            .map(|(field, to)| Setting {
                class: Class::Durable,
                path: vec![field.to_owned()],
                is_element: false,
                from: None,
                to: Some(to),
            })
            .collect();
    if let Some(choice) =
        chosen(&choice).filter(|_| custom_selectors || advanced_selectors != Known::default())
    {
        commands.push(
            call("put-event-selectors", edit)
                .option("--trail-name", edit.id.identity.as_str())
                .option("--cli-input-json", json(&choice)),
        );
    }
    if matches!(logging, Some(Known::Read(true))) {
        commands.push(named("start-logging", edit));
    }
    Ok(all(commands))
}
