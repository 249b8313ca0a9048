//! Who can talk to whom, as the command tells it.

use serde_json::{Value, json};

use crate::harness::Place;
use crate::networks::{Network, from};

fn rows(place: &Place) -> Vec<String> {
    let run = place.ends("connections dump:net --output json", 0);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let say = |traffic: &Value| {
        let text = |field: &str| traffic[field].as_str().map(|text| format!(" {text}"));
        let ports = text("ports").or_else(|| text("icmp")).unwrap_or_default();
        format!("{}{ports}", traffic["protocol"].as_str().unwrap())
    };
    let row = |row: &Value| {
        let traffic: Vec<String> = row["traffic"].as_array().unwrap().iter().map(say).collect();
        format!(
            "{} → {}: {}",
            row["from"].as_str().unwrap(),
            row["to"].as_str().unwrap(),
            traffic.join(", ")
        )
    };
    let rows: Vec<String> = document["connections"].as_array().unwrap().iter().map(row).collect();
    assert!(rows.is_sorted());
    rows
}

#[test]
fn of_a_small_network() {
    let mut network = Network::new();
    assert_eq!(
        rows(&network.place()),
        [
            "0.0.0.0/0 → eni-1: tcp 443",
            "eni-1 → 0.0.0.0/0: all",
            "eni-1 → eni-2: tcp 5432",
            "eni-1 → eni-3: tcp 8443",
            "eni-2 → 0.0.0.0/0: all",
            "eni-2 → eni-1: tcp 443",
            "eni-3 → 0.0.0.0/0: all",
            "eni-3 → eni-1: tcp 443",
            "eni-3 → eni-2: tcp 5432",
        ]
    );
    network.peered();
    let with_peering = rows(&network.place());
    assert!(with_peering.contains(&"eni-1 → eni-4: tcp 9100".to_owned()), "{with_peering:#?}");
    assert!(!with_peering.iter().any(|row| row.starts_with("eni-2 → eni-4")), "no route");
}

#[test]
fn as_text_lines_and_a_file() {
    let place = Network::new().place();
    assert_shown!(
        place,
        "connections dump:net",
        "connections dump:net --output jsonl",
        "connections dump:net --output junit"
    );
}

#[test]
fn what_counts_as_empty_is_named() {
    let mut network = Network::new();
    network.lets_in(1, json!([from(5432, "9@444455556666")]));
    network.without("describe-network-acls");
    let run = network.place().ends("connections dump:net --output json", 0);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert!(
        document["unknown"].as_array().is_some_and(|names| !names.is_empty()),
        "{}",
        run.stdout
    );
    assert!(run.stderr.contains("Not known, and taken to have no members: "), "{}", run.stderr);
}

#[test]
fn who_cannot_be_asked_makes_it_incomplete() {
    let place = Network::new().place();
    let container = json!([{"Id": "1", "Name": "/web", "Config": {}, "HostConfig": {}}]);
    place.write_json("net/docker/host-1/inspect.json", &container);
    let run = place.ends("connections dump:net", 4);
    assert!(run.stderr.contains("Not asked: docker:host-1"), "{}", run.stderr);
    place.ends("connections dump:net --scope 'aws:*'", 0);
    place.ends("connections dump:net --allow-incomplete", 0);
    let empty = Place::new();
    empty.write_json("net/nothing.json", &json!({}));
    empty.ends("connections dump:net", 5);
}
