//! Every call of one region, and what became of it.

use std::collections::BTreeMap;

use tokio::sync::mpsc::{self, Sender};

use super::answers::Yield;
use super::connect::Clients;
use super::models::Native as _;
use crate::model::Coverage;
use crate::providers::aws::gather::About;
use crate::providers::aws::native;
use crate::providers::aws::{calls, native::Trail};
use crate::providers::calls::Named;
use crate::providers::live::desk::{Desk, Listed, Page};
use crate::providers::live::stream::{Giver, stream};

/// What EC2 gives at once where it may be asked for a thousand.
const MANY: i32 = 1000;
/// What it gives at once where it gives no more.
const HUNDRED: i32 = 100;

/// A call of EC2 that lists, page by page.
macro_rules! pages {
    ($desk:expr, $client:expr, $giver:expr, $operation:ident($size:expr), $field:ident) => {
        $desk.give($giver, |token| {
            let request = $client.$operation().max_results($size).set_next_token(token);
            async move {
                let answer = request.send().await;
                answer.map(|answer| Page { items: answer.$field.native(), more: answer.next_token })
            }
        })
    };
}

/// A call that lists everything on one page.
macro_rules! at_once {
    ($desk:expr, $client:expr, $giver:expr, $operation:ident, $field:ident) => {
        $desk.give($giver, |_| {
            let request = $client.$operation();
            async move {
                let answer = request.send().await;
                answer.map(|answer| Page { items: answer.$field.native(), more: None })
            }
        })
    };
}

/// Asks everything, the calls of a region side by side. What they yield is read while they are asked.
pub(super) fn ask_all<'a>(
    clients: &'a Clients,
    desk: &'a Desk<'_>,
) -> (impl Future<Output = ()> + Send + 'a, Yield) {
    let Clients { ec2, trail, recorder } = clients;
    let (give_groups, groups) = stream(calls::DESCRIBE_SECURITY_GROUPS);
    let (give_rules, rules) = stream(calls::DESCRIBE_SECURITY_GROUP_RULES);
    let (give_associations, associations) = stream(calls::DESCRIBE_SECURITY_GROUP_VPC_ASSOCIATIONS);
    let (give_acls, acls) = stream(calls::DESCRIBE_NETWORK_ACLS);
    let (give_exclusions, exclusions) = stream(calls::DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_EXCLUSIONS);
    let (give_options, options) = stream(calls::DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_OPTIONS);
    let (give_interfaces, interfaces) = stream(calls::DESCRIBE_NETWORK_INTERFACES);
    let (give_instances, instances) = stream(calls::DESCRIBE_INSTANCES);
    let (give_subnets, subnets) = stream(calls::DESCRIBE_SUBNETS);
    let (give_vpcs, vpcs) = stream(calls::DESCRIBE_VPCS);
    let (give_tables, tables) = stream(calls::DESCRIBE_ROUTE_TABLES);
    let (give_gateways, gateways) = stream(calls::DESCRIBE_INTERNET_GATEWAYS);
    let (give_flow_logs, flow_logs) = stream(calls::DESCRIBE_FLOW_LOGS);
    let (give_lists, lists) = stream(calls::DESCRIBE_MANAGED_PREFIX_LISTS);
    let (give_trails, trails) = stream(calls::DESCRIBE_TRAILS);
    let (give_recorders, recorders) = stream(calls::DESCRIBE_CONFIGURATION_RECORDERS);
    let (give_running, running) = stream(calls::DESCRIBE_CONFIGURATION_RECORDER_STATUS);
    let (give_channels, channels) = stream(calls::DESCRIBE_DELIVERY_CHANNELS);
    let (tell_entries, entries) = mpsc::channel(1);
    let (tell_statuses, statuses) = mpsc::channel(1);
    let (tell_selectors, selectors) = mpsc::channel(1);
    let boundaries = Box::pin(async {
        tokio::join!(
            pages!(desk, ec2, give_groups, describe_security_groups(MANY), security_groups),
            pages!(
                desk,
                ec2,
                give_rules,
                describe_security_group_rules(MANY),
                security_group_rules
            ),
            pages!(
                desk,
                ec2,
                give_associations,
                describe_security_group_vpc_associations(MANY),
                security_group_vpc_associations
            ),
            pages!(desk, ec2, give_acls, describe_network_acls(MANY), network_acls),
            pages!(
                desk,
                ec2,
                give_exclusions,
                describe_vpc_block_public_access_exclusions(MANY),
                vpc_block_public_access_exclusions
            ),
            public_access_options(ec2, desk, give_options),
        );
    });
    let networks = Box::pin(async {
        tokio::join!(
            pages!(
                desk,
                ec2,
                give_interfaces,
                describe_network_interfaces(MANY),
                network_interfaces
            ),
            pages!(desk, ec2, give_instances, describe_instances(MANY), reservations),
            pages!(desk, ec2, give_subnets, describe_subnets(MANY), subnets),
            pages!(desk, ec2, give_vpcs, describe_vpcs(MANY), vpcs),
            pages!(desk, ec2, give_tables, describe_route_tables(HUNDRED), route_tables),
            pages!(desk, ec2, give_gateways, describe_internet_gateways(MANY), internet_gateways),
            pages!(desk, ec2, give_flow_logs, describe_flow_logs(MANY), flow_logs),
        );
    });
    let configurations = Box::pin(async {
        tokio::join!(
            at_once!(
                desk,
                recorder,
                give_recorders,
                describe_configuration_recorders,
                configuration_recorders
            ),
            at_once!(
                desk,
                recorder,
                give_running,
                describe_configuration_recorder_status,
                configuration_recorders_status
            ),
            at_once!(desk, recorder, give_channels, describe_delivery_channels, delivery_channels),
        );
    });
    let asking = async move {
        tokio::join!(
            boundaries,
            networks,
            configurations,
            Box::pin(prefix_lists(ec2, desk, give_lists, tell_entries)),
            Box::pin(trails_told(trail, desk, give_trails, tell_statuses, tell_selectors)),
        );
    };
    let answers = Yield {
        groups,
        rules,
        associations,
        acls,
        exclusions,
        options,
        interfaces,
        instances,
        subnets,
        vpcs,
        tables,
        gateways,
        flow_logs,
        lists,
        entries,
        trails,
        statuses,
        selectors,
        recorders,
        running,
        channels,
    };
    (asking, answers)
}

