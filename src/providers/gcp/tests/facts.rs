//! What Google's rules mean, as far as parsing decides it.

use serde_json::{Value, json};

use super::{answer, context, durable, kind, link, listed, phrase, read};
use crate::model::{Bears, Class, Status};
use crate::providers::gcp::kinds::KINDS;

/// What a rule says, given some of its fields.
fn rule(fields: &Value) -> Value {
    let mut rule = json!({ "name": "rule", "network": link("global/networks/main"), "allowed": [{ "IPProtocol": "tcp", "ports": ["22"] }] });
    for (key, value) in fields.as_object().unwrap() {
        rule[key] = value.clone();
    }
    durable(&listed("firewall-rules-list", "firewall-rule", json!([rule])), "rule")
}

#[test]
fn defaults_are_written_as_what_they_mean() {
    let said = rule(
        &json!({ "direction": "INGRESS", "priority": 1000, "disabled": false, "sourceRanges": ["0.0.0.0/0"], "logConfig": { "enable": false } }),
    );
    assert_eq!(rule(&json!({})), said);
    assert_eq!(
        said,
        json!({ "allowed": ["tcp 22"], "direction": "ingress",
        "network": "main", "priority": 1000, "source_ranges": ["0.0.0.0/0"] })
    );
    let egress = rule(&json!({ "direction": "EGRESS" }));
    assert_eq!(egress["destination_ranges"], json!(["0.0.0.0/0"]));
    assert_eq!(egress["source_ranges"], Value::Null);
}

#[test]
fn a_rule_for_tags_or_accounts_is_not_open_to_everybody() {
    for source in ["sourceTags", "sourceServiceAccounts"] {
        assert_eq!(rule(&json!({ source: ["bastion"] }))["source_ranges"], Value::Null, "{source}");
    }
    // One or the other, never both at once.
    let both = rule(&json!({ "sourceTags": ["bastion"], "sourceRanges": ["10.1.2.3/8"] }));
    assert_eq!(both["source_ranges"], json!(["10.0.0.0/8"]));
    assert_eq!(both["source_tags"], json!(["bastion"]));
}

#[test]
fn host_bits_under_a_slash_zero_are_the_whole_internet() {
    let read = rule(&json!({ "sourceRanges": ["208.236.235.254/0", "::0/0"] }));
    assert_eq!(read["source_ranges"], json!(["0.0.0.0/0", "::/0"]));
}

#[test]
fn ingress_may_be_narrowed_by_its_destination() {
    let read =
        rule(&json!({ "sourceRanges": ["0.0.0.0/0"], "destinationRanges": ["10.0.0.9/32"] }));
    assert_eq!(read["destination_ranges"], json!(["10.0.0.9/32"]));
}

#[test]
fn a_rule_made_again_under_its_name_is_the_same_rule() {
    let made = |id: &str, time: &str| {
        listed(
            "firewall-rules-list",
            "firewall-rule",
            json!([{ "name": "ssh", "id": id, "creationTimestamp": time,
            "denied": [{ "IPProtocol": "all" }] }]),
        )
    };
    let (first, again) = (made("1", "2026-01-01"), made("2", "2026-02-02"));
    assert_eq!(durable(&first, "ssh"), durable(&again, "ssh"));
    assert_eq!(context(&again, "ssh"), json!({ "id": "2" }));
    let id = KINDS[0].field("id").unwrap();
    assert_eq!((id.class, id.bears), (Class::Context, Bears::Metadata));
}

#[test]
fn how_much_is_logged_matters_while_anything_is() {
    let on = rule(&json!({ "logConfig": { "enable": true, "metadata": "EXCLUDE_ALL_METADATA" } }));
    assert_eq!(
        (&on["logging"], &on["logging_metadata"]),
        (&json!(true), &json!("EXCLUDE_ALL_METADATA"))
    );
    let off =
        rule(&json!({ "logConfig": { "enable": false, "metadata": "EXCLUDE_ALL_METADATA" } }));
    assert_eq!(off, rule(&json!({})));
}

