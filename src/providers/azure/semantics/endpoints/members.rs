//! Who is behind the names that shields draw on.
//!
//! An application security group stands for the private addresses of the interfaces in it; nobody else can be in it when all interfaces of
//! its subscription were read. A service tag stands for Microsoft's prefixes, where they were read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ipnet::IpNet;

use super::estate::Estate;
use super::interfaces::addresses_of;
use super::networks::{blocks, union};
use crate::model::Members;
use crate::providers::azure::parse::network_interface::{Context, SPEC};
use crate::providers::azure::parse::service_tag;
use crate::providers::azure::semantics::tags::{self, TAG};
use crate::traffic::Addresses;

pub(super) const GROUP: &str = "azure.application-security-group:";

/// The service tags of which the prefixes were read, as names in lower case.
pub(super) fn read_tags(estate: &Estate<'_>) -> BTreeSet<String> {
    let kind = service_tag::SPEC.kind;
    let all = estate.view.resources(&kind);
    all.map(|(_, identity, _)| format!("{TAG}{identity}").to_lowercase()).collect()
}

/// The prefixes of a service tag; nothing when they were not read.
pub(super) fn tagged(estate: &Estate<'_>, tag: &str) -> Option<Vec<IpNet>> {
    let kind = service_tag::SPEC.kind;
    let mut all = estate.view.resources(&kind);
    let (_, _, found) = all.find(|(_, identity, _)| identity.as_str().eq_ignore_ascii_case(tag))?;
    let context: service_tag::Context = found.context.decode().ok()?;
    Some(blocks(&context.prefixes))
}

pub(super) fn members(
    estate: &Estate<'_>,
    names: &BTreeSet<Arc<str>>,
) -> BTreeMap<Arc<str>, Members> {
    let mut sets = BTreeMap::new();
    let mut groups: BTreeMap<&str, (Addresses, bool)> = BTreeMap::new();
    for name in names {
        if let Some(fixed) = tags::members(name) {
            sets.insert(name.clone(), fixed);
        } else if let Some(tag) = name.strip_prefix(TAG) {
            let known = tagged(estate, tag).map(|blocks| Members::Addresses(union(&blocks)));
            sets.insert(name.clone(), known.unwrap_or(Members::Unread));
        } else if let Some(group) = name.strip_prefix(GROUP) {
            let whole = estate
                .scope(group)
                .is_some_and(|scope| estate.view.status(scope, &SPEC.kind).proves_absence());
            groups.insert(group, (Addresses::none(), whole));
        }
    }
    if !groups.is_empty() {
        for (_, _, interface) in estate.view.resources(&SPEC.kind) {
            join(&mut groups, interface.context.decode().ok());
        }
    }
    sets.extend(groups.into_iter().map(|(group, (addresses, whole))| {
        let name = format!("{GROUP}{group}").into();
        (name, Members::Endpoints { addresses, whole })
    }));
    sets
}

fn join(groups: &mut BTreeMap<&str, (Addresses, bool)>, interface: Option<Context>) {
    let Some(context) = interface else {
        // It may be in any of them.
        groups.values_mut().for_each(|(_, whole)| *whole = false);
        return;
    };
    for group in &context.application_security_groups {
        let Some((known, whole)) = groups.get_mut(group.as_str()) else { continue };
        match addresses_of(&context) {
            Some(addresses) => *known = known.union(&addresses),
            None => *whole = false,
        }
    }
}
