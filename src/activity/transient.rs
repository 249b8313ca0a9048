//! What was open, or recorded nothing, between two snapshots and shows in neither.
//!
//! Every resource that the log speaks of is followed from what was approved through each of its versions. Each that differs both from what was approved and from what
//! is there now is put in the estate in the place of what is there, and its effect is computed like that of any change. What opened with it and is not open
//! now was transient. Where the log does not say what a version was, and the resource is as it was approved again, that is said, too.

use super::attribute;
use super::book::Book;
use super::index::{Index, Sides};
use super::versions::{Made, Step, Version, versions};
use super::window::Window;
use crate::compare::{self, Pairing};
use crate::effects;
use crate::model::{
    Action, Assumptions, Bears, Change, Effect, Exposure, FieldChange, KindSpec, Resource,
    ResourceId, Role, Scope, Snapshot, Spell, Subject, Transient, spelled,
};
use crate::providers::kind_spec;

/// The estate as it is now, in which one resource is put back in time.
struct Estate<'a> {
    sides: Sides<'a>,
    one: Snapshot,
    other: Snapshot,
    pairing: Pairing,
    assumptions: Assumptions,
}

/// Everything that was so for a while.
pub(super) fn find(
    book: &Book,
    index: &Index<'_>,
    sides: Sides<'_>,
    window: &dyn Fn(&Scope) -> Window,
    assumptions: Assumptions,
) -> Vec<Subject> {
    let mut estate: Option<Estate<'_>> = None;
    let mut subjects = Vec::new();
    for id in index.resources() {
        let Some(spec) = kind_spec(&id.kind) else { continue };
        let window = window(&id.scope);
        let (then, now) = (sides.then(id), sides.after.get(id));
        let events = index.about(id).iter().filter(|(event, _)| !window.is_before(event.time));
        let steps = versions(spec, then, events.map(|(event, deed)| (*event, &deed.act)));
        let mut spells = Spells::default();
        for (at, step) in steps.iter().enumerate() {
            let Version::Known(is) = &step.version else { continue };
            let is = is.as_ref();
            if is_same(id, is, now) || is_same(id, is, then) {
                continue;
            }
            // How long it was so is known when the next event is.
            let Some(until) = steps.get(at + 1).map(Step::time) else { continue };
            let estate = estate.get_or_insert_with(|| Estate::new(sides, assumptions));
            if let Some(change) = estate.was_transient(id, then, is, now) {
                spells.add(change, Spell { from: step.time(), until }, at);
            }
        }
        let certain = !spells.0.is_empty();
        for (change, times, begun) in spells.0 {
            let evidence = begun
                .iter()
                .filter_map(|at| steps.get(*at))
                .map(|step| attribute::begun(step, book))
                .collect();
            let transient = Transient { change, spells: times, evidence, unsure: None };
            subjects.push(Subject::Transient(Box::new(transient)));
        }
        if !certain && is_same(id, then, now) {
            subjects.extend(unsure(id, spec, now, &steps, book));
        }
    }
    subjects
}

/// Whether two states of a resource differ in nothing that is compared.
fn is_same(id: &ResourceId, one: Option<&Resource>, other: Option<&Resource>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => compare::difference(id, Some(one), Some(other)).is_none(),
        _ => false,
    }
}

/// That a resource was changed and is as it was, and the log does not say what it was meanwhile.
fn unsure(
    id: &ResourceId,
    spec: &KindSpec,
    now: Option<&Resource>,
    steps: &[Step],
    book: &Book,
) -> Option<Subject> {
    if !matches!(spec.role, Role::Boundary | Role::Monitoring) {
        return None;
    }
    let dark: Vec<&Step> = steps
        .iter()
        .filter(|step| match &step.made {
            Made::Something(fields) => {
                let matters = |field: &&str| {
                    spec.field(field).is_none_or(|field| field.bears > Bears::Metadata)
                };
                fields.is_empty() || fields.iter().any(matters)
            }
            Made::Went | Made::Came(None) => true,
            Made::Exactly(_) | Made::Said(_) | Made::All(_) | Made::Came(Some(_)) => false,
        })
        .collect();
    let (first, last) = (dark.first()?, dark.last()?);
    // What was done once and left no trace was no edit of what is compared.
    if dark.len() < 2 {
        return None;
    }
    let name = now.and_then(|now| compare::name_of(Some(spec), now));
    let change = Change::new(id.clone(), name, Action::Modified, Vec::new());
    let unsure = format!(
        "it was changed {} times in between and is as it was approved; the log does not say what it was meanwhile",
        dark.len()
    );
    Some(Subject::Transient(Box::new(Transient {
        change,
        spells: vec![Spell { from: first.time(), until: last.time() }],
        evidence: dark.iter().map(|step| attribute::begun(step, book)).collect(),
        unsure: Some(unsure),
    })))
}

