//! Network interfaces: which rules stand before them, and what each of their addresses is a member of.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::merge::List;
use super::nsg::NETWORK;
use super::sheet::{Made, Sheet};
use super::ways::{Way, Written, object, odd};
use crate::providers::azure::parse::network_interface::{IpConfiguration, SPEC};

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    version: NETWORK,
    columns: &[
        ("disable_tcp_state_tracking", Way::Property(Written::Flag("disableTcpStateTracking"))),
        ("ip_forwarding", Way::Property(Written::Flag("enableIPForwarding"))),
        ("location", Way::Not("an interface can't be moved to another region")),
        ("name", Way::Not("an interface can't be renamed")),
        ("tags", Way::Tags),
        (
            "ip_configurations",
            Way::Parts(
                List { path: "ipConfigurations", key: "name", is_flat: false },
                configuration,
            ),
        ),
        ("network_security_group", Way::Property(Written::Named("networkSecurityGroup"))),
        ("taps", Way::Not("who gets a copy of the traffic is put back at the virtual network tap")),
        (
            "virtual_machine",
            Way::Not(
                "an interface is put behind a machine only while the machine is off, with `az vm nic add` and `az vm nic remove`",
            ),
        ),
    ],
    made: Made::Goes("an interface is made again with the machine, or the service, that it is for"),
    lacks: &[],
};

/// An address, and what it is a member of.
fn configuration(_: &str, value: &Value) -> Result<Map<String, Value>, String> {
    let IpConfiguration {
        address,
        application_gateway_pools,
        application_security_groups,
        gateway_load_balancer,
        load_balancer_nat_rules,
        load_balancer_pools,
        name: _,
        primary,
        private_link_group: _,
        public_ip,
        subnet,
        taps,
    } = IpConfiguration::deserialize(value).map_err(|_| odd())?;
    let named = |id: Option<String>| id.map_or(Value::Null, |id| json!({ "id": id }));
    let all = |ids: Vec<String>| ids.into_iter().map(|id| json!({ "id": id })).collect::<Value>();
    let mut fields = object(json!({
        "applicationGatewayBackendAddressPools": all(application_gateway_pools),
        "applicationSecurityGroups": all(application_security_groups),
        "gatewayLoadBalancer": named(gateway_load_balancer),
        "loadBalancerBackendAddressPools": all(load_balancer_pools),
        "loadBalancerInboundNatRules": all(load_balancer_nat_rules),
        "primary": primary,
        "publicIPAddress": named(public_ip),
        "subnet": named(subnet),
        "virtualNetworkTaps": all(taps),
    }))?;
    if let Some(address) = address {
        let (address, length) = match address.split_once('/') {
            Some((_, length)) => (address.as_str(), length.parse::<i64>().ok()),
            None => (address.as_str(), None),
        };
        fields.insert("privateIPAddress".to_owned(), address.into());
        if let Some(length) = length {
            fields.insert("privateIPAddressPrefixLength".to_owned(), length.into());
        }
    }
    Ok(fields)
}
