//! Answers and connections for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::answers::{Answer, Answers, Packet, Rule};
use super::asked::{Asked, word};
use super::connections::{Connections, Row, Traffic};
use crate::report::neutral::visible;
use crate::report::{Style, wording};

/// As many ends as a line names, unless everything is asked for.
const ENDS: usize = 3;

/// A line for each answer, below it who decides, and at the end how many there are of each.
pub(super) fn answers(answers: &Answers, style: &Style) -> String {
    let mut out = String::new();
    for answer in answers.answers.iter().filter(|_| !style.quiet) {
        one(&mut out, answer, style.verbose);
    }
    let count =
        |allowed: &str| answers.answers.iter().filter(|answer| answer.allowed == allowed).count();
    let words = ["all", "some", "none"].map(|word| format!("{} {word}", count(word))).join(", ");
    let total = wording::count(answers.answers.len() as u64, "answer", "answers");
    let expected = answers.answers.iter().filter(|answer| answer.met.is_some()).count();
    let unmet = answers.answers.iter().filter(|answer| answer.met == Some(false)).count();
    let _ = write!(out, "{total}: {words}");
    if expected > 0 {
        let expectations = wording::count(expected as u64, "expectation", "expectations");
        let _ = write!(out, "; {unmet} of {expectations} not met");
    }
    out.push('\n');
    out
}

fn one(out: &mut String, answer: &Answer, verbose: bool) {
    let Answer { asked, allowed, met, replies, certainty: _, depends_on, witness, .. } = answer;
    let _ = write!(out, "{allowed:<4}  {}", question(asked));
    if let Some(met) = met {
        let expected = asked.expect.as_ref().map_or("", |expect| word(expect.portion()));
        let met = match met {
            true => "as expected",
            false if allowed == expected => "NOT FOR SURE AS EXPECTED",
            false => "NOT AS EXPECTED",
        };
        let _ = write!(out, "  {met}: {expected}");
    }
    out.push('\n');
    let mut line = |text: &str| {
        let _ = writeln!(out, "      {text}");
    };
    if let Some(replies) = replies.as_ref().filter(|replies| *replies != "all") {
        line(&format!("replies  {replies} of them pass"));
    }
    if !depends_on.is_empty() {
        line(&format!("depends  on what is not known: {}", visible(&depends_on.join(", "))));
    }
    let shown = [
        ("allowed", &witness.allowed, &answer.decided_by),
        (
            "refused",
            &witness.refused,
            if witness.allowed.is_some() { &answer.refused_by } else { &answer.decided_by },
        ),
    ];
    for (word, packet, rules) in shown {
        let Some(packet) = packet else { continue };
        line(&format!("{word}  {}", self::packet(packet)));
        for rule in
            rules.iter().filter(|rule| verbose || word == "allowed" || rule.action == "deny")
        {
            line(&format!("         {}", self::rule(rule)));
        }
    }
}

fn question(asked: &Asked) -> String {
    let Asked { from, to, protocol, port, source_port, icmp_type, icmp_code, expect: _ } = asked;
    let mut text =
        format!("{} → {}  {}", visible(from), visible(to), visible(&protocol.to_string()));
    if let Some(port) = port {
        let _ = write!(text, " {port}");
    }
    if let Some(port) = source_port {
        let _ = write!(text, " from port {port}");
    }
    for (name, value) in [("type", icmp_type), ("code", icmp_code)] {
        if let Some(value) = value {
            let _ = write!(text, " {name} {value}");
        }
    }
    text
}

fn packet(packet: &Packet) -> String {
    let Packet { from, to, protocol, port, source_port: _, icmp_type, icmp_code } = packet;
    let mut text = format!("{} → {} {protocol}", visible(from), visible(to));
    if let Some(port) = port {
        let _ = write!(text, " {port}");
    }
    if let (Some(kind), Some(code)) = (icmp_type, icmp_code) {
        let _ = write!(text, " {kind}/{code}");
    }
    text
}

fn rule(rule: &Rule) -> String {
    let Rule { boundary, rule, action } = rule;
    let rule = rule.as_deref().map_or_else(|| "no rule".into(), visible);
    format!("{action:<5}  {}  {rule}", visible(boundary))
}

/// A line for each pair; ends to which the same is open are on one, unless everything is asked for.
pub(super) fn connections(connections: &Connections, style: &Style) -> String {
    let rows = &connections.connections;
    let names = short_names(connections);
    let name = |label: &str| visible(names.get(label).copied().unwrap_or(label)).into_owned();
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut groups: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut ends: Vec<Vec<String>> = Vec::new();
    for row in rows.iter().filter(|_| !style.quiet) {
        let Row { from, to, traffic } = row;
        let traffic = traffic.iter().map(said).collect::<Vec<_>>().join(", ");
        let key = (from.as_str(), traffic);
        match groups.get(&key).and_then(|at| ends.get_mut(*at)).filter(|_| !style.verbose) {
            Some(others) => others.push(name(to)),
            None => {
                lines.push((name(from), key.1.clone()));
                groups.insert(key, ends.len());
                ends.push(vec![name(to)]);
            }
        }
    }
    let rows_of: Vec<(String, String)> = lines
        .into_iter()
        .zip(ends)
        .map(|((from, traffic), to)| {
            let more = to.len().saturating_sub(ENDS);
            let mut to = to.get(..ENDS).unwrap_or(&to).join(", ");
            if more > 0 {
                let _ = write!(to, " and {more} more");
            }
            (format!("{from} → {to}"), traffic)
        })
        .collect();
    let width = rows_of.iter().map(|(pair, _)| pair.chars().count()).filter(|one| *one <= 60).max();
    let mut out = String::new();
    for (pair, traffic) in rows_of {
        let _ = writeln!(out, "{pair:<width$}  {traffic}", width = width.unwrap_or(0));
    }
    let total = wording::count(rows.len() as u64, "connection", "connections");
    let _ = writeln!(out, "{total}");
    out
}

/// What people call endpoints, without what stands in brackets behind it where it is not needed to tell them apart.
fn short_names(connections: &Connections) -> BTreeMap<&str, &str> {
    let called = &connections.called;
    let short = |name: &'_ String| name.split(" (").next().unwrap_or_default().len();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for name in called.values() {
        *seen.entry(name.split_at(short(name)).0).or_default() += 1;
    }
    let of = |name: &'_ String| {
        let (first, _) = name.split_at(short(name));
        if seen.get(first) == Some(&1) { first.len() } else { name.len() }
    };
    let each = called.iter().map(|(label, name)| (label.as_str(), name.split_at(of(name)).0));
    each.collect()
}

fn said(traffic: &Traffic) -> String {
    let Traffic { protocol, ports, icmp } = traffic;
    let mut text = match protocol.bytes().next() {
        Some(digit) if digit.is_ascii_digit() => format!("protocol {protocol}"),
        _ => protocol.clone(),
    };
    for part in [ports, icmp].into_iter().flatten() {
        let _ = write!(text, " {part}");
    }
    text
}
