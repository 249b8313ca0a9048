//! What a careful reader makes of the answers of Compute Engine that others recorded: `make conformance`.
//!
//! One machine without an external address stands in the network `default`. Of the three rules that take effect there two are disabled, both of which
//! would let ssh in from outside; the third lets tcp, udp and icmp in from 10.128.0.0/9. No policy takes effect.

use serde_json::{Value, json};

use crate::conformance::corpus;
use crate::harness::Place;

/// The recorded answers as a dump `net`, with whatever else is known of the project.
fn recorded(more: &[(&str, Value)]) -> Option<Place> {
    let folder = corpus("gcp/recordings")?;
    let (mut instances, mut effective) = (Value::Null, Value::Null);
    for file in std::fs::read_dir(folder.join("instance-effective-firewall")).unwrap() {
        let path = file.unwrap().path();
        let recorded: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let body = recorded["body"].clone();
        let is_effective = body["firewalls"].is_array();
        *(if is_effective { &mut effective } else { &mut instances }) = body;
    }
    let project = instances["id"].as_str().unwrap().split('/').nth(1).unwrap().to_owned();
    let place = Place::new();
    let known = [("instances-list", instances), ("get-effective-firewalls.default", effective)];
    for (call, answer) in known.iter().chain(more) {
        place.write_json(&format!("net/gcp/{project}/{call}.json"), answer);
    }
    Some(place)
}

/// Compute Engine's rule that was recorded by itself, with a machine that it is for and one that it is not for.
fn rule_alone() -> Option<Place> {
    let folder = corpus("gcp/recordings/firewall-get")?;
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let rule =
        serde_json::from_slice::<Value>(&std::fs::read(file).unwrap()).unwrap()["body"].clone();
    let machine = |name: &str, address: &str, account: &Value| {
        json!({ "name": name, "zone": "zones/us-east4-c", "status": "RUNNING", "serviceAccounts": [{ "email": account }],
            "networkInterfaces": [{ "name": "nic0", "network": rule["network"], "networkIP": address, "accessConfigs": [{ "natIP": "198.51.100.7" }] }] })
    };
    let other = json!("other@example.iam.gserviceaccount.com");
    let machines = json!([
        machine("meant", "10.150.0.3", &rule["targetServiceAccounts"][0]),
        machine("other", "10.150.0.4", &other)
    ]);
    let link = rule["network"].as_str().unwrap();
    let project = link.split("/projects/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let place = Place::new();
    let [subnets, routes] = default_network();
    let rules = ("firewall-rules-list", json!([rule]));
    for (call, answer) in [rules, ("instances-list", machines), subnets, routes] {
        place.write_json(&format!("net/gcp/{project}/{call}.json"), &answer);
    }
    Some(place)
}

/// What the documents say of the network `default`, a subnet of which is recorded by its name: its range in us-east4, and its route to the internet.
fn default_network() -> [(&'static str, Value); 2] {
    let subnet = json!({ "name": "default", "network": "global/networks/default", "region": "regions/us-east4", "ipCidrRange": "10.150.0.0/20",
        "selfLink": "regions/us-east4/subnetworks/default" });
    let route = json!({ "name": "default-route", "network": "global/networks/default", "destRange": "0.0.0.0/0", "priority": 1000,
        "nextHopGateway": "global/gateways/default-internet-gateway" });
    [("subnets-list", json!([subnet])), ("routes-list", json!([route]))]
}

/// The answer, and what it depends on.
fn ask(place: &Place, from: &str, to: &str, service: &str) -> String {
    let (protocol, port) = service.split_once(' ').unwrap_or((service, ""));
    let port = if port.is_empty() { String::new() } else { format!("--port {port}") };
    let line = format!(
        "allows dump:net --from {from} --to {to} --protocol {protocol} {port} --output json"
    );
    let run = place.run(&line);
    let document: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", place.text(&line, &run)));
    let answer = &document["answers"][0];
    let depends = answer["depends_on"].as_array().into_iter().flatten();
    let depends: Vec<&str> = depends.map(|name| name.as_str().unwrap()).collect();
    let allowed = answer["allowed"].as_str().unwrap();
    if depends.is_empty() {
        allowed.to_owned()
    } else {
        format!("{allowed}, depends on {}", depends.join(" and "))
    }
}

const MACHINE: &str = "iap-test-webapp";

#[test]
fn conformance_gcp_recorded_answers_have_no_gap() {
    let Some(place) = recorded(&[]) else { return };
    place.ends("baseline record --live dump:net", 0);
    place.ends("scan --live dump:net", 0);
}

#[test]
fn conformance_gcp_only_what_was_recorded_is_said() {
    let Some(place) = recorded(&[]) else { return };
    for (from, to, service, expected, why) in [
        ("internet", MACHINE, "tcp 22", "none", "the rule for everybody's ssh is disabled"),
        (
            "35.235.240.9",
            MACHINE,
            "tcp 22",
            "none",
            "so is the one for the proxy that Google has for it",
        ),
        ("10.150.0.9", MACHINE, "esp", "none", "only tcp, udp and icmp are let in from inside"),
        (
            "10.150.0.9",
            MACHINE,
            "tcp 22",
            "none, depends on gcp.route:default",
            "the rule lets it in; whether it gets there is with routes that were not recorded",
        ),
        (
            MACHINE,
            "internet",
            "tcp 443",
            "none, depends on gcp.route:default",
            "nothing keeps it from leaving but what was not recorded",
        ),
    ] {
        assert_eq!(ask(&place, from, to, service), expected, "{from} to {to} {service}: {why}");
    }
}

#[test]
fn conformance_gcp_the_network_around_gets_in_and_nobody_else() {
    let Some(place) = recorded(&default_network()) else { return };
    for (from, to, service, expected, why) in [
        ("10.150.0.9", MACHINE, "tcp 5432", "all", "`default-allow-internal`"),
        ("10.150.0.9", MACHINE, "udp", "all", "`default-allow-internal`"),
        ("10.150.0.9", MACHINE, "icmp", "all", "`default-allow-internal`"),
        ("10.150.0.9", MACHINE, "esp", "none", "no rule: the implied one denies"),
        (
            "10.128.0.9",
            MACHINE,
            "tcp 5432",
            "none",
            "it would be let in, and no known network has that address",
        ),
        ("internet", MACHINE, "all", "none", "no rule, and no external address"),
        (MACHINE, "10.150.0.9", "all", "all", "no rule: the implied one allows"),
        (
            MACHINE,
            "internet",
            "tcp 443",
            "none, depends on gcp.router-nat:default",
            "it has no external address, and Cloud NAT is in no recorded answer",
        ),
    ] {
        assert_eq!(ask(&place, from, to, service), expected, "{from} to {to} {service}: {why}");
    }
}

#[test]
fn conformance_gcp_a_rule_for_an_account_is_before_its_machines_only() {
    let Some(place) = rule_alone() else { return };
    assert_eq!(ask(&place, "internet", "meant", "all"), "all", "`allow-inbound-xyz` says all");
    assert_eq!(ask(&place, "internet", "other", "all"), "none", "it has another account");
    assert_eq!(
        ask(&place, "other", "meant", "tcp 22"),
        "all",
        "0.0.0.0/0 is every IPv4 address, inside as well"
    );
    assert_eq!(ask(&place, "meant", "other", "tcp 22"), "none", "no rule lets anybody in there");
}
