//! Under which types Terraform's providers keep the kinds, and under which ids.

use crate::model::{Provider, ResourceId};

/// The types under which Terraform's providers keep a kind, the most usual first.
pub(super) const TYPES: &[(Provider, &str, &[&str])] = &[
    (Provider::Aws, "security-group", &["aws_security_group", "aws_default_security_group"]),
    (Provider::Aws, "network-acl", &["aws_network_acl", "aws_default_network_acl"]),
    (Provider::Aws, "prefix-list", &["aws_ec2_managed_prefix_list"]),
    (Provider::Aws, "subnet", &["aws_subnet", "aws_default_subnet"]),
    (Provider::Aws, "vpc", &["aws_vpc", "aws_default_vpc"]),
    (Provider::Aws, "route-table", &["aws_route_table", "aws_default_route_table"]),
    (Provider::Aws, "internet-gateway", &["aws_internet_gateway"]),
    (Provider::Aws, "network-interface", &["aws_network_interface"]),
    (Provider::Aws, "instance", &["aws_instance"]),
    (Provider::Aws, "flow-log", &["aws_flow_log"]),
    (Provider::Aws, "trail", &["aws_cloudtrail"]),
    (Provider::Aws, "config-recorder", &["aws_config_configuration_recorder"]),
    (Provider::Azure, "nsg", &["azurerm_network_security_group"]),
    (Provider::Azure, "application-security-group", &["azurerm_application_security_group"]),
    (Provider::Azure, "virtual-network", &["azurerm_virtual_network"]),
    (Provider::Azure, "subnet", &["azurerm_subnet"]),
    (Provider::Azure, "network-interface", &["azurerm_network_interface"]),
    (Provider::Azure, "public-ip", &["azurerm_public_ip"]),
    (Provider::Azure, "route-table", &["azurerm_route_table"]),
    (Provider::Azure, "load-balancer", &["azurerm_lb"]),
    (Provider::Azure, "flow-log", &["azurerm_network_watcher_flow_log"]),
    (Provider::Azure, "diagnostic-setting", &["azurerm_monitor_diagnostic_setting"]),
    (Provider::Gcp, "firewall-rule", &["google_compute_firewall"]),
    (Provider::Gcp, "network", &["google_compute_network"]),
    (Provider::Gcp, "subnetwork", &["google_compute_subnetwork"]),
    (Provider::Gcp, "instance", &["google_compute_instance"]),
    (Provider::Gcp, "route", &["google_compute_route"]),
    (Provider::Gcp, "address", &["google_compute_address", "google_compute_global_address"]),
    (Provider::Gcp, "log-sink", &["google_logging_project_sink"]),
    (Provider::Gcp, "network-firewall-policy", &["google_compute_network_firewall_policy"]),
    (
        Provider::Kubernetes,
        "network-policy",
        &["kubernetes_network_policy_v1", "kubernetes_network_policy"],
    ),
    (Provider::Kubernetes, "namespace", &["kubernetes_namespace_v1", "kubernetes_namespace"]),
    (Provider::Kubernetes, "service", &["kubernetes_service_v1", "kubernetes_service"]),
];

/// The types of a kind; nothing when Terraform has none that is known here.
pub(super) fn of(id: &ResourceId) -> Option<&'static [&'static str]> {
    let is_it = |(provider, kind, _): &&(Provider, &str, _)| {
        *provider == id.kind.provider() && *kind == id.kind.word()
    };
    TYPES.iter().find(is_it).map(|(.., types)| *types)
}

/// The ids under which Terraform may know a resource. Google's have the project and the collection before the name.
pub(super) fn ids(id: &ResourceId) -> Vec<String> {
    let identity = id.identity.as_str();
    let scope = id.scope.to_string();
    let project = scope.strip_prefix("gcp:").unwrap_or_default();
    let whole = match id.kind.word() {
        "firewall-rule" => format!("projects/{project}/global/firewalls/{identity}"),
        "network" if !project.is_empty() => {
            format!("projects/{project}/global/networks/{identity}")
        }
        "route" if !project.is_empty() => format!("projects/{project}/global/routes/{identity}"),
        "network-firewall-policy" => {
            format!("projects/{project}/global/firewallPolicies/{identity}")
        }
        "log-sink" => format!("projects/{project}/sinks/{identity}"),
        _ => return vec![identity.to_owned()],
    };
    vec![whole, identity.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::REGISTRY;

    #[test]
    fn every_row_is_a_kind() {
        for (provider, word, _) in TYPES {
            let kinds = REGISTRY.iter().flat_map(|entry| entry.kinds);
            let mut kinds = kinds.filter(|spec| spec.kind.provider() == *provider);
            assert!(kinds.any(|spec| spec.kind.word() == *word), "{provider}.{word}");
        }
    }
}
