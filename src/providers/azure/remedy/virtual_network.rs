//! Virtual networks: their addresses, one call a peering, and what keeps floods off.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::merge::List;
use super::nsg::NETWORK;
use super::sheet::{Made, Sheet};
use super::ways::{Children, Way, Written, always_free, as_written, object, odd};
use crate::model::{Resource, Setting};
use crate::providers::azure::parse::virtual_network::{Durable, Peering, SPEC};

const AGREED: &str = "a peering is connected again when the other network has its side of it: one that is `Disconnected` there has to be made again";

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    version: NETWORK,
    columns: &[
        ("address_space", Way::Property(Written::List("addressSpace.addressPrefixes"))),
        ("ddos_protection", Way::Property(Written::Flag("enableDdosProtection"))),
        ("ddos_protection_plan", Way::Property(Written::Named("ddosProtectionPlan"))),
        ("dns_servers", Way::Property(Written::List("dhcpOptions.dnsServers"))),
        ("encryption", Way::Property(Written::Own(encryption))),
        ("location", Way::Not("a virtual network can't be moved to another region")),
        ("name", Way::Not("a virtual network can't be renamed")),
        (
            "peerings",
            Way::Children(Children {
                list: List { path: "virtualNetworkPeerings", key: "name", is_flat: false },
                reads,
                is: |field, peering| as_written(reads, field, peering),
                holds: |_, peering| Some(peering.get("remote")?.to_string()),
                fixed: always_free,
                lacks: agreed,
            }),
        ),
        ("private_endpoint_policies", Way::Property(Written::As("privateEndpointVNetPolicies"))),
        ("tags", Way::Tags),
        ("vm_protection", Way::Property(Written::Flag("enableVmProtection"))),
        ("flow_logs", Way::Not("what records its traffic is put back at the flow log itself")),
    ],
    made: Made::Both(made),
    lacks: &[AGREED],
};

fn encryption(enforcement: Option<&Value>) -> Result<Value, String> {
    Ok(match enforcement {
        Some(enforcement) => {
            json!({ "encryption": { "enabled": true, "enforcement": enforcement } })
        }
        None => json!({ "encryption": { "enabled": false } }),
    })
}

fn reads(_: &str, peering: &Value) -> Result<Map<String, Value>, String> {
    object(properties(Peering::deserialize(peering).map_err(|_| odd())?))
}

/// What the other side has to do.
fn agreed(setting: &Setting) -> Option<&'static str> {
    let state = |value: &Option<Value>| value.as_ref().and_then(|one| one.get("state").cloned());
    let differs = setting.to.is_some() && state(&setting.from) != state(&setting.to);
    differs.then_some(AGREED)
}

/// This side of a peering as it is written. Its state is what the other side makes of it.
fn properties(peering: Peering) -> Value {
    let Peering {
        allow_access,
        allow_forwarded_traffic,
        allow_gateway_transit,
        ipv6_only,
        local_address_space,
        local_subnets,
        name: _,
        remote,
        remote_address_space: _,
        remote_subnets,
        state: _,
        use_remote_gateways,
        whole,
    } = peering;
    let mut fields = json!({
        "allowVirtualNetworkAccess": allow_access,
        "allowForwardedTraffic": allow_forwarded_traffic,
        "allowGatewayTransit": allow_gateway_transit,
        "remoteVirtualNetwork": { "id": remote },
        "useRemoteGateways": use_remote_gateways,
    });
    let more = [
        ("enableOnlyIPv6Peering", ipv6_only.then_some(json!(true))),
        (
            "localAddressSpace",
            (!local_address_space.is_empty())
                .then(|| json!({ "addressPrefixes": local_address_space })),
        ),
        ("localSubnetNames", (!local_subnets.is_empty()).then(|| json!(local_subnets))),
        ("remoteSubnetNames", (!remote_subnets.is_empty()).then(|| json!(remote_subnets))),
        ("peerCompleteVnets", whole.map(Value::from)),
    ];
    if let Some(fields) = fields.as_object_mut() {
        for (key, value) in more {
            fields.extend(value.map(|value| (key.to_owned(), value)));
        }
    }
    fields
}

fn made(network: &Resource) -> Result<Value, String> {
    let Durable {
        address_space,
        ddos_protection,
        ddos_protection_plan,
        dns_servers,
        encryption: enforcement,
        location,
        name: _,
        peerings,
        private_endpoint_policies,
        tags,
        vm_protection,
    } = network.durable.decode().map_err(|_| odd())?;
    let peerings: Vec<Value> = peerings
        .into_iter()
        .map(|peering| json!({ "name": peering.name.clone(), "properties": properties(peering) }))
        .collect();
    let mut fields = object(encryption(enforcement.map(Value::from).as_ref())?)?;
    fields.extend(object(json!({
        "addressSpace": { "addressPrefixes": address_space },
        "enableDdosProtection": ddos_protection,
        "dhcpOptions": { "dnsServers": dns_servers },
        "enableVmProtection": vm_protection,
        "virtualNetworkPeerings": peerings,
    }))?);
    if let Some(plan) = ddos_protection_plan {
        fields.insert("ddosProtectionPlan".to_owned(), json!({ "id": plan }));
    }
    if let Some(policies) = private_endpoint_policies {
        fields.insert("privateEndpointVNetPolicies".to_owned(), policies.into());
    }
    Ok(json!({ "location": location, "tags": tags, "properties": fields }))
}
