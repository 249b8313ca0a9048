//! The read calls, by the name that they have in dumps.

use crate::providers::calls::Named;

pub(super) const NSG_LIST: Named = ("nsg-list", "Microsoft.Network/networkSecurityGroups/read");
pub(super) const VNET_LIST: Named = ("vnet-list", "Microsoft.Network/virtualNetworks/read");
pub(super) const NIC_LIST: Named = ("nic-list", "Microsoft.Network/networkInterfaces/read");
pub(super) const VM_LIST: Named = ("vm-list", "Microsoft.Compute/virtualMachines/read");
pub(super) const PUBLIC_IP_LIST: Named =
    ("public-ip-list", "Microsoft.Network/publicIPAddresses/read");
pub(super) const ASG_LIST: Named = ("asg-list", "Microsoft.Network/applicationSecurityGroups/read");
pub(super) const LB_LIST: Named = ("lb-list", "Microsoft.Network/loadBalancers/read");
pub(super) const ROUTE_TABLE_LIST: Named =
    ("route-table-list", "Microsoft.Network/routeTables/read");
pub(super) const LIST_SERVICE_TAGS: Named =
    ("list-service-tags", "Microsoft.Network/locations/serviceTags/read");
pub(super) const LIST_EFFECTIVE_SECURITY_ADMIN_RULES: Named = (
    "list-effective-security-admin-rules",
    "Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules/action",
);
pub(super) const FLOW_LOG_LIST: Named =
    ("flow-log-list", "Microsoft.Network/networkWatchers/flowLogs/read");
/// Those of the subscription itself, which export its activity log.
pub(super) const DIAGNOSTIC_SETTINGS_SUBSCRIPTION_LIST: Named =
    ("diagnostic-settings-subscription-list", "Microsoft.Insights/diagnosticSettings/read");
/// Those of a security group.
pub(super) const DIAGNOSTIC_SETTINGS_LIST: Named =
    ("diagnostic-settings-list", DIAGNOSTIC_SETTINGS_SUBSCRIPTION_LIST.1);

/// Those that are asked once for each thing, whose name follows the call's in a dump.
pub(super) const BY_ID: &[Named] =
    &[LIST_EFFECTIVE_SECURITY_ADMIN_RULES, FLOW_LOG_LIST, DIAGNOSTIC_SETTINGS_LIST];

/// Which machines run, which a list of machines does not say. `az vm list --show-details` asks for both.
#[cfg(feature = "azure")]
pub(super) const VM_STATUSES: Named = ("vm-list-status", VM_LIST.1);
/// Which network watchers there are, each of which lists its flow logs. In a dump the files say so.
pub(super) const NETWORK_WATCHER_LIST: Named =
    ("network-watcher-list", "Microsoft.Network/networkWatchers/read");
/// Which subscriptions there are that the credentials can see.
pub(super) const SUBSCRIPTION_LIST: Named =
    ("subscription-list", "Microsoft.Resources/subscriptions/read");
/// Which subscriptions are below a management group.
pub(super) const DESCENDANTS: Named =
    ("management-group-descendants", "Microsoft.Management/managementGroups/descendants/read");
/// What was done in a subscription. Asked when its log is searched.
pub(super) const ACTIVITY_LOG_LIST: Named =
    ("activity-log-list", "Microsoft.Insights/eventtypes/values/read");
