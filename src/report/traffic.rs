//! Effects: as a part of the document, and as lines for people.

use std::collections::HashSet;

use super::far_ends;
use super::fields::{Limits, Line};
use super::neutral;
use super::v1::{DecidedBy, Effect, Finding, Packet, RuleName, TrafficBox};
use super::values::LINE;
use super::wording::{kind_spec, name, some_of};
use crate::model::{End, Flow, ResourceId, Role, Ruling, Traffic, Witness, is_condition};
use crate::traffic::{Addresses, Decision, Match, Service, Side};

/// As many exceptions as a line names.
const EXCEPTIONS: usize = 2;
/// As many ends as a line names, unless everything is asked for.
const ENDS: usize = 8;
/// So many boxes are told as they are. Where there are more, what arrives at endpoints may be said in fewer.
const FEW: usize = 4;

/// Writes an effect down.
pub(super) fn document(id: &ResourceId, traffic: &Traffic) -> Effect {
    let boxes = |flows: &[Flow]| flows.iter().map(as_box).collect();
    let elsewhere = traffic.at.iter().any(|at| at != id);
    Effect {
        opened: boxes(&traffic.opened),
        closed: boxes(&traffic.closed),
        equivalent: traffic.is_equivalent(),
        cause: traffic.by_order.then(|| "order".to_owned()),
        witness: traffic.witness.as_ref().map(packet),
        decided_by: traffic.witness.as_ref().map(|witness| DecidedBy {
            before: rule(&witness.before),
            after: rule(&witness.after),
        }),
        boundaries: if elsewhere {
            traffic.at.iter().map(|at| format!("{}:{}", at.kind, at.identity)).collect()
        } else {
            Vec::new()
        },
    }
}

/// A box of packets.
pub(super) fn as_box(flow: &Flow) -> TrafficBox {
    let End { any_of: from, except: from_except, within: from_within } = flow.end(Side::Source);
    let End { any_of: to, except: to_except, within: to_within } = flow.end(Side::Destination);
    TrafficBox {
        direction: flow.direction.word().to_owned(),
        from,
        from_except,
        from_within,
        to,
        to_except,
        to_within,
        protocol: flow.protocol(),
        ports: flow.ports(),
        source_ports: flow.source_ports(),
        icmp: flow.icmp(),
        rule: flow.rule.as_ref().map(ToString::to_string),
    }
}

fn packet(witness: &Witness) -> Packet {
    let Witness { direction, packet, before: _, after: _ } = witness;
    let members = |side: Side| {
        let of_side = packet.members().iter().filter(move |symbol| symbol.side == side);
        of_side.map(|symbol| symbol.name.to_string()).collect()
    };
    let (ports, icmp) = (packet.ports(), packet.icmp());
    let service = Match::of(Service::protocols(packet.protocol()));
    Packet {
        direction: direction.word().to_owned(),
        from: packet.source().to_string(),
        from_in: members(Side::Source),
        to: packet.destination().to_string(),
        to_in: members(Side::Destination),
        protocol: Flow { direction: *direction, packets: service, rule: None, far_set: None }
            .protocol(),
        port: ports.map(|(destination, _)| destination),
        source_port: ports.map(|(_, source)| source),
        icmp_type: icmp.map(|(kind, _)| kind),
        icmp_code: icmp.map(|(_, code)| code),
    }
}

fn rule(ruling: &Ruling) -> RuleName {
    let action = if ruling.decision == Decision::Allow { "allow" } else { "deny" };
    RuleName {
        boundary: ruling.boundary.clone(),
        rule: ruling.rule.clone(),
        action: action.to_owned(),
    }
}

/// One line for each box: `+ tcp 22 from 0.0.0.0/0`, with the rule that lets it pass.
pub(super) fn lines(finding: &Finding, limits: Limits) -> Vec<Line> {
    let Some(effect) = &finding.effect else { return Vec::new() };
    arriving(finding, limits)
        .unwrap_or_else(|| told((&effect.opened, &effect.closed), finding, limits))
}

