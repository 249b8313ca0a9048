//! The traffic algebra against what is simpler than it: plain evaluation, rule after rule; a BDD crate; and its own laws.
//!
//! Every test draws its rule lists from seeds that are named when it fails. `DRIFTWALL_SOAK=1` (`make soak`) draws many more.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![expect(clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

mod bdd;
mod boxes;
mod budget;
mod corners;
mod linear;
mod random;
mod refactoring;
mod symbols;

/// The seeds of one run: few by default, many in a soak.
fn seeds(few: u64) -> std::ops::Range<u64> {
    let soak = std::env::var_os("DRIFTWALL_SOAK").is_some_and(|value| value == "1");
    0..if soak { few * 200 } else { few }
}
