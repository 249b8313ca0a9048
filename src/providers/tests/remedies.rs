//! How whatever a kind declares is put back: by an edit, or by words of its own about why not.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::model::{
    Act, Bears, Class, Command, Document, Edit, Field, KindSpec, Matching, Resource, ResourceId,
    Scope, ScopeReading, Script, Setting, Snapshot, Word,
};
use crate::providers::{Drift, Plan, ProviderEntry};

/// What stands where a provider has nothing to say.
const FALLBACK: &str = "driftwall knows no command";

/// How often edits had commands, which, and how often words said why not.
#[derive(Debug, Default)]
pub(in crate::providers) struct Counted {
    pub(in crate::providers) made: usize,
    pub(in crate::providers) left: usize,
    /// The edits that had commands, with these.
    pub(in crate::providers) scripts: Vec<(Edit, Script)>,
}

/// Takes every field of every resource away, and asks that it be brought back; and the other way round. Kinds that no resource is of are given back.
pub(in crate::providers) fn every_field(
    entry: &ProviderEntry,
    scope: &str,
    reading: &ScopeReading,
    counted: &mut Counted,
) -> BTreeSet<String> {
    let scope: Scope = scope.parse().unwrap();
    let mut unseen = BTreeSet::new();
    for spec in entry.kinds {
        let resources = reading.kinds.get(&spec.kind).map(|kind| &kind.resources);
        for field in top_fields(spec) {
            let mut seen = false;
            for (identity, whole) in resources.into_iter().flatten() {
                let id = ResourceId {
                    scope: scope.clone(),
                    kind: spec.kind.clone(),
                    identity: identity.clone(),
                };
                let Some(without) = without(whole, field) else { continue };
                seen = true;
                for (now, then) in [(&without, whole), (whole, &without)] {
                    asked(entry, spec, &id, field, (now, then), counted);
                }
            }
            if !seen {
                unseen.insert(format!("{} {}", spec.kind.word(), field.path));
            }
        }
        for (identity, whole) in resources.into_iter().flatten() {
            let id = ResourceId {
                scope: scope.clone(),
                kind: spec.kind.clone(),
                identity: identity.clone(),
            };
            for (now, then) in [(Some(whole), None), (None, Some(whole))] {
                let plan = plan(entry, spec, &id, now, then, &[]);
                assert!(
                    !plan.edits.is_empty() || plan.remains.iter().any(|one| one.is_less),
                    "{id:?}"
                );
                scripts(entry, &plan, counted);
            }
        }
    }
    unseen
}

/// The fields of which a difference is told: those that durable documents have, and of the context those that bear on anything.
fn top_fields(spec: &KindSpec) -> impl Iterator<Item = &Field> {
    spec.fields.iter().filter(|field| {
        let is_told = match field.class {
            Class::Durable => true,
            Class::Context => field.bears != Bears::Metadata,
            Class::Volatile => false,
        };
        is_told && !field.path.contains(['.', '['])
    })
}

fn tree<'a>(resource: &'a Resource, field: &Field) -> &'a Document {
    if field.class == Class::Context { &resource.context } else { &resource.durable }
}

/// The same resource without a field, or with another number in it; nothing when it has none.
fn without(resource: &Resource, field: &Field) -> Option<Resource> {
    let mut fields = tree(resource, field).value().unwrap();
    let gone = fields.as_object_mut().unwrap().remove(field.path)?;
    if gone.is_null() || gone == Value::Array(Vec::new()) {
        return None;
    }
    if let Some(number) = gone.as_i64() {
        fields[field.path] = (number + 1).into();
    }
    let document = Document::of(&fields).unwrap();
    let mut resource = resource.clone();
    match field.class {
        Class::Context => resource.context = document,
        Class::Durable | Class::Volatile => resource.durable = document,
    }
    Some(resource)
}

/// What a comparison tells of a field that came or went.
fn settings(field: &Field, now: &Resource, then: &Resource) -> Vec<Setting> {
    let of = |resource: &Resource| tree(resource, field).value().unwrap().get(field.path).cloned();
    let (from, to) = (of(now), of(then));
    let told = |is_element: bool, from: Option<Value>, to: Option<Value>| Setting {
        class: field.class,
        path: vec![field.path.to_owned()],
        is_element,
        from,
        to,
    };
    let is_matched = matches!(field.matching, Matching::Set | Matching::Keyed(_));
    match (from, to) {
        (Some(Value::Array(list)), None) if is_matched => {
            list.into_iter().map(|one| told(true, Some(one), None)).collect()
        }
        (None, Some(Value::Array(list))) if is_matched => {
            list.into_iter().map(|one| told(true, None, Some(one))).collect()
        }
        (from, to) => vec![told(false, from, to)],
    }
}

