//! The lists of compute, plain and aggregated, and what is asked by name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::store::Project;
use super::{Ask, EFFECTIVE, Place, words};
use crate::cloudsim::Estate;
use crate::cloudsim::answer::Answer;
use crate::cloudsim::asked::Asked;
use crate::cloudsim::pages::{Token, Twist, cut};
use crate::cloudsim::request::Request;

/// The most that a page holds.
const MOST: usize = 500;

/// The collections that are known, each with what one of them is called in `kind`, of a list and of an aggregated list.
const COLLECTIONS: &[(&str, &str, &str)] = &[
    ("addresses", "address", "address"),
    ("firewallPolicies", "firewallPolicy", "networkFirewallPolicy"),
    ("firewalls", "firewall", ""),
    ("forwardingRules", "forwardingRule", "forwardingRule"),
    ("instances", "instance", "instance"),
    ("networks", "network", ""),
    ("routes", "route", ""),
    ("subnetworks", "subnetwork", "subnetwork"),
];

pub(super) fn answer(
    estate: &Estate,
    request: &Request,
    asked: &Asked,
    ask: &Ask,
    twist: Twist,
) -> Answer {
    let known = COLLECTIONS.iter().find(|(collection, _, _)| *collection == ask.collection);
    let Some((_, one, aggregated)) = known else { return words::no_path(request) };
    if ask.place == Place::Hierarchy && ask.name.is_some() {
        return policy(estate, request, ask);
    }
    let Some(project) = estate.projects.get(&asked.account) else {
        return words::no_project(&asked.account);
    };
    let none = BTreeMap::new();
    let things = project.things.get(&ask.collection).unwrap_or(&none);
    let place = match &ask.place {
        Place::Everywhere if aggregated.is_empty() || ask.name.is_some() => {
            return words::no_path(request);
        }
        Place::Everywhere => {
            return everywhere((estate, project), request, asked, ask, aggregated, twist);
        }
        Place::Hierarchy => "global",
        Place::In(place) => place,
    };
    if project.unreachable.contains(place) {
        return words::unreachable(place);
    }
    match (&ask.name, asked.action.as_str()) {
        (Some(network), EFFECTIVE) => effective(project, network),
        (Some(_), _) if ask.verb.is_some() => words::no_path(request),
        (Some(name), _) => match things.get(&(place.to_owned(), name.clone())) {
            Some(thing) => Answer::json(200, thing),
            None => words::no_thing(&project.id, &ask.collection, name),
        },
        (None, _) => {
            let inside = things.iter().filter(|((where_, _), _)| where_ == place);
            let inside = inside.map(|((_, name), thing)| (name.clone(), thing)).collect();
            let kind = format!("compute#{one}List");
            let id = format!("projects/{}/{place}/{}", project.id, ask.collection);
            page(estate, request, asked, twist, &inside, |items| {
                let mut body = json!({"kind": kind, "id": id});
                // Policies are listed without their own address.
                if *one != "firewallPolicy" {
                    body["selfLink"] = link(request).into();
                }
                if !items.is_empty() {
                    body["items"] = json!(items);
                }
                body
            })
        }
    }
}

fn link(request: &Request) -> String {
    format!("http://{}{}", request.header("host"), request.path)
}

fn page<T>(
    estate: &Estate,
    request: &Request,
    asked: &Asked,
    twist: Twist,
    things: &BTreeMap<String, T>,
    body: impl Fn(Vec<&T>) -> Value,
) -> Answer {
    let size = match request.asks("maxResults").map(str::parse) {
        None => MOST,
        Some(Ok(size)) if (1..=MOST).contains(&size) => size,
        // Zero is said to be allowed, and gives nothing.
        Some(_) => return words::bad_size(request.asks("maxResults").unwrap_or_default()),
    };
    let Ok(token) = Token::read(&asked.list(&request.path), asked.token.as_deref()) else {
        return words::bad_token();
    };
    let page = cut(things, &token, estate.page_for(size), twist);
    let mut body = body(page.items);
    if let Some(next) = page.next {
        body["nextPageToken"] = next.into();
    }
    Answer::json(200, &body)
}

