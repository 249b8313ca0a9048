//! From what was read and what somebody approves to what is written: pure, and careful to touch nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::{Pairing, lacks_key};
use crate::model::{Coverage, Kind, Reading, ResourceId, Scope, Snapshot, Status};

/// What somebody approves, by the later side's names.
#[derive(Clone, Debug, Default)]
pub(super) struct Approved {
    /// Single resources.
    pub(super) resources: BTreeSet<ResourceId>,
    /// Whole kinds: what was read replaces what was recorded.
    pub(super) kinds: BTreeSet<(Scope, Kind)>,
}

/// What somebody approves and can't be approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A kind that was not fully read.
    Unread { scope: Scope, kind: Kind, coverage: Coverage },
    /// A resource of which nobody can tell what became of its values, so that what is recorded of them would be lost.
    Sealed(ResourceId),
}

/// The readings to record, by the baseline's own scopes.
pub(super) type Edits = BTreeMap<Scope, BTreeMap<Kind, Reading>>;

/// Works out the readings to record.
///
/// `recorded` is the whole baseline, `live` what was read, with what is not in scope left out of it; `in_scope` says
/// of a resource whether it is. What is not in scope, and what nobody approved, stays as recorded.
///
/// # Errors
/// Every kind that is to be recorded and was not fully read, and every resource whose values are sealed with another key.
pub(super) fn edits(
    approved: &Approved,
    recorded: &Snapshot,
    live: &Snapshot,
    pairing: &Pairing,
    in_scope: impl Fn(&ResourceId) -> bool,
) -> Result<Edits, Vec<Refusal>> {
    let mut edits = Edits::new();
    let mut refused = Vec::new();
    let mut touched: BTreeSet<(&Scope, &Kind)> =
        approved.kinds.iter().map(|(scope, kind)| (scope, kind)).collect();
    touched.extend(approved.resources.iter().map(|id| (&id.scope, &id.kind)));
    for (scope, kind) in touched {
        let read = live.scopes.get(scope).and_then(|reading| reading.kinds.get(kind));
        let coverage = read.map_or_else(
            || Coverage::unread(Status::Skipped, "nothing of it was read"),
            |reading| reading.coverage.clone(),
        );
        let home = pairing.earlier(scope);
        let known = recorded.scopes.get(home).and_then(|reading| reading.kinds.get(kind));
        let holds_some = known.is_some_and(|reading| !reading.resources.is_empty());
        if coverage.status.is_gap() || (coverage.status == Status::Skipped && holds_some) {
            refused.push(Refusal::Unread { scope: scope.clone(), kind: kind.clone(), coverage });
            continue;
        }
        if coverage.status == Status::Skipped && known.is_some() {
            // Nobody looked, so what was approved (that there is nothing of it) stays approved.
            continue;
        }
        let nothing = BTreeMap::new();
        let found = read.map_or(&nothing, |reading| &reading.resources);
        let mut resources = known.map(|reading| reading.resources.clone()).unwrap_or_default();
        let whole = approved.kinds.contains(&(scope.clone(), kind.clone()));
        let id = |identity: &crate::model::Identity| ResourceId {
            scope: scope.clone(),
            kind: kind.clone(),
            identity: identity.clone(),
        };
        resources.retain(|identity, _| {
            let id = id(identity);
            let gone = !found.contains_key(identity);
            let approved_of = whole || approved.resources.contains(&id);
            !(gone && approved_of && in_scope(&id))
        });
        for (identity, resource) in found {
            if whole || approved.resources.contains(&id(identity)) {
                let known = resources.get(identity);
                if known.is_some_and(|known| lacks_key(kind, known, resource)) {
                    refused.push(Refusal::Sealed(id(identity)));
                }
                resources.insert(identity.clone(), resource.clone());
            }
        }
        edits
            .entry(home.clone())
            .or_default()
            .insert(kind.clone(), Reading { coverage, resources });
    }
    if refused.is_empty() { Ok(edits) } else { Err(refused) }
}

#[cfg(test)]
mod tests {
    use super::{Approved, edits};
    use crate::compare::Pairing;
    use crate::model::{
        Coverage, Document, Identity, Kind, Reading, Resource, ResourceId, Scope, ScopeReading,
        Snapshot, Status,
    };

    fn kind() -> Kind {
        "gcp.example".parse().unwrap()
    }

