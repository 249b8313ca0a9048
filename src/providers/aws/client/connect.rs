//! Credentials and settings → clients, all over one connector.
//!
//! Which credentials there are is the SDK's to find: the environment, profiles, single sign-on, roles, web
//! identities and the metadata of an instance or a container. This is the one place of the library that lets somebody
//! read the environment.

use std::time::Duration;

use aws_config::identity::IdentityCache;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_ec2::config::SharedHttpClient;
use aws_sdk_ec2::config::retry::{ClientRateLimiter, RetryPartition};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

use super::attempts::Gated;
use super::whole;
use crate::model::Effort;
use crate::providers::Unread;
use crate::providers::aws::calls::GET_CALLER_IDENTITY;
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::{LiveError, Wanted};

/// How often a request is tried, unless `AWS_MAX_ATTEMPTS` or the profile says otherwise. The SDK waits longer each
/// time, and slows down what shares a partition. When every fifth request of an organisation is throttled, of a million
/// not one is refused so often; and all the waiting is less than a request may take.
const ATTEMPTS: u32 = 12;
/// The longest of these waits. The SDK's own is four times as long: then a few requests that were refused a few times would be
/// most of the time that an organisation takes. So many seconds for one request in a scope are gentle enough.
const LONGEST: Duration = Duration::from_secs(5);
/// How often is asked whose the credentials are: where nobody answers, that is soon to be said.
const FIRST_ATTEMPTS: u32 = 5;
/// What the SDK takes for granted when nobody says anything, which gives up too soon for a whole account.
const FEW: u32 = 3;
/// Requests in a second, five times those that EC2 gives back to an account in a region: the SDK's first measurement, which
/// is of no time at all, counts for four fifths.
const RATE: f64 = 100.0;
/// Where nobody says where: identity and the list of regions are the same everywhere.
pub(super) const SOMEWHERE: &str = "us-east-1";

/// Whose credentials there are, before any role is assumed.
pub(super) struct Caller {
    pub(super) config: SdkConfig,
    /// What all clients send their requests over.
    pub(super) connector: SharedHttpClient,
    /// Asks for roles, with credentials that are found once.
    pub(super) sts: aws_sdk_sts::Client,
    /// The number of the account.
    pub(super) id: String,
    /// Who it is: a user or a role.
    pub(super) arn: String,
    /// `aws`, `aws-cn`, `aws-us-gov`: the first word of all names that AWS gives there.
    pub(super) partition: String,
    /// The region that is asked about accounts.
    pub(super) region: String,
}

/// An account that answers.
pub(super) struct Account {
    pub(super) config: SdkConfig,
    pub(super) connector: SharedHttpClient,
    /// Its number.
    pub(super) id: String,
    /// The region that is asked about the account itself.
    pub(super) region: String,
}

/// The clients of one region.
#[derive(Clone)]
pub(super) struct Clients {
    pub(super) ec2: aws_sdk_ec2::Client,
    pub(super) trail: aws_sdk_cloudtrail::Client,
    pub(super) recorder: aws_sdk_config::Client,
}

/// Finds out whose the credentials are. Where a profile is named that counts alone, no others are looked for.
pub(super) async fn connect(
    wanted: &Wanted,
    office: &Office,
    alone: Option<&str>,
) -> Result<Caller, LiveError> {
    let connector = connector();
    let config = config(wanted, &connector, alone).await;
    let region = config.region().map_or(SOMEWHERE, Region::as_ref).to_owned();
    let desk = Desk::of_account(office, &region).for_a_client_that_repeats();
    let own = aws_sdk_sts::config::Builder::from(&config)
        .http_client(Gated::new(connector.clone(), &desk))
        .interceptor(whole::interceptor());
    let sts = aws_sdk_sts::Client::from_conf(own.build());
    let attempts = config.retry_config().map_or(FIRST_ATTEMPTS, RetryConfig::max_attempts);
    let soon = RetryConfig::adaptive().with_max_attempts(attempts.min(FIRST_ATTEMPTS));
    let soon = aws_sdk_sts::Config::builder().retry_config(soon);
    let asked = || {
        let asked = sts.get_caller_identity().customize().config_override(soon.clone());
        async move { asked.send().await }
    };
    let answer = desk.ask(GET_CALLER_IDENTITY, &mut Effort::default(), asked).await;
    let identity = answer.map_err(nobody)?;
    let Some(id) = identity.account else {
        let reason = format!("{} in {region}: the answer names no account", GET_CALLER_IDENTITY.0);
        return Err(nobody(Unread { status: crate::model::Status::Failed, reason }));
    };
    let arn = identity.arn.unwrap_or_default();
    let partition = arn.split(':').nth(1).filter(|word| !word.is_empty()).unwrap_or("aws");
    let partition = partition.to_owned();
    Ok(Caller { config, connector, sts, id, arn, partition, region })
}

fn nobody(Unread { status: _, reason }: Unread) -> LiveError {
    LiveError {
        is_wrong: false,
        message: format!("AWS does not say whose the credentials are: {reason}"),
        hint: Some(
            "`aws sts get-caller-identity` asks the same; AWS_PROFILE or `profile` under [aws] chooses credentials"
                .to_owned(),
        ),
    }
}

