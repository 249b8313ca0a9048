//! Firewall policies of organisations, folders and networks, and what takes effect at a network.

use serde::Deserialize;

use super::firewall::Firewall;

/// A policy of either sort: `firewall-policies describe` or `network-firewall-policies describe`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct FirewallPolicy {
    pub(crate) associations: Vec<Association>,
    pub(crate) description: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) packet_mirroring_rules: Vec<PolicyRule>,
    pub(crate) parent: Option<String>,
    pub(crate) policy_source: Option<String>,
    pub(crate) policy_type: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) rules: Vec<PolicyRule>,
    pub(crate) self_link: Option<String>,
    pub(crate) short_name: Option<String>,
}

/// Where a policy takes hold.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Association {
    pub(crate) attachment_target: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) priority: Option<i64>,
}

/// A rule of a policy.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct PolicyRule {
    pub(crate) action: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) direction: Option<String>,
    pub(crate) disabled: Option<bool>,
    pub(crate) enable_logging: Option<bool>,
    pub(crate) r#match: Option<Matcher>,
    pub(crate) priority: Option<i64>,
    pub(crate) rule_name: Option<String>,
    pub(crate) security_profile_group: Option<String>,
    pub(crate) target_forwarding_rules: Vec<String>,
    pub(crate) target_resources: Vec<String>,
    pub(crate) target_secure_tags: Vec<SecureTag>,
    pub(crate) target_service_accounts: Vec<String>,
    pub(crate) target_type: Option<String>,
    pub(crate) tls_inspect: Option<bool>,
}

/// Which packets a rule of a policy speaks of.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Matcher {
    pub(crate) dest_address_groups: Vec<String>,
    pub(crate) dest_fqdns: Vec<String>,
    pub(crate) dest_ip_ranges: Vec<String>,
    pub(crate) dest_network_context: Option<String>,
    pub(crate) dest_network_type: Option<String>,
    pub(crate) dest_region_codes: Vec<String>,
    pub(crate) dest_threat_intelligences: Vec<String>,
    pub(crate) layer4_configs: Vec<MatcherLayer4>,
    pub(crate) src_address_groups: Vec<String>,
    pub(crate) src_fqdns: Vec<String>,
    pub(crate) src_ip_ranges: Vec<String>,
    pub(crate) src_network_context: Option<String>,
    pub(crate) src_network_type: Option<String>,
    pub(crate) src_networks: Vec<String>,
    pub(crate) src_region_codes: Vec<String>,
    pub(crate) src_secure_tags: Vec<SecureTag>,
    pub(crate) src_threat_intelligences: Vec<String>,
}

/// A protocol, and perhaps ports of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct MatcherLayer4 {
    pub(crate) ip_protocol: Option<String>,
    pub(crate) ports: Vec<String>,
}

/// A tag of the Resource Manager that stands for the machines that carry it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SecureTag {
    pub(crate) name: Option<String>,
    pub(crate) state: Option<String>,
}

/// What `networks get-effective-firewalls` says of one network.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct EffectiveFirewalls {
    pub(crate) firewall_policys: Vec<EffectivePolicy>,
    pub(crate) firewalls: Vec<Firewall>,
}

/// A policy that takes effect at a network, with its rules.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct EffectivePolicy {
    pub(crate) name: Option<String>,
    pub(crate) packet_mirroring_rules: Vec<PolicyRule>,
    pub(crate) priority: Option<i64>,
    pub(crate) rules: Vec<PolicyRule>,
    pub(crate) r#type: Option<String>,
}
