//! Namespaces: their labels, by which policies select them. What was in a namespace that was deleted is gone with it.

use serde_json::json;

use super::like::Like;
use super::shape::{Part, Shape, odd};
use crate::model::Resource;
use crate::providers::kubernetes::parse::namespace::{NAME_LABEL, Namespace, SPEC};
use crate::providers::{Drift, Plan};

pub(super) const SHAPE: Shape = Shape {
    kind: &SPEC.kind,
    version: "v1",
    lists: &[],
    clash: |_, _| false,
    fixed: &[],
    element: |_, _, _| Err("a namespace has no lists".to_owned()),
    parts,
    words,
};

fn parts(resource: &Resource) -> Result<Vec<Part>, String> {
    let Namespace { labels, name: _ } = resource.durable.decode().map_err(odd)?;
    let mut without = labels.clone();
    without.remove(NAME_LABEL);
    let value = json!(labels);
    // An old server does not write the one that every namespace has.
    let like = Like::Any(vec![value.clone(), json!(without)]);
    Ok(vec![Part { at: "/metadata/labels", like, value: Some(value) }])
}

fn words(drift: &Drift<'_>, plan: &mut Plan) {
    match (drift.now, drift.then) {
        (None, Some(_)) => plan.mind(
            "the namespace comes back empty: what was in it is a finding of its own, as far as it was recorded",
        ),
        (Some(_), None) => plan.mind(
            "whatever is in the namespace goes with it, and no command brings that back: look at it first with `kubectl get all --namespace`",
        ),
        _ => {}
    }
}
