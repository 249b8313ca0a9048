//! Which element of a list is which element of its other version. Never by position.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use crate::model::{Matching, spelled};

/// One element that differs: on both sides, or only on one.
pub(super) struct Pair<'a> {
    /// What names it: its key, or the provider's id; nothing when it has neither.
    pub(super) label: String,
    pub(super) before: Option<&'a Value>,
    pub(super) after: Option<&'a Value>,
}

/// The elements that differ. `notes` are the fields that no packet meets: two rules that differ in
/// nothing else are the same rule with another note. Edited ones come first, then removed, then added, each by label and content.
/// Equal elements pair off whatever their order, each with one other: of three equal rules where
/// there were two, one is new.
pub(super) fn pairs<'a>(
    matching: Matching,
    notes: &[&str],
    old: &'a [Value],
    new: &'a [Value],
) -> Vec<Pair<'a>> {
    let ignored: &[&str] = match &matching {
        Matching::Rules { id } => &[*id],
        Matching::Whole
        | Matching::Set
        | Matching::Keyed(_)
        | Matching::Seen { .. }
        | Matching::Sealed => &[],
    };
    let name = |element: &Value| name(matching, element);

    // Equal content is the same element; among several, the one with the same name first, so that the duplicate that
    // is told is the one that went.
    let mut waiting: BTreeMap<String, VecDeque<&Value>> = BTreeMap::new();
    for element in new {
        waiting.entry(content(element, ignored)).or_default().push_back(element);
    }
    let mut unnamed = Vec::new();
    for element in old {
        let content = content(element, ignored);
        let same = waiting.get_mut(&content);
        let twin = same.and_then(|same| {
            let index = same.iter().position(|other| name(other) == name(element))?;
            same.remove(index)
        });
        if twin.is_none() {
            unnamed.push((content, element));
        }
    }
    let mut gone: Vec<&Value> = Vec::new();
    for (content, element) in unnamed {
        if waiting.get_mut(&content).and_then(VecDeque::pop_front).is_none() {
            gone.push(element);
        }
    }

    // What remains is matched by name. An element without a name is only what it holds.
    let mut came: BTreeMap<String, VecDeque<&Value>> = BTreeMap::new();
    for element in waiting.into_values().flatten() {
        came.entry(name(element)).or_default().push_back(element);
    }
    let mut pairs = Vec::new();
    let mut removed = Vec::new();
    for element in gone {
        let label = name(element);
        let twin = match came.get_mut(&label) {
            Some(same) if !label.is_empty() => same.pop_front(),
            _ => None,
        };
        let known = if twin.is_some() { &mut pairs } else { &mut removed };
        known.push(Pair { label, before: Some(element), after: twin });
    }
    if let Matching::Rules { id } = matching {
        let without: Vec<&str> = notes.iter().copied().chain([id]).collect();
        let mut left: BTreeMap<String, VecDeque<&Value>> = BTreeMap::new();
        for element in came.into_values().flatten() {
            left.entry(content(element, &without)).or_default().push_back(element);
        }
        for pair in &mut removed {
            let said = pair.before.map(|before| content(before, &without));
            pair.after = said.and_then(|said| left.get_mut(&said)).and_then(VecDeque::pop_front);
            if let Some(after) = pair.after {
                pair.label = name(after);
            }
        }
        came = BTreeMap::new();
        for element in left.into_values().flatten() {
            came.entry(name(element)).or_default().push_back(element);
        }
        let (edited, gone): (Vec<_>, Vec<_>) =
            removed.into_iter().partition(|pair| pair.after.is_some());
        removed = gone;
        pairs.extend(edited);
    }
    pairs.sort_by_key(|pair| (pair.label.clone(), pair.before.map(spelled)));
    removed.sort_by_key(|pair| (pair.label.clone(), pair.before.map(spelled)));
    let mut added: Vec<_> = came
        .into_iter()
        .flat_map(|(label, same)| {
            same.into_iter().map(move |element| Pair {
                label: label.clone(),
                before: None,
                after: Some(element),
            })
        })
        .collect();
    added.sort_by_key(|pair| (pair.label.clone(), pair.after.map(spelled)));
    pairs.append(&mut removed);
    pairs.append(&mut added);
    pairs
}

fn content(element: &Value, ignored: &[&str]) -> String {
    match element {
        Value::Object(fields) if ignored.iter().any(|key| fields.contains_key(*key)) => {
            let mut fields = fields.clone();
            fields.retain(|key, _| !ignored.contains(&key.as_str()));
            spelled(&Value::Object(fields))
        }
        _ => spelled(element),
    }
}

fn name(matching: Matching, element: &Value) -> String {
    let text = |key: &str| match element.get(key) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Null) | None => None,
        Some(other) => Some(spelled(other)),
    };
    match matching {
        Matching::Whole | Matching::Set | Matching::Sealed => String::new(),
        Matching::Rules { id: key } | Matching::Seen { key } => text(key).unwrap_or_default(),
        Matching::Keyed(keys) => {
            keys.iter().filter_map(|key| text(key)).collect::<Vec<_>>().join("/")
        }
    }
}
