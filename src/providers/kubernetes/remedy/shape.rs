//! What the kinds have in common whose recorded fields are all that there is to say about them.
//!
//! A label and an element of a list are edits of their own. The fields that are one statement together, such as whom a policy speaks
//! for, become another in one edit, so that no moment lies between them; only those that differ are written.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::kubectl::{self, Target};
use super::like::Like;
use super::patch::{At, Patch};
use super::spelling::Spelled;
use crate::model::{Act, Class, Document, Edit, Kind, Resource, Setting};
use crate::providers::{Drift, Plan};

/// How resources of one kind are written.
pub(super) struct Shape {
    pub(super) kind: &'static Kind,
    /// What the API calls the version in which they are written: `networking.k8s.io/v1`.
    pub(super) version: &'static str,
    /// The lists of which each element is an edit.
    pub(super) lists: &'static [&'static str],
    /// Whether two elements can't stand beside each other, so that one becomes the other.
    pub(super) clash: fn(&Value, &Value) -> bool,
    /// Fields that can't be edited, and why.
    pub(super) fixed: &'static [(&'static str, &'static str)],
    /// Puts an element of one of the lists into a patch.
    pub(super) element: fn(&mut Patch, &Edit, &Setting) -> Result<(), String>,
    /// All that is recorded, as the API has it.
    pub(super) parts: fn(&Resource) -> Result<Vec<Part>, String>,
    /// What can't be put back or must be minded.
    pub(super) words: fn(&Drift<'_>, &mut Plan),
}

/// One field as the API has it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    /// `/spec/ingress`.
    pub(super) at: &'static str,
    /// What it must look like.
    pub(super) like: Like,
    /// How it is written; nothing when it is left out.
    pub(super) value: Option<Value>,
}

impl Part {
    /// One that has one spelling.
    pub(super) fn plain(at: &'static str, value: Option<impl Into<Value>>) -> Self {
        let value = value.map(Into::into);
        Self { at, like: Like::maybe(value.clone()), value }
    }

    /// One that is an object, or not there.
    pub(super) fn maybe(at: &'static str, spelled: Option<Spelled>) -> Self {
        match spelled {
            Some((like, value)) => Self { at, like, value: Some(value) },
            None => Self { at, like: Like::Nothing, value: None },
        }
    }

    /// A list, each element with how it may look and how it is written.
    pub(super) fn set(at: &'static str, elements: Vec<(Like, Value)>) -> Self {
        let (likes, values): (Vec<Like>, Vec<Value>) = elements.into_iter().unzip();
        let value = Some(values).filter(|values| !values.is_empty()).map(Value::from);
        Self { at, like: Like::set(likes), value }
    }
}

/// Whoever recorded this knows how to read it.
pub(super) fn odd<E>(_: E) -> String {
    "driftwall can't read what it recorded of this object".to_owned()
}

const BESIDE: &str =
    "annotations and owners of an object are not recorded: it comes back without them";

const CALLED: &str = "what an object is called can't be edited: apply its manifest";
const GIVEN: &str =
    "addresses and ports that the cluster or its cloud hands out can't be asked back";

impl Shape {
    pub(super) fn plan(&self, drift: &Drift<'_>) -> Plan {
        let mut plan = Plan::default();
        match (drift.now, drift.then) {
            (Some(now), None) => plan.make(drift.edit(Act::Delete(now.clone()))),
            (None, Some(then)) => {
                plan.make(drift.edit(Act::Create(then.clone())));
                plan.mind(BESIDE);
            }
            (Some(now), Some(then)) => self.fields(drift, now, then, &mut plan),
            (None, None) => {}
        }
        for setting in drift.settings.iter().filter(|setting| setting.class == Class::Context) {
            plan.leave(setting.field(), GIVEN);
        }
        (self.words)(drift, &mut plan);
        plan
    }

    fn fields(&self, drift: &Drift<'_>, now: &Resource, then: &Resource, plan: &mut Plan) {
        let (mut coming, mut going, mut together) = (Vec::new(), Vec::new(), Vec::new());
        let durable = drift.settings.iter().filter(|setting| setting.class == Class::Durable);
        for setting in durable {
            match setting.field() {
                "labels" => coming.push(setting.clone()),
                field if self.lists.contains(&field) && setting.is_element => match setting.to {
                    Some(_) => coming.push(setting.clone()),
                    None => going.push(setting.clone()),
                },
                field @ ("name" | "namespace") => plan.leave(field, CALLED),
                field => match self.fixed.iter().find(|(fixed, _)| *fixed == field) {
                    Some((field, why)) => plan.leave(field, *why),
                    None => together.push(field),
                },
            }
        }
        for setting in &mut coming {
            self.take_place(setting, &mut going);
        }
        // What comes first, so that nothing is cut off that passes before and after; and what narrows a list is there before it counts.
        for setting in coming {
            plan.make(drift.edit(Act::Set(vec![setting])));
        }
        if !together.is_empty() {
            self.replace(drift, (now, then), &together, plan);
        }
        for setting in going.into_iter().rev() {
            plan.make(drift.edit(Act::Set(vec![setting])));
        }
    }

