//! Every call of one scope, and what became of it.

use std::collections::BTreeMap;

use azure_mgmt_network::package_2024_03::models::QueryRequestOptions;
use futures_util::future::join_all;
use futures_util::stream;

use super::answers::{Each, Yield};
use super::errors::Wrong;
use super::machines::with_statuses;
use super::manager::{Manager, Sheet};
use super::scribe::{Written, written};
use crate::model::{Coverage, Status};
use crate::providers::azure::calls;
use crate::providers::calls::Named;
use crate::providers::live::desk::{Desk, Listed};

/// The version of Microsoft.Compute that is asked, which Azure has no such crate for as for Microsoft.Network.
const COMPUTE: &str = "2024-07-01";

/// That of Microsoft.Insights, whose crate would be large for two requests. No later one tells of diagnostic settings.
const INSIGHTS: &str = "2021-05-01-preview";

/// A call of Microsoft.Network that lists what the subscription has.
macro_rules! all {
    ($manager:expr, $desk:expr, $call:expr, $client:ident) => {
        list($manager, $desk, $call, || {
            written(&$manager.endpoint, |azure| azure.$client().list_all($desk.place).into_stream())
        })
    };
}

/// Asks everything, the calls of a subscription side by side.
pub(super) async fn ask_all(manager: &Manager, desk: &Desk<'_>) -> Yield {
    let network = Box::pin(async {
        tokio::join!(
            all!(manager, desk, calls::ROUTE_TABLE_LIST, route_tables_client),
            all!(manager, desk, calls::NIC_LIST, network_interfaces_client),
            all!(manager, desk, calls::ASG_LIST, application_security_groups_client),
            all!(manager, desk, calls::PUBLIC_IP_LIST, public_ip_addresses_client),
            all!(manager, desk, calls::LB_LIST, load_balancers_client),
        )
    });
    let (network, (nsgs, settings), own_settings, (networks, rules), machines, flow_logs) = tokio::join!(
        network,
        Box::pin(security_groups(manager, desk)),
        Box::pin(diagnostic_settings(manager, desk)),
        Box::pin(networks(manager, desk)),
        Box::pin(machines(manager, desk)),
        Box::pin(flow_logs(manager, desk)),
    );
    let (tables, nics, asgs, public_ips, balancers) = network;
    let tags = service_tags(manager, desk, [&nsgs, &tables, &networks]).await;
    Yield::default()
        .listed(nics)
        .listed(asgs)
        .listed(nsgs)
        .listed(networks)
        .asked(rules)
        .listed(tables)
        .listed(machines)
        .listed(public_ips)
        .listed(balancers)
        .listed(tags)
        .asked(flow_logs)
        .listed(own_settings)
        .asked(settings)
}

/// Asks for every page of a list. The first has a request of its own, the others are linked to.
async fn list<F>(
    manager: &Manager,
    desk: &Desk<'_>,
    call: Named,
    first: impl Fn() -> F,
) -> Listed<Sheet>
where
    F: Future<Output = Result<Written, Wrong>>,
{
    let first = &first;
    let page = |next: Option<String>| async move {
        let request = match next {
            Some(link) => manager.next(&link)?,
            None => first().await?,
        };
        manager.page(request).await
    };
    desk.list(call, page).await
}

/// Machines, and which of them run.
async fn machines(manager: &Manager, desk: &Desk<'_>) -> Listed<Sheet> {
    let path = ["subscriptions", desk.place, "providers", "Microsoft.Compute", "virtualMachines"];
    let plain = manager.address(&path, COMPUTE);
    let mut statuses = plain.clone();
    statuses.query_pairs_mut().append_pair("statusOnly", "true");
    let (machines, statuses) = tokio::join!(
        list(manager, desk, calls::VM_LIST, || async { Ok(Written::get(plain.clone())) }),
        list(manager, desk, calls::VM_STATUSES, || async { Ok(Written::get(statuses.clone())) }),
    );
    with_statuses(machines, statuses)
}

/// A security group, a network or a network watcher of the subscription, as it is asked about.
struct Found<'a> {
    group: &'a str,
    name: &'a str,
}

