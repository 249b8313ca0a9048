//! The interfaces behind a change: those at which something may be decided otherwise by it.
//!
//! A change is followed from what changed to what names it, a pass over each kind for all changes together: groups that name a list, tables that
//! route to it, subnets behind them, and in the end interfaces. Every version counts, the earlier and the later.

use std::collections::{BTreeMap, BTreeSet};

use super::estate::{Estate, home};
use super::interfaces::{groups_of, places_of};
use crate::model::{Document, Resource, ResourceId, Scope, View};
use crate::providers::aws::parse::network_interface::{self, Context};
use crate::providers::aws::parse::public_access::{EXCLUSION, Exclusion, OPTIONS};
use crate::providers::aws::parse::{
    internet_gateway, network_acl, prefix_list, route_table, security_group, subnet, vpc,
};
use crate::providers::aws::semantics::{name, touched as boundaries};
use crate::providers::normalised::Known;

pub(super) fn touched(view: &View<'_>, changed: &[&ResourceId]) -> Vec<BTreeSet<ResourceId>> {
    let mut search = Search::default();
    for (index, id) in changed.iter().enumerate() {
        search.begin(view, index, id);
    }
    search.groups(view);
    search.tables(view);
    search.subnets(view);
    search.interfaces(view, changed)
}

/// Which changes show behind each of these.
type Behind = BTreeMap<String, BTreeSet<usize>>;

/// What was found so far, by the ids of what changes show behind.
#[derive(Default)]
struct Search {
    /// Groups that name these.
    named: Behind,
    /// Interfaces in these groups.
    groups: Behind,
    /// Tables that route to these lists, or to these gateways.
    routed: Behind,
    /// Subnets of these tables.
    tables: Behind,
    /// Subnets of these ACLs.
    acls: Behind,
    /// Subnets and interfaces of these networks.
    networks: Behind,
    /// Subnets of the account and region.
    owners: BTreeMap<Scope, BTreeSet<usize>>,
    /// Interfaces in these subnets.
    subnets: Behind,
}

impl Search {
    fn begin(&mut self, view: &View<'_>, index: usize, id: &ResourceId) {
        let Self { named, groups, routed, tables, acls, networks, owners, subnets } = self;
        let add = |to: &mut Behind, what: String| {
            to.entry(what).or_default().insert(index);
        };
        let own = || id.identity.to_string();
        let kind = &id.kind;
        let versions = [view.get(id), view.later(id)];
        let versions = versions.into_iter().flatten();
        if *kind == network_interface::SPEC.kind {
            for group in moved(view, id) {
                add(named, format!("{}:{group}", security_group::SPEC.kind));
            }
        } else if *kind == security_group::SPEC.kind {
            add(groups, own());
            if boundaries::is_named(view, id) {
                add(named, name(id));
            }
        } else if *kind == network_acl::SPEC.kind {
            add(acls, own());
        } else if *kind == prefix_list::SPEC.kind {
            add(named, name(id));
            add(routed, name(id));
        } else if *kind == subnet::SPEC.kind {
            add(subnets, own());
        } else if *kind == route_table::SPEC.kind {
            add(tables, own());
        } else if *kind == internet_gateway::SPEC.kind {
            add(routed, own());
        } else if *kind == vpc::SPEC.kind {
            add(networks, own());
        } else if *kind == OPTIONS.kind {
            owners.entry(id.scope.clone()).or_default().insert(index);
        } else if *kind == EXCLUSION.kind {
            for excluded in versions.filter_map(excluded) {
                // A gateway that others of the network go out by may stand in the subnet.
                let estate = Estate::of(view);
                let found = estate.find(&subnet::SPEC, &excluded, &id.scope);
                let network = found.and_then(|(_, found)| network_of(&found.durable));
                add(networks, network.unwrap_or_else(|| excluded.clone()));
                add(subnets, excluded);
            }
        }
    }

    fn groups(&mut self, view: &View<'_>) {
        let names = self.named.keys().cloned().collect();
        for (name, naming) in boundaries::naming(view, &names) {
            let Some(changes) = self.named.get(&name) else { continue };
            for group in naming {
                self.groups.entry(group.identity.to_string()).or_default().extend(changes);
            }
        }
    }

