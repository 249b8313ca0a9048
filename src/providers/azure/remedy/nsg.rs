//! Network security groups: one call a rule.
//!
//! Rules that are missing come back before others go. Two rules of one direction can't have one priority for a moment: those that take each
//! other's change in one call about the group.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::check::{Leaf, one_of_each};
use super::merge::List;
use super::sheet::{Made, Sheet};
use super::ways::{Children, Way, Written, nothing, object, odd};
use crate::model::Resource;
use crate::providers::azure::parse::nsg::{Durable, Rule, SPEC};
use crate::providers::azure::parse::rule::Access;
use crate::providers::azure::parse::terms::{Peer, Ports, Protocol};

/// The version of Microsoft.Network that is spoken.
pub(super) const NETWORK: &str = "2024-05-01";

const RULES: Way = Way::Children(Children {
    list: List { path: "securityRules", key: "name", is_flat: false },
    reads,
    is,
    holds,
    fixed,
    lacks: nothing,
});

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    version: NETWORK,
    columns: &[
        ("flush_connection", Way::Property(Written::Flag("flushConnection"))),
        ("inbound", RULES),
        ("location", Way::Not("a security group can't be moved to another region")),
        ("name", Way::Not("a security group can't be renamed")),
        ("outbound", RULES),
        ("tags", Way::Tags),
        ("flow_logs", Way::Not("what records its traffic is put back at the flow log itself")),
    ],
    made: Made::Both(made),
    lacks: &[],
};

fn fixed(rule: &Value) -> Option<&'static str> {
    let is_born_with = rule.get("default") == Some(&json!(true));
    is_born_with.then_some("the rules that every group is born with can't be edited")
}

/// No two rules of one direction have one priority.
fn holds(field: &str, rule: &Value) -> Option<String> {
    Some(format!("{field} {}", rule.get("priority")?))
}

fn made(group: &Resource) -> Result<Value, String> {
    let Durable { flush_connection, inbound, location, name: _, outbound, tags } =
        group.durable.decode().map_err(|_| odd())?;
    let mut rules = Vec::new();
    for (direction, list) in [("inbound", inbound), ("outbound", outbound)] {
        for rule in list.into_iter().filter(|rule| !rule.default) {
            rules.push(json!({ "name": rule.name, "properties": properties(direction, &rule)? }));
        }
    }
    let properties = json!({ "flushConnection": flush_connection, "securityRules": rules });
    Ok(json!({ "location": location, "tags": tags, "properties": properties }))
}

fn reads(field: &str, rule: &Value) -> Result<Map<String, Value>, String> {
    object(properties(field, &Rule::deserialize(rule).map_err(|_| odd())?)?)
}

fn direction(field: &str) -> &'static str {
    if field == "inbound" { "Inbound" } else { "Outbound" }
}

fn access(access: Access) -> Result<&'static str, String> {
    match access {
        Access::Allow => Ok("Allow"),
        Access::Deny => Ok("Deny"),
        Access::AlwaysAllow => Err("a security group has no rule that always allows".to_owned()),
    }
}

fn protocol(protocol: &Protocol) -> Result<&'static str, String> {
    match protocol {
        Protocol::All => Ok("*"),
        Protocol::Ah => Ok("Ah"),
        Protocol::Esp => Ok("Esp"),
        Protocol::Icmp => Ok("Icmp"),
        Protocol::Icmpv6 => Ok("Icmpv6"),
        Protocol::Tcp => Ok("Tcp"),
        Protocol::Udp => Ok("Udp"),
        Protocol::Unknown(word) => Err(format!("`{word}` is no protocol that Azure documents")),
    }
}

