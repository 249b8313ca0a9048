//! What is synthetic of Google Cloud: an organisation with folders, and a project with something of every kind.

use std::path::Path;

use serde_json::{Value, json};

use super::cloudsim::asked::Provider;
use super::cloudsim::faults::Kind;
use super::cloudsim::gcp::store::Project;
use super::cloudsim::{Cloud, Estate};
use super::{Live, Told};

const PROJECT: &str = "shop";
const ABOVE: &str = "organizations/100000000007";

/// How it joins the campaign.
pub(crate) const LIVE: Live = Live {
    provider: Provider::Gcp,
    estate,
    drift,
    scope: "gcp:shop",
    region: "",
    drifted: "gcp.firewall-rule",
    late: &[],
    told,
    words,
    at_once: 12,
};

fn told(cloud: &Cloud, _own: &Path) -> Told {
    let url = cloud.url();
    let configuration =
        format!("[gcp]\nendpoint_url = \"{url}\"\norganization = \"100000000007\"\n");
    Told { environment: Vec::new(), configuration }
}

fn words(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Throttled => &["throttled ("],
        Kind::ServerError | Kind::Unavailable => &["backendError"],
        Kind::BadGateway => &["HTTP 502"],
        Kind::Reset => &["no connection"],
        Kind::Truncated | Kind::BrokenChunks | Kind::CutDocument => {
            &["broke off", "ends in the middle"]
        }
        Kind::EmptyBody => &["the answer is empty"],
        Kind::SignInPage | Kind::Malformed => &["can't be read", "without `"],
        Kind::SlowDrip | Kind::Silence => &["no answer within"],
        Kind::EndlessPages => &["no answer within", "the pages repeat"],
        Kind::RepeatedToken => &["the pages repeat"],
        Kind::LostPage => &["the error invalid"],
        Kind::Denied => &["denied (", "needs "],
        Kind::ExpiredCredentials => &["credentials are not accepted"],
        Kind::ClockSkew => &["check the clock"],
        Kind::NotThere => &["is not enabled in the project"],
        Kind::EmptyPages => &[],
    }
}

fn estate(estate: Estate) -> Estate {
    let estate = estate
        .pages_of(2)
        .gcp(ABOVE, |above| {
            (1..=3)
                .fold(above, |above, number| above.put("firewallPolicies", &hierarchical(number)))
        })
        .gcp(PROJECT, |project| (1..=3).fold(project.under(&[ABOVE]), things));
    (1..=3).fold(estate, |estate, number| {
        estate
            .gcp(&format!("folders/{number}"), |folder| folder.under(&[ABOVE]))
            .gcp(&format!("empty-{number}"), |project| project.under(&[ABOVE]))
    })
}

/// SSH for everybody.
fn drift(estate: Estate) -> Estate {
    estate.gcp(PROJECT, |project| project.put("firewalls", &rule(1, "0.0.0.0/0")))
}

fn link(path: &str) -> String {
    format!("https://www.googleapis.com/compute/v1/projects/{PROJECT}/{path}")
}

fn rule(number: usize, administrators: &str) -> Value {
    let name = format!("ssh-{number}");
    json!({
        "kind": "compute#firewall", "id": format!("10{number}"), "name": name, "direction": "INGRESS",
        "network": link(&format!("global/networks/main-{number}")), "priority": 1000, "disabled": false,
        "selfLink": link(&format!("global/firewalls/{name}")), "sourceRanges": [administrators],
        "allowed": [{"IPProtocol": "tcp", "ports": ["22"]}], "logConfig": {"enable": false},
    })
}

fn policy_rule() -> Value {
    json!({
        "kind": "compute#firewallPolicyRule", "priority": 100, "action": "deny", "direction": "INGRESS",
        "match": {"srcIpRanges": ["203.0.113.0/24"], "layer4Configs": [{"ipProtocol": "all"}]},
    })
}

fn hierarchical(number: usize) -> Value {
    let id = format!("30000000000{number}");
    json!({
        "kind": "compute#firewallPolicy", "id": id, "name": id, "parent": ABOVE, "fingerprint": "YmFzZS0x",
        "shortName": format!("base-{number}"), "displayName": format!("base-{number}"),
        "rules": [policy_rule()],
        "associations": [{"name": format!("at-{number}"), "attachmentTarget": ABOVE, "firewallPolicyId": id}],
    })
}

