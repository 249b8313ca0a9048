//! Security admin rules of Virtual Network Manager, as they are in force in one network.
//!
//! They are judged before the security groups, and groups can't take back what they deny or always allow. Which networks a
//! rule applies to is settled far away, by managers of other scopes; the network's own answer is what holds.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::arm;
use super::rule::{self, Access, Match};
use super::terms::{Peer, Ports, Protocol};
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::azure::calls::{LIST_EFFECTIVE_SECURITY_ADMIN_RULES, VNET_LIST};
use crate::providers::azure::native;
use crate::providers::calls::{enriches, required};
use crate::providers::normalised::{Outcome, resource, said, set};

const RULES: Matching = Matching::Keyed(&["id"]);

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Azure, "security-admin-rules"),
    title: "security admin rules of network",
    role: Role::Boundary,
    calls: &[required(LIST_EFFECTIVE_SECURITY_ADMIN_RULES), enriches(VNET_LIST)],
    identity: "the id of the network that they are in force in, in lower case",
    named_by: &["network"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::list("inbound", Bears::Traffic, RULES, "what may enter, before security groups"),
    Field::durable("inbound[].collection", Bears::Metadata, "a note on the rule's collection"),
    Field::durable("inbound[].configuration", Bears::Metadata, "a note on the configuration"),
    Field::durable("inbound[].description", Bears::Metadata, "a note on the rule"),
    Field::durable("inbound[].groups", Bears::Metadata, "why the rule applies to the network"),
    Field::durable("network", Bears::Metadata, "the name of the network; can't be edited"),
    Field::list("outbound", Bears::Traffic, RULES, "what may leave, before security groups"),
    Field::durable("outbound[].collection", Bears::Metadata, "a note on the rule's collection"),
    Field::durable("outbound[].configuration", Bears::Metadata, "a note on the configuration"),
    Field::durable("outbound[].description", Bears::Metadata, "a note on the rule"),
    Field::durable("outbound[].groups", Bears::Metadata, "why the rule applies to the network"),
    Field::volatile("provisioningState", "the progress of an edit"),
    Field::volatile("resourceGroup", "a part of the id"),
    Field::volatile("resourceGuid", "the id says which one it is"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    pub(crate) inbound: Vec<Rule>,
    pub(crate) network: String,
    pub(crate) outbound: Vec<Rule>,
}

/// One rule of one direction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) access: Access,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) collection: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) configuration: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// The name of a rule that Azure has for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) flag: Option<String>,
    pub(crate) from: Vec<Peer>,
    /// The groups of networks that it applies to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) groups: Vec<String>,
    /// Its manager, configuration and collection are parts of it.
    pub(crate) id: String,
    /// `custom`, or `default` for one that Azure has for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
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

/// Makes the resource of a network's rules, and notes in `named` which service tags they name.
pub(crate) fn normalise(
    network: String,
    name: String,
    rules: Vec<native::EffectiveSecurityAdminRule>,
    named: &mut BTreeSet<String>,
) -> Outcome {
    let mut doubts = Vec::new();
    let (mut inbound, mut outbound) = (Vec::new(), Vec::new());
    for rule in rules {
        match read_rule(rule, &network, &mut doubts) {
            Ok((true, rule)) => outbound.push(rule),
            Ok((false, rule)) => inbound.push(rule),
            Err(odd) => doubts.push(odd),
        }
    }
    for list in [&mut inbound, &mut outbound] {
        list.sort_by(|a, b| (a.priority, &a.id, a).cmp(&(b.priority, &b.id, b)));
        list.dedup();
        let peers = list.iter().flat_map(|rule| rule.from.iter().chain(&rule.to));
        named.extend(peers.filter_map(Peer::tag).map(str::to_lowercase));
    }
    let durable = Durable { inbound, network: name, outbound };
    resource(SPEC.title, Some(network), &durable, &serde_json::Map::new(), doubts)
}

/// Reads a rule: whether it is for what leaves, and the rule.
fn read_rule(
    rule: native::EffectiveSecurityAdminRule,
    network: &str,
    doubts: &mut Vec<String>,
) -> Result<(bool, Rule), String> {
    let native::EffectiveSecurityAdminRule {
        access,
        configuration_description,
        description,
        destination_port_ranges,
        destinations,
        direction,
        flag,
        id,
        kind,
        priority,
        protocol,
        rule_collection_applies_to_groups,
        rule_collection_description,
        rule_groups,
        source_port_ranges,
        sources,
    } = rule;
    let id = said(id).ok_or_else(|| format!("{network}: a security admin rule has no id"))?;
    let id = arm::id(&id);
    let wrong = |odd: String| format!("{network}: rule {id}: can't read {odd}");
    let access = rule::access(access).map_err(wrong)?;
    let outbound = rule::is_outbound(direction).map_err(wrong)?;
    let priority = priority.ok_or_else(|| wrong("a priority that is not there".to_owned()))?;
    let mut doubt = |odd: String| doubts.push(wrong(odd));
    let from = sides("source", sources, &mut doubt);
    let to = sides("destination", destinations, &mut doubt);
    let applies = rule_collection_applies_to_groups
        .into_iter()
        .map(|native::NetworkGroupItem { network_group_id }| network_group_id);
    let groups = rule_groups.into_iter().map(|native::Reference { id }| id);
    let rule = Rule {
        access,
        collection: said(rule_collection_description),
        configuration: said(configuration_description),
        description: said(description),
        flag: said(flag),
        from,
        groups: set(applies.chain(groups).map(|id| id.map(|id| arm::id(&id)))),
        kind: said(kind).map(|kind| kind.to_ascii_lowercase()),
        ports: rule::ports(None, destination_port_ranges, &mut doubt),
        priority,
        protocol: rule::protocol(protocol, &mut doubt),
        source_ports: rule::ports(None, source_port_ranges, &mut doubt),
        to,
        id: id.clone(),
    };
    Ok((outbound, rule))
}

/// Reads one side. The answer also says whether each is an address or a tag; one that says otherwise than it reads is doubted.
fn sides(
    side: &str,
    items: Vec<native::AddressPrefixItem>,
    doubt: &mut dyn FnMut(String),
) -> Vec<Peer> {
    let mut texts = Vec::new();
    for native::AddressPrefixItem { address_prefix, address_prefix_type } in items {
        let Some(text) = said(address_prefix) else { continue };
        let sort = address_prefix_type.unwrap_or_default().to_ascii_lowercase();
        let fits = matches!(
            (sort.as_str(), Peer::read(&text)),
            ("ipprefix", Peer::Any | Peer::Cidr(_))
                | ("servicetag", Peer::Tag(_))
                | ("", _)
                | (_, Peer::Unknown(_))
        );
        if !fits {
            doubt(format!("`{text}` as {sort}"));
        }
        texts.push(text);
    }
    rule::peers(side, texts, Vec::new(), doubt)
}

/// `priority 10 always allow inbound tcp 22 from Internet to * (rule)`.
fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    if !matches!(list, "inbound" | "outbound") {
        return None;
    }
    let Rule {
        access,
        collection: _,
        configuration: _,
        description,
        flag,
        from,
        groups: _,
        id,
        kind: _,
        ports,
        priority,
        protocol,
        source_ports,
        to,
    } = Rule::deserialize(element).ok()?;
    let name = flag.unwrap_or_else(|| arm::last(&id).to_owned());
    let note = description.map(|note| format!(" \"{note}\"")).unwrap_or_default();
    let rule = Match { from, ports, protocol, source_ports, to };
    Some(format!("{} ({name}){note}", rule::say(priority, access, list, &rule)))
}
