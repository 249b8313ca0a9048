//! Live or from a dump, the same estate is the same.

use serde_json::{Value, json};

use super::WHOLE;
use super::cloudsim::{Cloud, Estate};
use super::estate::{ORGANIZATION, PROJECT, all, dump};
use super::place::{Place, coverage};

/// The resources of every kind of a scope.
fn resources(snapshot: &Value, scope: &str) -> Vec<(String, String)> {
    let kinds = snapshot["scopes"][format!("gcp:{scope}")]["kinds"].as_object().unwrap();
    let rows = kinds.iter().map(|(kind, read)| (kind.clone(), read["resources"].to_string()));
    rows.collect()
}

#[test]
fn an_estate_is_the_same_live_from_its_dump_and_from_a_file() {
    // Pages of one, so that nothing is on the page where it is needed.
    for estate in [all(), all().pages_of(1)] {
        let cloud = Cloud::start(estate);
        let place = Place::before(&cloud, WHOLE);
        let live = place.snapshot("", 0);
        let source = format!("--live dump:{} --scope gcp:*", dump().display());
        let offline = place.snapshot(&source, 0);
        for scope in [PROJECT, ORGANIZATION] {
            let (here, there) = (resources(&live, scope), resources(&offline, scope));
            assert!(here.iter().all(|(_, read)| read != "{}"), "{here:?}");
            assert_eq!(here, there);
        }
        let taken = place.run("snapshot --out live.json").ends_with(0);
        assert_eq!(taken.stdout, "");
        let again = place.snapshot("--live snapshot:live.json", 0);
        let project = |snapshot: &Value| snapshot["scopes"][format!("gcp:{PROJECT}")].clone();
        assert_eq!(project(&again)["kinds"], project(&live)["kinds"]);
        let connections = |source: &str| -> Value {
            let line = format!("connections {source} --scope gcp:* --output json");
            let answer: Value = serde_json::from_str(&place.run(&line).stdout).unwrap();
            answer["connections"].clone()
        };
        let live = connections("live");
        assert!(live.as_array().is_some_and(|found| !found.is_empty()), "{live}");
        assert_eq!(live, connections(&format!("dump:{}", dump().display())));
        assert_eq!(live, connections("snapshot:live.json"));
    }
}

/// What nobody has heard of yet comes through Google's crates as it came: fields, words for which there is an enum, and
/// numbers of 64 bits.
#[test]
fn what_is_new_is_told_as_a_dump_tells_it() {
    let link = |path: &str| format!("https://www.googleapis.com/compute/v1/projects/shop/{path}");
    let rule = json!({
        "kind": "compute#firewall", "id": "18446744073709551615", "name": "odd", "priority": 7,
        "network": link("global/networks/main"), "selfLink": link("global/firewalls/odd"),
        "direction": "SIDEWAYS", "sourceRanges": ["198.51.100.0/24"], "somethingNew": {"deep": [1]},
        "allowed": [{"IPProtocol": "tcp", "ports": ["22"], "alsoNew": true}],
    });
    let network = json!({
        "kind": "compute#network", "id": "7", "name": "main", "selfLink": link("global/networks/main"),
        "networkFirewallPolicyEnforcementOrder": "DURING_CLASSIC_FIREWALL", "mtu": 1460,
        "autoCreateSubnetworks": false, "routingConfig": {"routingMode": "SOLAR"}, "new": "x",
    });
    let route = json!({
        "kind": "compute#route", "id": "8", "name": "out", "selfLink": link("global/routes/out"),
        "network": link("global/networks/main"), "destRange": "0.0.0.0/0", "priority": 1000,
        "nextHopGateway": link("global/gateways/default-internet-gateway"), "routeType": "NEWEST",
    });
    let policy = json!({
        "kind": "compute#firewallPolicy", "id": "9", "name": "edge", "fingerprint": "ZWRnZS0x",
        "selfLink": link("global/firewallPolicies/edge"), "policyType": "NEW_POLICY",
        "rules": [{
            "kind": "compute#firewallPolicyRule", "priority": 2147483547, "action": "shrug", "direction": "INGRESS",
            "match": {"srcIpRanges": ["0.0.0.0/0"], "layer4Configs": [{"ipProtocol": "all"}], "srcMoods": ["good"],
                "srcNetworkType": "MARS"},
        }],
    });
    let cloud = Cloud::start(Estate::default().gcp("shop", |project| {
        project
            .put("firewalls", &rule)
            .put("networks", &network)
            .put("routes", &route)
            .put("firewallPolicies", &policy)
            .effective("main", &json!({"firewalls": [rule]}))
    }));
    let place = Place::before(&cloud, "projects = [\"shop\"]");
    let folder = place.at("dump/gcp/shop");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, answer) in [
        ("firewall-rules-list", json!([rule])),
        ("networks-list", json!([network])),
        ("routes-list", json!([route])),
        ("network-firewall-policies-describe.edge", json!([policy])),
        ("get-effective-firewalls.main", json!({"firewalls": [rule]})),
    ] {
        std::fs::write(folder.join(format!("{name}.json")), answer.to_string()).unwrap();
    }
    let live = place.snapshot("", 4);
    let offline = place.snapshot("--live dump:dump", 4);
    for kind in
        ["firewall-rule", "network", "route", "network-firewall-policy", "effective-firewalls"]
    {
        let kinds = |snapshot: &Value| {
            snapshot["scopes"]["gcp:shop"]["kinds"][format!("gcp.{kind}")]["resources"].to_string()
        };
        assert_eq!(kinds(&live), kinds(&offline), "{kind}");
        let (told, known) =
            (coverage(&live, "gcp:shop", kind), coverage(&offline, "gcp:shop", kind));
        // What is asked about one thing names it first.
        assert!(told.0 == known.0 && told.1.ends_with(&known.1), "{kind}: {told:?}, {known:?}");
    }
    let told = coverage(&live, "gcp:shop", "firewall-rule");
    assert!(told.0 == "partial" && told.1.contains("alsoNew"), "{told:?}");
}
