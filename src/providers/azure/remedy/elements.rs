//! Elements of a resource: those that are resources of their own, and those that are parts of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::arm::Place;
use super::check::{Leaf, check, leaves};
use super::merge::{self, Part};
use super::ways::{Children, Reads, odd};
use crate::model::{Script, Setting};

/// Why an element can't be edited, when it can't.
pub(super) fn fixed(children: &Children, setting: &Setting) -> Option<&'static str> {
    [&setting.from, &setting.to].into_iter().flatten().find_map(children.fixed)
}

/// Whether anything that is written of an element differs. Words about why it can't be written come later.
pub(super) fn is_written(reads: Reads, setting: &Setting) -> bool {
    let (Some(from), Some(to), true) = (&setting.from, &setting.to, setting.is_element) else {
        return true;
    };
    match (reads(setting.field(), from), reads(setting.field(), to)) {
        (Ok(from), Ok(to)) => from != to,
        _ => true,
    }
}

fn name(value: &Value) -> Option<&str> {
    value.get("name").and_then(Value::as_str)
}

/// Elements that can't change one by one, because one has the name or holds the place that another takes, side by side.
pub(super) fn together(children: &[(&Children, &Setting)]) -> Vec<Vec<Setting>> {
    let takes = |one: &(&Children, &Setting), other: &(&Children, &Setting)| {
        let (kind, one) = one;
        let Some(to) = &one.to else { return false };
        other.1.from.as_ref().is_some_and(|from| {
            let held = (kind.holds)(other.1.field(), from);
            (held.is_some() && held == (kind.holds)(one.field(), to)) || name(from) == name(to)
        })
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, one) in children.iter().enumerate() {
        let clashes = |&other: &usize| {
            children.get(other).is_some_and(|other| takes(one, other) || takes(other, one))
        };
        let (mut joined, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group: &Vec<usize>| group.iter().any(clashes));
        groups = apart;
        joined.push(vec![index]);
        groups.push(joined.concat());
    }
    groups.sort();
    let setting = |index: &usize| children.get(*index).map(|(_, setting)| (*setting).clone());
    groups.iter().map(|group| group.iter().filter_map(setting).collect()).collect()
}

/// Writes elements that are resources of their own: one by itself, several in one call about what they are parts of.
pub(super) fn children(
    place: &Place,
    children: &Children,
    settings: &[Setting],
) -> Result<Script, String> {
    let Children { list, reads, is, holds: _, fixed: _, lacks: _ } = children;
    let expression = list.expression();
    if let [setting] = settings {
        let field = setting.field();
        let named = setting.from.as_ref().or(setting.to.as_ref()).and_then(name).ok_or_else(odd)?;
        let child = place.child(list.path, named);
        let asked = match &setting.from {
            Some(from) => check(&child, &[is(field, from)?]),
            None => check(place, &[Leaf::absent(&expression, list.key, named)]),
        };
        let commands = match &setting.to {
            Some(to) => {
                let body = json!({ "properties": reads(field, to)? });
                vec![child.put(&body), child.wait("--created")]
            }
            None => vec![child.delete(), child.wait("--deleted")],
        };
        return Ok(Script { check: Some(asked), commands });
    }
    let (mut changed, mut asked) = (Vec::<Part>::new(), Vec::new());
    for setting in settings {
        if let Some(from) = &setting.from {
            let named = name(from).ok_or_else(odd)?;
            asked.push(Leaf::of_element(
                &expression,
                list.key,
                named,
                &[is(setting.field(), from)?],
            ));
            if !changed.iter().any(|part| part.name == named) {
                changed.push(Part { name: named.to_owned(), to: None, keeps: false });
            }
        }
    }
    for setting in settings {
        let Some(to) = &setting.to else { continue };
        let named = name(to).ok_or_else(odd)?;
        let to = Some(reads(setting.field(), to)?);
        match changed.iter_mut().find(|part| part.name == named) {
            Some(part) => part.to = to,
            None => {
                asked.push(Leaf::absent(&expression, list.key, named));
                changed.push(Part { name: named.to_owned(), to, keeps: false });
            }
        }
    }
    Ok(Script { check: Some(check(place, &asked)), commands: merge::parts(place, list, &changed) })
}

/// Writes parts of a resource. What is not recorded of a part that stays is kept.
pub(super) fn parts(
    place: &Place,
    list: merge::List,
    reads: Reads,
    settings: &[Setting],
) -> Result<Script, String> {
    let expression = list.expression();
    let (mut changed, mut asked) = (Vec::new(), Vec::new());
    for setting in settings {
        for (name, from, to) in pairs(&list, setting)? {
            asked.push(match from {
                Some(from) => {
                    let said = reads(setting.field(), from)?;
                    let is =
                        if list.is_flat { leaves(&said) } else { vec![Leaf::of_properties(&said)] };
                    Leaf::of_element(&expression, list.key, &name, &is)
                }
                None => Leaf::absent(&expression, list.key, &name),
            });
            let to = to.map(|to| reads(setting.field(), to)).transpose()?;
            changed.push(Part { name, to, keeps: from.is_some() });
        }
    }
    Ok(Script { check: Some(check(place, &asked)), commands: merge::parts(place, &list, &changed) })
}

type Pair<'a> = (String, Option<&'a Value>, Option<&'a Value>);

/// The parts that a setting is about, each by its name, as it is and as it will be.
fn pairs<'a>(list: &merge::List, setting: &'a Setting) -> Result<Vec<Pair<'a>>, String> {
    let key = list.key.rsplit('.').next().unwrap_or_default();
    let named = |value: &Value| {
        let name = value.get(key).or_else(|| value.get("name")).unwrap_or(value);
        name.as_str().map(str::to_owned).ok_or_else(odd)
    };
    let all = |side: &'a Option<Value>| -> Result<Vec<(String, &'a Value)>, String> {
        let values: Vec<&Value> = if setting.is_element {
            side.iter().collect()
        } else {
            list_of(side.as_ref()).collect()
        };
        values.into_iter().map(|value| Ok((named(value)?, value))).collect()
    };
    let (before, after) = (all(&setting.from)?, all(&setting.to)?);
    let at = |side: &[(String, &'a Value)], name: &str| {
        side.iter().find(|(other, _)| other == name).map(|(_, value)| *value)
    };
    let names: BTreeSet<&String> = before.iter().chain(&after).map(|(name, _)| name).collect();
    let pair = |name: &String| (name.clone(), at(&before, name), at(&after, name));
    Ok(names.into_iter().map(pair).filter(|(_, from, to)| from != to).collect())
}

/// The elements of a list; none where there is no list.
pub(super) fn list_of(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}
