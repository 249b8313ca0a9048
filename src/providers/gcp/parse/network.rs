//! Networks, their peerings, and which policies stand in them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::link::Own;
use super::network_firewall_policy::{Holds, TakesHold};
use super::terms::range;
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::calls::{enriches, required};
use crate::providers::gcp::calls::{NETWORK_FIREWALL_POLICIES_DESCRIBE, NETWORKS_LIST};
use crate::providers::gcp::native;
use crate::providers::normalised::{Known, Outcome, is_off, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Gcp, "network"),
    title: "network",
    role: Role::Network,
    calls: &[required(NETWORKS_LIST), enriches(NETWORK_FIREWALL_POLICIES_DESCRIBE)],
    identity: "the name, which is unique in the project and can't be edited",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("description", Bears::Metadata, "a note"),
    Field::durable(
        "enforcement_order",
        Bears::Traffic,
        "whether the project's rules are asked before the policies of networks or after",
    ),
    Field::durable("internal_ipv6_range", Bears::Exposure, "addresses of its own"),
    Field::durable("ipv4_range", Bears::Exposure, "addresses of a network without subnets"),
    Field::list("peerings", Bears::Exposure, Matching::Keyed(&["name"]), "networks that reach it"),
    Field::durable("profile", Bears::Exposure, "what it is made for"),
    Field::durable("routing_mode", Bears::Exposure, "whether it takes routes of other regions"),
    Field::durable("subnet_mode", Bears::Exposure, "an automatic network makes subnets by itself"),
    Field::context("additional_tags", Bears::Metadata, "written by Google"),
    Field::context(
        "firewall_policies",
        Bears::Exposure,
        "which policies stand in it, by their own account; null when they were not read",
    )
    .matched(Matching::Keyed(&["policy", "association"])),
    Field::context(
        "firewall_policy",
        Bears::Exposure,
        "the policy that stands in it, by the network's own account",
    ),
    Field::context("id", Bears::Metadata, "new when the network is made again under its name"),
    Field::context("peering_states", Bears::Exposure, "whether the other end agreed"),
    Field::volatile("creationTimestamp", "a timestamp"),
    Field::volatile("enableUlaInternalIpv6", "the range says it"),
    Field::volatile("gatewayIPv4", "Google's own"),
    Field::volatile("kind", "says what the list says"),
    Field::volatile("mtu", "the size of packets"),
    Field::volatile("params", "of the request that made it"),
    Field::volatile("peerings[].connectionStatus", "the progress of an edit"),
    Field::volatile("peerings[].peerMtu", "the size of packets"),
    Field::volatile("peerings[].stateDetails", "words about the state"),
    Field::volatile("peerings[].updateStrategy", "how edits are agreed on"),
    Field::volatile(
        "routingConfig.bgpAlwaysCompareMed",
        "prefers one route to another of the same range",
    ),
    Field::volatile(
        "routingConfig.bgpBestPathSelectionMode",
        "prefers one route to another of the same range",
    ),
    Field::volatile(
        "routingConfig.bgpInterRegionCost",
        "prefers one route to another of the same range",
    ),
    Field::volatile(
        "routingConfig.effectiveBgpAlwaysCompareMed",
        "prefers one route to another of the same range",
    ),
    Field::volatile(
        "routingConfig.effectiveBgpInterRegionCost",
        "prefers one route to another of the same range",
    ),
    Field::volatile("selfLink", "made of the project and the name"),
    Field::volatile("selfLinkWithId", "made of the project and the number"),
    Field::volatile("subnetworks", "the subnet says its network"),
];

/// What `gcloud` adds to Google's answer.
pub(crate) const LEFT_OUT: &[&str] = &["x_gcloud_bgp_routing_mode", "x_gcloud_subnet_mode"];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// `AFTER_CLASSIC_FIREWALL` or `BEFORE_CLASSIC_FIREWALL`.
    pub(crate) enforcement_order: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) internal_ipv6_range: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ipv4_range: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) peerings: Vec<Peering>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) routing_mode: Option<String>,
    /// `auto`, `custom` or `legacy`.
    pub(crate) subnet_mode: String,
}