    /// The fields that are one statement together, in one edit.
    fn replace(
        &self,
        drift: &Drift<'_>,
        (now, then): (&Resource, &Resource),
        fields: &[&str],
        plan: &mut Plan,
    ) {
        let made = replaced(now, then, &plan.edits, fields).ok_or_else(|| odd(()));
        let made = made.and_then(|(from, to)| {
            (self.parts)(&from)?;
            (self.parts)(&to)?;
            Ok(Act::Replace { from, to })
        });
        match made {
            Ok(act) => plan.make(drift.edit(act)),
            Err(why) => fields.iter().for_each(|field| plan.leave(field, why.clone())),
        }
    }

    /// An element that comes takes the place of one that it can't stand beside.
    fn take_place(&self, setting: &mut Setting, going: &mut Vec<Setting>) {
        let clash = |other: &Setting| match (&setting.from, &setting.to, &other.from) {
            (None, Some(to), Some(from)) => setting.path == other.path && (self.clash)(from, to),
            _ => false,
        };
        if let Some(at) = going.iter().position(clash) {
            setting.from = going.remove(at).from;
        }
    }

    pub(super) fn call(&self, edit: &Edit) -> Result<Call, String> {
        match &edit.act {
            Act::Create(resource) => self.create(edit, resource),
            Act::Delete(resource) => {
                let mut patch = Patch::default();
                for part in (self.parts)(resource)? {
                    patch.expect(part.at, &part.like);
                }
                Ok(Call::Delete(patch))
            }
            Act::Set(settings) => {
                let [setting] = settings.as_slice() else { return Err(odd(())) };
                let mut patch = Patch::default();
                match setting.field() {
                    "labels" => label(&mut patch, &At::new("/metadata/labels"), setting)?,
                    _ => (self.element)(&mut patch, edit, setting)?,
                }
                Ok(Call::Patch(patch))
            }
            Act::Replace { from, to } => {
                let mut patch = Patch::default();
                for (from, to) in (self.parts)(from)?.iter().zip((self.parts)(to)?) {
                    if from.value != to.value {
                        patch.put(from.at, &from.like, to.value.as_ref());
                    }
                }
                Ok(Call::Patch(patch))
            }
        }
    }

    fn create(&self, edit: &Edit, resource: &Resource) -> Result<Call, String> {
        let Target { row, namespace, name } = kubectl::target(edit)?;
        let mut metadata = Map::from_iter([("name".to_owned(), name.into())]);
        if let Some(namespace) = namespace {
            metadata.insert("namespace".to_owned(), namespace.into());
        }
        let labels = resource.durable.value().map_err(odd)?;
        let labels = labels.get("labels").cloned();
        metadata.extend(labels.map(|labels| ("labels".to_owned(), labels)));
        let mut object = json!({
            "apiVersion": self.version, "kind": row.object, "metadata": metadata,
        });
        for Part { at: path, like, value } in (self.parts)(resource)? {
            match (value, at(&mut object, path)) {
                (Some(value), Some(place)) => *place = value,
                (None, _) if like == Like::Nothing => {}
                _ => return Err(format!("`{path}` is not recorded in full: apply its manifest")),
            }
        }
        Ok(Call::Create(object))
    }
}

/// The place in an object, with the objects around it.
fn at<'a>(object: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    let mut place = object;
    for key in path.split('/').filter(|key| !key.is_empty()) {
        if place.is_null() {
            *place = json!({});
        }
        place = place.as_object_mut()?.entry(key).or_insert(Value::Null);
    }
    Some(place)
}

/// What a resource is after some edits, and what it is with some of its fields as approved.
fn replaced(
    now: &Resource,
    then: &Resource,
    edits: &[Edit],
    fields: &[&str],
) -> Option<(Resource, Resource)> {
    let mut is = now.clone();
    for edit in edits {
        is = edit.apply(Some(&is)).ok()??;
    }
    let (mut durable, approved) = (is.durable.value().ok()?, then.durable.value().ok()?);
    let tree = durable.as_object_mut()?;
    for field in fields {
        match approved.get(field) {
            Some(value) => tree.insert((*field).to_owned(), value.clone()),
            None => tree.remove(*field),
        };
    }
    let to = Resource { durable: Document::of(&durable).ok()?, context: is.context.clone() };
    Some((is, to))
}

/// A key of a map of texts becomes another.
pub(super) fn label(patch: &mut Patch, map: &At, setting: &Setting) -> Result<(), String> {
    let text = |value: &Option<Value>| match value {
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(odd(())),
        None => Ok(None),
    };
    match setting.path.as_slice() {
        [_, key] => {
            patch.key(map, key, text(&setting.from)?.as_deref(), text(&setting.to)?.as_deref());
            Ok(())
        }
        // All of them, where there were none before, or none are left.
        [_] => {
            let (from, to) = (setting.from.as_ref(), setting.to.as_ref());
            patch.put(map.clone(), &Like::maybe(from.cloned()), to);
            Ok(())
        }
        _ => Err(odd(())),
    }
}

/// An element goes, or comes, or both.
pub(super) fn exchange(
    patch: &mut Patch,
    list: &str,
    from: Option<(Like, Value)>,
    to: Option<(Like, Value)>,
) {
    if let Some((like, _)) = from {
        patch.take(list, &like);
    }
    if let Some((_, value)) = to {
        patch.give(list, &value);
    }
}
