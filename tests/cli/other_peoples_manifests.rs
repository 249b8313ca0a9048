//! Connections of other people's manifests, held against what another tool says of them: `make conformance`.
//!
//! What is left out is where the two differ on purpose: a workload to itself, IPv6, and pods on the network of their node (which are
//! ordinary pods to the other).

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::path::Path;

use serde_json::Value;

use crate::conformance::corpus;
use crate::harness::{Place, Run};

/// What passes: a protocol and a port, in spans.
type Ports = BTreeMap<String, Vec<(u16, u16)>>;
/// Sources, destinations, and what passes; of the outside by ranges.
type Rows = BTreeMap<(String, String), BTreeMap<(u32, u32), Ports>>;

const PORTED: [&str; 3] = ["sctp", "tcp", "udp"];

/// A range of IPv4, or the name of an endpoint.
fn end(text: &str) -> Option<Result<(u32, u32), String>> {
    let text = text.strip_suffix("[External]").unwrap_or(text);
    if text.contains('[') {
        return Some(Err(text.to_owned()));
    }
    let number = |one: &str| one.parse::<Ipv4Addr>().ok().map(u32::from);
    if let Some((address, length)) = text.split_once('/') {
        let (address, length) = (number(address)?, length.parse::<u32>().ok()?);
        let hosts = u32::MAX.checked_shr(length).unwrap_or(0);
        return Some(Ok((address, address | hosts)));
    }
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    Some(Ok((number(low)?, number(high)?)))
}

fn add(rows: &mut Rows, from: &str, to: &str, ports: Ports) {
    // Other families are not compared.
    let (Some(from), Some(to)) = (end(from), end(to)) else { return };
    let everywhere = (0, u32::MAX);
    let (pair, range) = match (from, to) {
        (Err(from), Err(to)) => ((from, to), everywhere),
        (Ok(range), Err(to)) => ((String::new(), to), range),
        (Err(from), Ok(range)) => ((from, String::new()), range),
        (Ok(_), Ok(_)) => panic!("a row without an endpoint"),
    };
    let known = rows.entry(pair).or_default().entry(range).or_default();
    for (protocol, spans) in ports {
        known.entry(protocol).or_default().extend(spans);
    }
}

fn spans(text: &str) -> Vec<(u16, u16)> {
    let span = |part: &str| {
        let (low, high) = part.split_once('-').unwrap_or((part, part));
        (low.trim().parse().unwrap(), high.trim().parse().unwrap())
    };
    text.split(',').map(span).collect()
}

/// `All Connections`, `SCTP 1-65535,TCP 80,443`.
fn stated(text: &str) -> Ports {
    if text == "All Connections" {
        return PORTED.map(|protocol| (protocol.to_owned(), vec![(1, u16::MAX)])).into();
    }
    let mut ports = Ports::new();
    let mut protocol = String::new();
    for part in text.split(',') {
        let numbers = match part.split_once(' ') {
            Some((word, rest)) => {
                protocol = word.to_lowercase();
                rest
            }
            None => part,
        };
        ports.entry(protocol.clone()).or_default().extend(spans(numbers));
    }
    ports
}

fn expected(case: &Path) -> Rows {
    let mut rows = Rows::new();
    let text = std::fs::read_to_string(case.join("expected.txt")).unwrap();
    for line in text.lines().filter(|line| line.contains(" => ")) {
        let (from, rest) = line.split_once(" => ").unwrap();
        let (to, connections) = rest.split_once(" : ").unwrap();
        add(&mut rows, from, to, stated(connections));
    }
    rows
}

