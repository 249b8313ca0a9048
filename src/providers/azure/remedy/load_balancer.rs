//! Load balancers: the parts of one are written in one call about it, as Azure has them.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::merge::List;
use super::nsg::NETWORK;
use super::sheet::{Made, Sheet};
use super::ways::{Reads, Way, object, odd};
use crate::model::Resource;
use crate::providers::azure::parse::load_balancer::SPEC;
use crate::providers::azure::parse::load_balancer_parts::{
    Address, Frontend, NatRule, OutboundRule, Pool, Probe, Rule,
};

const fn parts(path: &'static str, reads: Reads) -> Way {
    Way::Parts(List { path, key: "name", is_flat: false }, reads)
}

/// The lists of parts: the field, Azure's word, and how one is written.
const LISTS: [(&str, &str, Reads); 7] = [
    ("frontends", "frontendIPConfigurations", frontend),
    ("nat_pools", "inboundNatPools", nat_pool),
    ("nat_rules", "inboundNatRules", nat_rule),
    ("outbound_rules", "outboundRules", outbound_rule),
    ("probes", "probes", probe),
    ("rules", "loadBalancingRules", rule),
    ("pools", "backendAddressPools", pool),
];

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    version: NETWORK,
    columns: &[
        ("frontends", parts("frontendIPConfigurations", frontend)),
        ("location", Way::Not("a load balancer can't be moved to another region")),
        ("name", Way::Not("a load balancer can't be renamed")),
        ("nat_pools", parts("inboundNatPools", nat_pool)),
        ("nat_rules", parts("inboundNatRules", nat_rule)),
        ("outbound_rules", parts("outboundRules", outbound_rule)),
        ("probes", parts("probes", probe)),
        ("rules", parts("loadBalancingRules", rule)),
        ("sku", Way::Not("the SKU of a load balancer is settled when it is made")),
        ("tags", Way::Tags),
        ("pools", parts("backendAddressPools", pool)),
    ],
    made: Made::Both(made),
    lacks: &["machines are put in its pools at their interfaces"],
};

fn made(balancer: &Resource) -> Result<Value, String> {
    let (durable, context) = (balancer.durable.value(), balancer.context.value());
    let (durable, context) = (durable.map_err(|_| odd())?, context.map_err(|_| odd())?);
    let mut fields = Map::new();
    for (field, path, reads) in LISTS {
        let list = durable.get(field).or_else(|| context.get(field)).and_then(Value::as_array);
        let part = |part: &Value| {
            let name = part.get("name").cloned().ok_or_else(odd)?;
            Ok(json!({ "name": name, "properties": reads(field, part)? }))
        };
        let list: Result<Vec<Value>, String> = list.into_iter().flatten().map(part).collect();
        fields.insert(path.to_owned(), list?.into());
    }
    let of = |key: &str| durable.get(key).cloned().unwrap_or(Value::Null);
    Ok(json!({
        "location": of("location"),
        "tags": of("tags"),
        "sku": { "name": of("sku") },
        "properties": fields,
    }))
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    T::deserialize(value).map_err(|_| odd())
}

fn named(id: Option<String>) -> Value {
    id.map_or(Value::Null, |id| json!({ "id": id }))
}

fn all(ids: Vec<String>) -> Value {
    ids.into_iter().map(|id| json!({ "id": id })).collect()
}