fn plan(
    entry: &ProviderEntry,
    spec: &KindSpec,
    id: &ResourceId,
    now: Option<&Resource>,
    then: Option<&Resource>,
    settings: &[Setting],
) -> Plan {
    let estate = Snapshot::default();
    (entry.remedies.plan)(&Drift { id, spec, now, then, settings, estate: &estate })
}

fn asked(
    entry: &ProviderEntry,
    spec: &KindSpec,
    id: &ResourceId,
    field: &Field,
    (now, then): (&Resource, &Resource),
    counted: &mut Counted,
) {
    let settings = settings(field, now, then);
    let plan = plan(entry, spec, id, Some(now), Some(then), &settings);
    let about = format!("{} {}", spec.kind.word(), field.path);
    let is_left = plan.remains.iter().any(|one| one.field.as_deref() == Some(field.path));
    assert!(is_left || !plan.edits.is_empty(), "{about}: neither put back nor left");
    for one in &plan.remains {
        assert!(!one.why.contains(FALLBACK), "{about}: {}", one.why);
    }
    // What is planned can be made in the model, and gives what was approved unless something is left.
    let mut is = Some(now.clone());
    for edit in &plan.edits {
        is = edit.apply(is.as_ref()).unwrap_or_else(|misfit| panic!("{about}: {misfit}"));
    }
    if !is_left {
        let sorted = |resource: &Resource| {
            sorted(tree(resource, field).value().unwrap().get(field.path).cloned())
        };
        assert_eq!(is.as_ref().map(sorted), Some(sorted(then)), "{about}");
    }
    counted.left += usize::from(is_left);
    scripts(entry, &plan, counted);
}

/// A value whose lists have an order of their own; one that is empty is one that is not there.
fn sorted(value: Option<Value>) -> Value {
    match value {
        None => Value::Null,
        Some(Value::Array(list)) if list.is_empty() => Value::Null,
        Some(Value::Array(mut list)) => {
            list.sort_by_key(ToString::to_string);
            Value::Array(list)
        }
        Some(Value::Object(fields)) if fields.is_empty() => Value::Null,
        Some(other) => other,
    }
}

/// Every edit has commands, or words of its own about why not; and so has what takes it back.
fn scripts(entry: &ProviderEntry, plan: &Plan, counted: &mut Counted) {
    for edit in &plan.edits {
        for edit in [edit.clone(), edit.undo()] {
            match (entry.remedies.script)(&edit) {
                Ok(script) => {
                    assert!(!script.commands.is_empty(), "{edit:?}");
                    counted.made += 1;
                    counted.scripts.push((edit, script));
                }
                Err(why) => {
                    assert!(
                        !why.contains(FALLBACK) && !why.contains("can't read"),
                        "{why}: {edit:?}"
                    );
                    counted.left += 1;
                }
            }
        }
    }
}

/// An edit that sets fields, each told by its path, as it is and as it will be.
pub(in crate::providers) fn set(
    scope: &str,
    kind: &str,
    id: &str,
    settings: &[(&str, bool, Value, Value)],
) -> Edit {
    let some = |value: &Value| Some(value.clone()).filter(|value| !value.is_null());
    let settings = settings.iter().map(|(path, is_element, from, to)| Setting {
        class: Class::Durable,
        path: path.split('/').map(str::to_owned).collect(),
        is_element: *is_element,
        from: some(from),
        to: some(to),
    });
    Edit { id: named(scope, kind, id), act: Act::Set(settings.collect()) }
}

/// An edit that makes a resource with these durable fields.
pub(in crate::providers) fn create(scope: &str, kind: &str, id: &str, durable: &Value) -> Edit {
    let context = Document::of(&Map::new()).unwrap();
    let resource = Resource { durable: Document::of(durable).unwrap(), context };
    Edit { id: named(scope, kind, id), act: Act::Create(resource) }
}

fn named(scope: &str, kind: &str, id: &str) -> ResourceId {
    ResourceId {
        scope: scope.parse().unwrap(),
        kind: kind.parse().unwrap(),
        identity: id.parse().unwrap(),
    }
}

/// The words of a command, each as it reaches the program, between blanks.
pub(in crate::providers) fn words(command: &Command) -> String {
    let word = |word: &Word| match word {
        Word::Text(text) => text.clone(),
        Word::Option(name, value) => format!("{name}={value}"),
        Word::Output(command) => format!("$({})", words(command)),
        Word::Kept(name) => format!("${name}"),
    };
    command.words.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// All commands of an edit, one a line.
pub(in crate::providers) fn commands(entry: &ProviderEntry, edit: &Edit) -> Vec<String> {
    match (entry.remedies.script)(edit) {
        Ok(script) => script.commands.iter().map(words).collect(),
        Err(why) => vec![format!("not: {why}")],
    }
}
