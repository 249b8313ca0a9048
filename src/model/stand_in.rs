//! Endpoints that are told by who they are: an address of their own in the place of those that they have today.
//!
//! A pod's address is another one tomorrow, and a manifest has none. Whoever asks who is at the far end asks for the pod. So
//! each has a stand-in, an IPv6 address out of a block that nobody uses, and sets of endpoints hold those. It is made from what the endpoint is called,
//! so it is the same on both sides of a comparison. Nobody sees it: what is printed are the names.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::identity::ResourceId;
use crate::traffic::{Addresses, Intervals};

/// The block: `6400::/16`, which the IETF keeps for later.
const FIRST: u128 = 0x6400 << 112;
const LAST: u128 = FIRST | (u128::MAX >> 16);

/// Who stands for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandIns {
    /// The endpoints, by their stand-ins.
    pub of: BTreeMap<u128, StandIn>,
    /// The set that all of them are in, but those that are no pods to anybody's rule.
    pub everyone: Option<Arc<str>>,
    /// Other sets whose names say who is in them.
    pub groups: BTreeSet<Arc<str>>,
}

/// An endpoint at a far end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// Which.
    pub id: ResourceId,
    /// The name as a symbol: `kubernetes.workload:shop/web[Deployment]`.
    pub name: Arc<str>,
    /// The stand-in of what it is a part of, as long as nothing sets it apart.
    pub part_of: Option<u128>,
}

impl StandIns {
    /// The stand-in of an endpoint.
    #[must_use]
    pub fn point(id: &ResourceId) -> u128 {
        let ResourceId { scope, kind, identity } = id;
        let digest = Sha256::digest(format!("{scope}\0{kind}\0{identity}"));
        let low = digest.iter().take(14).fold(0_u128, |all, byte| all << 8 | u128::from(*byte));
        FIRST | low
    }

    /// What is set apart, with the whole that it is a part of.
    pub fn parts(&self) -> impl Iterator<Item = (&ResourceId, &ResourceId)> {
        self.of.values().filter_map(|part| Some((&part.id, &self.of.get(&part.part_of?)?.id)))
    }

    /// All stand-ins that there could be.
    #[must_use]
    pub fn region() -> Addresses {
        Addresses::of_v6(Intervals::of([(FIRST, LAST)]))
    }

    /// Whether an address is a stand-in.
    #[must_use]
    pub fn is_one(address: IpAddr) -> bool {
        matches!(address, IpAddr::V6(six) if (FIRST..=LAST).contains(&six.to_bits()))
    }

    /// Addresses without stand-ins. Where these were the only hole, there is none.
    #[must_use]
    pub fn whole(addresses: &Addresses) -> Addresses {
        let region = Self::region();
        let around = [FIRST - 1, LAST + 1].map(|one| IpAddr::V6(Ipv6Addr::from_bits(one)));
        if around.iter().all(|one| addresses.contains(*one)) {
            addresses.union(&region)
        } else {
            addresses.difference(&region)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_in_is_nobody_s_address_and_always_the_same() {
        let id = |name: &str| ResourceId {
            scope: "kubernetes:prod".parse().unwrap(),
            kind: "kubernetes.pod".parse().unwrap(),
            identity: name.parse().unwrap(),
        };
        let (one, other) = (StandIns::point(&id("shop/a")), StandIns::point(&id("shop/b")));
        assert_eq!(one, StandIns::point(&id("shop/a")));
        assert_ne!(one, other);
        let address = IpAddr::V6(Ipv6Addr::from_bits(one));
        assert!(StandIns::is_one(address) && StandIns::region().contains(address));
        let known = Addresses::internet().union(&Addresses::private());
        assert!(known.intersection(&StandIns::region()).is_empty());
    }

    #[test]
    fn ranges_have_no_hole_where_stand_ins_are() {
        let holed = Addresses::all().difference(&StandIns::region());
        assert_eq!(StandIns::whole(&holed), Addresses::all());
        let block = Addresses::parse("2001:db8::/32").unwrap();
        assert_eq!(StandIns::whole(&block.union(&StandIns::region())), block);
    }
}