    fn side(scope: &str, status: Status, resources: &[(&str, u8)]) -> Snapshot {
        let resources = resources
            .iter()
            .map(|(name, value)| {
                let durable = Document::of(&serde_json::json!({ "x": value })).unwrap();
                (Identity::new(*name).unwrap(), Resource { durable, context: Document::empty() })
            })
            .collect();
        let coverage = Coverage { status, ..Coverage::complete(vec!["list".to_owned()], 1) };
        let mut reading = ScopeReading::default();
        reading.kinds.insert(kind(), Reading { coverage, resources });
        let mut snapshot = Snapshot::default();
        snapshot.scopes.insert(scope.parse().unwrap(), reading);
        snapshot
    }

    fn id(scope: &Scope, name: &str) -> ResourceId {
        let identity = Identity::new(name).unwrap();
        ResourceId { scope: scope.clone(), kind: kind(), identity }
    }

    fn result(
        approved: &[&str],
        whole: bool,
        status: Status,
        in_scope: fn(&ResourceId) -> bool,
    ) -> Result<String, Vec<super::Refusal>> {
        let recorded = side("gcp:shop", Status::Complete, &[("a", 1), ("b", 1), ("out", 1)]);
        let live = side("gcp:today", status, &[("b", 2), ("c", 2)]);
        let pairing = Pairing::new(&recorded, &live, &[]).unwrap();
        let scope: Scope = "gcp:today".parse().unwrap();
        let approved = Approved {
            resources: approved.iter().map(|name| id(&scope, name)).collect(),
            kinds: whole.then(|| (scope.clone(), kind())).into_iter().collect(),
        };
        let edits = edits(&approved, &recorded, &live, &pairing, in_scope)?;
        let home: Scope = "gcp:shop".parse().unwrap();
        let reading = &edits[&home][&kind()];
        Ok(reading
            .resources
            .iter()
            .map(|(name, resource)| format!("{name}={}", resource.durable.as_str()))
            .collect::<Vec<_>>()
            .join(" "))
    }

    fn everything(_: &ResourceId) -> bool {
        true
    }

    #[test]
    fn what_nobody_approved_stays_as_recorded() {
        let one = |name| result(&[name], false, Status::Complete, everything).unwrap();
        assert_eq!(one("a"), r#"b={"x":1} out={"x":1}"#, "a removal");
        assert_eq!(one("b"), r#"a={"x":1} b={"x":2} out={"x":1}"#, "an edit");
        assert_eq!(one("c"), r#"a={"x":1} b={"x":1} c={"x":2} out={"x":1}"#, "an addition");
    }

    #[test]
    fn a_whole_kind_becomes_what_was_read_and_keeps_what_is_out_of_scope() {
        let out: fn(&ResourceId) -> bool = |id| id.identity.as_str() != "out";
        assert_eq!(
            result(&[], true, Status::Complete, out).unwrap(),
            r#"b={"x":2} c={"x":2} out={"x":1}"#
        );
    }

    #[test]
    fn a_kind_that_was_not_fully_read_is_refused() {
        for status in
            [Status::Partial, Status::Denied, Status::Throttled, Status::Failed, Status::Skipped]
        {
            for (ids, whole) in [(&["b"][..], false), (&[][..], true)] {
                let refused = result(ids, whole, status, everything).unwrap_err();
                let super::Refusal::Unread { coverage, .. } = &refused[0] else {
                    panic!("{refused:?}")
                };
                assert_eq!(coverage.status, status);
            }
        }
    }

    #[test]
    fn an_absent_kind_is_known_to_be_empty() {
        let recorded = side("gcp:shop", Status::Complete, &[("a", 1)]);
        let live = side("gcp:shop", Status::Absent, &[]);
        let pairing = Pairing::new(&recorded, &live, &[]).unwrap();
        let scope: Scope = "gcp:shop".parse().unwrap();
        let approved = Approved { kinds: [(scope.clone(), kind())].into(), ..Approved::default() };
        let edits = edits(&approved, &recorded, &live, &pairing, everything).unwrap();
        assert!(edits[&scope][&kind()].resources.is_empty());
    }

    #[test]
    fn an_approved_absence_is_not_forgotten_because_nobody_looked() {
        let recorded = side("gcp:shop", Status::Complete, &[]);
        let live = side("gcp:shop", Status::Skipped, &[]);
        let pairing = Pairing::new(&recorded, &live, &[]).unwrap();
        let scope: Scope = "gcp:shop".parse().unwrap();
        let approved = Approved { kinds: [(scope, kind())].into(), ..Approved::default() };
        assert!(edits(&approved, &recorded, &live, &pairing, everything).unwrap().is_empty());
    }
}
