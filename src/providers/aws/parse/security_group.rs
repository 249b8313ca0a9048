//! Security groups.
//!
//! AWS prints rules bundled by protocol and ports, and can bundle the same rules differently tomorrow. Here a
//! rule is one protocol, one port range and one peer. Their ids are in an answer of their own
//! and are put beside the rules that they belong to. So are their tags, which are kept beside the rules: where that answer
//! is missing, no rule differs from what it was.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::rule_ids::{RuleIds, RuleTags};
use super::tags::{Tags, tags};
use super::terms::{Messages, Peer, Ports, Protocol};
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::aws::calls::{
    DESCRIBE_NETWORK_INTERFACES, DESCRIBE_SECURITY_GROUP_RULES, DESCRIBE_SECURITY_GROUPS,
};
use crate::providers::aws::native;
use crate::providers::calls::{enriches, required};
use crate::providers::normalised::{Known, Outcome, resource, said};

const RULES: Matching = Matching::Rules { id: "id" };

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "security-group"),
    title: "security group",
    role: Role::Boundary,
    calls: &[
        required(DESCRIBE_SECURITY_GROUPS),
        enriches(DESCRIBE_SECURITY_GROUP_RULES),
        enriches(DESCRIBE_NETWORK_INTERFACES),
    ],
    identity: "the group id, which AWS never gives to another group; a name can be reused",
    named_by: &["name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("description", Bears::Metadata, "can't be edited; says what the group is for"),
    Field::list("egress", Bears::Traffic, RULES, "what members may send"),
    Field::durable("egress[].description", Bears::Metadata, "a note on the rule"),
    Field::durable("egress[].id", Bears::Metadata, "AWS's name for the rule"),
    Field::list("ingress", Bears::Traffic, RULES, "what members may receive"),
    Field::durable("ingress[].description", Bears::Metadata, "a note on the rule"),
    Field::durable("ingress[].id", Bears::Metadata, "AWS's name for the rule"),
    Field::durable("name", Bears::Metadata, "can't be edited"),
    Field::durable("owner", Bears::Metadata, "the account, when the group is shared from another"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::durable("vpc", Bears::Exposure, "the network whose interfaces can be members"),
    Field::context(
        "attached_to",
        Bears::Metadata,
        "membership moves with autoscaling; the interface tells of a change that matters",
    ),
    Field::context(
        "peerings",
        Bears::Exposure,
        "a rule whose peering is deleted is stale and matches nothing",
    ),
    Field::context(
        "rule_tags",
        Bears::Metadata,
        "labels of rules, by the rule's id; they are in an answer of their own that may be missing",
    ),
    Field::volatile("SecurityGroupArn", "made of account, region and id"),
    Field::volatile("IpPermissions[].UserIdGroupPairs[].GroupName", "the id says which group"),
    Field::volatile(
        "IpPermissionsEgress[].UserIdGroupPairs[].GroupName",
        "the id says which group",
    ),
    Field::volatile("SecurityGroupRuleArn", "made of account, region and id"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) egress: Vec<Rule>,
    pub(crate) ingress: Vec<Rule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vpc: Option<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    /// The interfaces in the group.
    pub(crate) attached_to: Known<Vec<String>>,
    /// The state of each peering connection that a rule names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) peerings: BTreeMap<String, String>,
    /// The tags of rules, by the rule's id.
    #[serde(skip_serializing_if = "Known::is_none")]
    pub(crate) rule_tags: Known<RuleTags>,
}

/// One protocol and port range, allowed for one peer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rule {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// The messages; nothing is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) icmp: Option<Messages>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    pub(crate) peer: Peer,
    /// The account of a peer group, when it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) peer_account: Option<String>,
    /// The connection over which a peer group is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) peer_peering: Option<String>,
    /// The network of a peer group, when it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) peer_vpc: Option<String>,
    /// The ports; nothing is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ports: Option<Ports>,
    pub(crate) protocol: Protocol,
}

impl Rule {
    /// What AWS lets a group have once: two answers about the same rule agree on it.
    pub(super) fn traffic(&self) -> impl Ord + '_ {
        (&self.protocol, self.ports, self.icmp, &self.peer)
    }

    /// All of it, in the order in which rules are sorted.
    pub(super) fn content(&self) -> impl Ord + '_ {
        let peer = (&self.peer_account, &self.peer_vpc, &self.peer_peering);
        (self.traffic(), peer, &self.description, &self.id)
    }
}

/// Traffic before its peer: what an `IpPermission` and a `SecurityGroupRule` have in common.
pub(super) struct Reach {
    pub(super) protocol: Protocol,
    pub(super) ports: Option<Ports>,
    pub(super) icmp: Option<Messages>,
}

/// Reads AWS's triple. For ICMP the "ports" are type and code; for every protocol but four AWS ignores them.
pub(super) fn reach(
    protocol: Option<String>,
    from: Option<i64>,
    to: Option<i64>,
    mut doubt: impl FnMut(String),
) -> Reach {
    let protocol = Protocol::from(protocol.as_deref().unwrap_or_default());
    if let Protocol::Unknown(word) = &protocol {
        doubt(format!("the protocol `{word}`"));
    }
    let mut reach = Reach { protocol, ports: None, icmp: None };
    if reach.protocol.has_ports() {
        reach.ports = Ports::read(from, to).unwrap_or_else(|odd| {
            doubt(odd);
            None
        });
    } else if reach.protocol.has_messages() {
        reach.icmp = Messages::read(from, to).unwrap_or_else(|odd| {
            doubt(odd);
            None
        });
    }
    reach
}

