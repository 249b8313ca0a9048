//! Load balancers: which ports of which addresses lead to which machines. A security group sees the client, not the balancer.

use serde::{Deserialize, Serialize};

use super::arm::{self, Tags, fields_of_a_resource, tags};
use super::load_balancer_parts::{
    Frontend, NatRule, OutboundRule, Pool, Probe, Rule, frontend, nat_pool, nat_rule,
    outbound_rule, pool, probe, rule, say_frontend, say_nat_rule, say_rule,
};
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::azure::calls::LB_LIST;
use crate::providers::azure::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, resource, said};

const NAMED: Matching = Matching::Keyed(&["name"]);

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Azure, "load-balancer"),
    title: "load balancer",
    role: Role::Network,
    calls: &[required(LB_LIST)],
    identity: "the id of Resource Manager in lower case; a load balancer can't be renamed",
    named_by: &["name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = fields_of_a_resource![
    Field::list("frontends", Bears::Exposure, NAMED, "where it listens"),
    Field::durable("location", Bears::Metadata, "can't be edited"),
    Field::durable("name", Bears::Metadata, "can't be edited"),
    Field::list("nat_pools", Bears::Exposure, NAMED, "ports that lead to machines of a scale set"),
    Field::list("nat_rules", Bears::Exposure, NAMED, "ports that lead to one machine"),
    Field::list("outbound_rules", Bears::Exposure, NAMED, "how members reach the internet"),
    Field::list("probes", Bears::Metadata, NAMED, "how members are asked whether they live"),
    Field::list("rules", Bears::Exposure, NAMED, "ports that are spread over a pool"),
    Field::durable("sku", Bears::Exposure, "a basic one is open where no group stands"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::context("pools", Bears::Exposure, "whom it hands connections to").matched(NAMED),
    Field::context("pools[].members", Bears::Metadata, "the interface tells of a change"),
    Field::volatile("backendAddressPools[].drainPeriodInSeconds", "how connections end"),
    Field::volatile("backendAddressPools[].id", "made of the balancer's id and the name"),
    Field::volatile("backendAddressPools[].inboundNatRules", "the rules say it"),
    Field::volatile(
        "backendAddressPools[].loadBalancerBackendAddresses[].inboundNatRulesPortMapping",
        "shared out by the rules",
    ),
    Field::volatile(
        "backendAddressPools[].loadBalancerBackendAddresses[].name",
        "the address says which it is",
    ),
    Field::volatile("backendAddressPools[].loadBalancingRules", "the rules say it"),
    Field::volatile("backendAddressPools[].location", "the balancer's"),
    Field::volatile("backendAddressPools[].outboundRule", "the rules say it"),
    Field::volatile("backendAddressPools[].outboundRules", "the rules say it"),
    Field::volatile("backendAddressPools[].syncMode", "how members are kept"),
    Field::volatile("extendedLocation", "inventory"),
    Field::volatile("frontendIpConfigurations[].id", "made of the balancer's id and the name"),
    Field::volatile("frontendIpConfigurations[].inboundNatPools", "the pools say it"),
    Field::volatile("frontendIpConfigurations[].inboundNatRules", "the rules say it"),
    Field::volatile("frontendIpConfigurations[].loadBalancingRules", "the rules say it"),
    Field::volatile("frontendIpConfigurations[].outboundRules", "the rules say it"),
    Field::volatile("frontendIpConfigurations[].privateIpAddressVersion", "the address says it"),
    Field::volatile(
        "frontendIpConfigurations[].privateIpAllocationMethod",
        "the address says where it is",
    ),
    Field::volatile("frontendIpConfigurations[].zones", "inventory"),
    Field::volatile("inboundNatPools[].enableTcpReset", "how connections end"),
    Field::volatile("inboundNatPools[].id", "made of the balancer's id and the name"),
    Field::volatile("inboundNatPools[].idleTimeoutInMinutes", "how connections end"),
    Field::volatile("inboundNatRules[].enableTcpReset", "how connections end"),
    Field::volatile("inboundNatRules[].id", "made of the balancer's id and the name"),
    Field::volatile("inboundNatRules[].idleTimeoutInMinutes", "how connections end"),
    Field::volatile("loadBalancingRules[].enableTcpReset", "how connections end"),
    Field::volatile("loadBalancingRules[].id", "made of the balancer's id and the name"),
    Field::volatile("loadBalancingRules[].idleTimeoutInMinutes", "how connections end"),
    Field::volatile("loadBalancingRules[].loadDistribution", "which of the members it is"),
    Field::volatile("outboundRules[].allocatedOutboundPorts", "how many connections at once"),
    Field::volatile("outboundRules[].enableTcpReset", "how connections end"),
    Field::volatile("outboundRules[].id", "made of the balancer's id and the name"),
    Field::volatile("outboundRules[].idleTimeoutInMinutes", "how connections end"),
    Field::volatile("probes[].id", "made of the balancer's id and the name"),
    Field::volatile("probes[].intervalInSeconds", "how often"),
    Field::volatile("probes[].loadBalancingRules", "the rules say it"),
    Field::volatile("probes[].noHealthyBackendsBehavior", "what happens when all are down"),
    Field::volatile("probes[].numberOfProbes", "how often"),
    Field::volatile("probes[].probeThreshold", "how often"),
    Field::volatile("sku.tier", "whether it is reached through one region or several"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    pub(crate) frontends: Vec<Frontend>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) nat_pools: Vec<NatRule>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) nat_rules: Vec<NatRule>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) outbound_rules: Vec<OutboundRule>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) probes: Vec<Probe>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) rules: Vec<Rule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sku: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) pools: Vec<Pool>,
}

