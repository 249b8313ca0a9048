//! Ingresses: where hosts and paths lead. All of it is one statement, written as one; certificates are not recorded, and stay as they are.

use std::collections::BTreeMap;

use serde_json::json;

use super::shape::{Part, Shape, odd};
use super::spelling::{Spelled, object};
use crate::model::Resource;
use crate::providers::kubernetes::parse::ingress::{Backend, Ingress, Route, SPEC};
use crate::providers::kubernetes::parse::port::PortRef;
use crate::providers::{Drift, Plan};

const TLS: &str = "which certificate a host is served with is not recorded: `kubectl edit`, or apply its manifest";

pub(super) const SHAPE: Shape = Shape {
    kind: &SPEC.kind,
    version: "networking.k8s.io/v1",
    lists: &[],
    clash: |_, _| false,
    fixed: &[("tls_hosts", TLS)],
    element: |_, _, _| Err(odd(())),
    parts,
    words,
};

fn words(drift: &Drift<'_>, plan: &mut Plan) {
    let approved = drift.then.filter(|_| drift.now.is_none());
    let approved: Option<Ingress> = approved.and_then(|then| then.durable.decode().ok());
    if let Some(approved) = approved {
        if !approved.tls_hosts.is_empty() {
            plan.lose(TLS);
        }
        plan.mind("the controller's own settings stand in annotations, which are not recorded");
    }
}

fn parts(resource: &Resource) -> Result<Vec<Part>, String> {
    let ingress: Ingress = resource.durable.decode().map_err(odd)?;
    let Ingress { class, default_backend, labels: _, name: _, namespace: _, routes, tls_hosts: _ } =
        ingress;
    let mut hosts: BTreeMap<Option<String>, Vec<Route>> = BTreeMap::new();
    for route in routes {
        hosts.entry(route.host.clone()).or_default().push(route);
    }
    let rules = hosts.into_iter().map(|(host, routes)| {
        let paths = routes.iter().filter_map(path).collect::<Result<Vec<_>, String>>()?;
        let (like, value) = object(vec![Part::set("paths", paths)]);
        let http =
            Part { at: "http", like, value: Some(value).filter(|value| *value != json!({})) };
        Ok(object(vec![Part::plain("host", host), http]))
    });
    let rules = rules.collect::<Result<Vec<Spelled>, String>>()?;
    let default = default_backend.as_ref().map(backend).transpose()?;
    Ok(vec![
        Part::plain("/spec/ingressClassName", class),
        Part::maybe("/spec/defaultBackend", default),
        Part::set("/spec/rules", rules),
    ])
}

fn path(route: &Route) -> Option<Result<Spelled, String>> {
    let Route { backend: to, host: _, path, path_type } = route;
    let to = match backend(to.as_ref()?) {
        Ok(to) => to,
        Err(why) => return Some(Err(why)),
    };
    Some(Ok(object(vec![
        Part::plain("path", path.clone()),
        Part::plain("pathType", path_type.clone()),
        Part::maybe("backend", Some(to)),
    ])))
}

fn backend(backend: &Backend) -> Result<Spelled, String> {
    let Backend { port, resource, service } = backend;
    let Some(service) = service else {
        let name = resource.as_deref().unwrap_or_default();
        return Err(format!("the group of `{name}` is not recorded: apply its manifest"));
    };
    let port = port.as_ref().map(|port| match port {
        PortRef::Number(number) => object(vec![Part::plain("number", Some(*number))]),
        PortRef::Name(name) => object(vec![Part::plain("name", Some(name.as_str()))]),
    });
    let service =
        object(vec![Part::plain("name", Some(service.as_str())), Part::maybe("port", port)]);
    Ok(object(vec![Part::maybe("service", Some(service))]))
}
