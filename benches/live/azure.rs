//! Azure: many subscriptions, each with a group of many rules and what it stands before.

use std::sync::Arc;

use async_trait::async_trait;
use azure_core::time::OffsetDateTime;
use azure_core_of_mgmt::auth::{AccessToken, TokenCredential};
use azure_core_of_mgmt::error::{Error, ErrorKind};
use azure_core_of_mgmt::headers::Headers;
use azure_core_of_mgmt::{
    Body, HttpClient, Method, Request, Response, RetryOptions, StatusCode, TransportOptions,
};
use azure_mgmt_network::package_2024_03::Client;
use azure_mgmt_network::package_2024_03::models::QueryRequestOptions;
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::cloudsim::azure::store::Subscription;
use crate::cloudsim::{Cloud, Estate};
use crate::{Broken, IN_FLIGHT, Row, Surroundings, WITH_LIVE, drained};

const RULES: usize = 100;
const MACHINES: usize = 5;
const PLACE: &str = "westeurope";
const GROUP: &str = "shop";
const NETWORK: &str = "main";

/// Fifty subscriptions, with five thousand rules.
pub(crate) const ROW: Row = Row {
    name: "azure",
    what: |subscriptions| format!("{subscriptions} subscriptions of Azure, {RULES} rules each"),
    sizes: &[50],
    rounds: 3,
    cloud: |subscriptions| Cloud::start(estate(subscriptions)),
    surroundings: |url| Surroundings {
        files: vec![("driftwall.toml", format!("{WITH_LIVE}[azure]\nendpoint_url = \"{url}\"\n"))],
        variables: Vec::new(),
    },
    drain: Some(|url| drained(drain(url.to_owned()))),
    others: None,
};

