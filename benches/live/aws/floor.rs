//! The floor: the same SDK, the same calls, the same pages, as many requests in flight; and every page is dropped.

use std::sync::Arc;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sts::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::{Broken, IN_FLIGHT};

const MANY: i32 = 1000;
const HUNDRED: i32 = 100;

/// Drains every page of a call.
macro_rules! pages {
    ($gate:expr, $client:expr, $operation:ident($size:expr)) => {
        async {
            let mut token = None;
            loop {
                let pass = $gate.acquire().await?;
                let request = $client.$operation().max_results($size).set_next_token(token);
                let answer = request.send().await?;
                drop(pass);
                token = answer.next_token.filter(|token| !token.is_empty());
                if token.is_none() {
                    return Ok::<(), Broken>(());
                }
            }
        }
    };
}

/// Drains the account of the credentials in the configured region, or with a role every account of the organisation
/// in all its regions.
pub(super) async fn drain(role: Option<&str>) -> Result<(), Broken> {
    let connector = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let config = aws_config::defaults(BehaviorVersion::latest());
    let config = config.http_client(connector).load().await;
    let gate = Arc::new(Semaphore::new(IN_FLIGHT));
    let sts = aws_sdk_sts::Client::new(&config);
    let own = sts.get_caller_identity().send().await?.account.unwrap_or_default();
    let Some(role) = role else {
        let region = config.region().map_or("us-east-1", Region::as_ref).to_owned();
        return region_drained(config, region, gate).await;
    };
    let mut accounts = Vec::new();
    let organization = aws_sdk_organizations::Client::new(&config);
    let mut token = None;
    loop {
        let answer = organization.list_accounts().set_next_token(token).send().await?;
        accounts.extend(answer.accounts.unwrap_or_default().into_iter().filter_map(|one| one.id));
        token = answer.next_token;
        if token.is_none() {
            break;
        }
    }
    let mut running = JoinSet::new();
    for id in accounts {
        let (config, sts, gate) = (config.clone(), sts.clone(), Arc::clone(&gate));
        let role = (id != own).then(|| format!("arn:aws:iam::{id}:role/{role}"));
        running.spawn(account_drained(config, sts, role, gate));
    }
    while let Some(done) = running.join_next().await {
        done??;
    }
    Ok(())
}

async fn account_drained(
    config: SdkConfig,
    sts: aws_sdk_sts::Client,
    role: Option<String>,
    gate: Arc<Semaphore>,
) -> Result<(), Broken> {
    let mut config = config;
    if let Some(arn) = role {
        let pass = gate.acquire().await?;
        let answer = sts.assume_role().role_arn(arn).role_session_name("floor").send().await?;
        drop(pass);
        let given = answer.credentials.ok_or("a role without credentials")?;
        let credentials = Credentials::new(
            given.access_key_id,
            given.secret_access_key,
            Some(given.session_token),
            None,
            "floor",
        );
        let provider = SharedCredentialsProvider::new(credentials);
        config = config.to_builder().credentials_provider(provider).build();
    }
    let pass = gate.acquire().await?;
    let ec2 = aws_sdk_ec2::Client::new(&config);
    let regions = ec2.describe_regions().all_regions(true).send().await?.regions;
    drop(pass);
    let used = regions.unwrap_or_default().into_iter();
    let used = used.filter(|one| one.opt_in_status.as_deref() != Some("not-opted-in"));
    let mut running = JoinSet::new();
    for name in used.filter_map(|one| one.region_name) {
        running.spawn(region_drained(config.clone(), name, Arc::clone(&gate)));
    }
    while let Some(done) = running.join_next().await {
        done??;
    }
    Ok(())
}

async fn region_drained(
    config: SdkConfig,
    region: String,
    gate: Arc<Semaphore>,
) -> Result<(), Broken> {
    let region = Region::new(region);
    let ec2 = aws_sdk_ec2::config::Builder::from(&config).region(region.clone()).build();
    let ec2 = aws_sdk_ec2::Client::from_conf(ec2);
    let trail = aws_sdk_cloudtrail::config::Builder::from(&config).region(region.clone()).build();
    let trail = aws_sdk_cloudtrail::Client::from_conf(trail);
    let recorder = aws_sdk_config::config::Builder::from(&config).region(region).build();
    let recorder = aws_sdk_config::Client::from_conf(recorder);
    let boundaries = Box::pin(async {
        tokio::try_join!(
            pages!(gate, ec2, describe_security_groups(MANY)),
            pages!(gate, ec2, describe_security_group_rules(MANY)),
            pages!(gate, ec2, describe_security_group_vpc_associations(MANY)),
            pages!(gate, ec2, describe_network_acls(MANY)),
            pages!(gate, ec2, describe_vpc_block_public_access_exclusions(MANY)),
        )
    });
    let networks = Box::pin(async {
        tokio::try_join!(
            pages!(gate, ec2, describe_network_interfaces(MANY)),
            pages!(gate, ec2, describe_instances(MANY)),
            pages!(gate, ec2, describe_subnets(MANY)),
            pages!(gate, ec2, describe_vpcs(MANY)),
            pages!(gate, ec2, describe_route_tables(HUNDRED)),
            pages!(gate, ec2, describe_internet_gateways(MANY)),
            pages!(gate, ec2, describe_flow_logs(MANY)),
            pages!(gate, ec2, describe_managed_prefix_lists(HUNDRED)),
        )
    });
    let single = Box::pin(async {
        let pass = gate.acquire().await?;
        ec2.describe_vpc_block_public_access_options().send().await?;
        drop(pass);
        let pass = gate.acquire().await?;
        trail.describe_trails().include_shadow_trails(true).send().await?;
        drop(pass);
        Ok::<(), Broken>(())
    });
    let recorders = Box::pin(async {
        let pass = gate.acquire().await?;
        recorder.describe_configuration_recorders().send().await?;
        drop(pass);
        let pass = gate.acquire().await?;
        recorder.describe_configuration_recorder_status().send().await?;
        drop(pass);
        let pass = gate.acquire().await?;
        recorder.describe_delivery_channels().send().await?;
        drop(pass);
        Ok::<(), Broken>(())
    });
    tokio::try_join!(boundaries, networks, single, recorders)?;
    Ok(())
}
