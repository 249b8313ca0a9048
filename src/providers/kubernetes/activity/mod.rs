//! The audit log of a cluster: files of JSON lines as `--audit-log-path` writes them, and lists of events.
//!
//! What is logged of a request is the cluster's own decision: its audit policy leaves out whole resources, and of others it logs that there was a request and not what was
//! in it. So a kind of which there is no event may be one that is not logged at all, and of an event without its object nobody knows what it did.
//!
//! Facts: kubernetes.io/docs/reference/config-api/apiserver-audit.v1. Each request has one `auditID` and several stages. Of `sourceIPs` the last is the peer of the connection, and the others
//! are headers that a client may set. Who impersonates somebody has proved to be himself, and to be allowed to.

mod actor;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use self::actor::{User, actor};
use super::parse::{self, ROWS, Row, Tree};
use crate::model::{Activity, Deed, Done, Kind, Outcome, Resource, Scope, Target};
use crate::providers::{Answer, Logs, Record};

/// How the audit log of a cluster is read.
pub(super) const LOGS: Logs = Logs {
    name: LOG,
    marks: &[&["auditID", "stage"]],
    wrapped_in: &["items"],
    names_its_scope: false,
    delay: 0,
    is_selective: true,
    called,
    read,
};

const LOG: &str = "audit log";

/// An event, as far as it is looked at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    #[serde(rename = "auditID", borrow)]
    audit_id: Cow<'a, str>,
    #[serde(borrow)]
    stage: Cow<'a, str>,
    #[serde(rename = "requestURI", borrow, default)]
    request_uri: Cow<'a, str>,
    #[serde(borrow)]
    verb: Cow<'a, str>,
    #[serde(borrow)]
    user: User<'a>,
    #[serde(borrow)]
    impersonated_user: Option<User<'a>>,
    #[serde(rename = "sourceIPs", borrow, default)]
    source_ips: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    object_ref: Option<ObjectRef<'a>>,
    #[serde(borrow)]
    response_status: Option<ResponseStatus<'a>>,
    #[serde(borrow)]
    request_object: Option<&'a RawValue>,
    #[serde(borrow)]
    response_object: Option<&'a RawValue>,
    #[serde(borrow)]
    request_received_timestamp: Option<Cow<'a, str>>,
    #[serde(borrow)]
    stage_timestamp: Option<Cow<'a, str>>,
}

/// What a request was about.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ObjectRef<'a> {
    #[serde(borrow, default)]
    resource: Cow<'a, str>,
    #[serde(borrow)]
    namespace: Option<Cow<'a, str>>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    api_group: Cow<'a, str>,
    #[serde(borrow)]
    subresource: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct ResponseStatus<'a> {
    code: Option<u16>,
    #[serde(borrow)]
    message: Option<Cow<'a, str>>,
}

/// What of an object says how it is called.
#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    metadata: Option<Metadata<'a>>,
    #[serde(borrow)]
    items: Option<Vec<Named<'a>>>,
}

#[derive(Deserialize)]
struct Metadata<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    namespace: Option<Cow<'a, str>>,
}

fn called(kind: &Kind) -> Option<&'static str> {
    ROWS.iter().find(|row| row.spec.kind == *kind).map(|row| row.plural)
}

fn read(text: &str, scope: Option<&Scope>) -> Result<Record, String> {
    let event: Event<'_> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let time = event
        .request_received_timestamp
        .as_deref()
        .or(event.stage_timestamp.as_deref())
        .ok_or("it has no time")?
        .parse::<Timestamp>()
        .map_err(|error| error.to_string())?;
    let row = event.object_ref.as_ref().and_then(row);
    let mut record = Record {
        time,
        scope: scope.cloned(),
        covers: row.map(|row| row.spec.kind.clone()),
        activity: None,
    };
    let (Some(scope), Some(row), Some(object)) = (scope, row, &event.object_ref) else {
        return Ok(record);
    };
    let Some(deeds) = deeds(&event, row, object, scope) else { return Ok(record) };
    record.activity = Some(Activity {
        time,
        event: event.audit_id.as_ref().into(),
        log: LOG,
        action: match &object.subresource {
            Some(sub) => format!("{} {}/{sub}", event.verb, object.resource).into(),
            None => format!("{} {}", event.verb, object.resource).into(),
        },
        actor: Arc::new(actor(&event.user, event.impersonated_user.as_ref())),
        source: event.source_ips.last().map(|address| Arc::from(address.as_ref())),
        outcome: outcome(&event),
        deeds,
        lends: None,
    });
    Ok(record)
}

