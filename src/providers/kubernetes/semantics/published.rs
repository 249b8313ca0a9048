//! What leads to pods from outside: services with a load balancer, a port of the nodes or an external address, ingresses and
//! routes of gateways to services of any type, ports of the node, and the node's network itself.
//!
//! Whether somebody outside has a way to a pod is one thing, what its policies let in another. This is the first. A Service of type
//! `ClusterIP` is no way from outside by itself. Behind an ingress or a gateway the pod sees the controller and not the client.
//!
//! The documentation leaves open whether policies see the client of a load balancer or the node that handed the packet on. They
//! are asked about the client here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::pods::{Cluster, Sort};
use super::policies::resources;
use super::rules::{addresses, all_ports};
use crate::model::{Kind, KindSpec, ResourceId, Scope, View, Way};
use crate::providers::kubernetes::parse::gateway::{self, Gateway, Listener};
use crate::providers::kubernetes::parse::ingress::{self, Backend, Ingress};
use crate::providers::kubernetes::parse::port::{PortRef, Protocol};
use crate::providers::kubernetes::parse::route::{self, Parent, RouteDocument};
use crate::providers::kubernetes::parse::service::{self, Service, ServiceContext, ServicePort};
use crate::traffic::{Addresses, Service as Packets};

/// The kinds that lead to pods.
pub(super) const KINDS: &[&KindSpec] = &[
    &service::SPEC,
    &ingress::SPEC,
    &gateway::SPEC,
    &route::HTTP,
    &route::GRPC,
    &route::TLS,
    &route::TCP,
    &route::UDP,
];

const ROUTES: [(&KindSpec, &str); 5] = [
    (&route::HTTP, "HTTPRoute"),
    (&route::GRPC, "GRPCRoute"),
    (&route::TLS, "TLSRoute"),
    (&route::TCP, "TCPRoute"),
    (&route::UDP, "UDPRoute"),
];

/// The ways of a cluster.
#[derive(Debug, Default)]
pub(super) struct Published {
    /// By the namespace of the pods.
    doors: BTreeMap<String, Vec<Door>>,
}

/// One way to the pods of a service, through one of its ports.
#[derive(Debug)]
struct Door {
    selector: BTreeMap<String, String>,
    port: PortRef,
    protocol: Protocol,
    by: Arc<str>,
    through: Vec<ResourceId>,
    from: Addresses,
    by_proxy: bool,
}

impl Published {
    pub(super) fn of(view: &View<'_>, scope: &Scope, cluster: &Cluster) -> Self {
        let mut published = Self::default();
        let mut services: BTreeMap<(String, String), (ResourceId, Service)> = BTreeMap::new();
        for (id, resource) in resources(view, scope, &service::SPEC.kind) {
            let Ok(service) = resource.durable.decode::<Service>() else { continue };
            let context = resource.context.decode::<ServiceContext>().unwrap_or_default();
            published.own_doors(&id, &service, &context);
            services.insert((service.namespace.clone(), service.name.clone()), (id, service));
        }
        for (id, resource) in resources(view, scope, &ingress::SPEC.kind) {
            let Ok(ingress) = resource.durable.decode::<Ingress>() else { continue };
            published.of_ingress(&id, &ingress, &services);
        }
        let gateways = Gateways::of(view, scope, cluster);
        for (spec, object) in ROUTES {
            for (id, resource) in resources(view, scope, &spec.kind) {
                let Ok(route) = resource.durable.decode::<RouteDocument>() else { continue };
                published.of_route(&id, (object, &route), &gateways, &services);
            }
        }
        published
    }

    fn add(&mut self, service: &Service, port: &ServicePort, way: Way) {
        // Without a selector somebody else writes where it leads.
        if service.selector.is_empty() {
            return;
        }
        let Way { by, through, from, arrives: _, by_proxy } = way;
        self.doors.entry(service.namespace.clone()).or_default().push(Door {
            selector: service.selector.clone(),
            port: port.target_port.clone(),
            protocol: port.protocol,
            by,
            through,
            from,
            by_proxy,
        });
    }

