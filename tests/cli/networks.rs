//! A small network on AWS, as `aws` prints it, for questions.
//!
//! `vpc-1` (10.0.0.0/16, 2001:db8:a::/56) has a public subnet with `web` and a private one with `db` and `api` behind a NAT gateway. `vpc-2`
//! (10.9.0.0/16) holds `far`. Every file may be changed before it is written.

use serde_json::{Value, json};

use crate::estates::AWS;
use crate::harness::Place;

/// The answers of one scope, by call.
pub(crate) struct Network(Vec<(&'static str, Value)>);

fn interface(id: &str, subnet: &str, vpc: &str, address: &str, group: &str, name: &str) -> Value {
    json!({
        "NetworkInterfaceId": id, "SubnetId": subnet, "VpcId": vpc, "OwnerId": "111122223333",
        "Description": "", "InterfaceType": "interface", "SourceDestCheck": true, "Status": "in-use",
        "RequesterManaged": false, "AvailabilityZone": "eu-west-1a", "MacAddress": "02:00:00:00:00:01",
        "PrivateIpAddress": address,
        "PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": address}],
        "Ipv6Addresses": [],
        "Groups": [{"GroupId": group, "GroupName": group}],
        "TagSet": [{"Key": "Name", "Value": name}]
    })
}

/// A group with what it lets in; it lets everything out.
fn group(id: &str, vpc: &str, ingress: Value) -> Value {
    json!({
        "GroupId": id, "GroupName": id, "Description": id, "OwnerId": "111122223333", "VpcId": vpc,
        "IpPermissions": ingress,
        "IpPermissionsEgress": [{
            "IpProtocol": "-1",
            "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
            "PrefixListIds": [], "UserIdGroupPairs": []
        }]
    })
}

/// A permission for a port, from a block or from a group.
pub(crate) fn from(port: u16, peer: &str) -> Value {
    let mut permission = json!({
        "IpProtocol": "tcp", "FromPort": port, "ToPort": port,
        "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []
    });
    let (field, value) = match peer {
        peer if peer.starts_with("sg-") => {
            ("UserIdGroupPairs", json!([{"GroupId": peer, "UserId": "111122223333"}]))
        }
        peer if peer.contains('@') => {
            let (id, account) = peer.split_once('@').unwrap();
            ("UserIdGroupPairs", json!([{"GroupId": format!("sg-{id}"), "UserId": account}]))
        }
        peer if peer.contains(':') => ("Ipv6Ranges", json!([{"CidrIpv6": peer}])),
        peer => ("IpRanges", json!([{"CidrIp": peer}])),
    };
    permission[field] = value;
    permission
}

fn route(to: &str, target: &str, id: &str) -> Value {
    let to_field =
        if to.contains(':') { "DestinationIpv6CidrBlock" } else { "DestinationCidrBlock" };
    json!({ to_field: to, target: id, "Origin": "CreateRoute", "State": "active" })
}

fn table(id: &str, vpc: &str, subnets: &[&str], routes: &[Value]) -> Value {
    let associations: Vec<Value> = subnets
        .iter()
        .map(|subnet| {
            json!({
                "Main": false, "RouteTableAssociationId": format!("rtbassoc-{subnet}"),
                "RouteTableId": id, "SubnetId": subnet, "AssociationState": {"State": "associated"}
            })
        })
        .collect();
    json!({
        "RouteTableId": id, "VpcId": vpc, "OwnerId": "111122223333", "PropagatingVgws": [], "Tags": [],
        "Associations": associations, "Routes": routes
    })
}

/// An entry of an ACL: number, direction, protocol, ports, block.
pub(crate) fn entry(number: u16, egress: bool, ports: Option<(u16, u16)>, block: &str) -> Value {
    let cidr = if block.contains(':') { "Ipv6CidrBlock" } else { "CidrBlock" };
    let mut entry = json!({
        "RuleNumber": number, "RuleAction": "allow", "Egress": egress, cidr: block,
        "Protocol": if ports.is_some() { "6" } else { "-1" }
    });
    if let Some((from, to)) = ports {
        entry["PortRange"] = json!({ "From": from, "To": to });
    }
    entry
}

