//! Which subscriptions there are, each in its turn.
//!
//! A subscription whose id is configured is read whether anybody lists it or not: what is configured is never passed over.
//! All others are found, below the management groups that are configured, else among what the credentials can see.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;

use super::connect;
use super::errors::Wrong;
use super::manager::Manager;
use super::scribe::Written;
use crate::model::{Provider, Scope, Status};
use crate::providers::azure::calls::{DESCENDANTS, SUBSCRIPTION_LIST};
use crate::providers::azure::{ManagementGroup, Settings, SubscriptionGlob};
use crate::providers::calls::Named;
use crate::providers::live::desk::{Desk, Listed, Page};
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::{Outcome, Places, Visitor, Visits};
use crate::providers::live::{LiveError, Wanted};

/// The versions of the APIs that tell of subscriptions, and of management groups.
const SUBSCRIPTIONS: &str = "2022-12-01";
const GROUPS: &str = "2020-05-01";

/// A page of what there is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rows<T> {
    value: Option<Vec<T>>,
    next_link: Option<String>,
}

/// A subscription that the credentials can see.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    subscription_id: String,
    display_name: Option<String>,
    state: Option<String>,
}

/// Something below a management group: a subscription, or another group.
#[derive(Deserialize)]
struct Descendant {
    id: String,
    name: String,
    #[serde(default)]
    properties: Properties,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    display_name: Option<String>,
}

/// A subscription that was found, by its id.
type All = BTreeMap<String, Option<String>>;

/// Visits every scope that is wanted.
pub(super) async fn visit<T: Outcome + Send + 'static>(
    wanted: Wanted,
    visitor: Visitor<Arc<Manager>, T>,
) -> Result<BTreeMap<Scope, T>, LiveError> {
    let office = Arc::new(Office::new(&wanted));
    let manager = connect::connect(&wanted).await?;
    let mut visits = Visits::new(&office, visitor);
    if let Some(only) = &wanted.only {
        if scope(&only.place()).is_none() {
            return Err(LiveError {
                is_wrong: true,
                message: format!("{only} is no subscription"),
                hint: Some(
                    "write its id: live:azure:00000000-0000-0000-0000-000000000000".to_owned(),
                ),
            });
        }
        visits.begin(Places::of(BTreeSet::from([only.clone()])).with(&manager));
        return visits.finish().await;
    }
    let settings = &wanted.settings.azure;
    let globs = settings.subscriptions.as_deref();
    let ids = globs.unwrap_or_default().iter().filter_map(SubscriptionGlob::id);
    let named: BTreeSet<Scope> =
        ids.filter_map(|id| scope(&id)).filter(|scope| (wanted.takes)(scope)).collect();
    visits.begin(Places::of(named.clone()).with(&manager));
    let is_searched = settings.management_groups.is_some()
        || globs.is_none_or(|globs| globs.iter().any(|glob| glob.id().is_none()));
    if is_searched {
        let office = Arc::clone(&office);
        visits.find(async move {
            let mut places = search(&manager, &wanted, &office).await?;
            places.open.retain(|scope| !named.contains(scope));
            places.unread.retain(|scope, _| !named.contains(scope));
            Ok(places.with(&manager))
        });
    }
    visits.finish().await
}

/// The scope of a subscription. Its id becomes a part of paths, so it is letters, digits and dashes, as all ids are.
fn scope(id: &str) -> Option<Scope> {
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return None;
    }
    Scope::new(Provider::Azure, &id.to_lowercase()).ok()
}

/// Every page of a list that is no subscription's.
async fn list<T: for<'de> Deserialize<'de>>(
    manager: &Manager,
    desk: &Desk<'_>,
    call: Named,
    path: &[&str],
    version: &str,
) -> Listed<T> {
    let page = |next: Option<String>| async move {
        let request = match next {
            Some(link) => manager.next(&link)?,
            None => Written::get(manager.address(path, version)),
        };
        let Rows { value, next_link } = serde_json::from_slice(&manager.send(request).await?)?;
        Ok::<_, Wrong>(Page { items: value.ok_or(Wrong::Without("value"))?, more: next_link })
    };
    desk.list(call, page).await
}

