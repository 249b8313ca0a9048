//! The synthetic estate of the examples, put into the simulator as its dumps have it.

use std::path::Path;

use serde_json::{Value, json};

use super::cloudsim::Estate;
use super::cloudsim::azure::store::Subscription;

pub(crate) const SUBSCRIPTION: &str = "00000000-0000-4000-8000-000000000000";
/// The management group that it is in.
pub(crate) const GROUP: &str = "platform";

/// The calls of a dump, and the types that they list.
pub(crate) const TYPES: &[(&str, &str)] = &[
    ("asg-list", "Microsoft.Network/applicationSecurityGroups"),
    ("lb-list", "Microsoft.Network/loadBalancers"),
    ("nic-list", "Microsoft.Network/networkInterfaces"),
    ("nsg-list", "Microsoft.Network/networkSecurityGroups"),
    ("public-ip-list", "Microsoft.Network/publicIPAddresses"),
    ("route-table-list", "Microsoft.Network/routeTables"),
    ("vm-list", "Microsoft.Compute/virtualMachines"),
    ("vnet-list", "Microsoft.Network/virtualNetworks"),
];

/// The answers of a dump of all of it: those of the example, a flow log and diagnostic settings, which that has none of.
pub(crate) fn dumped() -> Vec<(String, Value)> {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/estate/approved/azure");
    let mut answers = answers(&example.join(SUBSCRIPTION));
    let log = flow_log(SUBSCRIPTION, "westeurope", "main");
    answers.push(("flow-log-list.westeurope".to_owned(), json!({"value": [log]})));
    let own = format!("subscriptions/{SUBSCRIPTION}");
    let export = json!({"value": [diagnostic_setting(&own, "export")]});
    let (_, groups) = answers.iter().find(|(call, _)| call == "nsg-list").unwrap();
    let of_groups: Vec<(String, Value)> = items(groups)
        .iter()
        .enumerate()
        .map(|(number, group)| {
            let setting = diagnostic_setting(group["id"].as_str().unwrap(), "siem");
            // Not every group has one.
            let settings = if number == 0 { vec![setting] } else { Vec::new() };
            let name = group["name"].as_str().unwrap();
            (format!("{SETTINGS}.{name}"), json!({"value": settings}))
        })
        .collect();
    answers.extend(of_groups);
    answers.push((OWN_SETTINGS.to_owned(), export));
    answers
}

/// The calls of diagnostic settings: those of a subscription, and those of a group.
const OWN_SETTINGS: &str = "diagnostic-settings-subscription-list";
const SETTINGS: &str = "diagnostic-settings-list";

/// A diagnostic setting of something that sends all its logs to a workspace.
pub(crate) fn diagnostic_setting(of: &str, name: &str) -> Value {
    let groups = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups");
    json!({
        "id": format!("{of}/providers/microsoft.insights/diagnosticSettings/{name}"), "name": name,
        "type": "Microsoft.Insights/diagnosticSettings", "location": "global", "properties": {
            "logs": [{"categoryGroup": "allLogs", "enabled": true}],
            "workspaceId": format!("{groups}/audit/providers/Microsoft.OperationalInsights/workspaces/siem"),
        },
    })
}

/// A flow log of the network watcher of a region.
pub(crate) fn flow_log(subscription: &str, region: &str, name: &str) -> Value {
    let groups = format!("/subscriptions/{subscription}/resourceGroups");
    let watcher = format!("Microsoft.Network/networkWatchers/NetworkWatcher_{region}");
    json!({
        "id": format!("{groups}/NetworkWatcherRG/providers/{watcher}/flowLogs/{name}"), "name": name,
        "type": "Microsoft.Network/networkWatchers/flowLogs", "location": region,
        "properties": {
            "enabled": true, "provisioningState": "Succeeded",
            "storageId": format!("{groups}/audit/providers/Microsoft.Storage/storageAccounts/flows"),
            "targetResourceId": format!("{groups}/shop/providers/Microsoft.Network/virtualNetworks/{name}"),
            "format": {"type": "JSON", "version": 2}, "retentionPolicy": {"days": 90, "enabled": true},
        },
    })
}

/// All of it: a subscription in a management group.
pub(crate) fn all() -> Estate {
    let answers = dumped();
    Estate::default()
        .azure(SUBSCRIPTION, |subscription| filled(subscription.named("Shop (prod)"), &answers))
        .management_group(GROUP, "Platform", &[SUBSCRIPTION])
}

/// The answers in a folder, each with the name of its file.
pub(crate) fn answers(folder: &Path) -> Vec<(String, Value)> {
    let files = std::fs::read_dir(folder).unwrap();
    let mut answers: Vec<(String, Value)> = files
        .map(|file| {
            let path = file.unwrap().path();
            let answer = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            (path.file_stem().unwrap().to_string_lossy().into_owned(), answer)
        })
        .collect();
    answers.sort_by(|a, b| a.0.cmp(&b.0));
    answers
}

/// The items of an answer, as a list alone or as Resource Manager wraps it.
fn items(answer: &Value) -> &Vec<Value> {
    answer.as_array().or_else(|| answer["value"].as_array()).unwrap()
}

/// Puts what a dump holds into a subscription.
pub(crate) fn filled(mut subscription: Subscription, answers: &[(String, Value)]) -> Subscription {
    // As it is asked: whatever the id says that it is, a network is one.
    let asked = |list: &str, name: &str| -> String {
        let (_, of) = TYPES.iter().find(|(call, _)| *call == list).unwrap();
        let (_, listed) = answers.iter().find(|(call, _)| call == list).unwrap();
        let ending = format!("/{name}").to_lowercase();
        let mut ids = items(listed).iter().map(|item| item["id"].as_str().unwrap());
        let id = ids.find(|id| id.to_lowercase().ends_with(&ending)).unwrap();
        let parts: Vec<&str> = id.split('/').collect();
        format!("{}/providers/{of}/{}", parts[..5].join("/"), parts[8])
    };
    for (call, answer) in answers {
        if let Some(network) = call.strip_prefix("list-effective-security-admin-rules.") {
            let id = asked("vnet-list", network);
            subscription = subscription.admin_rules(&id, items(answer));
        } else if let Some(group) = call.strip_prefix(&format!("{SETTINGS}.")) {
            subscription = subscription.diagnostics(&asked("nsg-list", group), items(answer));
        } else if call == OWN_SETTINGS {
            let own = format!("/subscriptions/{}", subscription.id);
            subscription = subscription.diagnostics(&own, items(answer));
        } else if let Some(region) = call.strip_prefix("flow-log-list.") {
            subscription = subscription.watcher(region, items(answer));
        } else if call == "list-service-tags" {
            subscription = subscription.service_tags("westeurope", answer);
        } else {
            let (_, of) = TYPES.iter().find(|(name, _)| name == call).unwrap();
            for item in items(answer) {
                let mut item = item.clone();
                item["type"] = (*of).into();
                subscription = subscription.put(&item);
            }
        }
    }
    subscription
}
