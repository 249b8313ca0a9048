//! Credentials and settings → clients. All projects are asked with the same ones.

use std::sync::Arc;

use google_cloud_auth::credentials::{Builder, Credentials, anonymous};
use google_cloud_compute_v1::client::{
    Addresses, FirewallPolicies, Firewalls, Instances, NetworkFirewallPolicies, Networks,
    RegionNetworkFirewallPolicies, Routes, Subnetworks,
};
use google_cloud_gax::retry_policy::NeverRetry;
use tokio::time::timeout;

use super::manager::Manager;
use super::plain::Plain;
use super::sinks::Sinks;
use crate::providers::live::causes::innermost;
use crate::providers::live::{LiveError, Wanted};

/// Where Compute Engine is at home.
const COMPUTE: &str = "https://compute.googleapis.com";

/// Every client. They share credentials.
#[derive(Debug)]
pub(super) struct Google {
    pub(super) addresses: Addresses,
    /// Compute Engine, for what changes something: the crate's models drop what they do not know.
    pub(super) compute: Plain,
    pub(super) firewalls: Firewalls,
    pub(super) hierarchy: FirewallPolicies,
    pub(super) instances: Instances,
    pub(super) manager: Manager,
    pub(super) networks: Networks,
    pub(super) policies: NetworkFirewallPolicies,
    pub(super) regional_policies: RegionNetworkFirewallPolicies,
    pub(super) routes: Routes,
    pub(super) sinks: Sinks,
    pub(super) subnetworks: Subnetworks,
}

/// A client that asks once: the desk is what asks again.
macro_rules! client {
    ($client:ty, $credentials:expr, $endpoint:expr) => {{
        let mut builder = <$client>::builder()
            .with_credentials($credentials.clone())
            .with_retry_policy(NeverRetry);
        if let Some(url) = $endpoint {
            builder = builder.with_endpoint(url);
        }
        builder.build().await.map_err(|error| unbuilt(&error))?
    }};
}

/// Finds credentials and makes the clients.
pub(super) async fn connect(wanted: &Wanted) -> Result<Arc<Google>, LiveError> {
    // Google's crates take whatever is installed. That there is one already is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let endpoint = wanted.settings.gcp.endpoint_url.as_deref();
    let credentials = credentials(wanted, endpoint).await?;
    Ok(Arc::new(Google {
        addresses: client!(Addresses, credentials, endpoint),
        compute: Plain::new(COMPUTE, &credentials, endpoint).map_err(|error| unbuilt(&error))?,
        firewalls: client!(Firewalls, credentials, endpoint),
        hierarchy: client!(FirewallPolicies, credentials, endpoint),
        instances: client!(Instances, credentials, endpoint),
        manager: Manager::new(&credentials, endpoint).map_err(|error| unbuilt(&error))?,
        networks: client!(Networks, credentials, endpoint),
        policies: client!(NetworkFirewallPolicies, credentials, endpoint),
        regional_policies: client!(RegionNetworkFirewallPolicies, credentials, endpoint),
        routes: client!(Routes, credentials, endpoint),
        sinks: Sinks::new(&credentials, endpoint).map_err(|error| unbuilt(&error))?,
        subnetworks: client!(Subnetworks, credentials, endpoint),
    }))
}

/// Application Default Credentials. Tokens don't travel in plain text: what answers without TLS, which the configuration
/// allows on this machine alone, is told nobody's name.
async fn credentials(wanted: &Wanted, endpoint: Option<&str>) -> Result<Credentials, LiveError> {
    if endpoint.is_some_and(|url| url.starts_with("http://")) {
        return Ok(anonymous::Builder::new().build());
    }
    let found = Builder::default().build();
    let found = found.map_err(|error| nobody(&innermost(&error)))?;
    // Whether they are any good shows only when they are used: once here, and not once a project.
    match timeout(wanted.limits.attempt(), found.headers(Default::default())).await {
        Ok(Ok(_)) => Ok(found),
        Ok(Err(error)) => Err(nobody(&innermost(&error))),
        Err(_) => Err(nobody("no answer from whatever gives out tokens")),
    }
}

pub(super) fn nobody(why: &str) -> LiveError {
    LiveError {
        is_wrong: false,
        message: format!("Google Cloud has nobody to ask as: {why}"),
        hint: Some(
            "`gcloud auth application-default login` signs in, and GOOGLE_APPLICATION_CREDENTIALS names a file of credentials"
                .to_owned(),
        ),
    }
}

fn unbuilt(error: &(dyn std::error::Error + 'static)) -> LiveError {
    LiveError {
        is_wrong: true,
        message: format!("the client of Google Cloud could not be made: {}", innermost(error)),
        hint: Some("look at `endpoint_url` under [gcp]".to_owned()),
    }
}