#[test]
fn a_network_asks_the_projects_rules_first_unless_it_says_otherwise() {
    let network = |fields: Value| {
        let mut network = json!({ "name": "main", "autoCreateSubnetworks": false });
        network.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        durable(&listed("networks-list", "network", json!([network])), "main")
    };
    assert_eq!(
        network(json!({})),
        network(json!({ "networkFirewallPolicyEnforcementOrder": "AFTER_CLASSIC_FIREWALL" }))
    );
    let before =
        network(json!({ "networkFirewallPolicyEnforcementOrder": "BEFORE_CLASSIC_FIREWALL" }));
    assert_eq!(before["enforcement_order"], "BEFORE_CLASSIC_FIREWALL");
    let spec = KINDS.iter().find(|spec| spec.kind.word() == "network").unwrap();
    let order = spec.field("enforcement_order").unwrap();
    assert_eq!((order.class, order.bears), (Class::Durable, Bears::Traffic));
}

#[test]
fn a_subnet_logs_by_the_old_switch_and_by_the_new_one() {
    let subnet = |fields: Value| {
        let mut subnet = json!({ "name": "web", "region": link("regions/europe-west1") });
        subnet.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        durable(&listed("subnets-list", "subnetwork", json!([subnet])), "europe-west1/web")["flow_logs"].clone()
    };
    assert_eq!(subnet(json!({ "enableFlowLogs": true })), json!({}));
    assert_eq!(
        subnet(
            json!({ "logConfig": { "enable": true, "flowSampling": 0.5, "aggregationInterval": "INTERVAL_5_SEC" } })
        ),
        json!({ "interval": "INTERVAL_5_SEC", "sampling": "0.5" })
    );
    for off in [
        json!({}),
        json!({ "enableFlowLogs": false }),
        json!({ "enableFlowLogs": false, "logConfig": { "enable": false, "flowSampling": 0.5 } }),
    ] {
        assert_eq!(subnet(off), Value::Null);
    }
}

fn instance(fields: &Value) -> crate::model::Reading {
    let mut instance = json!({ "name": "web-1", "zone": link("zones/europe-west1-b") });
    for (key, value) in fields.as_object().unwrap() {
        instance[key] = value.clone();
    }
    listed("instances-list", "instance", json!([instance]))
}

#[test]
fn of_metadata_only_the_keys_are_recorded() {
    let read = instance(&json!({ "metadata": { "items": [
        { "key": "startup-script", "value": "curl https://example.com/hunter2" }, { "key": "ssh-keys", "value": "ana:hunter2" }
    ] }, "disks": [{ "diskEncryptionKey": { "rawKey": "hunter2" } }] }));
    assert_eq!(
        durable(&read, "europe-west1-b/web-1")["metadata_keys"],
        json!(["ssh-keys", "startup-script"])
    );
    assert!(!format!("{read:?}").contains("hunter2"));
    assert_eq!(read.coverage.reason, None);
}

#[test]
fn a_way_in_from_the_internet_is_one_even_without_an_address() {
    let read = instance(&json!({ "networkInterfaces": [{ "name": "nic0", "networkIP": "10.0.0.7",
        "network": link("global/networks/main"), "subnetwork": link("regions/europe-west1/subnetworks/web"),
        "accessConfigs": [{ "type": "ONE_TO_ONE_NAT" }],
        "ipv6AccessConfigs": [{ "externalIpv6": "2001:DB8::", "externalIpv6PrefixLength": 96 }] }],
        "tags": { "items": ["web", "http"] }, "serviceAccounts": [{ "email": "web@shop.iam.gserviceaccount.com", "scopes": ["b", "a"] }] }));
    let context = context(&read, "europe-west1-b/web-1");
    assert_eq!(
        context["public_addresses"],
        json!([
        { "address": "2001:db8::/96", "interface": "nic0" }, { "address": "unassigned", "interface": "nic0" }])
    );
    assert_eq!(
        context["interfaces"],
        json!([{ "address": "10.0.0.7", "name": "nic0", "network": "main", "subnet": "europe-west1/web" }])
    );
    assert_eq!(context["tags"], json!(["http", "web"]));
    assert_eq!(context["service_accounts"], json!(["web@shop.iam.gserviceaccount.com"]));
    assert_eq!(durable(&read, "europe-west1-b/web-1"), json!({ "access_scopes": ["a", "b"] }));
}

