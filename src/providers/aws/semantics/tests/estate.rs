//! A small estate to stand before: a machine `web` in a public subnet, a machine `db` in a private one, and what lies around them.
//! Each test changes what it is about.

use super::*;
use crate::model::{Endpoint, Members, Passage, Segment};
use crate::providers::semantics::{Endpoints, Which};
use crate::traffic::Side;

pub(super) const OWNER: &str = "111122223333";

/// What `aws` prints of one scope, by call.
#[derive(Clone)]
pub(super) struct Estate {
    scope: Scope,
    answers: BTreeMap<String, Value>,
}

pub(super) fn endpoints() -> &'static Endpoints {
    SEMANTICS.endpoints.unwrap()
}

pub(super) fn eni(identity: &str) -> ResourceId {
    id("network-interface", identity)
}

impl Estate {
    /// `web` (eni-1, sg-1: tcp 22 from anywhere) in subnet-1 behind an internet gateway; `db` (eni-2, sg-2: tcp 5432 from
    /// sg-1) in subnet-2 behind a NAT gateway. Both ACLs allow everything.
    pub(super) fn new() -> Self {
        let mut estate = Self::empty(SCOPE);
        let out = json!([allow("-1", -1, -1, "0.0.0.0/0"), allow("-1", -1, -1, "::/0")]);
        let from_web = json!([{ "IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432,
            "UserIdGroupPairs": [{ "GroupId": "sg-1", "UserId": OWNER }] }]);
        let open = json!([allow("tcp", 22, 22, "0.0.0.0/0"), allow("tcp", 22, 22, "::/0")]);
        let group = |id: &str, ingress: Value| {
            json!({ "GroupId": id, "OwnerId": OWNER, "VpcId": "vpc-1",
            "IpPermissions": ingress, "IpPermissionsEgress": out })
        };
        let acl = |id: &str, subnet: &str| {
            json!({ "NetworkAclId": id, "OwnerId": OWNER, "VpcId": "vpc-1",
            "Associations": [{ "SubnetId": subnet }],
            "Entries": [entry(false, 100, "allow", "0.0.0.0/0"), entry(true, 100, "allow", "0.0.0.0/0"),
                entry(false, 101, "allow", "::/0"), entry(true, 101, "allow", "::/0")] })
        };
        let subnet = |id: &str, block: &str| json!({ "SubnetId": id, "VpcId": "vpc-1", "OwnerId": OWNER, "CidrBlock": block });
        let table = |id: &str, subnet: &str, routes: Value| {
            json!({ "RouteTableId": id, "VpcId": "vpc-1", "OwnerId": OWNER,
            "Associations": [{ "SubnetId": subnet }], "Routes": routes })
        };
        let interface = |id: &str, subnet: &str, address: &str, group: &str, machine: &str| {
            json!({
            "NetworkInterfaceId": id, "OwnerId": OWNER, "VpcId": "vpc-1", "SubnetId": subnet, "InterfaceType": "interface",
            "PrivateIpAddress": address, "PrivateIpAddresses": [{ "Primary": true, "PrivateIpAddress": address }],
            "Groups": [{ "GroupId": group }], "Attachment": { "InstanceId": machine, "InstanceOwnerId": OWNER } })
        };
        let machine = |id: &str, name: &str| {
            json!({ "InstanceId": id, "State": { "Name": "running" },
            "Tags": [{ "Key": "Name", "Value": name }] })
        };
        let (local, web, db) = (
            route("10.0.0.0/16", "GatewayId", "local"),
            route("0.0.0.0/0", "GatewayId", "igw-1"),
            route("0.0.0.0/0", "NatGatewayId", "nat-1"),
        );
        for (call, list, things) in [
            (
                "security-groups",
                "SecurityGroups",
                json!([group("sg-1", open), group("sg-2", from_web)]),
            ),
            (
                "network-acls",
                "NetworkAcls",
                json!([acl("acl-1", "subnet-1"), acl("acl-2", "subnet-2")]),
            ),
            (
                "subnets",
                "Subnets",
                json!([subnet("subnet-1", "10.0.1.0/24"), subnet("subnet-2", "10.0.2.0/24")]),
            ),
            (
                "vpcs",
                "Vpcs",
                json!([{ "VpcId": "vpc-1", "OwnerId": OWNER, "CidrBlock": "10.0.0.0/16" }]),
            ),
            (
                "route-tables",
                "RouteTables",
                json!([
                    table("rtb-1", "subnet-1", json!([local, web])),
                    table("rtb-2", "subnet-2", json!([local, db]))
                ]),
            ),
            (
                "internet-gateways",
                "InternetGateways",
                json!([{ "InternetGatewayId": "igw-1",
                "Attachments": [{ "State": "available", "VpcId": "vpc-1" }] }]),
            ),
            (
                "network-interfaces",
                "NetworkInterfaces",
                json!([
                    interface("eni-1", "subnet-1", "10.0.1.10", "sg-1", "i-1"),
                    interface("eni-2", "subnet-2", "10.0.2.10", "sg-2", "i-2")
                ]),
            ),
            (
                "instances",
                "Reservations",
                json!([{ "OwnerId": OWNER,
                "Instances": [machine("i-1", "web"), machine("i-2", "db")] }]),
            ),
        ] {
            estate = estate.with(&format!("describe-{call}"), json!({ list: things }));
        }
        estate.set(
            "network-interfaces",
            "/NetworkInterfaces/0/Association",
            json!({ "PublicIp": "198.51.100.7" }),
        )
    }

