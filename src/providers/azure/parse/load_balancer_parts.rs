//! The parts of a load balancer: where it listens, what leads where, and who is in a pool. Each is known by its name.

use serde::{Deserialize, Serialize};

use super::arm::{self, refer, refer_all};
use crate::providers::azure::native;
use crate::providers::normalised::{is_off, said, set};

/// An address that it listens on.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Frontend {
    /// The private address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    /// The balancer of appliances that everything goes through first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gateway_load_balancer: Option<String>,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public_ip_prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subnet: Option<String>,
}

/// Reads an address that it listens on.
pub(crate) fn frontend(frontend: native::FrontendIpConfiguration) -> Frontend {
    let native::FrontendIpConfiguration {
        gateway_load_balancer,
        name,
        private_ip_address,
        public_ip_address,
        public_ip_prefix,
        subnet,
    } = frontend;
    Frontend {
        name: name.unwrap_or_default(),
        address: said(private_ip_address),
        gateway_load_balancer: refer(gateway_load_balancer),
        public_ip: refer(public_ip_address),
        public_ip_prefix: refer(public_ip_prefix),
        subnet: refer(subnet),
    }
}

/// A port, or a range of ports, that leads to one machine each.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct NatRule {
    /// The address of an interface that it leads to, when it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) backend: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) backend_port: Option<i64>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) floating_ip: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) frontend: Option<String>,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pool: Option<String>,
    /// The port that it listens on, or the first and the last of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ports: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) protocol: Option<String>,
}

fn listens(one: Option<i64>, from: Option<i64>, to: Option<i64>) -> Option<String> {
    match (one.filter(|port| *port != 0), from, to) {
        (Some(port), _, _) => Some(port.to_string()),
        (None, Some(from), Some(to)) => Some(format!("{from}-{to}")),
        _ => None,
    }
}

fn protocol(text: Option<String>) -> Option<String> {
    said(text).map(|text| text.to_ascii_lowercase())
}

/// Reads a port that leads to a machine.
pub(crate) fn nat_rule(rule: native::InboundNatRule) -> NatRule {
    let native::InboundNatRule {
        backend_address_pool,
        backend_ip_configuration,
        backend_port,
        enable_floating_ip,
        frontend_ip_configuration,
        frontend_port,
        frontend_port_range_end,
        frontend_port_range_start,
        name,
        protocol: word,
    } = rule;
    NatRule {
        name: name.unwrap_or_default(),
        backend: refer(backend_ip_configuration),
        backend_port,
        floating_ip: enable_floating_ip.unwrap_or_default(),
        frontend: refer(frontend_ip_configuration),
        pool: refer(backend_address_pool),
        ports: listens(frontend_port, frontend_port_range_start, frontend_port_range_end),
        protocol: protocol(word),
    }
}

/// Reads ports that lead to the machines of a scale set.
pub(crate) fn nat_pool(pool: native::InboundNatPool) -> NatRule {
    let native::InboundNatPool {
        backend_port,
        enable_floating_ip,
        frontend_ip_configuration,
        frontend_port_range_end,
        frontend_port_range_start,
        name,
        protocol: word,
    } = pool;
    NatRule {
        name: name.unwrap_or_default(),
        backend_port,
        floating_ip: enable_floating_ip.unwrap_or_default(),
        frontend: refer(frontend_ip_configuration),
        ports: listens(None, frontend_port_range_start, frontend_port_range_end),
        protocol: protocol(word),
        ..NatRule::default()
    }
}

/// A port that is spread over pools. Port 0 is every port.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Rule {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) backend_port: Option<i64>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) floating_ip: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) frontend: Option<String>,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) no_outbound: bool,
    pub(crate) pools: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) port: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) probe: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) protocol: Option<String>,
}

/// Reads a port that is spread over pools.
pub(crate) fn rule(rule: native::LoadBalancingRule) -> Rule {
    let native::LoadBalancingRule {
        backend_address_pool,
        backend_address_pools,
        backend_port,
        disable_outbound_snat,
        enable_floating_ip,
        frontend_ip_configuration,
        frontend_port,
        name,
        probe,
        protocol: word,
    } = rule;
    Rule {
        name: name.unwrap_or_default(),
        backend_port,
        floating_ip: enable_floating_ip.unwrap_or_default(),
        frontend: refer(frontend_ip_configuration),
        no_outbound: disable_outbound_snat.unwrap_or_default(),
        pools: refer_all(backend_address_pools.into_iter().chain(backend_address_pool)),
        port: frontend_port,
        probe: refer(probe),
        protocol: protocol(word),
    }
}

/// How members reach the internet.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct OutboundRule {
    pub(crate) frontends: Vec<String>,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pool: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) protocol: Option<String>,
}

/// Reads how members reach the internet.
pub(crate) fn outbound_rule(rule: native::OutboundRule) -> OutboundRule {
    let native::OutboundRule {
        backend_address_pool,
        frontend_ip_configurations,
        name,
        protocol: word,
    } = rule;
    OutboundRule {
        name: name.unwrap_or_default(),
        frontends: refer_all(frontend_ip_configurations),
        pool: refer(backend_address_pool),
        protocol: protocol(word),
    }
}

