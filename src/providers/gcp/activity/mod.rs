//! What Google's audit logs say: a log entry → who did what to which resource.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `entry` | an entry, as far as it says whether it is worth reading on |
//! | `actors` | who called, as far as Google vouches for it |
//! | `calls` | the table of calls that change what is recorded |
//! | `request` | what a call was given, in the spelling of the API |
//! | the others | the calls that change one sort of resource |
//!
//! Compute Engine writes an entry when a call begins and another when it ends; they have the same operation, which is the event. The first has all that was sent, the last
//! how it ended. A scope is what the resource's own name says, or the log's, never the project of whoever called.

mod actors;
mod addresses;
mod calls;
mod entry;
mod firewalls;
mod instances;
mod networks;
mod policies;
mod request;
mod sinks;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::Timestamp;

use self::calls::{Call, Row};
use self::entry::{Entry, Payload};
use crate::model::{Activity, Deed, Done, Kind, Outcome, Provider, Scope};
use crate::providers::deeds::{deed, is, told};
use crate::providers::{Logs, Record};

/// How Google's audit logs are read.
pub(super) const LOGS: Logs = Logs {
    name: LOG,
    marks: &[&["logName", "protoPayload"]],
    wrapped_in: &["entries"],
    names_its_scope: true,
    // Google promises nothing; entries are there within seconds, and batches of a sink to a bucket come once an hour, at its start.
    delay: 10 * 60,
    is_selective: false,
    called,
    read,
};

const LOG: &str = "Cloud Audit Logs";

fn called(kind: &Kind) -> Option<&'static str> {
    calls::ROWS.iter().find(|row| row.spec.kind == *kind).map(|row| row.collection)
}

/// Takes one entry.
fn read(text: &str, scope_of_path: Option<&Scope>) -> Result<Record, String> {
    let entry = Entry::read(text)?;
    let time = told(&entry.timestamp).ok_or("the entry has no `timestamp`")?;
    let time: Timestamp =
        time.parse().map_err(|_| format!("`timestamp` is `{time}`, which is no time"))?;
    let scope = entry.scope_of_log().or_else(|| scope_of_path.cloned());
    let silent = Record { time, scope, covers: None, activity: None };
    let Some(payload) = entry.payload()? else { return Ok(silent) };
    let (Some(service), Some(method)) = (told(&payload.service_name), told(&payload.method_name))
    else {
        return Err("the entry has no `serviceName` or no `methodName`".to_owned());
    };
    if service == "iam.googleapis.com" {
        return lending(&entry, &payload, method, silent);
    }
    let Some((row, verb)) = calls::find(service, method) else { return Ok(silent) };
    let covers = Some(row.spec.kind.clone());
    if calls::only_reads(verb) || row.harmless.contains(&verb) {
        return Ok(Record { covers, ..silent });
    }
    changing(&entry, &payload, row, verb, silent)
}

/// A call that changes something, or tried to.
fn changing(
    entry: &Entry<'_>,
    payload: &Payload<'_>,
    row: &Row,
    verb: &str,
    silent: Record,
) -> Result<Record, String> {
    let method = told(&payload.method_name).unwrap_or_default();
    let Some(name) = told(&payload.resource_name) else {
        return Err(format!("the entry of {method} has no `resourceName`"));
    };
    let Some(logged) = silent.scope.clone() else {
        return Err(format!("the entry of {method} has no `logName` that names a project"));
    };
    let scope = place(name, &logged);
    let known = row.verbs.iter().find(|known| known.name == verb);
    let outcome = outcome(entry, payload);
    let mut call = Call {
        spec: row.spec,
        scope: &scope,
        name,
        id: String::new(),
        target_id: payload.target_id().or_else(|| entry.resource_id()),
        request: request::Request::read(payload.request),
        metadata: payload.metadata,
        outcome: &outcome,
    };
    let kind = row.spec.kind.clone();
    let deeds = match (row.identity)(&call) {
        Some(id) => {
            call.id = id;
            deeds(&call, known, entry.only_ends(), verb)
        }
        // What is named by nothing that is recorded, such as all machines of a zone.
        None => Vec::new(),
    };
    let covers = Some(kind);
    let record = Record { scope: Some(scope.clone()), covers, ..silent };
    if deeds.is_empty() {
        return Ok(record);
    }
    let activity = Activity {
        time: record.time,
        event: event(entry)?,
        log: LOG,
        action: method.into(),
        actor: actors::actor(payload.authentication_info)?,
        source: source(payload),
        outcome: outcome.clone(),
        deeds,
        lends: None,
    };
    Ok(Record { activity: Some(activity), ..record })
}

