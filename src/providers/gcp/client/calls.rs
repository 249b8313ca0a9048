//! Every call of one scope, and what became of it.

use futures_util::future::join_all;
use serde::Serialize;

use super::answers::{Each, Sheet, Yield};
use super::connect::Google;
use super::errors::Wrong;
use crate::model::{Coverage, Scope};
use crate::providers::calls::Named;
use crate::providers::gcp::{calls, kinds};
use crate::providers::live::desk::{Desk, Listed, Page};

/// What Compute Engine gives at once at most.
const MANY: u32 = 500;

/// A call of Compute Engine that lists, page by page. Then come what writes a page, and what says which names on it are asked
/// about further.
macro_rules! pages {
    ($desk:expr, $call:expr, $request:expr, $write:expr, $names:expr) => {
        $desk.list($call, |token| {
            let request = $request.set_max_results(MANY).set_or_clear_page_token(token);
            async move {
                let mut answer = request.send().await?;
                let more = answer.next_page_token.take();
                is_of_compute(answer.kind.as_deref())?;
                let names = $names(&answer);
                Ok::<_, Wrong>(Page { items: vec![Sheet { json: $write(&answer)?, names }], more })
            }
        })
    };
}

/// Google leaves out a list in which there is nothing, but never what sort of list it is.
fn is_of_compute(kind: Option<&str>) -> Result<(), Wrong> {
    match kind {
        Some(kind) if kind.starts_with("compute#") => Ok(()),
        _ => Err(Wrong::Without("kind")),
    }
}

/// An answer as Google writes it.
fn json(answer: &impl Serialize) -> Result<Vec<u8>, Wrong> {
    Ok(serde_json::to_vec(answer)?)
}

/// An answer in parts, these in order: the crate keeps them in none.
fn parts(answer: &impl Serialize) -> Result<Vec<u8>, Wrong> {
    json(&serde_json::to_value(answer)?)
}

fn none<T>(_: &T) -> Vec<String> {
    Vec::new()
}

/// Asks everything, the calls of a scope side by side.
pub(super) async fn ask_all(google: &Google, desk: &Desk<'_>, scope: &Scope) -> Yield {
    if kinds::is_above_projects(scope) {
        let (policies, sinks) =
            tokio::join!(hierarchy(google, desk), log_sinks(google, desk, desk.place.to_owned()));
        Yield::default().asked(policies).listed(sinks)
    } else {
        Box::pin(project(google, desk)).await
    }
}

async fn project(google: &Google, desk: &Desk<'_>) -> Yield {
    let project = desk.place;
    let Google { addresses, firewalls, instances, manager, routes, subnetworks, .. } = google;
    let things = Box::pin(async {
        tokio::join!(
            pages!(
                desk,
                calls::FIREWALL_RULES_LIST,
                firewalls.list().set_project(project),
                json,
                none
            ),
            pages!(
                desk,
                calls::SUBNETS_LIST,
                subnetworks.aggregated_list().set_project(project),
                parts,
                none
            ),
            pages!(
                desk,
                calls::INSTANCES_LIST,
                instances.aggregated_list().set_project(project),
                parts,
                none
            ),
            pages!(desk, calls::ROUTES_LIST, routes.list().set_project(project), json, none),
            pages!(
                desk,
                calls::ADDRESSES_LIST,
                addresses.aggregated_list().set_project(project),
                parts,
                none
            ),
            desk.list(calls::PROJECTS_GET_ANCESTORS, |_| async {
                let json = manager.ancestry(project).await?;
                Ok::<_, Wrong>(Page { items: vec![Sheet { json, names: Vec::new() }], more: None })
            }),
        )
    });
    let (things, (networks, effective), policies, sinks) = tokio::join!(
        things,
        Box::pin(networks(google, desk)),
        Box::pin(policies(google, desk)),
        log_sinks(google, desk, format!("projects/{project}")),
    );
    let (firewalls, subnetworks, instances, routes, addresses, ancestry) = things;
    Yield::default()
        .listed(firewalls)
        .listed(networks)
        .asked(effective)
        .asked(policies)
        .listed(subnetworks)
        .listed(instances)
        .listed(routes)
        .listed(addresses)
        .listed(ancestry)
        .listed(sinks)
}

