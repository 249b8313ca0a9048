//! Subnets and VPCs: what stands at a subnet's edge, and where its routes lead.
//!
//! A network ACL is asked where traffic crosses the edge of its subnet and remembers nothing; every subnet has one ACL and one route table, its
//! network's main one when it names none. (VPC user guide, "Network ACLs", "Subnet route tables".)

use std::sync::Arc;

use super::estate::{Estate, home};
use super::routes::{Via, Way, ways};
use crate::model::{
    Gate, Kind, KindSpec, Link, Passage, Resource, ResourceId, Scope, Status, unread,
};
use crate::providers::aws::parse::subnet::{self, Context, Durable};
use crate::providers::aws::parse::terms::Peer;
use crate::providers::aws::parse::{network_acl, route_table, vpc};
use crate::providers::aws::semantics::public_access::{self, Stand};
use crate::providers::aws::semantics::{network_acl as acls, words};
use crate::providers::normalised::Known;
use crate::traffic::{Addresses, Guard, Side};

/// A subnet, as far as it was read.
pub(super) struct Subnet {
    pub(super) identity: String,
    pub(super) vpc: Option<String>,
    pub(super) addresses: Addresses,
    pub(super) edge: Passage,
    pub(super) routes: Routes,
    pub(super) stand: Stand,
}

/// What is known of a subnet's routes.
pub(super) enum Routes {
    Read {
        /// `aws.route-table:rtb-1`.
        table: String,
        ways: Vec<Way>,
        /// Why there may be others.
        doubt: Option<String>,
    },
    Unread {
        name: Arc<str>,
        why: String,
    },
}

impl Subnet {
    /// A subnet that is named near this scope, by something in this network.
    pub(super) fn of(estate: &Estate<'_>, identity: &str, near: &Scope, vpc: Option<&str>) -> Self {
        let told = estate.all(&subnet::SPEC, identity, near);
        let decoded: Vec<(Scope, Durable, Context)> = told
            .filter_map(|(id, resource)| {
                let durable = resource.durable.decode().ok()?;
                Some((id.scope, durable, resource.context.decode().ok()?))
            })
            .collect();
        let first = decoded.first();
        let vpc = first.and_then(|(_, durable, _)| durable.vpc.clone()).or(vpc.map(str::to_owned));
        let owner = first.and_then(|(_, _, context)| context.owner.as_deref());
        let scope = first.map_or(near, |(scope, _, _)| scope);
        let owner = home(scope, owner);
        // Those a subnet is shared with may not be told what stands before it.
        let named = |field: fn(&Context) -> &Known<Option<String>>| {
            decoded.iter().find_map(|(scope, _, context)| match field(context) {
                Known::Read(Some(id)) => Some((scope, id.as_str())),
                Known::Read(None) | Known::Unread => None,
            })
        };
        let acl = named(|context| &context.network_acl);
        let table = named(|context| &context.route_table);
        Self {
            addresses: first.map_or_else(Addresses::none, |(_, durable, _)| union(&durable.cidrs)),
            edge: edge(estate, identity, near, acl),
            routes: routes(estate, identity, near, table, vpc.as_deref()),
            stand: stand(estate, &owner, identity, vpc.as_deref()),
            identity: identity.to_owned(),
            vpc,
        }
    }

    /// `aws.subnet:subnet-1`.
    pub(super) fn name(&self) -> Arc<str> {
        named(&subnet::SPEC.kind, &self.identity)
    }

    /// `aws.vpc:vpc-1`; a subnet of which that is not known is alone.
    pub(super) fn network(&self) -> Arc<str> {
        self.vpc.as_ref().map_or_else(|| self.name(), |vpc| named(&vpc::SPEC.kind, vpc))
    }

    /// What is known to be inside its network: the subnet itself, and where its local routes lead.
    pub(super) fn inside(&self) -> Addresses {
        let ways = match &self.routes {
            Routes::Read { ways, .. } => ways.as_slice(),
            Routes::Unread { .. } => &[],
        };
        let local = ways.iter().filter(|way| way.via == Via::Local);
        local.fold(self.addresses.clone(), |all, way| all.union(&way.to))
    }

    /// The ways to other networks.
    pub(super) fn links(&self) -> Vec<Link> {
        let Routes::Read { ways, .. } = &self.routes else { return Vec::new() };
        let mut links: Vec<Link> = Vec::new();
        for way in ways.iter().filter(|way| way.via == Via::Link) {
            let (name, to): (Arc<str>, _) = (way.target.as_str().into(), &way.to);
            match links.iter_mut().find(|link| link.name == name) {
                Some(link) => link.to = link.to.union(to),
                None => links.push(Link { name, to: to.clone() }),
            }
        }
        links.sort_unstable();
        links
    }
}

/// The addresses of a network, when it was read.
pub(super) fn network(estate: &Estate<'_>, identity: &str, near: &Scope) -> Option<Addresses> {
    let (_, resource) = estate.find(&vpc::SPEC, identity, near)?;
    let durable: vpc::Durable = resource.durable.decode().ok()?;
    Some(union(&durable.cidrs))
}

/// The IPv4 ranges of a network, each for itself, when it was read.
pub(super) fn ranges(estate: &Estate<'_>, identity: &str, near: &Scope) -> Option<Vec<(u32, u32)>> {
    let (_, resource) = estate.find(&vpc::SPEC, identity, near)?;
    let durable: vpc::Durable = resource.durable.decode().ok()?;
    let one = |cidr: &Peer| union(std::slice::from_ref(cidr)).v4.spans().first().copied();
    Some(durable.cidrs.iter().filter_map(one).collect())
}

