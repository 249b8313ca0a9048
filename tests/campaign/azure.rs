//! What is synthetic of Azure: a management group with subscriptions, and one of these with something of every kind.

use std::path::Path;

use serde_json::{Value, json};

use super::cloudsim::asked::Provider;
use super::cloudsim::azure::store::Subscription;
use super::cloudsim::faults::Kind;
use super::cloudsim::{Cloud, Estate};
use super::{Live, Told};

const SUBSCRIPTION: &str = "0000000a-0000-4000-8000-000000000001";
const RULES: &str =
    "Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules/action";

/// How it joins the campaign.
pub(crate) const LIVE: Live = Live {
    provider: Provider::Azure,
    estate,
    drift,
    scope: "azure:0000000a-0000-4000-8000-000000000001",
    region: "",
    drifted: "azure.nsg",
    // Where there are no network managers, nothing of them is in force.
    late: &[RULES],
    told,
    words,
    at_once: 12,
};

fn told(cloud: &Cloud, _own: &Path) -> Told {
    let url = cloud.url();
    let configuration =
        format!("[azure]\nendpoint_url = \"{url}\"\nmanagement_groups = [\"all\"]\n");
    Told { environment: Vec::new(), configuration }
}

fn words(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Throttled => &["throttled (TooManyRequests)"],
        Kind::ServerError => &["InternalServerError"],
        Kind::Unavailable => &["ServiceUnavailable"],
        Kind::BadGateway => &["HTTP 502"],
        Kind::Reset => &["no connection"],
        Kind::Truncated | Kind::BrokenChunks | Kind::CutDocument => {
            &["broke off", "ends in the middle"]
        }
        Kind::EmptyBody => &["the answer is empty"],
        Kind::SignInPage | Kind::Malformed => &["can't be read", "without `", "expected "],
        Kind::SlowDrip | Kind::Silence => &["no answer within"],
        Kind::EndlessPages => &["no answer within", "the pages repeat"],
        Kind::RepeatedToken => &["the pages repeat"],
        Kind::LostPage => &["the error InvalidSkipToken"],
        Kind::Denied => &["denied (AuthorizationFailed)", "needs "],
        Kind::ExpiredCredentials => &["credentials are not accepted"],
        Kind::ClockSkew => &["check the clock"],
        Kind::NotThere => &["InvalidResourceType"],
        Kind::EmptyPages => &[],
    }
}

fn estate(estate: Estate) -> Estate {
    let others = ["0000000b-0000-4000-8000-000000000001", "0000000b-0000-4000-8000-000000000002"];
    let estate = estate
        .pages_of(2)
        .azure(SUBSCRIPTION, |subscription| {
            let tags = json!({
                "name": "Public", "type": "Microsoft.Network/serviceTags", "changeNumber": "7", "cloud": "Public",
                "values": [{
                    "id": "Storage", "name": "Storage",
                    "properties": {"changeNumber": "7", "region": "", "addressPrefixes": ["192.0.2.0/24"]},
                }],
            });
            let own = format!("/subscriptions/{SUBSCRIPTION}");
            let export = setting(&own, "export");
            let subscription = subscription.diagnostics(&own, &[export]);
            (1..=3).fold(subscription.service_tags("westeurope", &tags), things)
        })
        .management_group("all", "Everything", &[SUBSCRIPTION, others[0], others[1]]);
    others.into_iter().fold(estate, |estate, id| estate.azure(id, |empty| empty))
}

/// SSH for everybody.
fn drift(estate: Estate) -> Estate {
    estate.azure(SUBSCRIPTION, |subscription| subscription.put(&nsg(1, "*")))
}

fn id(kind: &str, name: &str) -> String {
    let namespace =
        if kind == "virtualMachines" { "Microsoft.Compute" } else { "Microsoft.Network" };
    format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/shop/providers/{namespace}/{kind}/{name}")
}

fn resource(kind: &str, name: &str, properties: &Value) -> Value {
    let namespace =
        if kind == "virtualMachines" { "Microsoft.Compute" } else { "Microsoft.Network" };
    json!({
        "id": id(kind, name), "name": name, "type": format!("{namespace}/{kind}"), "location": "westeurope",
        "properties": properties,
    })
}

fn nsg(number: usize, administrators: &str) -> Value {
    let rule = |name: &str, priority: usize, source: &str, port: &str| {
        json!({"name": name, "properties": {
            "access": "Allow", "direction": "Inbound", "priority": priority, "protocol": "Tcp",
            "sourceAddressPrefix": source, "sourcePortRange": "*", "destinationAddressPrefix": "*",
            "destinationPortRange": port,
        }})
    };
    let rules = [rule("ssh", 100, administrators, "22"), rule("storage", 200, "Storage", "443")];
    let name = format!("web-{number}");
    resource(
        "networkSecurityGroups",
        &name,
        &json!({"securityRules": rules, "defaultSecurityRules": []}),
    )
}