/// How members are asked whether they live.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Probe {
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) port: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) protocol: Option<String>,
}

/// Reads how members are asked.
pub(crate) fn probe(probe: native::Probe) -> Probe {
    let native::Probe { name, port, protocol: word, request_path } = probe;
    Probe {
        name: name.unwrap_or_default(),
        path: said(request_path),
        port,
        protocol: protocol(word),
    }
}

/// Whom it hands connections to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Pool {
    /// Members that are named by their address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) addresses: Vec<Address>,
    /// Members that are addresses of interfaces.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) members: Vec<String>,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network: Option<String>,
    /// Tunnels to a chain of appliances.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tunnels: Vec<String>,
}

/// A member that is named by its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    /// Whether people took it out or keep it in, whatever the probe says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) admin_state: Option<String>,
    /// The front end of another balancer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) frontend: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subnet: Option<String>,
}

/// Reads a pool. Azure lists a member that is an interface's twice; here it is once.
pub(crate) fn pool(pool: native::BackendAddressPool) -> Pool {
    let native::BackendAddressPool {
        backend_ip_configurations,
        load_balancer_backend_addresses,
        name,
        tunnel_interfaces,
        virtual_network,
    } = pool;
    let mut members = refer_all(backend_ip_configurations);
    let mut addresses = Vec::new();
    for member in load_balancer_backend_addresses {
        let native::BackendAddress {
            admin_state,
            ip_address,
            load_balancer_frontend_ip_configuration,
            network_interface_ip_configuration,
            subnet,
            virtual_network,
        } = member;
        if let Some(interface) = refer(network_interface_ip_configuration) {
            members.push(interface);
            continue;
        }
        addresses.push(Address {
            address: said(ip_address),
            admin_state: said(admin_state).filter(|state| state != "None"),
            frontend: refer(load_balancer_frontend_ip_configuration),
            network: refer(virtual_network),
            subnet: refer(subnet),
        });
    }
    addresses.sort_unstable();
    addresses.dedup();
    let tunnels = tunnel_interfaces.into_iter().map(
        |native::TunnelInterface { identifier, port, protocol: word, r#type }| {
            let number = |part: Option<i64>| part.map(|part| part.to_string()).unwrap_or_default();
            let (word, sort) = (protocol(word).unwrap_or_default(), r#type.unwrap_or_default());
            Some(format!("{sort} {word} {} {}", number(identifier), number(port)))
        },
    );
    Pool {
        name: name.unwrap_or_default(),
        addresses,
        members: set(members.into_iter().map(Some)),
        network: refer(virtual_network),
        tunnels: set(tunnels),
    }
}

/// `listens on public address shop`.
pub(crate) fn say_frontend(frontend: &Frontend) -> String {
    let Frontend { name: _, address, gateway_load_balancer, public_ip, public_ip_prefix, subnet } =
        frontend;
    let public = public_ip.as_ref().map(|id| format!("public address {}", arm::last(id)));
    let prefix = public_ip_prefix.as_ref().map(|id| format!("public prefix {}", arm::last(id)));
    let private = address.clone();
    let inside = subnet.as_ref().map(|id| format!("subnet {}", arm::last(id)));
    let place = public.or(prefix).or(private).or(inside).unwrap_or_else(|| "nothing".to_owned());
    let first = gateway_load_balancer
        .as_ref()
        .map(|id| format!(" behind {}", arm::last(id)))
        .unwrap_or_default();
    format!("listens on {place}{first}")
}

/// `tcp 50001 of public to port 22 of web-1`.
pub(crate) fn say_nat_rule(rule: &NatRule) -> String {
    let NatRule { name: _, backend, backend_port, floating_ip: _, frontend, pool, ports, protocol } =
        rule;
    let target = match (backend, pool) {
        (Some(id), _) => arm::parent(id).map_or("a machine", arm::last),
        (None, Some(pool)) => arm::last(pool),
        (None, None) => "a scale set",
    };
    format!(
        "{} {} of {} to port {} of {target}",
        protocol.as_deref().unwrap_or("?"),
        ports.as_deref().unwrap_or("?"),
        frontend.as_deref().map_or("?", arm::last),
        backend_port.map_or_else(|| "?".to_owned(), |port| port.to_string()),
    )
}

/// `tcp 443 of public to port 8443 of web`.
pub(crate) fn say_rule(rule: &Rule) -> String {
    let pools: Vec<&str> = rule.pools.iter().map(|id| arm::last(id)).collect();
    let number = |port: Option<i64>| port.map_or_else(|| "?".to_owned(), |port| port.to_string());
    format!(
        "{} {} of {} to port {} of {}",
        rule.protocol.as_deref().unwrap_or("?"),
        number(rule.port),
        rule.frontend.as_deref().map_or("?", arm::last),
        number(rule.backend_port),
        pools.join(", "),
    )
}
