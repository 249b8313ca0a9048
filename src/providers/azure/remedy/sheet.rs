//! How resources of one kind are put back: a table of their fields, and what is made of it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::arm::Place;
use super::check::{Leaf, check};
use super::elements::{self, list_of};
use super::merge;
use super::tags;
use super::ways::{Children, Column, Way, Written, odd};
use crate::model::{Act, Class, Edit, Kind, Resource, Script, Setting};
use crate::providers::{Drift, Plan};

/// Why an element is left that is written as it already is.
const ELSEWHERE: &str =
    "what differs there is not for this side to say: it follows what is beside it";

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
                Way::Children(kind) => match elements::fixed(kind, setting) {
                    Some(why) => plan.leave(field, why),
                    None => {
                        if let Some(why) = (kind.lacks)(setting) {
                            plan.leave(field, why);
                        }
                        if elements::is_written(kind.reads, setting) {
                            children.push((kind, setting));
                        } else {
                            plan.leave(field, ELSEWHERE);
                        }
                    }
                },
                Way::Parts(_, reads) if !elements::is_written(*reads, setting) => {
                    plan.leave(field, ELSEWHERE);
                    done.remove(field);
                }
                _ if !is_first => {}
                Way::Not(why) => plan.leave(field, *why),
                Way::Property(_) | Way::Patch(_) => {
                    if let Some(whole) = whole(drift, setting) {
                        plan.make(drift.edit(Act::Set(vec![whole])));
                    }
                }
                Way::Parts(_, reads) => {
                    let is_written = |one: &&Setting| elements::is_written(*reads, one);
                    let all = drift.of(field).filter(is_written).cloned().collect();
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
        let (coming, going): (Vec<_>, Vec<_>) = elements::together(&children)
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
            Way::Tags => tags::tag(place, first),
            Way::Property(written) => {
                let (from, to) = fragments(*written, first)?;
                let commands = merge::properties(place, &to);
                let asked = match written {
                    Written::Loose(_) => None,
                    _ => Some(check(place, &[Leaf::of_properties(&from)])),
                };
                Ok(Script { check: asked, commands })
            }
            Way::Patch(written) => {
                let (from, to) = fragments(*written, first)?;
                let commands =
                    vec![place.patch(&json!({ "properties": to })), place.wait("--updated")];
                Ok(Script { check: Some(check(place, &[Leaf::of_properties(&from)])), commands })
            }
            Way::Children(children) => elements::children(place, children, settings),
            Way::Parts(list, reads) => elements::parts(place, *list, *reads, settings),
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
                    found.push(Leaf::of_properties(&written.fragment(value)?));
                }
                Way::Children(Children { list, fixed, reads: _, is: _, holds: _, lacks: _ }) => {
                    let own = list_of(value).filter(|one| fixed(one).is_none()).count();
                    found.push(count(&list.expression(), field, own));
                }
                Way::Parts(list, _) => {
                    found.push(count(&list.expression(), field, list_of(value).count()))
                }
                Way::Whole | Way::Not(_) | Way::Tags => {}
            }
        }
        if let (Made::Both(made), true) = (self.made, found.is_empty()) {
            let said = fields(made(resource)?.get("properties").cloned())?;
            found.push(Leaf::of_properties(&said));
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

type Fragment = Map<String, Value>;

fn fragments(
    written: Written,
    setting: &Setting,
) -> Result<(Fragment, Fragment), String> {
    Ok((written.fragment(setting.from.as_ref())?, written.fragment(setting.to.as_ref())?))
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
