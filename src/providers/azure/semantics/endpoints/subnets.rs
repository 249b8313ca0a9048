//! Subnets: what stands before them, and where their routes lead.

use std::rc::Rc;
use std::sync::Arc;

use super::estate::{Estate, Found, named};
use super::networks::{Network, blocks, union};
use super::routes::{DEFAULT, Via, Way, ways};
use crate::model::{Link, Passage};
use crate::providers::azure::parse;
use crate::providers::azure::parse::route_table;
use crate::providers::azure::parse::subnet::{Context, Durable, SPEC};
use crate::providers::azure::parse::terms::{Peer, block};
use crate::traffic::{Action, Addresses, Decision, Guard, Match, Rule};

/// A subnet that was read, in a network that was.
pub(super) struct Subnet {
    /// `azure.subnet:/subscriptions/…`.
    pub(super) name: Arc<str>,
    pub(super) network: Rc<Network>,
    pub(super) addresses: Addresses,
    pub(super) durable: Durable,
    pub(super) context: Context,
    pub(super) routes: Routes,
}

/// What is known of a subnet's routes.
pub(super) struct Routes {
    /// What people know them by: the table, or the subnet that has none.
    pub(super) boundary: Arc<str>,
    pub(super) ways: Vec<Way>,
    /// The table, when it was read.
    pub(super) table: Option<route_table::Context>,
    /// Why there may be others.
    pub(super) doubt: Option<String>,
    /// Whether who is behind a gateway may come and go.
    pub(super) learned: bool,
}

impl Subnet {
    /// A subnet by its id, in a network that `network` finds.
    ///
    /// # Errors
    /// In words, why it is not known.
    pub(super) fn of(
        estate: &Estate<'_>,
        id: &str,
        network: impl FnOnce(&str) -> Result<Rc<Network>, String>,
    ) -> Result<Self, String> {
        let (durable, context): (Durable, Context) = match estate.find(&SPEC, id) {
            Found::Here(_, resource) => {
                let odd = |error| format!("{id} can't be read: {error}");
                (resource.durable.decode().map_err(odd)?, resource.context.decode().map_err(odd)?)
            }
            Found::Gone => return Err(format!("subnet {id} is gone")),
            Found::Skipped(why) | Found::Unread(why) => return Err(why),
        };
        let network = network(parse::parent(id).unwrap_or_default())?;
        let name = named(&SPEC, id);
        let routes = routes(estate, &network, &name, context.route_table.as_deref());
        let addresses = union(&blocks(&durable.cidrs));
        Ok(Self { name, network, addresses, durable, context, routes })
    }

    /// The network's ranges and its neighbours', and the blocks that the table names: who is surely in `VirtualNetwork`. And the
    /// default routes of the table, which may be in it as well.
    pub(super) fn around(&self) -> (Addresses, Addresses) {
        let mut known = self.network.addresses.clone();
        for peer in self.network.peered.iter().filter(|peer| peer.access) {
            known = known.union(&union(&peer.blocks));
        }
        let mut defaults = Addresses::none();
        for route in self.routes.table.iter().flat_map(|table| &table.routes) {
            let named = match &route.destination {
                Peer::Cidr(block) => vec![*block],
                Peer::Any => DEFAULT.iter().filter_map(|text| block(text)).collect(),
                Peer::Tag(_) | Peer::Group(_) | Peer::Unknown(_) => Vec::new(),
            };
            let (whole, some): (Vec<_>, Vec<_>) =
                named.into_iter().partition(|block| block.prefix_len() == 0);
            known = known.union(&union(&some));
            defaults = defaults.union(&union(&whole));
        }
        (known, defaults)
    }

    /// Where something leads that is not known: appliances, gateways, and whatever a table says that was not read.
    pub(super) fn leads_to(&self) -> Addresses {
        if self.routes.doubt.is_some() {
            return Addresses::all();
        }
        let leads = |way: &&Way| match way.via {
            Via::Appliance(_) | Via::Gateway | Via::Unknown => true,
            Via::Reserved => self.routes.learned,
            Via::Local | Via::Peer(_) | Via::Internet | Via::Nowhere => false,
        };
        let ways = self.routes.ways.iter().filter(leads);
        ways.fold(Addresses::none(), |all, way| all.union(&way.to))
    }