/// Makes a group's resource. `account` is the scope's, `rule_ids` and `attached_to` what the other calls said.
pub(crate) fn normalise(
    group: native::SecurityGroup,
    account: &str,
    rule_ids: Option<&RuleIds>,
    attached_to: Known<Vec<String>>,
) -> Outcome {
    let native::SecurityGroup {
        description,
        group_id,
        group_name,
        ip_permissions,
        ip_permissions_egress,
        owner_id,
        tags: labels,
        vpc_id,
    } = group;
    let group_id = said(group_id);
    let name = group_id.as_deref().unwrap_or("a group without id");
    let own = Own { group: name, account: owner_id.as_deref(), vpc: vpc_id.as_deref() };
    let mut doubts = Vec::new();
    let mut peerings = BTreeMap::new();
    let mut direction = |permissions, egress| {
        let mut rules = flatten(permissions, &own, &mut peerings, &mut doubts);
        if let Some(ids) = rule_ids {
            ids.name(name, egress, &mut rules, &mut doubts);
        }
        rules.sort_by(|a, b| a.content().cmp(&b.content()));
        rules.dedup();
        rules
    };
    let ingress = direction(ip_permissions, false);
    let egress = direction(ip_permissions_egress, true);
    let durable = Durable {
        description: said(description),
        egress,
        ingress,
        name: said(group_name),
        owner: owner_id.clone().filter(|owner| owner != account),
        tags: tags(labels),
        vpc: vpc_id.clone(),
    };
    let rule_tags = rule_ids.map_or(Known::Unread, |ids| ids.tags(name));
    let context = Context { attached_to, peerings, rule_tags };
    resource(SPEC.title, group_id.clone(), &durable, &context, doubts)
}

/// The rules that permissions of a group of this account are, each with as much of its peer as they say.
pub(crate) fn rules(permissions: Vec<native::IpPermission>, account: &str) -> Vec<Rule> {
    let own = Own { group: "", account: Some(account), vpc: None };
    flatten(permissions, &own, &mut BTreeMap::new(), &mut Vec::new())
}

/// What a group is and has, so that peers are described by how they differ from it.
struct Own<'a> {
    group: &'a str,
    account: Option<&'a str>,
    vpc: Option<&'a str>,
}

/// One element for each protocol, port range and peer.
fn flatten(
    permissions: Vec<native::IpPermission>,
    own: &Own<'_>,
    peerings: &mut BTreeMap<String, String>,
    doubts: &mut Vec<String>,
) -> Vec<Rule> {
    let mut rules = Vec::new();
    for permission in permissions {
        let native::IpPermission {
            from_port,
            ip_protocol,
            ip_ranges,
            ipv6_ranges,
            prefix_list_ids,
            to_port,
            user_id_group_pairs,
        } = permission;
        let mut doubt = |what: String| doubts.push(format!("{}: can't read {what}", own.group));
        let Reach { protocol, ports, icmp } = reach(ip_protocol, from_port, to_port, &mut doubt);
        let before = rules.len();
        let mut add = |peer: Peer, description: Option<String>, origin: [Option<String>; 3]| {
            if let Some(odd) = peer.doubt() {
                doubt(odd);
            }
            let [account, peering, vpc] = origin;
            rules.push(Rule {
                description: said(description),
                icmp,
                id: None,
                peer,
                peer_account: said(account).filter(|a| own.account != Some(a)),
                peer_peering: said(peering),
                peer_vpc: said(vpc).filter(|v| own.vpc != Some(v)),
                ports,
                protocol: protocol.clone(),
            });
        };
        for native::IpRange { cidr_ip, description } in ip_ranges {
            add(Peer::cidr(&cidr_ip.unwrap_or_default()), description, [None, None, None]);
        }
        for native::Ipv6Range { cidr_ipv6, description } in ipv6_ranges {
            add(Peer::cidr(&cidr_ipv6.unwrap_or_default()), description, [None, None, None]);
        }
        for native::PrefixListId { description, prefix_list_id } in prefix_list_ids {
            let peer = prefix_list_id.map_or_else(
                || Peer::Unknown("a prefix list without id".into()),
                |id| Peer::PrefixList(id.into()),
            );
            add(peer, description, [None, None, None]);
        }
        for pair in user_id_group_pairs {
            let native::UserIdGroupPair {
                description,
                group_id,
                peering_status,
                user_id,
                vpc_id,
                vpc_peering_connection_id,
            } = pair;
            if let (Some(peering), Some(status)) = (&vpc_peering_connection_id, peering_status) {
                peerings.insert(peering.clone(), status);
            }
            let peer = group_id.map_or_else(
                || Peer::Unknown("a group without id".into()),
                |id| Peer::SecurityGroup(id.into()),
            );
            add(peer, description, [user_id, vpc_peering_connection_id, vpc_id]);
        }
        if rules.len() == before {
            doubts.push(format!("{}: a permission has no peer", own.group));
        }
    }
    rules
}

/// A rule in words, without its note.
pub(crate) fn say(rule: &Rule, egress: bool) -> String {
    let towards = if egress { "to" } else { "from" };
    let mut text = format!("allow {}", rule.protocol);
    if let Some(ports) = rule.ports {
        text.push_str(&format!(" {ports}"));
    }
    if let Some(messages) = rule.icmp {
        text.push_str(&format!(" {messages}"));
    }
    text.push_str(&format!(" {towards} {}", rule.peer));
    text
}

/// `allow tcp 22 from 0.0.0.0/0 "why"`.
fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    let egress = match list {
        "egress" => true,
        "ingress" => false,
        _ => return None,
    };
    let rule = Rule::deserialize(element).ok()?;
    let note = rule.description.as_ref().map(|note| format!(" \"{note}\"")).unwrap_or_default();
    Some(say(&rule, egress) + &note)
}
