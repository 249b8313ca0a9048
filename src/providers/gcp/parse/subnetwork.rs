//! Subnets.

use serde::{Deserialize, Serialize};

use super::link::{Own, last, place};
use super::terms::range;
use crate::model::{Bears, Field, Kind, KindSpec, Less, Matching, Provider, Role};
use crate::providers::calls::required;
use crate::providers::gcp::calls::SUBNETS_LIST;
use crate::providers::gcp::native;
use crate::providers::normalised::{Outcome, is_off, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Gcp, "subnetwork"),
    title: "subnet",
    role: Role::Network,
    calls: &[required(SUBNETS_LIST)],
    identity: "the region and the name, which is unique there and can't be edited",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("description", Bears::Metadata, "a note"),
    Field::durable("external_ipv6_range", Bears::Exposure, "addresses that the internet reaches"),
    Field::durable("flow_logs", Bears::Logging, "which flows are recorded; left out when none are")
        .records(Less::Switch, ""),
    Field::durable("flow_logs.filter", Bears::Logging, "which flows are recorded")
        .records(Less::More, "what its filter leaves out"),
    Field::durable("flow_logs.metadata", Bears::Logging, "how much is recorded of each")
        .records(Less::Not("INCLUDE_ALL_METADATA"), "who is at the ends of a flow"),
    Field::durable("flow_logs.sampling", Bears::Logging, "the share of packets that is looked at")
        .records(Less::Lower, "as large a share of the flows"),
    Field::durable("flow_logs.interval", Bears::Logging, "how coarse records are"),
    Field::durable("internal_ipv6_range", Bears::Exposure, "addresses of its own"),
    Field::durable(
        "ipv6_access",
        Bears::Exposure,
        "whether its IPv6 addresses are reached from the internet",
    ),
    Field::durable("network", Bears::Exposure, "the network it is part of"),
    Field::durable("overlap", Bears::Exposure, "whether routes may lead its addresses elsewhere"),
    Field::durable(
        "private_google_access",
        Bears::Exposure,
        "whether machines without a public address reach Google",
    ),
    Field::durable(
        "private_ipv6_google_access",
        Bears::Exposure,
        "the same for IPv6, and the way back",
    ),
    Field::durable(
        "purpose",
        Bears::Exposure,
        "what stands in it: machines, or proxies of load balancers",
    ),
    Field::durable("range", Bears::Exposure, "its addresses"),
    Field::durable("role", Bears::Exposure, "whether its proxies are used"),
    Field::list(
        "secondary_ranges",
        Bears::Exposure,
        Matching::Keyed(&["name"]),
        "further addresses",
    ),
    Field::durable("stack_type", Bears::Exposure, "which families of addresses it has"),
    Field::context("id", Bears::Metadata, "new when the subnet is made again under its name"),
    Field::context("state", Bears::Metadata, "whether it is being drained"),
    Field::volatile("creationTimestamp", "a timestamp"),
    Field::volatile("fingerprint", "changes with every edit, and says nothing of it"),
    Field::volatile("gatewayAddress", "Google's own"),
    Field::volatile("ipCollection", "whose the addresses are; the range says which"),
    Field::volatile("ipv6CidrRange", "Google's own"),
    Field::volatile("ipv6GceEndpoint", "follows the addresses"),
    Field::volatile("kind", "says what the list says"),
    Field::volatile("params", "of the request that made it"),
    Field::volatile("reservedInternalRange", "whose the addresses are; the range says which"),
    Field::volatile("resolveSubnetMask", "how machines ask for neighbours"),
    Field::volatile(
        "secondaryIpRanges[].ipCollection",
        "whose the addresses are; the range says which",
    ),
    Field::volatile("secondaryIpRanges[].ipVersion", "the range says it"),
    Field::volatile(
        "secondaryIpRanges[].reservedInternalRange",
        "whose the addresses are; the range says which",
    ),
    Field::volatile("selfLink", "made of the project, the region and the name"),
    Field::volatile("systemReservedExternalIpv6Ranges", "Google's own"),
    Field::volatile("systemReservedInternalIpv6Ranges", "Google's own"),
    Field::volatile("utilizationDetails", "counters"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) external_ipv6_range: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) flow_logs: Option<FlowLogs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) internal_ipv6_range: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ipv6_access: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) overlap: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) private_google_access: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) private_ipv6_google_access: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) purpose: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) range: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) secondary_ranges: Vec<SecondaryRange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stack_type: Option<String>,
}

