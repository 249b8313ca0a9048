//! Where resources are looked for: an id of Resource Manager says of which subscription it is.

use std::sync::Arc;

use crate::model::{Identity, KindSpec, Provider, Resource, ResourceId, Scope, Status, View};

/// What is known of the estate by now.
pub(super) struct Estate<'a> {
    pub(super) view: &'a View<'a>,
    scopes: Vec<&'a Scope>,
}

/// What became of looking for a resource that is named.
pub(super) enum Found<'a> {
    /// It was read.
    Here(ResourceId, &'a Resource),
    /// Its kind was read whole, and it is not there.
    Gone,
    /// Nobody looked for its kind in its subscription.
    Skipped(String),
    /// It may be there, for all that is known.
    Unread(String),
}

impl<'a> Estate<'a> {
    pub(super) fn of(view: &'a View<'a>) -> Self {
        let scopes = view.scopes().filter(|scope| scope.provider() == Provider::Azure).collect();
        Self { view, scopes }
    }

    /// The subscription that an id is of, when it was read.
    pub(super) fn scope(&self, id: &str) -> Option<&'a Scope> {
        let subscription = id.split('/').nth(2)?;
        let is_it = |scope: &&&Scope| {
            scope.parts().first().is_some_and(|part| part.eq_ignore_ascii_case(subscription))
        };
        self.scopes.iter().find(is_it).copied()
    }

    /// Finds a resource by its id.
    pub(super) fn find(&self, spec: &KindSpec, id: &str) -> Found<'a> {
        let Some(scope) = self.scope(id) else {
            return Found::Skipped(format!(
                "{} {id} is of a subscription that was not read",
                spec.title
            ));
        };
        let Ok(identity) = Identity::new(id) else {
            return Found::Unread(format!("`{id}` is no id of a {}", spec.title));
        };
        let found = ResourceId { scope: scope.clone(), kind: spec.kind.clone(), identity };
        if let Some(resource) = self.view.get(&found) {
            return Found::Here(found, resource);
        }
        let status = self.view.status(scope, &spec.kind);
        let why = format!("{} {id} is not in what was read of {scope} ({status})", spec.title);
        match status {
            Status::Complete | Status::Absent => Found::Gone,
            Status::Skipped => Found::Skipped(why),
            Status::Partial | Status::Throttled | Status::Denied | Status::Failed => {
                Found::Unread(why)
            }
        }
    }

    /// Why parts of what was read may be missing.
    pub(super) fn partial(&self, id: &ResourceId, spec: &KindSpec) -> Option<String> {
        let status = self.view.status(&id.scope, &spec.kind);
        (status == Status::Partial).then(|| {
            format!("{}s of {} were not read whole: parts may be missing", spec.title, id.scope)
        })
    }

    /// Which of the subscriptions somebody tried to read this kind of, and did not get it whole.
    pub(super) fn tried(&self, spec: &KindSpec) -> Option<String> {
        let of = |scope: &&Scope| {
            let status = self.view.status(scope, &spec.kind);
            let whole = status.proves_absence() || status == Status::Skipped;
            (!whole).then(|| format!("{}s of {scope} were not read whole ({status})", spec.title))
        };
        self.scopes.iter().find_map(of)
    }
}

/// The symbol for a thing: its kind and its id.
pub(super) fn named(spec: &KindSpec, id: &str) -> Arc<str> {
    format!("{}:{id}", spec.kind).into()
}
