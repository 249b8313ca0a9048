//! Which scope of one side is held against which scope of the other.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Provider, Scope, Snapshot};

/// Pairs of scopes, by the later side's names.
///
/// When the two sides each hold exactly one scope of a provider, these are paired whatever their
/// names; otherwise scopes are paired by name, or as the caller says (`--map LATER=EARLIER`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairing {
    /// Later scope → earlier scope, only where the names differ.
    renamed: BTreeMap<Scope, Scope>,
}

/// A pair that can't be made.
#[derive(Debug, thiserror::Error)]
pub enum PairingError {
    /// A scope that is to be paired is on neither side.
    #[error("`--map {later}={earlier}`: neither side has the scope `{missing}`")]
    Missing {
        /// The scope of the later side.
        later: Scope,
        /// The scope of the earlier side.
        earlier: Scope,
        /// The one that is not there.
        missing: Scope,
    },
    /// Two pairs name one scope.
    #[error("`--map` names `{0}` twice")]
    Twice(Scope),
    /// The two scopes are of different providers.
    #[error("`--map {0}={1}` pairs scopes of two providers")]
    Providers(Scope, Scope),
}

impl Pairing {
    /// Pairs the scopes of two snapshots. `asked` holds the caller's own pairs; each names its two sides in either order.
    ///
    /// # Errors
    /// [`PairingError`] when an asked pair can't be made.
    pub fn new(
        before: &Snapshot,
        after: &Snapshot,
        asked: &[(Scope, Scope)],
    ) -> Result<Self, PairingError> {
        let mut renamed = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for (one, other) in asked {
            if one.provider() != other.provider() {
                return Err(PairingError::Providers(one.clone(), other.clone()));
            }
            // `A=B` reads naturally as either direction; only one of them can be meant unless both sides have both names.
            let fits = |later: &Scope, earlier: &Scope| {
                after.scopes.contains_key(later) && before.scopes.contains_key(earlier)
            };
            let (later, earlier) = match (fits(one, other), fits(other, one)) {
                (true, _) => (one, other),
                (false, true) => (other, one),
                (false, false) => {
                    let known = |scope: &Scope| {
                        after.scopes.contains_key(scope) || before.scopes.contains_key(scope)
                    };
                    let missing = if known(one) { other } else { one };
                    return Err(PairingError::Missing {
                        later: one.clone(),
                        earlier: other.clone(),
                        missing: missing.clone(),
                    });
                }
            };
            if !taken.insert(earlier.clone()) {
                return Err(PairingError::Twice(earlier.clone()));
            }
            if renamed.insert(later.clone(), earlier.clone()).is_some() {
                return Err(PairingError::Twice(later.clone()));
            }
        }
        for provider in Provider::ALL {
            let only = |snapshot: &Snapshot| {
                let mut of = snapshot.scopes.keys().filter(|scope| scope.provider() == provider);
                match (of.next(), of.next()) {
                    (Some(scope), None) => Some(scope.clone()),
                    _ => None,
                }
            };
            if let (Some(earlier), Some(later)) = (only(before), only(after))
                && earlier != later
                && !renamed.contains_key(&later)
            {
                renamed.insert(later, earlier);
            }
        }
        Ok(Self { renamed })
    }

    /// The earlier side's name for a scope of the later side.
    #[must_use]
    pub fn earlier<'a>(&'a self, later: &'a Scope) -> &'a Scope {
        self.renamed.get(later).unwrap_or(later)
    }

    /// Pairs of scopes under different names: later → earlier.
    #[must_use]
    pub const fn renamed(&self) -> &BTreeMap<Scope, Scope> {
        &self.renamed
    }

    /// Every scope of either side under the later side's name, with the earlier side's name when it has
    /// the scope.
    #[must_use]
    pub fn rows<'a>(
        &'a self,
        before: &'a Snapshot,
        after: &'a Snapshot,
    ) -> Vec<(Scope, Option<&'a Scope>)> {
        let used: BTreeSet<&Scope> = self.renamed.values().collect();
        let mut rows: BTreeMap<Scope, Option<&Scope>> = BTreeMap::new();
        for later in after.scopes.keys() {
            let earlier = match self.renamed.get(later) {
                Some(earlier) => Some(earlier),
                // A scope that was paired with another name is not also paired with its own.
                None if used.contains(later) => None,
                None => before.scopes.get_key_value(later).map(|(scope, _)| scope),
            };
            rows.insert(later.clone(), earlier);
        }
        for earlier in before.scopes.keys() {
            if !used.contains(earlier) && !rows.contains_key(earlier) {
                rows.insert(earlier.clone(), Some(earlier));
            }
        }
        rows.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Pairing, PairingError};
    use crate::model::{Scope, ScopeReading, Snapshot};

    fn side(scopes: &[&str]) -> Snapshot {
        let scopes = scopes
            .iter()
            .map(|scope| (scope.parse::<Scope>().unwrap(), ScopeReading::default()))
            .collect();
        Snapshot { scopes, ..Snapshot::default() }
    }

    fn rows(before: &[&str], after: &[&str], asked: &[(&str, &str)]) -> Vec<String> {
        let (before, after) = (side(before), side(after));
        let asked: Vec<_> =
            asked.iter().map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap())).collect();
        let pairing = Pairing::new(&before, &after, &asked).unwrap();
        pairing
            .rows(&before, &after)
            .into_iter()
            .map(|(later, earlier)| {
                format!("{later}<-{}", earlier.map_or("nothing".to_owned(), Scope::to_string))
            })
            .collect()
    }

    #[test]
    fn one_scope_of_a_provider_on_each_side_is_a_pair() {
        assert_eq!(
            rows(&["kubernetes:prod"], &["kubernetes:manifests"], &[]),
            ["kubernetes:manifests<-kubernetes:prod"]
        );
    }

    #[test]
    fn several_scopes_are_paired_by_name_and_none_is_forgotten() {
        assert_eq!(
            rows(&["gcp:a", "gcp:b"], &["gcp:b", "gcp:c"], &[]),
            ["gcp:a<-gcp:a", "gcp:b<-gcp:b", "gcp:c<-nothing"]
        );
    }

    #[test]
    fn a_map_pairs_in_either_order() {
        for asked in [("gcp:c", "gcp:a"), ("gcp:a", "gcp:c")] {
            assert_eq!(
                rows(&["gcp:a", "gcp:b"], &["gcp:b", "gcp:c"], &[asked]),
                ["gcp:b<-gcp:b", "gcp:c<-gcp:a"]
            );
        }
    }

    #[test]
    fn a_map_of_nothing_is_an_error() {
        let (before, after) = (side(&["gcp:a"]), side(&["gcp:b"]));
        let asked = [("gcp:x".parse().unwrap(), "gcp:a".parse().unwrap())];
        let error = Pairing::new(&before, &after, &asked).unwrap_err();
        assert!(matches!(&error, PairingError::Missing { missing, .. } if missing.place() == "x"));
    }
}
