//! Answers, as a document.

use schemars::JsonSchema;
use serde::Serialize;

use super::asked::{Asked, word};
use super::text;
use crate::model::{self, Ruling, Sample, protocol_name};
use crate::report::{Format, Style, neutral};
use crate::traffic::Decision;

/// The answers, in the order in which the questions were asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// One for each question.
    pub answers: Vec<Answer>,
}

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answer {
    /// The question.
    #[serde(flatten)]
    pub asked: Asked,
    /// `all`, `some` or `none` of the packets asked about; with every unknown membership taken to be empty.
    pub allowed: String,
    /// Whether the expectation is met; only where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met: Option<bool>,
    /// How many of the replies pass, `all`, `some` or `none`; only where a boundary on the way keeps no state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replies: Option<String>,
    /// `certain`, or `depends` when the answer would change with a membership that is not known.
    pub certainty: String,
    /// These memberships, `<kind>:<id>`.
    pub depends_on: Vec<String>,
    /// Packets that show it.
    pub witness: Witness,
    /// What each boundary on the way does with the packet that is allowed, else with the one that is refused; in the order of
    /// the way. Rules that refuse its reply come last.
    pub decided_by: Vec<Rule>,
    /// The same for the packet that is refused, when the answer is `some`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused_by: Vec<Rule>,
}

/// Packets that show an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// One that is allowed: for `all` and `some`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Packet>,
    /// One that is refused: for `some` and `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Packet>,
}

/// One packet, in the words of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Packet {
    /// Its source address; the endpoint's name where its address is not known.
    pub from: String,
    /// Its destination address; the endpoint's name where its address is not known.
    pub to: String,
    /// Its protocol, by name or number.
    pub protocol: String,
    /// Its destination port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Its source port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_port: Option<u16>,
    /// Its ICMP type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icmp_type: Option<u8>,
    /// Its ICMP code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icmp_code: Option<u8>,
}

/// A rule of a boundary, and what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The boundary, as `<kind>:<id>`.
    pub boundary: String,
    /// The provider's own id or number of the rule; `null` when no rule matched.
    pub rule: Option<String>,
    /// `allow`, `deny`, or `pass` to the next tier.
    pub action: String,
}

impl Answer {
    /// An answer beside its question.
    #[must_use]
    pub fn new(asked: Asked, answer: &model::Answer) -> Self {
        let model::Answer { allowed, replies, depends_on, passes, refused, decided_by, refused_by } =
            answer;
        let met = asked.expect.as_ref().map(|expect| answer.is_surely(expect.portion()));
        let certainty = if answer.is_certain() { "certain" } else { "depends" };
        Self {
            asked,
            allowed: word(*allowed).to_owned(),
            met,
            replies: replies.map(|replies| word(replies).to_owned()),
            certainty: certainty.to_owned(),
            depends_on: depends_on.iter().map(ToString::to_string).collect(),
            witness: Witness {
                allowed: passes.as_ref().map(packet),
                refused: refused.as_ref().map(packet),
            },
            decided_by: decided_by.iter().map(rule).collect(),
            refused_by: refused_by.iter().map(rule).collect(),
        }
    }

    /// Whether it is what was expected; without an expectation, whether all of it passes.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.met.unwrap_or(self.allowed == "all")
    }
}

fn packet(sample: &Sample) -> Packet {
    let Sample { from, to, packet } = sample;
    let number = packet.protocol();
    let (ports, icmp) = (packet.ports(), packet.icmp());
    Packet {
        from: from.clone(),
        to: to.clone(),
        protocol: protocol_name(number).map_or_else(|| number.to_string(), str::to_owned),
        port: ports.map(|(destination, _)| destination),
        source_port: ports.map(|(_, source)| source),
        icmp_type: icmp.map(|(kind, _)| kind),
        icmp_code: icmp.map(|(_, code)| code),
    }
}

fn rule(ruling: &Ruling) -> Rule {
    let action = match ruling.decision {
        Decision::Allow => "allow",
        Decision::Pass => "pass",
        Decision::Deny | Decision::Undecided => "deny",
    };
    Rule { boundary: ruling.boundary.clone(), rule: ruling.rule.clone(), action: action.to_owned() }
}

/// Writes answers in one of the [formats](super::FORMATS) that they have; in any other, as text.
#[must_use]
pub fn render_answers(format: Format, answers: &Answers, style: &Style) -> String {
    match format {
        Format::Json => document(answers),
        Format::Jsonl => lines(&answers.answers),
        _ => text::answers(answers, style),
    }
}

/// One document.
pub(super) fn document(value: &impl Serialize) -> String {
    // The types have text keys, and their own serializers can't fail.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    neutral::json(&format!("{text}\n"))
}

/// One object a line.
pub(super) fn lines<T: Serialize>(values: &[T]) -> String {
    let each = values.iter().map(|value| serde_json::to_string(value).unwrap_or_default());
    each.map(|line| format!("{}\n", neutral::json(&line))).collect()
}
