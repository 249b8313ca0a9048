//! Held against what another tool says about other people's manifests, when they are there.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::estate::{between, labels, said, same, services, snapshot, topology};
use crate::providers::Answer;
use crate::providers::kubernetes::read_manifests;
use crate::traffic::{Action, Addresses, Guard, Match, Rule, Service, protocol};

fn folder() -> Option<Utf8PathBuf> {
    let named = std::env::var("DRIFTWALL_CORPORA").ok();
    let root = named
        .unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora").to_owned());
    let folder = Utf8PathBuf::from(root).join("kubernetes/connections");
    folder.is_dir().then_some(folder)
}

fn manifests(case: &Utf8Path) -> Vec<Answer> {
    let mut files = Vec::new();
    for entry in case.join("manifests").read_dir_utf8().unwrap() {
        let path = entry.unwrap().into_path();
        if ["json", "yaml", "yml"].contains(&path.extension().unwrap_or_default()) {
            let bytes = fs_err::read(&path).unwrap();
            let (name, path) =
                (path.file_stem().unwrap().to_owned(), path.file_name().unwrap().into());
            files.push(Answer { name, path, read: Box::new(move || Ok(bytes)) });
        }
    }
    files
}

/// Pairs and what passes between them, as the expected file says.
fn expected(case: &Utf8Path) -> BTreeMap<(String, String), Vec<String>> {
    let text = fs_err::read_to_string(case.join("expected.txt")).unwrap();
    let mut rows: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for line in text.lines().filter(|line| line.contains(" => ")) {
        let (from, rest) = line.split_once(" => ").unwrap();
        let (to, connections) = rest.split_once(" : ").unwrap();
        // All of one's own external ranges are looked at together.
        let end =
            |end: &str| if end.ends_with("[External]") { String::new() } else { end.to_owned() };
        let outside = [from, to].into_iter().find_map(|end| end.strip_suffix("[External]"));
        let row = format!("{}|{connections}", outside.unwrap_or_default());
        rows.entry((end(from), end(to))).or_default().push(row);
    }
    rows
}

/// What the rows of a pair let through.
fn stated(from_outside: bool, rows: &[String]) -> Guard {
    let mut matches = Vec::new();
    for row in rows {
        let (range, connections) = row.split_once('|').unwrap();
        for service in services(connections) {
            let mut one = Match::of(service);
            if !range.is_empty() {
                let range = Addresses::parse(range).unwrap();
                one = if from_outside { one.from(range) } else { one.to(range) };
            }
            matches.push(one);
        }
    }
    Guard::union("stated", vec![Rule::new("", Action::Allow, matches)])
}

/// Only what the other tool speaks of: tcp, udp and sctp, on ports that can be written.
fn ported(guard: Guard) -> Guard {
    let three = [protocol::TCP, protocol::UDP, protocol::SCTP];
    let ports = |number| Match::of(Service::protocols(number).to_ports(1..=u16::MAX));
    let matches = three.map(ports).to_vec();
    Guard::All(vec![guard, Guard::union("ported", vec![Rule::new("", Action::Allow, matches)])])
}

#[test]
fn connections_are_what_another_tool_says() {
    let Some(folder) = folder() else { return };
    let mut compared = 0;
    let mut wrong = Vec::new();
    for entry in folder.read_dir_utf8().unwrap() {
        let case = entry.unwrap().into_path();
        if !case.join("manifests").is_dir() {
            continue;
        }
        let snapshot = snapshot(read_manifests(
            &super::estate::SCOPE.parse().unwrap(),
            manifests(&case),
            None,
        ));
        let topology = topology(&snapshot);
        let rows = expected(&case);
        // They treat a pod on its node's network as any other; we say that no policy reaches it.
        let on_host: BTreeSet<String> = topology
            .endpoints
            .values()
            .filter(|endpoint| endpoint.called.contains("network of its node"))
            .map(|endpoint| endpoint.label.to_string())
            .collect();
        let known: BTreeSet<String> = labels(&topology).into_iter().collect();
        for name in rows.keys().flat_map(|(from, to)| [from, to]).filter(|name| !name.is_empty()) {
            if !known.contains(name) {
                wrong.push(format!("{case}: no {name}"));
            }
        }
        let ends: Vec<_> = topology.endpoints.values().map(Some).chain([None]).collect();
        for from in &ends {
            for to in &ends {
                let name = |end: Option<&crate::model::Endpoint>| {
                    end.map(|end| end.label.to_string()).unwrap_or_default()
                };
                let pair = (name(*from), name(*to));
                if pair.0 == pair.1 || on_host.contains(&pair.0) || on_host.contains(&pair.1) {
                    continue;
                }
                let none = Vec::new();
                let listed = rows.get(&pair).unwrap_or(&none);
                let stated = ported(stated(pair.0.is_empty(), listed));
                let found = ported(between(&topology, *from, *to));
                compared += 1;
                if !same(&stated, &found) {
                    let case = case.file_name().unwrap();
                    wrong.push(format!(
                        "{case}: {pair:?}: stated {listed:?}, found {:?}",
                        said(&found)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 2000, "{compared}");
}
