//! Gateways: one edit a listener. A listener that is another keeps its certificates, which are not recorded.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::like::Like;
use super::patch::{At, Patch};
use super::shape::{Part, Shape, odd};
use super::spelling::{Spelled, fields, object, selector, set};
use crate::model::{Edit, Resource, Setting};
use crate::providers::kubernetes::parse::gateway::{GROUP, Gateway, Listener, SPEC};

const CERTIFICATES: &str =
    "which certificate a listener has is not recorded: `kubectl edit`, or apply its manifest";

pub(super) const SHAPE: Shape = Shape {
    kind: &SPEC.kind,
    version: "gateway.networking.k8s.io/v1",
    lists: &["listeners"],
    clash: |_, _| false,
    fixed: &[],
    element,
    parts,
    words: |drift, plan| {
        let comes = drift.of("listeners").filter(|setting| setting.from.is_none());
        if comes.filter_map(|setting| setting.to.as_ref()).any(|to| to.get("tls_mode").is_some()) {
            plan.leave("listeners", CERTIFICATES);
        }
    },
};

fn element(patch: &mut Patch, _: &Edit, setting: &Setting) -> Result<(), String> {
    const LIST: &str = "/spec/listeners";
    let read = |value: &Option<Value>| -> Result<Option<Listener>, String> {
        value.clone().map(serde_json::from_value).transpose().map_err(odd)
    };
    match (read(&setting.from)?, read(&setting.to)?) {
        (Some(from), Some(to)) => {
            let at = patch.find(LIST, &like(&from));
            change(patch, &at, &from, &to)
        }
        (Some(from), None) => {
            patch.take(LIST, &like(&from));
            Ok(())
        }
        (None, Some(to)) => {
            patch.give(LIST, &listener(&to)?.1);
            Ok(())
        }
        (None, None) => Err(odd(())),
    }
}

fn like(listener: &Listener) -> Like {
    Like::Fields(vec![
        ("name", Like::is(listener.name.as_str())),
        ("hostname", Like::maybe(listener.hostname.clone())),
        ("port", Like::is(listener.port)),
        ("protocol", Like::is(listener.protocol.as_str())),
    ])
}

fn change(patch: &mut Patch, at: &At, from: &Listener, to: &Listener) -> Result<(), String> {
    let text = |text: &Option<String>| text.clone().map(Value::from);
    if from.hostname != to.hostname {
        patch.put(
            at.field("hostname"),
            &Like::maybe(from.hostname.clone()),
            text(&to.hostname).as_ref(),
        );
    }
    if from.port != to.port {
        patch.put(at.field("port"), &Like::is(from.port), Some(&to.port.into()));
    }
    if from.protocol != to.protocol {
        let will = Value::from(to.protocol.as_str());
        patch.put(at.field("protocol"), &Like::is(from.protocol.as_str()), Some(&will));
    }
    let routes = at.field("allowedRoutes");
    if namespaces(from) != namespaces(to) {
        patch.ensure(&routes);
        patch.put(routes.field("namespaces"), &namespaces(from).0, Some(&namespaces(to).1));
    }
    if from.allowed_kinds != to.allowed_kinds {
        patch.ensure(&routes);
        let (is, will) = (kinds(&from.allowed_kinds), kinds(&to.allowed_kinds));
        patch.put(routes.field("kinds"), &is.0, Some(&will.1));
    }
    match (&from.tls_mode, &to.tls_mode) {
        (from, to) if from == to => {}
        (Some(from), Some(to)) => {
            let is = Like::Any(vec![json!(from), Value::Null]);
            patch.put(at.field("tls").field("mode"), &is, Some(&json!(to)));
        }
        (Some(_), None) => patch.put(at.field("tls"), &Like::Fields(Vec::new()), None),
        (None, _) => return Err(CERTIFICATES.to_owned()),
    }
    Ok(())
}

fn namespaces(listener: &Listener) -> Spelled {
    let mut from = vec![json!(listener.namespaces_from)];
    if listener.namespaces_from == "Same" {
        from.push(Value::Null);
    }
    let (like, value) = fields(vec![
        ("from", Some((Like::Any(from), json!(listener.namespaces_from)))),
        ("selector", listener.namespaces_selector.as_ref().map(selector)),
    ]);
    (like, value)
}

/// `HTTPRoute`, or `Kind.group` of another group.
fn kinds(list: &[String]) -> Spelled {
    let all = list.iter().map(|kind| {
        let (kind, group) = kind.split_once('.').unwrap_or((kind, GROUP));
        let mut groups = vec![json!(group)];
        if group == GROUP {
            groups.push(Value::Null);
        }
        fields(vec![
            ("kind", Some((Like::is(kind), json!(kind)))),
            ("group", Some((Like::Any(groups), json!(group)))),
        ])
    });
    set(all.collect())
}

fn listener(listener: &Listener) -> Result<Spelled, String> {
    if listener.tls_mode.as_deref().is_some_and(|mode| mode != "Passthrough") {
        return Err(CERTIFICATES.to_owned());
    }
    let tls = listener
        .tls_mode
        .as_ref()
        .map(|mode| object(vec![Part::plain("mode", Some(mode.as_str()))]));
    let kinds = Some(kinds(&listener.allowed_kinds)).filter(|_| !listener.allowed_kinds.is_empty());
    let routes = object(vec![
        Part::maybe("namespaces", Some(namespaces(listener))),
        Part::maybe("kinds", kinds),
    ]);
    Ok(object(vec![
        Part::plain("name", Some(listener.name.as_str())),
        Part::plain("hostname", listener.hostname.clone()),
        Part::plain("port", Some(listener.port)),
        Part::plain("protocol", Some(listener.protocol.as_str())),
        Part::maybe("allowedRoutes", Some(routes)),
        Part::maybe("tls", tls),
    ]))
}

fn parts(resource: &Resource) -> Result<Vec<Part>, String> {
    let gateway: Gateway = resource.durable.decode().map_err(odd)?;
    let Gateway { addresses, class, labels: _, listeners, name: _, namespace: _ } = gateway;
    let addresses = addresses.iter().map(|address| {
        let sort = if address.parse::<IpAddr>().is_ok() { "IPAddress" } else { "Hostname" };
        (
            Like::Fields(vec![("value", Like::is(address.as_str()))]),
            json!({ "type": sort, "value": address }),
        )
    });
    // Found by what names it, whatever its certificates are; written only where it has none.
    let doors = listeners.iter().map(|one| (like(one), listener(one)));
    let (likes, written): (Vec<Like>, Vec<Result<Spelled, String>>) = doors.unzip();
    let written: Result<Vec<Value>, String> =
        written.into_iter().map(|one| one.map(|(_, value)| value)).collect();
    Ok(vec![
        Part::plain("/spec/gatewayClassName", class),
        Part::set("/spec/addresses", addresses.collect()),
        Part {
            at: "/spec/listeners",
            like: Like::set(likes),
            value: written.ok().map(Value::from),
        },
    ])
}