/// An account has these once a region.
async fn public_access_options(
    ec2: &aws_sdk_ec2::Client,
    desk: &Desk<'_>,
    giver: Giver<native::VpcBlockPublicAccessOptions>,
) {
    let asked = desk.give(giver, |_| {
        let request = ec2.describe_vpc_block_public_access_options();
        async move {
            request.send().await.map(|answer| {
                let options = answer.vpc_block_public_access_options.into_iter();
                Page { items: options.map(|one| one.native()).collect(), more: None }
            })
        }
    });
    asked.await;
}

/// Prefix lists, and the entries of each. AWS's own lists are read as well: groups and routes name them.
async fn prefix_lists(
    ec2: &aws_sdk_ec2::Client,
    desk: &Desk<'_>,
    giver: Giver<native::ManagedPrefixList>,
    tell_entries: Sender<About<Vec<native::PrefixListEntry>>>,
) {
    let lists: Listed<native::ManagedPrefixList> = desk
        .list(giver.call, |token| {
            let request =
                ec2.describe_managed_prefix_lists().max_results(HUNDRED).set_next_token(token);
            async move {
                let answer = request.send().await;
                answer.map(|answer| Page {
                    items: answer.prefix_lists.native(),
                    more: answer.next_token,
                })
            }
        })
        .await;
    let mut ids: Vec<&String> =
        lists.items().filter_map(|list| list.prefix_list_id.as_ref()).collect();
    ids.sort_unstable();
    ids.dedup();
    let call = calls::GET_MANAGED_PREFIX_LIST_ENTRIES;
    let mut about = About::new();
    for id in ids {
        let entries: Listed<native::PrefixListEntry> = desk
            .list(call, |token| {
                let request = ec2
                    .get_managed_prefix_list_entries()
                    .prefix_list_id(id)
                    .max_results(HUNDRED)
                    .set_next_token(token);
                async move {
                    let answer = request.send().await;
                    answer.map(|answer| Page {
                        items: answer.entries.native(),
                        more: answer.next_token,
                    })
                }
            })
            .await;
        let Listed { call: _, pages, coverage } = entries;
        about.insert(id.clone(), (Some(pages.into_iter().flatten().collect()), coverage));
    }
    // Who reads may have been stopped.
    let _ = tell_entries.send(about).await;
    giver.all(lists.pages, lists.coverage).await;
}

/// Trails, and of those whose home this is whether they record, and what.
async fn trails_told(
    client: &aws_sdk_cloudtrail::Client,
    desk: &Desk<'_>,
    giver: Giver<Trail>,
    tell_statuses: Sender<About<native::TrailStatus>>,
    tell_selectors: Sender<About<native::EventSelectors>>,
) {
    let trails: Listed<Trail> = desk
        .list(giver.call, |_| {
            let request = client.describe_trails().include_shadow_trails(true);
            async move {
                let answer = request.send().await;
                answer.map(|answer| Page { items: answer.trail_list.native(), more: None })
            }
        })
        .await;
    let (mut statuses, mut selectors) = (BTreeMap::new(), BTreeMap::new());
    for trail in trails.items() {
        let is_home =
            trail.home_region.as_deref().is_none_or(|home| home.is_empty() || home == desk.place);
        let Some(id) = trail.trail_arn.as_ref().or(trail.name.as_ref()).filter(|_| is_home) else {
            continue;
        };
        let status = || client.get_trail_status().name(id).send();
        let selected = || client.get_event_selectors().trail_name(id).send();
        let (status, selected) = tokio::join!(
            desk.about(calls::GET_TRAIL_STATUS, status),
            desk.about(calls::GET_EVENT_SELECTORS, selected)
        );
        statuses.insert(id.clone(), told(calls::GET_TRAIL_STATUS, id, status));
        selectors.insert(id.clone(), told(calls::GET_EVENT_SELECTORS, id, selected));
    }
    // Who reads may have been stopped.
    let _ = tell_statuses.send(statuses).await;
    let _ = tell_selectors.send(selectors).await;
    giver.all(trails.pages, trails.coverage).await;
}

/// An answer about one trail in the native shape; a reason names the trail.
fn told<A: super::models::Native<B>, B>(
    _call: Named,
    id: &str,
    (item, mut coverage): (Option<A>, Coverage),
) -> (Option<B>, Coverage) {
    coverage.reason = coverage.reason.map(|reason| format!("{id}: {reason}"));
    (item.map(super::models::Native::native), coverage)
}
