//! The policies of a cluster, as they are in a view, and what is not known of them.

use std::fmt::Display;
use std::sync::Arc;

use super::words::Chosen;
use crate::model::{Kind, KindSpec, Resource, ResourceId, Scope, View};
use crate::providers::kubernetes::parse::cluster_policy::{ClusterPolicy, Pods, Tier};
use crate::providers::kubernetes::parse::cluster_policy_kinds::{ADMIN, BASELINE, CLUSTER};
use crate::providers::kubernetes::parse::network_policy::{self, NetworkPolicy};

/// The kinds that filter traffic.
pub(super) const KINDS: &[&KindSpec] = &[&network_policy::SPEC, &ADMIN, &BASELINE, &CLUSTER];

/// All policies that may have a say.
#[derive(Debug, Default)]
pub(super) struct Policies {
    /// In the order of their ids.
    pub(super) network: Vec<Network>,
    /// Before the network policies, those with a lower number first.
    pub(super) admin: Vec<Cluster>,
    /// After them.
    pub(super) baseline: Vec<Cluster>,
    /// Why there may be more of each tier.
    pub(super) gaps: Gaps,
}

/// Why there may be more than was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Gaps {
    pub(super) network: Option<String>,
    pub(super) admin: Option<String>,
    pub(super) baseline: Option<String>,
}

/// A network policy.
#[derive(Debug)]
pub(super) struct Network {
    /// `kubernetes.network-policy:shop/web`.
    pub(super) name: Arc<str>,
    pub(super) policy: NetworkPolicy,
    /// The pods that it isolates.
    pub(super) subject: Chosen,
}

/// A policy of the whole cluster.
#[derive(Debug)]
pub(super) struct Cluster {
    /// `kubernetes.admin-network-policy:strict`.
    pub(super) name: Arc<str>,
    pub(super) policy: ClusterPolicy,
    /// The pods that it speaks for; nothing when that was not understood, and then it is for none.
    pub(super) subject: Option<Chosen>,
}

/// Whether a network policy has a peer by its addresses.
pub(super) fn has_blocks(resource: &Resource) -> bool {
    resource.durable.decode::<NetworkPolicy>().is_ok_and(|policy| {
        let rules = policy.ingress.iter().chain(&policy.egress);
        rules.flat_map(|rule| &rule.peers).any(|peer| peer.block.is_some())
    })
}

impl Policies {
    /// The policies of a cluster; of the network policies those of a namespace, when one is given.
    pub(super) fn of(view: &View<'_>, scope: &Scope, namespace: Option<&str>) -> Self {
        let mut all = Self { gaps: Gaps::of(view, scope), ..Self::default() };
        for (id, resource) in resources(view, scope, &network_policy::SPEC.kind) {
            if namespace.is_some_and(|name| !is_in(&id, name)) {
                continue;
            }
            match resource.durable.decode::<NetworkPolicy>() {
                Ok(policy) => {
                    let subject = Chosen::within(&policy.namespace, &policy.pod_selector);
                    all.network.push(Network { name: name(&id), policy, subject });
                }
                Err(error) => all.gaps.network = Some(unreadable(&id, &error)),
            }
        }
        for kind in [&ADMIN.kind, &BASELINE.kind, &CLUSTER.kind] {
            for (id, resource) in resources(view, scope, kind) {
                match resource.durable.decode::<ClusterPolicy>() {
                    Ok(policy) => {
                        let before = *kind == ADMIN.kind || policy.tier == Some(Tier::Admin);
                        let subject = chosen(&policy.subject);
                        let list = if before { &mut all.admin } else { &mut all.baseline };
                        list.push(Cluster { name: name(&id), policy, subject });
                    }
                    Err(error) => {
                        let why = unreadable(&id, &error);
                        (all.gaps.admin, all.gaps.baseline) = (Some(why.clone()), Some(why));
                    }
                }
            }
        }
        for list in [&mut all.admin, &mut all.baseline] {
            list.sort_by(|a, b| (a.rank(), &a.name).cmp(&(b.rank(), &b.name)));
        }
        all
    }
}

impl Cluster {
    /// The lowest goes first. The one baseline policy of the old kind has no number, and comes after those that have.
    pub(super) fn rank(&self) -> u32 {
        self.policy.priority.unwrap_or(u32::MAX)
    }
}

impl Gaps {
    fn of(view: &View<'_>, scope: &Scope) -> Self {
        let why = |kind: &Kind| {
            let status = view.status(scope, kind);
            format!("{kind} of {scope}: {status}; its coverage says why, and what to read")
        };
        // What nobody asked for: a cluster hardly ever lacks network policies, and hardly ever has the others.
        let gap =
            |spec: &KindSpec| view.status(scope, &spec.kind).is_gap().then(|| why(&spec.kind));
        let network = &network_policy::SPEC;
        let cluster = gap(&CLUSTER);
        Self {
            network: (!view.status(scope, &network.kind).proves_absence())
                .then(|| why(&network.kind)),
            admin: gap(&ADMIN).or_else(|| cluster.clone()),
            baseline: gap(&BASELINE).or(cluster),
        }
    }
}

/// The name of a boundary.
pub(super) fn name(id: &ResourceId) -> Arc<str> {
    format!("{}:{}", id.kind, id.identity).into()
}

/// Every resource of a kind that is there by now, in the order of the identities.
pub(super) fn resources<'a>(
    view: &View<'a>,
    scope: &Scope,
    kind: &Kind,
) -> Vec<(ResourceId, &'a Resource)> {
    let own = view.resources(kind).filter(|(place, _, _)| *place == scope);
    let mut found: Vec<(ResourceId, &Resource)> = own
        .map(|(scope, identity, resource)| {
            let (scope, identity) = (scope.clone(), identity.clone());
            (ResourceId { scope, kind: kind.clone(), identity }, resource)
        })
        .collect();
    found.sort_by(|(a, _), (b, _)| a.identity.cmp(&b.identity));
    found
}

/// Whether a resource lives in a namespace, by its identity.
fn is_in(id: &ResourceId, namespace: &str) -> bool {
    let rest = id.identity.as_str().strip_prefix(namespace);
    rest.is_some_and(|rest| rest.starts_with('/'))
}

fn chosen(subject: &Pods) -> Option<Chosen> {
    let Pods { namespaces, pods } = subject;
    Some(Chosen::across(namespaces.as_ref()?, pods.as_ref()))
}

fn unreadable(id: &ResourceId, error: &impl Display) -> String {
    format!("{} {} can't be read: {error}", id.kind, id.identity)
}
