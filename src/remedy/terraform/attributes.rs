//! What says a field in Terraform: an attribute, a nested block, or resources of its own.
//!
//! The names are those of the documentation of Terraform's providers for `hashicorp/aws`, `azurerm`, `google` and `kubernetes`. A field that
//! has no row has no attribute that is known here, and nothing is said of it.

use crate::model::{Provider, ResourceId};

/// What says one field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    provider: Provider,
    kind: &'static str,
    field: &'static str,
    /// The keys that lead to the attribute or the nested block in a resource's block.
    pub(super) path: &'static [&'static str],
    /// Whether a literal there is the value of the field, with nothing to be turned into something else.
    pub(super) is_same: bool,
    /// The resources that say a part of it by themselves, when the block does not.
    pub(super) apart: &'static [Apart],
}

/// A type of resources that are a part of another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Apart {
    /// The type.
    pub(super) kind: &'static str,
    /// The attribute that says what it is a part of.
    pub(super) owner: &'static str,
    /// Which of them are meant.
    pub(super) faces: Faces,
}

/// Which way parts face.
#[derive(Clone, Copy, Debug)]
pub(super) enum Faces {
    /// There is but one way.
    Any,
    /// The attribute says this.
    Text(&'static str, &'static str),
    /// The attribute is this, and `false` when it is not said.
    Switch(&'static str, bool),
}

const fn says(
    provider: Provider,
    kind: &'static str,
    field: &'static str,
    path: &'static [&'static str],
) -> Row {
    Row { provider, kind, field, path, is_same: false, apart: &[] }
}

const fn aws(kind: &'static str, field: &'static str, path: &'static [&'static str]) -> Row {
    says(Provider::Aws, kind, field, path)
}

const fn azure(kind: &'static str, field: &'static str, path: &'static [&'static str]) -> Row {
    says(Provider::Azure, kind, field, path)
}

const fn gcp(kind: &'static str, field: &'static str, path: &'static [&'static str]) -> Row {
    says(Provider::Gcp, kind, field, path)
}

const fn kubernetes(kind: &'static str, field: &'static str, path: &'static [&'static str]) -> Row {
    says(Provider::Kubernetes, kind, field, path)
}

impl Row {
    const fn same(self) -> Self {
        Self { is_same: true, ..self }
    }

    const fn apart(self, apart: &'static [Apart]) -> Self {
        Self { apart, ..self }
    }
}

const fn apart(kind: &'static str, owner: &'static str, faces: Faces) -> Apart {
    Apart { kind, owner, faces }
}

const GROUP_INGRESS: &[Apart] = &[
    apart("aws_vpc_security_group_ingress_rule", "security_group_id", Faces::Any),
    apart("aws_security_group_rule", "security_group_id", Faces::Text("type", "ingress")),
];
const GROUP_EGRESS: &[Apart] = &[
    apart("aws_vpc_security_group_egress_rule", "security_group_id", Faces::Any),
    apart("aws_security_group_rule", "security_group_id", Faces::Text("type", "egress")),
];
const ACL_INGRESS: &[Apart] =
    &[apart("aws_network_acl_rule", "network_acl_id", Faces::Switch("egress", false))];
const ACL_EGRESS: &[Apart] =
    &[apart("aws_network_acl_rule", "network_acl_id", Faces::Switch("egress", true))];
const LIST_ENTRIES: &[Apart] =
    &[apart("aws_ec2_managed_prefix_list_entry", "prefix_list_id", Faces::Any)];
const AWS_ROUTES: &[Apart] = &[apart("aws_route", "route_table_id", Faces::Any)];
const NSG_INBOUND: &[Apart] = &[apart(
    "azurerm_network_security_rule",
    "network_security_group_name",
    Faces::Text("direction", "Inbound"),
)];
const NSG_OUTBOUND: &[Apart] = &[apart(
    "azurerm_network_security_rule",
    "network_security_group_name",
    Faces::Text("direction", "Outbound"),
)];
const AZURE_ROUTES: &[Apart] = &[apart("azurerm_route", "route_table_name", Faces::Any)];

