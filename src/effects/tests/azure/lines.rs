//! Lines of the documentation that only a whole way shows.

use super::*;
use crate::effects::{Estate, answer};
use crate::model::{Assumptions, Protocols, Question};
use crate::traffic::Portion;

fn rule(name: &str, priority: i64, access: &str, from: &str, port: &str) -> Value {
    json!({ "name": name, "priority": priority, "direction": "Inbound", "access": access, "protocol": "Tcp",
        "sourceAddressPrefix": from, "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": port })
}

/// The machines `web` and `db` in one subnet, whose group has these rules; a balancer leads port 443 of everyone to port 8443 of `web`.
fn estate(rules: &[Value]) -> Answers {
    let balancer = id("loadbalancers/shop");
    let front = json!({ "id": format!("{balancer}/frontendipconfigurations/public") });
    let pool = json!({ "id": format!("{balancer}/backendaddresspools/web") });
    let interface = |name: &str, address: &str| {
        let own = id(&format!("networkinterfaces/{name}"));
        json!({ "id": own, "name": name, "ipConfigurations": [{ "name": "one", "id": format!("{own}/ipconfigurations/one"),
            "primary": true, "privateIpAddress": address, "subnet": refer("virtualnetworks/main/subnets/s") }] })
    };
    let member = format!("{}/ipconfigurations/one", id("networkinterfaces/web"));
    let balancers = json!([{ "id": balancer, "name": "shop", "sku": { "name": "Standard" },
        "frontendIpConfigurations": [{ "name": "public", "publicIpAddress": refer("publicipaddresses/shop-ip") }],
        "backendAddressPools": [{ "name": "web", "backendIpConfigurations": [{ "id": member }] }],
        "loadBalancingRules": [{ "name": "https", "protocol": "Tcp", "frontendPort": 443, "backendPort": 8443,
            "frontendIpConfiguration": front, "backendAddressPool": pool, "disableOutboundSnat": true }] }]);
    let networks = json!([{ "id": id("virtualnetworks/main"), "name": "main", "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] },
        "subnets": [{ "id": id("virtualnetworks/main/subnets/s"), "name": "s", "addressPrefix": "10.0.1.0/24",
            "networkSecurityGroup": refer("networksecuritygroups/of-subnet"), "defaultOutboundAccess": false }] }]);
    let address = json!([{ "id": id("publicipaddresses/shop-ip"), "name": "shop-ip", "ipAddress": "192.0.2.1",
        "publicIpAddressVersion": "IPv4", "sku": { "name": "Standard" } }]);
    let lists = [
        ("vnet-list", networks),
        ("nic-list", json!([interface("web", "10.0.1.4"), interface("db", "10.0.1.5")])),
        ("nsg-list", json!([nsg("of-subnet", rules)])),
        ("lb-list", balancers),
        ("public-ip-list", address),
        ("route-table-list", json!([])),
    ];
    lists.map(|(name, json)| (name.to_owned(), json)).into()
}

fn passes(answers: &Answers, from: &str, to: &str, port: u16) -> Portion {
    let question = Question {
        from: from.to_owned(),
        to: to.to_owned(),
        protocol: Protocols::One(6),
        port: Some(port),
        source_port: None,
        icmp_type: None,
        icmp_code: None,
    };
    let told = answer(&Estate::of(&snapshot(answers), Assumptions::default()), &question).unwrap();
    assert!(told.is_certain(), "{told:?}");
    told.allowed
}

#[test]
fn groups_apply_inside_a_subnet_too() {
    let closed = estate(&[rule("no", 100, "Deny", "10.0.1.0/24", "5432")]);
    assert_eq!(passes(&closed, "web", "db", 5432), Portion::None);
    assert_eq!(passes(&closed, "web", "db", 5433), Portion::All);
}

#[test]
fn behind_a_balancer_a_group_sees_the_client_and_the_back_ends_port() {
    let client = estate(&[rule("yes", 100, "Allow", "203.0.113.0/24", "8443")]);
    assert_eq!(passes(&client, "203.0.113.7", "web", 8443), Portion::All);
    assert_eq!(passes(&client, "198.51.100.7", "web", 8443), Portion::None);
    let front = estate(&[rule("yes", 100, "Allow", "203.0.113.0/24", "443")]);
    for port in [443, 8443] {
        assert_eq!(passes(&front, "203.0.113.7", "web", port), Portion::None, "{port}");
    }
}

#[test]
fn what_no_balancer_leads_to_is_not_reached_whatever_groups_say() {
    let open = estate(&[rule("yes", 100, "Allow", "*", "*")]);
    assert_eq!(passes(&open, "203.0.113.7", "db", 8443), Portion::None);
    assert_eq!(passes(&open, "203.0.113.7", "web", 22), Portion::None);
}

#[test]
fn the_host_answers_whatever_groups_and_ways_out_there_are() {
    let mut closed = estate(&[]);
    let out = json!({ "name": "no", "priority": 100, "direction": "Outbound", "access": "Deny", "protocol": "*",
        "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*" });
    closed[2].1 = json!([nsg("of-subnet", &[out])]);
    for host in ["168.63.129.16", "169.254.169.254"] {
        assert_eq!(passes(&closed, "db", host, 80), Portion::All, "{host}");
    }
    assert_eq!(passes(&closed, "db", "203.0.113.7", 80), Portion::None);
}