/// What was so, when, and with which steps it began, each once however often it came.
#[derive(Default)]
struct Spells(Vec<(Change, Vec<Spell>, Vec<usize>)>);

impl Spells {
    fn add(&mut self, change: Change, spell: Spell, at: usize) {
        let content = |change: &Change| {
            (change.action, change.fields.iter().map(without_ids).collect::<Vec<_>>())
        };
        let same = self.0.iter_mut().find(|(known, ..)| content(known) == content(&change));
        match same {
            Some((_, spells, begun)) => {
                // An edit of something else in between ends nothing.
                match spells.last_mut() {
                    Some(last) if last.until == spell.from => last.until = spell.until,
                    _ => {
                        spells.push(spell);
                        begun.push(at);
                    }
                }
            }
            None => self.0.push((change, vec![spell], vec![at])),
        }
    }
}

/// A difference without what is another one each time it comes.
fn without_ids(field: &FieldChange) -> String {
    let bare = |value: &Option<serde_json::Value>| match value {
        Some(serde_json::Value::Object(fields)) => {
            let mut fields = fields.clone();
            fields.remove("id");
            spelled(&serde_json::Value::Object(fields))
        }
        Some(value) => spelled(value),
        None => String::new(),
    };
    let path = field.path.as_str().split('[').next().unwrap_or_default();
    format!("{path} {} {}", bare(&field.before), bare(&field.after))
}

impl<'a> Estate<'a> {
    fn new(sides: Sides<'a>, assumptions: Assumptions) -> Self {
        let one = sides.after.clone();
        let other = one.clone();
        Self { sides, one, other, pairing: Pairing::default(), assumptions }
    }

    /// What opened, or recorded less, while a resource was this, and does not now.
    fn was_transient(
        &mut self,
        id: &ResourceId,
        then: Option<&Resource>,
        is: Option<&Resource>,
        now: Option<&Resource>,
    ) -> Option<Change> {
        let since_approved = self.between(id, then, is)?;
        let than_now = self.between(id, now, is)?;
        let records = |change: &Change| {
            let role = kind_spec(&change.id.kind).map(|spec| spec.role);
            change.durable_bears() >= Bears::Logging && role == Some(Role::Monitoring)
                || change.fields.iter().any(|field| field.bears == Bears::Logging)
        };
        let is_worse = opens(&since_approved) && opens(&than_now)
            || records(&since_approved) && records(&than_now);
        is_worse.then_some(since_approved)
    }

    /// What differs between two states of a resource, in the estate as it is now.
    fn between(
        &mut self,
        id: &ResourceId,
        old: Option<&Resource>,
        new: Option<&Resource>,
    ) -> Option<Change> {
        let change = compare::difference(id, old, new)?;
        put(&mut self.one, id, old);
        put(&mut self.other, id, new);
        let subjects = effects::compute(
            vec![Subject::Change(change)],
            &self.one,
            &self.other,
            &self.pairing,
            self.assumptions,
        );
        let now = self.sides.after.get(id);
        put(&mut self.one, id, now);
        put(&mut self.other, id, now);
        subjects.into_iter().find_map(|subject| match subject {
            Subject::Change(change) => Some(change),
            _ => None,
        })
    }
}

fn put(estate: &mut Snapshot, id: &ResourceId, resource: Option<&Resource>) {
    let kinds = estate.scopes.get_mut(&id.scope).map(|scope| &mut scope.kinds);
    let Some(reading) = kinds.and_then(|kinds| kinds.get_mut(&id.kind)) else { return };
    match resource {
        Some(resource) => reading.resources.insert(id.identity.clone(), resource.clone()),
        None => reading.resources.remove(&id.identity),
    };
}

/// Whether anything passes with a change that did not before. Where nobody can tell, it may.
fn opens(change: &Change) -> bool {
    let at_boundary = match &change.effect {
        Some(Effect::Traffic(traffic)) => !traffic.opened.is_empty(),
        Some(Effect::Unknown(_)) => true,
        Some(Effect::Nowhere) | None => false,
    };
    let at_endpoints = match &change.exposure {
        Some(Exposure::Reach(reach)) => reach.endpoints.iter().any(|one| !one.opened.is_empty()),
        Some(Exposure::Unknown(_)) | None => false,
    };
    at_boundary || at_endpoints
}
