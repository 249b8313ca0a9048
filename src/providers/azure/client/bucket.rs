//! Containers of blobs, opened as everything else here: a secret, a workload identity, the Azure CLI, the machine. A key or a
//! signature of the storage account goes before all of them, where the environment has one.

use std::sync::Arc;

use async_trait::async_trait;
use object_store::azure::{AzureConfigKey, AzureCredential, MicrosoftAzureBuilder};
use object_store::{CredentialProvider, Error, ObjectStore};

use super::connect;
use super::tokens::{self, Tokens};
use crate::providers::live::bucket::{is_plain, unopened};
use crate::providers::live::{Later, LiveError, Wanted};

/// Whom tokens for blobs are for, in all of Microsoft's clouds.
const AUDIENCE: &str = "https://storage.azure.com";

/// Tokens, as the reader of buckets wants them.
#[derive(Debug)]
struct Lent(Tokens);

#[async_trait]
impl CredentialProvider for Lent {
    type Credential = AzureCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AzureCredential>> {
        let token = self.0.token().await;
        let token = token
            .map_err(|error| Error::Generic { store: "Azure", source: error.to_string().into() })?;
        Ok(Arc::new(AzureCredential::BearerToken(token.secret().to_owned())))
    }
}

pub(super) fn open(wanted: Wanted, name: String) -> Later<Result<Arc<dyn ObjectStore>, LiveError>> {
    Box::pin(async move {
        let builder = MicrosoftAzureBuilder::from_env().with_container_name(&name);
        let mut builder = builder.with_use_emulator(false);
        let said = |key: AzureConfigKey| builder.get_config_value(&key);
        let endpoint = said(AzureConfigKey::Endpoint);
        let is_plain = is_plain(endpoint.as_deref())?;
        let has_own = [AzureConfigKey::AccessKey, AzureConfigKey::SasKey, AzureConfigKey::Token]
            .into_iter()
            .any(|key| said(key).is_some());
        let account = said(AzureConfigKey::AccountName);
        builder = builder.with_allow_http(is_plain);
        if is_plain {
            builder = builder.with_skip_signature(!has_own);
        } else if !has_own {
            let http = connect::http()?;
            let tokens = tokens::find(&wanted, &http, AUDIENCE).await?;
            builder = builder.with_credentials(Arc::new(Lent(tokens)));
        }
        if let Some(account) = account.filter(|_| endpoint.is_none()) {
            let home = wanted.settings.azure.cloud.storage();
            builder = builder.with_endpoint(format!("https://{account}.blob.{home}"));
        }
        let store = builder.build();
        let store = store.map_err(|error| {
            unopened(&error, "AZURE_STORAGE_ACCOUNT_NAME names the account whose container it is")
        })?;
        Ok(Arc::new(store) as _)
    })
}
