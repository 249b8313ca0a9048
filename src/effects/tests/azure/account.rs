//! A second account of Azure's rules, written from the documents: one packet is asked about, and everything is read from what `az` printed. It
//! shares nothing with the product but these files.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;
use serde_json::Value;

use super::super::Answers;

/// A packet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) from: Ipv4Addr,
    pub(super) to: Ipv4Addr,
    pub(super) protocol: u8,
    pub(super) port: u16,
    pub(super) source_port: u16,
}

/// What nobody documents, taken one way or the other.
#[derive(Clone, Copy)]
pub(super) struct Unsure {
    /// Whether a rule for every protocol with ports matches protocols that have none.
    pub(super) beyond_ports: bool,
    /// Whether the manager `m1` has a wider scope than `m2`.
    pub(super) first_manager: bool,
}

/// One end of a rule.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Side {
    Source,
    Destination,
}

/// Whether an end of the packet is in a tag or a group.
pub(super) type IsIn<'a> = dyn Fn(&str, Side) -> bool + 'a;

pub(super) struct Account<'a>(pub(super) &'a Answers);

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn texts<'a>(rule: &'a Value, one: &str, several: &str) -> Vec<&'a str> {
    let all = rule[one].as_str().into_iter();
    all.chain(list(&rule[several]).iter().filter_map(Value::as_str)).collect()
}

fn is_port(texts: &[&str], port: u16) -> bool {
    texts.iter().any(|text| {
        let (low, high) = text.split_once('-').unwrap_or((text, text));
        *text == "*" || (low.parse().unwrap()..=high.parse().unwrap()).contains(&port)
    })
}

fn is_any_port(texts: &[&str]) -> bool {
    texts.iter().any(|text| matches!(*text, "*" | "0-65535"))
}

/// A block, or one address.
fn block(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

fn is_in_block(text: &str, address: Ipv4Addr) -> bool {
    block(text).is_some_and(|block| block.contains(&IpAddr::V4(address)))
}

/// What is public: nothing that is kept for private use, for carriers, for the link, for many or for later.
pub(super) fn is_public(address: Ipv4Addr) -> bool {
    let kept = [
        "0.0.0.0/32",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ];
    !kept.iter().any(|block| is_in_block(block, address))
}

/// Whether a rule of either kind matches; the two write their ends in other fields.
fn carries(
    rule: &Value,
    ports: &[&str],
    source_ports: &[&str],
    asked: Asked,
    unsure: Unsure,
) -> bool {
    let fits = is_port(ports, asked.port) && is_port(source_ports, asked.source_port);
    let has_ports = matches!(asked.protocol, 6 | 17);
    match rule["protocol"].as_str().unwrap().to_lowercase().as_str() {
        "tcp" => asked.protocol == 6 && fits,
        "udp" => asked.protocol == 17 && fits,
        "icmp" => asked.protocol == 1,
        "esp" => asked.protocol == 50,
        _ if has_ports => fits,
        _ => is_any_port(ports) && is_any_port(source_ports) || unsure.beyond_ports,
    }
}

/// What the first rule that matches does, the lowest number first.
pub(super) fn group(
    rules: &Value,
    way: &str,
    asked: Asked,
    unsure: Unsure,
    is_in: &IsIn<'_>,
) -> bool {
    let both = list(&rules["securityRules"]).iter().chain(list(&rules["defaultSecurityRules"]));
    let mut rules: Vec<&Value> = both.filter(|rule| rule["direction"] == way).collect();
    rules.sort_by_key(|rule| rule["priority"].as_u64());
    let end = |rule: &Value, side: Side| {
        let (word, address) = match side {
            Side::Source => ("source", asked.from),
            Side::Destination => ("destination", asked.to),
        };
        let named = texts(rule, &format!("{word}AddressPrefix"), &format!("{word}AddressPrefixes"));
        let groups = list(&rule[format!("{word}ApplicationSecurityGroups")]);
        named.iter().any(|text| match *text {
            "*" => true,
            text if block(text).is_some() => is_in_block(text, address),
            tag => is_in(tag, side),
        }) || groups.iter().any(|group| is_in(group["id"].as_str().unwrap(), side))
    };
    let matches = |rule: &&&Value| {
        let ports = texts(rule, "destinationPortRange", "destinationPortRanges");
        let source_ports = texts(rule, "sourcePortRange", "sourcePortRanges");
        carries(rule, &ports, &source_ports, asked, unsure)
            && end(rule, Side::Source)
            && end(rule, Side::Destination)
    };
    rules.iter().find(matches).unwrap()["access"] == "Allow"
}

/// An interface as it is written.
#[derive(Clone, Copy)]
pub(super) struct Interface<'a>(pub(super) &'a Value);

