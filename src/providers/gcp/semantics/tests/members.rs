//! Who is behind tags and accounts, and what an instance says of itself: one test a line of the documentation.

use super::endpoints::*;
use super::*;
use crate::model::Members;

const ACCOUNT: &str = "web@shop-prod.iam.gserviceaccount.com";

/// The same instance in two networks.
fn in_both() -> Value {
    let mut both = instance(
        "both",
        "10.0.0.4",
        json!({ "tags": { "items": ["web"] }, "serviceAccounts": [{ "email": ACCOUNT }] }),
    );
    let other =
        json!({ "name": "nic1", "network": "global/networks/other", "networkIP": "10.9.0.4" });
    both["networkInterfaces"].as_array_mut().unwrap().push(other);
    both
}

#[test]
fn a_source_tag_or_account_means_nobody_of_another_network() {
    for source in [json!({ "sourceTags": ["web"] }), json!({ "sourceServiceAccounts": [ACCOUNT] })]
    {
        let mut inside = rule("inside", source);
        inside["sourceRanges"] = json!([]);
        let mut far = instance("far", "10.9.0.5", json!({}));
        far["networkInterfaces"][0]["network"] = "global/networks/other".into();
        let mut there = inside.clone();
        there["name"] = "there".into();
        there["network"] = "global/networks/other".into();
        let topology = topology(&estate(&[
            ("instances-list", json!([in_both(), instance("db", "10.0.0.5", json!({})), far])),
            ("firewall-rules-list", json!([inside, there])),
        ]));
        let members: Vec<Vec<String>> = topology
            .sets
            .values()
            .map(|set| match set {
                Members::Endpoints { addresses, whole: true } => addresses.texts(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(members, [["10.0.0.4"], ["10.9.0.4"]], "of main, and of other");
        let kind = if inside["sourceTags"].is_null() { "service-account" } else { "tag" };
        let own = if kind == "tag" { "web" } else { ACCOUNT };
        let packet = |network: &str| {
            from_member(tcp("10.0.0.4", 22), &format!("gcp.{kind}:shop-prod/{network}/{own}"))
        };
        let shield = shield(&topology, "europe-west1-b/db");
        assert_eq!(at(&shield.ingress, &packet("main")), "allow inside");
        assert_eq!(at(&shield.ingress, &packet("other")), "deny");
    }
}

#[test]
fn who_else_has_a_tag_is_open_where_not_every_instance_was_read() {
    let rules = json!([rule("inside", json!({ "sourceRanges": [], "sourceTags": ["web"] }))]);
    let unread = json!({ "items": { "zones/us-east1-b": { "warning": { "code": "UNREACHABLE", "message": "down" } },
        "zones/europe-west1-b": { "instances": [instance("web", "10.0.0.4", json!({}))] } } });
    let read = estate(&[("instances-list", unread), ("firewall-rules-list", rules)]);
    let topology = topology(&read);
    let set = &topology.sets["gcp.tag:shop-prod/main/web"];
    assert!(matches!(set, Members::Endpoints { whole: false, .. }), "{set:?}");
}

#[test]
fn whether_an_instance_runs_is_told_by_its_status() {
    for (status, running) in [
        (json!("RUNNING"), Some(true)),
        (json!("TERMINATED"), Some(false)),
        (json!("SUSPENDED"), Some(false)),
        (json!("STOPPED"), Some(false)),
        (json!("STOPPING"), None),
        (json!("REPAIRING"), None),
        (json!(null), None),
    ] {
        let read = estate(&[(
            "instances-list",
            json!([instance("web", "10.0.0.4", json!({ "status": status }))]),
        )]);
        assert_eq!(endpoint(&topology(&read), WEB).running, running, "{status}");
    }
}

#[test]
fn internal_ipv6_addresses_leave_no_network() {
    let six = |access: &str, address: &str| {
        let mut instance = instance("web", "10.0.0.4", json!({}));
        let interface = &mut instance["networkInterfaces"][0];
        interface["ipv6AccessType"] = access.into();
        if access == "EXTERNAL" {
            interface["ipv6AccessConfigs"] =
                json!([{ "externalIpv6": address, "externalIpv6PrefixLength": 96 }]);
        } else {
            interface["ipv6Address"] = address.into();
        }
        let mut route = default_route();
        route["destRange"] = "::/0".into();
        topology(&estate(&[("instances-list", json!([instance])), ("routes-list", json!([route]))]))
    };
    let (internal, external) = (six("INTERNAL", "fd20::4"), six("EXTERNAL", "2001:db8::4"));
    let comes = packet("2001:db8:1::7", "2001:db8::4", protocol::TCP).with_ports(22, 40000);
    let leaves = packet("2001:db8::4", "2001:db8:1::7", protocol::TCP).with_ports(22, 40000);
    assert_eq!(
        at(&door(&internal, WEB).ingress, &comes),
        "deny default: ::/0, no external address"
    );
    assert!(at(&door(&internal, WEB).egress, &leaves).starts_with("deny"));
    assert_eq!(at(&door(&external, WEB).ingress, &comes), "allow default: ::/0");
    assert_eq!(at(&door(&external, WEB).egress, &leaves), "allow default: ::/0");
}