/// What arrives at endpoints, where that is said in fewer lines: of every possible pod there may be much to say, and little of those
/// that there are.
fn arriving(finding: &Finding, limits: Limits) -> Option<Vec<Line>> {
    let (effect, exposure) = (finding.effect.as_ref()?, finding.exposure.as_ref()?);
    let (opened, closed) = (&exposure.opened, &exposure.closed);
    if limits.fields == usize::MAX || opened.is_empty() && closed.is_empty() {
        return None;
    }
    let lines = told((&effect.opened, &effect.closed), finding, limits);
    let arriving = told((opened, closed), finding, limits);
    (lines.len() > FEW && arriving.len() < lines.len()).then_some(arriving)
}

/// Boxes that opened, and those that closed, as lines.
fn told(
    (opened, closed): (&Vec<TrafficBox>, &Vec<TrafficBox>),
    finding: &Finding,
    limits: Limits,
) -> Vec<Line> {
    let boxes = opened.iter().map(|one| ('+', one)).chain(closed.iter().map(|one| ('-', one)));
    let all = limits.fields == usize::MAX;
    let arrives = finding.exposure.as_ref().is_some_and(|exposure| exposure.of > 0);
    let mut told = HashSet::new();
    let mut lines: Vec<Line> = Vec::new();
    for (sign, one) in boxes {
        let text = if all {
            say(one, usize::MAX, false)
        } else {
            neutral::short(&say(one, ENDS, arrives), LINE)
        };
        let id = one.rule.as_deref().filter(|rule| is_id(rule)).map(name);
        // What is left out of a line may be all that two of them differ in.
        if all || told.insert((sign, text.clone(), id.clone())) {
            lines.push(Line::new(sign, text, id));
        }
    }
    let left = lines.len().saturating_sub(limits.fields);
    lines.truncate(limits.fields);
    if left > 0 {
        lines.push(Line::new(' ', format!("… and {left} more"), None));
    }
    lines
}

/// A box in words: `tcp 22 from 203.0.113.9`. Which members of its own end it is not about is left out.
pub(super) fn in_words(one: &TrafficBox) -> String {
    neutral::short(&say(one, ENDS, true), LINE)
}

/// Whether a rule has a name of its own. Where the provider's ids were not read, rules are known by their words.
fn is_id(rule: &str) -> bool {
    !rule.contains(' ')
}

/// A box in words. Which members of its own end it is about is left out where endpoints are told.
fn say(one: &TrafficBox, most: usize, arrives: bool) -> String {
    let mut text = match one.protocol.bytes().next() {
        Some(digit) if digit.is_ascii_digit() => format!("protocol {}", name(&one.protocol)),
        _ => name(&one.protocol),
    };
    for (before, part) in [(" ", &one.ports), (" ", &one.icmp), (" from port ", &one.source_ports)]
    {
        if let Some(part) = part {
            text.push_str(&format!("{before}{}", name(part)));
        }
    }
    let source = ("from", &one.from, &one.from_except, &one.from_within);
    let destination = ("to", &one.to, &one.to_except, &one.to_within);
    let (far, near) =
        if one.direction == "egress" { (destination, source) } else { (source, destination) };
    text.push_str(&end(far, most, false));
    // The near end is whatever the boundary stands before, unless a rule limits it.
    let everything = |list: &[String]| list.iter().all(|one| one == "0.0.0.0/0" || one == "::/0");
    let (towards, any_of, mut except, mut within) = near;
    let nobody = Vec::new();
    let named = any_of.iter().all(|one| Addresses::parse(one).is_err());
    if most != usize::MAX && named && everything(within) {
        within = &nobody;
    }
    if arrives && named {
        except = &nobody;
    }
    if !everything(any_of) || !except.is_empty() || !within.is_empty() {
        text.push_str(&end((towards, any_of, except, within), most, true));
    }
    text
}

type Words<'a> = (&'a str, &'a Vec<String>, &'a Vec<String>, &'a Vec<String>);