/// A rule as it is written.
fn properties(field: &str, rule: &Rule) -> Result<Value, String> {
    let Rule {
        access: does,
        default: _,
        description,
        from,
        name: _,
        ports,
        priority,
        protocol: kind,
        source_ports,
        to,
    } = rule;
    let mut fields = Map::new();
    let mut put = |key: &str, value: Value| fields.insert(key.to_owned(), value);
    put("access", access(*does)?.into());
    put("direction", direction(field).into());
    put("priority", (*priority).into());
    put("protocol", protocol(kind)?.into());
    if let Some(description) = description {
        put("description", description.as_str().into());
    }
    for (side, peers) in [("source", from), ("destination", to)] {
        let (addresses, groups) = told(peers)?;
        let groups: Vec<Value> = groups.into_iter().map(|id| json!({ "id": id })).collect();
        one_or_several(
            &mut put,
            &format!("{side}AddressPrefix"),
            &format!("{side}AddressPrefixes"),
            addresses,
        );
        if !groups.is_empty() {
            put(&format!("{side}ApplicationSecurityGroups"), groups.into());
        }
    }
    for (side, ports) in [("source", source_ports), ("destination", ports)] {
        one_or_several(
            &mut put,
            &format!("{side}PortRange"),
            &format!("{side}PortRanges"),
            ranges(ports.as_ref())?,
        );
    }
    Ok(Value::Object(fields))
}

fn one_or_several(
    put: &mut impl FnMut(&str, Value) -> Option<Value>,
    one: &str,
    several: &str,
    mut texts: Vec<String>,
) {
    match texts.len() {
        0 => None,
        1 => put(one, texts.remove(0).into()),
        _ => put(several, texts.into()),
    };
}

/// The addresses and tags of one side, and the application security groups.
fn told(peers: &[Peer]) -> Result<(Vec<String>, Vec<String>), String> {
    let (mut addresses, mut groups) = (Vec::new(), Vec::new());
    for peer in peers {
        match peer {
            Peer::Any => addresses.push("*".to_owned()),
            Peer::Cidr(net) => addresses.push(net.to_string()),
            Peer::Tag(tag) => addresses.push(tag.to_string()),
            Peer::Group(id) => groups.push(id.to_string()),
            Peer::Unknown(text) => return Err(format!("`{text}` is no peer that Azure documents")),
        }
    }
    Ok((addresses, groups))
}

fn ranges(ports: Option<&Ports>) -> Result<Vec<String>, String> {
    let Some(ports) = ports else { return Ok(vec!["*".to_owned()]) };
    let ranges = ports.ranges().ok_or_else(odd)?;
    let text = |&(from, to): &(u16, u16)| {
        if from == to { from.to_string() } else { format!("{from}-{to}") }
    };
    Ok(ranges.iter().map(text).collect())
}

/// What has to be so of a rule that is there.
fn is(field: &str, rule: &Value) -> Result<Leaf, String> {
    let rule = Rule::deserialize(rule).map_err(|_| odd())?;
    let mut found = vec![
        Leaf::text("access", access(rule.access)?),
        Leaf::text("direction", direction(field)),
        Leaf::other("priority", rule.priority),
        Leaf::text("protocol", protocol(&rule.protocol)?),
        Leaf::noted("description", rule.description.as_deref()),
    ];
    for (peers, one, several, named) in [
        (
            &rule.from,
            "sourceAddressPrefix",
            "sourceAddressPrefixes",
            "sourceApplicationSecurityGroups[].id",
        ),
        (
            &rule.to,
            "destinationAddressPrefix",
            "destinationAddressPrefixes",
            "destinationApplicationSecurityGroups[].id",
        ),
    ] {
        let (addresses, groups) = told(peers)?;
        if !addresses.is_empty() {
            let spelled: Vec<Vec<String>> = addresses.into_iter().map(spellings).collect();
            found.push(one_of_each(one, several, &spelled));
        }
        if !groups.is_empty() {
            found.push(Leaf::all(named, groups));
        }
    }
    for (ports, one, several) in [
        (&rule.source_ports, "sourcePortRange", "sourcePortRanges"),
        (&rule.ports, "destinationPortRange", "destinationPortRanges"),
    ] {
        let spelled = ranges(ports.as_ref())?.into_iter().map(|text| vec![text]);
        found.push(one_of_each(one, several, &spelled.collect::<Vec<_>>()));
    }
    Ok(Leaf::under("properties", &found))
}

/// One address is a block of one.
fn spellings(text: String) -> Vec<String> {
    let bare = [("/32", '.'), ("/128", ':')].iter().find_map(|(end, family)| {
        text.strip_suffix(end).filter(|bare| bare.contains(*family)).map(str::to_owned)
    });
    bare.into_iter().chain([text]).collect()
}
