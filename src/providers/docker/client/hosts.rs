//! Which hosts are wanted, each in its turn.
//!
//! A scope is called what the configuration calls the host, not what the engine calls itself: the name must be known where
//! nobody answers, so that it is a gap in that scope, and no engine can choose to be another one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::connect::Tls;
use super::engine::Engine;
use crate::model::{Provider, Scope};
use crate::providers::docker::Host;
use crate::providers::live::office::Office;
use crate::providers::live::visits::{Found, Outcome, Visit, Visitor, Visits};
use crate::providers::live::{LiveError, Wanted};

/// Where an engine is asked.
pub(super) struct Door {
    host: Host,
    tls: Option<Tls>,
}

impl Door {
    /// Who answers there.
    pub(super) fn engine(&self) -> Engine<'_> {
        Engine::new(&self.host, self.tls.as_ref())
    }
}

/// Visits every host that is wanted.
pub(super) async fn visit<T: Outcome + Send + 'static>(
    wanted: Wanted,
    visitor: Visitor<Arc<Door>, T>,
) -> Result<BTreeMap<Scope, T>, LiveError> {
    let open = doors(&wanted)?;
    let office = Arc::new(Office::new(&wanted));
    let mut visits = Visits::new(&office, visitor);
    visits.begin(Found { open, ..Found::default() });
    visits.finish().await
}

/// Where to ask: all that are configured and looked at, or the one that was named.
pub(super) fn doors(wanted: &Wanted) -> Result<Vec<Visit<Arc<Door>>>, LiveError> {
    let settings = &wanted.settings.docker;
    let hosts = settings.hosts().map_err(|error| LiveError {
        is_wrong: true,
        message: format!("[docker]: {error}"),
        hint: Some(error.hint()),
    })?;
    let tls = settings.cert_path.as_deref().map(Tls::load).transpose()?;
    let mut open = Vec::new();
    let mut known = Vec::new();
    for host in hosts {
        let scope = Scope::new(Provider::Docker, host.name()).map_err(|error| LiveError {
            is_wrong: true,
            message: error.to_string(),
            hint: None,
        })?;
        known.push(scope.to_string());
        let is_named = wanted.only.as_ref().is_none_or(|only| *only == scope);
        if is_named && (wanted.only.is_some() || (wanted.takes)(&scope)) {
            let place = host.name().to_owned();
            let door = Arc::new(Door { host, tls: tls.clone() });
            open.push(Visit { scope, place, with: door });
        }
    }
    match &wanted.only {
        Some(only) if open.is_empty() => Err(LiveError {
            is_wrong: true,
            message: format!("no host is called {only}; there is {}", known.join(", ")),
            hint: Some(format!(
                "name it as `hosts` under [docker], with its name in front: \"{}=ssh://user@docker.example\"",
                only.place()
            )),
        }),
        _ => Ok(open),
    }
}
