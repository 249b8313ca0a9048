//! Where resources of one region are looked for: what one account uses may be another's, and be told by either.
//!
//! A subnet that is shared is listed by its owner and by those it is shared with; a group, an ACL and a list may be too. Ids are
//! AWS's and never given twice.

use crate::model::{Identity, Kind, KindSpec, Resource, ResourceId, Scope, View};

/// What is known of the estate by now.
pub(super) struct Estate<'a> {
    pub(super) view: &'a View<'a>,
    scopes: Vec<&'a Scope>,
}

impl<'a> Estate<'a> {
    pub(super) fn of(view: &'a View<'a>) -> Self {
        Self { view, scopes: view.scopes().collect() }
    }

    /// All that is told of a resource: what the scope `near` says, then others of its region.
    pub(super) fn all(
        &self,
        spec: &KindSpec,
        identity: &str,
        near: &Scope,
    ) -> Vec<(ResourceId, &'a Resource)> {
        let Ok(identity) = Identity::new(identity) else { return Vec::new() };
        let others = self.scopes.iter().copied().filter(|scope| {
            *scope != near
                && scope.provider() == near.provider()
                && scope.parts().last() == near.parts().last()
        });
        std::iter::once(near)
            .chain(others)
            .filter_map(|scope| {
                let (scope, identity) = (scope.clone(), identity.clone());
                let id = ResourceId { scope, kind: spec.kind.clone(), identity };
                self.view.get(&id).map(|resource| (id, resource))
            })
            .collect()
    }

    /// The first of them.
    pub(super) fn find(
        &self,
        spec: &KindSpec,
        identity: &str,
        near: &Scope,
    ) -> Option<(ResourceId, &'a Resource)> {
        self.all(spec, identity, near).into_iter().next()
    }

    /// Why a resource that is named was not found.
    pub(super) fn unread(&self, kind: &Kind, identity: &str, near: &Scope) -> String {
        let status = self.view.status(near, kind);
        format!("{kind} {identity} is not in what was read of {near} ({status})")
    }
}

/// Where an account's resources of the same region are.
pub(super) fn home(near: &Scope, account: Option<&str>) -> Scope {
    match (account, near.parts()) {
        (Some(account), [_, region]) => {
            Scope::new(near.provider(), &format!("{account}/{region}")).unwrap_or(near.clone())
        }
        _ => near.clone(),
    }
}
