//! Records → what is worth keeping of them, and how far they reach.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::book::{Loans, Searched};
use crate::model::{Activity, Kind, Provider, Scope};
use crate::providers::{Logs, Record, logs};

/// How many records of one file may be odd before the rest is only counted.
const TROUBLES: usize = 3;

/// What was found in some records of logs.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) events: Vec<Activity>,
    pub(super) lent: Loans,
    /// By log and scope.
    covered: BTreeMap<(Provider, Option<Scope>), Covered>,
    /// What could not be read, by whose log it is; nothing when nobody knows.
    gaps: Vec<(Option<Provider>, String)>,
    /// How many records could not be read.
    odd: usize,
}

/// What records of a scope say of how far they reach.
#[derive(Debug, Default)]
struct Covered {
    span: Option<(Timestamp, Timestamp)>,
    kinds: BTreeSet<Kind>,
}

impl Covered {
    fn reach(&mut self, time: Timestamp) {
        let (first, last) = self.span.unwrap_or((time, time));
        self.span = Some((first.min(time), last.max(time)));
    }
}

impl Found {
    pub(super) fn add(&mut self, other: Self) {
        // How many were odd is told of each file.
        let Self { mut events, lent, covered, gaps, odd: _ } = other;
        self.lent.absorb(lent);
        self.events.append(&mut events);
        self.gaps.extend(gaps);
        for (key, Covered { span, kinds }) in covered {
            let mine = self.covered.entry(key).or_default();
            for time in span.into_iter().flat_map(|(first, last)| [first, last]) {
                mine.reach(time);
            }
            mine.kinds.extend(kinds);
        }
    }

    /// Reads one record. `place` says which one it is.
    pub(super) fn read(
        &mut self,
        (provider, log): (Provider, &Logs),
        text: &str,
        scope: Option<&Scope>,
        place: impl Fn() -> String,
    ) {
        match (log.read)(text, scope) {
            Ok(record) => self.take(provider, record),
            Err(words) => {
                self.odd += 1;
                if self.odd <= TROUBLES {
                    self.gap(Some(provider), format!("{}: {words}", place()));
                }
            }
        }
    }

    /// Something that could not be read, in words; of whose log, where that is known.
    pub(super) fn gap(&mut self, provider: Option<Provider>, words: String) {
        self.gaps.push((provider, words));
    }

    /// Says how many records could not be read, where not each was told.
    pub(super) fn total(&mut self, provider: Option<Provider>, place: &str) {
        if self.odd > TROUBLES {
            let words = format!("{place}: {} records could not be read in all", self.odd);
            self.gap(provider, words);
        }
    }

    fn take(&mut self, provider: Provider, record: Record) {
        let Record { time, scope, covers, activity } = record;
        let key = (provider, scope);
        let covered = self.covered.entry(key).or_default();
        covered.reach(time);
        if let Some(kind) = covers
            && !covered.kinds.contains(&kind)
        {
            covered.kinds.insert(kind);
        }
        match activity {
            // What did nothing but lend a credential is kept as that alone.
            Some(event) if event.deeds.is_empty() => self.lent.note(&event),
            other => self.events.extend(other),
        }
    }

    /// What files say of how far they reach.
    pub(super) fn searched(&mut self, named: &str) -> Vec<Searched> {
        let covered = std::mem::take(&mut self.covered);
        let gaps = std::mem::take(&mut self.gaps);
        let of = |provider: Provider| -> Vec<String> {
            let concerns = |of: &Option<Provider>| of.is_none_or(|of| of == provider);
            gaps.iter().filter(|(of, _)| concerns(of)).map(|(_, words)| words.clone()).collect()
        };
        let row = |log: &Logs, provider, scope, covered, gaps| {
            let Covered { span, kinds } = covered;
            Searched {
                log: log.name,
                provider,
                place: named.to_owned(),
                scope,
                span,
                kinds,
                is_selective: log.is_selective,
                is_live: false,
                gaps,
            }
        };
        let mut searched: Vec<Searched> = Vec::new();
        for ((provider, scope), covered) in covered {
            let Some(log) = log_of(provider) else { continue };
            searched.push(row(log, provider, scope, covered, of(provider)));
        }
        // A log of which nothing could be read speaks of nobody knows what.
        for (provider, words) in &gaps {
            let providers = provider.map_or_else(|| Provider::ALL.to_vec(), |one| vec![one]);
            for provider in providers {
                if searched.iter().any(|one| one.provider == provider) {
                    continue;
                }
                let Some(log) = log_of(provider) else { continue };
                searched.push(row(log, provider, None, Covered::default(), vec![words.clone()]));
            }
        }
        searched
    }

    /// What was asked of a scope's log, which says how far it reaches by having been asked so far.
    pub(super) fn asked(
        self,
        scope: &Scope,
        span: (Timestamp, Timestamp),
        gap: Option<String>,
    ) -> Option<Searched> {
        let Self { events: _, lent: _, covered, gaps, odd: _ } = self;
        let log = log_of(scope.provider())?;
        let gaps = gap.into_iter().chain(gaps.into_iter().map(|(_, words)| words)).collect();
        let kinds = covered.into_values().flat_map(|covered| covered.kinds).collect();
        Some(Searched {
            log: log.name,
            provider: scope.provider(),
            place: LIVE.to_owned(),
            scope: Some(scope.clone()),
            span: Some(span),
            kinds,
            is_selective: log.is_selective,
            is_live: true,
            gaps,
        })
    }
}

/// Where a log was read that was asked of its provider.
pub(super) const LIVE: &str = "live";

pub(super) fn log_of(provider: Provider) -> Option<&'static Logs> {
    logs().find(|(of, _)| *of == provider).map(|(_, log)| log)
}