pub(crate) fn acl(id: &str, vpc: &str, subnets: &[&str], entries: Vec<Value>) -> Value {
    let associations: Vec<Value> = subnets
        .iter()
        .map(|subnet| {
            json!({
                "NetworkAclAssociationId": format!("aclassoc-{subnet}"), "NetworkAclId": id, "SubnetId": subnet
            })
        })
        .collect();
    json!({
        "NetworkAclId": id, "VpcId": vpc, "OwnerId": "111122223333", "IsDefault": false, "Tags": [],
        "Associations": associations, "Entries": entries
    })
}

/// Entries that let everything pass, both ways and in both families.
pub(crate) fn everything() -> Vec<Value> {
    [false, true]
        .into_iter()
        .flat_map(|egress| {
            [entry(100, egress, None, "0.0.0.0/0"), entry(101, egress, None, "::/0")]
        })
        .collect()
}

fn subnet(id: &str, vpc: &str, cidr: &str) -> Value {
    json!({
        "SubnetId": id, "VpcId": vpc, "CidrBlock": cidr, "OwnerId": "111122223333", "State": "available",
        "AvailabilityZone": "eu-west-1a", "AvailabilityZoneId": "euw1-az1", "AvailableIpAddressCount": 200,
        "DefaultForAz": false, "MapPublicIpOnLaunch": false, "AssignIpv6AddressOnCreation": false,
        "Ipv6CidrBlockAssociationSet": [], "Tags": []
    })
}

fn vpc(id: &str, cidr: &str, six: Option<&str>) -> Value {
    let six: Vec<Value> = six
        .into_iter()
        .map(|block| {
            json!({
                "AssociationId": "vpc-cidr-assoc-6", "Ipv6CidrBlock": block,
                "Ipv6CidrBlockState": {"State": "associated"}, "NetworkBorderGroup": "eu-west-1", "Ipv6Pool": "Amazon"
            })
        })
        .collect();
    json!({
        "VpcId": id, "CidrBlock": cidr, "OwnerId": "111122223333", "State": "available",
        "DhcpOptionsId": "dopt-1", "InstanceTenancy": "default", "IsDefault": false,
        "CidrBlockAssociationSet": [{
            "AssociationId": format!("vpc-cidr-assoc-{id}"), "CidrBlock": cidr, "CidrBlockState": {"State": "associated"}
        }],
        "Ipv6CidrBlockAssociationSet": six, "Tags": []
    })
}

