//! What is synthetic of Kubernetes: a cluster with three of every kind.

use std::path::Path;

use super::Live;
use super::cloudsim::asked::Provider;
use super::cloudsim::{Cloud, Estate};
use super::cluster::{objects, policy};

const CLUSTER: &str = "prod";

/// How it joins the campaign.
pub(crate) const LIVE: Live = Live {
    provider: Provider::Kubernetes,
    estate,
    drift,
    scope: "kubernetes:prod",
    region: "",
    drifted: "kubernetes.network-policy",
    late: &[],
    configuration: "[kubernetes]\ncontexts = [\"prod\"]\n",
    environment,
    // The client asks again for the better part of a minute, and nothing can be set to make it shorter.
    at_once: 20,
};

fn estate(estate: Estate) -> Estate {
    let all = objects();
    estate
        .pages_of(2)
        .kubernetes(CLUSTER, |cluster| all.iter().fold(cluster, |cluster, one| cluster.put(one)))
}

/// The first of the web servers for everybody.
fn drift(estate: Estate) -> Estate {
    estate.kubernetes(CLUSTER, |cluster| cluster.put(&policy("0.0.0.0/0")))
}

/// Each run has a cloud of its own, and so a kubeconfig of its own.
fn environment(cloud: &Cloud, own: &Path) -> Vec<(&'static str, String)> {
    let text = format!(
        "apiVersion: v1\nkind: Config\nclusters: [{{name: prod, cluster: {{server: '{}'}}}}]\n\
         users: [{{name: scanner, user: {{token: none}}}}]\n\
         contexts: [{{name: prod, context: {{cluster: prod, user: scanner}}}}]\n",
        cloud.cluster(CLUSTER)
    );
    std::fs::write(own, text).unwrap();
    vec![("KUBECONFIG", own.display().to_string())]
}
