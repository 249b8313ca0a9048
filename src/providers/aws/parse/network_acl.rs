//! Network ACLs.
//!
//! AWS prints the entries of both directions in one list and promises no order; here they are two
//! lists, each in the order in which it is judged.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::tags::{Tags, tags};
use super::terms::{Messages, Peer, Ports, Protocol};
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::aws::calls::DESCRIBE_NETWORK_ACLS;
use crate::providers::aws::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Known, Outcome, is_off, resource, said, set};

// IPv4 and IPv6 entries share one numbering: the final deny is 32767 for one and 32768 for the other.
const ENTRIES: Matching = Matching::Keyed(&["number"]);

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "network-acl"),
    title: "network ACL",
    role: Role::Boundary,
    calls: &[required(DESCRIBE_NETWORK_ACLS)],
    identity: "the ACL id, which AWS never gives to another ACL",
    named_by: &["tags.Name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("default", Bears::Metadata, "whether new subnets get it; can't be edited"),
    Field::list("egress", Bears::Traffic, ENTRIES, "what may leave, the first match deciding"),
    Field::list("ingress", Bears::Traffic, ENTRIES, "what may enter, the first match deciding"),
    Field::durable("owner", Bears::Metadata, "the account, when the ACL is another's"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::durable("vpc", Bears::Exposure, "the network whose subnets it can stand before"),
    Field::context("subnets", Bears::Metadata, "the subnet tells of a change, as `network_acl`"),
    Field::volatile("Associations[].NetworkAclAssociationId", "new with each association"),
    Field::volatile("Associations[].NetworkAclId", "the ACL itself"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) default: bool,
    pub(crate) egress: Vec<Entry>,
    pub(crate) ingress: Vec<Entry>,
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
    pub(crate) subnets: Vec<String>,
}

/// One entry of one direction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// `allow` or `deny`.
    pub(crate) action: String,
    /// The messages; nothing is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) icmp: Option<Messages>,
    pub(crate) number: i64,
    pub(crate) peer: Peer,
    /// The ports; nothing is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ports: Option<Ports>,
    pub(crate) protocol: Protocol,
}

/// Makes an ACL's resource, and notes in `subnets` before which subnets it stands.
pub(crate) fn normalise(
    acl: native::NetworkAcl,
    account: &str,
    subnets: &mut HashMap<String, String>,
) -> Outcome {
    let native::NetworkAcl {
        associations,
        entries,
        is_default,
        network_acl_id,
        owner_id,
        tags: labels,
        vpc_id,
    } = acl;
    let id = said(network_acl_id);
    let name = id.as_deref().unwrap_or("an ACL without id");
    let mut doubts = Vec::new();
    let (mut ingress, mut egress) = (Vec::new(), Vec::new());
    for entry in entries {
        match read_entry(entry) {
            Ok((true, entry)) => egress.push(entry),
            Ok((false, entry)) => ingress.push(entry),
            Err(odd) => doubts.push(format!("{name}: {odd}")),
        }
    }
    for (direction, list) in [("ingress", &mut ingress), ("egress", &mut egress)] {
        list.sort_by(|a, b| (a.number, a).cmp(&(b.number, b)));
        list.dedup();
        for pair in list.windows(2) {
            if let [a, b] = pair
                && a.number == b.number
            {
                doubts.push(format!("{name}: two {direction} entries have number {}", a.number));
            }
        }
    }
    let attached =
        set(associations.into_iter().map(|native::NetworkAclAssociation { subnet_id }| subnet_id));
    if let Some(id) = &id {
        subnets.extend(attached.iter().map(|subnet| (subnet.clone(), id.clone())));
    }
    let durable = Durable {
        default: is_default.unwrap_or_default(),
        egress,
        ingress,
        owner: said(owner_id).filter(|owner| owner != account),
        tags: tags(labels),
        vpc: said(vpc_id),
    };
    resource(SPEC.title, id.clone(), &durable, &Context { subnets: attached }, doubts)
}

/// Reads an entry and its direction.
///
/// An entry that can't be read is not kept with a part missing: an ACL's entries shadow each
/// other, and half an entry would say something that AWS did not.
pub(crate) fn read_entry(entry: native::NetworkAclEntry) -> Result<(bool, Entry), String> {
    let native::NetworkAclEntry {
        cidr_block,
        egress,
        icmp_type_code,
        ipv6_cidr_block,
        port_range,
        protocol,
        rule_action,
        rule_number,
    } = entry;
    let number = rule_number.ok_or("an entry has no `RuleNumber`")?;
    let wrong = |odd: String| format!("entry {number}: can't read {odd}");
    let protocol = Protocol::from(protocol.as_deref().unwrap_or_default());
    if let Protocol::Unknown(word) = &protocol {
        return Err(wrong(format!("the protocol `{word}`")));
    }
    let (mut ports, mut icmp) = (None, None);
    if protocol.has_ports()
        && let Some(native::PortRange { from, to }) = port_range
    {
        ports = Ports::read(from, to).map_err(wrong)?;
    } else if protocol.has_messages()
        && let Some(native::IcmpTypeCode { code, r#type }) = icmp_type_code
    {
        icmp = Messages::read(r#type, code).map_err(wrong)?;
    }
    let peer = Peer::cidr(&cidr_block.or(ipv6_cidr_block).unwrap_or_default());
    if let Some(odd) = peer.doubt() {
        return Err(wrong(odd));
    }
    let action = match rule_action.as_deref() {
        Some(action @ ("allow" | "deny")) => action.to_owned(),
        other => return Err(wrong(format!("the action `{}`", other.unwrap_or_default()))),
    };
    let egress = egress.ok_or_else(|| wrong("a direction that is not there".to_owned()))?;
    Ok((egress, Entry { action, icmp, number, peer, ports, protocol }))
}

/// What ACLs said about subnets.
pub(crate) fn of_subnet(
    subnets: &HashMap<String, String>,
    whole: bool,
    subnet: &str,
) -> Known<Option<String>> {
    match subnets.get(subnet) {
        None if !whole => Known::Unread,
        known => Known::Read(known.cloned()),
    }
}

/// `100 deny tcp 22 from 0.0.0.0/0`.
fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    let towards = match list {
        "egress" => "to",
        "ingress" => "from",
        _ => return None,
    };
    let Entry { action, icmp, number, peer, ports, protocol } = Entry::deserialize(element).ok()?;
    let ports = ports.map(|ports| format!(" {ports}")).unwrap_or_default();
    let icmp = icmp.map(|icmp| format!(" {icmp}")).unwrap_or_default();
    Some(format!("{number} {action} {protocol}{ports}{icmp} {towards} {peer}"))
}
