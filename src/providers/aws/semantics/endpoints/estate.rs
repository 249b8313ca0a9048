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
    pub(super) fn all<'n>(
        &'n self,
        spec: &KindSpec,
        identity: &str,
        near: &'n Scope,
    ) -> impl Iterator<Item = (ResourceId, &'a Resource)> + use<'n, 'a> {
        let others = self.scopes.iter().copied().filter(move |scope| {
            *scope != near
                && scope.provider() == near.provider()
                && scope.parts().last() == near.parts().last()
        });
        let (kind, identity) = (spec.kind.clone(), Identity::new(identity).ok());
        std::iter::once(near).chain(others).filter_map(move |scope| {
            let (scope, identity) = (scope.clone(), identity.clone()?);
            let id = ResourceId { scope, kind: kind.clone(), identity };
            self.view.get(&id).map(|resource| (id, resource))
        })
    }

    /// The first of them.
    pub(super) fn find(
        &self,
        spec: &KindSpec,
        identity: &str,
        near: &Scope,
    ) -> Option<(ResourceId, &'a Resource)> {
        self.all(spec, identity, near).next()
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
