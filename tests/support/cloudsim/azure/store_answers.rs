//! The lists and the objects of Azure Resource Manager, in its envelopes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::store::Subscription;
use super::{
    ACTIONS, ACTIVITY, ADMIN_RULES, DESCENDANTS, DIAGNOSTICS, FILTER, FLOW_LOGS, GROUPS, MACHINES,
    NETWORK_WATCHERS, SERVICE_TAGS, STATUS_ONLY, SUBSCRIPTIONS, words,
};
use crate::cloudsim::Estate;
use crate::cloudsim::answer::Answer;
use crate::cloudsim::asked::Asked;
use crate::cloudsim::pages::{Token, Twist, cut};
use crate::cloudsim::request::Request;

/// Whose directory everything is in.
const TENANT: &str = "00000000-0000-4000-8000-00000000000f";
/// How much a list gives at once, which no client chooses.
const PAGE: usize = 100;

/// A list that is being asked for.
struct Lister<'a> {
    request: &'a Request,
    asked: &'a Asked,
    twist: Twist,
    size: usize,
    /// The server, as a page names it that leads on.
    host: String,
}

pub(super) fn answer(estate: &Estate, request: &Request, asked: &Asked, twist: Twist) -> Answer {
    let host = format!("http://{}", request.header("host"));
    let mut lister = Lister { request, asked, twist, size: estate.page_for(PAGE), host };
    let parts = request.parts();
    let is_post = request.method == "POST";
    if is_post != (asked.action == ADMIN_RULES) {
        return words::not_there(asked);
    }
    match (asked.action.as_str(), parts.len()) {
        (SUBSCRIPTIONS, 1) => return lister.page(&estate.subscriptions, subscription),
        (GROUPS, 3) => {
            return lister.page(&by_name(estate), |name| group(estate, name, None));
        }
        (DESCENDANTS, 5) => {
            let Some(rows) = descendants(estate, &parts[3]) else {
                return words::no_group(&parts[3]);
            };
            return lister.page(&rows, Value::clone);
        }
        _ => {}
    }
    let by_id = |id: &str| {
        let mut all = estate.subscriptions.values();
        all.find(|subscription| subscription.id.eq_ignore_ascii_case(id))
    };
    let Some(there) = by_id(&asked.account) else { return words::no_subscription(asked) };
    if asked.action == SUBSCRIPTIONS && parts.len() == 2 {
        return Answer::json(200, &subscription(there));
    }
    if !ACTIONS.iter().any(|action| action.name == asked.action) {
        return words::not_there(asked);
    }
    if there.unregistered.contains(&asked.service) {
        return words::unregistered(asked);
    }
    lister.host = there.leads_to.clone().unwrap_or(lister.host);
    let path = request.path.trim_end_matches('/').to_ascii_lowercase();
    let last = |back: usize| parts.iter().rev().nth(back).map_or("", String::as_str);
    match asked.action.as_str() {
        SERVICE_TAGS => match there.tags.get(&last(1).to_ascii_lowercase()) {
            Some(tags) => Answer::json(200, tags),
            None => words::no_location(last(1)),
        },
        ADMIN_RULES => {
            let network = path.rsplit_once('/').map_or("", |(network, _)| network);
            let none = BTreeMap::new();
            lister.page(there.admin_rules.get(network).unwrap_or(&none), Value::clone)
        }
        FLOW_LOGS => {
            let watcher = path.strip_suffix("/flowlogs").unwrap_or(&path);
            match there.flow_logs.get(watcher) {
                Some(logs) => lister.page(logs, Value::clone),
                None => words::no_resource(watcher),
            }
        }
        DIAGNOSTICS => {
            lister.size = PAGE;
            let of = path.strip_suffix("/providers/microsoft.insights/diagnosticsettings");
            let none = BTreeMap::new();
            lister.page(there.diagnostics.get(of.unwrap_or(&path)).unwrap_or(&none), Value::clone)
        }
        ACTIVITY => match Between::read(request.asks(FILTER).unwrap_or_default()) {
            Some(between) => {
                let wanted = there.activity.iter().filter(|(_, record)| between.has(record));
                let wanted = wanted.map(|(key, record)| (key.clone(), record.clone())).collect();
                lister.page(&wanted, Value::clone)
            }
            None => words::bad_parameter(FILTER),
        },
        NETWORK_WATCHERS => {
            lister.size = PAGE;
            resources(&lister, there, &path)
        }
        _ => resources(&lister, there, &path),
    }
}

/// The stretch of a log that a filter asks for: `eventTimestamp ge '…' and eventTimestamp le '…'`, and nothing else is one.
struct Between(Timestamp, Timestamp);

impl Between {
    fn read(filter: &str) -> Option<Self> {
        let (from, to) = filter.split_once(" and ")?;
        let time = |text: &str, how: &str| -> Option<Timestamp> {
            let text =
                text.strip_prefix("eventTimestamp ")?.strip_prefix(how)?.strip_prefix(" '")?;
            text.strip_suffix('\'')?.parse().ok()
        };
        Some(Self(time(from, "ge")?, time(to, "le")?))
    }

    fn has(&self, record: &Value) -> bool {
        let time: Timestamp = record["eventTimestamp"].as_str().unwrap().parse().unwrap();
        (self.0..=self.1).contains(&time)
    }
}