/// Makes a load balancer's resource.
pub(crate) fn normalise(balancer: native::LoadBalancer, subscription: &str) -> Outcome {
    let native::LoadBalancer {
        backend_address_pools,
        frontend_ip_configurations,
        id,
        inbound_nat_pools,
        inbound_nat_rules,
        load_balancing_rules,
        location,
        name,
        outbound_rules,
        probes,
        sku: native::Sku { name: sku },
        tags: labels,
    } = balancer;
    let id = arm::identity(SPEC.title, id, subscription)?;
    let durable = Durable {
        frontends: sorted(frontend_ip_configurations, frontend, |part| &part.name),
        location: arm::location(location),
        name: said(name),
        nat_pools: sorted(inbound_nat_pools, nat_pool, |part| &part.name),
        nat_rules: sorted(inbound_nat_rules, nat_rule, |part| &part.name),
        outbound_rules: sorted(outbound_rules, outbound_rule, |part| &part.name),
        probes: sorted(probes, probe, |part| &part.name),
        rules: sorted(load_balancing_rules, rule, |part| &part.name),
        sku: said(sku),
        tags: tags(labels),
    };
    let context = Context { pools: sorted(backend_address_pools, pool, |part| &part.name) };
    resource(SPEC.title, Some(id), &durable, &context, Vec::new())
}

/// Reads parts, in the order of their names.
fn sorted<T, U: Ord>(list: Vec<T>, read: fn(T) -> U, name: fn(&U) -> &str) -> Vec<U> {
    let mut list: Vec<U> = list.into_iter().map(read).collect();
    list.sort_by(|a, b| (name(a), a).cmp(&(name(b), b)));
    list
}

/// `tcp 443 of public to port 8443 of web`.
fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    match list {
        "frontends" => Frontend::deserialize(element).ok().map(|frontend| say_frontend(&frontend)),
        "nat_pools" | "nat_rules" => {
            NatRule::deserialize(element).ok().map(|rule| say_nat_rule(&rule))
        }
        "rules" => Rule::deserialize(element).ok().map(|rule| say_rule(&rule)),
        _ => None,
    }
}
