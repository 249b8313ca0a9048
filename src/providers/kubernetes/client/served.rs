//! Which kinds a cluster serves, and where.
//!
//! What a cluster serves is asked first, and only what it says counts: a kind is absent when the cluster was asked and does not
//! serve it. What every cluster serves is never absent, and a question that was not answered proves nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use futures_util::future::{join, join_all};
use kube::Client;
use serde::Deserialize;
use serde_json::Value;

use super::errors::Wrong;
use super::request::{get, whole};
use crate::model::{Coverage, Status};
use crate::providers::calls::Named;
use crate::providers::kubernetes::parse::{ROWS, Row, has_filters};
use crate::providers::live::desk::Desk;

/// What is asked of a cluster before its lists. Everybody who has credentials may.
const DISCOVERY: Named =
    ("discovery", "get /api, /api/*, /apis, /apis/* (the role system:discovery)");

/// The groups without which an API server is none of a cluster.
const EVERYWHERE: &[&str] = &["", "apps", "batch", "networking.k8s.io"];

/// Where the list of a kind is.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// `/apis/networking.k8s.io/v1/networkpolicies`
    pub(super) path: String,
    /// `networking.k8s.io/v1`
    pub(super) group_version: String,
}

/// What a cluster serves.
pub(super) struct Served {
    /// For each row, where its list is, or how it counts that there is none to ask for.
    pub(super) kinds: Vec<Result<Place, Coverage>>,
    /// Groups that driftwall does not read and that filter traffic.
    pub(super) beside: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Groups {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    versions: Vec<Version>,
}

#[derive(Deserialize)]
struct Version {
    version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resources {
    group_version: String,
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    kind: String,
    #[serde(rename = "namespaced")]
    _namespaced: bool,
    verbs: Vec<String>,
}

/// What is known of each group and version.
type Known = BTreeMap<(String, String), Result<Vec<Resource>, Coverage>>;

/// Asks what a cluster serves of what driftwall reads.
pub(super) async fn served(client: &Client, desk: &Desk<'_>) -> Served {
    among(client, desk, ROWS).await
}

/// Asks where one kind is.
pub(super) async fn one(
    client: &Client,
    desk: &Desk<'_>,
    row: &'static Row,
) -> Result<Place, Coverage> {
    let Served { kinds, beside: _ } = among(client, desk, slice::from_ref(row)).await;
    let unasked = || Err(Coverage::unread(Status::Failed, DISCOVERY.0));
    kinds.into_iter().next().unwrap_or_else(unasked)
}

async fn among(client: &Client, desk: &Desk<'_>, rows: &[Row]) -> Served {
    let about = async |group: String, version: String| {
        let (found, coverage) = desk.about(DISCOVERY, || resources(client, &group, &version)).await;
        ((group, version), found.ok_or(coverage))
    };
    let core = about(String::new(), "v1".to_owned());
    let ((groups, coverage), core) = join(desk.about(DISCOVERY, || groups(client)), core).await;
    let mut asked = BTreeSet::new();
    for Group { name, versions } in groups.iter().flatten() {
        if rows.iter().any(|row| row.group() == name) {
            asked.extend(versions.iter().map(|one| (name.clone(), one.version.clone())));
        }
    }
    let known = join_all(asked.into_iter().map(|(group, version)| about(group, version))).await;
    let known: Known = known.into_iter().chain([core]).collect();
    let kinds = rows.iter().map(|row| match (&groups, row.group()) {
        (None, group) if !group.is_empty() => Err(coverage.clone()),
        _ => place(row, &known, desk.place),
    });
    let beside = groups.iter().flatten().filter(|group| has_filters(&group.name)).map(|group| {
        let told = "the cluster serves kinds of this group that filter traffic, and driftwall does not read them; what is said \
                    about traffic may be more or less than what passes";
        (group.name.clone(), told.to_owned())
    });
    Served { kinds: kinds.collect(), beside: beside.collect() }
}

async fn groups(client: &Client) -> Result<Vec<Group>, Wrong> {
    let Groups { groups } = document(whole(&get(client, "/apis").await?)?, "APIGroupList")?;
    // Names become paths.
    let is_name = |text: &str| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c)) && !text.is_empty()
    };
    let all = groups.iter().flat_map(|group| {
        std::iter::once(&group.name).chain(group.versions.iter().map(|one| &one.version))
    });
    if all.into_iter().all(|name| is_name(name)) {
        Ok(groups)
    } else {
        Err(Wrong::Odd("the list of groups has a name that can't be one".to_owned()))
    }
}

async fn resources(client: &Client, group: &str, version: &str) -> Result<Vec<Resource>, Wrong> {
    let path = base(group, version);
    let Resources { group_version, resources } =
        document(whole(&get(client, &path).await?)?, "APIResourceList")?;
    if group_version == joined(group, version) {
        Ok(resources)
    } else {
        Err(Wrong::Odd(format!(
            "the answer about {} is about another group",
            joined(group, version)
        )))
    }
}

/// An answer of a kind that has the fields that it always has.
fn document<T: for<'d> Deserialize<'d>>(value: Value, kind: &str) -> Result<T, Wrong> {
    let is_it = value.get("kind").is_some_and(|named| named == kind);
    match T::deserialize(value) {
        Ok(document) if is_it => Ok(document),
        Ok(_) | Err(_) => Err(Wrong::Odd(format!("the answer can't be read as {kind}"))),
    }
}