fn end((towards, any_of, except, within): Words<'_>, most: usize, near: bool) -> String {
    let names = |list: &[String]| list.iter().map(|one| name(one)).collect::<Vec<String>>();
    // Whoever wants everything gets it as it stands in the document.
    let (any_of, holes) =
        if most == usize::MAX { (any_of.clone(), Vec::new()) } else { far_ends::plainly(any_of) };
    let mut text = format!(" {towards} {}", some_of(&names(&any_of), most));
    let (conditions, within): (Vec<String>, Vec<String>) =
        within.iter().cloned().partition(|one| is_condition(one));
    if !within.is_empty() {
        text.push_str(&format!(" inside {}", some_of(&names(&within), most)));
    }
    if !conditions.is_empty() {
        text.push_str(&format!(" if {}", some_of(&names(&conditions), most)));
    }
    // At the far end, members of a group that could do it before are not news; whoever wants everything is told.
    let is_news = |one: &&String| near || most == usize::MAX || Addresses::parse(one).is_ok();
    let except: Vec<String> =
        holes.iter().chain(except).filter(is_news).map(|one| name(one)).collect();
    if !except.is_empty() {
        text.push_str(&format!(
            " except {}",
            some_of(&except, if most == usize::MAX { most } else { EXCEPTIONS })
        ));
    }
    text
}

/// What is said below the lines, each with its label: where it is, a packet, and who decides about it.
pub(super) fn remarks(finding: &Finding, limits: Limits) -> Vec<(&'static str, String)> {
    let Some(effect) = &finding.effect else { return Vec::new() };
    let mut remarks = Vec::new();
    if !effect.boundaries.is_empty() {
        let names: Vec<String> = effect.boundaries.iter().map(|one| name(one)).collect();
        remarks.push(("at", some_of(&names, EXCEPTIONS)));
    }
    // A packet of those that are not told would only puzzle.
    let is_told = arriving(finding, limits).is_none();
    if let (Some(packet), Some(by), true) = (&effect.witness, &effect.decided_by, is_told) {
        let witness = said(packet);
        // What is around boundaries has no rules: which boundary decides is what has changed.
        let decided = if is_boundary(finding) { decided } else { decided_at };
        let (was, now) = (decided(&by.before), decided(&by.after));
        remarks.push(("witness", format!("{witness}  was: {was}  now: {now}")));
    }
    remarks
}

/// `8.8.8.8 → 10.0.0.10 tcp 22`.
fn said(packet: &Packet) -> String {
    let place = |address: &str, members: &[String]| {
        let (conditions, members): (Vec<&String>, Vec<&String>) =
            members.iter().partition(|one| is_condition(one));
        let mut text = name(address);
        for (word, list) in [(" in ", members), (" if ", conditions)] {
            let names: Vec<String> = list.into_iter().map(|one| name(one)).collect();
            if !names.is_empty() {
                text.push_str(word);
                text.push_str(&names.join(" and "));
            }
        }
        text
    };
    let mut text = format!(
        "{} → {} {}",
        place(&packet.from, &packet.from_in),
        place(&packet.to, &packet.to_in),
        name(&packet.protocol)
    );
    if let Some(port) = packet.port {
        text.push_str(&format!(" {port}"));
    }
    if let (Some(kind), Some(code)) = (packet.icmp_type, packet.icmp_code) {
        text.push_str(&format!(" {kind}/{code}"));
    }
    text
}

fn decided(rule: &RuleName) -> String {
    let word = if rule.action == "allow" { "allowed" } else { "refused" };
    match &rule.rule {
        Some(rule) if !is_id(rule) => word.to_owned(),
        Some(rule) => format!("{word} by {}", name(rule)),
        None if rule.action == "allow" => word.to_owned(),
        None => format!("{word} (no rule)"),
    }
}

/// The same with the boundary: `allowed by acl-1 100`, `refused by rtb-1: 0.0.0.0/0 → igw-1`.
fn decided_at(rule: &RuleName) -> String {
    let Some((_, boundary)) = rule.boundary.split_once(':') else { return decided(rule) };
    let word = if rule.action == "allow" { "allowed" } else { "refused" };
    let boundary = name(boundary);
    match &rule.rule {
        Some(rule) if !is_id(rule) => format!("{word} by {boundary}: {}", name(rule)),
        Some(rule) => format!("{word} by {boundary} {}", name(rule)),
        None => format!("{word} by {boundary} (no rule)"),
    }
}

fn is_boundary(finding: &Finding) -> bool {
    let spec = finding.resource.as_ref().and_then(|resource| kind_spec(&resource.kind));
    spec.is_none_or(|spec| spec.role == Role::Boundary)
}

#[cfg(test)]
mod tests;
