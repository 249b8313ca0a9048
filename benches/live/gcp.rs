//! Google Cloud: many projects, each with a network, its rules and a few machines.

use std::sync::Arc;

use google_cloud_auth::credentials::anonymous;
use google_cloud_compute_v1::client::{
    Addresses, Firewalls, Instances, NetworkFirewallPolicies, Networks, Routes, Subnetworks,
};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::cloudsim::{Cloud, Estate};
use crate::{Broken, IN_FLIGHT, Row, Surroundings, WITH_LIVE, drained};

const ORGANIZATION: &str = "organizations/123456789012";
const RULES: usize = 25;
const MACHINES: usize = 5;
const REGION: &str = "regions/europe-west1";
const ZONE: &str = "zones/europe-west1-b";

/// Two hundred projects, with five thousand rules.
pub(crate) const ROW: Row = Row {
    name: "gcp",
    what: |projects| format!("{projects} projects of Google Cloud, {RULES} rules each"),
    sizes: &[200],
    rounds: 3,
    cloud: |projects| Cloud::start(estate(projects)),
    surroundings: |url| Surroundings {
        files: vec![(
            "driftwall.toml",
            format!(
                "{WITH_LIVE}[gcp]\nendpoint_url = \"{url}\"\norganization = \"123456789012\"\n"
            ),
        )],
        variables: Vec::new(),
    },
    drain: Some(|url| drained(drain(url.to_owned()))),
    others: None,
};

fn estate(projects: usize) -> Estate {
    let organization = Estate::default().gcp(ORGANIZATION, |organization| organization);
    (0..projects).fold(organization, |estate, number| {
        let id = format!("shop-{number:04}");
        estate.gcp(&id, |project| {
            let at = |what: &str| {
                format!("https://www.googleapis.com/compute/v1/projects/{id}/{what}")
            };
            let network = at("global/networks/main");
            let project = project.under(&[ORGANIZATION]).put(
                "networks",
                &json!({
                    "kind": "compute#network", "id": "1", "name": "main", "autoCreateSubnetworks": false,
                    "networkFirewallPolicyEnforcementOrder": "AFTER_CLASSIC_FIREWALL", "selfLink": network,
                }),
            );
            let project = project.put_in(
                REGION,
                "subnetworks",
                &json!({
                    "kind": "compute#subnetwork", "id": "2", "name": "main", "network": network,
                    "ipCidrRange": "10.0.0.0/20", "region": at(REGION), "selfLink": at(&format!("{REGION}/subnetworks/main")),
                }),
            );
            let project =
                (0..RULES).fold(project, |project, rule| project.put("firewalls", &firewall(rule, &network)));
            (0..MACHINES).fold(project, |project, machine| {
                project.put_in(ZONE, "instances", &instance(machine, &at(ZONE), &network))
            })
        })
    })
}

fn firewall(rule: usize, network: &str) -> Value {
    json!({
        "kind": "compute#firewall", "id": (1000 + rule).to_string(), "name": format!("allow-{rule:02}"),
        "network": network, "direction": "INGRESS", "priority": 1000 + rule, "disabled": false,
        "sourceRanges": ["10.0.0.0/8", "192.0.2.0/24"], "targetTags": [format!("tier-{}", rule % 5)],
        "allowed": [{"IPProtocol": "tcp", "ports": [(8000 + rule).to_string()]}],
        "logConfig": {"enable": false}, "description": "what the release put in",
    })
}

fn instance(machine: usize, zone: &str, network: &str) -> Value {
    json!({
        "kind": "compute#instance", "id": (5000 + machine).to_string(), "name": format!("web-{machine}"),
        "zone": zone, "status": "RUNNING", "canIpForward": false, "tags": {"items": [format!("tier-{machine}")]},
        "networkInterfaces": [{
            "kind": "compute#networkInterface", "name": "nic0", "network": network,
            "networkIP": format!("10.0.0.{}", 10 + machine), "stackType": "IPV4_ONLY",
        }],
    })
}

