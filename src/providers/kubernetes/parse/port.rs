//! Ports, protocols and address blocks, as policies and services write them.

use std::fmt;
use std::str::FromStr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::super::native::IntOrString;
use super::object::{Refused, set};

/// The protocols that Kubernetes filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Protocol {
    /// SCTP.
    Sctp,
    /// TCP, which is meant where none is written.
    Tcp,
    /// UDP.
    Udp,
}

impl Protocol {
    /// The word in phrases.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sctp => "sctp",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// A port by its number, or by the name that a container gives it; `80` and `"80"` differ.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PortRef {
    /// A number.
    Number(u16),
    /// A name, resolved for each destination pod.
    Name(String),
}

/// The ports of a policy's rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Port {
    /// The end of a range that starts with `port`; absent when it is one port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_port: Option<u16>,
    /// The port; absent means all of the protocol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<PortRef>,
    /// The protocol; absent only for a named port of a cluster-wide policy, whose name decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
}

// By protocol first, as people read them; the fields are in the order of their names for the document's sake.
impl Ord for Port {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let Self { end_port, port, protocol } = self;
        (protocol, port, end_port).cmp(&(&other.protocol, &other.port, &other.end_port))
    }
}

impl PartialOrd for Port {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// An address block with its host bits masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cidr(IpNet);

impl Cidr {
    /// The block.
    #[must_use]
    pub const fn net(self) -> IpNet {
        self.0
    }
}

impl FromStr for Cidr {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        text.parse::<IpNet>()
            .map(|net| Self(net.trunc()))
            .map_err(|_| Refused(format!("`{text}` is not an address block")))
    }
}

impl TryFrom<String> for Cidr {
    type Error = Refused;

    fn try_from(text: String) -> Result<Self, Refused> {
        text.parse()
    }
}

impl From<Cidr> for String {
    fn from(cidr: Cidr) -> Self {
        cidr.to_string()
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Reads blocks into a sorted list.
pub(crate) fn cidrs(texts: Vec<String>) -> Result<Vec<Cidr>, Refused> {
    let blocks: Result<Vec<Cidr>, Refused> = texts.iter().map(|text| text.parse()).collect();
    Ok(set(blocks?))
}

/// Reads a protocol; TCP where none is written, as the API defaults it.
pub(crate) fn protocol(text: Option<&str>) -> Result<Protocol, Refused> {
    match text {
        None | Some("" | "TCP") => Ok(Protocol::Tcp),
        Some("UDP") => Ok(Protocol::Udp),
        Some("SCTP") => Ok(Protocol::Sctp),
        Some(other) => Err(Refused(format!("`{other}` is not a protocol of Kubernetes"))),
    }
}

/// Reads a port's number.
pub(crate) fn number(number: i64) -> Result<u16, Refused> {
    u16::try_from(number).map_err(|_| Refused(format!("{number} is not a port")))
}

/// Reads a number or a name.
pub(crate) fn port_ref(native: IntOrString) -> Result<PortRef, Refused> {
    match native {
        IntOrString::Int(port) => number(port).map(PortRef::Number),
        IntOrString::String(name) => Ok(PortRef::Name(name)),
    }
}

/// A range of ports; a range of one is that port.
pub(crate) fn span(start: i64, end: i64, protocol: Protocol) -> Result<Port, Refused> {
    let (start, end) = (number(start)?, number(end)?);
    if end < start {
        return Err(Refused(format!("the port range {start}-{end} ends before it starts")));
    }
    Ok(Port {
        end_port: (end > start).then_some(end),
        port: Some(PortRef::Number(start)),
        protocol: Some(protocol),
    })
}

impl fmt::Display for PortRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { end_port, port, protocol } = self;
        let protocol = protocol.map_or("any", Protocol::word);
        match (port, end_port) {
            (None, _) => f.write_str(protocol),
            (Some(port), None) => write!(f, "{protocol} {port}"),
            (Some(port), Some(end)) => write!(f, "{protocol} {port}-{end}"),
        }
    }
}

/// Ports in words: `tcp 80, udp 53`; `any` without ports.
pub(crate) fn ports_in_words(ports: &[Port]) -> String {
    if ports.is_empty() {
        return "any".to_owned();
    }
    ports.iter().map(Port::to_string).collect::<Vec<_>>().join(", ")
}
