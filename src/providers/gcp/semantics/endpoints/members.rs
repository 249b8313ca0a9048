//! Who is behind the names that rules draw on.
//!
//! Tags and service accounts stand for the internal addresses of the instances that have them. The internet as a context is what comes from, or goes to, public
//! addresses. Secure tags, address groups, names, regions and lists stay symbols: nothing that is read says who is in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::instances::interfaces;
use crate::model::{Members, Provider, ResourceId, Scope, View};
use crate::providers::gcp::kinds;
use crate::providers::gcp::parse::instance::SPEC;
use crate::traffic::Addresses;

pub(super) fn members(view: &View<'_>, names: &BTreeSet<Arc<str>>) -> BTreeMap<Arc<str>, Members> {
    let mut sets = BTreeMap::new();
    let told: BTreeSet<&Arc<str>> = names
        .iter()
        .filter(|name| {
            let told = ["gcp.tag:", "gcp.service-account:", "gcp.network:"];
            told.iter().any(|prefix| name.starts_with(prefix))
        })
        .collect();
    if !told.is_empty() {
        let is_project =
            |scope: &&Scope| scope.provider() == Provider::Gcp && !kinds::is_above_projects(scope);
        let whole = view
            .scopes()
            .filter(is_project)
            .all(|scope| view.status(scope, &SPEC.kind).proves_absence());
        let mut known: BTreeMap<&Arc<str>, Addresses> =
            told.into_iter().map(|name| (name, Addresses::none())).collect();
        for (scope, identity, resource) in view.resources(&SPEC.kind) {
            let (scope, identity) = (scope.clone(), identity.clone());
            let id = ResourceId { scope, kind: SPEC.kind, identity };
            for interface in interfaces(view, &id, resource).unwrap_or_default() {
                for name in &interface.member_of {
                    if let Some(addresses) = known.get_mut(name) {
                        *addresses = addresses.union(&interface.addresses);
                    }
                }
            }
        }
        let set = |(name, addresses): (&Arc<str>, Addresses)| {
            (name.clone(), Members::Endpoints { addresses, whole })
        };
        sets.extend(known.into_iter().map(set));
    }
    let internet = Addresses::internet();
    for (name, addresses) in [
        ("gcp.network-context:INTERNET", internet.clone()),
        ("gcp.network-context:NON_INTERNET", internet.complement()),
    ] {
        if let Some(name) = names.get(name) {
            sets.insert(name.clone(), Members::Addresses(addresses));
        }
    }
    sets
}
