//! Buckets of Cloud Storage, opened with Application Default Credentials like everything else here.

use std::sync::Arc;

use async_trait::async_trait;
use google_cloud_auth::credentials::{AccessTokenCredentials, Builder};
use object_store::gcp::{GcpCredential, GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::{ClientConfigKey, CredentialProvider, Error, ObjectStore};

use super::connect;
use crate::providers::live::bucket::{is_plain, unopened};
use crate::providers::live::causes::innermost;
use crate::providers::live::{Later, LiveError, Wanted};

/// What tokens are for: reading.
const SCOPE: &str = "https://www.googleapis.com/auth/devstorage.read_only";

/// Tokens, as the reader of buckets wants them.
#[derive(Debug)]
struct Lent(AccessTokenCredentials);

#[async_trait]
impl CredentialProvider for Lent {
    type Credential = GcpCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<GcpCredential>> {
        let token = self.0.access_token().await;
        let token = token.map_err(|error| Error::Generic { store: "GCS", source: error.into() })?;
        Ok(Arc::new(GcpCredential { bearer: token.token }))
    }
}

pub(super) fn open(wanted: Wanted, name: String) -> Later<Result<Arc<dyn ObjectStore>, LiveError>> {
    Box::pin(async move {
        // Of the environment the address alone: credentials are those of everything else here.
        let said =
            GoogleCloudStorageBuilder::from_env().get_config_value(&GoogleConfigKey::BaseUrl);
        let endpoint = said.or_else(|| wanted.settings.gcp.endpoint_url.clone());
        let is_plain = is_plain(endpoint.as_deref())?;
        let http = GoogleConfigKey::Client(ClientConfigKey::AllowHttp);
        let mut builder = GoogleCloudStorageBuilder::new()
            .with_bucket_name(&name)
            .with_config(http, is_plain.to_string());
        if let Some(endpoint) = endpoint {
            builder = builder.with_base_url(&endpoint);
        }
        if is_plain {
            builder = builder.with_skip_signature(true);
        } else {
            let found = Builder::default().with_scopes([SCOPE]).build_access_token_credentials();
            let found = found.map_err(|error| connect::nobody(&innermost(&error)))?;
            builder = builder.with_credentials(Arc::new(Lent(found)));
        }
        let store = builder.build();
        let store = store.map_err(|error| {
            unopened(&error, "`gcloud storage ls gs://BUCKET/` lists it with the same credentials")
        })?;
        Ok(Arc::new(store) as _)
    })
}
