//! Services: one edit a port or an address. A port that leads elsewhere keeps its port of the nodes.

use serde::Deserialize as _;
use serde_json::{Value, json};

use super::like::Like;
use super::patch::Patch;
use super::shape::{Part, Shape, exchange, odd};
use super::spelling::{Spelled, either, object};
use crate::model::{Edit, Resource, Setting};
use crate::providers::kubernetes::parse::service::{SPEC, Service, ServicePort};
use crate::providers::{Drift, Plan};

pub(super) const SHAPE: Shape = Shape {
    kind: &SPEC.kind,
    version: "v1",
    lists: &["external_ips", "load_balancer_source_ranges", "ports"],
    clash,
    fixed: &[(
        "headless",
        "whether a service has an address of its own can't be edited: it has to be deleted and made again",
    )],
    element,
    parts,
    words,
};

fn words(drift: &Drift<'_>, plan: &mut Plan) {
    if drift.now.is_none() && drift.then.is_some() {
        plan.mind(
            "the service comes back with other addresses, and other ports of the nodes where it has such",
        );
    } else if drift.of("ports").any(|setting| setting.from.is_none()) {
        plan.mind(
            "a port that comes back has another port of the nodes, where the service has such",
        );
    }
}

/// A service has one port of a number and a protocol, and one of a name.
fn clash(from: &Value, to: &Value) -> bool {
    let same = |key: &str| from.get(key).is_some() && from.get(key) == to.get(key);
    same("name") || same("port") && same("protocol")
}

fn element(patch: &mut Patch, _: &Edit, setting: &Setting) -> Result<(), String> {
    let list = match setting.field() {
        "external_ips" => "/spec/externalIPs",
        "load_balancer_source_ranges" => "/spec/loadBalancerSourceRanges",
        "ports" => return port_element(patch, setting),
        _ => return Err(odd(())),
    };
    let one = |value: &Option<Value>| value.clone().map(|value| either(vec![value]));
    exchange(patch, list, one(&setting.from), one(&setting.to));
    Ok(())
}

fn port_element(patch: &mut Patch, setting: &Setting) -> Result<(), String> {
    const LIST: &str = "/spec/ports";
    let read = |value: &Option<Value>| {
        value.as_ref().map(ServicePort::deserialize).transpose().map_err(odd)
    };
    match (read(&setting.from)?, read(&setting.to)?) {
        (Some(from), Some(to)) => {
            let (like, was) = port(&from);
            let (_, is) = port(&to);
            let at = patch.find(LIST, &like);
            for key in ["name", "port", "protocol", "targetPort"] {
                if was.get(key) != is.get(key) {
                    patch.put(at.field(key), &Like::maybe(was.get(key).cloned()), is.get(key));
                }
            }
        }
        (from, to) => {
            exchange(patch, LIST, from.as_ref().map(port), to.as_ref().map(port));
        }
    }
    Ok(())
}

fn port(native: &ServicePort) -> Spelled {
    let ServicePort { name, port, protocol, target_port } = native;
    object(vec![
        Part::plain("name", name.clone()),
        Part::plain("port", Some(*port)),
        Part::plain("protocol", Some(json!(protocol))),
        Part::plain("targetPort", Some(json!(target_port))),
    ])
}

fn parts(resource: &Resource) -> Result<Vec<Part>, String> {
    let service: Service = resource.durable.decode().map_err(odd)?;
    let Service {
        external_ips,
        external_name,
        external_traffic_policy,
        headless,
        internal_traffic_policy,
        labels: _,
        load_balancer_source_ranges,
        name: _,
        namespace: _,
        ports,
        selector,
        r#type,
    } = service;
    let plainly =
        |values: Vec<Value>| values.into_iter().map(|value| either(vec![value])).collect();
    let mut parts = vec![
        Part::plain("/spec/type", Some(r#type)),
        Part::plain("/spec/externalName", external_name),
        Part::plain("/spec/externalTrafficPolicy", external_traffic_policy),
        Part::plain("/spec/internalTrafficPolicy", internal_traffic_policy),
        Part::set(
            "/spec/externalIPs",
            plainly(external_ips.into_iter().map(Value::from).collect()),
        ),
        Part::set(
            "/spec/loadBalancerSourceRanges",
            plainly(load_balancer_source_ranges.iter().map(|block| json!(block)).collect()),
        ),
        Part::set("/spec/ports", ports.iter().map(port).collect()),
        Part::plain("/spec/selector", (!selector.is_empty()).then(|| json!(selector))),
    ];
    if headless {
        parts.push(Part::plain("/spec/clusterIP", Some("None")));
    }
    Ok(parts)
}