/// What is recorded of flows, in Google's words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct FlowLogs {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) interval: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metadata: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) metadata_fields: Vec<String>,
    /// The share of packets, as a decimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sampling: Option<String>,
}

/// A further range, for alias addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SecondaryRange {
    pub(crate) name: String,
    pub(crate) range: String,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// Left out when it is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
}

/// Makes a subnet's resource.
pub(crate) fn normalise(subnet: native::Subnetwork, project: &str) -> Outcome {
    let native::Subnetwork {
        allow_subnet_cidr_routes_overlap,
        description,
        enable_flow_logs,
        external_ipv6_prefix,
        id,
        internal_ipv6_prefix,
        ip_cidr_range,
        ipv6_access_type,
        log_config,
        name,
        network,
        private_ip_google_access,
        private_ipv6_google_access,
        purpose,
        region,
        role,
        secondary_ip_ranges,
        self_link,
        stack_type,
        state,
    } = subnet;
    let own = Own::of(self_link.as_deref(), project);
    let region = said(region)
        .map(|link| last(&link).to_owned())
        .or_else(|| self_link.as_deref().and_then(place).map(str::to_owned));
    let identity = said(name).zip(region).map(|(name, region)| format!("{region}/{name}"));
    let mut secondary_ranges: Vec<SecondaryRange> = secondary_ip_ranges
        .into_iter()
        .map(|native::SecondaryRange { ip_cidr_range, range_name }| SecondaryRange {
            name: range_name.unwrap_or_default(),
            range: range(ip_cidr_range.unwrap_or_default()),
        })
        .collect();
    secondary_ranges.sort_unstable();
    let durable = Durable {
        description: said(description),
        external_ipv6_range: said(external_ipv6_prefix).map(range),
        flow_logs: flow_logs(log_config, enable_flow_logs),
        internal_ipv6_range: said(internal_ipv6_prefix).map(range),
        ipv6_access: said(ipv6_access_type),
        network: said(network).map(|link| own.name(&link)),
        overlap: allow_subnet_cidr_routes_overlap == Some(true),
        private_google_access: private_ip_google_access == Some(true),
        private_ipv6_google_access: said(private_ipv6_google_access)
            .filter(|word| word != "DISABLE_GOOGLE_ACCESS"),
        // Both are words for a subnet that machines stand in.
        purpose: said(purpose)
            .filter(|word| !matches!(word.as_str(), "PRIVATE" | "PRIVATE_RFC_1918")),
        range: said(ip_cidr_range).map(range),
        role: said(role),
        secondary_ranges,
        stack_type: said(stack_type).filter(|word| word != "IPV4_ONLY"),
    };
    let context = Context { id: said(id), state: said(state).filter(|state| state != "READY") };
    resource(SPEC.title, identity, &durable, &context, Vec::new())
}

/// What is recorded of flows; Google has an old switch and a new one.
fn flow_logs(
    config: Option<native::SubnetworkLogConfig>,
    switch: Option<bool>,
) -> Option<FlowLogs> {
    let native::SubnetworkLogConfig {
        aggregation_interval,
        enable,
        filter_expr,
        flow_sampling,
        metadata,
        metadata_fields,
    } = config.unwrap_or_default();
    (enable.or(switch) == Some(true)).then(|| FlowLogs {
        filter: said(filter_expr),
        interval: said(aggregation_interval),
        metadata: said(metadata),
        metadata_fields: set(metadata_fields.into_iter().map(Some)),
        sampling: flow_sampling.map(|share| share.to_string()),
    })
}