    /// The doors that a service has itself.
    fn own_doors(&mut self, id: &ResourceId, service: &Service, context: &ServiceContext) {
        let everyone = Addresses::all;
        for port in &service.ports {
            let (word, number) = (port.protocol.word(), port.port);
            let door = |what: &str, from: Addresses| Way {
                by: format!("service {} ({what})", id.identity).into(),
                through: vec![id.clone()],
                from,
                arrives: Packets::any(),
                by_proxy: false,
            };
            match service.r#type.as_str() {
                "LoadBalancer" => {
                    let listed = &service.load_balancer_source_ranges;
                    let from = match listed.as_slice() {
                        [] => everyone(),
                        ranges => ranges
                            .iter()
                            .fold(Addresses::none(), |all, range| all.union(&addresses(*range))),
                    };
                    self.add(service, port, door(&format!("LoadBalancer, {word} {number}"), from));
                }
                "NodePort" => {
                    let mut known = context.node_ports.iter();
                    let of_node =
                        known.find(|one| (one.port, one.protocol) == (number, port.protocol));
                    let what = of_node.map_or_else(
                        || format!("NodePort, {word} {number}"),
                        |one| format!("NodePort, {word} {}", one.node_port),
                    );
                    self.add(service, port, door(&what, everyone()));
                }
                _ => {}
            }
            if !service.external_ips.is_empty() && service.r#type != "ExternalName" {
                let what = format!("{}, {word} {number}", service.external_ips.join(" and "));
                self.add(service, port, door(&what, everyone()));
            }
        }
    }

    fn of_ingress(
        &mut self,
        id: &ResourceId,
        ingress: &Ingress,
        services: &BTreeMap<(String, String), (ResourceId, Service)>,
    ) {
        let mut ways: BTreeMap<&Backend, BTreeSet<&str>> = BTreeMap::new();
        for route in &ingress.routes {
            if let Some(backend) = &route.backend {
                ways.entry(backend).or_default().extend(route.host.as_deref());
            }
        }
        if let Some(backend) = &ingress.default_backend {
            ways.entry(backend).or_default();
        }
        for (Backend { port, resource: _, service }, hosts) in ways {
            let Some(name) = service else { continue };
            let key = (ingress.namespace.clone(), name.clone());
            let Some((service_id, service)) = services.get(&key) else { continue };
            let chosen = service.ports.iter().find(|one| match port {
                Some(PortRef::Number(number)) => one.port == *number,
                Some(PortRef::Name(name)) => one.name.as_ref() == Some(name),
                None => false,
            });
            let hosts: Vec<&str> = hosts.into_iter().collect();
            let of_hosts =
                if hosts.is_empty() { String::new() } else { format!(" ({})", hosts.join(", ")) };
            let way = Way {
                by: format!("ingress {}{of_hosts}", id.identity).into(),
                through: vec![id.clone(), service_id.clone()],
                from: Addresses::all(),
                arrives: Packets::any(),
                by_proxy: true,
            };
            if let Some(port) = chosen {
                self.add(service, port, way);
            }
        }
    }

    fn of_route(
        &mut self,
        id: &ResourceId,
        (object, route): (&str, &RouteDocument),
        gateways: &Gateways<'_>,
        services: &BTreeMap<(String, String), (ResourceId, Service)>,
    ) {
        for parent in &route.parents {
            let Some(door) = gateways.takes(parent, object, &route.namespace) else { continue };
            let backends = route.rules.iter().flat_map(|rule| &rule.backends);
            let mut taken: Vec<_> =
                backends.filter(|one| one.weight > 0 && one.kind == "Service").collect();
            taken.sort();
            taken.dedup();
            for backend in taken {
                let key = (backend.namespace.clone(), backend.name.clone());
                let Some((service_id, service)) = services.get(&key) else { continue };
                let ports = service.ports.iter();
                for port in ports.filter(|one| backend.port.is_none_or(|port| one.port == port)) {
                    let gateway = format!("{}/{}", parent.namespace, parent.name);
                    let through = door.iter().cloned().chain([id.clone(), service_id.clone()]);
                    let way = Way {
                        by: format!("{object} {} at gateway {gateway}", id.identity).into(),
                        through: through.collect(),
                        from: Addresses::all(),
                        arrives: Packets::any(),
                        by_proxy: true,
                    };
                    self.add(service, port, way);
                }
            }
        }
    }

    /// The ways to pods of these sorts, which are one endpoint.
    pub(super) fn ways<'s>(&self, sorts: impl IntoIterator<Item = &'s Sort>) -> Vec<Way> {
        let mut ways = BTreeSet::new();
        let mut seen: BTreeSet<&Sort> = BTreeSet::new();
        for sort in sorts {
            if !seen.insert(sort) {
                continue;
            }
            let own = |by: String, arrives| Way {
                by: by.into(),
                through: Vec::new(),
                from: Addresses::all(),
                arrives,
                by_proxy: false,
            };
            if sort.host_network {
                ways.insert(own("the network of its node".to_owned(), Packets::any()));
            }
            for (protocol, of_node, port) in &sort.host_ports {
                let by = format!("port {of_node} of its node ({})", protocol.word());
                ways.insert(own(by, all_ports(*protocol).to_ports(*port)));
            }
            let doors = self.doors.get(&sort.namespace).into_iter().flatten();
            for door in doors.filter(|door| selects(&door.selector, sort)) {
                for port in door.ports(sort) {
                    ways.insert(Way {
                        by: door.by.clone(),
                        through: door.through.clone(),
                        from: door.from.clone(),
                        arrives: all_ports(door.protocol).to_ports(port),
                        by_proxy: door.by_proxy,
                    });
                }
            }
        }
        ways.into_iter().collect()
    }
}

