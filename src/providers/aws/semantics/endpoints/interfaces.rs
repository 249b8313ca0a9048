//! Network interfaces: what of them traffic sees.
//!
//! An interface has a first private address, further ones, blocks that are delegated to it, and IPv6 addresses; groups see
//! these. Public IPv4 addresses are mapped onto private ones at the internet gateway; IPv6 addresses are not mapped.
//! (EC2 user guide, "Elastic network interfaces"; VPC user guide, "Internet gateways".)

use std::collections::BTreeSet;
use std::sync::Arc;

use super::estate::{Estate, home};
use crate::model::{Resource, ResourceId, Scope};
use crate::providers::aws::parse::instance;
use crate::providers::aws::parse::network_interface::{Context, Durable};
use crate::traffic::Addresses;

/// The tag that people name things with.
const NAME: &str = "Name";

/// The types that services make without groups; groups don't filter what they do. (EC2 API reference, `NetworkInterface`; the
/// guides of NAT gateways, load balancers and transit gateways.)
const WITHOUT_GROUPS: &[&str] = &[
    "gateway_load_balancer",
    "gateway_load_balancer_endpoint",
    "natGateway",
    "nat_gateway",
    "network_load_balancer",
    "transit_gateway",
];

/// One interface, taken apart.
pub(super) struct Interface {
    pub(super) id: ResourceId,
    pub(super) durable: Durable,
    pub(super) context: Context,
    /// Where the resources of its account are.
    pub(super) home: Scope,
}

/// The machine behind an interface.
#[derive(Default)]
pub(super) struct Machine {
    pub(super) name: Option<String>,
    pub(super) running: Option<bool>,
}

impl Interface {
    /// # Errors
    /// In words, when it is not what an interface is written as.
    pub(super) fn of(id: ResourceId, resource: &Resource) -> Result<Self, String> {
        let odd = |error| format!("{} can't be read: {error}", id.identity);
        let durable: Durable = resource.durable.decode().map_err(odd)?;
        let context: Context = resource.context.decode().map_err(odd)?;
        let home = home(&id.scope, context.owner.as_deref());
        Ok(Self { id, durable, context, home })
    }

    /// Whether the account that it belongs to tells of it as well: then that one does.
    pub(super) fn is_told_at_home(&self, estate: &Estate<'_>) -> bool {
        let id = ResourceId { scope: self.home.clone(), ..self.id.clone() };
        id.scope != self.id.scope && estate.view.get(&id).is_some()
    }

    /// What groups see of it; none when that can't be read.
    pub(super) fn addresses(&self) -> Addresses {
        addresses(&self.context).unwrap_or_else(Addresses::none)
    }

    /// The public IPv4 addresses that are mapped onto it.
    pub(super) fn public(&self) -> Addresses {
        let texts = self.context.public_addresses.iter().map(String::as_str);
        let all = Addresses::parse_all(texts).unwrap_or_else(|_| Addresses::none());
        Addresses::of_v4(all.v4)
    }

    /// Whether it is of a type that has no groups, and has none.
    pub(super) fn is_without_groups(&self) -> bool {
        let r#type = self.context.r#type.as_deref().unwrap_or_default();
        self.context.groups.is_empty() && WITHOUT_GROUPS.contains(&r#type)
    }

    /// Whether it is that of a NAT gateway, which lets nothing in but replies.
    pub(super) fn is_nat(&self) -> bool {
        matches!(self.context.r#type.as_deref(), Some("nat_gateway" | "natGateway"))
    }

    pub(super) fn machine(&self, estate: &Estate<'_>) -> Machine {
        let Some(id) = &self.context.instance else { return Machine::default() };
        let near = home(&self.id.scope, self.context.instance_owner.as_deref());
        let Some((_, resource)) = estate.find(&instance::SPEC, id, &near) else {
            return Machine::default();
        };
        let name = resource.durable.decode::<instance::Durable>().ok();
        let state = resource.context.decode::<instance::Context>().ok().and_then(|it| it.state);
        Machine {
            name: name
                .and_then(|mut durable| durable.tags.remove(NAME))
                .filter(|name| !name.is_empty()),
            running: state.map(|state| state == "running"),
        }
    }

    fn name(&self) -> Option<&String> {
        self.durable.tags.get(NAME).filter(|name| !name.is_empty())
    }

    /// `web-1 (i-0a1b, 198.51.100.7)`.
    pub(super) fn called(&self, machine: &Machine) -> String {
        let label = self.id.identity.as_str();
        let thing = self.context.instance.as_deref().unwrap_or(label);
        let mut words: Vec<&str> = Vec::new();
        words.extend(machine.name.as_ref().or(self.name()).map(String::as_str));
        words.push(thing);
        words.extend(self.context.public_addresses.first().map(String::as_str));
        match words.split_first() {
            Some((first, [])) => (*first).to_owned(),
            Some((first, rest)) => format!("{first} ({})", rest.join(", ")),
            None => label.to_owned(),
        }
    }

    /// What it may be called in a question.
    pub(super) fn names(&self, machine: &Machine) -> BTreeSet<Arc<str>> {
        let names = [self.name(), machine.name.as_ref(), self.context.instance.as_ref()];
        names.into_iter().flatten().map(|name| name.as_str().into()).collect()
    }
}

/// All private addresses of an interface.
pub(super) fn addresses(context: &Context) -> Option<Addresses> {
    let lists = [&context.addresses, &context.secondary_addresses, &context.prefixes];
    Addresses::parse_all(lists.into_iter().flatten().map(String::as_str)).ok()
}

/// The groups of an interface, from the text of its context, which is not decoded: interfaces by the ten thousand are
/// common.
///
/// A quote inside a value is escaped in the text, so that no value looks like a field; and the only map with free keys, the
/// tags, is in the other document.
pub(super) fn groups_of(context: &str) -> impl Iterator<Item = &str> {
    let list = context.split_once("\"groups\":[").map_or("", |(_, rest)| rest);
    let list = list.split(']').next().unwrap_or_default();
    list.split(',').map(|word| word.trim_matches('"')).filter(|word| !word.is_empty())
}

/// Its subnet and its VPC, in the same way.
pub(super) fn places_of(context: &str) -> [Option<&str>; 2] {
    ["\"subnet\":\"", "\"vpc\":\""].map(|field| {
        let (_, rest) = context.split_once(field)?;
        rest.split('"').next()
    })
}
