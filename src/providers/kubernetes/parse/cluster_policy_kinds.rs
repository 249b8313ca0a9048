//! The declarations of the three cluster-wide policies, and their rules in words.

use serde_json::Value;

use super::cluster_policy::{Action, Peer, Rule};
use super::left_out;
use super::network_policy::{namespaces_in_words, pods_in_words};
use super::port::{Cidr, ports_in_words};
use crate::model::{Bears, Call, Field, Kind, KindSpec, Matching, Need, Provider, Role};

const EGRESS: Field = Field::list(
    "egress",
    Bears::Traffic,
    Matching::Whole,
    "the first rule that matches decides: an order is a meaning, so the list is compared whole",
);
const INGRESS: Field = Field::list(
    "ingress",
    Bears::Traffic,
    Matching::Whole,
    "the first rule that matches decides: an order is a meaning, so the list is compared whole",
);
const LABELS: Field =
    Field::durable("labels", Bears::Metadata, "nothing selects policies when traffic is filtered");
const NAME: Field = Field::durable("name", Bears::Metadata, "the identity");
const PRIORITY: Field =
    Field::durable("priority", Bears::Traffic, "decides which policy is asked first");
const SUBJECT: Field =
    Field::durable("subject", Bears::Traffic, "decides which pods the policy speaks for")
        .matched(Matching::Set);

/// `AdminNetworkPolicy`.
pub const ADMIN: KindSpec = KindSpec {
    kind: Kind::new(Provider::Kubernetes, "admin-network-policy"),
    title: "admin network policy",
    role: Role::Boundary,
    calls: &[Call {
        name: "adminnetworkpolicies",
        permission: "list adminnetworkpolicies.policy.networking.k8s.io",
        need: Need::Required,
    }],
    identity: "`name`: unique in the cluster",
    named_by: &[],
    comes_and_goes: None,
    fields: &[
        EGRESS,
        INGRESS,
        LABELS,
        NAME,
        PRIORITY,
        SUBJECT,
        left_out::ANNOTATIONS,
        left_out::CREATED,
        left_out::FINALIZERS,
        left_out::GENERATION,
        left_out::MANAGED,
        left_out::OWNERS,
        left_out::STATUS,
        left_out::UID,
        left_out::VERSION,
    ],
    phrase,
};

/// `BaselineAdminNetworkPolicy`.
pub const BASELINE: KindSpec = KindSpec {
    kind: Kind::new(Provider::Kubernetes, "baseline-admin-network-policy"),
    title: "baseline admin network policy",
    role: Role::Boundary,
    calls: &[Call {
        name: "baselineadminnetworkpolicies",
        permission: "list baselineadminnetworkpolicies.policy.networking.k8s.io",
        need: Need::Required,
    }],
    identity: "`name`: always `default`, for there is one in a cluster",
    named_by: &[],
    comes_and_goes: None,
    fields: &[
        EGRESS,
        INGRESS,
        LABELS,
        NAME,
        SUBJECT,
        left_out::ANNOTATIONS,
        left_out::CREATED,
        left_out::FINALIZERS,
        left_out::GENERATION,
        left_out::MANAGED,
        left_out::OWNERS,
        left_out::STATUS,
        left_out::UID,
        left_out::VERSION,
    ],
    phrase,
};

/// `ClusterNetworkPolicy`.
pub const CLUSTER: KindSpec = KindSpec {
    kind: Kind::new(Provider::Kubernetes, "cluster-network-policy"),
    title: "cluster network policy",
    role: Role::Boundary,
    calls: &[Call {
        name: "clusternetworkpolicies",
        permission: "list clusternetworkpolicies.policy.networking.k8s.io",
        need: Need::Required,
    }],
    identity: "`name`: unique in the cluster",
    named_by: &[],
    comes_and_goes: None,
    fields: &[
        EGRESS,
        INGRESS,
        LABELS,
        NAME,
        PRIORITY,
        SUBJECT,
        Field::durable("tier", Bears::Traffic, "before or after the network policies"),
        left_out::ANNOTATIONS,
        left_out::CREATED,
        left_out::FINALIZERS,
        left_out::GENERATION,
        left_out::MANAGED,
        left_out::OWNERS,
        left_out::STATUS,
        left_out::UID,
        left_out::VERSION,
    ],
    phrase,
};

fn phrase(list: &str, element: &Value) -> Option<String> {
    let preposition = match list {
        "ingress" => "from",
        "egress" => "to",
        _ => return None,
    };
    let Rule { action, name, peers, ports } = serde_json::from_value(element.clone()).ok()?;
    let action = match action {
        Action::Accept => "accept",
        Action::Allow => "allow",
        Action::Deny => "deny",
        Action::Pass => "pass",
    };
    let ports = match ports {
        None => "any".to_owned(),
        Some(ports) if ports.is_empty() => "no port".to_owned(),
        Some(ports) => ports_in_words(&ports),
    };
    let peers = if peers.is_empty() {
        "nobody".to_owned()
    } else {
        peers.iter().map(peer_in_words).collect::<Vec<_>>().join(" or ")
    };
    let name = name.map_or_else(String::new, |name| format!(" ({name})"));
    Some(format!("{action} {ports} {preposition} {peers}{name}"))
}

fn peer_in_words(peer: &Peer) -> String {
    let Peer { domains, namespaces, networks, nodes, pods } = peer;
    if let Some(domains) = domains {
        return domains.join(", ");
    }
    if let Some(networks) = networks {
        return networks.iter().map(Cidr::to_string).collect::<Vec<_>>().join(", ");
    }
    if let Some(nodes) = nodes {
        return if nodes.0.is_empty() { "all nodes".to_owned() } else { format!("nodes {nodes}") };
    }
    match (pods, namespaces) {
        (None, None) => "peers that are not known".to_owned(),
        (None, Some(namespaces)) => format!("all pods in {}", namespaces_in_words(namespaces)),
        (Some(pods), None) => pods_in_words(pods),
        (Some(pods), Some(namespaces)) => {
            format!("{} in {}", pods_in_words(pods), namespaces_in_words(namespaces))
        }
    }
}
