//! Who made a request of a cluster.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::Actor;

/// A user, as the API server authenticated it, or as it was asked to take the caller for.
#[derive(Deserialize)]
pub(super) struct User<'a> {
    #[serde(borrow, default)]
    pub(super) username: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) groups: Vec<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) extra: BTreeMap<Cow<'a, str>, Vec<Cow<'a, str>>>,
}

/// Where newer API servers say which token or certificate it was.
const CREDENTIAL: &str = "authentication.kubernetes.io/credential-id";
/// What acts in a cluster because somebody changed something else.
const CONTROLLERS: &[&str] = &[
    "system:kube-controller-manager",
    "system:kube-scheduler",
    "system:apiserver",
    "system:serviceaccount:kube-system:",
    "system:node:",
];

/// Who it was. Whoever impersonates somebody is proved, and the one that he gives out to be is said.
pub(super) fn actor(user: &User<'_>, impersonated: Option<&User<'_>>) -> Actor {
    let own = named(&user.username);
    let (name, way) = match impersonated {
        Some(other) => (named(&other.username), vec![format!("impersonated by {own}")]),
        None => (own, Vec::new()),
    };
    let is_controller = CONTROLLERS.iter().any(|prefix| match prefix.strip_suffix(':') {
        Some(_) => user.username.starts_with(prefix),
        None => user.username == *prefix,
    });
    Actor {
        name,
        way,
        principals: vec![format!("user:{}", user.username)],
        groups: user.groups.iter().map(|group| group.to_string()).collect(),
        credential: user.extra.get(CREDENTIAL).and_then(|ids| ids.first()).map(|id| id.to_string()),
        is_service: impersonated.is_none() && is_controller,
    }
}

fn named(username: &str) -> String {
    if username.is_empty() {
        return "somebody without a name".to_owned();
    }
    username.to_owned()
}