/// Drains every page of a list.
macro_rules! pages {
    ($gate:expr, $request:expr) => {
        async {
            let mut token = None;
            loop {
                let pass = $gate.acquire().await?;
                let request = $request.set_max_results(500_u32).set_or_clear_page_token(token);
                let answer = request.send().await?;
                drop(pass);
                token = answer.next_page_token.filter(|token| !token.is_empty());
                if token.is_none() {
                    return Ok::<(), Broken>(());
                }
            }
        }
    };
}

/// The crates' own clients, the same calls, as many requests in flight; and every page is dropped.
async fn drain(url: String) -> Result<(), Broken> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    macro_rules! client {
        ($client:ty) => {
            <$client>::builder()
                .with_endpoint(url.as_str())
                .with_credentials(anonymous::Builder::new().build())
                .build()
                .await?
        };
    }
    let gate = Arc::new(Semaphore::new(IN_FLIGHT));
    let http = reqwest::Client::builder().http1_only().build()?;
    let mut projects = Vec::new();
    let mut token = String::new();
    loop {
        let asked =
            format!("{url}/v3/projects?pageSize=300&parent={ORGANIZATION}&pageToken={token}");
        let asked = if token.is_empty() { asked.replace("&pageToken=", "") } else { asked };
        let page: Value = serde_json::from_slice(&http.get(asked).send().await?.bytes().await?)?;
        let found = page["projects"].as_array().into_iter().flatten();
        projects.extend(found.filter_map(|one| Some(one["projectId"].as_str()?.to_owned())));
        match page["nextPageToken"].as_str() {
            Some(next) => next.clone_into(&mut token),
            None => break,
        }
    }
    let (firewalls, networks, subnetworks) =
        (client!(Firewalls), client!(Networks), client!(Subnetworks));
    let (instances, routes, addresses) = (client!(Instances), client!(Routes), client!(Addresses));
    let policies = client!(NetworkFirewallPolicies);
    let mut running = JoinSet::new();
    for project in projects {
        let gate = Arc::clone(&gate);
        let (firewalls, networks, subnetworks) =
            (firewalls.clone(), networks.clone(), subnetworks.clone());
        let (instances, routes, addresses) = (instances.clone(), routes.clone(), addresses.clone());
        let (policies, http, url) = (policies.clone(), http.clone(), url.clone());
        running.spawn(async move {
            let effective = async {
                pages!(gate, networks.list().set_project(&project)).await?;
                let _pass = gate.acquire().await?;
                let request = networks.get_effective_firewalls().set_project(&project);
                request.set_network("main").send().await?;
                Ok::<(), Broken>(())
            };
            let ancestry = async {
                let _pass = gate.acquire().await?;
                let asked = http.post(format!("{url}/v1/projects/{project}:getAncestry"));
                let asked = asked.header("content-type", "application/json").body("{}");
                asked.send().await?.error_for_status()?.bytes().await?;
                Ok::<(), Broken>(())
            };
            let sinks = async {
                let _pass = gate.acquire().await?;
                let asked = http.get(format!("{url}/v2/projects/{project}/sinks?pageSize=1000"));
                asked.send().await?.error_for_status()?.bytes().await?;
                Ok::<(), Broken>(())
            };
            tokio::try_join!(
                effective,
                ancestry,
                sinks,
                pages!(gate, firewalls.list().set_project(&project)),
                pages!(gate, subnetworks.aggregated_list().set_project(&project)),
                pages!(gate, instances.aggregated_list().set_project(&project)),
                pages!(gate, routes.list().set_project(&project)),
                pages!(gate, addresses.aggregated_list().set_project(&project)),
                pages!(gate, policies.aggregated_list().set_project(&project)),
            )?;
            Ok::<(), Broken>(())
        });
    }
    while let Some(done) = running.join_next().await {
        done??;
    }
    Ok(())
}