    fn tables(&mut self, view: &View<'_>) {
        if self.routed.is_empty() {
            return;
        }
        for (id, table) in view.versions(&route_table::SPEC.kind) {
            let Ok(context) = table.context.decode::<route_table::Context>() else { continue };
            for route in context.routes {
                for word in [route.destination.to_string(), route.target] {
                    let Some(changes) = self.routed.get(&word) else { continue };
                    self.tables.entry(id.identity.to_string()).or_default().extend(changes);
                }
            }
        }
    }

    fn subnets(&mut self, view: &View<'_>) {
        let Self { tables, acls, networks, owners, subnets, .. } = self;
        if tables.is_empty() && acls.is_empty() && networks.is_empty() && owners.is_empty() {
            return;
        }
        for (id, resource) in view.versions(&subnet::SPEC.kind) {
            let Ok(context) = resource.context.decode::<subnet::Context>() else { continue };
            let subnet::Context { network_acl, owner, route_table, .. } = context;
            let at = |told: Known<Option<String>>, behind: &Behind| match told {
                Known::Read(Some(it)) => behind.get(&it).cloned(),
                Known::Read(None) | Known::Unread => None,
            };
            let mut changes = BTreeSet::new();
            changes.extend(at(network_acl, acls).into_iter().flatten());
            changes.extend(at(route_table, tables).into_iter().flatten());
            let network = network_of(&resource.durable);
            changes.extend(network.and_then(|vpc| networks.get(&vpc)).into_iter().flatten());
            changes.extend(owners.get(&home(&id.scope, owner.as_deref())).into_iter().flatten());
            if !changes.is_empty() {
                subnets.entry(id.identity.to_string()).or_default().extend(changes);
            }
        }
    }

    fn interfaces(self, view: &View<'_>, changed: &[&ResourceId]) -> Vec<BTreeSet<ResourceId>> {
        let kind = network_interface::SPEC.kind;
        let itself = |id: &&ResourceId| (id.kind == kind).then(|| (*id).clone());
        let mut found: Vec<BTreeSet<ResourceId>> =
            changed.iter().map(|id| itself(id).into_iter().collect()).collect();
        let Self { groups, networks, subnets, .. } = self;
        if groups.is_empty() && networks.is_empty() && subnets.is_empty() {
            return found;
        }
        for (id, interface) in view.versions(&kind) {
            let text = interface.context.as_str();
            let in_groups = groups_of(text).filter_map(|group| groups.get(group));
            let [subnet, vpc] = places_of(text);
            let in_subnet = subnet.and_then(|subnet| subnets.get(subnet));
            let in_network = vpc.and_then(|vpc| networks.get(vpc));
            for change in in_groups.chain(in_subnet).chain(in_network).flatten() {
                if let Some(found) = found.get_mut(*change) {
                    found.insert(id.clone());
                }
            }
        }
        found
    }
}

/// The groups to whose members a change of an interface adds, or from which it takes.
fn moved(view: &View<'_>, id: &ResourceId) -> BTreeSet<String> {
    let decode = |resource: Option<&Resource>| {
        let context = resource?.context.decode::<Context>().ok()?;
        let Context { addresses, groups, prefixes, secondary_addresses, .. } = context;
        Some((groups, [addresses, prefixes, secondary_addresses]))
    };
    let (earlier, later) = (decode(view.get(id)), decode(view.later(id)));
    if earlier == later {
        return BTreeSet::new();
    }
    [earlier, later].into_iter().flatten().flat_map(|(groups, _)| groups).collect()
}

/// The network or subnet that an exclusion is about.
fn excluded(exclusion: &Resource) -> Option<String> {
    let Exclusion { resource, .. } = exclusion.durable.decode().ok()?;
    resource?.rsplit('/').next().map(str::to_owned)
}

fn network_of(subnet: &Document) -> Option<String> {
    subnet.decode::<subnet::Durable>().ok()?.vpc
}
