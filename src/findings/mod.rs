//! Findings are rules with a code: what is worth telling about a comparison, and in which words.
//!
//! [`RULES`] is the table. A rule is one file under `rules/` and one line here; a test says
//! what else it needs.

mod rule;
pub mod rules;

pub use rule::{Rule, Told};
pub use rules::{RULES, rule};
