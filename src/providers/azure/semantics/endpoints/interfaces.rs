//! Network interfaces: their addresses, their machine, and what people call them.
//!
//! Rules see private addresses; public ones are mapped onto them outside. Whether a machine runs is known where its power state was asked for
//! (`az vm list -d`); one that is on its way up or down counts as running.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::estate::{Estate, Found};
use super::members::GROUP;
use crate::model::{Resource, ResourceId};
use crate::providers::azure::parse;
use crate::providers::azure::parse::network_interface::{Context, Durable, SPEC};
use crate::providers::azure::parse::{public_ip, virtual_machine};
use crate::traffic::Addresses;

/// An interface that was read.
pub(super) struct Interface {
    pub(super) id: ResourceId,
    pub(super) name: String,
    pub(super) addresses: Addresses,
    pub(super) context: Context,
}

/// The machine of an interface.
#[derive(Default)]
pub(super) struct Machine {
    /// Its name, when that was read, else as its id has it.
    pub(super) name: Option<String>,
    /// Whether something answers there; nothing when that is not known.
    pub(super) running: Option<bool>,
}

/// A public address that is mapped onto an interface, as far as it was read.
pub(super) struct Public {
    pub(super) name: String,
    pub(super) address: Option<String>,
    pub(super) is_v6: bool,
    /// `Basic` or `Standard`; nothing when that is not known.
    pub(super) sku: Option<String>,
}

impl Interface {
    /// # Errors
    /// In words, when it is not what an interface is written as.
    pub(super) fn of(id: ResourceId, resource: &Resource) -> Result<Self, String> {
        let odd = |error| format!("{} can't be read: {error}", id.identity);
        let durable: Durable = resource.durable.decode().map_err(odd)?;
        let context: Context = resource.context.decode().map_err(odd)?;
        let addresses = addresses_of(&context)
            .ok_or_else(|| format!("{} has an address that can't be read", id.identity))?;
        let name = durable.name.unwrap_or_else(|| parse::last(id.identity.as_str()).to_owned());
        Ok(Self { id, name, addresses, context })
    }

    /// The subnet of its primary address.
    pub(super) fn subnet(&self) -> Option<&str> {
        let all = &self.context.ip_configurations;
        let primary = all.iter().find(|one| one.primary).or(all.first());
        primary.and_then(|one| one.subnet.as_deref()).or(self.context.subnets.first().map(|x| &**x))
    }

    /// The public addresses that are mapped onto it. One that is named and was not read has the family of the address that it
    /// is mapped onto.
    pub(super) fn publics(&self, estate: &Estate<'_>) -> Vec<Public> {
        let mut found = Vec::new();
        for one in &self.context.ip_configurations {
            let Some(id) = &one.public_ip else { continue };
            let inside_is_v6 = one.address.as_deref().is_some_and(|text| text.contains(':'));
            let mut public = Public {
                name: parse::last(id).to_owned(),
                address: None,
                is_v6: inside_is_v6,
                sku: None,
            };
            if let Found::Here(_, resource) = estate.find(&public_ip::SPEC, id) {
                let durable = resource.durable.decode::<public_ip::Durable>().ok();
                let context = resource.context.decode::<public_ip::Context>().ok();
                if let Some(durable) = durable {
                    let version = durable.version.as_deref();
                    public.is_v6 = version.map_or(inside_is_v6, |version| version == "IPv6");
                    public.sku = durable.sku;
                }
                public.address = context.and_then(|context| context.address);
            }
            found.push(public);
        }
        found
    }

    /// The application security groups that it is in.
    pub(super) fn member_of(&self) -> BTreeSet<Arc<str>> {
        let groups = self.context.application_security_groups.iter();
        groups.map(|group| format!("{GROUP}{group}").into()).collect()
    }

    pub(super) fn machine(&self, estate: &Estate<'_>) -> Machine {
        let Some(id) = self.context.virtual_machine.as_ref() else { return Machine::default() };
        let named = || Some(parse::last(id).to_owned());
        let Found::Here(_, resource) = estate.find(&virtual_machine::SPEC, id) else {
            return Machine { name: named(), running: None };
        };
        let durable = resource.durable.decode::<virtual_machine::Durable>().ok();
        let context = resource.context.decode::<virtual_machine::Context>().ok();
        Machine {
            name: durable.and_then(|it| it.name).or_else(named),
            running: context.and_then(|it| it.power).and_then(|power| is_running(&power)),
        }
    }

    /// `web-1 (web-1-nic, 198.51.100.7)`.
    pub(super) fn called(&self, machine: Option<&String>, publics: &[Public]) -> String {
        let mut words: Vec<&str> = Vec::new();
        words.extend(machine.map(String::as_str));
        words.extend(Some(self.name.as_str()).filter(|name| machine.is_none_or(|own| own != name)));
        words.extend(publics.iter().find_map(|public| public.address.as_deref()));
        match words.split_first() {
            Some((first, rest)) if !rest.is_empty() => format!("{first} ({})", rest.join(", ")),
            _ => self.name.clone(),
        }
    }

    /// What it may be called in a question besides its label.
    pub(super) fn names(&self, machine: Option<&String>) -> BTreeSet<Arc<str>> {
        let own = [self.name.as_str(), self.id.identity.as_str()];
        let machines = machine.iter().map(|name| name.as_str());
        let machines = machines.chain(self.context.virtual_machine.as_deref());
        own.into_iter().chain(machines).map(Arc::from).collect()
    }
}

/// What a power state says; nothing for a word that says neither.
fn is_running(power: &str) -> Option<bool> {
    match power {
        "running" | "starting" | "stopping" | "deallocating" => Some(true),
        "stopped" | "deallocated" => Some(false),
        _ => None,
    }
}

/// All private addresses of an interface; nothing when one can't be read.
pub(super) fn addresses_of(context: &Context) -> Option<Addresses> {
    let texts = context.ip_configurations.iter().filter_map(|one| one.address.as_deref());
    Addresses::parse_all(texts).ok()
}

/// Whether a resource is an interface.
pub(super) fn is_interface(id: &ResourceId) -> bool {
    id.kind == SPEC.kind
}
