//! Buckets of S3, opened with the credentials that everything else here asks with: profiles, single sign-on, roles.

use std::sync::Arc;

use async_trait::async_trait;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey, AwsCredential, resolve_bucket_region};
use object_store::{ClientOptions, CredentialProvider, Error, ObjectStore};

use super::connect::{self, SOMEWHERE};
use crate::providers::live::bucket::{is_plain, unopened};
use crate::providers::live::{Later, LiveError, Wanted};

/// The SDK's credentials, as the reader of buckets wants them. The SDK keeps them for as long as they are good.
#[derive(Debug)]
struct Lent(SharedCredentialsProvider);

#[async_trait]
impl CredentialProvider for Lent {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
        let found = self.0.provide_credentials().await;
        let found = found.map_err(|error| Error::Generic { store: "S3", source: error.into() })?;
        Ok(Arc::new(AwsCredential {
            key_id: found.access_key_id().to_owned(),
            secret_key: found.secret_access_key().to_owned(),
            token: found.session_token().map(str::to_owned),
        }))
    }
}

pub(super) fn open(wanted: Wanted, name: String) -> Later<Result<Arc<dyn ObjectStore>, LiveError>> {
    Box::pin(async move {
        let config = connect::config(&wanted, &connect::connector(), None).await;
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(&name);
        if let Some(provider) = config.credentials_provider() {
            builder = builder.with_credentials(Arc::new(Lent(provider)));
        }
        let said = |key: AmazonS3ConfigKey| builder.get_config_value(&key);
        let endpoint = wanted.settings.aws.endpoint_url.clone();
        let endpoint = endpoint
            .or_else(|| said(AmazonS3ConfigKey::S3Endpoint))
            .or_else(|| said(AmazonS3ConfigKey::Endpoint))
            .or_else(|| config.endpoint_url().map(str::to_owned));
        let own = config.region().map_or(SOMEWHERE, AsRef::as_ref);
        let is_plain = is_plain(endpoint.as_deref())?;
        let builder = match endpoint {
            // Under the key that goes before all others, so that it is the one that was looked at.
            Some(endpoint) => builder
                .with_region(own)
                .with_config(AmazonS3ConfigKey::S3Endpoint, endpoint)
                .with_allow_http(is_plain),
            // A bucket answers in its own region alone. Outside of the cloud for everybody nobody says which that is.
            None => match resolve_bucket_region(&name, &ClientOptions::new()).await {
                Ok(region) => builder.with_region(region),
                Err(_) => builder.with_region(own),
            },
        };
        let store = builder.build();
        let store = store.map_err(|error| {
            unopened(&error, "`aws s3 ls s3://BUCKET/` lists it with the same credentials")
        })?;
        Ok(Arc::new(store) as _)
    })
}
