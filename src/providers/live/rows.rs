//! What reading yielded, as rows for `driftwall doctor`, and what is told of a scope that was not read.

use std::collections::{BTreeMap, BTreeSet};

use super::{Access, Checked};
use crate::model::{Coverage, Effort, KindSpec, Need, Reading, Scope, ScopeReading, Status};
use crate::providers::calls::Named;

/// Why a scope is not read.
#[derive(Clone, Debug)]
pub(crate) struct Gap {
    pub(crate) status: Status,
    pub(crate) reason: String,
    /// The permissions without which it can't be.
    pub(crate) missing: BTreeSet<String>,
}

impl Gap {
    /// A gap that no permission closes.
    pub(crate) fn new(status: Status, reason: impl Into<String>) -> Self {
        Self { status, reason: reason.into(), missing: BTreeSet::new() }
    }

    /// What it means for each kind.
    pub(crate) fn coverage(&self) -> Coverage {
        let Self { status, reason, missing } = self;
        let lacks = || Effort { missing: missing.clone(), ..Effort::default() };
        let effort = (!missing.is_empty()).then(lacks);
        Coverage { effort, ..Coverage::unread(*status, reason) }
    }

    /// A scope of which nothing was read.
    pub(crate) fn reading<'k>(
        &self,
        kinds: impl IntoIterator<Item = &'k KindSpec>,
    ) -> ScopeReading {
        let nothing = self.coverage();
        let mut reading = ScopeReading::default();
        for spec in kinds {
            reading.kinds.insert(spec.kind.clone(), Reading::unread(nothing.clone()));
        }
        reading
    }

    /// The calls of a scope of which none was tried.
    pub(crate) fn rows<'k>(
        &self,
        scope: &Scope,
        kinds: impl IntoIterator<Item = &'k KindSpec>,
    ) -> Vec<Checked> {
        rows(scope, kinds, &Told::default(), &self.coverage())
    }
}

/// How calls went, by name.
#[derive(Debug, Default)]
pub(crate) struct Told(BTreeMap<&'static str, Coverage>);

impl Told {
    /// Adds how a call went.
    pub(crate) fn of(&mut self, call: &'static str, coverage: Coverage) {
        self.0.insert(call, coverage);
    }

    /// Adds how a call went that is about one thing, and was made for each: as the worst of them.
    pub(crate) fn of_each(&mut self, (call, _): Named, each: Vec<Coverage>) {
        let mut all = Coverage::complete(Vec::new(), 0);
        each.iter().for_each(|coverage| all.count(coverage));
        let worst = each.into_iter().max_by_key(|coverage| coverage.status);
        self.0.extend(worst.map(|Coverage { status, reason, calls, pages: _, effort: _ }| {
            (call, Coverage { status, reason, calls, ..all })
        }));
    }

    /// One row a call. Nobody asks about things that are not there, so their calls were not tried.
    pub(crate) fn rows<'k>(
        &self,
        scope: &Scope,
        kinds: impl IntoIterator<Item = &'k KindSpec>,
    ) -> Vec<Checked> {
        let reason = "there is nothing there that it could be asked about";
        rows(scope, kinds, self, &Coverage::unread(Status::Skipped, reason))
    }
}

/// One row a call; `otherwise` is for calls of which nothing is told.
fn rows<'k>(
    scope: &Scope,
    kinds: impl IntoIterator<Item = &'k KindSpec>,
    Told(told): &Told,
    otherwise: &Coverage,
) -> Vec<Checked> {
    let mut rows: BTreeMap<&str, Checked> = BTreeMap::new();
    for call in kinds.into_iter().flat_map(|spec| spec.calls) {
        let required = matches!(call.need, Need::Required);
        let row = rows.entry(call.name).or_insert_with(|| {
            let Coverage { status, reason, calls: _, pages, effort } =
                told.get(call.name).unwrap_or(otherwise);
            Checked {
                scope: scope.clone(),
                call: call.name.to_owned(),
                permission: call.permission.to_owned(),
                required,
                access: access(*status),
                pages: *pages,
                effort: effort.clone(),
                reason: reason.clone(),
            }
        });
        row.required |= required;
    }
    rows.into_values().collect()
}

const fn access(status: Status) -> Access {
    match status {
        Status::Complete => Access::Allowed,
        Status::Absent => Access::NotThere,
        Status::Skipped => Access::NotTried,
        Status::Denied => Access::Denied,
        Status::Partial | Status::Throttled | Status::Failed => Access::Unreachable,
    }
}
