//! Dumps in which every field that Google documents is set, made from Google's own description of its APIs.
//!
//! The PyPI package `google-api-python-client` ships the discovery documents. What is made from them is kept in
//! `tests/fixtures/gcp/every-field`, where the provider's own tests hold every field against its declaration; here it is made
//! anew and compared, so that a field that a newer description adds is news. `DRIFTWALL_BLESS=1` writes it again.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that goes wrong should stop there, loudly"
)]

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

const PROJECT: &str = "https://www.googleapis.com/compute/v1/projects/shop";

/// The description of an API.
fn described(name: &str) -> Value {
    let venv = std::env::var_os("DRIFTWALL_TEST_VENV")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join(".build/venv"), PathBuf::from);
    let python = std::fs::read_dir(venv.join("lib"))
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .map(|lib| lib.join("site-packages/googleapiclient/discovery_cache/documents").join(name))
        .find(|path| path.is_file());
    let path = python.unwrap_or_else(|| {
        panic!(
            "there is no {name} in {}: `make test` installs what tests/requirements.txt names and runs the tests with it \
             (DRIFTWALL_TEST_VENV names another virtual environment)",
            venv.display()
        )
    });
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// What a field holds where any text would not do, because it is read, or because a default is as good as nothing.
fn chosen(schema: &str, field: &str) -> Option<Value> {
    let global = |what: &str| json!(format!("{PROJECT}/global/{what}"));
    let region = |what: &str| json!(format!("{PROJECT}/regions/europe-west1{what}"));
    let zone = |what: &str| json!(format!("{PROJECT}/zones/europe-west1-b{what}"));
    Some(match (schema, field) {
        ("Firewall", "allowed" | "denied") => json!([{ "IPProtocol": "tcp", "ports": ["22"] }]),
        ("Firewall", "sourceRanges") => json!(["192.0.2.0/24"]),
        ("Firewall", "destinationRanges") => json!(["10.0.0.0/8"]),
        ("Firewall", "selfLink") => global("firewalls/rule"),
        ("Firewall" | "FirewallPolicyRule", "direction") => json!("EGRESS"),
        ("FirewallPolicyRule", "action") => json!("allow"),
        ("FirewallPolicyRule", "targetType") => json!("INTERNAL_MANAGED_LB"),
        ("FirewallPolicyRule", "targetSecureTags")
        | ("FirewallPolicyRuleMatcher", "srcSecureTags") => json!([
            { "name": "tagValues/1", "state": "EFFECTIVE" },
            { "name": "tagValues/2", "state": "INEFFECTIVE" }
        ]),
        ("FirewallPolicyRule", "targetResources")
        | ("FirewallPolicyRuleMatcher", "srcNetworks") => {
            json!([global("networks/shop")])
        }
        ("FirewallPolicyRuleMatcher", "layer4Configs") => {
            json!([{ "ipProtocol": "tcp", "ports": ["22"] }])
        }
        ("FirewallPolicyRuleMatcher", "srcIpRanges") => json!(["192.0.2.0/24"]),
        ("FirewallPolicyRuleMatcher", "destIpRanges") => json!(["10.0.0.0/8"]),
        (
            "FirewallPolicyRuleMatcher",
            "srcNetworkContext" | "srcNetworkType" | "destNetworkContext" | "destNetworkType",
        ) => {
            json!("INTERNET")
        }
        ("FirewallPolicyAssociation", "attachmentTarget") => global("networks/shop"),
        ("FirewallPolicy", "policySource") => json!("SYSTEM"),
        ("FirewallPolicy", "policyType") => json!("RDMA_ROCE_POLICY"),
        ("FirewallPolicy", "region") => region(""),
        ("FirewallPolicy", "selfLink") => region("/firewallPolicies/name"),
        ("Network", "IPv4Range") => json!("10.0.0.0/8"),
        ("Network", "internalIpv6Range") => json!("fd20::/48"),
        ("Network", "firewallPolicy") => global("firewallPolicies/edge"),
        ("Network", "name") => json!("shop"),
        ("Network", "networkFirewallPolicyEnforcementOrder") => json!("BEFORE_CLASSIC_FIREWALL"),
        ("Network", "selfLink") => global("networks/shop"),
        ("NetworkPeering", "state") => json!("INACTIVE"),
        ("NetworkPeering", "network") => {
            json!("https://www.googleapis.com/compute/v1/projects/host/global/networks/main")
        }
        ("NetworkPeering" | "Subnetwork" | "NetworkInterface", "stackType") => json!("IPV4_IPV6"),
        ("Firewall" | "Subnetwork" | "Route" | "Address" | "NetworkInterface", "network") => {
            global("networks/shop")
        }
        ("Subnetwork", "ipCidrRange") => json!("10.1.0.0/24"),
        ("Subnetwork", "externalIpv6Prefix" | "internalIpv6Prefix") => json!("2001:db8::/64"),
        ("Subnetwork", "privateIpv6GoogleAccess") => json!("ENABLE_BIDIRECTIONAL_ACCESS_TO_GOOGLE"),
        ("Subnetwork", "purpose") => json!("REGIONAL_MANAGED_PROXY"),
        ("Subnetwork", "state") => json!("DRAINING"),
        ("Subnetwork" | "Address", "region") => region(""),
        ("Subnetwork", "selfLink") => region("/subnetworks/name"),
        ("SubnetworkSecondaryRange" | "AliasIpRange", "ipCidrRange") => json!("10.2.0.0/16"),
        ("Route", "destRange") => json!("0.0.0.0/0"),
        ("Route", "routeStatus") => json!("INACTIVE"),
        ("Route", "selfLink") => global("routes/name"),
        ("Address", "addressType") => json!("INTERNAL"),
        ("Address", "address") | ("AccessConfig", "natIP") => json!("198.51.100.7"),
        ("Address", "selfLink") => region("/addresses/name"),
        ("Address", "users") => json!([zone("/instances/web-1"), region("/forwardingRules/lb")]),
        ("Address" | "NetworkInterface", "subnetwork") => region("/subnetworks/name"),
        ("NetworkInterface", "aliasIpv6Ranges") => {
            json!([{ "ipCidrRange": "2001:db8:1::/80", "subnetworkRangeName": "subnetworkRangeName" }])
        }
        ("AccessConfig", "externalIpv6") => json!("2001:db8::"),
        ("AccessConfig", "externalIpv6PrefixLength") => json!(96),
        ("NetworkInterface", "networkIP") => json!("10.1.0.7"),
        ("NetworkInterface", "ipv6Address") => json!("fd20::7"),
        ("Instance", "machineType") => zone("/machineTypes/e2-small"),
        ("Instance", "privateIpv6GoogleAccess") => json!("ENABLE_OUTBOUND_VM_ACCESS_TO_GOOGLE"),
        ("Instance", "selfLink") => zone("/instances/name"),
        ("Instance", "zone") => zone(""),
        ("ResourceId", "type") => json!("folder"),
        _ => return None,
    })
}

