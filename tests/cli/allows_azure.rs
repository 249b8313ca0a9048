//! Questions about the Azure subscription of the example estate: a machine without a public address behind a balancer that leads it port 443.

use std::path::Path;

use serde_json::Value;

use crate::harness::Place;

const SUBSCRIPTION: &str = "azure/00000000-0000-4000-8000-000000000000";

fn estate() -> Place {
    let place = Place::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/estate/today");
    place.copy(&from.join(SUBSCRIPTION), &format!("net/{SUBSCRIPTION}"));
    place
}

/// What the answer is, and the rule of every boundary on the way.
fn ask(place: &Place, from: &str, to: &str, port: u16) -> (String, Vec<String>) {
    let line = format!(
        "allows dump:net --from {from} --to {to} --protocol tcp --port {port} --output json"
    );
    let run = place.run(&line);
    let document: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", place.text(&line, &run)));
    let answer = &document["answers"][0];
    assert_eq!(answer["certainty"], "certain", "{answer:#}");
    let rules = answer["decided_by"].as_array().unwrap().iter();
    let rules = rules.map(|rule| rule["rule"].as_str().unwrap_or("-").to_owned()).collect();
    (answer["allowed"].as_str().unwrap().to_owned(), rules)
}

#[test]
fn the_internet_comes_as_far_as_the_balancer_leads() {
    let place = estate();
    let (allowed, by) = ask(&place, "internet", "web-1", 443);
    assert_eq!(allowed, "all");
    let balancer = "0.0.0.0/0 → Internet, load balancer shop, rule https";
    assert_eq!(
        by,
        [balancer, "-", "https"],
        "the door, admin rules that leave it alone, the group"
    );
    // A group's rule lets it in, and nothing leads there.
    let (allowed, by) = ask(&place, "internet", "web-1", 3389);
    assert_eq!(allowed, "none");
    assert_eq!(by, ["0.0.0.0/0 → Internet, no public way", "-", "support"]);
}

#[test]
fn the_network_around_is_let_in_by_the_rule_of_birth() {
    let place = estate();
    let (allowed, by) = ask(&place, "10.40.2.9", "web-1", 8080);
    assert_eq!(allowed, "all");
    assert_eq!(by.last().map(String::as_str), Some("AllowVnetInBound"));
}

#[test]
fn a_machine_is_called_by_its_own_name_or_its_id() {
    let place = estate();
    let machine = "/subscriptions/00000000-0000-4000-8000-000000000000/resourcegroups/shop/providers/microsoft.compute/virtualmachines/web-1";
    for name in ["10.40.1.4", machine] {
        assert_eq!(ask(&place, "internet", name, 443).0, "all", "{name}");
    }
}