/// Takes an id apart. What is no such id can't be asked about.
fn found<'a>(id: &'a str, subscription: &str) -> Option<Found<'a>> {
    let parts: Vec<&str> = id.trim_end_matches('/').split('/').collect();
    let ["", subscriptions, own, groups, group, _, _, _, name] = parts.as_slice() else {
        return None;
    };
    let is = |word: &str, known: &str| word.eq_ignore_ascii_case(known);
    let is_own = is(subscriptions, "subscriptions") && is(own, subscription);
    let is_plain =
        |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['?', '#', '%', '\\']);
    (is_own && is(groups, "resourceGroups") && is_plain(group) && is_plain(name))
        .then_some(Found { group, name })
}

/// What was listed and can be asked about, by its id in lower case.
fn all_found<'a>(listed: &'a Listed<Sheet>, desk: &Desk<'_>) -> BTreeMap<String, Found<'a>> {
    let things = listed.items().flat_map(|sheet| &sheet.things);
    let ids = things.filter_map(|thing| thing.id());
    ids.filter_map(|id| Some((id.trim_end_matches('/').to_lowercase(), found(id, desk.place)?)))
        .collect()
}

/// Security groups, and the diagnostic settings of each. A group with an id that can't be asked about is told of by who reads
/// the group.
async fn security_groups(manager: &Manager, desk: &Desk<'_>) -> (Listed<Sheet>, Each) {
    let listed = all!(manager, desk, calls::NSG_LIST, network_security_groups_client).await;
    let call = calls::DIAGNOSTIC_SETTINGS_LIST;
    let asked = all_found(&listed, desk).into_iter().map(|(id, group)| async move {
        let Found { group, name } = group;
        let kind = ["providers", "Microsoft.Network", "networkSecurityGroups", name];
        let own = ["providers", "Microsoft.Insights", "diagnosticSettings"];
        let path = [&["subscriptions", desk.place, "resourceGroups", group][..], &kind, &own];
        let url = manager.address(&path.concat(), INSIGHTS);
        (id, list(manager, desk, call, || async { Ok(Written::get(url.clone())) }).await)
    });
    let mut about: BTreeMap<String, Listed<Sheet>> = join_all(asked).await.into_iter().collect();
    settle(&mut about);
    let listing = listed.coverage.clone();
    (listed, Each { call, listing, about })
}

/// The diagnostic settings of the subscription itself.
async fn diagnostic_settings(manager: &Manager, desk: &Desk<'_>) -> Listed<Sheet> {
    let path =
        ["subscriptions", desk.place, "providers", "Microsoft.Insights", "diagnosticSettings"];
    let url = manager.address(&path, INSIGHTS);
    let call = calls::DIAGNOSTIC_SETTINGS_SUBSCRIPTION_LIST;
    list(manager, desk, call, || async { Ok(Written::get(url.clone())) }).await
}

/// Networks, and the admin rules that are in force in each. A network with an id that can't be asked about is told of by
/// who reads the network.
async fn networks(manager: &Manager, desk: &Desk<'_>) -> (Listed<Sheet>, Each) {
    let listed = all!(manager, desk, calls::VNET_LIST, virtual_networks_client).await;
    let call = calls::LIST_EFFECTIVE_SECURITY_ADMIN_RULES;
    let asked =
        all_found(&listed, desk).into_iter().map(|(id, Found { group, name })| async move {
            let page = |token: Option<String>| async move {
                let options = QueryRequestOptions { skip_token: token };
                let request = written(&manager.endpoint, |azure| {
                    let asked = azure.list_network_manager_effective_security_admin_rules(
                        desk.place, group, name, options,
                    );
                    stream::once(asked.send())
                });
                manager.page(request.await?).await
            };
            (id, desk.list(call, page).await)
        });
    let mut about: BTreeMap<String, Listed<Sheet>> = join_all(asked).await.into_iter().collect();
    settle(&mut about);
    let listing = listed.coverage.clone();
    (listed, Each { call, listing, about })
}

