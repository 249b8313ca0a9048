//! One drift at a time: what the kinds have of their own, and what happens when somebody was faster.

use serde_json::{Value, json};

use super::place::{Place, changes, is_left_out, steps};

pub(crate) fn policy(block: &str) -> Value {
    json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {
            "podSelector": {}, "policyTypes": ["Ingress"],
            "ingress": [{"from": [{"ipBlock": {"cidr": block}}]}],
        },
    })
}

/// Whoever was faster keeps what he did.
#[test]
fn what_somebody_changed_since_is_not_overwritten() {
    if is_left_out() {
        return;
    }
    let place = Place::new();
    place.api.put(&policy("198.51.100.0/24"));
    place.record();
    place.api.put(&policy("0.0.0.0/0"));
    let drift = changes(&place.scan(1));
    let newer = policy("203.0.113.0/24");
    place.api.put(&newer);
    let taking = steps(&drift[0]).pop().unwrap();
    let (works, said) = place.sh(&taking.line);
    assert!(!works, "{said}");
    assert_eq!(place.api.list()["items"][0]["spec"], newer["spec"]);

    // The same of one that would be deleted, and of one that is there again.
    let mut more = policy("0.0.0.0/0");
    more["metadata"]["name"] = "more".into();
    place.api.put(&policy("198.51.100.0/24"));
    place.api.put(&more);
    let drift = changes(&place.scan(1));
    let step = steps(&drift[0]).pop().unwrap();
    more["spec"]["ingress"] = json!([]);
    place.api.put(&more);
    assert!(!place.sh(&step.line).0);
    assert!(!place.sh(&step.undo).0, "there is one of this name");
}
