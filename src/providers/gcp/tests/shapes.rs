//! `gcloud` and the API print the same estate in different shapes: the resources are the same bytes.

use serde_json::{Value, json};

use super::{answer, read};
use crate::model::ScopeReading;

/// A link as `gcloud` prints it, or with another host and version.
fn at(rest: bool, path: &str) -> String {
    let host = if rest {
        "https://compute.googleapis.com/compute/beta"
    } else {
        "https://www.googleapis.com/compute/v1"
    };
    format!("{host}/projects/shop/{path}")
}

/// Items of a zone or region, in the array of `gcloud` or in the part of an aggregated answer.
fn list(rest: bool, part: &str, name: &str, items: Value) -> Value {
    if !rest {
        return items;
    }
    let empty = |part: &str| json!({ "warning": { "code": "NO_RESULTS_ON_PAGE", "message": "none", "data": [{ "key": "scope", "value": part }] } });
    json!({ "kind": "compute#aggregated", "id": "x", "selfLink": "x", "items": { part: { name: items }, "zones/empty": empty("zones/empty") } })
}

fn plain(rest: bool, items: Value) -> Value {
    if rest {
        json!({ "kind": "compute#list", "id": "x", "items": items, "selfLink": "x" })
    } else {
        items
    }
}

fn estate(rest: bool) -> ScopeReading {
    let sink = json!({ "name": "_Default", "destination": "logging.googleapis.com/projects/shop/locations/global/buckets/_Default" });
    let main = at(rest, "global/networks/main");
    let mut network = json!({ "name": "main", "selfLink": main, "autoCreateSubnetworks": false, "firewallPolicy": at(rest, "global/firewallPolicies/edge"),
        "peerings": [{ "name": "p", "network": main.replace("/shop/", "/host/"), "state": "ACTIVE" }] });
    if !rest {
        network["x_gcloud_subnet_mode"] = "CUSTOM".into();
        network["x_gcloud_bgp_routing_mode"] = "REGIONAL".into();
    }
    let rule = json!({ "name": "ssh", "selfLink": at(rest, "global/firewalls/ssh"), "network": main,
        "allowed": [{ "IPProtocol": "tcp", "ports": ["22"] }], "targetTags": ["ssh"] });
    let policy_rule = json!({ "priority": 7, "action": "deny", "direction": "EGRESS",
        "match": { "destIpRanges": ["192.0.2.0/24"], "layer4Configs": [{ "ipProtocol": "all" }] } });
    let policy = json!({ "name": "edge", "selfLink": at(rest, "global/firewallPolicies/edge"), "rules": [policy_rule],
        "associations": [{ "name": "a", "attachmentTarget": main }] });
    let mut in_effect = json!({ "name": "123", "type": "HIERARCHY", "rules": [policy_rule] });
    if rest {
        in_effect["shortName"] = "base".into();
        in_effect["displayName"] = "base".into();
    }
    let effective = json!({ "firewallPolicys": [in_effect], "firewalls": [rule] });
    let subnet = json!([{ "name": "web", "selfLink": at(rest, "regions/r/subnetworks/web"), "region": at(rest, "regions/r"), "network": main }]);
    let instance = json!([{ "name": "web-1", "selfLink": at(rest, "zones/r-b/instances/web-1"), "zone": at(rest, "zones/r-b"),
        "machineType": at(rest, "zones/r-b/machineTypes/e2-small"), "networkInterfaces": [{ "name": "nic0", "network": main,
        "subnetwork": at(rest, "regions/r/subnetworks/web"), "accessConfigs": [{ "natIP": "198.51.100.7" }] }] }]);
    let address = json!([{ "name": "ip", "selfLink": at(rest, "regions/r/addresses/ip"), "region": at(rest, "regions/r"),
        "address": "198.51.100.7", "users": [at(rest, "zones/r-b/instances/web-1")] }]);
    let route = json!([{ "name": "out", "network": main, "destRange": "0.0.0.0/0", "selfLink": at(rest, "global/routes/out"),
        "nextHopGateway": at(rest, "global/gateways/default-internet-gateway") }]);
    let ancestors =
        json!([{ "id": "shop", "type": "project" }, { "id": "7", "type": "organization" }]);
    let ancestors = if rest {
        let wrapped: Vec<Value> =
            ancestors.as_array().unwrap().iter().map(|one| json!({ "resourceId": one })).collect();
        json!({ "ancestor": wrapped })
    } else {
        ancestors
    };
    read(vec![
        answer("firewall-rules-list", &plain(rest, json!([rule]))),
        answer("networks-list", &plain(rest, json!([network]))),
        answer("routes-list", &plain(rest, route)),
        answer("subnets-list", &list(rest, "regions/r", "subnetworks", subnet)),
        answer("instances-list", &list(rest, "zones/r-b", "instances", instance)),
        answer("addresses-list", &list(rest, "regions/r", "addresses", address)),
        answer(
            "network-firewall-policies-describe.edge",
            &if rest { policy } else { json!([policy]) },
        ),
        answer("get-effective-firewalls.main", &effective),
        answer("projects-get-ancestors", &ancestors),
        answer(
            "logging-sinks-list",
            &if rest { json!({ "sinks": [sink] }) } else { json!([sink]) },
        ),
    ])
}

#[test]
fn both_shapes_of_one_estate_are_the_same_bytes() {
    let (printed, answered) = (estate(false), estate(true));
    assert!(
        printed
            .kinds
            .values()
            .all(|kind| kind.coverage.reason.is_none() && kind.resources.len() == 1),
        "{printed:#?}"
    );
    assert_eq!(printed.kinds, answered.kinds);
    assert_eq!(printed, answered);
}
