//! The words that rules of groups, ACL entries and prefix lists are made of: protocol, ports, ICMP messages, peers.
//!
//! Each has one spelling for one meaning, because documents are compared as text: a CIDR with host
//! bits set, `::0/0`, protocol `6` and ports `0-65535` are rewritten here and nowhere else. What can't be
//! read is kept as it was written and told as a doubt, never dropped and never guessed.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a rule says about protocols.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Protocol {
    /// Every protocol, written `-1` by AWS.
    All,
    /// 1.
    Icmp,
    /// 58.
    Icmpv6,
    /// 6.
    Tcp,
    /// 17.
    Udp,
    /// Any other protocol; AWS ignores ports for these.
    Number(u8),
    /// A word that nobody documents.
    Unknown(Box<str>),
}

impl Protocol {
    /// Whether a rule of this protocol can be narrowed to ports.
    pub(crate) const fn has_ports(&self) -> bool {
        matches!(self, Self::Tcp | Self::Udp)
    }

    /// Whether a rule of this protocol can be narrowed to message types.
    pub(crate) const fn has_messages(&self) -> bool {
        matches!(self, Self::Icmp | Self::Icmpv6)
    }
}

impl From<&str> for Protocol {
    fn from(text: &str) -> Self {
        match text {
            "-1" | "all" => Self::All,
            "icmp" => Self::Icmp,
            "icmpv6" => Self::Icmpv6,
            "tcp" => Self::Tcp,
            "udp" => Self::Udp,
            number => match number.parse() {
                Ok(1) => Self::Icmp,
                Ok(58) => Self::Icmpv6,
                Ok(6) => Self::Tcp,
                Ok(17) => Self::Udp,
                Ok(other) => Self::Number(other),
                Err(_) => Self::Unknown(number.into()),
            },
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Icmp => f.write_str("icmp"),
            Self::Icmpv6 => f.write_str("icmpv6"),
            Self::Tcp => f.write_str("tcp"),
            Self::Udp => f.write_str("udp"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Unknown(text) => f.write_str(text),
        }
    }
}

/// Destination ports, never all of them: that is written by leaving them out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ports {
    /// The first.
    pub(crate) from: u16,
    /// The last.
    pub(crate) to: u16,
}

impl Ports {
    /// Reads AWS's pair. Nothing, or -1 for both, is every port.
    ///
    /// # Errors
    /// In words, when the pair is no range of ports.
    pub(crate) fn read(from: Option<i64>, to: Option<i64>) -> Result<Option<Self>, String> {
        match (from, to) {
            (None | Some(-1), None | Some(-1)) => Ok(None),
            (Some(low), Some(high)) => match (u16::try_from(low), u16::try_from(high)) {
                (Ok(0), Ok(u16::MAX)) => Ok(None),
                (Ok(from), Ok(to)) if from <= to => Ok(Some(Self { from, to })),
                _ => Err(format!("ports {low}-{high}")),
            },
            (Some(half), None) | (None, Some(half)) => {
                Err(format!("a range of ports with one end, {half}"))
            }
        }
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else {
            write!(f, "{}-{}", self.from, self.to)
        }
    }
}

impl FromStr for Ports {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let wrong = || format!("`{text}` is no range of ports");
        Ok(Self { from: from.parse().map_err(|_| wrong())?, to: to.parse().map_err(|_| wrong())? })
    }
}

/// ICMP messages, never all of them: that is written by leaving them out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Messages {
    /// The type.
    pub(crate) kind: u8,
    /// The code; nothing is every code.
    pub(crate) code: Option<u8>,
}

impl Messages {
    /// Reads AWS's pair. -1 or nothing is every type, or every code.
    ///
    /// # Errors
    /// In words, when the pair is no message.
    pub(crate) fn read(kind: Option<i64>, code: Option<i64>) -> Result<Option<Self>, String> {
        let wrong = || {
            let word =
                |part: Option<i64>| part.map_or_else(|| "none".to_owned(), |p| p.to_string());
            format!("ICMP type {} with code {}", word(kind), word(code))
        };
        let every = |part: Option<i64>| matches!(part, None | Some(-1));
        if every(kind) {
            return if every(code) { Ok(None) } else { Err(wrong()) };
        }
        let byte = |part: Option<i64>| part.and_then(|p| u8::try_from(p).ok());
        let kind = byte(kind).ok_or_else(wrong)?;
        let code = if every(code) { None } else { Some(byte(code).ok_or_else(wrong)?) };
        Ok(Some(Self { kind, code }))
    }
}

impl fmt::Display for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            None => write!(f, "{}", self.kind),
            Some(code) => write!(f, "{}/{code}", self.kind),
        }
    }
}

impl FromStr for Messages {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, code) = match text.split_once('/') {
            None => (text, None),
            Some((kind, code)) => (kind, Some(code)),
        };
        let byte = |part: &str| part.parse().map_err(|_| format!("`{text}` is no ICMP message"));
        Ok(Self { kind: byte(kind)?, code: code.map(byte).transpose()? })
    }
}

/// Whom a rule speaks about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Peer {
    /// Addresses, with the host bits off.
    Cidr(IpNet),
    /// The entries of a prefix list.
    PrefixList(Box<str>),
    /// The private addresses of the interfaces in a group.
    SecurityGroup(Box<str>),
    /// What was written and can't be read.
    Unknown(Box<str>),
}