/// `tcp` is written `Tcp`.
fn word(protocol: Option<String>) -> Option<String> {
    let protocol = protocol?;
    let mut letters = protocol.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

fn frontend(_: &str, value: &Value) -> Result<Map<String, Value>, String> {
    let Frontend { address, gateway_load_balancer, name: _, public_ip, public_ip_prefix, subnet } =
        read(value)?;
    let allocation = address.as_ref().map(|_| "Static");
    let mut fields = object(json!({
        "gatewayLoadBalancer": named(gateway_load_balancer),
        "publicIPAddress": named(public_ip),
        "publicIPPrefix": named(public_ip_prefix),
        "subnet": named(subnet),
    }))?;
    fields.extend(address.map(|address| ("privateIPAddress".to_owned(), address.into())));
    fields.extend(allocation.map(|word| ("privateIPAllocationMethod".to_owned(), word.into())));
    Ok(fields)
}

/// The ports that a rule listens on: the first, and the last where there are several.
fn ports(ports: Option<&str>) -> (Option<i64>, Option<i64>) {
    let Some(ports) = ports else { return (None, None) };
    match ports.split_once('-') {
        Some((first, last)) => (first.parse().ok(), last.parse().ok()),
        None => (ports.parse().ok(), None),
    }
}

fn nat_rule(_: &str, value: &Value) -> Result<Map<String, Value>, String> {
    let NatRule {
        backend,
        backend_port,
        floating_ip,
        frontend,
        name: _,
        pool,
        ports: listens,
        protocol,
    } = read(value)?;
    let (first, last) = ports(listens.as_deref());
    let mut fields = object(json!({
        "backendPort": backend_port,
        "enableFloatingIP": floating_ip,
        "frontendIPConfiguration": named(frontend),
        "protocol": word(protocol),
    }))?;
    // Behind a pool it listens on a range, else on one port that leads to what the interface says.
    match pool {
        Some(pool) => fields.extend(object(json!({
            "backendAddressPool": { "id": pool },
            "frontendPortRangeStart": first,
            "frontendPortRangeEnd": last.or(first),
        }))?),
        None => fields.extend(object(json!({ "frontendPort": first }))?),
    }
    if let Some(backend) = backend {
        fields.insert("backendIPConfiguration".to_owned(), json!({ "id": backend }));
    }
    Ok(fields)
}

fn nat_pool(_: &str, value: &Value) -> Result<Map<String, Value>, String> {
    let NatRule {
        backend: _,
        backend_port,
        floating_ip,
        frontend,
        name: _,
        pool: _,
        ports: listens,
        protocol,
    } = read(value)?;
    let (first, last) = ports(listens.as_deref());
    object(json!({
        "backendPort": backend_port,
        "enableFloatingIP": floating_ip,
        "frontendIPConfiguration": named(frontend),
        "frontendPortRangeStart": first,
        "frontendPortRangeEnd": last.or(first),
        "protocol": word(protocol),
    }))
}

fn rule(_: &str, value: &Value) -> Result<Map<String, Value>, String> {
    let Rule {
        backend_port,
        floating_ip,
        frontend,
        name: _,
        no_outbound,
        pools,
        port,
        probe,
        protocol,
    } = read(value)?;
    let one = match pools.as_slice() {
        [one] => json!({ "id": one }),
        _ => Value::Null,
    };
    object(json!({
        "backendAddressPool": one,
        "backendAddressPools": all(pools),
        "backendPort": backend_port,
        "disableOutboundSnat": no_outbound,
        "enableFloatingIP": floating_ip,
        "frontendIPConfiguration": named(frontend),
        "frontendPort": port,
        "probe": named(probe),
        "protocol": word(protocol),
    }))
}

fn outbound_rule(_: &str, value: &Value) -> Result<Map<String, Value>, String> {
    let OutboundRule { frontends, name: _, pool, protocol } = read(value)?;
    object(json!({
        "backendAddressPool": named(pool),
        "frontendIPConfigurations": all(frontends),
        "protocol": word(protocol),
    }))
}

fn probe(_: &str, value: &Value) -> Result<Map<String, Value>, String> {
    let Probe { name: _, path, port, protocol } = read(value)?;
    object(json!({ "port": port, "protocol": word(protocol), "requestPath": path }))
}

/// A pool. Interfaces say by themselves that they are in it, and Azure lists their addresses among its own.
fn pool(_: &str, value: &Value) -> Result<Map<String, Value>, String> {
    let Pool { addresses, members, name: _, network, tunnels } = read(value)?;
    if !tunnels.is_empty() {
        return Err("the tunnels of a pool of a gateway load balancer are put back with `az network lb address-pool tunnel-interface`".to_owned());
    }
    let mut fields = Map::new();
    if members.is_empty() {
        let written: Vec<Value> = addresses.into_iter().map(address).collect();
        fields.insert("loadBalancerBackendAddresses".to_owned(), written.into());
        fields.insert("virtualNetwork".to_owned(), named(network));
    }
    Ok(fields)
}

fn address(address: Address) -> Value {
    let Address { address, admin_state, frontend, network, subnet } = address;
    json!({ "name": address, "properties": {
        "adminState": admin_state,
        "ipAddress": address,
        "loadBalancerFrontendIPConfiguration": named(frontend),
        "subnet": named(subnet),
        "virtualNetwork": named(network),
    } })
}
