//! The words of an envelope as types: ends, protocols, ports, and what happened.
//!
//! A value that is not understood whole is an error. None of them is ever taken for less or for more than it says.

use crate::model::{Action, Direction, Kind, protocol_name, protocol_number};
use crate::traffic::{Addresses, Intervals, Value};
use crate::written::{did_you_mean, text_value};

/// Which way packets go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way(pub Direction);

/// What happened to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionText(pub Action);

/// Somebody at one end, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndText(pub(super) EndOf, String);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EndOf {
    Any,
    Addresses(Addresses),
    Symbol(String),
}

/// Protocols, as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolsText(pub Intervals<u8>);

/// Ports, as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortsText(pub Intervals<u16>);

/// ICMP types and codes, as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IcmpText(pub Intervals<u8>, pub Intervals<u8>);

/// A value that says nothing known.
#[derive(Debug, thiserror::Error)]
pub enum BoxError {
    /// A word that is none of a few.
    #[error("unknown {what} `{text}`; known are {known}")]
    Word {
        /// What it should be.
        what: &'static str,
        /// What it is.
        text: String,
        /// What there is.
        known: &'static str,
    },
    /// Neither addresses nor a symbol.
    #[error(
        "`{0}` is no address, CIDR, range or symbol; write 203.0.113.0/24, 203.0.113.1-203.0.113.9, a symbol such as aws.security-group:sg-1, or any"
    )]
    End(String),
    /// Not a protocol.
    #[error(
        "`{0}` is no protocol; write tcp, udp, sctp, icmp, icmpv6, esp, ah, gre, a number, or all"
    )]
    Protocol(String),
    /// Not a list of numbers.
    #[error("`{text}` is no list of {what}; write {example}")]
    Numbers {
        /// What it is.
        text: String,
        /// What it should be.
        what: &'static str,
        /// How it is written.
        example: &'static str,
    },
}

impl std::str::FromStr for Way {
    type Err = BoxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Direction::ALL.into_iter().find(|one| one.word() == text).map(Self).ok_or_else(|| {
            BoxError::Word { what: "direction", text: text.to_owned(), known: "ingress and egress" }
        })
    }
}

impl std::fmt::Display for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.word())
    }
}

impl std::str::FromStr for ActionText {
    type Err = BoxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Action::Added, Action::Removed, Action::Modified];
        all.into_iter().find(|one| one.word() == text).map(Self).ok_or_else(|| BoxError::Word {
            what: "action",
            text: text.to_owned(),
            known: "added, removed and modified",
        })
    }
}

impl std::fmt::Display for ActionText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.word())
    }
}

impl EndText {
    /// Whoever there is.
    pub(super) const fn any() -> Self {
        Self(EndOf::Any, String::new())
    }
}

impl std::str::FromStr for EndText {
    type Err = BoxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || BoxError::End(text.to_owned());
        let end = if text == "any" {
            EndOf::Any
        } else if let Ok(addresses) = Addresses::parse(text) {
            if addresses.is_empty() {
                return Err(wrong());
            }
            EndOf::Addresses(addresses)
        } else {
            // A symbol begins with a kind, so that a mistyped address is never taken for one.
            let (kind, id) = text.split_once(':').ok_or_else(wrong)?;
            if id.is_empty() || kind.parse::<Kind>().is_err() {
                return Err(wrong());
            }
            EndOf::Symbol(text.to_owned())
        };
        Ok(Self(end, text.to_owned()))
    }
}

impl std::fmt::Display for EndText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.1)
    }
}

impl std::str::FromStr for ProtocolsText {
    type Err = BoxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "all" {
            return Ok(Self(Intervals::all()));
        }
        let mut found = Intervals::none();
        for part in text.split(',').map(str::trim) {
            let wrong = || BoxError::Protocol(part.to_owned());
            let one = match protocol_number(part) {
                Some(number) => Intervals::one(number),
                None => numbers(part).ok_or_else(wrong)?,
            };
            found = found.union(&one);
        }
        Ok(Self(found))
    }
}

impl std::fmt::Display for ProtocolsText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.spans() {
            _ if self.0.is_all() => f.write_str("all"),
            [(one, last)] if one == last => {
                f.write_str(&protocol_name(*one).map_or_else(|| one.to_string(), str::to_owned))
            }
            _ => self.0.fmt(f),
        }
    }
}

impl std::str::FromStr for PortsText {
    type Err = BoxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || BoxError::Numbers {
            text: text.to_owned(),
            what: "ports",
            example: "443, or 80,8000-8100",
        };
        numbers(text).map(Self).ok_or_else(wrong)
    }
}

impl std::fmt::Display for PortsText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for IcmpText {
    type Err = BoxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || BoxError::Numbers {
            text: text.to_owned(),
            what: "ICMP types",
            example: "8, or 3/4 for one code of a type",
        };
        let (types, codes) = match text.split_once('/') {
            Some((types, codes)) => (types, numbers(codes).ok_or_else(wrong)?),
            None => (text, Intervals::all()),
        };
        Ok(Self(numbers(types).ok_or_else(wrong)?, codes))
    }
}

impl std::fmt::Display for IcmpText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(types, codes) = self;
        types.fmt(f)?;
        if codes.is_all() { Ok(()) } else { write!(f, "/{codes}") }
    }
}

/// `80,8000-8100`: numbers and ranges, none the wrong way round.
fn numbers<T: Value + std::str::FromStr>(text: &str) -> Option<Intervals<T>> {
    let number = |part: &str| {
        let plain = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse::<T>().ok()).flatten()
    };
    let mut spans = Vec::new();
    for part in text.split(',').map(str::trim) {
        let (low, high) = match part.split_once('-') {
            Some((low, high)) => (number(low.trim())?, number(high.trim())?),
            None => (number(part)?, number(part)?),
        };
        if low > high {
            return None;
        }
        spans.push((low, high));
    }
    Some(Intervals::of(spans))
}

/// What may have been meant by a word that is no protocol.
pub(super) fn protocol_hint(text: &str) -> Option<String> {
    did_you_mean(text, crate::model::protocol_names().chain(["all"]))
}

text_value!(Way, "Direction", { "type": "string", "enum": ["ingress", "egress"] });
text_value!(ActionText, "Action", { "type": "string", "enum": ["added", "removed", "modified"] });
text_value!(EndText, "End", {
    "type": "string",
    "minLength": 1,
    "examples": ["203.0.113.0/24", "203.0.113.1-203.0.113.9", "aws.security-group:sg-0a12", "any"]
});
text_value!(ProtocolsText, "Protocols", { "type": "string", "minLength": 1, "examples": ["tcp", "tcp,udp", "all"] });
text_value!(PortsText, "Ports", { "type": "string", "pattern": "^[0-9, -]+$", "examples": ["443", "80,8000-8100"] });
text_value!(IcmpText, "Icmp", { "type": "string", "pattern": "^[0-9, /-]+$", "examples": ["8", "3/4"] });