async fn log_sinks(google: &Google, desk: &Desk<'_>, parent: String) -> Listed<Sheet> {
    desk.list(calls::LOGGING_SINKS_LIST, |token| google.sinks.list(&parent, token)).await
}

/// The names of what was listed, in order, and how listing it went.
fn found(listed: &Listed<Sheet>) -> (Vec<String>, Coverage) {
    let mut names: Vec<String> = listed.items().flat_map(|sheet| sheet.names.clone()).collect();
    names.sort_unstable();
    names.dedup();
    (names, listed.coverage.clone())
}

/// Asks about each thing that was listed.
async fn each<F>(
    desk: &Desk<'_>,
    call: Named,
    listed: &Listed<Sheet>,
    ask: impl Fn(&str) -> F,
) -> Each
where
    F: Future<Output = Result<Vec<u8>, Wrong>>,
{
    let (names, listing) = found(listed);
    let (desk, ask) = (&desk, &ask);
    let asked = names.into_iter().map(|name| async move {
        let answer = desk.about(call, || ask(&name)).await;
        (name, answer)
    });
    Each { call, listing, about: join_all(asked).await.into_iter().collect() }
}

/// Networks, and what takes effect in each.
async fn networks(google: &Google, desk: &Desk<'_>) -> (Listed<Sheet>, Each) {
    let (client, project) = (&google.networks, desk.place);
    let names = |answer: &google_cloud_compute_v1::model::NetworkList| {
        answer.items.iter().filter_map(|network| network.name.clone()).collect()
    };
    let listed =
        pages!(desk, calls::NETWORKS_LIST, client.list().set_project(project), json, names).await;
    let effective = each(desk, calls::GET_EFFECTIVE_FIREWALLS, &listed, |network| {
        let request = client.get_effective_firewalls().set_project(project).set_network(network);
        // Nothing in here says what it is: where nothing takes effect, the answer is an object without fields.
        async move { json(&request.send().await?) }
    })
    .await;
    (listed, effective)
}

/// The policies of networks, global and of regions, each with its rules: a list of them has none.
async fn policies(google: &Google, desk: &Desk<'_>) -> Each {
    let (global, regional, project) = (&google.policies, &google.regional_policies, desk.place);
    let names = |answer: &google_cloud_compute_v1::model::NetworkFirewallPolicyAggregatedList| {
        let places = answer.items.iter();
        let placed = places.flat_map(|(place, policies)| {
            let place = place.strip_prefix("regions/").unwrap_or(place);
            let named = policies.firewall_policies.iter().filter_map(|policy| policy.name.as_ref());
            named.map(move |name| format!("{place}/{name}"))
        });
        placed.collect()
    };
    let request = || global.aggregated_list().set_project(project);
    let listed = pages!(desk, calls::NETWORK_FIREWALL_POLICIES_LIST, request(), parts, names).await;
    each(desk, calls::NETWORK_FIREWALL_POLICIES_DESCRIBE, &listed, |placed| {
        let (place, name) = placed.split_once('/').unwrap_or(("global", placed));
        let (place, name) = (place.to_owned(), name.to_owned());
        async move {
            let policy = if place == "global" {
                global.get().set_project(project).set_firewall_policy(name).send().await?
            } else {
                let request = regional.get().set_project(project).set_region(place);
                request.set_firewall_policy(name).send().await?
            };
            is_of_compute(policy.kind.as_deref())?;
            json(&policy)
        }
    })
    .await
}

/// The policies of a folder or an organisation, each with its rules.
async fn hierarchy(google: &Google, desk: &Desk<'_>) -> Each {
    let client = &google.hierarchy;
    let names = |answer: &google_cloud_compute_v1::model::FirewallPolicyList| {
        answer.items.iter().filter_map(|policy| policy.name.clone()).collect()
    };
    let request = || client.list().set_parent_id(desk.place);
    let listed = pages!(desk, calls::FIREWALL_POLICIES_LIST, request(), json, names).await;
    each(desk, calls::FIREWALL_POLICIES_DESCRIBE, &listed, |name| {
        let request = client.get().set_firewall_policy(name);
        async move {
            let policy = request.send().await?;
            is_of_compute(policy.kind.as_deref())?;
            json(&policy)
        }
    })
    .await
}
