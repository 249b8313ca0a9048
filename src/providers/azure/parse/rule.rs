//! A rule of a network security group, or of Virtual Network Manager: who may reach whom, on what.
//!
//! Azure writes a single value in one field and several in another; a rule means what is in either. A value that is missing
//! beside a list is not "any".

use serde::{Deserialize, Serialize};

use super::arm;
use super::terms::{Peer, Ports, Protocol};
use crate::providers::azure::native::Reference;
use crate::providers::normalised::said;

/// What a rule does with the packets that it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Access {
    /// Of a security group: let it through. Of Virtual Network Manager: go on to the security groups.
    Allow,
    /// Of Virtual Network Manager: deliver it, whatever security groups say.
    AlwaysAllow,
    Deny,
}

impl Access {
    const fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::AlwaysAllow => "always allow",
            Self::Deny => "deny",
        }
    }
}

/// Reads what a rule does.
///
/// # Errors
/// In words, when nobody documents it.
pub(crate) fn access(text: Option<String>) -> Result<Access, String> {
    let text = text.unwrap_or_default();
    match text.to_ascii_lowercase().as_str() {
        "allow" => Ok(Access::Allow),
        "alwaysallow" => Ok(Access::AlwaysAllow),
        "deny" => Ok(Access::Deny),
        _ => Err(format!("the access `{text}`")),
    }
}

/// Reads a direction: whether the rule is for what leaves.
///
/// # Errors
/// In words, when nobody documents it.
pub(crate) fn is_outbound(text: Option<String>) -> Result<bool, String> {
    let text = text.unwrap_or_default();
    match text.to_ascii_lowercase().as_str() {
        "inbound" => Ok(false),
        "outbound" => Ok(true),
        _ => Err(format!("the direction `{text}`")),
    }
}

/// Which packets a rule matches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Match {
    pub(crate) from: Vec<Peer>,
    /// The ports; nothing is all of them.
    pub(crate) ports: Option<Ports>,
    pub(crate) protocol: Protocol,
    /// The ports that it comes from; nothing is all of them.
    pub(crate) source_ports: Option<Ports>,
    pub(crate) to: Vec<Peer>,
}

/// Reads a protocol.
pub(crate) fn protocol(text: Option<String>, doubt: &mut dyn FnMut(String)) -> Protocol {
    let protocol = Protocol::from(text.as_deref().unwrap_or_default());
    if let Protocol::Unknown(word) = &protocol {
        doubt(format!("the protocol `{word}`"));
    }
    protocol
}

/// Reads ports from the field of one and the field of several.
pub(crate) fn ports(
    one: Option<String>,
    several: Vec<String>,
    doubt: &mut dyn FnMut(String),
) -> Option<Ports> {
    let texts: Vec<String> = said(one).into_iter().chain(several).collect();
    if texts.is_empty() {
        // The reference says that the field may be left out, and has no other word for "all".
        return None;
    }
    let ports = Ports::read(texts.iter().map(String::as_str));
    ports.iter().flat_map(Ports::doubts).for_each(doubt);
    ports
}

/// Reads one side from the field of one, the field of several and the application security groups.
pub(crate) fn peers(
    side: &str,
    texts: impl IntoIterator<Item = String>,
    groups: Vec<Reference>,
    doubt: &mut dyn FnMut(String),
) -> Vec<Peer> {
    let mut peers: Vec<Peer> = texts.into_iter().map(|text| Peer::read(&text)).collect();
    peers.extend(arm::refer_all(groups).iter().map(|id| Peer::group(id)));
    peers.sort_unstable();
    peers.dedup();
    if peers.is_empty() {
        doubt(format!("a rule without a {side}"));
    }
    peers.iter().filter_map(Peer::doubt).for_each(doubt);
    peers
}

/// `priority 200 deny inbound tcp 22 from 0.0.0.0/0 to *`.
pub(crate) fn say(priority: i64, access: Access, list: &str, rule: &Match) -> String {
    let Match { from, ports, protocol, source_ports, to } = rule;
    let side = |peers: &[Peer]| peers.iter().map(Peer::say).collect::<Vec<_>>().join(", ");
    let ports = ports.as_ref().map(|ports| format!(" {ports}")).unwrap_or_default();
    let source_ports =
        source_ports.as_ref().map(|ports| format!(" port {ports}")).unwrap_or_default();
    format!(
        "priority {priority} {} {list} {protocol}{ports} from {}{source_ports} to {}",
        access.word(),
        side(from),
        side(to)
    )
}
