//! The read calls, by the name that they have in dumps.

use crate::providers::calls::Named;

pub(super) const FIREWALL_RULES_LIST: Named = ("firewall-rules-list", "compute.firewalls.list");
pub(super) const NETWORKS_LIST: Named = ("networks-list", "compute.networks.list");
pub(super) const SUBNETS_LIST: Named = ("subnets-list", "compute.subnetworks.list");
pub(super) const INSTANCES_LIST: Named = ("instances-list", "compute.instances.list");
pub(super) const ROUTES_LIST: Named = ("routes-list", "compute.routes.list");
pub(super) const ADDRESSES_LIST: Named = ("addresses-list", "compute.addresses.list");
pub(super) const NETWORK_FIREWALL_POLICIES_DESCRIBE: Named =
    ("network-firewall-policies-describe", "compute.firewallPolicies.get");
pub(super) const GET_EFFECTIVE_FIREWALLS: Named =
    ("get-effective-firewalls", "compute.networks.getEffectiveFirewalls");
pub(super) const PROJECTS_GET_ANCESTORS: Named =
    ("projects-get-ancestors", "resourcemanager.projects.get");
pub(super) const FIREWALL_POLICIES_DESCRIBE: Named =
    ("firewall-policies-describe", "compute.firewallPolicies.get");

pub(super) const LOGGING_SINKS_LIST: Named = ("logging-sinks-list", "logging.sinks.list");
/// Asked when the audit log is searched.
pub(super) const LOGGING_READ: Named = ("logging-read", "logging.logEntries.list");

/// Which network policies there are; a dump has a file for each.
pub(super) const NETWORK_FIREWALL_POLICIES_LIST: Named =
    ("network-firewall-policies-list", "compute.firewallPolicies.list");
/// Which policies a folder or an organisation has.
pub(super) const FIREWALL_POLICIES_LIST: Named =
    ("firewall-policies-list", "compute.firewallPolicies.list");
/// Which projects there are that the credentials can see: those that they may get.
pub(super) const PROJECTS_SEARCH: Named = ("projects-search", "resourcemanager.projects.get");
/// Which projects are right under a folder or an organisation.
pub(super) const PROJECTS_LIST: Named = ("projects-list", "resourcemanager.projects.list");
/// Which folders are.
pub(super) const FOLDERS_LIST: Named = ("folders-list", "resourcemanager.folders.list");

/// Those that are asked once for each thing, whose id follows the name in a dump.
pub(super) const BY_ID: &[Named] =
    &[NETWORK_FIREWALL_POLICIES_DESCRIBE, GET_EFFECTIVE_FIREWALLS, FIREWALL_POLICIES_DESCRIBE];