fn base(group: &str, version: &str) -> String {
    if group.is_empty() { format!("/api/{version}") } else { format!("/apis/{group}/{version}") }
}

fn joined(group: &str, version: &str) -> String {
    if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") }
}

/// Where the list of a row is: in the first of the versions that driftwall reads.
fn place(row: &Row, known: &Known, cluster: &str) -> Result<Place, Coverage> {
    let group = row.group();
    let of_group =
        || known.iter().filter(|((name, _), _)| name == group).map(|((_, v), found)| (v, found));
    let has = |found: &[Resource]| {
        found.iter().any(|one| one.name == row.plural && one.kind == row.object)
    };
    let can_list = |found: &[Resource]| {
        let mut it = found.iter().filter(|one| one.name == row.plural);
        it.any(|one| one.kind == row.object && one.verbs.iter().any(|verb| verb == "list"))
    };
    let version = row.versions.iter().find(|version| {
        let found = known.get(&(group.to_owned(), (**version).to_owned()));
        found.is_some_and(|found| found.as_ref().is_ok_and(|found| can_list(found)))
    });
    if let Some(version) = version {
        let path = format!("{}/{}", base(group, version), row.plural);
        return Ok(Place { path, group_version: joined(group, version) });
    }
    // What was not answered may have it.
    if let Some(coverage) = of_group().find_map(|(_, found)| found.as_ref().err()) {
        return Err(coverage.clone());
    }
    let served: Vec<&str> = of_group()
        .filter(|(_, found)| found.as_ref().is_ok_and(|found| has(found)))
        .map(|(version, _)| version.as_str())
        .collect();
    let name = row.qualified();
    let called = row.spec.calls.first().map(|call| call.name).unwrap_or_default();
    let (status, what) = if !served.is_empty() {
        let known = row.versions.join(", ");
        let served = served.join(", ");
        let what = format!(
            "it is served as {served}, to be listed in none of the versions that driftwall reads ({known})"
        );
        (Status::Failed, what)
    } else if EVERYWHERE.contains(&group) {
        let what = format!(
            "every cluster serves {name}, and this one says that it does not; what answers there?"
        );
        (Status::Failed, what)
    } else {
        (Status::Absent, format!("the cluster does not serve {name}"))
    };
    let mut coverage = Coverage::unread(status, format!("{called} in {cluster}: {what}"));
    coverage.calls = vec![DISCOVERY.0.to_owned()];
    Err(coverage)
}

#[cfg(test)]
mod tests {
    use super::{Known, Resource, place};
    use crate::model::{Coverage, Status};
    use crate::providers::kubernetes::parse::ROWS;

    /// The name, the kind and the verb.
    type Row<'a> = (&'a str, &'a str, &'a str);

    fn known(rows: &[(&str, &str, &[Row<'_>])]) -> Known {
        let rows = rows.iter().map(|(group, version, resources)| {
            let resources = resources.iter().map(|(name, kind, verb)| Resource {
                name: (*name).to_owned(),
                kind: (*kind).to_owned(),
                _namespaced: true,
                verbs: vec![(*verb).to_owned()],
            });
            (((*group).to_owned(), (*version).to_owned()), Ok(resources.collect()))
        });
        rows.collect()
    }

    fn told(plural: &str, known: &Known) -> String {
        let row = ROWS.iter().find(|row| row.plural == plural).unwrap();
        match place(row, known, "prod") {
            Ok(place) => format!("{} {}", place.path, place.group_version),
            Err(coverage) => format!("{} {}", coverage.status, coverage.reason.unwrap()),
        }
    }

    #[test]
    fn a_kind_is_listed_in_the_best_version_that_is_known() {
        let gateway = "gateway.networking.k8s.io";
        let resource = ("httproutes", "HTTPRoute", "list");
        let all = known(&[
            ("", "v1", &[("pods", "Pod", "list")]),
            (gateway, "v1beta1", &[resource]),
            (gateway, "v1", &[resource]),
        ]);
        assert_eq!(told("pods", &all), "/api/v1/pods v1");
        let path = "/apis/gateway.networking.k8s.io/v1/httproutes gateway.networking.k8s.io/v1";
        assert_eq!(told("httproutes", &all), path);
    }

    #[test]
    fn absent_is_only_what_the_cluster_says_it_does_not_serve() {
        let policy = "policy.networking.k8s.io";
        let name = "clusternetworkpolicies";
        let nothing = known(&[("", "v1", &[("pods/log", "Pod", "get")])]);
        assert!(told(name, &nothing).starts_with("absent "));
        assert!(
            told("pods", &nothing).starts_with("failed pods in prod: every cluster serves pods")
        );
        assert!(told("networkpolicies", &nothing).starts_with("failed "));
        let other = known(&[(policy, "v1beta9", &[(name, "ClusterNetworkPolicy", "list")])]);
        assert!(told(name, &other).contains("it is served as v1beta9"), "{}", told(name, &other));
        let unlisted = known(&[(policy, "v1alpha2", &[(name, "ClusterNetworkPolicy", "get")])]);
        assert!(told(name, &unlisted).starts_with("failed "));
        let mut unknown = known(&[]);
        let silent = Coverage::unread(Status::Throttled, "discovery in prod: throttled");
        unknown.insert((policy.to_owned(), "v1alpha1".to_owned()), Err(silent));
        assert_eq!(told(name, &unknown), "throttled discovery in prod: throttled");
    }
}
