//! The fault campaign: every call that a live read makes, met by every fault of the simulator that can befall it.
//!
//! A run is the real binary, which scans a synthetic estate against the baseline that was recorded of it before
//! anything went wrong. It ends within its deadline in one of two ways: with the exact right answer, or with a gap in
//! the coverage that names the fault. It is never clean with something unread, never tells of a change that nobody
//! made, never passes over one that it could see, and never breaks. `judge` says so of each run, and the table of all
//! is printed and kept beside the test's scratch files.
//!
//! By default a spread selection is run, in which every call meets every fault that lies quietly: those that a careless
//! reader takes for an answer. `DRIFTWALL_SOAK=1` runs everything. A provider that goes live joins [`PROVIDERS`].

#![cfg(any(feature = "aws", feature = "azure", feature = "kubernetes"))]
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in the functions that it calls as well"
)]

#[cfg(feature = "aws")]
mod aws;
#[cfg(feature = "azure")]
mod azure;
mod cases;
#[expect(dead_code, reason = "what only the simulator's own tests use")]
#[path = "../support/cloudsim/mod.rs"]
mod cloudsim;
#[cfg(feature = "kubernetes")]
#[path = "../support/cluster.rs"]
mod cluster;
#[cfg(feature = "docker")]
mod docker;
mod field;
#[cfg(feature = "gcp")]
mod gcp;
mod judge;
#[cfg(feature = "kubernetes")]
mod kubernetes;
mod table;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use cases::Case;
use cloudsim::asked::Provider;
use cloudsim::faults::Kind;
use cloudsim::{Cloud, Estate};
use field::Field;
use judge::{Outcome, judged};

/// A provider that is live, and what is synthetic of it.
struct Live {
    provider: Provider,
    /// Something of every kind that it reads, on two pages where there are pages.
    estate: fn(Estate) -> Estate,
    /// One opening that nobody approved.
    drift: fn(Estate) -> Estate,
    /// The scope in which everything goes wrong that goes wrong.
    scope: &'static str,
    /// The same in the simulator's words: what faults are for.
    region: &'static str,
    /// The kind that the opening is in.
    drifted: &'static str,
    /// The calls that are not there everywhere. Of all others, not to be there is a gap.
    late: &'static [&'static str],
    /// What the binary is told of a cloud. A file of that name may be written.
    told: fn(&Cloud, &Path) -> Told,
    /// What a gap says of a fault, one of these; nothing where a fault leaves none.
    words: fn(Kind) -> &'static [&'static str],
    /// How many runs are under way at once. Most of them wait.
    at_once: usize,
}

/// What the binary is told of a cloud.
struct Told {
    environment: Vec<(&'static str, String)>,
    configuration: String,
}

/// All of them.
const PROVIDERS: &[Live] = &[
    #[cfg(feature = "aws")]
    aws::LIVE,
    #[cfg(feature = "azure")]
    azure::LIVE,
    #[cfg(feature = "docker")]
    docker::LIVE,
    #[cfg(feature = "gcp")]
    gcp::LIVE,
    #[cfg(feature = "kubernetes")]
    kubernetes::LIVE,
];

#[test]
fn no_fault_makes_a_false_answer() {
    let is_soak = std::env::var_os("DRIFTWALL_SOAK").is_some_and(|soak| soak == "1");
    for live in PROVIDERS {
        let field = Field::recorded(live);
        let all = cases::all(&field.calls());
        let wanted: Vec<&Case> =
            all.iter().filter(|case| is_soak || case.is_of_the_selection()).collect();
        let (next, outcomes) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            for _ in 0..live.at_once {
                scope.spawn(|| {
                    while let Some(case) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let outcome = judged(&field.truth, case, &field.run(case));
                        outcomes.lock().unwrap().push((**case, outcome));
                    }
                });
            }
        });
        let mut outcomes: Vec<(Case, Outcome)> = outcomes.into_inner().unwrap();
        outcomes.sort_by_key(|(case, _)| *case);
        let table = table::of(&outcomes);
        println!("{table}");
        std::fs::write(table::path(live.provider), &table).unwrap();
        let wrong: Vec<String> = outcomes
            .iter()
            .filter_map(|(case, outcome)| Some(format!("{case}: {}", outcome.as_ref().err()?)))
            .collect();
        assert_eq!(outcomes.len(), wanted.len());
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), outcomes.len(), wrong.join("\n"));
    }
}

/// The selection is what everybody runs, so it must not shrink unseen.
#[test]
fn the_selection_meets_every_call_with_every_quiet_fault_and_every_fault_somewhere() {
    for live in PROVIDERS {
        let calls: Vec<_> = live.provider.actions().iter().collect();
        let all = cases::all(&calls);
        let selected: Vec<&Case> = all.iter().filter(|case| case.is_of_the_selection()).collect();
        for kind in Kind::ALL.into_iter().filter(|kind| all.iter().any(|case| case.kind == *kind)) {
            assert!(selected.iter().any(|case| case.kind == kind), "{kind:?}");
            for call in &calls {
                let is_met = |case: &&Case| case.call == call.name && case.kind == kind;
                let must = cases::is_quiet(kind) && kind.befalls(call);
                assert!(!must || selected.iter().any(is_met), "{kind:?} {call:?}");
            }
        }
    }
}
