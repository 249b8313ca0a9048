//! What plans and scripts of most kinds have in common.

use serde_json::Value;

use crate::model::{Act, Class, Command, Edit, Resource, Script, Setting};
use crate::providers::{Drift, Plan};

/// What came goes, and what went comes back, which loses what `anew` says. Whether that was all.
pub(super) fn came_or_went(
    drift: &Drift<'_>,
    plan: &mut Plan,
    anew: impl FnOnce() -> String,
) -> bool {
    match (drift.now, drift.then) {
        (Some(now), None) => plan.make(drift.edit(Act::Delete(now.clone()))),
        (None, Some(then)) => {
            plan.make(drift.edit(Act::Create(then.clone())));
            plan.lose(anew());
        }
        _ => return false,
    }
    true
}

/// That what comes back is not what what went was called.
pub(super) fn another_id(drift: &Drift<'_>) -> String {
    format!(
        "the {} comes back under another id: what named {} has to name the new one, and `driftwall baseline accept` approves it",
        drift.spec.title, drift.id.identity
    )
}

/// Leaves a field that nobody can edit.
pub(super) fn leave_fixed(plan: &mut Plan, drift: &Drift<'_>, field: &str) {
    plan.leave(field, format!("the `{field}` of a {} can't be edited", drift.spec.title));
}

/// One edit for some settings.
pub(super) fn set(drift: &Drift<'_>, plan: &mut Plan, settings: Vec<Setting>) {
    plan.make(drift.edit(Act::Set(settings)));
}

/// A whole field from what it is to what it was, for calls that take all of it at once.
pub(super) fn whole(drift: &Drift<'_>, class: Class, field: &str) -> Setting {
    let value = |resource: Option<&Resource>| {
        let resource = resource?;
        let document = match class {
            Class::Context => &resource.context,
            Class::Durable | Class::Volatile => &resource.durable,
        };
        document.value().ok()?.get(field).cloned()
    };
    Setting {
        class,
        path: vec![field.to_owned()],
        is_element: false,
        from: value(drift.now),
        to: value(drift.then),
    }
}

/// Whether a field differs.
pub(super) fn differs(drift: &Drift<'_>, field: &str) -> bool {
    drift.of(field).next().is_some()
}

/// A switch, which is off when nothing is there.
pub(super) fn is_on(value: Option<&Value>) -> bool {
    value.and_then(Value::as_bool).unwrap_or_default()
}

/// A text.
pub(super) fn word(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str)
}

/// A list of texts; nothing is an empty one.
pub(super) fn words(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The settings of an edit that is made of them.
pub(super) fn settings(edit: &Edit) -> Option<&[Setting]> {
    match &edit.act {
        Act::Set(settings) => Some(settings),
        Act::Create(_) | Act::Delete(_) | Act::Replace { .. } => None,
    }
}

/// A script of one command line without a condition.
pub(super) fn alone(command: Command) -> Script {
    Script { check: None, commands: vec![command] }
}

/// A script of several.
pub(super) const fn all(commands: Vec<Command>) -> Script {
    Script { check: None, commands }
}

/// Why an edit has no command line: its documents are of another make.
pub(super) fn odd() -> String {
    "driftwall can't read what it recorded of this resource".to_owned()
}
