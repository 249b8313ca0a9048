//! Where an object is.

use http::Request;
use http::header::ACCEPT;
use kube::Client;
use kube::client::Body;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use tokio::time::timeout;

use super::super::errors::Wrong;
use super::super::request::{Answer, send};
use super::super::served;
use super::words::{self, changed, failed, of_coverage};
use crate::model::Edit;
use crate::providers::kubernetes::remedy::{Target, target};
use crate::providers::live::Came;
use crate::providers::live::desk::Desk;
use crate::providers::live::refusal::words as time;

/// What of a name is written otherwise in a path.
const SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// Where an object is, or will be.
pub(super) struct Object<'a> {
    target: Target<'a>,
    cluster: &'a str,
    /// Where its like are: `/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies`.
    pub(super) list: String,
    /// Its own place there.
    pub(super) path: String,
}

impl<'a> Object<'a> {
    /// Where one will be that says of itself what it is.
    pub(super) fn new(edit: &'a Edit, new: &Value, cluster: &'a str) -> Result<Self, Came> {
        let version = new.get("apiVersion").and_then(Value::as_str).unwrap_or_default();
        Self::of(edit, version, cluster)
    }

    /// Where one is, in the version in which the cluster lists its kind.
    pub(super) async fn found(
        edit: &'a Edit,
        client: &Client,
        desk: &'a Desk<'_>,
    ) -> Result<Self, Came> {
        let Target { row, namespace: _, name: _ } = target(edit).map_err(failed)?;
        let place = served::one(client, desk, row).await.map_err(of_coverage)?;
        Self::of(edit, &place.group_version, desk.place)
    }

    fn of(edit: &'a Edit, version: &str, cluster: &'a str) -> Result<Self, Came> {
        let target = target(edit).map_err(failed)?;
        let root = if version.contains('/') { "/apis/" } else { "/api/" };
        let mut list = format!("{root}{version}/");
        if let Some(namespace) = target.namespace {
            list.push_str(&format!("namespaces/{}/", segment(namespace)?));
        }
        list.push_str(target.row.plural);
        let path = format!("{list}/{}", segment(target.name)?);
        Ok(Self { target, cluster, list, path })
    }

    /// `networkpolicies.networking.k8s.io/web in shop of prod`
    pub(super) fn named(&self) -> String {
        let Self { target: Target { row, namespace, name }, cluster, list: _, path: _ } = self;
        let namespace = namespace.map_or_else(String::new, |name| format!(" in {name}"));
        format!("{}/{name}{namespace} of {cluster}", row.qualified())
    }

    /// What it is, and what time it was then by the server's clock.
    pub(super) async fn read(
        &self,
        client: &Client,
        desk: &Desk<'_>,
    ) -> Result<(Value, Option<String>), Came> {
        let named = || format!("get {}", self.named());
        let answer = self.answered(client, desk).await.map_err(|why| match why {
            Some(wrong) => words::unsent(&named(), &wrong, desk),
            None => {
                failed(format!("{}: no answer within {}", named(), time(desk.limits().attempt())))
            }
        })?;
        match answer {
            Answer { http: 200, body: Some(body), after: _, date } => {
                let is: Value = serde_json::from_slice(&body).map_err(|_| {
                    failed(format!("{}: the answer is none; what answers there?", named()))
                })?;
                Ok((is, date))
            }
            Answer { http: 404, .. } => Err(changed(self.named())),
            other => Err(words::refused(&named(), &other)),
        }
    }

    /// What the server says of it, asked once; nothing when it said nothing in time.
    pub(super) async fn answered(
        &self,
        client: &Client,
        desk: &Desk<'_>,
    ) -> Result<Answer, Option<Wrong>> {
        let request = Request::get(&self.path).header(ACCEPT, "application/json");
        let request = request.body(Body::empty()).map_err(|_| Some(Wrong::Path))?;
        match timeout(desk.limits().attempt(), send(client, request)).await {
            Ok(answer) => answer.map_err(Some),
            Err(_) => Err(None),
        }
    }
}

/// A name as a part of a path.
fn segment(name: &str) -> Result<String, Came> {
    if matches!(name, "" | "." | "..") {
        return Err(failed(format!("`{name}` is no name of an object")));
    }
    Ok(utf8_percent_encode(name, SEGMENT).to_string())
}

#[cfg(test)]
mod tests {
    use super::segment;

    #[test]
    fn a_name_stays_in_its_place_of_a_path() {
        for (name, path) in [
            ("web-1.example", Some("web-1.example")),
            ("system:node", Some("system:node")),
            ("a/../b?x=y#", Some("a%2F..%2Fb%3Fx%3Dy%23")),
            ("..", None),
            ("", None),
        ] {
            assert_eq!(segment(name).ok().as_deref(), path, "{name}");
        }
    }
}