/// A value of a schema with all its fields.
fn value(schemas: &Value, schema: &str) -> Value {
    let properties =
        schemas[schema]["properties"].as_object().unwrap_or_else(|| panic!("{schema}"));
    let fields = properties.iter().map(|(name, property)| {
        let value = chosen(schema, name).unwrap_or_else(|| of_type(schemas, name, property));
        (name.clone(), value)
    });
    Value::Object(fields.collect())
}

fn of_type(schemas: &Value, name: &str, property: &Value) -> Value {
    if let Some(schema) = property["$ref"].as_str() {
        return value(schemas, schema);
    }
    match property["type"].as_str().unwrap() {
        "string" => match property["enum"].as_array() {
            Some(words) => words[0].clone(),
            None => json!(name),
        },
        "integer" => json!(7),
        "number" => json!(0.5),
        "boolean" => json!(true),
        "array" => json!([of_type(schemas, name, &property["items"])]),
        "object" => match property["additionalProperties"].as_object() {
            Some(inner) => json!({ "key": of_type(schemas, name, &Value::Object(inner.clone())) }),
            None => {
                let inner = property["properties"].as_object().unwrap();
                let fields =
                    inner.iter().map(|(key, inner)| (key.clone(), of_type(schemas, key, inner)));
                Value::Object(fields.collect())
            }
        },
        other => panic!("{name}: {other}"),
    }
}

