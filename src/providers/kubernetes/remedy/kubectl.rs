//! Command lines of `kubectl`.
//!
//! A cluster is called as its context is in the kubeconfig, so that is the context that every command names: on a machine where it is
//! called otherwise a command fails, and none reaches the cluster that happens to be the current one.

use crate::model::{Command, Edit};
use crate::providers::kubernetes::parse::{ROWS, Row};
use crate::providers::kubernetes::settings::IN_CLUSTER;

/// The object that an edit is about.
pub(in super::super) struct Target<'a> {
    pub(in super::super) row: &'static Row,
    pub(in super::super) namespace: Option<&'a str>,
    pub(in super::super) name: &'a str,
}

/// Kinds that are of no namespace.
const OF_THE_CLUSTER: &[&str] = &[
    "AdminNetworkPolicy",
    "BaselineAdminNetworkPolicy",
    "ClusterNetworkPolicy",
    "Namespace",
    "Node",
];

/// Which object it is.
pub(in super::super) fn target(edit: &Edit) -> Result<Target<'_>, String> {
    let row = ROWS.iter().find(|row| row.spec.kind == edit.id.kind);
    let row = row.ok_or_else(|| format!("driftwall knows no command for a {}", edit.id.kind))?;
    let identity = edit.id.identity.as_str();
    if OF_THE_CLUSTER.contains(&row.object) {
        return Ok(Target { row, namespace: None, name: identity });
    }
    let (namespace, name) = identity
        .split_once('/')
        .ok_or_else(|| format!("`{identity}` is no name of a {}", row.spec.title))?;
    if name.ends_with(['*', ']']) {
        return Err(format!("`{identity}` is how driftwall calls it, and not its name"));
    }
    Ok(Target { row, namespace: Some(namespace), name })
}

/// A call that names the object: `kubectl delete --namespace shop networkpolicies.networking.k8s.io/web`.
pub(super) fn on(verb: &str, edit: &Edit) -> Result<Command, String> {
    let Target { row, namespace, name } = target(edit)?;
    let command = in_cluster(verb, edit);
    let command = match namespace {
        Some(namespace) => command.option("--namespace", namespace),
        None => command,
    };
    Ok(command.word(format!("{}/{name}", row.qualified())))
}

/// A call that reads it.
pub(super) fn get(edit: &Edit) -> Result<Command, String> {
    on("get", edit)
}

/// A call that makes what it reads from its standard input.
pub(super) fn create(edit: &Edit, object: &serde_json::Value) -> Command {
    in_cluster("create", edit).option("--filename", "-").reading(object.to_string())
}

fn in_cluster(verb: &str, edit: &Edit) -> Command {
    let command = Command::new(&["kubectl", verb]);
    match edit.id.scope.place() {
        cluster if cluster == IN_CLUSTER => command,
        cluster => command.option("--context", cluster),
    }
}