fn found(report: &Value) -> Rows {
    let mut rows = Rows::new();
    for row in report["connections"].as_array().unwrap() {
        let mut ports = Ports::new();
        for talk in row["traffic"].as_array().unwrap() {
            let protocol = talk["protocol"].as_str().unwrap();
            let spans = talk["ports"].as_str().map_or(vec![(1, u16::MAX)], spans);
            let all = if protocol == "all" { PORTED.to_vec() } else { vec![protocol] };
            for one in all.into_iter().filter(|one| PORTED.contains(one)) {
                ports.entry(one.to_owned()).or_default().extend(spans.clone());
            }
        }
        let text = |key: &str| row[key].as_str().unwrap();
        add(&mut rows, text("from"), text("to"), ports);
    }
    rows
}

/// What passes at one place of the ranges, with spans that touch as one.
fn at(ranges: Option<&BTreeMap<(u32, u32), Ports>>, address: u32) -> Ports {
    let here = ranges.into_iter().flatten();
    let here = here.filter(|((low, high), _)| (*low..=*high).contains(&address));
    let mut all = Ports::new();
    for (protocol, spans) in here.flat_map(|(_, ports)| ports) {
        all.entry(protocol.clone()).or_default().extend(spans);
    }
    for spans in all.values_mut() {
        spans.sort_unstable();
        let mut joined: Vec<(u16, u16)> = Vec::new();
        for (low, high) in spans.iter().copied() {
            match joined.last_mut() {
                Some(last) if u32::from(low) <= u32::from(last.1) + 1 => last.1 = last.1.max(high),
                _ => joined.push((low, high)),
            }
        }
        *spans = joined;
    }
    all.retain(|_, spans| !spans.is_empty());
    all
}

/// Where the two differ.
fn differences(stated: &Rows, found: &Rows, left_out: &BTreeSet<String>) -> Vec<String> {
    let pairs: BTreeSet<_> = stated.keys().chain(found.keys()).collect();
    let mut wrong = Vec::new();
    for pair in pairs {
        let (from, to) = pair;
        if from == to || left_out.contains(from) || left_out.contains(to) {
            continue;
        }
        let both = [stated.get(pair), found.get(pair)];
        let ranges = both.iter().flatten().flat_map(|ranges| ranges.keys());
        let cuts: BTreeSet<u32> =
            ranges.flat_map(|(low, high)| [Some(*low), high.checked_add(1)]).flatten().collect();
        for address in cuts {
            let [stated, found] = both.map(|ranges| at(ranges, address));
            if stated != found {
                let address = Ipv4Addr::from(address);
                wrong.push(format!("{pair:?} at {address}: {stated:?}, found {found:?}"));
            }
        }
    }
    wrong
}

#[test]
fn conformance_kubernetes_connections() {
    let Some(folder) = corpus("kubernetes/connections") else { return };
    let place = Place::new();
    let (mut cases, mut rows) = (0, 0);
    let mut wrong = Vec::new();
    for case in std::fs::read_dir(folder).unwrap() {
        let case = case.unwrap().path();
        let manifests = case.join("manifests");
        if !manifests.is_dir() {
            continue;
        }
        let mut command = place.command("connections --output json");
        let run =
            Run::of(command.arg(format!("manifests:{}", manifests.display())).output().unwrap());
        let report: Value = serde_json::from_str(&run.stdout)
            .unwrap_or_else(|_| panic!("{}: {}", case.display(), run.stderr));
        let (stated, found) = (expected(&case), found(&report));
        rows += stated.len();
        // Where the pods on their node's network are; the command says so of them for people.
        let mut command = place.command("connections --output text");
        let said =
            Run::of(command.arg(format!("manifests:{}", manifests.display())).output().unwrap());
        let on_node = said.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        let names = stated.keys().flat_map(|(from, to)| [from, to]);
        let on_node = names
            .filter(|name| {
                !name.is_empty() && on_node.contains(&format!("{name} on the network of its node"))
            })
            .cloned()
            .collect();
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        wrong.extend(
            differences(&stated, &found, &on_node).iter().map(|one| format!("{name}: {one}")),
        );
        cases += 1;
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cases > 20 && rows > 2000, "{cases} {rows}");
}
