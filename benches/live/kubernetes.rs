//! Kubernetes: one large cluster.

use std::fmt::Debug;

use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, ReplicaSet, StatefulSet};
use k8s_openapi::api::batch::v1::{CronJob, Job};
use k8s_openapi::api::core::v1::{Namespace, Node, Pod, ReplicationController, Service};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use kube::api::ListParams;
use kube::{Api, Client, Config, Resource};
use serde::de::DeserializeOwned;

use crate::cloudsim::{Cloud, Estate};
use crate::workloads::{Objects, policies};
use crate::{Broken, Row, Surroundings, WITH_LIVE, drained};

const CLUSTER: &str = "prod";
/// Pods of each of the five workloads of a namespace, which has five policies.
const PODS: usize = 10;

/// Twenty thousand pods and two thousand policies.
pub(crate) const ROW: Row = Row {
    name: "kubernetes",
    what: |namespaces| {
        format!("a cluster of {} pods under {} policies", namespaces * 5 * PODS, namespaces * 5)
    },
    sizes: &[400],
    rounds: 3,
    cloud: |namespaces| Cloud::start(estate(namespaces)),
    surroundings: |url| Surroundings {
        files: vec![
            ("driftwall.toml", format!("{WITH_LIVE}[kubernetes]\ncontexts = [\"{CLUSTER}\"]\n")),
            (".kube/config", kubeconfig(url)),
        ],
        variables: Vec::new(),
    },
    drain: Some(|url| drained(drain(at(url)))),
    others: None,
};

/// Where the cluster is, in the cloud.
fn at(url: &str) -> String {
    format!("{url}/clusters/{CLUSTER}")
}

fn kubeconfig(url: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster: {{server: '{}'}}\nusers:\n- name: u\n  user: {{token: none}}\n\
         contexts:\n- name: {CLUSTER}\n  context: {{cluster: c, user: u}}\n",
        at(url)
    )
}

fn estate(namespaces: usize) -> Estate {
    let mut objects = Objects::with_pods(PODS);
    (0..namespaces).for_each(|number| objects.add(number));
    let Objects { namespaces: spaces, deployments, replica_sets, pods, .. } = objects;
    let policies = (0..namespaces).flat_map(policies);
    let all = [spaces, deployments, replica_sets, pods].into_iter().flatten().chain(policies);
    Estate::default()
        .kubernetes(CLUSTER, |cluster| all.fold(cluster, |cluster, one| cluster.put(&one)))
}

/// kube's own lists of the same kinds, side by side; and every page is dropped.
async fn drain(url: String) -> Result<(), Broken> {
    let client = Client::try_from(Config::new(url.parse()?))?;
    tokio::try_join!(
        pages::<Pod>(&client),
        pages::<NetworkPolicy>(&client),
        pages::<Deployment>(&client),
        pages::<ReplicaSet>(&client),
        pages::<StatefulSet>(&client),
        pages::<DaemonSet>(&client),
        pages::<Job>(&client),
        pages::<CronJob>(&client),
        pages::<ReplicationController>(&client),
        pages::<Namespace>(&client),
        pages::<Node>(&client),
        pages::<Service>(&client),
        pages::<Ingress>(&client),
    )?;
    Ok(())
}

async fn pages<K>(client: &Client) -> Result<(), Broken>
where
    K: Resource<DynamicType = ()> + Clone + DeserializeOwned + Debug,
{
    let api: Api<K> = Api::all(client.clone());
    let mut asked = ListParams::default().limit(500);
    loop {
        let page = api.list(&asked).await?;
        match page.metadata.continue_.filter(|token| !token.is_empty()) {
            Some(token) => asked.continue_token = Some(token),
            None => return Ok(()),
        }
    }
}
