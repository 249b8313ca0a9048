//! Routes of the Gateway API: one edit a rule, a parent or a host.

use serde_json::{Value, json};

use super::like::Like;
use super::patch::Patch;
use super::shape::{Part, Shape, exchange, odd};
use super::spelling::{Spelled, either, object, set};
use crate::model::{Edit, Resource, Setting};
use crate::providers::kubernetes::parse::gateway::GROUP;
use crate::providers::kubernetes::parse::route::{
    Backend, GRPC, HTTP, Parent, RouteDocument, Rule, TCP, TLS, UDP,
};

pub(super) const HTTP_SHAPE: Shape = Shape {
    kind: &HTTP.kind,
    version: "gateway.networking.k8s.io/v1",
    lists: &["hostnames", "parents", "rules"],
    clash: |_, _| false,
    fixed: &[],
    element,
    parts,
    words: |drift, plan| {
        let comes = drift.of("rules").any(|setting| setting.from.is_none());
        if comes || drift.now.is_none() {
            plan.mind("how a rule rewrites and mirrors requests, and its time-outs, are not recorded: it comes back without them");
        }
    },
};
pub(super) const GRPC_SHAPE: Shape = Shape { kind: &GRPC.kind, ..HTTP_SHAPE };
pub(super) const TCP_SHAPE: Shape =
    Shape { kind: &TCP.kind, version: "gateway.networking.k8s.io/v1alpha2", ..HTTP_SHAPE };
pub(super) const TLS_SHAPE: Shape = Shape { kind: &TLS.kind, ..TCP_SHAPE };
pub(super) const UDP_SHAPE: Shape = Shape { kind: &UDP.kind, ..TCP_SHAPE };

fn element(patch: &mut Patch, edit: &Edit, setting: &Setting) -> Result<(), String> {
    let (own, _) = edit.id.identity.as_str().split_once('/').ok_or_else(|| odd(()))?;
    let field = setting.field();
    let list = match field {
        "hostnames" => "/spec/hostnames",
        "parents" => "/spec/parentRefs",
        "rules" => "/spec/rules",
        _ => return Err(odd(())),
    };
    let read =
        |value: &Option<Value>| value.clone().map(|value| one(field, value, own)).transpose();
    exchange(patch, list, read(&setting.from)?, read(&setting.to)?);
    Ok(())
}

fn one(field: &str, value: Value, own: &str) -> Result<Spelled, String> {
    match field {
        "parents" => Ok(parent(&serde_json::from_value(value).map_err(odd)?, own)),
        "rules" => Ok(rule(&serde_json::from_value(value).map_err(odd)?, own)),
        _ => Ok(either(vec![value])),
    }
}

/// What something is, where it is, and of which group: `Service`, or `Kind.group`. What is usual may be left out.
fn named(kind: &str, name: &str, namespace: &str, own: &str, usual: (&str, &str)) -> Vec<Part> {
    let (kind, group) = kind.split_once('.').unwrap_or((kind, usual.1));
    let or_left_out = |at: &'static str, value: &str, is_usual: bool| {
        let mut ways = vec![json!(value)];
        if is_usual {
            ways.push(Value::Null);
        }
        Part { at, like: Like::Any(ways), value: Some(value.into()) }
    };
    vec![
        or_left_out("group", group, group == usual.1),
        or_left_out("kind", kind, kind == usual.0),
        or_left_out("namespace", namespace, namespace == own),
        Part::plain("name", Some(name)),
    ]
}

fn parent(parent: &Parent, own: &str) -> Spelled {
    let Parent { kind, name, namespace, port, section } = parent;
    let mut parts = named(kind, name, namespace, own, ("Gateway", GROUP));
    parts.extend([Part::plain("port", *port), Part::plain("sectionName", section.clone())]);
    object(parts)
}

fn backend(backend: &Backend, own: &str) -> Spelled {
    let Backend { kind, name, namespace, port, weight } = backend;
    let mut parts = named(kind, name, namespace, own, ("Service", ""));
    let mut weights = vec![json!(weight)];
    if *weight == 1 {
        weights.push(Value::Null);
    }
    parts.extend([
        Part::plain("port", *port),
        Part { at: "weight", like: Like::Any(weights), value: Some(json!(weight)) },
    ]);
    object(parts)
}

fn rule(rule: &Rule, own: &str) -> Spelled {
    let Rule { backends, matches } = rule;
    object(vec![
        Part::set("backendRefs", backends.iter().map(|one| backend(one, own)).collect()),
        Part::set("matches", matches.iter().map(|one| either(vec![one.clone()])).collect()),
    ])
}

fn parts(resource: &Resource) -> Result<Vec<Part>, String> {
    let route: RouteDocument = resource.durable.decode().map_err(odd)?;
    let RouteDocument { hostnames, labels: _, name: _, namespace: own, parents, rules } = route;
    let hostnames: Vec<Spelled> = hostnames.iter().map(|host| either(vec![json!(host)])).collect();
    let rules = rules.iter().map(|one| rule(one, &own)).collect();
    let parents = set(parents.iter().map(|one| parent(one, &own)).collect());
    Ok(vec![
        Part::set("/spec/hostnames", hostnames),
        Part { at: "/spec/parentRefs", like: parents.0, value: Some(parents.1) },
        Part::set("/spec/rules", rules),
    ])
}
