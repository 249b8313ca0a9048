//! The API of Kubernetes: discovery, lists in pages, objects by name, for any number of clusters.
//!
//! A cluster answers under `/clusters/<name>`, which a kubeconfig may have in its `server`. Nobody has to say who they
//! are. Lists have the envelope and the errors the wording of a recorded kube-apiserver 1.36.

mod lists;
pub(crate) mod store;
mod words;

use super::Estate;
use super::answer::Answer;
use super::asked::{Action, Asked, Provider};
use super::faults::Fault;
use super::pages::Twist;
use super::request::Request;

/// Which groups and kinds there are. Everybody may ask.
const DISCOVERY: &str = "discovery";

const fn list(name: &'static str) -> Action {
    Action { name, pages: true }
}

/// What can be asked of a cluster: the verb and the resource, as `kubectl auth can-i` has them. Some are not served everywhere.
pub(crate) const ACTIONS: &[Action] = &[
    Action { name: DISCOVERY, pages: false },
    list("list adminnetworkpolicies.policy.networking.k8s.io"),
    list("list baselineadminnetworkpolicies.policy.networking.k8s.io"),
    list("list clusternetworkpolicies.policy.networking.k8s.io"),
    list("list cronjobs.batch"),
    list("list daemonsets.apps"),
    list("list deployments.apps"),
    list("list gateways.gateway.networking.k8s.io"),
    list("list grpcroutes.gateway.networking.k8s.io"),
    list("list httproutes.gateway.networking.k8s.io"),
    list("list ingresses.networking.k8s.io"),
    list("list jobs.batch"),
    list("list namespaces"),
    list("list networkpolicies.networking.k8s.io"),
    list("list nodes"),
    list("list pods"),
    list("list replicasets.apps"),
    list("list replicationcontrollers"),
    list("list services"),
    list("list statefulsets.apps"),
    list("list tcproutes.gateway.networking.k8s.io"),
    list("list tlsroutes.gateway.networking.k8s.io"),
    list("list udproutes.gateway.networking.k8s.io"),
];

/// A path of the API, taken apart.
#[derive(Debug, Default)]
struct Path {
    cluster: String,
    /// `v1`, `apps/v1`, or nothing for discovery.
    group: String,
    namespace: Option<String>,
    plural: Option<String>,
    name: Option<String>,
    /// What is left over: subresources, which nobody here has.
    more: bool,
}

impl Path {
    fn read(parts: &[String]) -> Option<Self> {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let (cluster, group, rest) = match parts.as_slice() {
            ["clusters", cluster, "api" | "apis" | "version"] => (cluster, String::new(), &[][..]),
            ["clusters", cluster, "api", version, rest @ ..] => {
                (cluster, (*version).to_owned(), rest)
            }
            ["clusters", cluster, "apis", group] => (cluster, format!("{group}/"), &[][..]),
            ["clusters", cluster, "apis", group, version, rest @ ..] => {
                (cluster, format!("{group}/{version}"), rest)
            }
            _ => return None,
        };
        let (namespace, rest) = match rest {
            ["namespaces", space, plural, rest @ ..] => {
                (Some((*space).to_owned()), [&[*plural], rest].concat())
            }
            rest => (None, rest.to_vec()),
        };
        let text = |at: usize| rest.get(at).map(|&part| part.to_owned());
        Some(Self {
            cluster: (*cluster).to_owned(),
            group,
            namespace,
            plural: text(0),
            name: text(1),
            more: rest.len() > 2,
        })
    }

    /// The group without its version; nothing for the core.
    fn api_group(&self) -> &str {
        self.group.split_once('/').map_or("", |(group, _)| group)
    }

    fn action(&self) -> String {
        let Some(plural) = &self.plural else { return DISCOVERY.to_owned() };
        let verb = if self.name.is_some() { "get" } else { "list" };
        match self.api_group() {
            "" => format!("{verb} {plural}"),
            group => format!("{verb} {plural}.{group}"),
        }
    }
}

/// Reads what a request means.
pub(crate) fn asked(request: &Request, parts: &[String]) -> Asked {
    let path = Path::read(parts).unwrap_or_default();
    let cluster = parts.get(1).map_or("", String::as_str);
    let mut asked = Asked::of(Provider::Kubernetes, path.api_group(), &path.action(), cluster);
    asked.parameters = request.query.iter().cloned().collect();
    asked.parameters.insert("path".to_owned(), request.path.clone());
    request.header("authorization").clone_into(&mut asked.who);
    asked.on_page(request.asks("continue").filter(|token| !token.is_empty()))
}

/// Answers for the cluster that is asked.
pub(crate) fn answer(
    estate: &Estate,
    request: &Request,
    asked: &Asked,
    fault: Option<&Fault>,
) -> Answer {
    let Some(path) = Path::read(&request.parts()) else { return words::no_api() };
    let Some(cluster) = estate.clusters.get(&path.cluster) else { return words::no_api() };
    if let Some(refusal) = fault.and_then(|fault| words::refusal(&path, fault)) {
        return refusal;
    }
    if request.method != "GET" {
        return words::not_allowed();
    }
    let known = ["limit", "continue", "resourceVersion", "resourceVersionMatch", "timeoutSeconds"];
    if let Some((name, _)) = request.query.iter().find(|(name, _)| !known.contains(&name.as_str()))
    {
        return words::bad_request(&format!("the parameter {name} is not supported"));
    }
    let twist = fault.map_or(Twist::Straight, |fault| fault.kind.twist());
    lists::answer((estate, cluster), request, asked, &path, twist)
}
