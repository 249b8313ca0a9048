//! The role in each account: assumed when the account's turn comes, and again before its credentials expire.
//!
//! The SDK has such a provider of its own, `aws_config::sts::AssumeRoleProvider`. It looks for the caller's credentials anew for
//! every role, which asks a metadata service or single sign-on once for each of a thousand accounts; this one shares a
//! client, and with it the caller's credentials.

use std::sync::{Mutex, PoisonError};

use aws_config::SdkConfig;
use aws_config::identity::IdentityCache;
use aws_credential_types::provider::{Result as Provided, error::CredentialsError, future};
use aws_sdk_ec2::config::http::HttpResponse;
use aws_sdk_ec2::config::retry::RetryPartition;
use aws_sdk_sts::config::{Credentials, ProvideCredentials, SharedCredentialsProvider};
use aws_sdk_sts::error::SdkError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;

use super::connect::{self, Account, Caller};
use crate::model::{Effort, Status};
use crate::providers::Unread;
use crate::providers::aws::calls::ASSUME_ROLE;
use crate::providers::aws::{RoleName, Settings};
use crate::providers::live::desk::Desk;
use crate::providers::live::meter::Meter;
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;

/// What the sessions are called in the accounts' own logs.
const SESSION: &str = "driftwall";

/// One role of one account.
#[derive(Debug)]
struct Role {
    sts: aws_sdk_sts::Client,
    /// One account that is throttled slows down no other.
    partition: RetryPartition,
    arn: String,
    external_id: Option<String>,
    /// What it was assumed with when the account was entered, for whoever asks first.
    first: Mutex<Option<Credentials>>,
}

/// Assumes the role in an account.
pub(super) async fn enter(
    caller: &Caller,
    id: &str,
    role: &RoleName,
    settings: &Settings,
    office: &Office,
) -> Result<Account, Gap> {
    let arn = role.arn(&caller.partition, id);
    let external_id = settings.external_id.as_ref().map(ToString::to_string);
    let with = if external_id.is_some() { " with this `external_id`" } else { "" };
    let partition = connect::partition("sts", &caller.region, id);
    let first = Mutex::default();
    let role = Role { sts: caller.sts.clone(), partition, arn, external_id, first };
    let mut effort = Effort::default();
    let desk = Desk::of_account(office, &caller.region).for_a_client_that_repeats();
    let why = match desk.ask(ASSUME_ROLE, &mut effort, || role.assume()).await {
        Ok(Some(credentials)) => {
            *role.first.lock().unwrap_or_else(PoisonError::into_inner) = Some(credentials);
            return Ok(Account {
                config: as_role(&caller.config, role),
                connector: caller.connector.clone(),
                id: id.to_owned(),
                region: caller.region.clone(),
            });
        }
        Ok(None) => {
            let reason = format!("{} in {}: the answer is none", ASSUME_ROLE.0, caller.region);
            Unread { status: Status::Failed, reason }
        }
        Err(unread) => unread,
    };
    let reason = format!(
        "account {id} was not entered: {}; {} has to be there and to trust {}{with}",
        why.reason, role.arn, caller.arn
    );
    Err(Gap { status: why.status, reason, missing: effort.missing })
}

fn as_role(config: &SdkConfig, role: Role) -> SdkConfig {
    config
        .to_builder()
        .credentials_provider(SharedCredentialsProvider::new(role))
        // The caller's cache holds the credentials of a few identities, and not of a thousand accounts.
        .identity_cache(IdentityCache::lazy().build())
        .build()
}

impl Role {
    async fn assume(&self) -> Result<Option<Credentials>, SdkError<AssumeRoleError, HttpResponse>> {
        let Self { sts, partition, arn, external_id, first: _ } = self;
        let request = sts.assume_role().role_arn(arn).role_session_name(SESSION);
        let request = request.set_external_id(external_id.clone()).customize();
        let own = aws_sdk_sts::Config::builder().retry_partition(partition.clone());
        let answer = request.config_override(own).send().await?;
        Ok(answer.credentials.and_then(|given| {
            let expires = given.expiration.try_into().ok()?;
            Some(Credentials::new(
                given.access_key_id,
                given.secret_access_key,
                Some(given.session_token),
                Some(expires),
                "AssumeRole",
            ))
        }))
    }

    async fn credentials(&self) -> Provided {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        match first {
            Some(credentials) => Ok(credentials),
            // Whoever is measured waits for this as well, but it is not their request that is sent again.
            None => Meter::default()
                .measured(self.assume())
                .await
                .map_err(CredentialsError::provider_error)?
                .ok_or_else(|| CredentialsError::unhandled("the answer has no credentials")),
        }
    }
}

impl ProvideCredentials for Role {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}
