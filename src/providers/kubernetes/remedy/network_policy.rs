//! Network policies: one edit a rule.
//!
//! Rules that are missing come before others go, and a direction is isolated when its rules are there: pods are let in and out by any rule of
//! any policy, so at no moment more passes than before and after together, and nothing is cut off that passes before and after.

use serde::Deserialize as _;
use serde_json::{Value, json};

use super::patch::Patch;
use super::shape::{Part, Shape, exchange, odd};
use super::spelling::{Spelled, block, either, fields, object, port, selector};
use crate::model::{Edit, Resource, Setting};
use crate::providers::kubernetes::parse::network_policy::{
    NetworkPolicy, Peer, PolicyType, Rule, SPEC,
};
use crate::providers::{Drift, Plan};

pub(super) const SHAPE: Shape = Shape {
    kind: &SPEC.kind,
    version: "networking.k8s.io/v1",
    lists: &["egress", "ingress", "policy_types"],
    clash: |_, _| false,
    fixed: &[],
    element,
    parts,
    words,
};

/// Said of whatever closes traffic.
const OPEN: &str =
    "connections that are open may go on until they end: that hangs on the cluster's network";

/// What is to be minded of a policy of any kind.
pub(super) fn words(drift: &Drift<'_>, plan: &mut Plan) {
    let closes = drift.then.is_none()
        || drift.now.is_none()
        || drift.settings.iter().any(|setting| setting.field() != "labels");
    if closes {
        plan.mind(OPEN);
    }
}

fn element(patch: &mut Patch, _: &Edit, setting: &Setting) -> Result<(), String> {
    let read = |value: &Option<Value>| value.as_ref().map(|value| one(setting.field(), value));
    let (from, to) = (read(&setting.from).transpose()?, read(&setting.to).transpose()?);
    let list = match setting.field() {
        "egress" => "/spec/egress",
        "ingress" => "/spec/ingress",
        "policy_types" => "/spec/policyTypes",
        _ => return Err(odd(())),
    };
    exchange(patch, list, from, to);
    Ok(())
}

fn one(list: &str, value: &Value) -> Result<Spelled, String> {
    match list {
        "policy_types" => {
            let direction = PolicyType::deserialize(value).map_err(odd)?;
            Ok(either(vec![json!(direction)]))
        }
        _ => rule(list, &Rule::deserialize(value).map_err(odd)?),
    }
}

fn rule(list: &str, rule: &Rule) -> Result<Spelled, String> {
    let Rule { peers, ports } = rule;
    let side = if list == "egress" { "to" } else { "from" };
    let peers = peers.iter().map(peer).collect::<Result<_, String>>()?;
    let ports = ports.iter().map(|one| either(port(one))).collect();
    Ok(object(vec![Part::set(side, peers), Part::set("ports", ports)]))
}

fn peer(peer: &Peer) -> Result<Spelled, String> {
    let Peer { block: addresses, namespaces, pods } = peer;
    if (addresses, namespaces, pods) == (&None, &None, &None) {
        return Err(
            "a rule has a peer that driftwall could not read when it recorded it".to_owned()
        );
    }
    Ok(fields(vec![
        ("ipBlock", addresses.as_ref().map(block)),
        ("namespaceSelector", namespaces.as_ref().map(selector)),
        ("podSelector", pods.as_ref().map(selector)),
    ]))
}

fn parts(resource: &Resource) -> Result<Vec<Part>, String> {
    let policy: NetworkPolicy = resource.durable.decode().map_err(odd)?;
    let NetworkPolicy {
        egress,
        ingress,
        labels: _,
        name: _,
        namespace: _,
        pod_selector,
        policy_types,
    } = policy;
    let rules = |list: &str, rules: &[Rule]| {
        rules.iter().map(|one| rule(list, one)).collect::<Result<Vec<_>, String>>()
    };
    let types = policy_types.iter().map(|direction| either(vec![json!(direction)])).collect();
    let (like, selected) = selector(&pod_selector);
    Ok(vec![
        Part { at: "/spec/podSelector", like, value: Some(selected) },
        Part::set("/spec/ingress", rules("ingress", &ingress)?),
        Part::set("/spec/egress", rules("egress", &egress)?),
        Part::set("/spec/policyTypes", types),
    ])
}