/// Every field that is known.
const ROWS: &[Row] = &[
    aws("security-group", "ingress", &["ingress"]).apart(GROUP_INGRESS),
    aws("security-group", "egress", &["egress"]).apart(GROUP_EGRESS),
    aws("security-group", "tags", &["tags"]).same(),
    aws("security-group", "name", &["name"]).same(),
    aws("security-group", "description", &["description"]).same(),
    aws("security-group", "vpc", &["vpc_id"]).same(),
    aws("network-acl", "ingress", &["ingress"]).apart(ACL_INGRESS),
    aws("network-acl", "egress", &["egress"]).apart(ACL_EGRESS),
    aws("network-acl", "tags", &["tags"]).same(),
    aws("network-acl", "vpc", &["vpc_id"]).same(),
    aws("prefix-list", "entries", &["entry"]).apart(LIST_ENTRIES),
    aws("prefix-list", "name", &["name"]).same(),
    aws("prefix-list", "tags", &["tags"]).same(),
    aws("subnet", "assign_ipv6_address", &["assign_ipv6_address_on_creation"]).same(),
    aws("subnet", "map_public_address", &["map_public_ip_on_launch"]).same(),
    aws("subnet", "map_customer_owned_address", &["map_customer_owned_ip_on_launch"]).same(),
    aws("subnet", "customer_owned_pool", &["customer_owned_ipv4_pool"]).same(),
    aws("subnet", "tags", &["tags"]).same(),
    aws("route-table", "routes", &["route"]).apart(AWS_ROUTES),
    aws("route-table", "propagating_gateways", &["propagating_vgws"]),
    aws("route-table", "tags", &["tags"]).same(),
    aws("trail", "bucket", &["s3_bucket_name"]).same(),
    aws("trail", "prefix", &["s3_key_prefix"]).same(),
    aws("trail", "log_role", &["cloud_watch_logs_role_arn"]).same(),
    aws("trail", "log_group", &["cloud_watch_logs_group_arn"]),
    aws("trail", "logging", &["enable_logging"]).same(),
    aws("trail", "global_events", &["include_global_service_events"]).same(),
    aws("trail", "multi_region", &["is_multi_region_trail"]).same(),
    aws("trail", "organization", &["is_organization_trail"]).same(),
    aws("trail", "validation", &["enable_log_file_validation"]).same(),
    aws("trail", "topic", &["sns_topic_name"]),
    aws("trail", "key", &["kms_key_id"]),
    aws("trail", "selectors", &["event_selector"]),
    azure("nsg", "inbound", &["security_rule"]).apart(NSG_INBOUND),
    azure("nsg", "outbound", &["security_rule"]).apart(NSG_OUTBOUND),
    azure("nsg", "tags", &["tags"]).same(),
    azure("route-table", "routes", &["route"]).apart(AZURE_ROUTES),
    azure("route-table", "tags", &["tags"]).same(),
    gcp("firewall-rule", "allowed", &["allow"]),
    gcp("firewall-rule", "denied", &["deny"]),
    gcp("firewall-rule", "description", &["description"]).same(),
    gcp("firewall-rule", "destination_ranges", &["destination_ranges"]).same(),
    gcp("firewall-rule", "direction", &["direction"]).same(),
    gcp("firewall-rule", "disabled", &["disabled"]).same(),
    gcp("firewall-rule", "logging", &["log_config"]),
    gcp("firewall-rule", "logging_metadata", &["log_config", "metadata"]).same(),
    gcp("firewall-rule", "network", &["network"]),
    gcp("firewall-rule", "priority", &["priority"]).same(),
    gcp("firewall-rule", "source_ranges", &["source_ranges"]).same(),
    gcp("firewall-rule", "source_service_accounts", &["source_service_accounts"]).same(),
    gcp("firewall-rule", "source_tags", &["source_tags"]).same(),
    gcp("firewall-rule", "target_service_accounts", &["target_service_accounts"]).same(),
    gcp("firewall-rule", "target_tags", &["target_tags"]).same(),
    gcp("route", "description", &["description"]).same(),
    gcp("route", "destination", &["dest_range"]).same(),
    gcp("route", "network", &["network"]),
    gcp("route", "priority", &["priority"]).same(),
    gcp("route", "tags", &["tags"]).same(),
    gcp("log-sink", "description", &["description"]).same(),
    gcp("log-sink", "destination", &["destination"]).same(),
    gcp("log-sink", "exclusions", &["exclusions"]),
    gcp("log-sink", "filter", &["filter"]).same(),
    // Said the other way round.
    gcp("log-sink", "logging", &["disabled"]),
    gcp("log-sink", "partitioned_tables", &["bigquery_options", "use_partitioned_tables"]).same(),
    kubernetes("network-policy", "ingress", &["spec", "ingress"]),
    kubernetes("network-policy", "egress", &["spec", "egress"]),
    kubernetes("network-policy", "pod_selector", &["spec", "pod_selector"]),
    kubernetes("network-policy", "policy_types", &["spec", "policy_types"]).same(),
    kubernetes("network-policy", "labels", &["metadata", "labels"]).same(),
    kubernetes("namespace", "labels", &["metadata", "labels"]).same(),
    kubernetes("service", "external_ips", &["spec", "external_ips"]).same(),
    kubernetes("service", "external_name", &["spec", "external_name"]).same(),
    kubernetes("service", "external_traffic_policy", &["spec", "external_traffic_policy"]).same(),
    kubernetes("service", "internal_traffic_policy", &["spec", "internal_traffic_policy"]).same(),
    kubernetes("service", "headless", &["spec", "cluster_ip"]),
    kubernetes("service", "labels", &["metadata", "labels"]).same(),
    kubernetes("service", "load_balancer_source_ranges", &["spec", "load_balancer_source_ranges"])
        .same(),
    kubernetes("service", "ports", &["spec", "port"]),
    kubernetes("service", "selector", &["spec", "selector"]).same(),
    kubernetes("service", "type", &["spec", "type"]).same(),
];

/// What says a field of a resource.
pub(super) fn row(id: &ResourceId, field: &str) -> Option<&'static Row> {
    let (provider, kind) = (id.kind.provider(), id.kind.word());
    ROWS.iter().find(|row| row.provider == provider && row.kind == kind && row.field == field)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::types::TYPES;
    use super::*;
    use crate::providers::REGISTRY;

    #[test]
    fn every_row_is_a_field_of_a_kind_that_terraform_has() {
        let mut seen = BTreeSet::new();
        for Row { provider, kind, field, path, is_same: _, apart: _ } in ROWS {
            let specs = REGISTRY.iter().flat_map(|entry| entry.kinds);
            let is_it = |spec: &&crate::model::KindSpec| {
                spec.kind.provider() == *provider && spec.kind.word() == *kind
            };
            let spec = specs.into_iter().find(is_it).unwrap();
            assert!(spec.fields.iter().any(|known| known.path == *field), "{kind}.{field}");
            assert!(TYPES.iter().any(|(of, word, _)| of == provider && word == kind), "{kind}");
            assert!(!path.is_empty() && seen.insert((provider.to_string(), kind, field)));
        }
    }
}
