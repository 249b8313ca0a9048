//! The words that rules are made of: protocols, ports and ranges of addresses.
//!
//! Each has one spelling for one meaning, because documents are compared as text: host bits, `::0/0`, protocol `6`, ports
//! out of order and all of them are rewritten here and nowhere else. What can't be read is kept as it was written and told
//! as a doubt, never dropped and never guessed.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize, Serializer};

/// A protocol, and the ports of it that a rule speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Traffic {
    /// `22,80-90`; left out when it is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ports: Option<String>,
    /// A name where Google has one, else a number; `all`.
    pub(crate) protocol: String,
}

impl fmt::Display for Traffic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.protocol)?;
        self.ports.as_ref().map_or(Ok(()), |ports| write!(f, " {ports}"))
    }
}

/// The one name of a protocol. `ipip` stays a name: Google does not say which of the two numbers it means.
///
/// # Errors
/// In words, when it is neither a number nor a name that Google documents.
pub(crate) fn protocol(text: &str) -> Result<String, String> {
    let text = text.trim().to_ascii_lowercase();
    let name = match text.as_str() {
        "all" | "tcp" | "udp" | "icmp" | "icmpv6" | "esp" | "ah" | "sctp" | "ipip" => {
            return Ok(text);
        }
        "ipv6-icmp" => "icmpv6",
        number => match number.parse::<u8>() {
            Ok(1) => "icmp",
            Ok(6) => "tcp",
            Ok(17) => "udp",
            Ok(50) => "esp",
            Ok(51) => "ah",
            Ok(58) => "icmpv6",
            Ok(132) => "sctp",
            Ok(other) => return Ok(other.to_string()),
            Err(_) => return Err(text),
        },
    };
    Ok(name.to_owned())
}

/// Ports as sorted ranges that do not touch.
#[derive(Debug, Default)]
struct Ports {
    ranges: Vec<(u16, u16)>,
    odd: Vec<String>,
    /// Whether they are all there are.
    all: bool,
}

impl Ports {
    fn add(&mut self, texts: &[String]) {
        self.all |= texts.is_empty();
        for text in texts {
            let (low, high) = text.split_once('-').unwrap_or((text, text));
            match (low.trim().parse(), high.trim().parse()) {
                (Ok(low), Ok(high)) if low <= high => self.ranges.push((low, high)),
                _ => self.odd.push(text.clone()),
            }
        }
    }

    /// `22,80-90`; nothing when it is all of them.
    fn text(mut self) -> Option<String> {
        if self.all {
            return None;
        }
        self.ranges.sort_unstable();
        let mut merged: Vec<(u16, u16)> = Vec::new();
        for (low, high) in self.ranges {
            match merged.last_mut() {
                Some((_, last)) if low <= last.saturating_add(1) => *last = high.max(*last),
                _ => merged.push((low, high)),
            }
        }
        if merged == [(0, u16::MAX)] {
            return None;
        }
        let mut words: Vec<String> = merged
            .into_iter()
            .map(|(low, high)| if low == high { low.to_string() } else { format!("{low}-{high}") })
            .collect();
        self.odd.sort_unstable();
        words.extend(self.odd);
        Some(words.join(","))
    }
}

/// What a rule speaks of, one row a protocol. `all` says everything that other rows could say.
pub(crate) fn traffic(
    items: impl IntoIterator<Item = (Option<String>, Vec<String>)>,
    doubt: &mut dyn FnMut(String),
) -> Vec<Traffic> {
    let mut rows: BTreeMap<String, Ports> = BTreeMap::new();
    for (name, texts) in items {
        let name = name.unwrap_or_default();
        let name = protocol(&name).unwrap_or_else(|text| {
            doubt(format!("the protocol `{text}`"));
            text
        });
        let ports = rows.entry(name).or_default();
        let known = ports.odd.len();
        ports.add(&texts);
        for odd in ports.odd.iter().skip(known) {
            doubt(format!("the ports `{odd}`"));
        }
    }
    if let Some(all) = rows.remove("all") {
        let everything = Traffic { ports: all.text(), protocol: "all".to_owned() };
        if everything.ports.is_none() {
            return vec![everything];
        }
        doubt("ports of all protocols".to_owned());
        rows.insert("all".to_owned(), Ports::default());
        return rows
            .into_iter()
            .map(|(protocol, ports)| match protocol.as_str() {
                "all" => everything.clone(),
                _ => Traffic { ports: ports.text(), protocol },
            })
            .collect();
    }
    rows.into_iter().map(|(protocol, ports)| Traffic { ports: ports.text(), protocol }).collect()
}

