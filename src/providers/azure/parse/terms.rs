//! The words that rules are made of: protocol, ports, peers.
//!
//! Each has one spelling for one meaning, because documents are compared as text: `*`, `TCP`, a list of one and a single
//! value, and a CIDR with host bits set are rewritten here and nowhere else. What can't be read is kept as it was
//! written and told as a doubt, never dropped and never guessed.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a rule says about protocols.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Protocol {
    /// Every protocol, written `*` by Azure. The ports of such a rule still apply to TCP and UDP.
    All,
    Ah,
    Esp,
    Icmp,
    Icmpv6,
    Tcp,
    Udp,
    /// A word that nobody documents.
    Unknown(Box<str>),
}

impl From<&str> for Protocol {
    fn from(text: &str) -> Self {
        match text.trim().to_ascii_lowercase().as_str() {
            "*" | "any" | "all" => Self::All,
            "ah" | "51" => Self::Ah,
            "esp" | "50" => Self::Esp,
            "icmp" | "1" => Self::Icmp,
            "icmpv6" | "58" => Self::Icmpv6,
            "tcp" | "6" => Self::Tcp,
            "udp" | "17" => Self::Udp,
            _ => Self::Unknown(text.into()),
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "all",
            Self::Ah => "ah",
            Self::Esp => "esp",
            Self::Icmp => "icmp",
            Self::Icmpv6 => "icmpv6",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Unknown(text) => text,
        })
    }
}

/// A set of ports, never all of them: that is written by leaving them out.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ports {
    /// In order, and none touches another.
    ranges: Vec<(u16, u16)>,
    /// What was written and can't be read.
    odd: Vec<String>,
}

impl Ports {
    /// Reads ports in any spelling; nothing is every port.
    pub(crate) fn read<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut ranges = Vec::new();
        let mut odd = Vec::new();
        for text in texts {
            let plain = text.trim();
            let plain = if matches!(plain, "*" | "Any" | "any") { "0-65535" } else { plain };
            let (from, to) = plain.split_once('-').unwrap_or((plain, plain));
            match (from.trim().parse::<u16>(), to.trim().parse::<u16>()) {
                (Ok(from), Ok(to)) if from <= to => ranges.push((from, to)),
                _ => odd.push(text.to_owned()),
            }
        }
        ranges.sort_unstable();
        let mut merged: Vec<(u16, u16)> = Vec::new();
        for (from, to) in ranges {
            match merged.last_mut() {
                Some((_, last)) if from <= last.saturating_add(1) => *last = to.max(*last),
                _ => merged.push((from, to)),
            }
        }
        odd.sort_unstable();
        odd.dedup();
        let all = merged.first() == Some(&(0, u16::MAX));
        (!all || !odd.is_empty()).then_some(Self { ranges: merged, odd })
    }

    /// The ranges, in order; nothing when some of it can't be read.
    pub(crate) fn ranges(&self) -> Option<&[(u16, u16)]> {
        self.odd.is_empty().then_some(&self.ranges)
    }

    /// The doubts about what can't be read.
    pub(crate) fn doubts(&self) -> impl Iterator<Item = String> + '_ {
        self.odd.iter().map(|text| format!("the ports `{text}`"))
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        for (from, to) in &self.ranges {
            write!(f, "{comma}{from}")?;
            if from != to {
                write!(f, "-{to}")?;
            }
            comma = ",";
        }
        for text in &self.odd {
            write!(f, "{comma}{text}")?;
            comma = ",";
        }
        Ok(())
    }
}

impl From<&str> for Ports {
    fn from(text: &str) -> Self {
        Self::read(text.split(',').filter(|part| !part.is_empty())).unwrap_or_default()
    }
}

/// Whom a rule speaks about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Peer {
    /// Every address of both families, written `*` by Azure. `0.0.0.0/0` is not the same: it is IPv4 alone.
    Any,
    /// Addresses, with the host bits off.
    Cidr(IpNet),
    /// The addresses of a service, or of the network around, which Microsoft keeps.
    Tag(Box<str>),
    /// The interfaces in an application security group.
    Group(Box<str>),
    /// What was written and can't be read.
    Unknown(Box<str>),
}

const TAG: &str = "azure.service-tag:";
const GROUP: &str = "azure.application-security-group:";

/// Tags with a meaning of their own, which are found in other cases and in the spelling of the classic API.
const WELL_KNOWN: &[(&str, &str)] = &[
    ("virtualnetwork", "VirtualNetwork"),
    ("virtual_network", "VirtualNetwork"),
    ("internet", "Internet"),
    ("azureloadbalancer", "AzureLoadBalancer"),
    ("azure_loadbalancer", "AzureLoadBalancer"),
];

impl Peer {
    /// Reads an address, a block of addresses, a service tag or `*`.
    pub(crate) fn read(text: &str) -> Self {
        let plain = text.trim();
        let lower = plain.to_ascii_lowercase();
        if matches!(lower.as_str(), "*" | "any") {
            return Self::Any;
        }
        if let Some(net) = block(plain) {
            return Self::Cidr(net);
        }
        if let Some((_, tag)) = WELL_KNOWN.iter().find(|(known, _)| *known == lower) {
            return Self::Tag((*tag).into());
        }
        let of_a_tag = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let is_tag = plain.starts_with(|c: char| c.is_ascii_alphabetic())
            && plain.len() <= 80
            && plain.chars().all(of_a_tag);
        if is_tag { Self::Tag(plain.into()) } else { Self::Unknown(text.into()) }
    }

    /// The members of an application security group.
    pub(crate) fn group(id: &str) -> Self {
        Self::Group(id.into())
    }

