//! What a grant approves: traffic as boxes of packets, and fields that packets don't meet.
//!
//! A box is written in the words in which reports print one, so that what was found can be approved as it stands. A grant covers nothing
//! that it does not say: the far end has to be named, if only as `any`; an empty list is an error; and a limit that says nothing about one of
//! the protocols (ports beside `esp`) is one too, since a rule with it would let all of that protocol through.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pattern::{FieldPattern, ValuePattern};
use super::terms::{ActionText, EndOf, EndText, IcmpText, PortsText, ProtocolsText, Way};
use crate::model::{Action, Direction, FieldChange, protocol_name};
use crate::traffic::{Addresses, Carries, Match, Service, Side, Symbol};

/// `[[opens]]` and `[[closes]]`: one box of packets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields, extend("required" = ["direction", "protocol"]))]
pub struct BoxTable {
    /// `ingress` for what comes in, `egress` for what goes out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Way")]
    pub direction: Option<Way>,
    /// Where it comes from: addresses, CIDRs, ranges `a-b`, symbols such as `aws.security-group:sg-1`, or `any`. What comes in needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<EndText>")]
    pub from: Option<Vec<EndText>>,
    /// What of these it leaves out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from_except: Vec<EndText>,
    /// What it must also come from: one of these blocks, and every one of these symbols.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from_within: Vec<EndText>,
    /// Where it goes to, in the same words. What goes out needs it. Otherwise whatever is behind the boundary.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<EndText>")]
    pub to: Option<Vec<EndText>>,
    /// What of these it leaves out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to_except: Vec<EndText>,
    /// What it must also go to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to_within: Vec<EndText>,
    /// `tcp`, `udp`, `sctp`, `icmp`, `icmpv6`, `esp`, `ah`, `gre`, a number, several with commas, or `all`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ProtocolsText")]
    pub protocol: Option<ProtocolsText>,
    /// Destination ports: `443`, `80,8000-8100`. By default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PortsText")]
    pub ports: Option<PortsText>,
    /// Source ports. By default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PortsText")]
    pub source_ports: Option<PortsText>,
    /// ICMP types, and codes after a slash: `8`, `3/4`. By default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "IcmpText")]
    pub icmp: Option<IcmpText>,
}

/// `[[changes]]`: fields that may differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields, extend("required" = ["field"]))]
pub struct FieldsTable {
    /// The paths of the fields, as reports print them: `containers[*].image`. `*` stays within one name, `**` does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<FieldPattern>")]
    pub field: Option<Vec<FieldPattern>>,
    /// What may happen to the resource: `added`, `removed`, `modified`. By default `modified` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<ActionText>")]
    pub action: Option<Vec<ActionText>>,
    /// What may have been there. By default anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<ValuePattern>")]
    pub before: Option<Vec<ValuePattern>>,
    /// What may be there now: `registry.example/shop/*`. By default anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<ValuePattern>")]
    pub after: Option<Vec<ValuePattern>>,
}

/// What is wrong with a table besides its words: the key, the problem, the way out.
pub(super) type Wrong = (&'static str, String, Option<String>);

/// Packets that a grant approves in one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved {
    /// Which way they go.
    pub direction: Direction,
    /// The packets: any of these boxes.
    pub packets: Vec<Match>,
}

impl BoxTable {
    /// The packets that it means.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(super) fn approved(&self) -> Result<Approved, Vec<Wrong>> {
        let mut wrong: Vec<Wrong> = Vec::new();
        let mut missing = |key, problem: &str, hint: &str| {
            wrong.push((key, problem.to_owned(), Some(hint.to_owned())));
        };
        let Some(Way(direction)) = self.direction else {
            missing(
                "",
                "a box needs a `direction`",
                "write `direction = \"ingress\"` or `\"egress\"`",
            );
            return Err(wrong);
        };
        let Some(ProtocolsText(protocols)) = &self.protocol else {
            missing(
                "",
                "a box needs a `protocol`",
                "write one, or `protocol = \"all\"` if all are meant",
            );
            return Err(wrong);
        };
        match (direction, &self.from, &self.to) {
            (Direction::Ingress, None, _) => missing(
                "",
                "what comes in needs a `from`",
                "name who may, or write `from = [\"any\"]` if everybody is meant",
            ),
            (Direction::Egress, _, None) => missing(
                "",
                "what goes out needs a `to`",
                "name where to, or write `to = [\"any\"]` if everywhere is meant",
            ),
            _ => {}
        }
        for (key, list) in [("from", &self.from), ("to", &self.to)] {
            if list.as_ref().is_some_and(Vec::is_empty) {
                missing(
                    key,
                    "an empty list covers nothing",
                    "name who is meant, or write [\"any\"]",
                );
            }
        }
        let mut service = Service::protocols(protocols.clone());
        let lacks = |limits: Carries| {
            (0..=u8::MAX).find(|one| protocols.contains(*one) && Carries::of(*one) != limits)
        };
        let called =
            |number: u8| protocol_name(number).map_or_else(|| number.to_string(), str::to_owned);
        for (key, limit) in [("ports", &self.ports), ("source_ports", &self.source_ports)] {
            let Some(PortsText(ports)) = limit else { continue };
            if let Some(other) = lacks(Carries::Ports) {
                missing(
                    key,
                    &format!(
                        "protocol {} has no ports, so all of it would be approved",
                        called(other)
                    ),
                    "name protocols that have ports: tcp, udp or sctp; give others a box of their own",
                );
            }
            let of = if key == "ports" {
                &mut service.destination_ports
            } else {
                &mut service.source_ports
            };
            of.clone_from(ports);
        }
        if let Some(IcmpText(types, codes)) = &self.icmp {
            if let Some(other) = lacks(Carries::Types) {
                missing(
                    "icmp",
                    &format!(
                        "protocol {} has no types, so all of it would be approved",
                        called(other)
                    ),
                    "name icmp or icmpv6; give others a box of their own",
                );
            }
            (service.types, service.codes) = (types.clone(), codes.clone());
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let sources =
            ends(Side::Source, self.from.as_deref(), &self.from_except, &self.from_within);
        let targets = ends(Side::Destination, self.to.as_deref(), &self.to_except, &self.to_within);
        let mut packets = Vec::new();
        for (source, members) in &sources {
            for (destination, others) in &targets {
                let symbols = members.iter().chain(others).cloned().collect();
                let (source, destination) = (source.clone(), destination.clone());
                let one = Match { source, destination, service: service.clone(), symbols };
                packets.push(one);
            }
        }
        Ok(Approved { direction, packets })
    }
}