    /// What the table drops inside of the network; nothing when it drops nothing there.
    pub(super) fn edge(&self) -> Option<Passage> {
        let dropped = |way: &&Way| way.via == Via::Nowhere;
        let ways = || self.routes.ways.iter().filter(dropped);
        let rules = |narrow: fn(Addresses) -> Match| -> Vec<Rule> {
            let inside = |way: &Way| {
                let to = way.to.intersection(&self.network.addresses);
                let is_known = !to.is_empty() && way.tag.is_none();
                is_known.then(|| Rule::new(way.label.as_str(), Action::Deny, vec![narrow(to)]))
            };
            ways().filter_map(inside).collect()
        };
        let ingress = rules(|to| Match::any().from(to));
        if ingress.is_empty() {
            return None;
        }
        let egress = rules(|to| Match::any().to(to));
        let listed = |rules| Guard::listed(self.routes.boundary.clone(), rules, Decision::Allow);
        let (ingress, egress) = (listed(ingress), listed(egress));
        Some(Passage { ingress, egress, stateful: true, doubt: None })
    }

    /// The ways to other networks: peerings, and appliances that several networks send things to.
    pub(super) fn links(&self) -> Vec<Link> {
        let mut links = Vec::new();
        let ways = &self.routes.ways;
        let sent = |is_way: &dyn Fn(&Via) -> bool, within: &Addresses| {
            let ways = ways.iter().filter(|way| is_way(&way.via));
            ways.fold(Addresses::none(), |all, way| all.union(&way.to.intersection(within)))
        };
        let is_sent_on = |via: &Via| matches!(via, Via::Appliance(_) | Via::Gateway | Via::Unknown);
        for peer in &self.network.peered {
            let Some(name) = peer.link.clone() else { continue };
            let is_there = |via: &Via| *via == Via::Peer(peer.id.clone()) || is_sent_on(via);
            links.push(Link { name, to: sent(&is_there, &union(&peer.blocks)) });
        }
        let mut appliances: Vec<&String> = Vec::new();
        appliances.extend(ways.iter().filter_map(|way| match &way.via {
            Via::Appliance(hop) => hop.as_ref(),
            _ => None,
        }));
        appliances.sort_unstable();
        appliances.dedup();
        for hop in appliances {
            let home = self.network.holder(hop).unwrap_or_default();
            let is_it = |via: &Via| *via == Via::Appliance(Some(hop.clone()));
            // It may let the internet in as well, but that is the door's to say.
            let to = sent(&is_it, &Addresses::internet().complement());
            links.push(Link { name: format!("azure.appliance:{home}/{hop}").into(), to });
        }
        links.sort_unstable();
        links
    }
}

fn routes(
    estate: &Estate<'_>,
    network: &Network,
    subnet: &Arc<str>,
    table: Option<&str>,
) -> Routes {
    let without = |boundary: Arc<str>, doubt| Routes {
        boundary,
        ways: ways(estate, network, None),
        table: None,
        doubt,
        learned: network.gateway,
    };
    let Some(table) = table else { return without(subnet.clone(), None) };
    let name = named(&route_table::SPEC, table);
    match estate.find(&route_table::SPEC, table) {
        Found::Here(id, resource) => match resource.context.decode::<route_table::Context>() {
            Ok(context) => Routes {
                boundary: name,
                ways: ways(estate, network, Some(&context)),
                doubt: estate.partial(&id, &route_table::SPEC),
                learned: network.gateway && !context.gateway_routes_disabled,
                table: Some(context),
            },
            Err(error) => without(name, Some(format!("{table} can't be read: {error}"))),
        },
        Found::Gone => without(subnet.clone(), None),
        Found::Skipped(why) | Found::Unread(why) => without(name, Some(why)),
    }
}

/// The symbol for who is behind the gateway of a network.
pub(super) fn behind_the_gateway(network: &Network) -> Arc<str> {
    format!("azure.behind-gateway:{}", network.id).into()
}
