//! Instances: each of their interfaces is an endpoint, in a network of its own.
//!
//! Rules see internal addresses: the primary one, alias ranges and IPv6. External IPv4 addresses are mapped onto the primary one outside of the machine.
//! ("IP addresses".)

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{Identity, Provider, Resource, ResourceId, Scope, View};
use crate::providers::gcp::kinds;
use crate::providers::gcp::parse::instance::{Context, SPEC};
use crate::providers::gcp::semantics::networks;
use crate::traffic::Addresses;

/// One interface of an instance.
pub(super) struct Interface {
    /// The instance's own for the first, and with the interface's name for the others.
    pub(super) id: ResourceId,
    pub(super) label: Arc<str>,
    pub(super) called: String,
    pub(super) names: BTreeSet<Arc<str>>,
    pub(super) machine: Arc<str>,
    pub(super) running: Option<bool>,
    pub(super) addresses: Addresses,
    pub(super) public: Addresses,
    /// Whether it has external addresses.
    pub(super) external: External,
    pub(super) tags: Vec<String>,
    pub(super) network: ResourceId,
    pub(super) region: Option<String>,
    pub(super) member_of: BTreeSet<Arc<str>>,
    /// Why it can't be read.
    pub(super) doubt: Option<String>,
}

/// The families in which the internet knows an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct External {
    /// An address, be it one that is not assigned while the machine is off.
    pub(super) v4: bool,
    /// An address of its own. One of a private range leaves no network.
    pub(super) v6: bool,
}

impl External {
    /// An address of a network that nobody is known to use.
    pub(super) const NONE: Self = Self { v4: false, v6: false };
}

/// The instance that an endpoint is of.
pub(super) fn instance(id: &ResourceId) -> ResourceId {
    let mut parts = id.identity.as_str().splitn(3, '/');
    let own = match (parts.next(), parts.next()) {
        (Some(zone), Some(name)) => Identity::new(format!("{zone}/{name}")).ok(),
        _ => None,
    };
    ResourceId { identity: own.unwrap_or_else(|| id.identity.clone()), ..id.clone() }
}

/// The interfaces of an instance.
///
/// # Errors
/// In words, when it is not what an instance is written as.
pub(super) fn interfaces(
    view: &View<'_>,
    id: &ResourceId,
    resource: &Resource,
) -> Result<Vec<Interface>, String> {
    let odd = |error| format!("{} can't be read: {error}", id.identity);
    let context: Context = resource.context.decode().map_err(odd)?;
    let is_project =
        |scope: &&Scope| scope.provider() == Provider::Gcp && !kinds::is_above_projects(scope);
    let projects = view.scopes().filter(is_project).count();
    let identity = id.identity.as_str();
    let (zone, name) = identity.split_once('/').unwrap_or(("", identity));
    let project = id.scope.place();
    let machine: Arc<str> =
        if projects > 1 { format!("{project}/{identity}").into() } else { identity.into() };
    let running = context.status.as_deref().and_then(runs);
    let link = format!("projects/{project}/zones/{zone}/instances/{name}");
    let mut names: BTreeSet<Arc<str>> = [name.into(), identity.into(), link.as_str().into()].into();
    for host in ["www.googleapis.com", "compute.googleapis.com"] {
        names.insert(format!("https://{host}/compute/v1/{link}").into());
    }
    let mut member_of: BTreeSet<Arc<str>> = BTreeSet::new();
    member_of.extend(context.tags.iter().map(|tag| Arc::from(format!("gcp.tag:{tag}"))));
    let accounts = context.service_accounts.iter();
    member_of.extend(accounts.map(|one| Arc::from(format!("gcp.service-account:{one}"))));
    let mut found = Vec::new();
    for (index, interface) in context.interfaces.iter().enumerate() {
        let own = |text: &str| -> Result<Arc<str>, String> {
            Ok(if index == 0 { text.into() } else { format!("{text}/{}", interface.name).into() })
        };
        let mut texts: Vec<&str> = interface.alias_ranges.iter().map(String::as_str).collect();
        texts.extend(interface.address.as_deref());
        texts.extend(interface.ipv6_address.as_deref());
        let outside = context.public_addresses.iter().filter(|one| one.interface == interface.name);
        let outside: Vec<&str> = outside.map(|one| one.address.as_str()).collect();
        let assigned = outside.iter().copied().filter(|address| *address != UNASSIGNED);
        let public = Addresses::parse_all(assigned).map_err(|error| error.to_string())?;
        let addresses = Addresses::parse_all(texts.iter().copied().chain(external_six(&outside)));
        let network = networks::named(&id.scope, interface.network.as_deref().unwrap_or_default());
        let network = network.ok_or_else(|| format!("{identity} names no network"))?;
        let here = member_of.iter().map(|name| networks::within(&network, name));
        let mut member_of: BTreeSet<Arc<str>> = here.chain(member_of.iter().cloned()).collect();
        member_of.insert(networks::name(&network));
        let shown = outside.iter().find(|address| **address != UNASSIGNED);
        let called = shown.map_or_else(|| name.to_owned(), |address| format!("{name} ({address})"));
        found.push(Interface {
            id: ResourceId {
                identity: Identity::new(own(identity)?.as_ref())
                    .map_err(|error| error.to_string())?,
                ..id.clone()
            },
            label: own(&machine)?,
            called,
            names: names.clone(),
            machine: machine.clone(),
            running,
            addresses: addresses.map_err(|error| error.to_string())?,
            external: External {
                v4: outside.iter().any(|one| *one == UNASSIGNED || !one.contains(':')),
                v6: outside.iter().any(|one| one.contains(':')),
            },
            public: Addresses::of_v4(public.v4),
            tags: context.tags.clone(),
            network,
            region: zone.rsplit_once('-').map(|(region, _)| region.to_owned()),
            member_of,
            doubt: None,
        });
    }
    Ok(found)
}

/// Whether something answers on a machine with this status; nothing while it is on its way up or down. ("Instance life cycle".)
fn runs(status: &str) -> Option<bool> {
    match status {
        "RUNNING" => Some(true),
        "TERMINATED" | "STOPPED" | "SUSPENDED" => Some(false),
        _ => None,
    }
}

/// What stands for an external address while the machine is off and none is held for it.
const UNASSIGNED: &str = "unassigned";

/// External IPv6 addresses are the machine's own; nothing maps them.
fn external_six<'a>(outside: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    outside.iter().copied().filter(|address| address.contains(':'))
}

impl Interface {
    /// An instance that is there, and nothing else is known of it.
    pub(super) fn unreadable(id: &ResourceId, why: &str) -> Self {
        let label: Arc<str> = id.identity.as_str().into();
        Self {
            id: id.clone(),
            called: label.to_string(),
            names: BTreeSet::new(),
            machine: label.clone(),
            running: None,
            addresses: Addresses::none(),
            public: Addresses::none(),
            external: External { v4: true, v6: true },
            tags: Vec::new(),
            network: id.clone(),
            region: None,
            member_of: BTreeSet::new(),
            doubt: Some(why.to_owned()),
            label,
        }
    }
}

/// Whether a resource is of the kind that has interfaces.
pub(super) fn is_instance(id: &ResourceId) -> bool {
    id.kind == SPEC.kind
}