impl Network {
    pub(crate) fn new() -> Self {
        let mut web = interface("eni-1", "subnet-1", "vpc-1", "10.0.1.10", "sg-web", "web");
        web["Association"] =
            json!({ "PublicIp": "198.51.100.7", "IpOwnerId": "amazon", "PublicDnsName": "" });
        web["PrivateIpAddresses"][0]["Association"] = web["Association"].clone();
        let interfaces = [
            web,
            interface("eni-2", "subnet-2", "vpc-1", "10.0.2.10", "sg-db", "db"),
            interface("eni-3", "subnet-2", "vpc-1", "10.0.2.11", "sg-api", "api"),
            interface("eni-4", "subnet-9", "vpc-2", "10.9.1.10", "sg-far", "far"),
        ];
        let groups = [
            group("sg-web", "vpc-1", json!([from(443, "0.0.0.0/0")])),
            group("sg-db", "vpc-1", json!([from(5432, "sg-web"), from(5432, "sg-api")])),
            group("sg-api", "vpc-1", json!([from(8443, "10.0.1.0/24")])),
            group("sg-far", "vpc-2", json!([from(9100, "10.0.0.0/16")])),
        ];
        let tables = [
            table(
                "rtb-1",
                "vpc-1",
                &["subnet-1"],
                &[
                    route("10.0.0.0/16", "GatewayId", "local"),
                    route("0.0.0.0/0", "GatewayId", "igw-1"),
                    route("::/0", "GatewayId", "igw-1"),
                ],
            ),
            table(
                "rtb-2",
                "vpc-1",
                &["subnet-2"],
                &[
                    route("10.0.0.0/16", "GatewayId", "local"),
                    route("0.0.0.0/0", "NatGatewayId", "nat-1"),
                ],
            ),
            table("rtb-9", "vpc-2", &["subnet-9"], &[route("10.9.0.0/16", "GatewayId", "local")]),
        ];
        let acls = [
            acl("acl-1", "vpc-1", &["subnet-1", "subnet-2"], everything()),
            acl("acl-9", "vpc-2", &["subnet-9"], everything()),
        ];
        Self(vec![
            ("describe-network-interfaces", json!({ "NetworkInterfaces": interfaces })),
            ("describe-security-groups", json!({ "SecurityGroups": groups })),
            ("describe-network-acls", json!({ "NetworkAcls": acls })),
            ("describe-route-tables", json!({ "RouteTables": tables })),
            (
                "describe-internet-gateways",
                json!({ "InternetGateways": [{
                    "InternetGatewayId": "igw-1", "OwnerId": "111122223333", "Tags": [],
                    "Attachments": [{"State": "available", "VpcId": "vpc-1"}]
                }]}),
            ),
            (
                "describe-subnets",
                json!({ "Subnets": [
                    subnet("subnet-1", "vpc-1", "10.0.1.0/24"),
                    subnet("subnet-2", "vpc-1", "10.0.2.0/24"),
                    subnet("subnet-9", "vpc-2", "10.9.1.0/24"),
                ]}),
            ),
            (
                "describe-vpcs",
                json!({ "Vpcs": [
                    vpc("vpc-1", "10.0.0.0/16", Some("2001:db8:a::/56")),
                    vpc("vpc-2", "10.9.0.0/16", None),
                ]}),
            ),
        ])
    }

    /// What one call answers.
    pub(crate) fn call(&mut self, call: &str) -> &mut Value {
        let found = self.0.iter_mut().find(|(name, _)| *name == call);
        &mut found.unwrap_or_else(|| panic!("{call}")).1
    }

    /// The items of a call, by the place in its list.
    pub(crate) fn item(&mut self, call: &str, list: &str, at: usize) -> &mut Value {
        &mut self.call(call)[list][at]
    }

    /// What a group lets in.
    pub(crate) fn lets_in(&mut self, at: usize, permissions: Value) {
        self.item("describe-security-groups", "SecurityGroups", at)["IpPermissions"] = permissions;
    }

    /// Puts subnets behind lists of their own: each with its entries.
    pub(crate) fn acls(&mut self, one: Vec<Value>, two: Vec<Value>) {
        self.call("describe-network-acls")["NetworkAcls"] = json!([
            acl("acl-1", "vpc-1", &["subnet-1"], one),
            acl("acl-2", "vpc-1", &["subnet-2"], two),
            acl("acl-9", "vpc-2", &["subnet-9"], everything()),
        ]);
    }

    /// Leads traffic between the two networks over a peering connection.
    pub(crate) fn peered(&mut self) {
        for (table, to) in [(0, "10.9.0.0/16"), (2, "10.0.0.0/16")] {
            let table = self.item("describe-route-tables", "RouteTables", table);
            let routes = table["Routes"].as_array_mut().unwrap();
            routes.push(route(to, "VpcPeeringConnectionId", "pcx-1"));
        }
    }

    /// Leaves a call out, as if nobody had asked.
    pub(crate) fn without(&mut self, call: &str) {
        self.0.retain(|(name, _)| *name != call);
    }

    /// A place with the dump in `net`.
    pub(crate) fn place(&self) -> Place {
        let place = Place::new();
        for (call, answer) in &self.0 {
            place.write_json(&format!("net/{AWS}/{call}.json"), answer);
        }
        place
    }
}