#[test]
fn a_route_says_where_it_leads() {
    for (field, value, sort, hop) in [
        (
            "nextHopGateway",
            link("global/gateways/default-internet-gateway"),
            "gateway",
            "global/gateways/default-internet-gateway",
        ),
        ("nextHopInstance", link("zones/z/instances/nat"), "instance", "zones/z/instances/nat"),
        ("nextHopIp", json!("10.0.0.9"), "address", "10.0.0.9"),
        ("nextHopIlb", json!("10.0.0.9"), "load-balancer", "10.0.0.9"),
        ("nextHopPeering", json!("shared"), "peering", "shared"),
    ] {
        let routes = listed(
            "routes-list",
            "route",
            json!([{ "name": "r", "destRange": "0.0.0.0/0", field: value }]),
        );
        let read = durable(&routes, "r");
        assert_eq!(
            (read["next_hop_type"].as_str(), read["next_hop"].as_str()),
            (Some(sort), Some(hop))
        );
        assert_eq!(routes.coverage.status, Status::Complete);
    }
    let nowhere =
        listed("routes-list", "route", json!([{ "name": "r", "destRange": "0.0.0.0/0" }]));
    assert_eq!(nowhere.coverage.status, Status::Partial);
}

#[test]
fn an_address_tells_machines_from_load_balancers() {
    let read = listed(
        "addresses-list",
        "address",
        json!([
            { "name": "a", "address": "198.51.100.7", "region": link("regions/europe-west1"),
              "users": [link("zones/z/instances/web-1"), link("global/forwardingRules/lb")] },
            { "name": "a", "address": "198.51.100.8" }
        ]),
    );
    assert_eq!(
        context(&read, "europe-west1/a"),
        json!({ "instances": ["z/web-1"], "users": ["global/forwardingRules/lb"] })
    );
    assert_eq!(
        durable(&read, "global/a"),
        json!({ "address": "198.51.100.8", "type": "EXTERNAL" })
    );
}

#[test]
fn ancestors_are_told_from_the_project_upwards() {
    let read = kind(&read(vec![answer("projects-get-ancestors", &json!([
        { "id": "shop", "type": "project" }, { "id": "42", "type": "folder" }, { "id": "7", "type": "organization" }
    ]))]), "ancestry").clone();
    assert_eq!(
        durable(&read, "ancestry"),
        json!({ "ancestors": ["folders/42", "organizations/7"] })
    );
}

#[test]
fn rules_are_said_in_words() {
    // The lists of a VPC rule read well as they are.
    assert_eq!(phrase("firewall-rule", "allowed", &json!("tcp 22,80-90")), None);
    let rule = json!({ "action": "allow", "direction": "ingress", "priority": 1000, "source": { "ranges": ["0.0.0.0/0"] },
        "traffic": ["tcp 22"] });
    for (kind, list) in [
        ("firewall-policy", "rules"),
        ("network-firewall-policy", "rules"),
        ("effective-firewalls", "policies.rules"),
    ] {
        assert_eq!(
            phrase(kind, list, &rule).unwrap(),
            "priority 1000 allow ingress tcp 22 from 0.0.0.0/0"
        );
    }
    let rule = json!({ "action": "deny", "direction": "egress", "priority": 7, "destination": { "ranges": ["10.0.0.0/8"], "fqdns": ["example.com"] },
        "traffic": ["all"], "disabled": true, "description": "why", "target": { "service_accounts": ["a@b"] } });
    assert_eq!(
        phrase("firewall-policy", "rules", &rule).unwrap(),
        "priority 7 deny egress all to 10.0.0.0/8, example.com for a@b (disabled) \"why\""
    );
    let rule = json!({ "action": "apply_security_profile_group", "direction": "ingress", "priority": 8, "traffic": ["all"] });
    assert_eq!(
        phrase("firewall-policy", "rules", &rule).unwrap(),
        "priority 8 apply_security_profile_group ingress all (lets it on to be inspected)"
    );
    let named = json!({ "name": "ssh", "says": { "denied": ["tcp 22"], "direction": "ingress", "priority": 900,
        "source_ranges": ["0.0.0.0/0"], "source_tags": ["a"], "target_tags": ["web"], "disabled": true } });
    assert_eq!(
        phrase("effective-firewalls", "rules", &named).unwrap(),
        "ssh: priority 900 deny ingress tcp 22 from 0.0.0.0/0, a for web (disabled)"
    );
}
