//! Prefix lists: who is behind the name.

use ipnet::IpNet;

use super::words::addresses;
use crate::model::{Identity, Members, Resource, ResourceId, Scope, View};
use crate::providers::aws::parse::prefix_list::{Context, Durable, Entry, KEPT_BY_AWS, SPEC};
use crate::providers::aws::parse::terms::Peer;
use crate::providers::normalised::Known;
use crate::traffic::{Addresses, Intervals};

/// The blocks of a list that is in the scope's snapshot; nothing for any other name, which stays a symbol.
pub(super) fn members(view: &View<'_>, scope: &Scope, name: &str) -> Option<Members> {
    let identity = name.strip_prefix(&format!("{}:", SPEC.kind))?;
    let identity = Identity::new(identity).ok()?;
    let resource = view.get(&ResourceId { scope: scope.clone(), kind: SPEC.kind, identity })?;
    Some(union(resource).map_or(Members::Unread, Members::Addresses))
}

/// The blocks of a list, each as it is written; nothing when they were not read.
pub(super) fn blocks(resource: &Resource) -> Option<Vec<IpNet>> {
    let durable: Durable = resource.durable.decode().ok()?;
    let context: Context = resource.context.decode().ok()?;
    let kept_by_aws = durable.owner.as_deref() == Some(KEPT_BY_AWS);
    let entries = match if kept_by_aws { context.aws_entries } else { durable.entries } {
        // AWS keeps no empty list: nobody asked for its entries.
        Known::Read(entries) if kept_by_aws && entries.is_empty() => return None,
        Known::Read(entries) => entries,
        Known::Unread => return None,
    };
    let block = |Entry { cidr, description: _ }| match cidr {
        Peer::Cidr(block) => Some(block),
        _ => None,
    };
    entries.into_iter().map(block).collect()
}

fn union(resource: &Resource) -> Option<Addresses> {
    let blocks = blocks(resource)?.into_iter().map(|block| addresses(block).ok());
    let blocks: Vec<Addresses> = blocks.collect::<Option<_>>()?;
    let v4 = Intervals::of(blocks.iter().flat_map(|block| block.v4.spans()).copied());
    let v6 = Intervals::of(blocks.iter().flat_map(|block| block.v6.spans()).copied());
    Some(Addresses { v4, v6 })
}
