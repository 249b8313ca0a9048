//! Compute v1, Resource Manager and the sinks of Cloud Logging as REST: lists and aggregated lists of whatever JSON a test put in.
//!
//! Compute answers under `/compute/v1`, Resource Manager under `/v1` and `/v3`, Cloud Logging under `/v2`. Nobody has to say who they are.

mod entries;
mod lists;
mod manager;
pub(crate) mod store;
mod words;

use super::Estate;
use super::answer::Answer;
use super::asked::{Action, Asked, Provider};
use super::faults::Fault;
use super::pages::Twist;
use super::request::Request;

/// What was done, as the logs have it.
const ENTRIES: &str = "logging.logEntries.list";
const EFFECTIVE: &str = "compute.networks.getEffectiveFirewalls";

const fn paged(name: &'static str) -> Action {
    Action { name, pages: true }
}

const fn single(name: &'static str) -> Action {
    Action { name, pages: false }
}

/// What can be asked. Aggregated lists need the permission of the list.
pub(crate) const ACTIONS: &[Action] = &[
    paged("compute.addresses.list"),
    single("compute.firewallPolicies.get"),
    paged("compute.firewallPolicies.list"),
    paged("compute.firewalls.list"),
    paged("compute.forwardingRules.list"),
    paged("compute.instances.list"),
    single(EFFECTIVE),
    paged("compute.networks.list"),
    paged("compute.routes.list"),
    paged("compute.subnetworks.list"),
    paged(ENTRIES),
    paged("logging.sinks.list"),
    paged("resourcemanager.folders.list"),
    single("resourcemanager.projects.get"),
    paged("resourcemanager.projects.list"),
    // A search needs the permission of a get, on whatever it finds.
    paged("resourcemanager.projects.search"),
];

/// Where something of compute is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// `global`, `regions/<name>`, `zones/<name>`
    In(String),
    /// All places at once.
    Everywhere,
    /// Above projects.
    Hierarchy,
}

/// What is asked of compute.
struct Ask {
    place: Place,
    collection: String,
    name: Option<String>,
    verb: Option<String>,
}

impl Ask {
    /// Reads a path after `/compute/v1/`: the account, and what is asked of it.
    fn read(request: &Request, parts: &[String]) -> Option<(String, Self)> {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let (account, place, rest) = match parts.as_slice() {
            ["projects", project, "global", rest @ ..] => {
                ((*project).to_owned(), Place::In("global".to_owned()), rest)
            }
            ["projects", project, "aggregated", rest @ ..] => {
                ((*project).to_owned(), Place::Everywhere, rest)
            }
            ["projects", project, sort @ ("regions" | "zones"), name, rest @ ..] => {
                ((*project).to_owned(), Place::In(format!("{sort}/{name}")), rest)
            }
            ["locations", "global", rest @ ..] => {
                (request.asks("parentId").unwrap_or_default().to_owned(), Place::Hierarchy, rest)
            }
            _ => return None,
        };
        let (collection, rest) = rest.split_first()?;
        let text = |at: usize| rest.get(at).map(|&part| part.to_owned());
        Some((
            account,
            Self { place, collection: (*collection).to_owned(), name: text(0), verb: text(1) },
        ))
    }

    fn action(&self) -> String {
        let verb = match (&self.name, &self.verb) {
            (_, Some(verb)) => verb,
            (Some(_), None) => "get",
            (None, None) => "list",
        };
        format!("compute.{}.{verb}", self.collection)
    }
}

/// Reads what a request means.
pub(crate) fn asked(request: &Request, parts: &[String]) -> Asked {
    let body: serde_json::Value = serde_json::from_str(&request.body).unwrap_or_default();
    let token = request.asks("pageToken").or_else(|| body["pageToken"].as_str());
    let mut asked = match parts {
        [_, _, rest @ ..] if parts[0] == "compute" => match Ask::read(request, rest) {
            Some((account, ask)) => Asked::of(Provider::Gcp, "compute", &ask.action(), &account),
            None => Asked::of(Provider::Gcp, "compute", &request.path, ""),
        },
        _ => manager::asked(request, parts),
    };
    asked.parameters = request.query.iter().cloned().collect();
    asked.parameters.insert("path".to_owned(), request.path.clone());
    asked.on_page(token)
}

/// Answers for the project that is asked.
pub(crate) fn answer(
    estate: &Estate,
    request: &Request,
    asked: &Asked,
    fault: Option<&Fault>,
) -> Answer {
    if let Some(refusal) = fault.and_then(|fault| words::refusal(asked, fault)) {
        return refusal;
    }
    let known = [
        "alt",
        "includeAllScopes",
        "maxResults",
        "pageSize",
        "pageToken",
        "parent",
        "parentId",
        "prettyPrint",
        "returnPartialSuccess",
        "$alt",
        "$apiVersion",
        "$prettyPrint",
        "key",
        "quotaUser",
    ];
    if let Some((name, _)) = request.query.iter().find(|(name, _)| !known.contains(&name.as_str()))
    {
        return words::bad_parameter(name);
    }
    let twist = fault.map_or(Twist::Straight, |fault| fault.kind.twist());
    let parts = request.parts();
    match parts.as_slice() {
        [first, _, rest @ ..] if first == "compute" => match Ask::read(request, rest) {
            Some((_, ask)) => lists::answer(estate, request, asked, &ask, twist),
            None => words::no_path(request),
        },
        _ => manager::answer(estate, request, asked, twist),
    }
}