/// The flow logs of each network watcher. Nobody else reads the watchers, so what can't be asked about is told here.
async fn flow_logs(manager: &Manager, desk: &Desk<'_>) -> Each {
    let watchers = list(manager, desk, calls::NETWORK_WATCHER_LIST, || {
        written(&manager.endpoint, |azure| {
            stream::once(azure.network_watchers_client().list_all(desk.place).send())
        })
    });
    let watchers = watchers.await;
    let call = calls::FLOW_LOG_LIST;
    let asked = all_found(&watchers, desk).into_iter().map(|(id, watcher)| async move {
        let Found { group, name } = watcher;
        let first = || {
            written(&manager.endpoint, |azure| {
                azure.flow_logs_client().list(group, name, desk.place).into_stream()
            })
        };
        (id, list(manager, desk, call, first).await)
    });
    let mut about: BTreeMap<String, Listed<Sheet>> = join_all(asked).await.into_iter().collect();
    settle(&mut about);
    let mut listing = watchers.coverage.clone();
    let mut things = watchers.items().flat_map(|sheet| &sheet.things);
    let can_be_asked = |id: &str| found(id, desk.place).is_some();
    if !things.all(|thing| thing.id().is_some_and(can_be_asked)) {
        let (list, _) = calls::NETWORK_WATCHER_LIST;
        let reason = format!("{list}: a network watcher has no id that it could be asked by");
        listing.lower(Status::Partial, &reason);
    }
    Each { call, listing, about }
}

/// Compares what came of one thing with what came of the others. Where not all have the same to say, each says of which
/// thing it is; and what one of them has, none can be without, so that it is not there is no answer then.
fn settle(about: &mut BTreeMap<String, Listed<Sheet>>) {
    let mut reasons = about.values().map(|listed| &listed.coverage.reason);
    let first = reasons.next();
    if reasons.all(|reason| Some(reason) == first) && about.len() > 1 {
        return;
    }
    let is_absent = |listed: &Listed<Sheet>| listed.coverage.status == Status::Absent;
    let are_all_absent = about.values().all(is_absent);
    for (id, listed) in about {
        if is_absent(listed) && !are_all_absent {
            listed.coverage.status = Status::Failed;
        }
        let name = id.rsplit('/').next().unwrap_or_default();
        let reason = listed.coverage.reason.take();
        listed.coverage.reason = reason.map(|reason| format!("{name}: {reason}"));
    }
}

/// Service tags. Any place tells of those of all places, so the first is asked in which there is something that may name
/// them.
async fn service_tags(
    manager: &Manager,
    desk: &Desk<'_>,
    naming: [&Listed<Sheet>; 3],
) -> Listed<Sheet> {
    let call = calls::LIST_SERVICE_TAGS;
    let things = naming.into_iter().flat_map(Listed::items).flat_map(|sheet| &sheet.things);
    // Some resources have the name of their place that people read: `West Europe`.
    let places = things.filter_map(|thing| thing.location()).map(|name| name.replace(' ', ""));
    let is_plain = |place: &String| place.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let place = places.map(|place| place.to_lowercase()).filter(is_plain).min();
    let Some(place) = place else {
        // Where nothing names a tag, none is of interest.
        let mut coverage = Coverage::complete(Vec::new(), 0);
        for Listed { call: _, pages: _, coverage: unread } in naming {
            if let (true, Some(reason)) = (unread.status != Status::Complete, &unread.reason) {
                coverage.lower(unread.status, &format!("no place is known to ask in: {reason}"));
            }
        }
        return Listed { call: call.0, pages: Vec::new(), coverage };
    };
    let request = || {
        written(&manager.endpoint, |azure| {
            stream::once(azure.service_tags_client().list(&*place, desk.place).send())
        })
    };
    list(manager, desk, call, request).await
}

#[cfg(test)]
mod tests {
    use super::found;

    #[test]
    fn only_the_id_of_a_thing_of_the_subscription_is_asked_about() {
        let of = "providers/Microsoft.Network/virtualNetworks";
        let id = format!("/Subscriptions/5D3C/resourcegroups/Shop (1)/{of}/main/");
        let parts = found(&id, "5d3c").map(|found| (found.group, found.name));
        assert_eq!(parts, Some(("Shop (1)", "main")));
        for wrong in [
            format!("/subscriptions/9999/resourceGroups/shop/{of}/main"),
            format!("/subscriptions/5d3c/resourceGroups/../{of}/main"),
            format!("/subscriptions/5d3c/resourceGroups/shop/{of}/.."),
            format!("/subscriptions/5d3c/resourceGroups/shop/{of}/main?x"),
            format!("/subscriptions/5d3c/resourceGroups/shop/{of}/%2e%2e"),
            format!("/subscriptions/5d3c/resourceGroups/shop/{of}/main/subnets/web"),
            "main".to_owned(),
        ] {
            assert!(found(&wrong, "5d3c").is_none(), "{wrong}");
        }
    }
}
