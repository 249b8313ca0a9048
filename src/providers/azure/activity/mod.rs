//! What Azure's activity log says: a record → who did what to which resource.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `event` | a record in either of its two shapes, as far as it says whether it is worth reading on |
//! | `actors` | who called, as far as Entra ID vouches for it |
//! | `calls` | the table of operations that change what is recorded |
//! | `body` | what was sent and answered |
//! | `wholes` | operations on whole resources |
//! | `elements` | operations on one element of a resource: a rule, a route, a peering |
//!
//! A write is told up to three times, when it is started, accepted and done; these are one event. What was sent is in the first, what was answered mostly in the second,
//! and the last says how it ended. Where a resource is, is what its own id says: the subscription in it, never that of whoever called.

mod actors;
mod body;
mod calls;
mod elements;
mod event;
#[cfg(test)]
mod tests;
mod wholes;

use std::sync::Arc;

use jiff::Timestamp;

use self::body::Body;
use self::calls::Call;
use self::event::Event;
use crate::model::{Activity, Kind, Outcome, Provider, Scope};
use crate::providers::{Logs, Record};

/// How the activity log is read.
pub(super) const LOGS: Logs = Logs {
    name: LOG,
    marks: &[&["correlationId", "operationName", "resourceId"]],
    wrapped_in: &["records", "value"],
    names_its_scope: true,
    // "Activity log events are typically available within 3 to 20 minutes."
    delay: 20 * 60,
    is_selective: false,
    called,
    read,
};

const LOG: &str = "Azure activity log";

fn called(kind: &Kind) -> Option<&'static str> {
    calls::ROWS.iter().find(|row| row.spec.kind == *kind && !row.is_part).map(|row| row.sort)
}

/// Takes one record.
fn read(text: &str, scope_of_path: Option<&Scope>) -> Result<Record, String> {
    let event = Event::read(text)?;
    let time = event.time().ok_or("the record has no `eventTimestamp` and no `time`")?;
    let time: Timestamp = time.parse().map_err(|_| format!("`{time}` is no time"))?;
    let operation = event.operation().ok_or("the record has no `operationName`")?;
    let id = event.resource_id();
    let scope = id.as_deref().and_then(subscription_of).or_else(|| scope_of_path.cloned());
    let silent = Record { time, scope, covers: None, activity: None };
    if !event.is_administrative() {
        return Ok(silent);
    }
    // Tags can be written by a call of their own, which names them and whose they are.
    let whose = id.as_deref().filter(|_| operation.starts_with("microsoft.resources/tags/"));
    let whose = whose.and_then(|id| id.strip_suffix("/providers/microsoft.resources/tags/default"));
    let found = match whose {
        Some(whose) => {
            calls::of_resource(whose).map(|row| (row, Some(calls::Act::Touches(&["tags"]))))
        }
        None => calls::find(&operation).map(|(row, verb)| (row, calls::act(row, verb))),
    };
    let Some((row, act)) = found else { return Ok(silent) };
    let id = whose.map(str::to_owned).or(id);
    let record = Record { covers: Some(row.spec.kind.clone()), ..silent };
    let Some(id) = id else {
        return Err(format!("the record of {operation} has no `resourceId`"));
    };
    let Some(scope) = record.scope.clone() else {
        return Err(format!("the record of {operation} has a `resourceId` without subscription"));
    };
    let Some(act) = act else { return Ok(record) };
    let properties = event.properties();
    let outcome = outcome(&event, &properties);
    let call = Call {
        spec: row.spec,
        scope: &scope,
        id: &id,
        name: event.name_of(&id, &properties),
        body: properties.body(&outcome),
        is_created: properties.is_created(),
    };
    let deeds = act.deeds(&call);
    if deeds.is_empty() {
        return Ok(record);
    }
    let activity = Activity {
        time,
        event: event.id(&operation, &id, time)?,
        log: LOG,
        action: event.action(&properties).unwrap_or(operation).into(),
        actor: actors::actor(&event)?,
        source: event.source().map(Arc::from),
        outcome,
        deeds,
        lends: None,
    };
    Ok(Record { activity: Some(activity), ..record })
}

/// The subscription that an id of Resource Manager is in.
fn subscription_of(id: &str) -> Option<Scope> {
    let id = id.strip_prefix("/subscriptions/")?;
    let subscription = id.split('/').next()?;
    Scope::new(Provider::Azure, subscription).ok()
}

/// How it ended.
fn outcome(event: &Event<'_>, properties: &Body) -> Outcome {
    let (status, sub) = event.status();
    let why = || {
        let said = properties.error();
        let said = said.or_else(|| (!sub.is_empty()).then(|| sub.clone()));
        said.unwrap_or_else(|| "no reason".to_owned()).into_boxed_str()
    };
    match status.to_ascii_lowercase().as_str() {
        "succeeded" | "success" => Outcome::Done,
        "failed" | "failure" => {
            let is_refused = sub.eq_ignore_ascii_case("forbidden") || properties.is_forbidden();
            if is_refused { Outcome::Refused(why()) } else { Outcome::Failed(why()) }
        }
        // Started, accepted, in progress, or a word that nobody documents.
        _ => Outcome::Open,
    }
}
