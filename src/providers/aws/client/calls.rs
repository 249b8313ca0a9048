//! Every call of one region, and what became of it.

use std::collections::BTreeMap;

use super::answers::Yield;
use super::connect::Clients;
use super::models::Native as _;
use crate::model::Coverage;
use crate::providers::aws::gather::About;
use crate::providers::aws::native;
use crate::providers::aws::{calls, native::Trail};
use crate::providers::calls::Named;
use crate::providers::live::desk::{Desk, Listed, Page};

/// What EC2 gives at once where it may be asked for a thousand.
const MANY: i32 = 1000;
/// What it gives at once where it gives no more.
const HUNDRED: i32 = 100;

/// A call of EC2 that lists, page by page.
macro_rules! pages {
    ($desk:expr, $client:expr, $call:expr, $operation:ident($size:expr), $field:ident) => {
        $desk.list($call, |token| {
            let request = $client.$operation().max_results($size).set_next_token(token);
            async move {
                let answer = request.send().await;
                answer.map(|answer| Page { items: answer.$field.native(), more: answer.next_token })
            }
        })
    };
}

/// Asks everything, the calls of a region side by side.
pub(super) async fn ask_all(clients: &Clients, desk: &Desk<'_>) -> Yield {
    let Clients { ec2, trail } = clients;
    let boundaries = Box::pin(async {
        tokio::join!(
            pages!(
                desk,
                ec2,
                calls::DESCRIBE_SECURITY_GROUPS,
                describe_security_groups(MANY),
                security_groups
            ),
            pages!(
                desk,
                ec2,
                calls::DESCRIBE_SECURITY_GROUP_RULES,
                describe_security_group_rules(MANY),
                security_group_rules
            ),
            pages!(
                desk,
                ec2,
                calls::DESCRIBE_SECURITY_GROUP_VPC_ASSOCIATIONS,
                describe_security_group_vpc_associations(MANY),
                security_group_vpc_associations
            ),
            pages!(
                desk,
                ec2,
                calls::DESCRIBE_NETWORK_ACLS,
                describe_network_acls(MANY),
                network_acls
            ),
            pages!(
                desk,
                ec2,
                calls::DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_EXCLUSIONS,
                describe_vpc_block_public_access_exclusions(MANY),
                vpc_block_public_access_exclusions
            ),
            public_access_options(ec2, desk),
        )
    });
    let networks = Box::pin(async {
        tokio::join!(
            pages!(
                desk,
                ec2,
                calls::DESCRIBE_NETWORK_INTERFACES,
                describe_network_interfaces(MANY),
                network_interfaces
            ),
            pages!(desk, ec2, calls::DESCRIBE_INSTANCES, describe_instances(MANY), reservations),
            pages!(desk, ec2, calls::DESCRIBE_SUBNETS, describe_subnets(MANY), subnets),
            pages!(desk, ec2, calls::DESCRIBE_VPCS, describe_vpcs(MANY), vpcs),
            pages!(
                desk,
                ec2,
                calls::DESCRIBE_ROUTE_TABLES,
                describe_route_tables(HUNDRED),
                route_tables
            ),
            pages!(
                desk,
                ec2,
                calls::DESCRIBE_INTERNET_GATEWAYS,
                describe_internet_gateways(MANY),
                internet_gateways
            ),
            pages!(desk, ec2, calls::DESCRIBE_FLOW_LOGS, describe_flow_logs(MANY), flow_logs),
        )
    });
    let (boundaries, networks, lists, trails) = tokio::join!(
        boundaries,
        networks,
        Box::pin(prefix_lists(ec2, desk)),
        Box::pin(trails(trail, desk))
    );
    let (groups, rules, associations, acls, exclusions, options) = boundaries;
    let (interfaces, instances, subnets, vpcs, tables, gateways, flow_logs) = networks;
    Yield {
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
        lists: lists.0,
        entries: lists.1,
        trails: trails.0,
        statuses: trails.1,
        selectors: trails.2,
    }
}

/// An account has these once a region.
async fn public_access_options(
    ec2: &aws_sdk_ec2::Client,
    desk: &Desk<'_>,
) -> Listed<native::VpcBlockPublicAccessOptions> {
    let call = calls::DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_OPTIONS;
    desk.list(call, |_| {
        let request = ec2.describe_vpc_block_public_access_options();
        async move {
            request.send().await.map(|answer| {
                let options = answer.vpc_block_public_access_options.into_iter();
                Page { items: options.map(|one| one.native()).collect(), more: None }
            })
        }
    })
    .await
}

/// Prefix lists, and the entries of each. AWS's own lists are read as well: groups and routes name them.
async fn prefix_lists(
    ec2: &aws_sdk_ec2::Client,
    desk: &Desk<'_>,
) -> (Listed<native::ManagedPrefixList>, About<Vec<native::PrefixListEntry>>) {
    let lists: Listed<native::ManagedPrefixList> = pages!(
        desk,
        ec2,
        calls::DESCRIBE_MANAGED_PREFIX_LISTS,
        describe_managed_prefix_lists(HUNDRED),
        prefix_lists
    )
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
    (lists, about)
}

/// Trails, and of those whose home this is whether they record, and what.
async fn trails(
    client: &aws_sdk_cloudtrail::Client,
    desk: &Desk<'_>,
) -> (Listed<Trail>, About<native::TrailStatus>, About<native::EventSelectors>) {
    let trails: Listed<Trail> = desk
        .list(calls::DESCRIBE_TRAILS, |_| {
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
    (trails, statuses, selectors)
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
