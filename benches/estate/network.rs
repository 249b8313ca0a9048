//! What stands around the groups: for each an interface with an instance, and a network for every five hundred.

use serde_json::{Value, json};

use super::generate::{ACCOUNT, group_id, vpc_id};

/// How many groups a network has.
pub(crate) const PER_NETWORK: usize = 500;
/// One interface in this many has a public address.
const PUBLIC: usize = 10;

/// The answers of the region about its networks, each with the key of its list.
pub(crate) fn answers(groups: usize) -> Vec<(&'static str, &'static str, Vec<Value>)> {
    let networks = || 0..groups.div_ceil(PER_NETWORK);
    vec![
        ("describe-network-interfaces", "NetworkInterfaces", (0..groups).map(interface).collect()),
        ("describe-instances", "Reservations", (0..groups).map(reservation).collect()),
        ("describe-network-acls", "NetworkAcls", networks().map(acl).collect()),
        ("describe-subnets", "Subnets", networks().map(subnet).collect()),
        ("describe-vpcs", "Vpcs", networks().map(vpc).collect()),
        ("describe-internet-gateways", "InternetGateways", networks().map(gateway).collect()),
        ("describe-route-tables", "RouteTables", networks().map(table).collect()),
    ]
}

fn subnet_id(network: usize) -> String {
    format!("subnet-0{network:016x}")
}

fn block(network: usize, length: u8) -> String {
    format!("10.{network}.0.0/{length}")
}

fn interface(group: usize) -> Value {
    let network = group / PER_NETWORK;
    let (high, low) = (group % PER_NETWORK / 200, group % PER_NETWORK % 200 + 10);
    let address = format!("10.{network}.{high}.{low}");
    let association = (group % PUBLIC == 7)
        .then(|| json!({"PublicIp": format!("198.51.{}.{}", group / 200 % 200, group % 200), "IpOwnerId": ACCOUNT}));
    // Every other interface is in a group that its neighbours share as well.
    let shared = group_id(group / 50 * 50 + 1);
    let mut groups =
        vec![json!({"GroupId": group_id(group), "GroupName": format!("service-{group}")})];
    if group.is_multiple_of(2) && shared != group_id(group) {
        groups.push(json!({"GroupId": shared}));
    }
    json!({
        "NetworkInterfaceId": format!("eni-0{group:016x}"), "OwnerId": ACCOUNT, "VpcId": vpc_id(network),
        "SubnetId": subnet_id(network), "InterfaceType": "interface", "Status": "in-use", "SourceDestCheck": true,
        "PrivateIpAddress": address, "Groups": groups, "Association": association,
        "PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": address, "Association": association}],
        "Attachment": {"DeviceIndex": 0, "InstanceId": instance_id(group), "InstanceOwnerId": ACCOUNT, "Status": "attached"},
    })
}

fn instance_id(group: usize) -> String {
    format!("i-0{group:016x}")
}

fn reservation(group: usize) -> Value {
    let name = format!("service-{group}");
    json!({"Instances": [{
        "InstanceId": instance_id(group), "State": {"Name": "running"},
        "Tags": [{"Key": "Name", "Value": name}],
    }]})
}

fn acl(network: usize) -> Value {
    let entry = |number: u32, action: &str, egress: bool| json!({"RuleNumber": number, "RuleAction": action, "Protocol": "-1", "CidrBlock": "0.0.0.0/0", "Egress": egress});
    json!({
        "NetworkAclId": format!("acl-0{network:016x}"), "VpcId": vpc_id(network), "OwnerId": ACCOUNT, "IsDefault": true,
        "Entries": [entry(100, "allow", false), entry(32767, "deny", false), entry(100, "allow", true), entry(32767, "deny", true)],
        "Associations": [{"SubnetId": subnet_id(network)}],
    })
}

fn subnet(network: usize) -> Value {
    json!({"SubnetId": subnet_id(network), "VpcId": vpc_id(network), "OwnerId": ACCOUNT, "CidrBlock": block(network, 22)})
}

fn vpc(network: usize) -> Value {
    let associated =
        json!({"CidrBlock": block(network, 16), "CidrBlockState": {"State": "associated"}});
    json!({
        "VpcId": vpc_id(network), "OwnerId": ACCOUNT, "CidrBlock": block(network, 16),
        "CidrBlockAssociationSet": [associated],
    })
}

fn gateway_id(network: usize) -> String {
    format!("igw-0{network:016x}")
}

fn gateway(network: usize) -> Value {
    let attached = json!({"VpcId": vpc_id(network), "State": "available"});
    json!({"InternetGatewayId": gateway_id(network), "OwnerId": ACCOUNT, "Attachments": [attached]})
}

fn table(network: usize) -> Value {
    let route = |block: &str, gateway: &str| json!({"DestinationCidrBlock": block, "GatewayId": gateway, "Origin": "CreateRoute", "State": "active"});
    let associated =
        json!({"SubnetId": subnet_id(network), "AssociationState": {"State": "associated"}});
    json!({
        "RouteTableId": format!("rtb-0{network:016x}"), "VpcId": vpc_id(network), "OwnerId": ACCOUNT,
        "Associations": [associated],
        "Routes": [route(&block(network, 16), "local"), route("0.0.0.0/0", &gateway_id(network))],
    })
}
