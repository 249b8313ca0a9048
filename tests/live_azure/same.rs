//! Live or from a dump, the same estate is the same.

use std::path::Path;

use serde_json::{Value, json};

use super::cloudsim::{Cloud, Estate};
use super::estate::{SUBSCRIPTION, TYPES, all, answers, dumped, filled};
use super::place::{Place, coverage, resources};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/azure/every-field");

/// The resources of every kind of a subscription.
fn kinds(snapshot: &Value, subscription: &str) -> Vec<(String, String)> {
    let kinds = snapshot["scopes"][format!("azure:{subscription}")]["kinds"].as_object().unwrap();
    kinds.iter().map(|(kind, read)| (kind.clone(), read["resources"].to_string())).collect()
}

#[test]
fn an_estate_is_the_same_live_from_its_dump_and_from_a_file() {
    // Pages of one, so that nothing is on the page where it is needed.
    for estate in [all(), all().pages_of(1)] {
        let cloud = Cloud::start(estate);
        let place = Place::before(&cloud, "");
        for (call, answer) in dumped() {
            place.write(&format!("dump/azure/{SUBSCRIPTION}/{call}.json"), &answer.to_string());
        }
        let live = place.snapshot("", 0);
        let offline = place.snapshot("--live dump:dump", 0);
        let (here, there) = (kinds(&live, SUBSCRIPTION), kinds(&offline, SUBSCRIPTION));
        assert!(here.iter().all(|(_, read)| read != "{}"), "{here:?}");
        assert_eq!(here, there);
        let taken = place.run("snapshot --out live.json").ends_with(0);
        assert_eq!(taken.stdout, "");
        let again = place.snapshot("--live snapshot:live.json", 0);
        let scope = |snapshot: &Value| snapshot["scopes"][format!("azure:{SUBSCRIPTION}")].clone();
        assert_eq!(scope(&again)["kinds"], scope(&live)["kinds"]);
        let connections = |source: &str| -> Value {
            let line = format!("connections {source} --scope azure:* --output json");
            place.run(&line).json()["connections"].clone()
        };
        let live = connections("live");
        assert!(live.as_array().is_some_and(|found| !found.is_empty()), "{live}");
        assert_eq!(live, connections("dump:dump"));
        assert_eq!(live, connections("snapshot:live.json"));
    }
}

#[test]
fn every_field_is_the_same_live_and_from_a_dump() {
    let mut answers = answers(Path::new(FIXTURES));
    for (call, answer) in &mut answers {
        // Where tags are asked for is where something is, as people may have written it.
        if ["nsg-list", "route-table-list", "vnet-list"].contains(&call.as_str()) {
            answer["value"][0]["location"] = "West Europe".into();
        }
        // `az` adds it; Resource Manager has it in the view of the machine.
        if call == "vm-list" {
            let machine = answer["value"][0].as_object_mut().unwrap();
            assert!(machine.remove("powerState").is_some());
        }
    }
    let cloud = Cloud::start(
        Estate::default().azure("5D3C", |subscription| filled(subscription, &answers)),
    );
    let place = Place::before(&cloud, "");
    for (call, answer) in &answers {
        place.write(&format!("dump/azure/5d3c/{call}.json"), &answer.to_string());
    }
    let offline = place.snapshot("--live dump:dump", 0);
    let live = place.snapshot("", 0);
    assert_eq!(kinds(&live, "5d3c"), kinds(&offline, "5d3c"));
    assert!(resources(&live, "5d3c", "virtual-machine").to_string().contains("\"power\""));
    for (kind, _) in kinds(&live, "5d3c") {
        let kind = kind.strip_prefix("azure.").unwrap();
        assert_eq!(coverage(&live, "5d3c", kind), coverage(&offline, "5d3c", kind), "{kind}");
    }
}

/// What nobody has heard of yet is told as a dump tells it: fields, and words for which there is an enum.
#[test]
fn what_is_new_is_told_as_a_dump_tells_it() {
    let id = |of: &str, name: &str| {
        format!("/subscriptions/5d3c/resourceGroups/Shop/providers/{of}/{name}")
    };
    let nsg = json!({
        "id": id("Microsoft.Network/networkSecurityGroups", "web"), "name": "web", "location": "westeurope",
        "somethingNew": {"deep": [1]},
        "properties": {"defaultSecurityRules": [], "securityRules": [{"name": "odd", "properties": {
            "access": "Shrug", "direction": "Inbound", "priority": 100, "protocol": "Tcp", "alsoNew": true,
            "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*",
            "destinationPortRange": "22",
        }}]},
    });
    let network = json!({
        "id": id("Microsoft.Network/virtualNetworks", "main"), "name": "main", "location": "westeurope",
        "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "new": 18446744073709551615_u64},
    });
    let answers = [
        ("nsg-list".to_owned(), json!({"value": [nsg]})),
        ("vnet-list".to_owned(), json!({"value": [network]})),
    ];
    let cloud = Cloud::start(
        Estate::default().azure("5d3c", |subscription| filled(subscription, &answers)),
    );
    let place = Place::before(&cloud, "");
    for (call, answer) in &answers {
        place.write(&format!("dump/azure/5d3c/{call}.json"), &answer.to_string());
    }
    let live = place.snapshot("", 4);
    let offline = place.snapshot("--live dump:dump", 4);
    for kind in ["nsg", "virtual-network", "subnet"] {
        assert_eq!(resources(&live, "5d3c", kind), resources(&offline, "5d3c", kind), "{kind}");
        let (told, known) = (coverage(&live, "5d3c", kind), coverage(&offline, "5d3c", kind));
        // A page is no file.
        let plain = |text: &str| text.replace("dump/azure/5d3c/", "").replace(".json", "");
        assert_eq!(
            (told.0, plain(&told.1).replace("page 1 of ", "")),
            (known.0, plain(&known.1)),
            "{kind}"
        );
    }
    let (status, reason) = coverage(&live, "5d3c", "nsg");
    assert!(status == "partial" && reason.contains("alsoNew"), "{reason}");
}

#[test]
fn whether_a_machine_runs_is_asked_too() {
    let (_, of) = TYPES.iter().find(|(call, _)| *call == "vm-list").unwrap();
    let machine = |name: &str, state: &str| {
        json!({
            "id": format!("/subscriptions/5d3c/resourceGroups/SHOP/providers/{of}/{name}"), "name": name, "type": of,
            "location": "westeurope",
            "properties": {"instanceView": {"statuses": [{"code": "ProvisioningState/succeeded"}, {"code": state}]}},
        })
    };
    let cloud = Cloud::start(Estate::default().pages_of(1).azure("5d3c", |subscription| {
        subscription
            .put(&machine("web", "PowerState/running"))
            .put(&machine("old", "PowerState/deallocated"))
    }));
    let place = Place::before(&cloud, "");
    let snapshot = place.snapshot("", 0);
    let machines = resources(&snapshot, "5d3c", "virtual-machine").as_object().unwrap();
    let power: Vec<&Value> = machines.values().map(|one| &one["context"]["power"]).collect();
    assert_eq!(power, ["deallocated", "running"], "{machines:#?}");
}
