//! A group that lets nothing in, in place of the groups of an interface.

use serde_json::json;

use crate::model::{Act, Class, Edit, Exposed, Setting, Snapshot};
use crate::providers::Open;
use crate::providers::aws::parse::network_interface::{self, Context};
use crate::providers::aws::parse::security_group::{self, Durable};

/// As many interfaces as are edited for one finding.
const INTERFACES: usize = 8;

/// The groups of each network that let nothing in: first one that lets nothing out either.
pub(super) fn shut(open: &Open<'_>) -> Vec<Vec<Edit>> {
    if open.endpoints.len() > INTERFACES {
        return Vec::new();
    }
    let of = |keeps: bool| -> Option<Vec<Edit>> {
        open.endpoints.iter().map(|endpoint| moved(open.estate, endpoint, keeps)).collect()
    };
    [of(true), of(false)].into_iter().flatten().collect()
}

/// An interface in such a group, and in no other.
fn moved(estate: &Snapshot, endpoint: &Exposed, keeps: bool) -> Option<Edit> {
    if endpoint.id.kind != network_interface::SPEC.kind {
        return None;
    }
    let now: Context = estate.get(&endpoint.id)?.context.decode().ok()?;
    if now.requester_managed || now.groups.is_empty() {
        return None;
    }
    let vpc = now.vpc.as_ref()?;
    let scope = estate.scopes.get(&endpoint.id.scope)?;
    let groups = &scope.kinds.get(&security_group::SPEC.kind)?.resources;
    let lets_nothing = |group: &Durable| {
        group.vpc.as_ref() == Some(vpc)
            && group.ingress.is_empty()
            && (!keeps || group.egress.is_empty())
    };
    let (to, _) = groups.iter().find(|(_, group)| {
        group.durable.decode::<Durable>().is_ok_and(|group| lets_nothing(&group))
    })?;
    let setting = Setting {
        class: Class::Context,
        path: vec!["groups".to_owned()],
        is_element: false,
        from: Some(json!(now.groups)),
        to: Some(json!([to.as_str()])),
    };
    Some(Edit { id: endpoint.id.clone(), act: Act::Set(vec![setting]) })
}