/// All places at once: those without anything on the page, and those that can't be reached, say so.
fn everywhere(
    (estate, project): (&Estate, &Project),
    request: &Request,
    asked: &Asked,
    ask: &Ask,
    one: &str,
    twist: Twist,
) -> Answer {
    let none = BTreeMap::new();
    let things = project.things.get(&ask.collection).unwrap_or(&none);
    // Some collections have something in `global` as well, which is a place then.
    let own = things.keys().map(|(place, _)| place.as_str());
    let sort = sort_of(&ask.collection);
    let known = project.places.iter().map(String::as_str).filter(|place| place.starts_with(sort));
    let places: BTreeSet<&str> = own.chain(known).collect();
    let reached: BTreeMap<String, (&str, &Value)> = things
        .iter()
        .filter(|((place, _), _)| !project.unreachable.contains(place))
        .map(|((place, name), thing)| (format!("{place}/{name}"), (place.as_str(), thing)))
        .collect();
    page(estate, request, asked, twist, &reached, |items| {
        let mut scopes: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for (place, thing) in items {
            scopes.entry(place).or_default().push(thing);
        }
        let rows: Map<String, Value> = places
            .iter()
            .map(|&place| {
                let row = match scopes.get(place) {
                    Some(things) => json!({&ask.collection: things}),
                    None if project.unreachable.contains(place) => {
                        let message = format!("The scope '{place}' could not be reached.");
                        warning("UNREACHABLE", &message, place)
                    }
                    None => {
                        let message =
                            format!("There are no results for scope '{place}' on this page.");
                        warning("NO_RESULTS_ON_PAGE", &message, place)
                    }
                };
                (place.to_owned(), row)
            })
            .collect();
        let mut body = json!({
            "kind": format!("compute#{one}AggregatedList"), "items": rows,
            "id": format!("projects/{}/aggregated/{}", project.id, ask.collection),
        });
        if one != "networkFirewallPolicy" {
            body["selfLink"] = link(request).into();
        }
        let lost = places.iter().filter(|place| project.unreachable.contains(**place));
        let lost: Vec<String> =
            lost.map(|place| format!("projects/{}/{place}", project.id)).collect();
        if !lost.is_empty() {
            body["unreachables"] = lost.into();
        }
        body
    })
}

/// Where things of a collection are: an instance is in no region, a subnetwork in no zone.
fn sort_of(collection: &str) -> &'static str {
    if collection == "instances" { "zones/" } else { "regions/" }
}

fn warning(code: &str, message: &str, place: &str) -> Value {
    json!({"warning": {
        "code": code, "message": message, "data": [{"key": "scope", "value": place}],
    }})
}

/// A policy of an organisation or a folder, by its number or its name.
fn policy(estate: &Estate, request: &Request, ask: &Ask) -> Answer {
    let wanted = ask.name.as_deref().unwrap_or_default();
    if ask.verb.is_some() {
        return words::no_path(request);
    }
    let above = estate.projects.values().filter(|project| project.id.contains('/'));
    let mut policies =
        above.filter_map(|one| one.things.get(&ask.collection)).flat_map(|things| things.values());
    match policies.find(|policy| policy["name"] == wanted || policy["id"] == wanted) {
        Some(policy) => Answer::json(200, policy),
        None => words::no_thing("locations/global", &ask.collection, wanted),
    }
}

/// What is told, or the rules of the network.
fn effective(project: &Project, network: &str) -> Answer {
    if let Some(answer) = project.effective.get(network) {
        return Answer::json(200, answer);
    }
    let of = |collection: &str| project.things.get(collection).into_iter().flatten();
    if !of("networks").any(|((_, name), _)| name == network) {
        return words::no_thing(&project.id, "networks", network);
    }
    let rules = of("firewalls").map(|(_, rule)| rule).filter(|rule| {
        let of = rule["network"].as_str().unwrap_or_default();
        of.rsplit('/').next() == Some(network)
    });
    Answer::json(200, &json!({"firewalls": rules.collect::<Vec<&Value>>()}))
}