fn with(item: &Value, change: impl FnOnce(&mut Map<String, Value>)) -> Value {
    let mut item = item.clone();
    change(item.as_object_mut().unwrap());
    item
}

/// One rule that allows and one that denies: no rule does both.
fn rules(schemas: &Value) -> Value {
    let both = value(schemas, "Firewall");
    let denies = with(&both, |rule| {
        rule.remove("allowed");
        rule.insert("name".into(), "denies".into());
    });
    let allows = with(&both, |rule| drop(rule.remove("denied")));
    json!([allows, denies])
}

/// One route to each sort of next hop: no route has two.
fn routes(schemas: &Value) -> Value {
    let whole = value(schemas, "Route");
    let words = ["InterRegionCost", "Med", "Origin"];
    let hops: Vec<String> = whole
        .as_object()
        .unwrap()
        .keys()
        .filter(|key| key.strip_prefix("nextHop").is_some_and(|rest| !words.contains(&rest)))
        .cloned()
        .collect();
    let route = |hop: &String| {
        with(&whole, |route| {
            route.retain(|key, _| key == hop || !hops.contains(key));
            route.insert("name".into(), format!("by-{hop}").into());
        })
    };
    hops.iter().map(route).collect()
}

/// The dumps of a project and of an organisation.
fn files() -> Vec<(&'static str, Value)> {
    let compute = described("compute.v1.json");
    let projects = described("cloudresourcemanager.v1.json");
    let logging = described("logging.v2.json");
    let sinks = json!({ "sinks": [value(&logging["schemas"], "LogSink")] });
    let schemas = &compute["schemas"];
    let list = |schema: &str| json!({ "items": [value(schemas, schema)] });
    let policy = value(schemas, "FirewallPolicy");
    let edge =
        json!({ "name": "edge", "selfLink": format!("{PROJECT}/global/firewallPolicies/edge") });
    let mut effective = value(schemas, "NetworksGetEffectiveFirewallsResponse");
    effective["firewalls"] = rules(schemas);
    vec![
        ("project/firewall-rules-list", json!({ "items": rules(schemas) })),
        ("project/networks-list", list("Network")),
        ("project/subnets-list", list("Subnetwork")),
        ("project/instances-list", list("Instance")),
        ("project/routes-list", json!({ "items": routes(schemas) })),
        ("project/addresses-list", list("Address")),
        ("project/network-firewall-policies-describe.edge", edge),
        ("project/network-firewall-policies-describe.regional", policy.clone()),
        ("project/get-effective-firewalls.shop", effective),
        ("project/projects-get-ancestors", value(&projects["schemas"], "GetAncestryResponse")),
        ("project/logging-sinks-list", sinks.clone()),
        ("organization/firewall-policies-describe.1", policy),
        ("organization/logging-sinks-list", sinks),
    ]
}

#[test]
fn every_field_that_google_documents_is_in_the_fixture() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/gcp/every-field");
    let bless = std::env::var_os("DRIFTWALL_BLESS").is_some_and(|value| value == "1");
    for (name, made) in files() {
        let path = folder.join(format!("{name}.json"));
        if bless {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, serde_json::to_string_pretty(&made).unwrap() + "\n").unwrap();
        }
        let kept = std::fs::read(&path).unwrap_or_else(|_| panic!("no {}", path.display()));
        let kept: Value = serde_json::from_slice(&kept).unwrap();
        assert!(kept == made, "{name}: Google's description has changed; see DRIFTWALL_BLESS");
    }
}