impl Door {
    /// The ports of a pod that it leads to; none when the pod has none of that name.
    fn ports(&self, sort: &Sort) -> Vec<u16> {
        match &self.port {
            PortRef::Number(number) => vec![*number],
            PortRef::Name(name) => {
                let named = sort.ports.get(name).into_iter().flatten();
                named.filter(|(one, _)| *one == self.protocol).map(|(_, port)| *port).collect()
            }
        }
    }
}

fn selects(selector: &BTreeMap<String, String>, sort: &Sort) -> bool {
    selector.iter().all(|(key, value)| sort.labels.get(key) == Some(value))
}

/// The gateways of a cluster.
struct Gateways<'a> {
    known: BTreeMap<(String, String), (ResourceId, Gateway)>,
    /// Whether there is no other.
    whole: bool,
    cluster: &'a Cluster,
}

impl<'a> Gateways<'a> {
    fn of(view: &View<'_>, scope: &Scope, cluster: &'a Cluster) -> Self {
        let kind: &Kind = &gateway::SPEC.kind;
        let mut known = BTreeMap::new();
        for (id, resource) in resources(view, scope, kind) {
            if let Ok(gateway) = resource.durable.decode::<Gateway>() {
                let place = (gateway.namespace.clone(), gateway.name.clone());
                known.insert(place, (id, gateway));
            }
        }
        Self { known, whole: view.status(scope, kind).proves_absence(), cluster }
    }

    /// Whether a gateway serves a route: the gateway, or nothing inside when it was not read and may.
    fn takes(&self, parent: &Parent, object: &str, home: &str) -> Option<Option<ResourceId>> {
        if parent.kind != "Gateway" {
            // Another sort of parent, such as a service of a mesh, is inside.
            return None;
        }
        let place = (parent.namespace.clone(), parent.name.clone());
        let Some((id, gateway)) = self.known.get(&place) else {
            return (!self.whole).then_some(None);
        };
        let takes = |listener: &&Listener| {
            let Listener { allowed_kinds, namespaces_from, namespaces_selector, .. } = listener;
            let named = parent.section.as_ref().is_none_or(|name| listener.name == *name)
                && parent.port.is_none_or(|port| listener.port == port);
            let of_kind = allowed_kinds.is_empty() || allowed_kinds.iter().any(|one| one == object);
            let of_home = match namespaces_from.as_str() {
                "All" => true,
                "Selector" => namespaces_selector.as_ref().is_some_and(|selector| {
                    let labels = self.cluster.homes.get(home).and_then(|one| one.labels.as_ref());
                    // Labels that were not read may be these.
                    labels.is_none_or(|labels| selector.matches(labels))
                }),
                _ => parent.namespace == home,
            };
            named && of_kind && of_home
        };
        gateway.listeners.iter().find(takes).map(|_| Some(id.clone()))
    }
}