    /// The doubt about a peer that can't be read.
    pub(crate) fn doubt(&self) -> Option<String> {
        match self {
            Self::Unknown(text) => Some(format!("the peer `{text}`")),
            Self::Any | Self::Cidr(_) | Self::Tag(_) | Self::Group(_) => None,
        }
    }

    /// The service tag, when it is one.
    pub(crate) fn tag(&self) -> Option<&str> {
        match self {
            Self::Tag(tag) => Some(tag),
            Self::Any | Self::Cidr(_) | Self::Group(_) | Self::Unknown(_) => None,
        }
    }

    /// In words for people: a group by its name.
    pub(crate) fn say(&self) -> String {
        match self {
            Self::Tag(tag) => tag.to_string(),
            Self::Group(id) => {
                let name = id.rsplit('/').next().unwrap_or_default();
                format!("application security group {name}")
            }
            Self::Any | Self::Cidr(_) | Self::Unknown(_) => self.to_string(),
        }
    }
}

/// A block of addresses in any spelling, with the host bits off; one address is a block of one.
pub(crate) fn block(text: &str) -> Option<IpNet> {
    let net = text.parse::<IpNet>().ok();
    let net = net.or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    net.map(|net| net.trunc())
}

/// Blocks of addresses as a set in order; what is none is kept and comes back as doubts.
pub(crate) fn blocks(texts: Vec<String>, doubts: &mut Vec<String>) -> Vec<String> {
    let mut known = Vec::new();
    let mut odd = Vec::new();
    for text in texts.into_iter().filter(|text| !text.is_empty()) {
        match block(text.trim()) {
            Some(net) => known.push(net),
            None => {
                doubts.push(format!("`{text}` is no block of addresses"));
                odd.push(text);
            }
        }
    }
    known.sort_unstable();
    known.dedup();
    odd.sort_unstable();
    known.iter().map(ToString::to_string).chain(odd).collect()
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Cidr(net) => write!(f, "{net}"),
            Self::Tag(tag) => write!(f, "{TAG}{tag}"),
            Self::Group(id) => write!(f, "{GROUP}{id}"),
            Self::Unknown(text) => f.write_str(text),
        }
    }
}

impl From<&str> for Peer {
    fn from(text: &str) -> Self {
        if let Some(tag) = text.strip_prefix(TAG) {
            Self::Tag(tag.into())
        } else if let Some(id) = text.strip_prefix(GROUP) {
            Self::Group(id.into())
        } else {
            Self::read(text)
        }
    }
}

/// Writes a term as its text.
macro_rules! written_as_text {
    ($($term:ty)*) => {$(
        impl Serialize for $term {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $term {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(|text| Self::from(text.as_str()))
            }
        }
    )*};
}

written_as_text! { Protocol Ports Peer }

#[cfg(test)]
mod tests {
    use super::{Peer, Ports, Protocol};

    #[test]
    fn protocols_have_one_name_in_any_case() {
        for (text, name) in [
            ("*", "all"),
            ("Any", "all"),
            ("Tcp", "tcp"),
            ("TCP", "tcp"),
            ("6", "tcp"),
            ("Icmpv6", "icmpv6"),
            ("ESP", "esp"),
            ("Gre", "Gre"),
        ] {
            assert_eq!(Protocol::from(text).to_string(), name);
        }
        assert!(matches!(Protocol::from("Gre"), Protocol::Unknown(_)));
    }

    #[test]
    fn ports_are_a_set() {
        for (texts, set) in [
            (&["*"] as &[&str], None),
            (&["0-65535"], None),
            (&["0-100", "101-65535"], None),
            (&["22"], Some("22")),
            (&["443", "80-90", "91", "85"], Some("80-91,443")),
            (&["0-0"], Some("0")),
            (&["65535", "65535"], Some("65535")),
            (&["90-80"], Some("90-80")),
            (&["ssh", "22"], Some("22,ssh")),
        ] {
            let ports = Ports::read(texts.iter().copied());
            assert_eq!(ports.as_ref().map(ToString::to_string).as_deref(), set, "{texts:?}");
            if let Some(ports) = ports {
                assert_eq!(Ports::from(ports.to_string().as_str()), ports);
            }
        }
        let odd = Ports::read(["ssh", "*"]).unwrap();
        assert_eq!(odd.doubts().collect::<Vec<_>>(), ["the ports `ssh`"]);
    }

    #[test]
    fn every_spelling_of_a_peer_is_one() {
        for (text, written) in [
            ("*", "*"),
            ("Any", "*"),
            ("208.236.235.254/0", "0.0.0.0/0"),
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("192.0.2.7", "192.0.2.7/32"),
            ("0:0:0:0:0:0:0:0/0", "::/0"),
            ("2001:0DB8::ffff/32", "2001:db8::/32"),
            ("internet", "azure.service-tag:Internet"),
            ("VIRTUAL_NETWORK", "azure.service-tag:VirtualNetwork"),
            ("Storage.WestUS", "azure.service-tag:Storage.WestUS"),
        ] {
            let peer = Peer::read(text);
            assert_eq!(peer.to_string(), written, "{text}");
            assert_eq!(peer.doubt(), None);
            assert_eq!(Peer::from(written), peer);
        }
        let group = Peer::group("/subscriptions/s/resourcegroups/r/x/web");
        assert_eq!(Peer::from(group.to_string().as_str()), group);
        assert_eq!(group.say(), "application security group web");
    }

    #[test]
    fn what_is_no_peer_is_kept_and_doubted() {
        for text in ["", "10.0.0.0/33", "10.0.0/8", "10.0.0.1-10.0.0.9", "a b", "/web"] {
            let peer = Peer::read(text);
            assert_eq!(peer.to_string(), text);
            assert!(peer.doubt().is_some(), "{text}");
        }
    }
}
