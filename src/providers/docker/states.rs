//! What of an engine is worth telling before anybody approved it.

use super::parse::host;
use crate::model::{Condition, Resource, Scope, ScopeReading, State};

/// Engines that take orders from whoever reaches them.
pub(super) fn states(scope: &Scope, reading: &ScopeReading) -> Vec<State> {
    let kind = &host::SPEC.kind;
    let open = |engine: &Resource| {
        let addresses = engine.durable.decode::<host::Durable>().ok()?.open_api;
        (!addresses.is_empty()).then_some(Condition::ApiOpen { addresses })
    };
    let engines = reading.whole(kind).into_iter().flatten();
    engines.filter_map(|one| Some(State::of(scope, kind, one, open(one.1)?))).collect()
}
