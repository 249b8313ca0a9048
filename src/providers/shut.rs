//! What a deny has to name so that nothing of some flows comes in.
//!
//! A deny may name more than the flows, where a provider can't say them exactly: what it refuses beside them is seen when it is made in the model.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Subnets, Ipv6Subnets};

use crate::model::{Direction, Edit, Exposed, Flow, Snapshot};
use crate::traffic::{Carries, Intervals};

/// How finely a deny names where something comes from, the way that is easiest to read first. With more prefixes than these it names all of a family.
const FINENESS: [usize; 2] = [8, 100];
/// As many edits as are made for one finding.
const EDITS: usize = 4;
/// As many protocols as one deny names. Beyond, it names all of them.
const PROTOCOLS: usize = 16;

/// What is open at endpoints, and what no step of a plan closes in a way that can be taken back.
#[derive(Clone, Copy, Debug)]
pub struct Open<'a> {
    /// Where something comes in that did not.
    pub endpoints: &'a [Exposed],
    /// All that is there.
    pub estate: &'a Snapshot,
    /// A name for what is made.
    pub mark: &'a str,
}

/// The ways of a provider to deny it, by how many prefixes each deny may name.
pub(crate) fn ways(way: impl Fn(usize) -> Option<Vec<Edit>>) -> Vec<Vec<Edit>> {
    let is_short = |edits: &Vec<Edit>| (1..=EDITS).contains(&edits.len());
    let mut ways: Vec<Vec<Edit>> = FINENESS.into_iter().filter_map(way).filter(is_short).collect();
    ways.dedup();
    ways
}

/// Flows that come in, as rules of firewalls name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Where they come from.
    from: Vec<IpNet>,
    /// What they carry: a protocol's number, with its ports. Nothing is everything.
    pub(crate) services: Option<BTreeMap<u8, Intervals<u16>>>,
}

impl Refusal {
    /// At least these; nothing when none of them comes in.
    pub(crate) fn of(flows: &[Flow]) -> Option<Self> {
        let mut from = Vec::new();
        let mut services: Option<BTreeMap<u8, Intervals<u16>>> = Some(BTreeMap::new());
        for flow in flows.iter().filter(|flow| flow.direction == Direction::Ingress) {
            from.extend(flow.packets.source.texts().iter().flat_map(|text| prefixes(text)));
            let service = &flow.packets.service;
            if service.protocols.is_all() {
                services = None;
            }
            let Some(services) = &mut services else { continue };
            for number in service.protocols.spans().iter().flat_map(|(low, high)| *low..=*high) {
                let ports = match Carries::of(number) {
                    Carries::Ports => service.destination_ports.clone(),
                    Carries::Types | Carries::Nothing => Intervals::all(),
                };
                let all = services.entry(number).or_insert_with(Intervals::none);
                *all = all.union(&ports);
            }
        }
        let services = services.filter(|services| services.len() <= PROTOCOLS);
        let from = IpNet::aggregate(&from);
        (!from.is_empty()).then_some(Self { from, services })
    }

    /// Where they come from, in the family of an address: as many prefixes at most, or all of it.
    pub(crate) fn sources(&self, to: IpAddr, most: usize) -> Vec<IpNet> {
        let is_of = |net: &&IpNet| net.addr().is_ipv4() == to.is_ipv4();
        let of: Vec<IpNet> = self.from.iter().filter(is_of).copied().collect();
        match IpNet::new(if to.is_ipv4() { V4 } else { V6 }, 0) {
            Ok(all) if of.len() > most => vec![all],
            _ => of,
        }
    }
}

const V4: IpAddr = IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);
const V6: IpAddr = IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED);

/// `22,80-90`; nothing when it is all of them.
pub(crate) fn ports(ports: &Intervals<u16>) -> Option<String> {
    let text = |(low, high): &(u16, u16)| {
        if low == high { low.to_string() } else { format!("{low}-{high}") }
    };
    (!ports.is_all()).then(|| ports.spans().iter().map(text).collect::<Vec<_>>().join(","))
}

/// An address, a prefix, or the prefixes of a range.
fn prefixes(text: &str) -> Vec<IpNet> {
    if let Ok(net) = text.parse::<IpNet>() {
        return vec![net];
    }
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    match (low.parse(), high.parse()) {
        (Ok(IpAddr::V4(low)), Ok(IpAddr::V4(high))) => {
            Ipv4Subnets::new(low, high, 0).map(IpNet::V4).collect()
        }
        (Ok(IpAddr::V6(low)), Ok(IpAddr::V6(high))) => {
            Ipv6Subnets::new(low, high, 0).map(IpNet::V6).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::traffic::{Addresses, Match, Service};

    fn flow(from: &str, service: Service, direction: Direction) -> Flow {
        let from: Vec<Addresses> =
            from.split(' ').map(|text| Addresses::parse(text).unwrap()).collect();
        let from = from.iter().fold(Addresses::none(), |all, one| all.union(one));
        Flow { direction, packets: Match::of(service).from(from), rule: None, far_set: None }
    }

    #[test]
    fn a_deny_names_all_that_comes_in() {
        let flows = [
            flow("192.0.2.1-192.0.2.6 2001:db8::/32", Service::tcp(22), Direction::Ingress),
            flow("10.0.0.0/8", Service::tcp(80..=90), Direction::Ingress),
            flow("10.0.0.0/8", Service::protocols(1), Direction::Ingress),
            flow("0.0.0.0/0", Service::any(), Direction::Egress),
        ];
        let refusal = Refusal::of(&flows).unwrap();
        let sources = |to: &str| -> Vec<String> {
            refusal.sources(to.parse().unwrap(), 8).iter().map(ToString::to_string).collect()
        };
        assert_eq!(
            sources("10.0.0.1"),
            ["10.0.0.0/8", "192.0.2.1/32", "192.0.2.2/31", "192.0.2.4/31", "192.0.2.6/32"]
        );
        assert_eq!(sources("2001:db8::1"), ["2001:db8::/32"]);
        assert_eq!(refusal.sources(V4, 4), ["0.0.0.0/0".parse().unwrap()]);
        let services = refusal.services.unwrap();
        let said: Vec<_> = services.iter().map(|(number, all)| (*number, ports(all))).collect();
        assert_eq!(said, [(1, None), (6, Some("22,80-90".to_owned()))]);
        assert_eq!(Refusal::of(&flows[3..]), None);
        let all = [flows[0].clone(), flow("10.0.0.0/8", Service::any(), Direction::Ingress)];
        assert_eq!(Refusal::of(&all).unwrap().services, None);
        let many = flow("10.0.0.0/8", Service::protocols(20..=60), Direction::Ingress);
        assert_eq!(Refusal::of(&[many]).unwrap().services, None);
    }
}
