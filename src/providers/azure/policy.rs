//! The least that reading needs, as custom roles: that for subscriptions, and that for the management groups that they are
//! found in. `az role definition create --role-definition` takes them.

use std::collections::BTreeSet;

use super::{calls, kinds};

/// The role for subscriptions.
pub(super) fn policy() -> String {
    let calls = kinds::KINDS.iter().flat_map(|spec| spec.calls);
    let finding = [calls::SUBSCRIPTION_LIST.1, calls::NETWORK_WATCHER_LIST.1];
    let actions = calls.map(|call| call.permission).chain(finding).collect();
    role(
        "Driftwall reads subscriptions",
        "What driftwall asks of a subscription. Assign it in each, or in a management group above.",
        "/subscriptions/<subscription id>",
        &actions,
    )
}

/// The role for management groups.
pub(super) fn above() -> String {
    role(
        "Driftwall finds subscriptions",
        "What driftwall asks of a management group. Assign it there.",
        "/providers/Microsoft.Management/managementGroups/<management group>",
        &BTreeSet::from([calls::DESCENDANTS.1]),
    )
}

/// The role for reading who changed a subscription.
pub(super) fn activity() -> String {
    role(
        "Driftwall reads activity logs",
        "What driftwall asks of a subscription when its activity log is searched. Assign it in each, or in a management group above.",
        "/subscriptions/<subscription id>",
        &BTreeSet::from([calls::ACTIVITY_LOG_LIST.1]),
    )
}

fn role(name: &str, description: &str, scope: &str, actions: &BTreeSet<&str>) -> String {
    let actions: Vec<String> = actions.iter().map(|action| format!("    \"{action}\"")).collect();
    format!(
        "{{\n  \"Name\": \"{name}\",\n  \"IsCustom\": true,\n  \"Description\": \"{description}\",\n  \"Actions\": [\n{}\n  ],\n  \
         \"NotActions\": [],\n  \"DataActions\": [],\n  \"NotDataActions\": [],\n  \"AssignableScopes\": [\"{scope}\"]\n}}\n",
        actions.join(",\n")
    )
}
