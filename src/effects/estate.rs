//! Everything that was read, as endpoints and what stands before them: what questions are asked about.

use crate::model::{Assumptions, Provider, Scope, Snapshot, Topology, View};
use crate::providers::{self, Which};

/// The endpoints of a snapshot. Each provider's are a world of their own: nothing is known to lead from one to another.
#[derive(Clone, Debug, Default)]
pub struct Estate {
    /// What there is, by provider.
    pub(super) worlds: Vec<Topology>,
    /// Scopes of which this build can't say what stands before their endpoints.
    pub untold: Vec<Scope>,
}

impl Estate {
    /// What a snapshot holds.
    #[must_use]
    pub fn of(snapshot: &Snapshot, assumptions: Assumptions) -> Self {
        let view = View::of(snapshot).under(assumptions);
        let mut estate = Self::default();
        for provider in Provider::ALL {
            let mut scopes = snapshot.scopes.keys().filter(|scope| scope.provider() == provider);
            match providers::semantics(provider).and_then(|semantics| semantics.endpoints) {
                Some(endpoints) if scopes.next().is_some() => {
                    estate.worlds.push((endpoints.topology)(&view, Which::All));
                }
                Some(_) => {}
                None => estate.untold.extend(scopes.cloned()),
            }
        }
        estate
    }

    /// How many endpoints there are.
    #[must_use]
    pub fn endpoints(&self) -> usize {
        self.worlds.iter().map(|world| world.endpoints.len()).sum()
    }
}

impl From<Vec<Topology>> for Estate {
    fn from(worlds: Vec<Topology>) -> Self {
        Self { worlds, untold: Vec::new() }
    }
}
