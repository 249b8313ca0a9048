//! What was read of a host → its reading: the same for files and for an engine that answers itself.

use std::collections::BTreeSet;

use super::{native, parse};
use crate::model::{Coverage, Reading};
use crate::providers::Seal;
use crate::providers::normalised::Gathering;

/// The reading of the engine, given its answer and where that was.
pub(super) fn host(info: Option<native::Info>, page: &str, coverage: Coverage) -> Reading {
    let mut gathering = Gathering::default();
    if let Some(info) = info {
        gathering.take(parse::host::normalise(info), page);
    }
    gathering.reading(coverage)
}

/// The containers of a host as they come in. One may name another, so they are normalised when all are known.
#[derive(Debug, Default)]
pub(super) struct Containers {
    listed: Vec<(native::Container, String)>,
}

impl Containers {
    /// Takes one from a page.
    pub(super) fn take(&mut self, container: native::Container, page: &str) {
        self.listed.push((container, page.to_owned()));
    }

    /// How many there are; one that came twice counts once.
    pub(super) fn count(&self) -> usize {
        let ids = self.listed.iter().map(|(container, _)| (&container.id, &container.name));
        ids.collect::<BTreeSet<_>>().len()
    }

    /// Whether any of them is in a network.
    pub(super) fn is_any_in_a_network(&self) -> bool {
        self.listed.iter().any(|(container, _)| {
            let networks = container.network_settings.as_ref().and_then(|s| s.networks.as_ref());
            networks.is_some_and(|networks| !networks.is_empty())
        })
    }

    /// The reading, given how the calls went, and what seals what may be secret.
    pub(super) fn reading(self, coverage: Coverage, seal: Option<&Seal>) -> Reading {
        let mut names = parse::Names::default();
        self.listed.iter().for_each(|(container, _)| names.add(container));
        let mut gathering = Gathering::default();
        for (container, page) in self.listed {
            gathering.take(parse::container::normalise(container, &names, seal), &page);
        }
        gathering.reading(coverage)
    }
}

/// The networks of a host as they come in.
#[derive(Debug, Default)]
pub(super) struct Networks {
    found: usize,
    gathering: Gathering,
}

impl Networks {
    /// Takes one from a page.
    pub(super) fn take(&mut self, network: native::Network, page: &str) {
        self.found += 1;
        self.gathering.take(parse::network::normalise(network), page);
    }

    /// How many came.
    pub(super) const fn count(&self) -> usize {
        self.found
    }

    /// The reading, given how the calls went.
    pub(super) fn reading(self, coverage: Coverage) -> Reading {
        self.gathering.reading(coverage)
    }
}
