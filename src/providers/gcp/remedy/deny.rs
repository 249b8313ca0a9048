//! A deny above what lets something in to a machine: a rule of its network, for the addresses of the machine alone.

use crate::model::{Act, Document, Edit, Exposed, Identity, Resource, ResourceId};
use crate::providers::gcp::parse::firewall_rule::{self, Context, Durable};
use crate::providers::gcp::parse::instance::{self, Context as Machine};
use crate::providers::gcp::parse::terms::{Range, Traffic, protocol};
use crate::providers::{Open, Refusal, ports, ways};

/// One rule for each machine and family of addresses.
pub(super) fn shut(open: &Open<'_>) -> Vec<Vec<Edit>> {
    ways(|most| way(open, most))
}

fn way(open: &Open<'_>, most: usize) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for endpoint in open.endpoints {
        let rules = rules(open, endpoint, most)?;
        for rule in rules {
            let name = match edits.len() {
                0 => open.mark.to_owned(),
                more => format!("{}-{}", open.mark, more + 1),
            };
            edits.push(created(endpoint, &name, &rule)?);
        }
    }
    Some(edits)
}

fn rules(open: &Open<'_>, endpoint: &Exposed, most: usize) -> Option<Vec<Durable>> {
    let refusal = Refusal::of(&endpoint.opened)?;
    // An interface has the name of its machine before its own.
    let mut parts = endpoint.id.identity.as_str().splitn(3, '/');
    let identity = Identity::new(format!("{}/{}", parts.next()?, parts.next()?)).ok()?;
    let id = ResourceId { identity, kind: instance::SPEC.kind, ..endpoint.id.clone() };
    let machine: Machine = open.estate.get(&id)?.context.decode().ok()?;
    let own = parts.next();
    let mut rules = Vec::new();
    for interface in machine.interfaces.iter().filter(|one| own.is_none_or(|own| own == one.name)) {
        // A network of another project has its rules there.
        let network = interface.network.clone().filter(|name| !name.contains('/'))?;
        let held = [&interface.address, &interface.ipv6_address];
        let alias = interface.alias_ranges.iter();
        // What Google puts in the place of a public address on the way in is not said of every sort of it.
        let public = machine.public_addresses.iter().filter(|one| one.interface == interface.name);
        let public = public.map(|one| &one.address);
        let all = held.into_iter().flatten().chain(alias).chain(public);
        let all: Vec<Range> = all.map(|text| Range::from(text.as_str())).collect();
        for family in [true, false] {
            let is_of =
                |range: &&Range| matches!(range, Range::Net(net) if net.addr().is_ipv4() == family);
            let own: Vec<Range> = all.iter().filter(is_of).cloned().collect();
            let Some(Range::Net(first)) = own.first() else { continue };
            let from = refusal.sources(first.addr(), most);
            if from.is_empty() {
                continue;
            }
            rules.push(Durable {
                denied: denied(&refusal),
                description: Some("made by driftwall to contain a finding".to_owned()),
                destination_ranges: own,
                direction: "ingress".to_owned(),
                network: Some(network.clone()),
                priority: 0,
                source_ranges: from.into_iter().map(Range::Net).collect(),
                ..Durable::default()
            });
        }
    }
    Some(rules)
}

fn denied(refusal: &Refusal) -> Vec<Traffic> {
    let all = || vec![Traffic { ports: None, protocol: "all".to_owned() }];
    let Some(services) = &refusal.services else { return all() };
    let row = |(number, of): (&u8, _)| {
        let name = protocol(&number.to_string()).unwrap_or_else(|odd| odd);
        Traffic { ports: ports(of), protocol: name }
    };
    services.iter().map(row).collect()
}

fn created(endpoint: &Exposed, name: &str, rule: &Durable) -> Option<Edit> {
    let id = ResourceId {
        identity: Identity::new(name).ok()?,
        kind: firewall_rule::SPEC.kind,
        scope: endpoint.id.scope.clone(),
    };
    let durable = Document::of(rule).ok()?;
    let context = Document::of(&Context::default()).ok()?;
    Some(Edit { id, act: Act::Create(Resource { durable, context }) })
}
