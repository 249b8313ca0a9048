//! Discovery, lists and objects, in the envelopes of the API.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use serde_json::{Value, json};

use super::store::{Cluster, Served};
use super::{Path, words};
use crate::cloudsim::Estate;
use crate::cloudsim::answer::{Answer, JSON};
use crate::cloudsim::asked::Asked;
use crate::cloudsim::pages::{Token, Twist, cut};
use crate::cloudsim::request::Request;

pub(super) fn answer(
    (estate, cluster): (&Estate, &Cluster),
    request: &Request,
    asked: &Asked,
    path: &Path,
    twist: Twist,
) -> Answer {
    let Some(plural) = &path.plural else { return discovery(cluster, request, path) };
    let token = asked.token.clone().unwrap_or_default();
    if let Some((status, body)) = cluster.recorded.get(&(path.group.clone(), plural.clone(), token))
    {
        return Answer::new(*status, JSON, body.as_str());
    }
    let key = (path.group.clone(), plural.clone());
    let Some(served) = cluster.served.get(&key).filter(|_| !path.more) else {
        return words::no_api();
    };
    if path.namespace.is_some() && !served.is_namespaced {
        return words::no_api();
    }
    let none = BTreeMap::new();
    let objects = cluster.objects.get(&key).unwrap_or(&none);
    if let Some(name) = &path.name {
        let space = path.namespace.as_deref().unwrap_or_default();
        return match objects.get(&format!("{space}/{name}")) {
            Some(object) => Answer::json(200, object),
            None => words::no_object(path, name),
        };
    }
    match &path.namespace {
        None => page((estate, cluster), request, asked, path, (served, objects), twist),
        Some(space) => {
            let start = format!("{space}/");
            let inside = objects.iter().filter(|(key, _)| key.starts_with(&start));
            let inside = inside.map(|(key, object)| (key.clone(), object.clone())).collect();
            page((estate, cluster), request, asked, path, (served, &inside), twist)
        }
    }
}

fn page(
    (estate, cluster): (&Estate, &Cluster),
    request: &Request,
    asked: &Asked,
    path: &Path,
    (served, objects): (&Served, &BTreeMap<String, Value>),
    twist: Twist,
) -> Answer {
    let size = match request.asks("limit").map(str::parse) {
        None | Some(Ok(0)) => usize::MAX,
        Some(Ok(size)) => size,
        Some(Err(_)) => return words::bad_request("limit: invalid value"),
    };
    let space = path.namespace.as_deref().unwrap_or_default();
    let Ok(token) = Token::read(&asked.list(space), asked.token.as_deref()) else {
        return words::bad_token();
    };
    let page = cut(objects, &token, estate.page_for(size), twist);
    let mut metadata = json!({"resourceVersion": cluster.revision.to_string()});
    if let Some(next) = page.next {
        let after = (Bound::Excluded(page.last), Bound::Unbounded);
        let left = match page.last {
            "" => objects.len(),
            _ => objects.range::<str, _>(after).count(),
        };
        metadata["continue"] = next.into();
        // It is left out when nobody knows.
        if left > 0 {
            metadata["remainingItemCount"] = left.into();
        }
    }
    let items: Vec<Value> = page
        .items
        .into_iter()
        .map(|object| {
            let mut object = object.clone();
            if let Some(fields) = object.as_object_mut().filter(|_| served.is_built_in) {
                fields.remove("kind");
                fields.remove("apiVersion");
            }
            object
        })
        .collect();
    Answer::json(
        200,
        &json!({
            "kind": format!("{}List", served.kind), "apiVersion": path.group,
            "metadata": metadata, "items": items,
        }),
    )
}

fn discovery(cluster: &Cluster, request: &Request, path: &Path) -> Answer {
    let last = request.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let body = match (path.group.as_str(), last) {
        ("", "version") => {
            json!({"major": "1", "minor": "36", "gitVersion": "v1.36.0", "platform": "linux/amd64"})
        }
        ("", "api") => json!({
            "kind": "APIVersions", "versions": ["v1"],
            "serverAddressByClientCIDRs": [],
        }),
        ("", _) => {
            let names: BTreeSet<&str> = group_versions(cluster).filter_map(name).collect();
            let groups: Vec<Value> = names.iter().map(|name| group(cluster, name)).collect();
            json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups})
        }
        (name, _) if name.ends_with('/') => {
            let name = name.trim_end_matches('/');
            if !group_versions(cluster).any(|version| self::name(version) == Some(name)) {
                return words::no_api();
            }
            let mut body = group(cluster, name);
            body["kind"] = "APIGroup".into();
            body["apiVersion"] = "v1".into();
            body
        }
        (version, _) => {
            let rows: Vec<Value> = cluster
                .served
                .iter()
                .filter(|((group, _), _)| group == version)
                .map(|((_, plural), served)| {
                    json!({
                        "name": plural, "singularName": served.kind.to_ascii_lowercase(),
                        "namespaced": served.is_namespaced, "kind": served.kind,
                        "verbs": ["get", "list", "watch"],
                    })
                })
                .collect();
            if rows.is_empty() {
                return words::no_api();
            }
            json!({
                "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version,
                "resources": rows,
            })
        }
    };
    Answer::json(200, &body)
}

fn group_versions(cluster: &Cluster) -> impl Iterator<Item = &str> {
    cluster.served.keys().map(|(group, _)| group.as_str())
}

/// The group of a group and version; the core has none.
fn name(version: &str) -> Option<&str> {
    version.split_once('/').map(|(group, _)| group)
}

fn group(cluster: &Cluster, name: &str) -> Value {
    let versions: BTreeSet<&str> =
        group_versions(cluster).filter(|version| self::name(version) == Some(name)).collect();
    let rows: Vec<Value> = versions
        .iter()
        .map(|version| {
            let short = version.split_once('/').map_or(*version, |(_, short)| short);
            json!({"groupVersion": version, "version": short})
        })
        .collect();
    json!({"name": name, "versions": rows, "preferredVersion": rows.last()})
}
