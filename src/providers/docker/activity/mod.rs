//! What `docker events` says: an event → what was done to which container, network or engine.
//!
//! The engine asks nobody who he is: whoever reaches its socket is root on its host, and no event says who it was. An event names what it is about and hardly ever says what was
//! changed. An engine keeps its last few hundred events; whoever wants more has to write them down.

mod event;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::event::Event;
use super::parse;
use crate::model::{Activity, Actor, Deed, Done, Kind, KindSpec, Outcome, Scope};
use crate::providers::deeds::{Change, deed, is};
use crate::providers::{Logs, Record};

/// How the events of an engine are read.
pub(super) const LOGS: Logs = Logs {
    name: LOG,
    marks: &[&["Action", "Actor", "Type"]],
    wrapped_in: &[],
    names_its_scope: false,
    delay: 5,
    is_selective: false,
    called,
    read,
};

const LOG: &str = "Docker events";

/// Who did it, as far as any event says.
const SOMEBODY: &str = "somebody with access to the engine";

static CONTAINER: KindSpec = parse::container::SPEC;
static NETWORK: KindSpec = parse::network::SPEC;
static HOST: KindSpec = parse::host::SPEC;

fn called(kind: &Kind) -> Option<&'static str> {
    let names =
        [(&CONTAINER, "containers"), (&NETWORK, "networks"), (&HOST, "reloads of the engine")];
    names.iter().find(|(spec, _)| spec.kind == *kind).map(|(_, name)| *name)
}

/// Takes one event.
fn read(text: &str, scope: Option<&Scope>) -> Result<Record, String> {
    let event = Event::read(text)?;
    let time = event.time()?;
    let sort = event.sort.as_deref().ok_or("the event has no `Type`")?;
    let action = event.action.as_deref().ok_or("the event has no `Action`")?;
    let spec = match sort {
        "container" => Some(&CONTAINER),
        "network" => Some(&NETWORK),
        "daemon" => Some(&HOST),
        _ => None,
    };
    let covers = spec.map(|spec| spec.kind.clone());
    let silent = Record { time, scope: scope.cloned(), covers, activity: None };
    let Some(scope) = scope.filter(|_| spec.is_some()) else { return Ok(silent) };
    let deeds = match sort {
        "container" => container(&event, action, scope)?,
        "network" => network(&event, action, scope)?,
        _ => daemon(action, scope),
    };
    if deeds.is_empty() {
        return Ok(silent);
    }
    let about = event.id().ok_or_else(|| format!("the event {sort} {action} has no `Actor.ID`"))?;
    let actor =
        Actor { way: vec!["the engine does not say who".to_owned()], ..Actor::named(SOMEBODY) };
    let activity = Activity {
        time,
        event: format!("{about} {action} {}", time.as_nanosecond()).into(),
        log: LOG,
        action: format!("{sort} {action}").into(),
        actor: Arc::new(actor),
        source: None,
        outcome: Outcome::Done,
        deeds,
        lends: None,
    };
    Ok(Record { activity: Some(activity), ..silent })
}

/// A name that an event gives, without the slash that engines put before it.
fn named<'a>(event: &'a Event<'_>, key: &str, of: &str, action: &str) -> Result<&'a str, String> {
    let name = event.attribute(key).map(|name| name.trim_start_matches('/'));
    let name = name.filter(|name| !name.is_empty());
    let missing = if key == "name" { "name".to_owned() } else { format!("`{key}`") };
    name.ok_or_else(|| format!("the event {of} {action} has no {missing}"))
}

/// A container is known by its name, which its events have.
fn container(event: &Event<'_>, action: &str, scope: &Scope) -> Result<Vec<Deed>, String> {
    let state = |state: &str| {
        let mut change = Change::of(&CONTAINER);
        change.set(&["state"], Some(state.into()));
        change
    };
    let act = match action {
        "create" => Done::Came,
        "destroy" => Done::Went,
        // Of an update the engine tells neither what nor what it was.
        "update" => Done::Touched(&["limits", "restart"]),
        "rename" | "start" | "unpause" | "pause" | "die" => Done::Touched(&["state"]),
        _ => return Ok(Vec::new()),
    };
    let itself = is(named(event, "name", "container", action)?);
    Ok(match action {
        "rename" => {
            let old = is(named(event, "oldName", "container", action)?);
            vec![
                deed(scope, &CONTAINER, old, Done::Went),
                deed(scope, &CONTAINER, itself, Done::Came),
            ]
        }
        "start" | "unpause" => state("running").done(scope, itself).into_iter().collect(),
        "pause" => state("paused").done(scope, itself).into_iter().collect(),
        "die" => state("stopped").done(scope, itself).into_iter().collect(),
        _ => vec![deed(scope, &CONTAINER, itself, act)],
    })
}

/// A container that joins a network or leaves it is named by its id alone, which is not recorded.
fn network(event: &Event<'_>, action: &str, scope: &Scope) -> Result<Vec<Deed>, String> {
    let act = match action {
        "create" => Done::Came,
        "destroy" | "remove" => Done::Went,
        "connect" | "disconnect" => Done::Touched(&["containers"]),
        "update" => Done::Touched(&[]),
        _ => return Ok(Vec::new()),
    };
    let name = named(event, "name", "network", action)?;
    Ok(vec![deed(scope, &NETWORK, is(name), act)])
}

/// What an engine takes up when it reads its configuration again. All of it is in the event whether it changed or not.
fn daemon(action: &str, scope: &Scope) -> Vec<Deed> {
    const RELOADED: &[&str] = &[
        "authorization",
        "debug",
        "default_runtime",
        "insecure_registries",
        "labels",
        "live_restore",
        "mirrors",
        "runtimes",
    ];
    if action != "reload" {
        return Vec::new();
    }
    vec![deed(scope, &HOST, is("engine"), Done::Touched(RELOADED))]
}