const PREFIX_LIST: &str = "aws.prefix-list:";
const SECURITY_GROUP: &str = "aws.security-group:";

impl Peer {
    /// Reads a block of addresses in any spelling; one address is a block of one.
    pub(crate) fn cidr(text: &str) -> Self {
        let net = match text.parse::<IpNet>() {
            Ok(net) => Some(net),
            Err(_) => text.parse::<IpAddr>().ok().map(IpNet::from),
        };
        net.map_or_else(|| Self::Unknown(text.into()), |net| Self::Cidr(net.trunc()))
    }

    /// The doubt about a peer that can't be read.
    pub(crate) fn doubt(&self) -> Option<String> {
        match self {
            Self::Unknown(text) => Some(format!("the peer `{text}`")),
            Self::Cidr(_) | Self::PrefixList(_) | Self::SecurityGroup(_) => None,
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cidr(net) => write!(f, "{net}"),
            Self::PrefixList(id) => write!(f, "{PREFIX_LIST}{id}"),
            Self::SecurityGroup(id) => write!(f, "{SECURITY_GROUP}{id}"),
            Self::Unknown(text) => f.write_str(text),
        }
    }
}

impl From<&str> for Peer {
    fn from(text: &str) -> Self {
        if let Some(id) = text.strip_prefix(PREFIX_LIST) {
            Self::PrefixList(id.into())
        } else if let Some(id) = text.strip_prefix(SECURITY_GROUP) {
            Self::SecurityGroup(id.into())
        } else {
            Self::cidr(text)
        }
    }
}

/// Writes a term as its text.
macro_rules! written_as_text {
    ($($term:ty: |$text:ident| $read:expr;)*) => {$(
        impl Serialize for $term {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $term {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let $text = String::deserialize(deserializer)?;
                $read.map_err(serde::de::Error::custom)
            }
        }
    )*};
}

written_as_text! {
    Protocol: |text| Ok::<_, String>(Protocol::from(text.as_str()));
    Ports: |text| text.parse::<Ports>();
    Messages: |text| text.parse::<Messages>();
    Peer: |text| Ok::<_, String>(Peer::from(text.as_str()));
}

#[cfg(test)]
mod tests {
    use super::{Messages, Peer, Ports, Protocol};

    #[test]
    fn every_spelling_of_a_block_is_one() {
        for (text, canonical) in [
            ("208.236.235.254/0", "0.0.0.0/0"),
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("192.0.2.7", "192.0.2.7/32"),
            ("::/0", "::/0"),
            ("::0/0", "::/0"),
            ("0:0:0:0:0:0:0:0/0", "::/0"),
            ("2001:DB8:0::1/0", "::/0"),
            ("2001:0DB8::ffff/32", "2001:db8::/32"),
        ] {
            assert_eq!(Peer::cidr(text).to_string(), canonical, "{text}");
            assert_eq!(Peer::from(Peer::cidr(text).to_string().as_str()), Peer::cidr(text));
        }
    }

    #[test]
    fn what_is_no_block_is_kept_and_doubted() {
        for text in ["", "internet", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/-1"] {
            let peer = Peer::cidr(text);
            assert_eq!(peer.to_string(), text);
            assert!(peer.doubt().is_some(), "{text}");
        }
    }

    #[test]
    fn protocols_have_one_name() {
        for (text, name) in [
            ("-1", "all"),
            ("6", "tcp"),
            ("tcp", "tcp"),
            ("17", "udp"),
            ("1", "icmp"),
            ("58", "icmpv6"),
            ("50", "50"),
            ("0", "0"),
            ("256", "256"),
            ("esp", "esp"),
        ] {
            assert_eq!(Protocol::from(text).to_string(), name);
        }
        assert!(matches!(Protocol::from("256"), Protocol::Unknown(_)));
    }

    #[test]
    fn every_port_is_written_by_leaving_ports_out() {
        assert_eq!(Ports::read(None, None), Ok(None));
        assert_eq!(Ports::read(Some(-1), Some(-1)), Ok(None));
        assert_eq!(Ports::read(Some(0), Some(65535)), Ok(None));
        assert_eq!(Ports::read(Some(22), Some(22)).unwrap().unwrap().to_string(), "22");
        assert_eq!(Ports::read(Some(80), Some(90)).unwrap().unwrap().to_string(), "80-90");
        for (from, to) in [(Some(90), Some(80)), (Some(0), Some(65536)), (Some(1), None)] {
            assert!(Ports::read(from, to).is_err(), "{from:?} {to:?}");
        }
    }

    #[test]
    fn icmp_minus_one_is_every_type_or_every_code() {
        assert_eq!(Messages::read(None, None), Ok(None));
        assert_eq!(Messages::read(Some(-1), Some(-1)), Ok(None));
        assert_eq!(Messages::read(Some(8), Some(-1)).unwrap().unwrap().to_string(), "8");
        assert_eq!(Messages::read(Some(3), Some(4)).unwrap().unwrap().to_string(), "3/4");
        for (kind, code) in [(-1, 4), (256, 0), (3, -2), (3, 256)] {
            assert!(Messages::read(Some(kind), Some(code)).is_err(), "{kind} {code}");
        }
    }
}
