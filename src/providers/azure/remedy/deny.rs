//! A deny above what lets something in to an interface: a rule of the group before it, for the addresses of the interface alone.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::model::{Act, Class, Edit, Exposed, Identity, Resource, ResourceId, Setting, Snapshot};
use crate::providers::azure::parse::network_interface::{self, Context};
use crate::providers::azure::parse::nsg::{self, Durable, Rule};
use crate::providers::azure::parse::public_ip;
use crate::providers::azure::parse::rule::Access;
use crate::providers::azure::parse::subnet;
use crate::providers::azure::parse::terms::{Peer, Ports, Protocol};
use crate::providers::{Open, Refusal, ports, ways};

/// The first priority that a rule may have.
const FIRST: i64 = 100;

/// One rule for each interface and family of addresses.
pub(super) fn shut(open: &Open<'_>) -> Vec<Vec<Edit>> {
    ways(|most| way(open, most))
}

fn way(open: &Open<'_>, most: usize) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    // Rules of one group have different priorities.
    let mut taken: BTreeMap<ResourceId, i64> = BTreeMap::new();
    for endpoint in open.endpoints {
        let (group, rules) = rules(open, endpoint, most)?;
        for mut rule in rules {
            let above = taken.get(&group).copied().or_else(|| lowest(open.estate, &group))?;
            if above <= FIRST {
                return None;
            }
            rule.priority = above - 1;
            rule.name = format!("{}-{}", open.mark, rule.priority);
            taken.insert(group.clone(), rule.priority);
            let setting = Setting {
                class: Class::Durable,
                path: vec!["inbound".to_owned()],
                is_element: true,
                from: None,
                to: serde_json::to_value(&rule).ok(),
            };
            edits.push(Edit { id: group.clone(), act: Act::Set(vec![setting]) });
        }
    }
    Some(edits)
}

/// The priority that is judged first in a group, or one beyond all that there are.
fn lowest(estate: &Snapshot, group: &ResourceId) -> Option<i64> {
    let group: Durable = estate.get(group)?.durable.decode().ok()?;
    let own = group.inbound.iter().filter(|rule| !rule.default).map(|rule| rule.priority);
    Some(own.min().unwrap_or(4097))
}

fn rules(open: &Open<'_>, endpoint: &Exposed, most: usize) -> Option<(ResourceId, Vec<Rule>)> {
    let refusal = Refusal::of(&endpoint.opened)?;
    let interface: Context = open.estate.get(&endpoint.id)?.context.decode().ok()?;
    if endpoint.id.kind != network_interface::SPEC.kind {
        return None;
    }
    let named = |text: &str, kind| {
        let identity = Identity::new(text).ok()?;
        Some(ResourceId { identity, kind, scope: endpoint.id.scope.clone() })
    };
    let group = match &interface.network_security_group {
        Some(group) => group.clone(),
        None => {
            let [subnet] = interface.subnets.as_slice() else { return None };
            let found: &Resource = open.estate.get(&named(subnet, subnet::SPEC.kind)?)?;
            found.context.decode::<subnet::Context>().ok()?.network_security_group?
        }
    };
    let (protocol, through) = match &refusal.services {
        Some(services) => match services.iter().collect::<Vec<_>>().as_slice() {
            [(number, of)] => (protocol(**number), ports(of)),
            _ => (Protocol::All, None),
        },
        None => (Protocol::All, None),
    };
    let own = interface.ip_configurations.iter().filter_map(|one| one.address.as_deref());
    // What Azure puts in the place of a public address on the way in is not said of every sort of it.
    let public: Vec<public_ip::Context> = interface
        .public_ips
        .iter()
        .filter_map(|one| {
            open.estate.get(&named(one, public_ip::SPEC.kind)?)?.context.decode().ok()
        })
        .collect();
    let public = public.iter().filter_map(|one| one.address.as_deref());
    let own: Vec<IpNet> = own.chain(public).filter_map(net).collect();
    let mut rules = Vec::new();
    for family in [true, false] {
        let to: Vec<&IpNet> = own.iter().filter(|net| net.addr().is_ipv4() == family).collect();
        let Some(first) = to.first() else { continue };
        let from = refusal.sources(first.addr(), most);
        if from.is_empty() {
            continue;
        }
        rules.push(Rule {
            access: Access::Deny,
            default: false,
            description: Some("made by driftwall to contain a finding".to_owned()),
            from: from.into_iter().map(Peer::Cidr).collect(),
            name: String::new(),
            ports: through.as_deref().map(Ports::from),
            priority: 0,
            protocol: protocol.clone(),
            source_ports: None,
            to: to.into_iter().copied().map(Peer::Cidr).collect(),
        });
    }
    Some((named(&group, nsg::SPEC.kind)?, rules))
}

fn net(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// What a group has no word for is refused with all that there is.
fn protocol(number: u8) -> Protocol {
    match number {
        1 => Protocol::Icmp,
        6 => Protocol::Tcp,
        17 => Protocol::Udp,
        50 => Protocol::Esp,
        51 => Protocol::Ah,
        58 => Protocol::Icmpv6,
        _ => Protocol::All,
    }
}
