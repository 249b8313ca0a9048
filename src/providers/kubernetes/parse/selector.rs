//! Label selectors, in one canonical form.
//!
//! `matchLabels: {app: web}` and `matchExpressions: [{key: app, operator: In, values: [web]}]` mean
//! the same and become the same sorted list of requirements. An empty list selects everything; a selector
//! that is not there is an absent field, never an empty list, because the API keeps them apart.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::super::native::{LabelSelector, SelectorRequirement};
use super::object::{Refused, set};

/// Requirements, all of which must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Selector(pub Vec<Requirement>);

/// One requirement on a label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The label's key.
    pub key: String,
    /// How its value is looked at.
    pub operator: Operator,
    /// Sorted; empty for `Exists` and `DoesNotExist`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// The four operators of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Operator {
    /// The label is there, with one of the values.
    In,
    /// The label is not there, or has another value.
    NotIn,
    /// The label is there.
    Exists,
    /// The label is not there.
    DoesNotExist,
}

impl Selector {
    /// Whether an object with these labels is selected.
    #[must_use]
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.0.iter().all(|requirement| requirement.holds(labels))
    }
}

impl Requirement {
    fn holds(&self, labels: &BTreeMap<String, String>) -> bool {
        let value = labels.get(&self.key);
        let listed = value.is_some_and(|value| self.values.contains(value));
        match self.operator {
            Operator::In => listed,
            Operator::NotIn => !listed,
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
        }
    }
}

/// Brings a selector into its canonical form.
pub(crate) fn selector(native: LabelSelector) -> Result<Selector, Refused> {
    let LabelSelector { match_labels, match_expressions } = native;
    let mut requirements = Vec::new();
    for (key, value) in match_labels.unwrap_or_default() {
        requirements.push(Requirement { key, operator: Operator::In, values: vec![value] });
    }
    for expression in match_expressions.unwrap_or_default() {
        let SelectorRequirement { key, operator, values } = expression;
        let operator = match operator.as_str() {
            "In" => Operator::In,
            "NotIn" => Operator::NotIn,
            "Exists" => Operator::Exists,
            "DoesNotExist" => Operator::DoesNotExist,
            other => return Err(Refused(format!("`{other}` is not an operator of a selector"))),
        };
        let values = set(values.unwrap_or_default());
        let wants_values = matches!(operator, Operator::In | Operator::NotIn);
        if wants_values == values.is_empty() {
            return Err(Refused(format!(
                "the selector's requirement on `{key}` has {} values for its operator",
                if wants_values { "no" } else { "too many" }
            )));
        }
        requirements.push(Requirement { key, operator, values });
    }
    Ok(Selector(set(requirements)))
}

/// The same for a selector that may be absent.
pub(crate) fn optional(native: Option<LabelSelector>) -> Result<Option<Selector>, Refused> {
    native.map(selector).transpose()
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, requirement) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{requirement}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, operator, values } = self;
        match (operator, values.as_slice()) {
            (Operator::In, [value]) => write!(f, "{key}={value}"),
            (Operator::NotIn, [value]) => write!(f, "{key}!={value}"),
            (Operator::In, values) => write!(f, "{key} in ({})", values.join(",")),
            (Operator::NotIn, values) => write!(f, "{key} notin ({})", values.join(",")),
            (Operator::Exists, _) => f.write_str(key),
            (Operator::DoesNotExist, _) => write!(f, "!{key}"),
        }
    }
}
