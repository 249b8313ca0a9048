//! What a change takes away from what is recorded, by what the fields of its kind declare.

use serde_json::Value;

use super::words;
use crate::model::{Action, Bears, Change, FieldChange, Less, Role, Traffic};
use crate::providers::kind_spec;

/// What is no longer recorded.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Lost {
    /// Nothing is.
    pub(super) all: bool,
    /// Parts of it, in the words of the fields.
    pub(super) parts: Vec<&'static str>,
    /// It is delivered somewhere else.
    pub(super) elsewhere: bool,
}

/// What a change of something that is still there takes away.
pub(super) fn lost(change: &Change) -> Lost {
    let mut lost = Lost::default();
    let Some(spec) = kind_spec(&change.id.kind) else { return lost };
    // What a boundary lets through, or a network leads to, is worse than what it notes of that.
    let more_than_records = spec.role != Role::Monitoring
        && change.bears() > Bears::Logging
        && !words::traffic(change).is_some_and(Traffic::is_equivalent);
    if change.action != Action::Modified || more_than_records {
        return lost;
    }
    for field in &change.fields {
        let Some(declared) = spec.field(&pattern(field.path.as_str())) else { continue };
        let (less, what) = declared.less;
        match less {
            // A first destination, or one more, takes nothing away.
            Less::Elsewhere => lost.elsewhere |= field.before.is_some(),
            Less::Switch if is_off(field) => lost.all = true,
            Less::Becomes(nothing)
                if field.after.as_ref().is_some_and(|after| *after == *nothing) =>
            {
                lost.all = true;
            }
            _ if is_less(less, field, change) && !lost.parts.contains(&what) => {
                lost.parts.push(what);
            }
            _ => {}
        }
    }
    lost
}

/// Whether something that was on or there is off or gone.
fn is_off(field: &FieldChange) -> bool {
    let is_on = |value: &Option<Value>| {
        value.as_ref().is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
    };
    // `null` is what nobody was told.
    is_on(&field.before) && !is_on(&field.after) && field.after != Some(Value::Null)
}

fn is_less(less: Less, field: &FieldChange, change: &Change) -> bool {
    let (before, after) = (field.before.as_ref(), field.after.as_ref());
    let numbers = || Some((number(before?)?, number(after?)?));
    match less {
        Less::Untold | Less::Switch | Less::Becomes(_) | Less::Elsewhere => false,
        Less::Off => is_off(field),
        Less::More => after.is_some_and(|after| !after.is_null()),
        Less::Fewer(covers) => {
            let Some(gone) = before.filter(|_| after.is_none()) else { return false };
            let mut came = change.fields.iter().filter(|other| list(other) == list(field));
            !came.any(|other| other.after.as_ref().is_some_and(|came| covers(gone, came)))
        }
        Less::Lower => numbers().is_some_and(|(before, after)| after < before),
        Less::Higher => numbers().is_some_and(|(before, after)| after > before),
        Less::Not(whole) => {
            before.is_some_and(|before| *before == *whole) && after != Some(&Value::Null)
        }
    }
}

/// A path as fields are declared: `rules[]` for `rules[1000]`, whatever stands between the brackets.
fn pattern(path: &str) -> String {
    let mut pattern = String::new();
    let mut rest = path;
    while let Some((before, label)) = rest.split_once('[') {
        pattern.push_str(before);
        pattern.push_str("[]");
        let ends = |(at, _): &(usize, &str)| {
            matches!(label.as_bytes().get(at + 1), None | Some(b'.' | b'['))
        };
        let end = label.match_indices(']').find(ends);
        rest = end.and_then(|(at, _)| label.get(at + 1..)).unwrap_or_default();
    }
    pattern.push_str(rest);
    pattern
}

/// The list that an element is of.
fn list(field: &FieldChange) -> &str {
    field.path.as_str().split('[').next().unwrap_or_default()
}

/// Decimals are written as text.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn labels_are_no_part_of_a_pattern() {
        for (path, declared) in [
            ("logging", "logging"),
            ("rules[1000].logging", "rules[].logging"),
            ("exclusions[a.b].filter", "exclusions[].filter"),
            ("a[x][y].b[z]", "a[][].b[]"),
            ("a[never", "a[]"),
        ] {
            assert_eq!(pattern(path), declared);
        }
    }
}