fn id(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

fn estate(subscriptions: usize) -> Estate {
    (1..=subscriptions).fold(Estate::default(), |estate, number| {
        estate.azure(&id(number), |one| filled(one, number))
    })
}

fn filled(subscription: Subscription, number: usize) -> Subscription {
    let at = |kind: &str, name: &str| {
        format!(
            "/subscriptions/{}/resourceGroups/{GROUP}/providers/Microsoft.Network/{kind}/{name}",
            id(number)
        )
    };
    let thing = |kind: &str, name: &str, properties: Value| {
        json!({
            "id": at(kind, name), "name": name, "type": format!("Microsoft.Network/{kind}"),
            "location": PLACE, "properties": properties,
        })
    };
    let nsg = at("networkSecurityGroups", "web");
    let rules: Vec<Value> = (0..RULES).map(|rule| self::rule(rule, &nsg)).collect();
    let subnet = format!("{}/subnets/web", at("virtualNetworks", NETWORK));
    let subnets = json!([{"id": subnet, "name": "web", "properties": {
        "addressPrefix": "10.0.0.0/24", "networkSecurityGroup": {"id": nsg},
    }}]);
    let network = json!({
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": subnets,
        "virtualNetworkPeerings": [], "enableDdosProtection": false,
    });
    let interface = |machine: usize| {
        let name = format!("web-{machine}");
        let addresses = json!([{"id": format!("{}/ipConfigurations/ip", at("networkInterfaces", &name)), "name": "ip",
            "properties": {"privateIPAddress": format!("10.0.0.{}", 10 + machine), "primary": true, "subnet": {"id": subnet}}}]);
        thing("networkInterfaces", &name, json!({"ipConfigurations": addresses, "primary": true}))
    };
    let subscription = subscription
        .put(&thing(
            "networkSecurityGroups",
            "web",
            json!({"securityRules": rules, "defaultSecurityRules": []}),
        ))
        .put(&thing("virtualNetworks", NETWORK, network));
    let tags = json!({
        "name": "Public", "id": "tags", "type": "Microsoft.Network/serviceTags", "changeNumber": "1",
        "cloud": "Public", "values": [],
    });
    (0..MACHINES)
        .fold(subscription, |subscription, machine| subscription.put(&interface(machine)))
        .service_tags(PLACE, &tags)
}

fn rule(number: usize, nsg: &str) -> Value {
    let name = format!("allow-{number:03}");
    json!({
        "id": format!("{nsg}/securityRules/{name}"), "name": name,
        "type": "Microsoft.Network/networkSecurityGroups/securityRules",
        "properties": {
            "access": "Allow", "direction": "Inbound", "priority": 100 + number, "protocol": "Tcp",
            "sourceAddressPrefixes": ["10.0.0.0/8", "192.0.2.0/24"], "sourcePortRange": "*",
            "destinationAddressPrefix": "*", "destinationPortRange": (8000 + number).to_string(),
            "description": "what the release put in", "provisioningState": "Succeeded",
        },
    })
}

/// The crate leaves HTTP to others: here to what driftwall uses as well.
#[derive(Debug)]
struct Http {
    client: reqwest::Client,
    gate: Arc<Semaphore>,
}

#[async_trait]
impl HttpClient for Http {
    async fn execute_request(&self, request: &Request) -> azure_core_of_mgmt::Result<Response> {
        let broken = |why: String| Error::message(ErrorKind::Io, why);
        let _pass = self.gate.acquire().await.map_err(|error| broken(error.to_string()))?;
        let url = request.url().clone();
        let asked = match (request.method(), request.body()) {
            (Method::Post, Body::Bytes(body)) => {
                let asked = self.client.post(url).header("content-type", "application/json");
                asked.body(body.to_vec())
            }
            _ => self.client.get(url),
        };
        let answer = asked.bearer_auth("none").send().await;
        let answer = answer.map_err(|error| broken(error.to_string()))?;
        let status = StatusCode::try_from(answer.status().as_u16());
        let body = answer.bytes().await.map_err(|error| broken(error.to_string()))?;
        let whole = Box::pin(futures_util::stream::once(async move { Ok(body) }));
        Ok(Response::new(status.unwrap_or(StatusCode::ImATeapot), Headers::new(), whole))
    }
}

/// Who asks: nobody in particular.
#[derive(Debug)]
struct Nobody;

#[async_trait]
impl TokenCredential for Nobody {
    async fn get_token(&self, _scopes: &[&str]) -> azure_core_of_mgmt::Result<AccessToken> {
        let never = OffsetDateTime::UNIX_EPOCH.saturating_add(azure_core::time::Duration::MAX);
        Ok(AccessToken::new("none", never))
    }

    async fn clear_cache(&self) -> azure_core_of_mgmt::Result<()> {
        Ok(())
    }
}

/// Drains every page of a list.
macro_rules! pages {
    ($list:expr) => {
        async {
            let mut pages = std::pin::pin!($list.into_stream());
            while let Some(page) = pages.next().await {
                page?;
            }
            Ok::<(), Broken>(())
        }
    };
}

/// The crate's own client, the same calls, as many requests in flight; and every page is dropped.
async fn drain(url: String) -> Result<(), Broken> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let gate = Arc::new(Semaphore::new(IN_FLIGHT));
    let http = reqwest::Client::builder().http1_only().build()?;
    let transport = Arc::new(Http { client: http.clone(), gate: Arc::clone(&gate) });
    let client = Client::builder(Arc::new(Nobody))
        .endpoint(url.parse::<reqwest::Url>()?)
        .retry(RetryOptions::none())
        .transport(TransportOptions::new(transport))
        .build()?;
    let plain = Plain { http, gate };
    let found = plain.pages(format!("{url}/subscriptions?api-version=2022-12-01")).await?;
    let mut running = JoinSet::new();
    for id in found.iter().filter_map(|one| one["subscriptionId"].as_str()) {
        let (client, plain, url, id) = (client.clone(), plain.clone(), url.clone(), id.to_owned());
        running.spawn(async move {
            let machines = format!(
                "{url}/subscriptions/{id}/providers/Microsoft.Compute/virtualMachines?api-version=2024-07-01"
            );
            let settings = |of: &str| {
                format!("{url}{of}/providers/Microsoft.Insights/diagnosticSettings?api-version=2021-05-01-preview")
            };
            let group = format!(
                "/subscriptions/{id}/resourceGroups/{GROUP}/providers/Microsoft.Network/networkSecurityGroups/web"
            );
            let groups = async {
                pages!(client.network_security_groups_client().list_all(&id)).await?;
                plain.pages(settings(&group)).await
            };
            let rules = async {
                pages!(client.virtual_networks_client().list_all(&id)).await?;
                let options = QueryRequestOptions { skip_token: None };
                let asked = client
                    .list_network_manager_effective_security_admin_rules(&id, GROUP, NETWORK, options);
                asked.send().await?;
                Ok::<(), Broken>(())
            };
            tokio::try_join!(
                rules,
                groups,
                plain.pages(settings(&format!("/subscriptions/{id}"))),
                pages!(client.route_tables_client().list_all(&id)),
                pages!(client.network_interfaces_client().list_all(&id)),
                pages!(client.application_security_groups_client().list_all(&id)),
                pages!(client.public_ip_addresses_client().list_all(&id)),
                pages!(client.load_balancers_client().list_all(&id)),
                plain.pages(machines.clone()),
                plain.pages(format!("{machines}&statusOnly=true")),
            )?;
            client.service_tags_client().list(PLACE, &id).send().await?;
            Ok::<(), Broken>(())
        });
    }
    while let Some(done) = running.join_next().await {
        done??;
    }
    Ok(())
}

/// What the crate has no calls for.
#[derive(Clone)]
struct Plain {
    http: reqwest::Client,
    gate: Arc<Semaphore>,
}

impl Plain {
    async fn pages(&self, url: String) -> Result<Vec<Value>, Broken> {
        let (mut next, mut found) = (Some(url), Vec::new());
        while let Some(url) = next {
            let pass = self.gate.acquire().await?;
            let answer = self.http.get(url).bearer_auth("none").send().await?.error_for_status()?;
            let mut page: Value = serde_json::from_slice(&answer.bytes().await?)?;
            drop(pass);
            next = page["nextLink"].as_str().map(str::to_owned);
            if let Value::Array(items) = page["value"].take() {
                found.extend(items);
            }
        }
        Ok(found)
    }
}
