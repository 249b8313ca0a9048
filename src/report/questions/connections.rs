//! Who can talk to whom, as a document.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::answers::{document, lines};
use super::text;
use crate::model;
use crate::report::{Format, Style};

/// Every pair that can talk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Connections {
    /// One row for each pair, sorted.
    pub connections: Vec<Row>,
    /// Memberships that are not known and were taken to be empty, `<kind>:<id>`; left out when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
    /// What people call endpoints, where that is another name.
    #[serde(skip)]
    pub called: BTreeMap<String, String>,
}

/// Who can open what to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// An endpoint, or addresses outside: a CIDR or `a-b`.
    pub from: String,
    /// The same.
    pub to: String,
    /// On what, one entry a protocol.
    pub traffic: Vec<Traffic>,
}

/// Packets of one protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Traffic {
    /// `tcp`, `udp`, `sctp`, `icmp`, `icmpv6`, `esp`, `ah`, `gre`, numbers `0,2-5`, or `all` for every protocol.
    pub protocol: String,
    /// Destination ports, `22,80-90`; left out when all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ports: Option<String>,
    /// ICMP types, and codes after a slash: `8`, `3/4`; left out when all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icmp: Option<String>,
}

impl From<&model::Connections> for Connections {
    fn from(found: &model::Connections) -> Self {
        let model::Connections { rows, unknown, called } = found;
        let row = |row: &model::Connection| Row {
            from: row.from.to_string(),
            to: row.to.to_string(),
            traffic: row.traffic.iter().map(traffic).collect(),
        };
        Self {
            connections: rows.iter().map(row).collect(),
            unknown: unknown.iter().map(ToString::to_string).collect(),
            called: called.iter().map(|(label, name)| (label.to_string(), name.clone())).collect(),
        }
    }
}

fn traffic(talk: &model::Talk) -> Traffic {
    let model::Talk { protocol, ports, icmp } = talk.clone();
    Traffic { protocol, ports, icmp }
}

/// Writes connections in one of the [formats](super::FORMATS) that they have; in any other, as text.
#[must_use]
pub fn render_connections(format: Format, connections: &Connections, style: &Style) -> String {
    match format {
        Format::Json => document(connections),
        Format::Jsonl => lines(&connections.connections),
        _ => text::connections(connections, style),
    }
}