/// What a call did. Where its entry does not show it, that it came, went, or was touched.
fn deeds(call: &Call<'_>, known: Option<&calls::Verb>, only_ends: bool, verb: &str) -> Vec<Deed> {
    let shown = known.filter(|_| !only_ends).and_then(|known| (known.does)(call));
    shown.unwrap_or_else(|| {
        let act = match verb {
            "insert" | "CreateSink" => Done::Came,
            "delete" | "DeleteSink" => Done::Went,
            _ => Done::Touched(known.map_or(&[], |known| known.touches)),
        };
        vec![deed(call.scope, call.spec, is(call.id.clone()), act)]
    })
}

/// Where a resource is: the project in its name. Some names have the project's number, which says less than the log's name.
fn place(name: &str, logged: &Scope) -> Scope {
    let mut words = name.split('/');
    let level = words.next().unwrap_or_default();
    let Some(id) = words.next().filter(|id| !id.is_empty() && *id != "-") else {
        return logged.clone();
    };
    let place = match level {
        "projects" if !id.bytes().all(|byte| byte.is_ascii_digit()) => id.to_owned(),
        "folders" | "organizations" => format!("{level}/{id}"),
        _ => return logged.clone(),
    };
    Scope::new(Provider::Gcp, &place).unwrap_or_else(|_| logged.clone())
}

/// How a call ended. The entries of one operation are one event: that it has begun is known of the first.
fn outcome(entry: &Entry<'_>, payload: &Payload<'_>) -> Outcome {
    /// `PERMISSION_DENIED` of `google.rpc.Code`.
    const DENIED: i64 = 7;
    let status = payload.status();
    let error = payload.error();
    let said = |short: Option<String>, long: Option<String>| {
        long.or(short).filter(|text| !text.is_empty()).unwrap_or_else(|| "no reason".to_owned())
    };
    let (code, message) = (status.code.unwrap_or(0), status.message);
    if code == DENIED || error.code == Some(403) || entry.is_of_policies() {
        return Outcome::Refused(said(message, error.message).into());
    }
    if code != 0 || error.code.is_some() {
        return Outcome::Failed(said(message, error.message).into());
    }
    if entry.only_begins() { Outcome::Open } else { Outcome::Done }
}

/// The operation, which the entries of one call share; else the entry's own id.
fn event(entry: &Entry<'_>) -> Result<Box<str>, String> {
    let operation = entry.operation.as_ref().and_then(|operation| told(&operation.id));
    match operation.or_else(|| told(&entry.insert_id)) {
        Some(id) => Ok(id.into()),
        None => Err("the entry has no `insertId`".to_owned()),
    }
}

fn source(payload: &Payload<'_>) -> Option<Arc<str>> {
    payload.caller_ip().filter(|from| !from.is_empty()).map(Arc::from)
}

/// A call that makes a key of a service account: whoever uses the key was lent it. Tokens have no public id; who had one made is in the entry of what was done with it.
fn lending(
    entry: &Entry<'_>,
    payload: &Payload<'_>,
    method: &str,
    silent: Record,
) -> Result<Record, String> {
    if !matches!(
        method,
        "google.iam.admin.v1.CreateServiceAccountKey"
            | "google.iam.admin.v1.UploadServiceAccountKey"
    ) {
        return Ok(silent);
    }
    let outcome = outcome(entry, payload);
    let key = payload.response_name().and_then(|name| actors::key_of(&name));
    let (Outcome::Done, Some(key)) = (&outcome, key) else { return Ok(silent) };
    let activity = Activity {
        time: silent.time,
        event: event(entry)?,
        log: LOG,
        action: method.into(),
        actor: actors::actor(payload.authentication_info)?,
        source: source(payload),
        outcome,
        deeds: Vec::new(),
        lends: Some(key),
    };
    Ok(Record { activity: Some(activity), ..silent })
}
