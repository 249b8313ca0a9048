//! Effects: as a part of the document, and as lines for people.

use super::fields::{Limits, Line};
use super::neutral;
use super::v1::{DecidedBy, Effect, Finding, Packet, RuleName, TrafficBox};
use super::values::LINE;
use super::wording::{name, some_of};
use crate::model::{End, Flow, ResourceId, Ruling, Traffic, Witness};
use crate::traffic::{Decision, Match, Service, Side};

/// As many exceptions as a line names.
const EXCEPTIONS: usize = 2;
/// As many ends as a line names, unless everything is asked for.
const ENDS: usize = 8;

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

fn as_box(flow: &Flow) -> TrafficBox {
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
        protocol: Flow { direction: *direction, packets: service, rule: None }.protocol(),
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
    let boxes = effect
        .opened
        .iter()
        .map(|one| ('+', one))
        .chain(effect.closed.iter().map(|one| ('-', one)));
    let left = (effect.opened.len() + effect.closed.len()).saturating_sub(limits.fields);
    let all = limits.fields == usize::MAX;
    let mut lines: Vec<Line> = boxes
        .take(limits.fields)
        .map(|(sign, one)| {
            let text =
                if all { say(one, usize::MAX) } else { neutral::short(&say(one, ENDS), LINE) };
            Line::new(sign, text, one.rule.as_deref().map(name))
        })
        .collect();
    if left > 0 {
        lines.push(Line::new(' ', format!("… and {left} more"), None));
    }
    lines
}

fn say(one: &TrafficBox, most: usize) -> String {
    let mut text = name(&one.protocol);
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
    text.push_str(&end(far, most));
    // The near end is whatever the boundary stands before, unless a rule limits it.
    let everything = |list: &[String]| list.iter().all(|one| one == "0.0.0.0/0" || one == "::/0");
    if !everything(near.1) || !near.2.is_empty() || !near.3.is_empty() {
        text.push_str(&end(near, most));
    }
    text
}

type Words<'a> = (&'a str, &'a Vec<String>, &'a Vec<String>, &'a Vec<String>);

fn end((towards, any_of, except, within): Words<'_>, most: usize) -> String {
    let names = |list: &[String]| list.iter().map(|one| name(one)).collect::<Vec<String>>();
    let mut text = format!(" {towards} {}", some_of(&names(any_of), most));
    if !within.is_empty() {
        text.push_str(&format!(" inside {}", some_of(&names(within), most)));
    }
    if !except.is_empty() {
        text.push_str(&format!(" except {}", some_of(&names(except), most.min(EXCEPTIONS))));
    }
    text
}

/// What is said below the lines, each with its label: where it is, a packet, and who decides about it.
pub(super) fn remarks(finding: &Finding) -> Vec<(&'static str, String)> {
    let Some(effect) = &finding.effect else { return Vec::new() };
    let mut remarks = Vec::new();
    if !effect.boundaries.is_empty() {
        let names: Vec<String> = effect.boundaries.iter().map(|one| name(one)).collect();
        remarks.push(("at", some_of(&names, EXCEPTIONS)));
    }
    if let (Some(packet), Some(by)) = (&effect.witness, &effect.decided_by) {
        let witness = said(packet);
        let (was, now) = (decided(&by.before), decided(&by.after));
        remarks.push(("witness", format!("{witness}  was: {was}  now: {now}")));
    }
    remarks
}

/// `8.8.8.8 → 10.0.0.10 tcp 22`.
fn said(packet: &Packet) -> String {
    let place = |address: &str, members: &[String]| {
        let members: Vec<String> = members.iter().map(|one| name(one)).collect();
        let inside = if members.is_empty() {
            String::new()
        } else {
            format!(" in {}", members.join(" and "))
        };
        format!("{}{inside}", name(address))
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
        Some(rule) => format!("{word} by {}", name(rule)),
        None => format!("{word} (no rule)"),
    }
}