/// Resources of a type, everywhere or in a resource group, or one of them.
fn resources(lister: &Lister<'_>, there: &Subscription, path: &str) -> Answer {
    let (kind, _) = lister.asked.action.rsplit_once('/').unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    let none = BTreeMap::new();
    let all = there.resources.get(&kind).unwrap_or(&none);
    let Some(scope) = path.strip_suffix(&format!("/providers/{kind}")) else {
        return match all.get(path) {
            Some(resource) => Answer::json(200, resource),
            None => words::no_resource(path),
        };
    };
    let is_told = lister.request.asks(STATUS_ONLY) == Some("true");
    let row = |one: &Value| match lister.asked.action.as_str() {
        MACHINES => machine(one, is_told),
        _ => one.clone(),
    };
    if !scope.contains("/resourcegroups/") {
        return lister.page(all, row);
    }
    let inside = all.iter().filter(|(id, _)| id.starts_with(&format!("{scope}/")));
    lister.page(&inside.map(|(id, one)| (id.clone(), one.clone())).collect(), row)
}

/// A machine as it is listed: what it is, or, asked for its status, what it is doing.
fn machine(one: &Value, is_status: bool) -> Value {
    let mut row = one.clone();
    let view = row.get_mut("properties").and_then(Value::as_object_mut);
    let view = view.and_then(|properties| properties.remove("instanceView"));
    if !is_status {
        return row;
    }
    let mut status = json!({"properties": {}});
    for field in ["id", "name", "type", "location"] {
        status[field] = one[field].clone();
    }
    if let Some(view) = view {
        status["properties"]["instanceView"] = view;
    }
    status
}

impl Lister<'_> {
    fn page<T>(&self, things: &BTreeMap<String, T>, row: impl Fn(&T) -> Value) -> Answer {
        let list = self.asked.list(&self.request.path.to_ascii_lowercase());
        let Ok(token) = Token::read(&list, self.asked.token.as_deref()) else {
            return words::bad_token();
        };
        let page = cut(things, &token, self.size, self.twist);
        let mut body = json!({"value": page.items.into_iter().map(row).collect::<Vec<Value>>()});
        if self.asked.action == SUBSCRIPTIONS {
            body["count"] = json!({"type": "Total", "value": things.len()});
        }
        if let Some(next) = page.next {
            if self.asked.action == ADMIN_RULES {
                body["skipToken"] = next.into();
            } else {
                let version = self.request.asks("api-version").unwrap_or_default();
                let status = self.request.asks(STATUS_ONLY);
                let status =
                    status.map_or(String::new(), |asked| format!("&{STATUS_ONLY}={asked}"));
                let filter = self.request.asks(FILTER);
                let filter = filter.map_or(String::new(), |asked| {
                    format!("&{FILTER}={}", asked.replace(' ', "%20").replace('\'', "%27"))
                });
                body["nextLink"] = format!(
                    "{}{}?api-version={version}{status}{filter}&$skiptoken={next}",
                    self.host, self.request.path
                )
                .into();
            }
        }
        Answer::json(200, &body)
    }
}

fn subscription(one: &Subscription) -> Value {
    json!({
        "id": format!("/subscriptions/{}", one.id), "subscriptionId": one.id, "tenantId": TENANT,
        "displayName": one.name, "state": one.state, "authorizationSource": "RoleBased",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01", "quotaId": "EnterpriseAgreement_2014-09-01",
            "spendingLimit": "Off",
        },
        "managedByTenants": [],
    })
}

fn by_name(estate: &Estate) -> BTreeMap<String, String> {
    estate.groups.keys().map(|name| (name.clone(), name.clone())).collect()
}

/// A management group, as it is listed alone or under a parent.
fn group(estate: &Estate, name: &str, parent: Option<&str>) -> Value {
    let shown = estate.groups.get(name).map_or(name, |group| group.shown.as_str());
    let id = |name: &str| format!("/providers/Microsoft.Management/managementGroups/{name}");
    let mut row = json!({
        "id": id(name), "type": "Microsoft.Management/managementGroups", "name": name,
        "properties": {"displayName": shown},
    });
    match parent {
        Some(parent) => row["properties"]["parent"] = json!({"id": id(parent)}),
        None => row["properties"]["tenantId"] = TENANT.into(),
    }
    row
}

/// Everything below a group.
fn descendants(estate: &Estate, name: &str) -> Option<BTreeMap<String, Value>> {
    let mut rows = BTreeMap::new();
    let mut above = vec![name.to_owned()];
    estate.groups.get(name)?;
    while let Some(parent) = above.pop() {
        let children = estate.groups.get(&parent).map_or(&[][..], |group| &group.children);
        for child in children {
            let mut row = group(estate, child, Some(&parent));
            if let Some(subscription) = estate.subscriptions.get(child) {
                row["id"] = format!("/subscriptions/{child}").into();
                row["type"] = "Microsoft.Management/managementGroups/subscriptions".into();
                row["properties"]["displayName"] = subscription.name.as_str().into();
            } else {
                above.push(child.clone());
            }
            rows.insert(child.clone(), row);
        }
    }
    Some(rows)
}
