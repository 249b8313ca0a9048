//! Who is behind the names that shields draw on.
//!
//! A group stands for the private addresses of the interfaces in it (VPC user guide, "Security group referencing"), a prefix list for its
//! blocks. Nobody else can be in a group when all interfaces of its account were read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::estate::{Estate, home};
use super::interfaces::{addresses, groups_of};
use crate::model::{Members, Resource, Scope};
use crate::providers::aws::parse::network_interface::Context;
use crate::providers::aws::parse::security_group::{self, Durable};
use crate::providers::aws::parse::{self, network_interface};
use crate::providers::aws::semantics::prefix_list;
use crate::traffic::{Addresses, Intervals};

/// The members of each name, as far as anything is known of it.
pub(super) fn members(
    estate: &Estate<'_>,
    names: &BTreeMap<Arc<str>, Scope>,
) -> BTreeMap<Arc<str>, Members> {
    let mut found: BTreeMap<Arc<str>, Members> = BTreeMap::new();
    let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
    let prefix = format!("{}:", security_group::SPEC.kind);
    for (name, near) in names {
        if let Some(group) = name.strip_prefix(&prefix) {
            groups.insert(group, Group::of(estate, group, near));
        } else if let Some(members) = list(estate, near, name) {
            found.insert(name.clone(), members);
        }
    }
    if !groups.is_empty() {
        for (_, _, interface) in estate.view.resources(&network_interface::SPEC.kind) {
            join(&mut groups, interface);
        }
    }
    found.extend(groups.into_iter().map(|(group, known)| {
        let addresses = Addresses { v4: Intervals::of(known.v4), v6: Intervals::of(known.v6) };
        let members = Members::Endpoints { addresses, whole: known.whole };
        (format!("{prefix}{group}").into(), members)
    }));
    found
}

/// A list that is shared between accounts may have been read in one of them only.
fn list(estate: &Estate<'_>, near: &Scope, name: &str) -> Option<Members> {
    let spec = &parse::prefix_list::SPEC;
    let identity = name.strip_prefix(&format!("{}:", spec.kind))?;
    let told = estate.all(spec, identity, near);
    let mut told: Vec<Members> =
        told.filter_map(|(id, _)| prefix_list::members(estate.view, &id.scope, name)).collect();
    let read = told.iter().position(|members| matches!(members, Members::Addresses(_)));
    (!told.is_empty()).then(|| told.swap_remove(read.unwrap_or(0)))
}

/// What is known of who is in a group.
struct Group {
    v4: Vec<(u32, u32)>,
    v6: Vec<(u128, u128)>,
    whole: bool,
}

impl Group {
    fn of(estate: &Estate<'_>, group: &str, near: &Scope) -> Self {
        let found = estate.find(&security_group::SPEC, group, near);
        let whole = found.is_some_and(|(id, resource)| {
            let owner = resource.durable.decode::<Durable>().ok().and_then(|group| group.owner);
            let home = home(&id.scope, owner.as_deref());
            estate.view.status(&home, &network_interface::SPEC.kind).proves_absence()
        });
        Self { v4: Vec::new(), v6: Vec::new(), whole }
    }
}

fn join(groups: &mut BTreeMap<&str, Group>, interface: &Resource) {
    let mut known = None;
    for group in groups_of(interface.context.as_str()) {
        let Some(group) = groups.get_mut(group) else { continue };
        let known = known.get_or_insert_with(|| {
            interface.context.decode::<Context>().ok().as_ref().and_then(addresses)
        });
        match known {
            Some(Addresses { v4, v6 }) => {
                group.v4.extend_from_slice(v4.spans());
                group.v6.extend_from_slice(v6.spans());
            }
            None => group.whole = false,
        }
    }
}
