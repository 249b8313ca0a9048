//! Whom to ask as, and the token that says so.
//!
//! Azure's crate knows the ways to a token, and this the order in which they are gone: a secret in the environment, then what
//! Kubernetes hands to a pod, both of which somebody set up for this; else whoever is signed in to the Azure CLI; else the
//! machine itself. A token is asked for once and shared by all subscriptions. How long it is good is for its source to say,
//! which is asked again every few minutes and has it at hand.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use azure_core::cloud::CloudConfiguration;
use azure_core::credentials::{Secret, TokenCredential};
use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::{HeaderName, HeaderValue, Headers};
use azure_core::http::{
    AsyncRawResponse, Body, ClientOptions, HttpClient, Method, Request, Transport,
};
use azure_identity::{
    AzureCliCredential, AzureCliCredentialOptions, ClientAssertionCredentialOptions,
    ClientSecretCredential, ClientSecretCredentialOptions, ManagedIdentityCredential,
    ManagedIdentityCredentialOptions, UserAssignedId, WorkloadIdentityCredential,
    WorkloadIdentityCredentialOptions,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Client;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::errors::Wrong;
use crate::providers::azure::Settings;
use crate::providers::azure::settings::Cloud;
use crate::providers::live::causes::{SAID, innermost, line};
use crate::providers::live::{LiveError, Wanted};

/// How long a token is used before its source is asked again. No source hands on one that ends sooner.
const FRESH: Duration = Duration::from_mins(4);
/// How long a machine may take to say that it has no identity. Outside of Azure nobody answers at all.
const OF_THE_MACHINE: Duration = Duration::from_secs(5);

/// Tokens for one who answers.
#[derive(Debug)]
pub(super) struct Tokens {
    source: Option<Arc<dyn TokenCredential>>,
    audience: String,
    held: Mutex<Option<(Instant, Secret)>>,
}

impl Tokens {
    fn of(source: Option<Arc<dyn TokenCredential>>, audience: String) -> Self {
        Self { source, audience, held: Mutex::default() }
    }

    /// For who may not know who asks.
    pub(super) fn of_nobody() -> Self {
        Self::of(None, String::new())
    }

    /// A token that is good now.
    pub(super) async fn token(&self) -> Result<Secret, Wrong> {
        let Some(source) = &self.source else { return Ok(Secret::new("nobody")) };
        // Whoever comes while it is asked for waits here, and takes what came.
        let mut held = self.held.lock().await;
        if let Some((since, token)) = &*held
            && since.elapsed() < FRESH
        {
            return Ok(token.clone());
        }
        let token = source.get_token(&[&self.audience], None).await.map_err(Wrong::NoToken)?.token;
        *held = Some((Instant::now(), token.clone()));
        Ok(token)
    }

    /// Who holds it; nothing where the token does not say.
    pub(super) async fn who(&self) -> Option<String> {
        holder(self.token().await.ok()?.secret())
    }
}

/// Who a token says that its holder is. Whom it is for reads the same in it, and has checked it; here it is only told.
fn holder(token: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    let text = |key: &&str| claims.get(*key).and_then(Value::as_str).map(line);
    ["upn", "unique_name", "appid", "oid"].iter().filter_map(text).find(|text| !text.is_empty())
}

/// A way to a token, and what it is called.
type Source = (&'static str, azure_core::Result<Arc<dyn TokenCredential>>);

/// Finds the way that leads to a token, for whoever is to read it.
pub(super) async fn find(
    wanted: &Wanted,
    http: &Client,
    audience: &str,
) -> Result<Tokens, LiveError> {
    let settings = &wanted.settings.azure;
    let audience = format!("{audience}/.default");
    let mut told = Vec::new();
    for (name, source) in sources(settings, http)? {
        let why = match source {
            Err(error) => first_line(&error),
            Ok(source) => {
                let tokens = Tokens::of(Some(source), audience.clone());
                let limit = match name {
                    THE_MACHINE => OF_THE_MACHINE.min(wanted.limits.attempt()),
                    _ => wanted.limits.attempt(),
                };
                // Whether it is any good shows only when it is used: once here, and not once a subscription.
                match timeout(limit, tokens.token()).await {
                    Ok(Ok(_)) => return Ok(tokens),
                    Ok(Err(Wrong::NoToken(error))) => first_line(&error),
                    Ok(Err(other)) => other.to_string(),
                    Err(_) => "no answer".to_owned(),
                }
            }
        };
        told.push(format!("{name}: {why}"));
    }
    Err(nobody(&told.join("; ")))
}

const THE_MACHINE: &str = "the identity of this machine";

/// The ways that there are, those first that are gone first.
fn sources(settings: &Settings, http: &Client) -> Result<Vec<Source>, LiveError> {
    let Settings {
        subscriptions: _,
        management_groups: _,
        tenant,
        cloud,
        endpoint_url: _,
        client,
        secret,
        token_file,
    } = settings;
    let tenant = tenant.as_ref().map(ToString::to_string);
    let options = || ClientOptions {
        transport: Some(Transport::new(Arc::new(Courier(http.clone())))),
        cloud: in_cloud(*cloud),
        ..ClientOptions::default()
    };
    if let Some(secret) = secret {
        let (Some(tenant), Some(client)) = (tenant, client) else {
            let message =
                "AZURE_CLIENT_SECRET is set, and not both AZURE_CLIENT_ID and AZURE_TENANT_ID";
            return Err(LiveError {
                is_wrong: true,
                message: message.to_owned(),
                hint: Some("set all three, or none of them".to_owned()),
            });
        };
        let options = ClientSecretCredentialOptions { client_options: options() };
        let secret = Secret::new(secret.told().to_owned());
        let made = ClientSecretCredential::new(&tenant, client.clone(), secret, Some(options));
        return Ok(vec![("AZURE_CLIENT_SECRET", made.map(|made| made as _))]);
    }
    if let Some(file) = token_file {
        let made = WorkloadIdentityCredential::new(Some(WorkloadIdentityCredentialOptions {
            credential_options: ClientAssertionCredentialOptions { client_options: options() },
            client_id: client.clone(),
            tenant_id: tenant,
            token_file_path: Some(file.clone().into()),
        }));
        return Ok(vec![("workload identity", made.map(|made| made as _))]);
    }
    let cli = AzureCliCredential::new(Some(AzureCliCredentialOptions {
        tenant_id: tenant,
        ..AzureCliCredentialOptions::default()
    }));
    let machine = ManagedIdentityCredential::new(Some(ManagedIdentityCredentialOptions {
        user_assigned_id: client.clone().map(UserAssignedId::ClientId),
        client_options: options(),
    }));
    Ok(vec![
        ("the Azure CLI", cli.map(|cli| cli as _)),
        (THE_MACHINE, machine.map(|made| made as _)),
    ])
}

/// Where to sign in. In the cloud for everybody the crate looks for AZURE_AUTHORITY_HOST by itself.
fn in_cloud(cloud: Cloud) -> Option<Arc<CloudConfiguration>> {
    match cloud {
        Cloud::Public => None,
        Cloud::UsGov => Some(Arc::new(CloudConfiguration::AzureGovernment)),
        Cloud::China => Some(Arc::new(CloudConfiguration::AzureChina)),
    }
}

/// What an error says first, without the name of what says it. What comes below are addresses of manuals.
pub(super) fn first_line(error: &Error) -> String {
    let text = error.to_string();
    let line = text.trim().lines().next().unwrap_or_default();
    let said = line.split_once(" authentication failed.").map_or(line, |(_, said)| said).trim();
    let said: String = said.chars().filter(|c| !c.is_control()).take(SAID).collect();
    if said.is_empty() { "it failed without a word".to_owned() } else { said }
}

fn nobody(why: &str) -> LiveError {
    LiveError {
        is_wrong: false,
        message: format!("Azure has nobody to ask as: {why}"),
        hint: Some(
            "`az login` signs in; in a pipeline set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or use workload identity"
                .to_owned(),
        ),
    }
}

/// Carries what the crate asks, with the same HTTP client as everything else.
#[derive(Debug)]
struct Courier(Client);

#[async_trait]
impl HttpClient for Courier {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let unsent =
            |error: reqwest::Error| Error::new(ErrorKind::Io, innermost(&error.without_url()));
        let url = request.url().clone();
        let mut sent = match request.method() {
            Method::Post => self.0.post(url),
            _ => self.0.get(url),
        };
        for (name, value) in request.headers().iter() {
            sent = sent.header(name.as_str(), value.as_str());
        }
        if let Body::Bytes(bytes) = request.body() {
            sent = sent.body(bytes.clone());
        }
        let answer = sent.send().await.map_err(unsent)?;
        let status = answer.status().as_u16();
        let mut headers = Headers::new();
        for (name, value) in answer.headers() {
            if let Ok(value) = value.to_str() {
                headers.insert(
                    HeaderName::from(name.as_str().to_owned()),
                    HeaderValue::from(value.to_owned()),
                );
            }
        }
        let body = answer.bytes().await.map_err(unsent)?;
        Ok(AsyncRawResponse::from_bytes(status.into(), headers, body))
    }
}
