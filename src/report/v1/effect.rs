//! What a change means as traffic: boxes of packets, a witness, and who decides about it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a change opened and closed. Boxes of one list may overlap; their union is exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// What passes now and did not.
    pub opened: Vec<TrafficBox>,
    /// What passed and does not now.
    pub closed: Vec<TrafficBox>,
    /// Whether the rules are written in another way and do the same with every packet.
    pub equivalent: bool,
    /// `order` when nothing changed but the order of the rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// A packet that is now decided otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<Packet>,
    /// Who decides about the witness.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<DecidedBy>,
    /// The boundaries at which it shows, as `<kind>:<id>`, when they are others than the resource.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boundaries: Vec<String>,
}

/// A box of packets: each of its fields limits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrafficBox {
    /// `ingress` or `egress`.
    pub direction: String,
    /// Sources: CIDRs, `a-b` ranges or symbols `<kind>:<id>`.
    pub from: Vec<String>,
    /// What the sources leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from_except: Vec<String>,
    /// What the sources are also inside of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from_within: Vec<String>,
    /// Destinations: CIDRs, `a-b` ranges or symbols `<kind>:<id>`.
    pub to: Vec<String>,
    /// What the destinations leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_except: Vec<String>,
    /// What the destinations are also inside of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_within: Vec<String>,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, `sctp`, `esp`, `ah`, `gre`, a number, numbers `0-5,7-255`, or `all`.
    pub protocol: String,
    /// Destination ports, `22,80-90`; left out when all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ports: Option<String>,
    /// Source ports; left out when all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_ports: Option<String>,
    /// ICMP types, and codes after a slash: `8`, `3/4`; left out when all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icmp: Option<String>,
    /// The rule that lets it pass, now or before: the provider's own id or number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// One packet, in the words of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Packet {
    /// `ingress` or `egress`.
    pub direction: String,
    /// Its source address.
    pub from: String,
    /// What its source is a member of, `<kind>:<id>`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from_in: Vec<String>,
    /// Its destination address.
    pub to: String,
    /// What its destination is a member of, `<kind>:<id>`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_in: Vec<String>,
    /// Its protocol.
    pub protocol: String,
    /// Its destination port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Its source port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_port: Option<u16>,
    /// Its ICMP type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icmp_type: Option<u8>,
    /// Its ICMP code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icmp_code: Option<u8>,
}

/// Who decides about a packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecidedBy {
    /// Who decided.
    pub before: RuleName,
    /// Who decides.
    pub after: RuleName,
}

/// A rule of a boundary, and what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleName {
    /// The boundary, as `<kind>:<id>`.
    pub boundary: String,
    /// The provider's own id or number, or the rule in words where that is not known; `null` when no rule matched.
    pub rule: Option<String>,
    /// `allow` or `deny`.
    pub action: String,
}
