//! Resource Manager: which projects and folders there are, and what is above a project. And the log sinks of each.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{ENTRIES, entries, words};
use crate::cloudsim::Estate;
use crate::cloudsim::answer::Answer;
use crate::cloudsim::asked::{Asked, Provider};
use crate::cloudsim::pages::{Token, Twist, cut};
use crate::cloudsim::request::Request;

/// The most that a page holds, unless less is asked for.
const MOST: usize = 300;

pub(super) fn asked(request: &Request, parts: &[String]) -> Asked {
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let (action, account) = match parts.as_slice() {
        ["v1", "projects", project] => {
            ("resourcemanager.projects.get", project.trim_end_matches(":getAncestry"))
        }
        ["v3", "projects"] => ("resourcemanager.projects.list", ""),
        ["v3", "projects:search"] => ("resourcemanager.projects.search", ""),
        ["v3", "folders"] => ("resourcemanager.folders.list", ""),
        ["v2", sort, id, "sinks"] => {
            let account =
                if *sort == "projects" { (*id).to_owned() } else { format!("{sort}/{id}") };
            return Asked::of(Provider::Gcp, "logging", "logging.sinks.list", &account);
        }
        ["v2", "entries:list"] => {
            return Asked::of(Provider::Gcp, "logging", ENTRIES, &entries::account(request));
        }
        _ => (request.path.as_str(), ""),
    };
    let account = if account.is_empty() { request.asks("parent").unwrap_or("") } else { account };
    Asked::of(Provider::Gcp, "resourcemanager", action, account)
}

pub(super) fn answer(estate: &Estate, request: &Request, asked: &Asked, twist: Twist) -> Answer {
    let parts = request.parts();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("POST", ["v1", "projects", name]) if name.ends_with(":getAncestry") => {
            ancestry(estate, &asked.account)
        }
        ("GET", ["v3", "projects"]) => {
            let parent = request.asks("parent").unwrap_or_default();
            page(estate, request, asked, twist, "projects", &children(estate, false, Some(parent)))
        }
        ("GET", ["v3", "projects:search"]) => {
            page(estate, request, asked, twist, "projects", &children(estate, false, None))
        }
        ("GET", ["v3", "folders"]) => {
            let parent = request.asks("parent").unwrap_or_default();
            page(estate, request, asked, twist, "folders", &children(estate, true, Some(parent)))
        }
        ("GET", ["v2", _, _, "sinks"]) => match estate.projects.get(&asked.account) {
            Some(project) => {
                let none = BTreeMap::new();
                let sinks = project.things.get("sinks").unwrap_or(&none).iter();
                let sinks = sinks.map(|((_, name), sink)| (name.clone(), sink.clone())).collect();
                page(estate, request, asked, twist, "sinks", &sinks)
            }
            None => words::no_project(&asked.account),
        },
        ("POST", ["v2", "entries:list"]) => entries::answer(estate, request, asked, twist),
        _ => words::no_path(request),
    }
}

/// A project, then what is above it, the nearest first.
fn ancestry(estate: &Estate, id: &str) -> Answer {
    let Some(project) = estate.projects.get(id) else { return words::no_project(id) };
    let one = |sort: &str, id: &str| json!({"resourceId": {"type": sort, "id": id}});
    let above = project.under.iter().map(|name| match name.split_once('/') {
        Some(("folders", id)) => one("folder", id),
        Some((_, id)) => one("organization", id),
        None => one("project", name),
    });
    let rows: Vec<Value> = [one("project", id)].into_iter().chain(above).collect();
    Answer::json(200, &json!({"ancestor": rows}))
}

/// The projects, or the folders, right under a folder or an organisation, or all of them.
fn children(estate: &Estate, folders: bool, parent: Option<&str>) -> BTreeMap<String, Value> {
    let all = estate.projects.values().filter(|project| {
        let is_wanted =
            if folders { project.id.starts_with("folders/") } else { !project.id.contains('/') };
        let above = project.under.first().map(String::as_str);
        is_wanted && parent.is_none_or(|parent| above == Some(parent))
    });
    all.map(|project| {
        let parent = project.under.first().map_or("organizations/0", String::as_str);
        let row = if folders {
            json!({
                "name": project.id, "parent": parent, "state": "ACTIVE",
                "displayName": project.id.replace('/', " "),
            })
        } else {
            json!({
                "name": format!("projects/{}", project.id), "projectId": project.id,
                "parent": parent, "state": "ACTIVE", "displayName": project.id,
            })
        };
        (project.id.clone(), row)
    })
    .collect()
}

fn page(
    estate: &Estate,
    request: &Request,
    asked: &Asked,
    twist: Twist,
    member: &str,
    things: &BTreeMap<String, Value>,
) -> Answer {
    let size = match request.asks("pageSize").map(str::parse::<usize>) {
        None => MOST,
        Some(Ok(size)) if size > 0 => size.min(MOST),
        Some(_) => return words::bad_size(request.asks("pageSize").unwrap_or_default()),
    };
    let Ok(token) = Token::read(&asked.list(&request.path), asked.token.as_deref()) else {
        return words::bad_token();
    };
    let page = cut(things, &token, estate.page_for(size), twist);
    let mut body = json!({});
    if !page.items.is_empty() {
        body[member] = json!(page.items);
    }
    if let Some(next) = page.next {
        body["nextPageToken"] = next.into();
    }
    Answer::json(200, &body)
}
