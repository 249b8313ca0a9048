//! The words of rules as matches: protocols and ports, ranges, names, and what a rule is for.

use std::sync::Arc;

use crate::model::Direction;
use crate::providers::gcp::parse::terms::{Range, Traffic};
use crate::traffic::{Addresses, Intervals, Match, Service, Side, Symbol, protocol};

/// Google does not say which of the two numbers that are called so it means.
const IPIP: &str = "gcp.unsure:ipip-is-protocol-94-and-not-4";

/// What rows let through above the addresses, a match for each.
///
/// # Errors
/// In words, when a protocol or a port can't be read.
pub(super) fn services(rows: &[Traffic]) -> Result<Vec<Match>, String> {
    let mut matches = Vec::with_capacity(rows.len());
    for Traffic { ports, protocol: word } in rows {
        let number = match word.as_str() {
            "all" => None,
            "tcp" => Some(protocol::TCP),
            "udp" => Some(protocol::UDP),
            "sctp" => Some(protocol::SCTP),
            "icmp" => Some(protocol::ICMP),
            "icmpv6" => Some(protocol::ICMPV6),
            "esp" => Some(50),
            "ah" => Some(51),
            "ipip" => {
                matches.push(Match::of(Service::protocols(4)).unless(Symbol::source(IPIP)));
                matches.push(Match::of(Service::protocols(94)).when(Symbol::source(IPIP)));
                continue;
            }
            other => match other.parse::<u8>() {
                Ok(number) => Some(number),
                Err(_) => {
                    return Err(format!("names the protocol `{word}`, which can't be read"));
                }
            },
        };
        let service = match number {
            None => Service::any(),
            Some(number) => Service::protocols(number),
        };
        matches.push(Match::of(match ports {
            None => service,
            Some(text) => service.to_ports(ranges(text)?),
        }));
    }
    Ok(matches)
}

/// `22,80-90`.
fn ranges(text: &str) -> Result<Intervals<u16>, String> {
    let wrong = || format!("names the ports `{text}`, which can't be read");
    let range = |part: &str| {
        let (low, high) = part.split_once('-').unwrap_or((part, part));
        Ok((low.parse().map_err(|_| wrong())?, high.parse().map_err(|_| wrong())?))
    };
    let spans: Result<Vec<(u16, u16)>, String> = text.split(',').map(range).collect();
    spans.map(Intervals::of)
}

/// One end of a rule: anybody, or one of some alternatives.
#[derive(Debug, Default)]
pub(super) struct Ends {
    addresses: Option<Addresses>,
    names: Vec<Arc<str>>,
}

/// Ranges and names as alternatives; nobody named is anybody.
///
/// # Errors
/// In words, when a range can't be read.
pub(super) fn ends(ranges: &[Range], names: &[String]) -> Result<Ends, String> {
    let mut addresses = Addresses::none();
    for range in ranges {
        match range {
            Range::Net(net) => {
                let block = Addresses::prefix(net.addr(), net.prefix_len())
                    .map_err(|error| error.to_string())?;
                addresses = addresses.union(&block);
            }
            Range::Unknown(text) => {
                return Err(format!("names the range `{text}`, which can't be read"));
            }
        }
    }
    let names = names.iter().map(|name| Arc::from(name.as_str())).collect();
    Ok(Ends { addresses: (!ranges.is_empty()).then_some(addresses), names })
}

impl Ends {
    /// Whether nobody is named, which is anybody.
    pub(super) fn is_anybody(&self) -> bool {
        self.addresses.is_none() && self.names.is_empty()
    }

    /// The matches whose end on this side is one of these: a copy of each for the addresses, and for each name.
    pub(super) fn narrow(&self, matches: Vec<Match>, side: Side) -> Vec<Match> {
        if self.is_anybody() {
            return matches;
        }
        let mut narrowed = Vec::new();
        for one in matches {
            if let Some(addresses) = &self.addresses {
                let one = one.clone();
                narrowed.push(match side {
                    Side::Source => one.from(addresses.clone()),
                    Side::Destination => one.to(addresses.clone()),
                });
            }
            let named = |name: &Arc<str>| one.clone().when(Symbol { side, name: name.clone() });
            narrowed.extend(self.names.iter().map(named));
        }
        narrowed
    }
}

/// The matches for instances that are one of these targets; none named is every instance.
pub(super) fn near(matches: Vec<Match>, targets: &[String], direction: Direction) -> Vec<Match> {
    let names = targets.iter().map(|target| Arc::from(target.as_str())).collect();
    Ends { addresses: None, names }.narrow(matches, direction.near_side())
}