    /// A scope of which nothing was read.
    pub(super) fn empty(scope: &str) -> Self {
        Self { scope: scope.parse().unwrap(), answers: BTreeMap::new() }
    }

    pub(super) fn with(mut self, call: &str, answer: Value) -> Self {
        self.answers.insert(call.to_owned(), answer);
        self
    }

    pub(super) fn without(mut self, call: &str) -> Self {
        self.answers.remove(&format!("describe-{call}")).unwrap();
        self
    }

    /// Puts a value at a place of an answer; the last step of the place may be new, or `-` for the end of a list.
    pub(super) fn set(mut self, call: &str, place: &str, value: Value) -> Self {
        let answer = self.answers.get_mut(&format!("describe-{call}")).unwrap();
        let (parent, last) = place.rsplit_once('/').unwrap();
        match answer.pointer_mut(parent).unwrap() {
            Value::Array(list) if last == "-" => list.push(value),
            Value::Array(list) => list[last.parse::<usize>().unwrap()] = value,
            parent => parent[last] = value,
        }
        self
    }

    /// Adds a route to the table of `web`.
    pub(super) fn routing(self, destination: &str, target: &str, id: &str) -> Self {
        self.set("route-tables", "/RouteTables/0/Routes/-", route(destination, target, id))
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        together(std::slice::from_ref(self))
    }

    pub(super) fn topology(&self) -> Topology {
        (endpoints().topology)(&View::of(&self.snapshot()), Which::All)
    }
}

/// Several scopes.
pub(super) fn together(estates: &[Estate]) -> Snapshot {
    let read = |Estate { scope, answers }: &Estate| {
        let answers: Vec<(&str, Value)> =
            answers.iter().map(|(call, answer)| (call.as_str(), answer.clone())).collect();
        (scope.clone(), read(scope, &answers))
    };
    Snapshot { scopes: estates.iter().map(read).collect(), ..Snapshot::default() }
}

pub(super) fn route(destination: &str, target: &str, id: &str) -> Value {
    let field = match destination {
        list if list.starts_with("pl-") => "DestinationPrefixListId",
        six if six.contains(':') => "DestinationIpv6CidrBlock",
        _ => "DestinationCidrBlock",
    };
    json!({ field: destination, target: id, "State": "active", "Origin": "CreateRoute" })
}

pub(super) fn entry(egress: bool, number: i64, action: &str, block: &str) -> Value {
    let field = if block.contains(':') { "Ipv6CidrBlock" } else { "CidrBlock" };
    json!({ "Egress": egress, "RuleNumber": number, "RuleAction": action, "Protocol": "-1", field: block })
}

pub(super) fn find<'t>(topology: &'t Topology, interface: &str) -> &'t Endpoint {
    &topology.endpoints[&eni(interface)]
}

pub(super) fn door<'t>(topology: &'t Topology, interface: &str) -> &'t Passage {
    &topology.doors[find(topology, interface).door]
}

pub(super) fn shield<'t>(topology: &'t Topology, interface: &str) -> &'t Passage {
    &topology.shields[find(topology, interface).shield]
}

pub(super) fn segment<'t>(topology: &'t Topology, interface: &str) -> &'t Segment {
    &topology.segments[&find(topology, interface).segment]
}

/// What a passage says about tcp 22 between an address and an interface, and who says it.
pub(super) fn at(
    topology: &Topology,
    passage: &Passage,
    direction: Direction,
    far: &str,
) -> String {
    told(passage.guard(direction), &crossing(topology, direction, far))
}

/// A packet with the memberships of its far end that the topology knows of.
fn crossing(topology: &Topology, direction: Direction, far: &str) -> Packet {
    let (packet, side) = match direction {
        Direction::Ingress => (tcp(far, 22), Side::Source),
        Direction::Egress => (tcp(far, 22).reply().with_ports(22, 40000), Side::Destination),
    };
    let far: IpAddr = far.parse().unwrap();
    let known = topology.sets.iter().filter_map(|(name, members)| match members {
        Members::Addresses(addresses) | Members::Endpoints { addresses, .. } => {
            addresses.contains(far).then(|| Symbol { side, name: name.clone() })
        }
        Members::Unread => None,
    });
    let members: Vec<Symbol> = known.collect();
    packet.with_members(members)
}

/// `allow aws.route-table:rtb-1 0.0.0.0/0 → igw-1`: the decision, and the last who had a say.
fn told(guard: &crate::traffic::Guard, packet: &Packet) -> String {
    let answer = guard.decide(packet);
    let word = if answer.decision == Decision::Allow { "allow" } else { "deny" };
    let by = answer.by.iter().map(|by| format!(" {} {}", by.boundary, by.rule.unwrap_or("-")));
    format!("{word}{}", by.collect::<Vec<_>>().join(","))
}

/// Whether tcp 22 from outside arrives at an interface, through everything that stands before it.
pub(super) fn reached(topology: &Topology, interface: &str, far: &str) -> bool {
    let edge = segment(topology, interface).edge.as_ref().unwrap();
    [door(topology, interface), edge, shield(topology, interface)]
        .into_iter()
        .all(|passage| at(topology, passage, Direction::Ingress, far).starts_with("allow"))
}

/// The names that a passage depends on.
pub(super) fn depends_on(passage: &Passage) -> Vec<String> {
    let gate = |guard: &crate::traffic::Guard| Gate::Guard(guard.clone());
    let (ingress, egress) = (gate(&passage.ingress), gate(&passage.egress));
    let boundary = crate::model::Boundary { ingress, egress, stateful: true, stands_before: None };
    boundary.draws_on().iter().map(ToString::to_string).collect()
}