/// Every subscription below the management groups, or that the credentials can see.
async fn search(manager: &Manager, wanted: &Wanted, office: &Office) -> Result<Places, LiveError> {
    let settings = &wanted.settings.azure;
    let desk = Desk::of_account(office, "Azure");
    let seen: Listed<Seen> =
        list(manager, &desk, SUBSCRIPTION_LIST, &["subscriptions"], SUBSCRIPTIONS).await;
    let mut all = All::new();
    let mut states = BTreeMap::new();
    for Seen { subscription_id, display_name, state } in seen.pages.into_iter().flatten() {
        states.extend(state.map(|state| (subscription_id.clone(), state)));
        all.insert(subscription_id, display_name);
    }
    match &settings.management_groups {
        // What the groups hold is read whether it can be seen or not. The list says what is switched off, no more.
        Some(groups) => all = below(manager, office, groups).await?,
        None if seen.coverage.status != Status::Complete => {
            // Half a list is no list: a subscription that is not on it would be one that nobody misses.
            return Err(unknown(
                format!(
                    "Azure does not say which subscriptions there are: {}",
                    seen.coverage.reason.unwrap_or_default()
                ),
                "name every subscription by its id in `subscriptions` under [azure]",
            ));
        }
        None => {}
    }
    let globs = settings.subscriptions.as_deref();
    let is_meant = |id: &str, name: &Option<String>| {
        globs.is_none_or(|globs| globs.iter().any(|glob| glob.matches(id, name.as_deref())))
    };
    let missing = globs.unwrap_or_default().iter().find(|glob| {
        let is_there = all.iter().any(|(id, name)| glob.matches(id, name.as_deref()));
        !is_there && !glob.is_pattern() && glob.id().is_none()
    });
    if let Some(missing) = missing {
        return Err(nothing(format!("no subscription that was found is called {missing}")));
    }
    all.retain(|id, name| is_meant(id, name));
    let is_named = globs.unwrap_or_default().iter().any(|glob| glob.id().is_some());
    if all.is_empty() && !is_named {
        return Err(no_subscription(settings));
    }
    let mut places = Places::default();
    for id in all.into_keys() {
        let Some(scope) = scope(&id) else {
            return Err(unknown(
                "Azure does not say which subscriptions there are: one has an id that can't be one"
                    .to_owned(),
                "name every subscription by its id in `subscriptions` under [azure]; what answers there?",
            ));
        };
        if !(wanted.takes)(&scope) {
            continue;
        }
        match states.get(&id).map(String::as_str) {
            Some(state @ ("Disabled" | "Deleted")) => {
                let reason = format!(
                    "the subscription is {}: nothing runs in it until somebody enables it again",
                    state.to_lowercase()
                );
                places.unread.insert(scope, Gap::new(Status::Skipped, reason));
            }
            _ => {
                places.open.insert(scope);
            }
        }
    }
    Ok(places)
}

/// The subscriptions below management groups, however deep.
async fn below(
    manager: &Manager,
    office: &Office,
    groups: &[ManagementGroup],
) -> Result<All, LiveError> {
    let mut all = All::new();
    for group in groups.iter().map(ToString::to_string) {
        let desk = Desk::of_account(office, &group);
        let path = ["providers", "Microsoft.Management", "managementGroups", &group, "descendants"];
        let Listed { call: _, pages, coverage } =
            list::<Descendant>(manager, &desk, DESCENDANTS, &path, GROUPS).await;
        if coverage.status != Status::Complete {
            return Err(unknown(
                format!(
                    "not all that is in {group} is known: {}",
                    coverage.reason.unwrap_or_default()
                ),
                "`driftwall doctor --permissions azure:caller` prints the role that it takes; or name every subscription by its id in `subscriptions` under [azure]",
            ));
        }
        for Descendant { id, name, properties } in pages.into_iter().flatten() {
            if id.to_lowercase().starts_with("/subscriptions/") {
                all.insert(name, properties.display_name);
            }
        }
    }
    Ok(all)
}

fn unknown(message: String, hint: &str) -> LiveError {
    LiveError { is_wrong: false, message, hint: Some(hint.to_owned()) }
}

fn nothing(message: String) -> LiveError {
    let hint = "`az account list --all` shows what can be seen, and `subscriptions` under [azure] names it; somebody who may see \
                nothing needs a role first: `driftwall doctor --permissions azure`";
    LiveError { is_wrong: true, message, hint: Some(hint.to_owned()) }
}

/// Nothing at all was found.
fn no_subscription(settings: &Settings) -> LiveError {
    let globs: Vec<String> =
        settings.subscriptions.iter().flatten().map(ToString::to_string).collect();
    nothing(match (globs.is_empty(), &settings.management_groups) {
        (false, _) => format!("no subscription that was found matches {}", globs.join(", ")),
        (true, Some(_)) => "there is no subscription below the management groups".to_owned(),
        (true, None) => "the credentials can see no subscription".to_owned(),
    })
}
