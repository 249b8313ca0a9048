//! What an object must look like for an edit to be made.
//!
//! What is recorded is in one order and one spelling, and what the server holds is in those of whoever wrote it: `test` of a JSON patch
//! compares them to the letter, and places in a list are nowhere recorded. So the object is looked at where it is: a list that is a set is
//! compared as one, and what has several spellings with each of them. `program` asks it of `kubectl`, `fits` of an object that was read.

use serde_json::Value;

/// What a part of an object must look like.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Like {
    /// Not there, or as good as: nothing, false, an empty text or list.
    Nothing,
    /// Any of these, which are spellings of the same.
    Any(Vec<Value>),
    /// A list of elements, in whatever order and however often.
    Set(Vec<Like>),
    /// A list of elements in this order.
    List(Vec<Like>),
    /// Requirements on labels, each written as a label, where it can be, or as an expression that looks like this.
    Selector(Vec<(Option<(String, String)>, Like)>),
    /// Some fields of an object.
    Fields(Vec<(&'static str, Like)>),
}

impl Like {
    /// One value, in one spelling.
    pub(super) fn is(value: impl Into<Value>) -> Self {
        Self::Any(vec![value.into()])
    }

    /// One value, or nothing.
    pub(super) fn maybe(value: Option<impl Into<Value>>) -> Self {
        value.map_or(Self::Nothing, Self::is)
    }

    /// Not there at all: an empty selector is something else than none.
    pub(super) fn absent() -> Self {
        Self::is(Value::Null)
    }

    /// A set, which is nothing when it is empty.
    pub(super) fn set(elements: impl IntoIterator<Item = Self>) -> Self {
        Self::of(elements.into_iter().collect(), Self::Set)
    }

    /// A list, which is nothing when it is empty.
    pub(super) fn list(elements: impl IntoIterator<Item = Self>) -> Self {
        Self::of(elements.into_iter().collect(), Self::List)
    }

    fn of(elements: Vec<Self>, make: fn(Vec<Self>) -> Self) -> Self {
        if elements.is_empty() { Self::Nothing } else { make(elements) }
    }
}

#[cfg(feature = "kubernetes")]
impl Like {
    /// Whether something looks like this.
    pub(super) fn fits(&self, place: &Value) -> bool {
        match self {
            Self::Nothing => !is_something(place),
            Self::Any(spellings) => spellings.contains(place),
            Self::Set(elements) => {
                let list = place.as_array().map(Vec::as_slice).unwrap_or_default();
                let found = list.iter().map(|one| elements.iter().position(|like| like.fits(one)));
                (place.is_array() || place.is_null()) && all_seen(found, elements.len())
            }
            Self::List(elements) => place.as_array().is_some_and(|list| {
                list.len() == elements.len()
                    && list.iter().zip(elements).all(|(one, like)| like.fits(one))
            }),
            Self::Selector(requirements) => {
                let labels = place.get("matchLabels").and_then(Value::as_object);
                let labels = labels.into_iter().flatten().map(|(key, value)| {
                    requirements.iter().position(|(label, _)| {
                        label.as_ref().is_some_and(|(name, is)| name == key && is == value)
                    })
                });
                let expressions = place.get("matchExpressions").and_then(Value::as_array);
                let expressions = expressions
                    .into_iter()
                    .flatten()
                    .map(|one| requirements.iter().position(|(_, like)| like.fits(one)));
                all_seen(labels.chain(expressions), requirements.len())
            }
            Self::Fields(fields) => {
                fields.iter().all(|(key, like)| like.fits(place.get(key).unwrap_or(&Value::Null)))
            }
        }
    }
}

/// Whether everything was found among so many, and each of them was.
#[cfg(feature = "kubernetes")]
fn all_seen(found: impl Iterator<Item = Option<usize>>, count: usize) -> bool {
    let found: Option<std::collections::BTreeSet<usize>> = found.collect();
    found.is_some_and(|found| found.len() == count)
}

/// Whether there is something, as templates of Go ask it.
#[cfg(feature = "kubernetes")]
pub(super) fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(is_on) => *is_on,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
}