/// One end of a connection with another network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Peering {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) exchange_subnet_routes: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) export_custom_routes: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) export_subnet_routes_with_public_ip: Option<bool>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) import_custom_routes: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) import_subnet_routes_with_public_ip: bool,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stack_type: Option<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) additional_tags: Vec<String>,
    #[serde(skip_serializing_if = "Known::is_none")]
    pub(crate) firewall_policies: Known<Vec<TakesHold>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) firewall_policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// The state of each peering that is not active.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) peering_states: BTreeMap<String, String>,
}

/// Makes a network's resource. `holds` are the policies that were read, when they all were.
pub(crate) fn normalise(network: native::Network, project: &str, holds: Option<&Holds>) -> Outcome {
    let native::Network {
        additional_tags,
        auto_create_subnetworks,
        description,
        enable_ula_internal_ipv6: _,
        firewall_policy,
        id,
        internal_ipv6_range,
        ipv4_range,
        name,
        network_firewall_policy_enforcement_order,
        network_profile,
        peerings: ends,
        routing_config,
        self_link,
    } = network;
    let own = Own::of(self_link.as_deref(), project);
    let name = said(name);
    let title = name.clone().unwrap_or_else(|| "a network without name".to_owned());
    let mut doubts = Vec::new();
    let enforcement_order = said(network_firewall_policy_enforcement_order)
        .unwrap_or_else(|| "AFTER_CLASSIC_FIREWALL".to_owned());
    if !matches!(enforcement_order.as_str(), "AFTER_CLASSIC_FIREWALL" | "BEFORE_CLASSIC_FIREWALL") {
        doubts.push(format!("{title}: can't read the enforcement order `{enforcement_order}`"));
    }
    let native::NetworkRoutingConfig { routing_mode } = routing_config.unwrap_or_default();
    let mut states = BTreeMap::new();
    let mut peerings = Vec::new();
    for end in ends {
        let (peering, state) = peering(end, &own);
        if let Some(state) = state {
            states.insert(peering.name.clone(), state);
        }
        peerings.push(peering);
    }
    peerings.sort_by(|a, b| a.name.cmp(&b.name));
    let subnet_mode = match auto_create_subnetworks {
        Some(true) => "auto",
        Some(false) => "custom",
        None => "legacy",
    };
    let durable = Durable {
        description: said(description),
        enforcement_order,
        internal_ipv6_range: said(internal_ipv6_range).map(range),
        ipv4_range: said(ipv4_range).map(range),
        peerings,
        profile: said(network_profile).map(|link| own.relative(&link)),
        routing_mode: said(routing_mode),
        subnet_mode: subnet_mode.to_owned(),
    };
    let context = Context {
        additional_tags: set(additional_tags.into_iter().map(Some)),
        firewall_policies: holds.map_or(Known::Unread, |holds| Known::Read(holds.at(&title))),
        firewall_policy: said(firewall_policy).map(|link| own.placed(&link)),
        id: said(id),
        peering_states: states,
    };
    resource(SPEC.title, name, &durable, &context, doubts)
}

/// A peering, and its state unless it is active.
fn peering(end: native::NetworkPeering, own: &Own) -> (Peering, Option<String>) {
    let native::NetworkPeering {
        auto_create_routes,
        exchange_subnet_routes,
        export_custom_routes,
        export_subnet_routes_with_public_ip,
        import_custom_routes,
        import_subnet_routes_with_public_ip,
        name,
        network,
        stack_type,
        state,
    } = end;
    let peering = Peering {
        // The first is the old word for the second.
        exchange_subnet_routes: exchange_subnet_routes.or(auto_create_routes) == Some(true),
        export_custom_routes: export_custom_routes == Some(true),
        export_subnet_routes_with_public_ip,
        import_custom_routes: import_custom_routes == Some(true),
        import_subnet_routes_with_public_ip: import_subnet_routes_with_public_ip == Some(true),
        name: name.unwrap_or_default(),
        network: said(network).map(|link| own.name(&link)),
        stack_type: said(stack_type).filter(|word| word != "IPV4_ONLY"),
    };
    (peering, said(state).filter(|state| state != "ACTIVE"))
}

/// The identity of a network's own policy, and the network's name.
pub(crate) fn names_policy(network: &native::Network, project: &str) -> Option<(String, String)> {
    let own = Own::of(network.self_link.as_deref(), project);
    let policy = said(network.firewall_policy.clone())?;
    Some((network.name.clone()?, own.placed(&policy)))
}