/// One end of boxes: its addresses, and what its members are.
type BoxEnd = (Addresses, Vec<(Symbol, bool)>);

/// The boxes of one end: one for all of its addresses, and one for each symbol.
fn ends(
    side: Side,
    any_of: Option<&[EndText]>,
    except: &[EndText],
    within: &[EndText],
) -> Vec<BoxEnd> {
    let symbol = |name: &str| Symbol { side, name: name.into() };
    let mut inside = Addresses::none();
    let (mut limits, mut limited): (Vec<(Symbol, bool)>, bool) = (Vec::new(), false);
    for one in within {
        match &one.0 {
            EndOf::Any => inside = Addresses::all(),
            EndOf::Addresses(addresses) => inside = inside.union(addresses),
            EndOf::Symbol(name) => {
                limits.push((symbol(name), true));
                continue;
            }
        }
        limited = true;
    }
    let mut inside = if limited { inside } else { Addresses::all() };
    for one in except {
        match &one.0 {
            EndOf::Any => inside = Addresses::none(),
            EndOf::Addresses(addresses) => inside = inside.difference(addresses),
            EndOf::Symbol(name) => limits.push((symbol(name), false)),
        }
    }
    let mut found = Vec::new();
    let mut plain = Addresses::none();
    for one in any_of.unwrap_or(&[EndText::any()]) {
        match &one.0 {
            EndOf::Any => plain = Addresses::all(),
            EndOf::Addresses(addresses) => plain = plain.union(addresses),
            EndOf::Symbol(name) => {
                let members = std::iter::once((symbol(name), true)).chain(limits.iter().cloned());
                found.push((inside.clone(), members.collect()));
            }
        }
    }
    let plain = plain.intersection(&inside);
    if !plain.is_empty() {
        found.push((plain, limits));
    }
    found
}

impl FieldsTable {
    /// # Errors
    /// Everything that is wrong with it.
    pub(super) fn check(&self) -> Result<(), Vec<Wrong>> {
        let Self { field, action, before, after } = self;
        let mut wrong: Vec<Wrong> = Vec::new();
        if field.is_none() {
            let hint = "name them as reports do, for example `field = [\"containers[*].image\"]`";
            wrong.push(("", "this needs a `field`".to_owned(), Some(hint.to_owned())));
        }
        let empty = [
            ("field", field.as_ref().is_some_and(Vec::is_empty)),
            ("action", action.as_ref().is_some_and(Vec::is_empty)),
            ("before", before.as_ref().is_some_and(Vec::is_empty)),
            ("after", after.as_ref().is_some_and(Vec::is_empty)),
        ];
        for (key, _) in empty.into_iter().filter(|(_, is_empty)| *is_empty) {
            wrong.push((key, "an empty list covers nothing".to_owned(), None));
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// Whether it names a field of a resource to which this happened.
    pub(super) fn names(&self, happened: Action, change: &FieldChange) -> bool {
        let Self { field, action, before, after } = self;
        let is_of = |patterns: &Option<Vec<ValuePattern>>, value: &Option<serde_json::Value>| {
            let Some(patterns) = patterns else { return true };
            value.as_ref().is_some_and(|value| patterns.iter().any(|one| one.matches(value)))
        };
        let acts = match action {
            Some(list) => list.contains(&ActionText(happened)),
            None => happened == Action::Modified,
        };
        acts && field.iter().flatten().any(|one| one.matches(change.path.as_str()))
            && is_of(before, &change.before)
            && is_of(after, &change.after)
    }
}
