//! How resources of one kind are put back: a table of their fields, and what is made of it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::arm::{Place, ascii, literal};
use super::check::{Leaf, check, leaves};
use super::merge::{self, Part};
use super::ways::{Children, Column, Reads, Way, Written, odd};
use crate::model::{Act, Class, Edit, Kind, Resource, Script, Setting};
use crate::providers::{Drift, Plan};

/// How resources of one kind are put back.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) kind: &'static Kind,
    /// The version of the interface in which they are spoken of.
    pub(super) version: &'static str,
    pub(super) columns: &'static [Column],
    pub(super) made: Made,
    /// What one that comes back lacks.
    pub(super) lacks: &'static [&'static str],
}

/// Whether a resource can come back, and go.
#[derive(Clone, Copy, Debug)]
pub(super) enum Made {
    /// Both. What is written where it comes back.
    Both(fn(&Resource) -> Result<Value, String>),
    /// It can go, but not come back, and why.
    Goes(&'static str),
    /// Neither, and why.
    Neither(&'static str),
}

/// The version of Resource Manager's own tags.
const TAGS: &str = "2021-04-01";

impl Sheet {
    fn way(&self, field: &str) -> Option<&'static Way> {
        self.columns.iter().find(|(name, _)| *name == field).map(|(_, way)| way)
    }

    /// The edits that turn what is there into what was approved.
    pub(super) fn plan(&self, drift: &Drift<'_>) -> Plan {
        let mut plan = Plan::default();
        match (drift.now, drift.then, self.made) {
            (Some(_), None, Made::Neither(why))
            | (None, Some(_), Made::Neither(why) | Made::Goes(why)) => plan.lose(why),
            (Some(now), None, _) => plan.make(drift.edit(Act::Delete(now.clone()))),
            (None, Some(then), Made::Both(_)) => {
                plan.make(drift.edit(Act::Create(then.clone())));
                self.lacks.iter().for_each(|lack| plan.lose(*lack));
            }
            _ => self.fields(drift, &mut plan),
        }
        plan
    }

    fn fields(&self, drift: &Drift<'_>, plan: &mut Plan) {
        let mut children = Vec::new();
        let mut done = BTreeSet::new();
        for setting in drift.settings {
            let field = setting.field();
            let Some(way) = self.way(field) else { continue };
            let is_first = done.insert(field);
            match way {
                Way::Tags => plan.make(drift.edit(Act::Set(vec![setting.clone()]))),
                Way::Children(kind) => match fixed(kind, setting) {
                    Some(why) => plan.leave(field, why),
                    None => {
                        if let Some(why) = (kind.lacks)(setting) {
                            plan.leave(field, why);
                        }
                        children.push((kind, setting));
                    }
                },
                _ if !is_first => {}
                Way::Not(why) => plan.leave(field, *why),
                Way::Property(_) | Way::Patch(_) => {
                    if let Some(whole) = whole(drift, setting) {
                        plan.make(drift.edit(Act::Set(vec![whole])));
                    }
                }
                Way::Parts(..) => {
                    let all = drift.of(field).cloned().collect();
                    plan.make(drift.edit(Act::Set(all)));
                }
                Way::Whole => {
                    let replaces =
                        plan.edits.iter().any(|edit| matches!(edit.act, Act::Replace { .. }));
                    if let (Some(from), Some(to), false) = (drift.now, drift.then, replaces) {
                        plan.make(drift.edit(Act::Replace { from: from.clone(), to: to.clone() }));
                    }
                }
            }
        }
        // What comes is there before what goes.
        let (coming, going): (Vec<_>, Vec<_>) = together(&children)
            .into_iter()
            .partition(|group| group.iter().any(|setting| setting.to.is_some()));
        for group in coming.into_iter().chain(going) {
            plan.make(drift.edit(Act::Set(group)));
        }
    }

    /// How an edit is made with `az`.
    pub(super) fn script(&self, edit: &Edit) -> Result<Script, String> {
        let place = Place { id: edit.id.identity.to_string(), version: self.version };
        match (&edit.act, self.made) {
            (Act::Create(resource), Made::Both(made)) => {
                let name = durable(resource)?;
                let place = place.called(name.get("name").and_then(Value::as_str));
                let absent = check(&place, &[Leaf::text("id", "")]);
                let commands = vec![place.put(&made(resource)?), place.wait("--created")];
                Ok(Script { check: Some(absent), commands: synchronous(&place, commands) })
            }
            (Act::Create(_), Made::Goes(why) | Made::Neither(why))
            | (Act::Delete(_), Made::Neither(why)) => Err(why.to_owned()),
            (Act::Delete(resource), _) => Ok(Script {
                check: Some(check(&place, &self.is(resource)?)),
                commands: synchronous(&place, vec![place.delete(), place.wait("--deleted")]),
            }),
            (Act::Replace { from, to }, Made::Both(made)) => Ok(Script {
                check: Some(check(&place, &self.is(from)?)),
                commands: synchronous(&place, vec![place.put(&made(to)?), place.wait("--updated")]),
            }),
            (Act::Replace { .. }, _) => Err(odd()),
            (Act::Set(settings), _) => self.set(&place, settings),
        }
    }

    fn set(&self, place: &Place, settings: &[Setting]) -> Result<Script, String> {
        let first = settings.first().ok_or_else(odd)?;
        match self.way(first.field()).ok_or_else(odd)? {
            Way::Tags => tag(place, first),
            Way::Property(written) => {
                let (from, to) = fragments(*written, first)?;
                let commands = merge::properties(place, &to);
                let asked = match written {
                    Written::Loose(_) => None,
                    _ => Some(check(place, &[under(&from)])),
                };
                Ok(Script { check: asked, commands })
            }
            Way::Patch(written) => {
                let (from, to) = fragments(*written, first)?;
                let commands =
                    vec![place.patch(&json!({ "properties": to })), place.wait("--updated")];
                Ok(Script { check: Some(check(place, &[under(&from)])), commands })
            }
            Way::Children(children) => self::children(place, children, settings),
            Way::Parts(list, reads) => parts(place, *list, *reads, settings),
            Way::Whole | Way::Not(_) => Err(odd()),
        }
    }

    /// All that is so of a resource, as far as it is put back from here.
    fn is(&self, resource: &Resource) -> Result<Vec<Leaf>, String> {
        let (durable, context) = (durable(resource)?, fields(resource.context.value().ok())?);
        let mut found = Vec::new();
        for (field, way) in self.columns {
            let value = durable.get(*field).or_else(|| context.get(*field));
            match way {
                Way::Property(Written::Loose(_)) => {}
                Way::Property(written) | Way::Patch(written) => {
                    found.push(under(&written.fragment(value)?));
                }
                Way::Children(Children { list, fixed, reads: _, is: _, holds: _, lacks: _ }) => {
                    let own = elements(value).filter(|one| fixed(one).is_none()).count();
                    found.push(count(&list.expression(), field, own));
                }
                Way::Parts(list, _) => {
                    found.push(count(&list.expression(), field, elements(value).count()))
                }
                Way::Whole | Way::Not(_) | Way::Tags => {}
            }
        }
        if let (Made::Both(made), true) = (self.made, found.is_empty()) {
            let said = fields(made(resource)?.get("properties").cloned())?;
            found.push(under(&said));
        }
        if found.is_empty() {
            found.push(Leaf::other("id != `null`", true));
        }
        Ok(found)
    }
}

/// That a list is as long as this. Both directions of rules are one list, whose other half counts for itself.
fn count(list: &str, field: &str, count: usize) -> Leaf {
    let half = match field {
        "inbound" => "[?properties.direction == `\"Inbound\"`]",
        "outbound" => "[?properties.direction == `\"Outbound\"`]",
        _ => "",
    };
    Leaf::other(&format!("length({list}{half})"), count)
}

fn elements(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn fields(value: Option<Value>) -> Result<Map<String, Value>, String> {
    super::ways::object(value.unwrap_or(json!({})))
}

fn durable(resource: &Resource) -> Result<Map<String, Value>, String> {
    fields(resource.durable.value().ok())
}

/// What becomes of the whole of a field.
fn whole(drift: &Drift<'_>, setting: &Setting) -> Option<Setting> {
    let field = setting.field();
    let of = |resource: Option<&Resource>| {
        let tree = match setting.class {
            Class::Context => resource?.context.value(),
            Class::Durable | Class::Volatile => resource?.durable.value(),
        };
        tree.ok()?.get(field).cloned()
    };
    let (from, to) = (of(drift.now), of(drift.then));
    let class = setting.class;
    (from != to).then(|| Setting {
        class,
        path: vec![field.to_owned()],
        is_element: false,
        from,
        to,
    })
}

fn fragments(
    written: Written,
    setting: &Setting,
) -> Result<(Map<String, Value>, Map<String, Value>), String> {
    Ok((written.fragment(setting.from.as_ref())?, written.fragment(setting.to.as_ref())?))
}

/// Why an element can't be edited, when it can't.
fn fixed(children: &Children, setting: &Setting) -> Option<&'static str> {
    [&setting.from, &setting.to].into_iter().flatten().find_map(children.fixed)
}

fn name(value: &Value) -> Option<&str> {
    value.get("name").and_then(Value::as_str)
}

/// Elements that can't change one by one, because one has the name or holds the place that another takes, side by side.
fn together(children: &[(&Children, &Setting)]) -> Vec<Vec<Setting>> {
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
fn children(place: &Place, children: &Children, settings: &[Setting]) -> Result<Script, String> {
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
fn parts(
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
                    let is = if list.is_flat { leaves(&said) } else { vec![under(&said)] };
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
        let values = if setting.is_element {
            side.iter().collect()
        } else {
            elements(side.as_ref()).collect::<Vec<_>>()
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

/// Tags are set by themselves. One that goes is named with its value, so that one with another value stays.
fn tag(place: &Place, setting: &Setting) -> Result<Script, String> {
    let empty = json!({});
    let (operation, value) = match (&setting.from, &setting.to) {
        (_, Some(value)) => ("Merge", value),
        (Some(value), None) => ("Delete", value),
        (None, None) => return Err(odd()),
    };
    let tags = Place { id: place.id.clone(), version: TAGS }
        .child("providers/Microsoft.Resources/tags", "default");
    let Some(key) = setting.path.get(1) else {
        // All of them came, or went.
        let body = json!({ "operation": operation, "properties": { "tags": value } });
        let is = literal(setting.from.as_ref().unwrap_or(&empty));
        let asked = Leaf::other(&format!("(properties.tags || `{{}}`) == {is}"), true);
        return Ok(Script {
            check: Some(check(&tags, &[asked])),
            commands: vec![tags.patch(&body)],
        });
    };
    let body = json!({ "operation": operation, "properties": { "tags": { key: value } } });
    let now = format!("(properties.tags || `{{}}`).\"{}\"", quoted(key));
    let asked = match setting.from.as_ref().and_then(Value::as_str) {
        None => Leaf::other(&format!("{now} == `null`"), true),
        Some(text) => Leaf::text(&now, text),
    };
    Ok(Script { check: Some(check(&tags, &[asked])), commands: vec![tags.patch(&body)] })
}

/// What a fragment of `properties` says.
fn under(fragment: &Map<String, Value>) -> Leaf {
    Leaf::under("properties", &leaves(fragment))
}

/// A key inside of the double quotes of JMESPath, which are those of JSON.
fn quoted(key: &str) -> String {
    let text = ascii(&Value::from(key));
    text.trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned()
}

/// Only Microsoft.Insights answers when it is done.
fn synchronous(
    place: &Place,
    mut commands: Vec<crate::model::Command>,
) -> Vec<crate::model::Command> {
    if place.id.contains("/providers/microsoft.insights/") {
        commands.truncate(1);
    }
    commands
}
