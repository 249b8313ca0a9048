//! What is synthetic of Kubernetes: a cluster with three of every kind.

use std::path::Path;

use super::cloudsim::asked::Provider;
use super::cloudsim::faults::Kind;
use super::cloudsim::{Cloud, Estate};
use super::cluster::{objects, policy};
use super::{Live, Told};

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
    told,
    words,
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
fn told(cloud: &Cloud, own: &Path) -> Told {
    let text = format!(
        "apiVersion: v1\nkind: Config\nclusters: [{{name: prod, cluster: {{server: '{}'}}}}]\n\
         users: [{{name: scanner, user: {{token: none}}}}]\n\
         contexts: [{{name: prod, context: {{cluster: prod, user: scanner}}}}]\n",
        cloud.cluster(CLUSTER)
    );
    std::fs::write(own, text).unwrap();
    let configuration = "[kubernetes]\ncontexts = [\"prod\"]\n".to_owned();
    Told { environment: vec![("KUBECONFIG", own.display().to_string())], configuration }
}

fn words(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Throttled => &["throttled ("],
        Kind::ServerError => &["InternalError"],
        Kind::Unavailable => &["Unavailable"],
        Kind::BadGateway => &["HTTP 502"],
        Kind::Reset => &["no connection"],
        Kind::Truncated | Kind::BrokenChunks | Kind::CutDocument => {
            &["broke off", "ends in the middle"]
        }
        Kind::EmptyBody => &["the answer is empty"],
        Kind::SignInPage => &["can't be read"],
        Kind::Malformed => &["can't be read", "without `", "invalid type"],
        Kind::SlowDrip | Kind::Silence => &["no answer within"],
        Kind::EndlessPages => &["no answer within", "the pages repeat"],
        Kind::RepeatedToken => &["the pages repeat"],
        Kind::LostPage => &["lost (Expired)"],
        Kind::Denied => &["denied (", "needs "],
        Kind::ExpiredCredentials => &["credentials are not accepted"],
        Kind::ClockSkew => &["check the clock"],
        Kind::NotThere => &["refused as unknown"],
        Kind::EmptyPages => &[],
    }
}
