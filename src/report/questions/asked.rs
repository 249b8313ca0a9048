//! A question as it is asked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Protocols, Question, protocol_names, protocol_number};
use crate::report::neutral;
use crate::traffic::{Carries, Portion};

/// May new connections be made from one end to another? A port, type or code left out means all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Who opens: a name, an address, a CIDR, or `internet`.
    pub from: String,
    /// To whom.
    pub to: String,
    /// `tcp`, `udp`, `sctp`, `icmp`, `icmpv6`, `esp`, `ah`, `gre`, a number, or `all`.
    pub protocol: AskedProtocol,
    /// The destination port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The source port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_port: Option<u16>,
    /// The ICMP type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icmp_type: Option<u8>,
    /// The ICMP code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icmp_code: Option<u8>,
    /// What the answer has to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expect>,
}

/// A protocol, by its name or by its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, try_from = "Value")]
pub enum AskedProtocol {
    /// Its number.
    Number(u8),
    /// Its name, its number as text, or `all`.
    Name(String),
}

/// What an answer has to be: `all`, `some` or `none`, or true for `all` and false for `none`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, try_from = "Value")]
pub enum Expect {
    /// All of it passes, or nothing.
    Passes(bool),
    /// `all`, `some` or `none`.
    Word(String),
}

/// The word for how much.
#[must_use]
pub(super) const fn word(portion: Portion) -> &'static str {
    match portion {
        Portion::All => "all",
        Portion::Some => "some",
        Portion::None => "none",
    }
}

impl TryFrom<Value> for AskedProtocol {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let number = |number: &Value| number.as_u64().and_then(|number| u8::try_from(number).ok());
        match &value {
            Value::String(name) => name.parse(),
            value => {
                number(value).map(Self::Number).ok_or_else(|| unknown_protocol(&value.to_string()))
            }
        }
    }
}

impl std::str::FromStr for AskedProtocol {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = name.eq_ignore_ascii_case("all") || protocol_number(name).is_some();
        if known { Ok(Self::Name(name.to_owned())) } else { Err(unknown_protocol(name)) }
    }
}

fn unknown_protocol(given: &str) -> String {
    let known: Vec<&str> = protocol_names().collect();
    let given = neutral::short(given, 60);
    format!("unknown protocol `{given}`; known are {}, all and the numbers 0-255", known.join(", "))
}

impl TryFrom<Value> for Expect {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        match &value {
            Value::Bool(passes) => Ok(Self::Passes(*passes)),
            Value::String(text) if matches!(text.as_str(), "all" | "some" | "none") => {
                Ok(Self::Word(text.clone()))
            }
            other => Err(format!(
                "`expect` is true, false, \"all\", \"some\" or \"none\", not {}",
                neutral::short(&other.to_string(), 60)
            )),
        }
    }
}

impl Expect {
    /// How much has to pass.
    #[must_use]
    pub fn portion(&self) -> Portion {
        match self {
            Self::Passes(true) => Portion::All,
            Self::Passes(false) => Portion::None,
            Self::Word(text) if text == "all" => Portion::All,
            Self::Word(text) if text == "some" => Portion::Some,
            Self::Word(_) => Portion::None,
        }
    }
}

impl AskedProtocol {
    fn protocols(&self) -> Protocols {
        match self {
            Self::Number(number) => Protocols::One(*number),
            Self::Name(name) => protocol_number(name).map_or(Protocols::All, Protocols::One),
        }
    }
}

impl std::fmt::Display for AskedProtocol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl Asked {
    /// The question.
    ///
    /// # Errors
    /// In words, when it asks for something that packets of its protocol don't have.
    pub fn question(&self) -> Result<Question, String> {
        let Self { from, to, protocol, port, source_port, icmp_type, icmp_code, expect: _ } = self;
        let protocols = protocol.protocols();
        if let Protocols::One(number) = protocols {
            let carries = Carries::of(number);
            if carries != Carries::Ports && (port.is_some() || source_port.is_some()) {
                return Err(format!("{protocol} has no ports; tcp, udp and sctp have"));
            }
            if carries != Carries::Types && (icmp_type.is_some() || icmp_code.is_some()) {
                return Err(format!("{protocol} has no types and codes; icmp and icmpv6 have"));
            }
        }
        Ok(Question {
            from: from.clone(),
            to: to.clone(),
            protocol: protocols,
            port: *port,
            source_port: *source_port,
            icmp_type: *icmp_type,
            icmp_code: *icmp_code,
        })
    }
}