/// The symbol for a thing, or for what a subnet has of its kind when that was not told.
pub(super) fn named(kind: &Kind, identity: &str) -> Arc<str> {
    format!("{kind}:{identity}").into()
}

fn union(cidrs: &[Peer]) -> Addresses {
    let blocks = cidrs.iter().filter_map(|cidr| match cidr {
        Peer::Cidr(net) => words::addresses(*net).ok(),
        Peer::PrefixList(_) | Peer::SecurityGroup(_) | Peer::Unknown(_) => None,
    });
    blocks.fold(Addresses::none(), |all, block| all.union(&block))
}

/// Finds what a subnet names.
///
/// # Errors
/// The name that it is known by, and why it is not known.
fn find<'a>(
    estate: &Estate<'a>,
    spec: &KindSpec,
    subnet: &str,
    near: &Scope,
    told: Option<(&Scope, &str)>,
) -> Result<(ResourceId, &'a Resource), (Arc<str>, String)> {
    let Some((scope, id)) = told else {
        let why =
            format!("which {} {subnet} has was not read, or is not told to {near}", spec.title);
        return Err((named(&spec.kind, subnet), why));
    };
    estate
        .find(spec, id, scope)
        .ok_or_else(|| (named(&spec.kind, id), estate.unread(&spec.kind, id, scope)))
}

fn edge(estate: &Estate<'_>, subnet: &str, near: &Scope, told: Option<(&Scope, &str)>) -> Passage {
    let forgetful = |passage: Passage| Passage { stateful: false, ..passage };
    let (id, _) = match find(estate, &network_acl::SPEC, subnet, near, told) {
        Ok(found) => found,
        Err((name, why)) => return forgetful(Passage::unread(&name, why)),
    };
    let name = named(&id.kind, id.identity.as_str());
    let boundary = acls::boundary(estate.view, &id);
    let (mut ingress, mut egress) = match (boundary.ingress, boundary.egress) {
        (Gate::Guard(ingress), Gate::Guard(egress)) => (ingress, egress),
        (Gate::Unknown(why), _) | (_, Gate::Unknown(why)) => {
            return forgetful(Passage::unread(&name, why));
        }
        (Gate::Nowhere, _) | (_, Gate::Nowhere) => {
            return forgetful(Passage::unread(&name, format!("{} is gone", id.identity)));
        }
    };
    let doubt = partial(estate, &id.scope, &network_acl::SPEC);
    if doubt.is_some() {
        ingress = Guard::Any(vec![ingress, unread(&name, Side::Source)]);
        egress = Guard::Any(vec![egress, unread(&name, Side::Destination)]);
    }
    Passage { ingress, egress, stateful: false, doubt }
}

/// Why parts of what was read may be missing.
pub(super) fn partial(estate: &Estate<'_>, scope: &Scope, spec: &KindSpec) -> Option<String> {
    let status = estate.view.status(scope, &spec.kind);
    (status == Status::Partial)
        .then(|| format!("{}s of {scope} were not read whole: parts may be missing", spec.title))
}

fn routes(
    estate: &Estate<'_>,
    subnet: &str,
    near: &Scope,
    told: Option<(&Scope, &str)>,
    vpc: Option<&str>,
) -> Routes {
    let spec = &route_table::SPEC;
    let (id, resource) = match find(estate, spec, subnet, near, told) {
        Ok(found) => found,
        Err((name, why)) => return Routes::Unread { name, why },
    };
    let name = named(&id.kind, id.identity.as_str());
    let decoded = resource.durable.decode::<route_table::Durable>();
    let (durable, context) = match (decoded, resource.context.decode::<route_table::Context>()) {
        (Ok(durable), Ok(context)) => (durable, context),
        (Err(error), _) | (_, Err(error)) => {
            return Routes::Unread { name, why: format!("{} can't be read: {error}", id.identity) };
        }
    };
    let owner = home(&id.scope, durable.owner.as_deref());
    Routes::Read {
        ways: ways(estate, &id, &owner, vpc, &context.routes),
        doubt: partial(estate, &id.scope, spec),
        table: name.to_string(),
    }
}

/// What the owner's block of public access says of a subnet.
fn stand(estate: &Estate<'_>, owner: &Scope, subnet: &str, vpc: Option<&str>) -> Stand {
    let (mode, options) = match public_access::mode(estate.view, owner) {
        Ok((public_access::Mode::Off, _)) => return Stand::Off,
        Ok(read) => read,
        Err(why) => return Stand::Unread(why),
    };
    let all = match public_access::exclusions(estate.view, owner, &options) {
        Ok(all) => all,
        Err(why) => return Stand::Unread(why),
    };
    let is_here = |one: &public_access::Excluded| one.of == subnet || Some(&*one.of) == vpc;
    let here = all.iter().filter(|one| is_here(one)).cloned().collect();
    let neighbour = |one: &public_access::Excluded| {
        let found = estate.find(&subnet::SPEC, &one.of, owner);
        let home = found.and_then(|(_, found)| found.durable.decode::<Durable>().ok()?.vpc);
        home.as_deref() == vpc
    };
    let around = all.iter().filter(|one| is_here(one) || neighbour(one)).cloned().collect();
    Stand::Blocks { mode, here, around }
}