impl<'a> Interface<'a> {
    fn configuration(self) -> &'a Value {
        &self.0["ipConfigurations"][0]
    }

    pub(super) fn address(self) -> Ipv4Addr {
        self.configuration()["privateIpAddress"].as_str().unwrap().parse().unwrap()
    }

    pub(super) fn name(self) -> &'a str {
        self.0["name"].as_str().unwrap()
    }

    fn is_in(self, group: &str) -> bool {
        list(&self.configuration()["applicationSecurityGroups"])
            .iter()
            .any(|one| one["id"] == group)
    }
}

impl<'a> Account<'a> {
    fn list(&self, name: &str) -> &'a [Value] {
        self.0.iter().find(|(call, _)| call == name).map_or(&[], |(_, json)| list(json))
    }

    fn by_id(&self, name: &str, id: &Value) -> &'a Value {
        self.list(name).iter().find(|one| one["id"] == *id).unwrap()
    }

    pub(super) fn interfaces(&self) -> Vec<Interface<'a>> {
        self.list("nic-list").iter().map(Interface).collect()
    }

    fn at(&self, address: Ipv4Addr) -> Option<Interface<'a>> {
        self.interfaces().into_iter().find(|one| one.address() == address)
    }

    fn network(&self, interface: Interface<'_>) -> &'a Value {
        let subnet = interface.configuration()["subnet"]["id"].as_str().unwrap();
        let network = subnet.split("/subnets/").next().unwrap();
        self.list("vnet-list").iter().find(|one| one["id"] == network).unwrap()
    }

    fn subnet(&self, interface: Interface<'_>) -> &'a Value {
        let id = &interface.configuration()["subnet"]["id"];
        list(&self.network(interface)["subnets"]).iter().find(|one| one["id"] == *id).unwrap()
    }

    /// The peerings of a network that are there: both ends have one, and both are connected.
    fn peerings(&self, network: &'a Value) -> Vec<&'a Value> {
        let is_up = |peering: &Value| peering["peeringState"] == "Connected";
        let own = list(&network["virtualNetworkPeerings"]).iter().filter(|one| is_up(one));
        own.filter(|one| {
            let other = self.by_id("vnet-list", &one["remoteVirtualNetwork"]["id"]);
            let mut back = list(&other["virtualNetworkPeerings"]).iter();
            back.any(|back| back["remoteVirtualNetwork"]["id"] == network["id"] && is_up(back))
        })
        .collect()
    }

    /// Whether an address is in the network around, seen from an interface.
    fn is_around(&self, interface: Interface<'_>, address: Ipv4Addr) -> bool {
        let network = self.network(interface);
        let is_in = |space: &Value| {
            let blocks = list(&space["addressPrefixes"]);
            blocks.iter().any(|block| is_in_block(block.as_str().unwrap(), address))
        };
        let peers = self.peerings(network);
        let mut peers = peers.iter().filter(|one| one["allowVirtualNetworkAccess"] == true);
        is_in(&network["addressSpace"])
            || peers.any(|one| is_in(&one["remoteAddressSpace"]))
            || address == Ipv4Addr::new(168, 63, 129, 16)
    }

    /// The groups before an interface, of its subnet and its own.
    fn groups(&self, interface: Interface<'_>) -> Vec<&'a Value> {
        let named =
            [&self.subnet(interface)["networkSecurityGroup"], &interface.0["networkSecurityGroup"]];
        named
            .iter()
            .filter(|one| !one.is_null())
            .map(|one| self.by_id("nsg-list", &one["id"]))
            .collect()
    }

    /// What managers say of it: nothing leaves it to the groups.
    fn admin(&self, network: &Value, way: &str, asked: Asked, unsure: Unsure) -> Option<bool> {
        let name =
            format!("list-effective-security-admin-rules.{}", network["name"].as_str().unwrap());
        let (_, answer) = self.0.iter().find(|(call, _)| *call == name)?;
        let mut rules: Vec<&Value> =
            list(&answer["value"]).iter().filter(|rule| rule["direction"] == way).collect();
        rules.sort_by_key(|rule| {
            let first = rule["id"].as_str().unwrap().contains("/networkmanagers/m1/");
            (first != unsure.first_manager, rule["priority"].as_u64())
        });
        let end = |items: &Value, address: Ipv4Addr| {
            list(items).iter().any(|one| {
                let text = one["addressPrefix"].as_str().unwrap();
                text == "*" || is_in_block(text, address)
            })
        };
        let matches = |rule: &&&Value| {
            let [ports, source_ports] =
                ["destinationPortRanges", "sourcePortRanges"].map(|key| texts(rule, "", key));
            carries(rule, &ports, &source_ports, asked, unsure)
                && end(&rule["sources"], asked.from)
                && end(&rule["destinations"], asked.to)
        };
        match rules.iter().find(matches)?["access"].as_str().unwrap() {
            "AlwaysAllow" => Some(true),
            "Deny" => Some(false),
            _ => None,
        }
    }

    /// Whether what stands before an interface lets a packet in, or out.
    fn filters(&self, interface: Interface<'_>, way: &str, asked: Asked, unsure: Unsure) -> bool {
        let hosts = ["168.63.129.16/32", "169.254.169.254/32"];
        if way == "Outbound" && hosts.iter().any(|host| is_in_block(host, asked.to)) {
            return true;
        }
        if let Some(decided) = self.admin(self.network(interface), way, asked, unsure) {
            return decided;
        }
        let is_in = |name: &str, side: Side| {
            let address = if side == Side::Source { asked.from } else { asked.to };
            let is_near = (side == Side::Destination) == (way == "Inbound");
            match name {
                "VirtualNetwork" => is_near || self.is_around(interface, address),
                "Internet" => !is_near && is_public(address) && !self.is_around(interface, address),
                "AzureLoadBalancer" => address == Ipv4Addr::new(168, 63, 129, 16),
                "Storage" => is_in_block("203.0.113.0/24", address),
                "Storage.WestUS" => is_in_block("203.0.113.0/28", address),
                group => self.at(address).is_some_and(|one| one.is_in(group)),
            }
        };
        self.groups(interface).iter().all(|rules| group(rules, way, asked, unsure, &is_in))
    }

    /// Whether the internet gets to an interface at all.
    fn is_open(&self, interface: Interface<'_>) -> bool {
        let address = &interface.configuration()["publicIpAddress"];
        if address.is_null() {
            return false;
        }
        let sku = &self.by_id("public-ip-list", &address["id"])["sku"]["name"];
        sku == "Basic" || !self.groups(interface).is_empty()
    }

    /// Whether an interface gets out to an address outside.
    fn gets_out(&self, interface: Interface<'_>, to: Ipv4Addr) -> bool {
        if ["168.63.129.16/32", "169.254.169.254/32"].iter().any(|host| is_in_block(host, to)) {
            return true;
        }
        let has_address = !interface.configuration()["publicIpAddress"].is_null();
        is_public(to) && (has_address || self.subnet(interface)["defaultOutboundAccess"] == true)
    }

    /// Whether a packet gets from one end to the other.
    pub(super) fn passes(&self, asked: Asked, unsure: Unsure) -> bool {
        let leaves = |from| self.filters(from, "Outbound", asked, unsure);
        let enters = |to| self.filters(to, "Inbound", asked, unsure);
        match (self.at(asked.from), self.at(asked.to)) {
            (Some(from), Some(to)) => {
                let (here, there) = (self.network(from), self.network(to));
                let peerings = self.peerings(here);
                let is_peered =
                    peerings.iter().any(|one| one["remoteVirtualNetwork"]["id"] == there["id"]);
                (here["id"] == there["id"] || is_peered) && leaves(from) && enters(to)
            }
            (Some(from), None) => self.gets_out(from, asked.to) && leaves(from),
            (None, Some(to)) => is_public(asked.from) && self.is_open(to) && enters(to),
            (None, None) => false,
        }
    }
}