/// What there is several times.
fn things(project: Project, number: usize) -> Project {
    let name = |what: &str| format!("{what}-{number}");
    let network = link(&format!("global/networks/{}", name("main")));
    let (zone, region) = ("zones/europe-west1-b", "regions/europe-west1");
    let subnet = link(&format!("{region}/subnetworks/{}", name("web")));
    let public = format!("198.51.100.{number}");
    let machine = link(&format!("{zone}/instances/{}", name("web")));
    project
        .put("firewalls", &rule(number, "198.51.100.0/24"))
        .effective(
            &name("main"),
            &json!({
                "firewalls": [rule(number, "198.51.100.0/24")],
                "firewallPolicys": [{
                    "name": name("edge"), "shortName": name("edge"), "type": "NETWORK", "priority": 1000,
                    "rules": [policy_rule()],
                }],
            }),
        )
        .put(
            "networks",
            &json!({
                "kind": "compute#network", "id": name("20").replace('-', ""), "name": name("main"), "selfLink": network,
                "autoCreateSubnetworks": false, "mtu": 1460, "routingConfig": {"routingMode": "REGIONAL"},
                "networkFirewallPolicyEnforcementOrder": "AFTER_CLASSIC_FIREWALL",
                "firewallPolicy": link(&format!("global/firewallPolicies/{}", name("edge"))),
            }),
        )
        .put(
            "firewallPolicies",
            &json!({
                "kind": "compute#firewallPolicy", "id": name("40").replace('-', ""), "name": name("edge"),
                "selfLink": link(&format!("global/firewallPolicies/{}", name("edge"))),
                "rules": [policy_rule()],
                "associations": [{"name": name("edge-main"), "attachmentTarget": network}],
            }),
        )
        .put(
            "routes",
            &json!({
                "kind": "compute#route", "id": name("50").replace('-', ""), "name": name("out"), "network": network,
                "destRange": "0.0.0.0/0", "priority": 1000, "selfLink": link(&format!("global/routes/{}", name("out"))),
                "nextHopGateway": link("global/gateways/default-internet-gateway"), "routeType": "STATIC",
            }),
        )
        .put(
            "sinks",
            &json!({
                "name": name("siem"), "destination": "pubsub.googleapis.com/projects/audit/topics/siem",
                "filter": "LOG_ID(\"cloudaudit.googleapis.com/activity\")",
            }),
        )
        .put_in(
            region,
            "subnetworks",
            &json!({
                "kind": "compute#subnetwork", "id": name("60").replace('-', ""), "name": name("web"), "selfLink": subnet,
                "network": network, "region": link(region), "ipCidrRange": format!("10.0.{number}.0/24"),
                "purpose": "PRIVATE", "privateIpGoogleAccess": true, "stackType": "IPV4_ONLY",
            }),
        )
        .put_in(
            zone,
            "instances",
            &json!({
                "kind": "compute#instance", "id": name("70").replace('-', ""), "name": name("web"), "selfLink": machine,
                "zone": link(zone), "machineType": link(&format!("{zone}/machineTypes/e2-small")), "status": "RUNNING",
                "networkInterfaces": [{
                    "kind": "compute#networkInterface", "name": "nic0", "network": network, "subnetwork": subnet,
                    "networkIP": format!("10.0.{number}.10"), "stackType": "IPV4_ONLY",
                    "accessConfigs": [{"kind": "compute#accessConfig", "type": "ONE_TO_ONE_NAT", "natIP": public}],
                }],
            }),
        )
        .put_in(
            region,
            "addresses",
            &json!({
                "kind": "compute#address", "id": name("80").replace('-', ""), "name": name("web"), "address": public,
                "addressType": "EXTERNAL", "region": link(region), "users": [machine], "status": "IN_USE",
                "selfLink": link(&format!("{region}/addresses/{}", name("web"))), "networkTier": "PREMIUM",
            }),
        )
}