/// A range of addresses with the host bits off, or what was written and can't be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Range {
    /// A range.
    Net(IpNet),
    /// What was written.
    Unknown(String),
}

impl From<&str> for Range {
    fn from(text: &str) -> Self {
        let net = match text.parse::<IpNet>() {
            Ok(net) => Some(net),
            Err(_) => text.parse::<IpAddr>().ok().map(IpNet::from),
        };
        net.map_or_else(|| Self::Unknown(text.to_owned()), |net| Self::Net(net.trunc()))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Net(net) => write!(f, "{net}"),
            Self::Unknown(text) => f.write_str(text),
        }
    }
}

impl Serialize for Range {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Range {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(String::deserialize(deserializer)?.as_str()))
    }
}

/// Ranges as a set in order.
pub(crate) fn ranges(texts: &[String], doubt: &mut dyn FnMut(String)) -> Vec<Range> {
    let mut ranges: Vec<Range> = texts.iter().map(|text| Range::from(text.as_str())).collect();
    ranges.sort_unstable();
    ranges.dedup();
    for range in &ranges {
        if let Range::Unknown(text) = range {
            doubt(format!("the range `{text}`"));
        }
    }
    ranges
}

/// One range in its one spelling.
pub(crate) fn range(text: String) -> String {
    Range::from(text.as_str()).to_string()
}

#[cfg(test)]
mod tests {
    use super::{ranges, traffic};

    /// Rows and doubts of items such as `tcp 22 80-90; udp`.
    fn rows(items: &str) -> (Vec<String>, Vec<String>) {
        let mut doubts = Vec::new();
        let items = items.split("; ").map(|item| {
            let mut words = item.split(' ').map(str::to_owned);
            (words.next(), words.collect())
        });
        let rows = traffic(items, &mut |doubt| doubts.push(doubt));
        (rows.iter().map(ToString::to_string).collect(), doubts)
    }

    #[test]
    fn protocols_and_ports_have_one_spelling() {
        for (items, told) in [
            ("tcp 22", "tcp 22"),
            ("6 90 22 80-89", "tcp 22,80-90"),
            ("tcp 0-65535", "tcp"),
            ("tcp 0-1023 1024-65535", "tcp"),
            ("TCP", "tcp"),
            ("udp 53; tcp 22; 17 54", "tcp 22; udp 53-54"),
            ("tcp 22; tcp", "tcp"),
            ("tcp 22; all", "all"),
            ("58; 50; 47; ipip", "47; esp; icmpv6; ipip"),
            ("sctp 65535", "sctp 65535"),
            ("tcp 65534-65535 65535", "tcp 65534-65535"),
        ] {
            let (rows, doubts) = rows(items);
            assert_eq!(rows.join("; "), told, "{items}");
            assert!(doubts.is_empty(), "{items}: {doubts:?}");
        }
    }

    #[test]
    fn what_is_none_is_kept_and_doubted() {
        for (items, told) in [
            ("warp 22", "warp 22"),
            ("256", "256"),
            ("tcp 90-80", "tcp 90-80"),
            ("tcp 70000 22", "tcp 22,70000"),
            ("all 22", "all 22"),
        ] {
            let (rows, doubts) = rows(items);
            assert_eq!(rows, [told]);
            assert_eq!(doubts.len(), 1, "{told}");
        }
    }

    #[test]
    fn ranges_have_one_spelling() {
        let texts = [
            "10.1.2.3/8",
            "2001:DB8:0::1/32",
            "0:0:0:0:0:0:0:0/0",
            "208.236.235.254/0",
            "192.0.2.7",
            "10.0.0.0/8",
        ];
        let mut doubts = 0;
        let read = ranges(&texts.map(str::to_owned), &mut |_| doubts += 1);
        let read: Vec<String> = read.iter().map(ToString::to_string).collect();
        assert_eq!(read, ["0.0.0.0/0", "10.0.0.0/8", "192.0.2.7/32", "::/0", "2001:db8::/32"]);
        assert_eq!(doubts, 0);
        ranges(&["10.0.0.0/33".to_owned()], &mut |_| doubts += 1);
        assert_eq!(doubts, 1);
    }
}