/// What all requests go over.
pub(super) fn connector() -> SharedHttpClient {
    Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

/// What is configured, and credentials that nobody has used yet.
pub(super) async fn config(
    wanted: &Wanted,
    connector: &SharedHttpClient,
    alone: Option<&str>,
) -> SdkConfig {
    let mut config = found(wanted, connector).await;
    if let Some(profile) = alone {
        // The SDK would take credentials of the environment before those of any profile.
        let known = ProviderConfig::without_region()
            .with_region(config.region().cloned())
            .with_http_client(connector.clone());
        let only =
            ProfileFileCredentialsProvider::builder().configure(&known).profile_name(profile);
        let only = SharedCredentialsProvider::new(only.build());
        config = config.into_builder().credentials_provider(only).build();
    }
    let said = config.retry_config().map_or(FEW, RetryConfig::max_attempts);
    let attempts = if said == FEW { ATTEMPTS } else { said };
    let patient = RetryConfig::adaptive().with_max_attempts(attempts).with_max_backoff(LONGEST);
    let cache = IdentityCache::lazy().build();
    config.into_builder().retry_config(patient).identity_cache(cache).build()
}

/// What is configured for the SDK. How long an attempt may take is for whoever lets it go: the SDK would count the time that
/// it waits for its turn.
async fn found(wanted: &Wanted, connector: &SharedHttpClient) -> SdkConfig {
    let loader = || {
        let settings = &wanted.settings.aws;
        let mut loader =
            aws_config::defaults(BehaviorVersion::latest()).http_client(connector.clone());
        if let Some(profile) = &settings.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(url) = &settings.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        loader
    };
    // A scope that is named says where to ask; else whatever is configured for the SDK.
    if let Some([_, region]) = wanted.only.as_ref().map(crate::model::Scope::parts) {
        return in_region(loader(), region).await;
    }
    let config = loader().load().await;
    if config.region().is_some() {
        return config;
    }
    let named = wanted.settings.aws.regions.iter().flatten().find_map(|glob| glob.name());
    in_region(loader(), named.unwrap_or(SOMEWHERE)).await
}

async fn in_region(loader: ConfigLoader, region: &str) -> SdkConfig {
    loader.region(Region::new(region.to_owned())).load().await
}

impl Caller {
    /// Its own account, read with its own credentials.
    pub(super) fn own(&self) -> Account {
        let Self { config, connector, sts: _, id, arn: _, partition: _, region } = self;
        Account {
            config: config.clone(),
            connector: connector.clone(),
            id: id.clone(),
            region: region.clone(),
        }
    }

    /// Who asks which accounts the organisation has.
    pub(super) fn organization(&self, desk: &Desk<'_>) -> aws_sdk_organizations::Client {
        let config = aws_sdk_organizations::config::Builder::from(&self.config)
            .http_client(Gated::new(self.connector.clone(), desk))
            .retry_partition(partition("organizations", desk.place, &self.id))
            .interceptor(whole::json());
        aws_sdk_organizations::Client::from_conf(config.build())
    }
}

impl Account {
    /// The same with every request sent once: whoever changes something decides by themselves whether it makes sense to send it again.
    pub(super) fn that_sends_once(&self) -> Self {
        let Self { config, connector, id, region } = self;
        Self {
            config: config.to_builder().retry_config(RetryConfig::disabled()).build(),
            connector: connector.clone(),
            id: id.clone(),
            region: region.clone(),
        }
    }

    /// The clients of the region that a desk asks. They share connections and credentials. What slows down for being
    /// throttled is this account in this region: AWS counts requests so.
    pub(super) fn clients(&self, desk: &Desk<'_>) -> Clients {
        let partition = |service: &str| partition(service, desk.place, &self.id);
        let gated = Gated::new(self.connector.clone(), desk);
        let region = Region::new(desk.place.to_owned());
        let ec2 = aws_sdk_ec2::config::Builder::from(&self.config)
            .http_client(gated.clone())
            .region(region.clone())
            .retry_partition(partition("ec2"))
            .interceptor(whole::interceptor());
        let trail = aws_sdk_cloudtrail::config::Builder::from(&self.config)
            .http_client(gated.clone())
            .retry_partition(partition("cloudtrail"))
            .region(region.clone())
            .interceptor(whole::json());
        let recorder = aws_sdk_config::config::Builder::from(&self.config)
            .http_client(gated)
            .retry_partition(partition("config"))
            .region(region)
            .interceptor(whole::json());
        Clients {
            ec2: aws_sdk_ec2::Client::from_conf(ec2.build()),
            trail: aws_sdk_cloudtrail::Client::from_conf(trail.build()),
            recorder: aws_sdk_config::Client::from_conf(recorder.build()),
        }
    }
}

/// What slows down together after the first throttling. The SDK takes the rate at which it was asked until then for the one
/// to slow down from, and of a scope with a few requests it has seen none yet: it would send one request in two seconds. So
/// it begins with the rate at which AWS fills up what an account may ask of a region.
pub(super) fn partition(service: &str, region: &str, account: &str) -> RetryPartition {
    RetryPartition::custom(format!("{service}-{region}-{account}"))
        .client_rate_limiter(ClientRateLimiter::builder().tokens_retrieved_per_second(RATE).build())
        .build()
}
