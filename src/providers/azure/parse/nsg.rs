//! Network security groups.
//!
//! Azure prints the rules of both directions in one list, and those that every group is born with in another. Here they are
//! two lists, each in the order in which it is judged. A rule is known by its name, which can't be edited; its priority can.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::arm::{self, Tags, fields_of_a_resource, refer_all, tags};
use super::rule::{self, Access, Match};
use super::terms::{Peer, Ports, Protocol};
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::azure::calls::NSG_LIST;
use crate::providers::azure::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, is_off, resource, said};

const RULES: Matching = Matching::Keyed(&["name"]);

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Azure, "nsg"),
    title: "network security group",
    role: Role::Boundary,
    calls: &[required(NSG_LIST)],
    identity: "the id of Resource Manager in lower case; a group can't be renamed",
    named_by: &["name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = fields_of_a_resource![
    Field::durable(
        "flush_connection",
        Bears::Traffic,
        "without it, connections that a new rule forbids live on",
    ),
    Field::list("inbound", Bears::Traffic, RULES, "what may enter, the lowest priority first"),
    Field::durable("inbound[].description", Bears::Metadata, "a note on the rule"),
    Field::durable("location", Bears::Metadata, "can't be edited"),
    Field::durable("name", Bears::Metadata, "can't be edited"),
    Field::list("outbound", Bears::Traffic, RULES, "what may leave, the lowest priority first"),
    Field::durable("outbound[].description", Bears::Metadata, "a note on the rule"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::context("flow_logs", Bears::Logging, "what records the traffic that it judges"),
    Field::context("interfaces", Bears::Metadata, "the interface tells of a change"),
    Field::context("subnets", Bears::Metadata, "the subnet tells of a change"),
    Field::volatile("defaultSecurityRules[].id", "made of the group's id and the rule's name"),
    Field::volatile("securityRules[].id", "made of the group's id and the rule's name"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) flush_connection: bool,
    pub(crate) inbound: Vec<Rule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    pub(crate) outbound: Vec<Rule>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) flow_logs: Vec<String>,
    pub(crate) interfaces: Vec<String>,
    pub(crate) subnets: Vec<String>,
}

/// One rule of one direction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) access: Access,
    /// Whether the group was born with it.
    #[serde(default, skip_serializing_if = "is_off")]
    pub(crate) default: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) from: Vec<Peer>,
    pub(crate) name: String,
    /// The ports; nothing is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ports: Option<Ports>,
    pub(crate) priority: i64,
    pub(crate) protocol: Protocol,
    /// The ports that it comes from; nothing is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source_ports: Option<Ports>,
    pub(crate) to: Vec<Peer>,
}

/// Makes a group's resource, and notes in `named` which service tags its rules name.
pub(crate) fn normalise(
    group: native::NetworkSecurityGroup,
    subscription: &str,
    named: &mut BTreeSet<String>,
) -> Outcome {
    let native::NetworkSecurityGroup {
        default_security_rules,
        flow_logs,
        flush_connection,
        id,
        location,
        name,
        network_interfaces,
        security_rules,
        subnets,
        tags: labels,
    } = group;
    let id = arm::identity(SPEC.title, id, subscription)?;
    let mut doubts = Vec::new();
    let (mut inbound, mut outbound) = (Vec::new(), Vec::new());
    if security_rules.is_none() {
        doubts
            .push(format!("{id}: the answer has no `securityRules`, which Azure never leaves out"));
    }
    let own = security_rules.unwrap_or_default().into_iter().map(|rule| (rule, false));
    let born_with = default_security_rules.into_iter().map(|rule| (rule, true));
    for (rule, default) in own.chain(born_with) {
        match read_rule(rule, default, &id, &mut doubts) {
            Ok((true, rule)) => outbound.push(rule),
            Ok((false, rule)) => inbound.push(rule),
            Err(odd) => doubts.push(odd),
        }
    }
    for (direction, list) in [("inbound", &mut inbound), ("outbound", &mut outbound)] {
        list.sort_by(|a, b| (a.priority, a).cmp(&(b.priority, b)));
        list.dedup();
        for pair in list.windows(2) {
            if let [a, b] = pair
                && a.priority == b.priority
            {
                doubts.push(format!("{id}: two {direction} rules have priority {}", a.priority));
            }
        }
        let peers = list.iter().flat_map(|rule| rule.from.iter().chain(&rule.to));
        named.extend(peers.filter_map(Peer::tag).map(str::to_lowercase));
    }
    let durable = Durable {
        flush_connection: flush_connection.unwrap_or_default(),
        inbound,
        location: arm::location(location),
        name: said(name),
        outbound,
        tags: tags(labels),
    };
    let context = Context {
        flow_logs: refer_all(flow_logs),
        interfaces: refer_all(network_interfaces),
        subnets: refer_all(subnets),
    };
    resource(SPEC.title, Some(id), &durable, &context, doubts)
}

/// Reads a rule: whether it is for what leaves, and the rule.
fn read_rule(
    rule: native::SecurityRule,
    default: bool,
    group: &str,
    doubts: &mut Vec<String>,
) -> Result<(bool, Rule), String> {
    let native::SecurityRule {
        access,
        description,
        destination_address_prefix,
        destination_address_prefixes,
        destination_application_security_groups,
        destination_port_range,
        destination_port_ranges,
        direction,
        name,
        priority,
        protocol,
        source_address_prefix,
        source_address_prefixes,
        source_application_security_groups,
        source_port_range,
        source_port_ranges,
    } = rule;
    let name = said(name).ok_or_else(|| format!("{group}: a rule has no name"))?;
    let wrong = |odd: String| format!("{group}: rule {name}: can't read {odd}");
    let access = rule::access(access).map_err(wrong)?;
    if access == Access::AlwaysAllow {
        return Err(wrong("the access `AlwaysAllow` in a security group".to_owned()));
    }
    let outbound = rule::is_outbound(direction).map_err(wrong)?;
    let priority = priority.ok_or_else(|| wrong("a priority that is not there".to_owned()))?;
    let mut doubt = |odd: String| doubts.push(wrong(odd));
    let (one, several) = (said(source_address_prefix), source_address_prefixes);
    let sources = one.into_iter().chain(several);
    let (one, several) = (said(destination_address_prefix), destination_address_prefixes);
    let destinations = one.into_iter().chain(several);
    let rule = Rule {
        access,
        default,
        description: said(description),
        from: rule::peers("source", sources, source_application_security_groups, &mut doubt),
        ports: rule::ports(destination_port_range, destination_port_ranges, &mut doubt),
        priority,
        protocol: rule::protocol(protocol, &mut doubt),
        source_ports: rule::ports(source_port_range, source_port_ranges, &mut doubt),
        to: rule::peers(
            "destination",
            destinations,
            destination_application_security_groups,
            &mut doubt,
        ),
        name: name.clone(),
    };
    Ok((outbound, rule))
}

/// `priority 200 deny inbound tcp 22 from 0.0.0.0/0 to * "why"`. The name of the rule is told beside it.
fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    if !matches!(list, "inbound" | "outbound") {
        return None;
    }
    let Rule {
        access,
        default: _,
        description,
        from,
        name: _,
        ports,
        priority,
        protocol,
        source_ports,
        to,
    } = Rule::deserialize(element).ok()?;
    let note = description.map(|note| format!(" \"{note}\"")).unwrap_or_default();
    let rule = Match { from, ports, protocol, source_ports, to };
    Some(rule::say(priority, access, list, &rule) + &note)
}