fn setting(of: &str, name: &str) -> Value {
    json!({
        "id": format!("{of}/providers/microsoft.insights/diagnosticSettings/{name}"), "name": name,
        "type": "Microsoft.Insights/diagnosticSettings", "properties": {
            "logs": [{"categoryGroup": "allLogs", "enabled": true}],
            "workspaceId": format!("/subscriptions/{SUBSCRIPTION}/siem"),
        },
    })
}

/// What there is several times.
fn things(subscription: Subscription, number: usize) -> Subscription {
    let name = |what: &str| format!("{what}-{number}");
    let network = id("virtualNetworks", &name("main"));
    let subnet = format!("{network}/subnets/web");
    let rule = json!({
        "id": format!("/rules/{number}"), "kind": "Custom", "properties": {
            "access": "Deny", "direction": "Inbound", "priority": 1, "protocol": "Tcp",
            "sources": [{"addressPrefix": "*", "addressPrefixType": "IPPrefix"}], "sourcePortRanges": ["0-65535"],
            "destinations": [{"addressPrefix": "*", "addressPrefixType": "IPPrefix"}],
            "destinationPortRanges": ["23"],
        },
    });
    // On two pages of each network.
    let rules: Vec<Value> = ["a", "b", "c"]
        .iter()
        .map(|letter| {
            let mut rule = rule.clone();
            rule["id"] = format!("/rules/{number}-{letter}").into();
            rule
        })
        .collect();
    let public = id("publicIPAddresses", &name("web"));
    // On two pages of each network watcher.
    let region = format!("region{number}");
    let logs = ["a", "b", "c"].map(|letter| {
        json!({
            "id": format!("{}/flowLogs/{letter}", id("networkWatchers", &name("watcher"))), "name": letter,
            "location": region, "properties": {
                "enabled": true, "targetResourceId": network,
                "storageId": format!("/subscriptions/{SUBSCRIPTION}/flows"),
            },
        })
    });
    let group = id("networkSecurityGroups", &name("web"));
    subscription
        .watcher(&region, &logs)
        .diagnostics(&group, &[setting(&group, "siem")])
        .put(&nsg(number, "198.51.100.0/24"))
        .put(&resource(
            "virtualNetworks",
            &name("main"),
            &json!({
                "addressSpace": {"addressPrefixes": [format!("10.{number}.0.0/16")]},
                "subnets": [{"id": subnet, "name": "web", "properties": {
                    "addressPrefix": format!("10.{number}.1.0/24"),
                    "networkSecurityGroup": {"id": id("networkSecurityGroups", &name("web"))},
                    "routeTable": {"id": id("routeTables", &name("out"))},
                }}],
                "virtualNetworkPeerings": [],
            }),
        ))
        .admin_rules(&network, &rules)
        .put(&resource(
            "networkInterfaces",
            &name("web"),
            &json!({
                "ipConfigurations": [{"name": "primary", "properties": {
                    "primary": true, "privateIPAddress": format!("10.{number}.1.4"), "subnet": {"id": subnet},
                    "publicIPAddress": {"id": public},
                    "applicationSecurityGroups": [{"id": id("applicationSecurityGroups", &name("web"))}],
                }}],
                "virtualMachine": {"id": id("virtualMachines", &name("web"))},
            }),
        ))
        .put(&resource("applicationSecurityGroups", &name("web"), &json!({})))
        .put(&resource(
            "virtualMachines",
            &name("web"),
            &json!({
                "hardwareProfile": {"vmSize": "Standard_B2s"},
                "networkProfile": {"networkInterfaces": [{"id": id("networkInterfaces", &name("web"))}]},
                "instanceView": {"statuses": [{"code": "PowerState/running"}]},
            }),
        ))
        .put(&resource(
            "publicIPAddresses",
            &name("web"),
            &json!({
                "ipAddress": format!("203.0.113.{number}"), "publicIPAllocationMethod": "Static",
                "publicIPAddressVersion": "IPv4",
                "ipConfiguration": {"id": format!("{}/ipConfigurations/primary", id("networkInterfaces", &name("web")))},
            }),
        ))
        .put(&resource(
            "routeTables",
            &name("out"),
            &json!({"routes": [{"name": "out", "properties": {
                "addressPrefix": "0.0.0.0/0", "nextHopType": "Internet",
            }}]}),
        ))
        .put(&resource(
            "loadBalancers",
            &name("inside"),
            &json!({
                "frontendIPConfigurations": [{"name": "front", "properties": {
                    "privateIPAddress": format!("10.{number}.1.9"), "subnet": {"id": subnet},
                }}],
                "backendAddressPools": [], "loadBalancingRules": [], "inboundNatRules": [],
            }),
        ))
}
