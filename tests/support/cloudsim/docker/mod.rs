//! The API of Docker Engine 1.41: what there is and each of it, for one engine.
//!
//! It answers under `/version` and `/v1.<minor>`, as a real one does. Nobody has to say who they are. Answers have the form of those
//! that were recorded of an engine of version 20.10, and its words for what is not there.

pub(crate) mod store;
mod words;

use serde_json::{Value, json};

use self::store::Engine;
use super::Estate;
use super::answer::Answer;
use super::asked::{Action, Asked, Provider};
use super::faults::Fault;
use super::request::Request;

const fn get(name: &'static str) -> Action {
    Action { name, pages: false }
}

/// What can be asked. An id is written `:id`.
pub(crate) const ACTIONS: &[Action] = &[
    get("GET /containers/:id/json"),
    get("GET /containers/json"),
    get("GET /info"),
    get("GET /networks"),
    get("GET /networks/:id"),
    get("GET /version"),
];

/// The newest version of the API, and the oldest.
const NEWEST: u32 = 41;
const OLDEST: u32 = 12;

/// Whether a path begins as one of an engine does.
pub(crate) fn is_of_an_engine(first: &str) -> bool {
    first == "version" || first.starts_with("v1.")
}

/// A path without its version.
fn parts(request: &Request) -> Vec<String> {
    let mut parts = request.parts();
    if parts.first().is_some_and(|first| first.starts_with("v1.")) {
        parts.remove(0);
    }
    parts
}

/// Reads what a request means.
pub(crate) fn asked(request: &Request) -> Asked {
    let parts = parts(request);
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let path = match parts.as_slice() {
        ["containers", "json"] => "/containers/json".to_owned(),
        ["containers", _, "json"] => "/containers/:id/json".to_owned(),
        ["networks", _] => "/networks/:id".to_owned(),
        other => format!("/{}", other.join("/")),
    };
    let action = format!("{} {path}", request.method);
    let mut asked = Asked::of(Provider::Docker, "engine", &action, "");
    asked.parameters = request.query.iter().cloned().collect();
    asked.parameters.insert("path".to_owned(), request.path.clone());
    asked
}

/// Answers for the engine.
pub(crate) fn answer(estate: &Estate, request: &Request, fault: Option<&Fault>) -> Answer {
    let engine = &estate.engine;
    if let Some(refusal) = fault.and_then(words::refusal) {
        return refusal;
    }
    let whole = request.parts();
    if let Some(minor) = whole.first().and_then(|first| first.strip_prefix("v1.")) {
        match minor.parse::<u32>() {
            Ok(minor) if minor > NEWEST => return words::too_new(minor, NEWEST),
            Ok(minor) if minor >= OLDEST => {}
            _ => return words::no_page(),
        }
    }
    if request.method != "GET" {
        return words::no_page();
    }
    let parts = parts(request);
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let known: &[&str] = if parts == ["containers", "json"] { &["all"] } else { &[] };
    if let Some((name, _)) = request.query.iter().find(|(name, _)| !known.contains(&name.as_str()))
    {
        return words::bad_request(&format!("the parameter {name} is not supported"));
    }
    match parts.as_slice() {
        ["version"] => Answer::json(200, &version()),
        ["info"] => Answer::json(200, &engine.info()),
        ["containers", "json"] => {
            let is_all = request.asks("all") == Some("true");
            Answer::json(200, &containers(engine, is_all))
        }
        ["containers", id, "json"] => {
            let found = engine.answering().find(|container| container["Id"] == **id);
            found.map_or_else(|| words::no_container(id), |found| Answer::json(200, found))
        }
        ["networks"] => Answer::json(200, &engine.networks.values().cloned().collect::<Value>()),
        ["networks", id] => {
            let found = engine.networks.values().find(|network| network["Id"] == **id);
            found.map_or_else(|| words::no_network(id), |found| Answer::json(200, found))
        }
        _ => words::no_page(),
    }
}

fn version() -> Value {
    json!({
        "Platform": {"Name": ""}, "Components": [], "Version": "20.10.24",
        "ApiVersion": format!("1.{NEWEST}"), "MinAPIVersion": format!("1.{OLDEST}"), "GitCommit": "5d6db84",
        "GoVersion": "go1.19.8", "Os": "linux", "Arch": "amd64", "KernelVersion": "6.1.0",
        "BuildTime": "2023-05-07T21:09:36.000000000+00:00",
    })
}

/// A list says less of each than the engine does when it is asked about one.
fn containers(engine: &Engine, is_all: bool) -> Value {
    let listed = engine.listed().filter(|one| is_all || one["State"]["Running"] == true);
    listed
        .map(|one| {
            json!({
                "Id": one["Id"], "Names": [one["Name"]], "Image": one["Config"]["Image"], "ImageID": one["Image"],
                "Command": "/bin/serve", "Created": 1_700_000_000, "Ports": [], "Labels": {},
                "State": one["State"]["Status"], "Status": "Up 2 hours",
                "HostConfig": {"NetworkMode": one["HostConfig"]["NetworkMode"]},
                "NetworkSettings": {"Networks": one["NetworkSettings"]["Networks"]}, "Mounts": [],
            })
        })
        .collect()
}