fn row(object: &ObjectRef<'_>) -> Option<&'static Row> {
    ROWS.iter().find(|row| {
        row.plural == object.resource && row.groups.contains(&object.api_group.as_ref())
    })
}

fn outcome(event: &Event<'_>) -> Outcome {
    let status = event.response_status.as_ref();
    let words = || status.and_then(|status| status.message.as_deref()).unwrap_or_default().into();
    match (event.stage.as_ref(), status.and_then(|status| status.code)) {
        ("Panic", _) => Outcome::Failed("the API server failed at it".into()),
        (_, Some(401 | 403)) => Outcome::Refused(words()),
        (_, Some(400..)) => Outcome::Failed(words()),
        ("ResponseComplete", Some(_)) => Outcome::Done,
        _ => Outcome::Open,
    }
}

/// What a request did, or would have done; nothing where it is about nothing that is compared.
fn deeds(
    event: &Event<'_>,
    row: &'static Row,
    object: &ObjectRef<'_>,
    scope: &Scope,
) -> Option<Vec<Deed>> {
    if event.request_uri.contains("dryRun=All") {
        return None;
    }
    let deed = |target: Target, act: Done| Deed {
        scope: scope.clone(),
        kind: row.spec.kind.clone(),
        target,
        act,
    };
    let is = |identity: String| Target::Is(identity.into());
    let name = || name(event, object);
    let deeds = match (event.verb.as_ref(), object.subresource.as_deref()) {
        ("create", None) => {
            let became = resource(event.response_object, row);
            vec![deed(is(name()?), came(became, true))]
        }
        ("update" | "patch", None | Some("ephemeralcontainers")) => {
            let sent = event.request_object.filter(|_| event.verb == "update");
            let became = resource(event.response_object.or(sent), row);
            // A patch or an update may make what was not there yet.
            let is_new = event.response_status.as_ref().and_then(|one| one.code) == Some(201);
            vec![deed(is(name()?), came(became, is_new))]
        }
        ("create", Some("eviction")) => vec![deed(is(name()?), Done::Went)],
        ("patch" | "update", Some("scale")) => {
            vec![deed(is(name()?), Done::Touched(&["replicas"]))]
        }
        ("delete", None) => {
            let name = name()?;
            let mut deeds = vec![deed(is(name.clone()), Done::Went)];
            if row.object == "Namespace" {
                deeds.extend(everything_in(&name, scope));
            }
            deeds
        }
        ("deletecollection", None) => match listed(event, object) {
            Some(names) => names.into_iter().map(|name| deed(is(name), Done::Went)).collect(),
            None => {
                let namespace = object.namespace.as_deref().map(|one| format!("{one}/"));
                vec![deed(Target::Below(namespace.unwrap_or_default().into()), Done::Went)]
            }
        },
        _ => return None,
    };
    Some(deeds)
}

fn came(became: Option<Resource>, is_new: bool) -> Done {
    match became {
        Some(resource) => Done::Became { resource: Box::new(resource), is_new },
        None if is_new => Done::Came,
        None => Done::Touched(&[]),
    }
}

/// With a namespace goes all that is in it. Who takes it away is whoever took the namespace.
fn everything_in(namespace: &str, scope: &Scope) -> Vec<Deed> {
    let within = ROWS.iter().filter(|row| row.object != "Namespace" && row.object != "Node");
    within
        .map(|row| Deed {
            scope: scope.clone(),
            kind: row.spec.kind.clone(),
            target: Target::Below(format!("{namespace}/").into()),
            act: Done::Went,
        })
        .collect()
}

/// What an object is called as an identity. A request that makes one may leave its name to the server.
fn name(event: &Event<'_>, object: &ObjectRef<'_>) -> Option<String> {
    let made = || {
        let text = event.response_object.or(event.request_object)?.get();
        serde_json::from_str::<Named<'_>>(text).ok()?.metadata?.name
    };
    let name = object.name.clone().filter(|name| !name.is_empty()).or_else(made)?;
    Some(match object.namespace.as_deref().filter(|one| !one.is_empty()) {
        // The name of a namespace stands as its own namespace, too.
        Some(namespace) if object.resource != "namespaces" => format!("{namespace}/{name}"),
        _ => name.into_owned(),
    })
}

/// The objects of a list that was answered.
fn listed(event: &Event<'_>, object: &ObjectRef<'_>) -> Option<Vec<String>> {
    let list: Named<'_> = serde_json::from_str(event.response_object?.get()).ok()?;
    let items = list.items?;
    Some(
        items
            .into_iter()
            .filter_map(|item| {
                let Metadata { name, namespace } = item.metadata?;
                let namespace = namespace.or_else(|| object.namespace.clone());
                let name = name?;
                Some(namespace.map_or_else(|| name.to_string(), |one| format!("{one}/{name}")))
            })
            .collect(),
    )
}

/// The object of an event as it is recorded, where all of it is there.
fn resource(object: Option<&RawValue>, row: &Row) -> Option<Resource> {
    let bytes = object?.get().as_bytes().to_vec();
    let path = "event.json".into();
    let answer = Answer { name: "event".to_owned(), path, read: Box::new(|| Ok(bytes)) };
    let reading = parse::read(Tree::Dump, vec![answer], None);
    let kind = reading.kinds.into_iter().find(|(kind, _)| *kind == row.spec.kind)?.1;
    let mut resources = kind.resources.into_values();
    let one = resources.next();
    one.filter(|_| resources.next().is_none())
}
