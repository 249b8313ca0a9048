//! The table of rules.

use super::rule::Rule;

/// Every rule, in the order in which they are asked.
pub const RULES: &[Rule] = &[];

/// The rule with this code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code)
}
