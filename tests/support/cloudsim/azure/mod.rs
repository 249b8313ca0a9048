//! Azure Resource Manager: subscriptions, management groups, and lists of whatever JSON a test put in.
//!
//! Paths are of any case. Every list comes in pages of the server's choosing, and leads on by `nextLink`. An access
//! token has to be sent; which one does not matter.

pub(crate) mod store;
mod store_answers;
mod words;

use super::Estate;
use super::answer::Answer;
use super::asked::{Action, Asked, Provider};
use super::faults::Fault;
use super::pages::Twist;
use super::request::Request;

/// The call that is a POST, and has its token in the body.
const ADMIN_RULES: &str =
    "Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules/action";
const MACHINES: &str = "Microsoft.Compute/virtualMachines/read";
/// Of machines: what they are doing, in place of what they are.
const STATUS_ONLY: &str = "statusOnly";
const SERVICE_TAGS: &str = "Microsoft.Network/locations/serviceTags/read";
const NETWORK_WATCHERS: &str = "Microsoft.Network/networkWatchers/read";
/// Of one watcher.
const FLOW_LOGS: &str = "Microsoft.Network/networkWatchers/flowLogs/read";
/// Of a subscription, or of anything in it.
const DIAGNOSTICS: &str = "Microsoft.Insights/diagnosticSettings/read";
/// What was done in a subscription.
const ACTIVITY: &str = "Microsoft.Insights/eventtypes/values/read";
const FILTER: &str = "$filter";
const SUBSCRIPTIONS: &str = "Microsoft.Resources/subscriptions/read";
const GROUPS: &str = "Microsoft.Management/managementGroups/read";
const DESCENDANTS: &str = "Microsoft.Management/managementGroups/descendants/read";

const fn paged(name: &'static str) -> Action {
    Action { name, pages: true }
}

/// What can be asked.
pub(crate) const ACTIONS: &[Action] = &[
    paged(MACHINES),
    Action { name: DIAGNOSTICS, pages: false },
    paged(ACTIVITY),
    paged(DESCENDANTS),
    paged(GROUPS),
    paged("Microsoft.Network/applicationSecurityGroups/read"),
    paged("Microsoft.Network/loadBalancers/read"),
    Action { name: SERVICE_TAGS, pages: false },
    paged("Microsoft.Network/networkInterfaces/read"),
    paged("Microsoft.Network/networkSecurityGroups/read"),
    paged(FLOW_LOGS),
    Action { name: NETWORK_WATCHERS, pages: false },
    paged("Microsoft.Network/publicIPAddresses/read"),
    paged("Microsoft.Network/routeTables/read"),
    paged(ADMIN_RULES),
    paged("Microsoft.Network/virtualNetworks/read"),
    paged(SUBSCRIPTIONS),
];

/// Reads what a request means.
pub(crate) fn asked(request: &Request, parts: &[String]) -> Asked {
    let lower: Vec<String> = parts.iter().map(|part| part.to_ascii_lowercase()).collect();
    // What is asked about a resource has the resource's own type before it.
    let at = lower.iter().rposition(|part| part == "providers");
    let account = match lower.first().map(String::as_str) {
        Some("subscriptions") => parts.get(1).map_or("", String::as_str),
        _ => parts.get(3).map_or("", String::as_str),
    };
    let verb = if request.method == "POST" { "action" } else { "read" };
    let (service, action) = match at.and_then(|at| parts.get(at + 1..)) {
        // Namespace, then types and names in turn.
        Some([service, rest @ ..]) => {
            let types: Vec<&str> = rest.iter().step_by(2).map(String::as_str).collect();
            (service.as_str(), format!("{service}/{}/{verb}", types.join("/")))
        }
        _ => ("Microsoft.Resources", format!("Microsoft.Resources/subscriptions/{verb}")),
    };
    let known = ACTIONS.iter().find(|known| known.name.eq_ignore_ascii_case(&action));
    let action = known.map_or(action.as_str(), |known| known.name);
    let body: serde_json::Value = serde_json::from_str(&request.body).unwrap_or_default();
    let in_query = ["$skiptoken", "$skipToken"].iter().find_map(|name| request.asks(name));
    let token = in_query.or_else(|| body["skipToken"].as_str());
    let mut asked = Asked::of(Provider::Azure, service, action, account).on_page(token);
    asked.parameters = request.query.iter().cloned().collect();
    asked.parameters.insert("path".to_owned(), request.path.clone());
    asked
}

/// Answers for the subscription that is asked.
pub(crate) fn answer(
    estate: &Estate,
    request: &Request,
    asked: &Asked,
    fault: Option<&Fault>,
) -> Answer {
    if request.header("authorization").is_empty() {
        return words::nobody();
    }
    if request.asks("api-version").is_none_or(str::is_empty) {
        return words::no_version();
    }
    if let Some(refusal) = fault.and_then(|fault| words::refusal(asked, fault)) {
        return refusal;
    }
    let odd = request.query.iter().find(|(name, _)| {
        let is_known = ["api-version", "$skiptoken", "$skipToken"].contains(&name.as_str());
        let of_one = [(STATUS_ONLY, MACHINES), (FILTER, ACTIVITY)];
        !is_known && !of_one.contains(&(name.as_str(), asked.action.as_str()))
    });
    if let Some((name, _)) = odd {
        return words::bad_parameter(name);
    }
    let twist = fault.map_or(Twist::Straight, |fault| fault.kind.twist());
    store_answers::answer(estate, request, asked, twist)
}
