//! What is synthetic of Docker: an engine with two networks and three containers.

use std::path::Path;

use serde_json::json;

use super::cloudsim::asked::Provider;
use super::cloudsim::faults::Kind;
use super::cloudsim::{Cloud, Estate};
use super::{Live, Told};

/// How it joins the campaign.
pub(crate) const LIVE: Live = Live {
    provider: Provider::Docker,
    estate,
    drift,
    scope: "docker:shop-1",
    region: "",
    drifted: "docker.container",
    late: &[],
    told,
    words,
    at_once: 12,
};

fn estate(estate: Estate) -> Estate {
    estate.docker(|engine| {
        engine
            .network("backend", true)
            .network("public", false)
            .container("db", &json!({ "CapDrop": ["ALL"] }))
            .container("proxy", &json!({ "NetworkMode": "public" }))
            .container("web", &json!({}))
    })
}

/// A container that may do everything on its host.
fn drift(estate: Estate) -> Estate {
    let settings = json!({ "Privileged": true, "PidMode": "host" });
    estate.docker(|engine| engine.container("web", &settings))
}

fn told(cloud: &Cloud, _own: &Path) -> Told {
    let host = cloud.url().replace("http://", "tcp://");
    let configuration = format!("[docker]\nhosts = [\"shop-1={host}\"]\n");
    Told { environment: Vec::new(), configuration }
}

fn words(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Throttled => &["throttled ("],
        Kind::ServerError => &["HTTP 500"],
        Kind::Unavailable => &["HTTP 503"],
        Kind::BadGateway => &["HTTP 502"],
        Kind::Reset => &["no connection"],
        Kind::Truncated | Kind::BrokenChunks => &["broke off"],
        Kind::CutDocument => &["ends in the middle"],
        Kind::EmptyBody => &["the answer is empty"],
        Kind::SignInPage => &["can't be read"],
        Kind::Malformed => &["can't be read", "expected "],
        Kind::SlowDrip | Kind::Silence => &["no answer within"],
        Kind::Denied | Kind::ExpiredCredentials => &["denied ("],
        Kind::NotThere => &["every engine has this call"],
        // Nobody's clock matters to it, and it has no pages.
        Kind::ClockSkew
        | Kind::EndlessPages
        | Kind::RepeatedToken
        | Kind::EmptyPages
        | Kind::LostPage => &[],
    }
}
