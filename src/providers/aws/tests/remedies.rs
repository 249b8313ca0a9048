//! Every field of every kind is put back by an edit, or left with words of its own.

use serde_json::Value;

use super::every_field;
use crate::model::{
    Act, Bears, Class, Document, Edit, Field, Matching, Resource, ResourceId, Scope, Setting,
    Snapshot,
};
use crate::providers::aws::kinds::KINDS;
use crate::providers::aws::remedy::REMEDIES;
use crate::providers::tests::dumped::{self, file};
use crate::providers::{Drift, Plan};

/// Everything that AWS documents, as resources.
fn estate() -> Snapshot {
    let scope: Scope = "aws:111122223333/eu-west-1".parse().unwrap();
    let answers = every_field().into_iter().map(|(name, json)| file(&name, json.to_string()));
    let reading = dumped::read(&super::ENTRY, "aws:111122223333/eu-west-1", answers.collect());
    Snapshot { scopes: [(scope, reading)].into(), ..Snapshot::default() }
}

/// What leads from the resource without a value to the one with it, as a comparison would tell it.
fn settings(field: &Field, value: &Value) -> Vec<Setting> {
    let setting = |path: Vec<String>, is_element: bool, to: &Value| Setting {
        class: field.class,
        path,
        is_element,
        from: None,
        to: Some(to.clone()),
    };
    let path = vec![field.path.to_owned()];
    match (value, field.matching) {
        (Value::Array(list), matching) if matching != Matching::Whole => {
            list.iter().map(|one| setting(path.clone(), true, one)).collect()
        }
        (Value::Object(fields), _) => {
            let inner = |(key, one): (&String, &Value)| {
                setting([path.clone(), vec![key.clone()]].concat(), false, one)
            };
            fields.iter().map(inner).collect()
        }
        _ => vec![setting(path, false, value)],
    }
}

fn without(resource: &Resource, class: Class, field: &str) -> Resource {
    let mut resource = resource.clone();
    let document = match class {
        Class::Context => &mut resource.context,
        Class::Durable | Class::Volatile => &mut resource.durable,
    };
    let mut tree = document.value().unwrap();
    tree.as_object_mut().unwrap().remove(field);
    *document = Document::of(&tree).unwrap();
    resource
}

/// Whether a plan speaks of a field: an edit sets it, or it says why none does.
fn speaks(plan: &Plan, field: &str) -> bool {
    let edited = plan.edits.iter().any(|edit| match &edit.act {
        Act::Set(settings) => settings.iter().any(|one| one.field() == field),
        _ => false,
    });
    edited || plan.remains.iter().any(|one| one.is_less && one.field.as_deref() == Some(field))
}

/// That every edit has a command line, or words of its own why not. What takes it back has a command line too, where what was is known.
fn has_scripts(edit: &Edit) {
    match (REMEDIES.script)(edit) {
        Ok(script) => assert!(!script.commands.is_empty(), "{edit:?}"),
        Err(why) => {
            assert!(!why.contains("knows no command"), "{edit:?}");
            assert!(!why.contains("can't read what it recorded"), "{edit:?}");
        }
    }
    if let Ok(script) = (REMEDIES.script)(&edit.undo()) {
        assert!(!script.commands.is_empty(), "{edit:?}");
    }
}

/// Hands on the plan for every field of every resource, as it comes and as it goes, and for whole resources.
fn every_plan(mut on: impl FnMut(&ResourceId, Option<&str>, &Plan)) {
    let estate = estate();
    let reading = estate.scopes.values().next().unwrap();
    let scope = estate.scopes.keys().next().unwrap();
    for spec in KINDS {
        for (identity, resource) in &reading.kinds[&spec.kind].resources {
            let id = ResourceId {
                scope: scope.clone(),
                kind: spec.kind.clone(),
                identity: identity.clone(),
            };
            let asked = |field: &&Field| match field.class {
                Class::Durable => !field.path.contains(['.', '[']),
                Class::Context => !field.path.contains('[') && field.bears > Bears::Metadata,
                Class::Volatile => false,
            };
            for field in spec.fields.iter().filter(asked) {
                let document = match field.class {
                    Class::Context => resource.context.value().unwrap(),
                    Class::Durable | Class::Volatile => resource.durable.value().unwrap(),
                };
                let Some(value) = document.get(field.path).filter(|value| !value.is_null()) else {
                    continue;
                };
                let lacking = without(resource, field.class, field.path);
                let coming = settings(field, value);
                let going: Vec<Setting> = coming.iter().map(Setting::undo).collect();
                for (now, then, settings) in
                    [(&lacking, resource, &coming), (resource, &lacking, &going)]
                {
                    let (now, then) = (Some(now), Some(then));
                    let drift = Drift { id: &id, spec, now, then, settings, estate: &estate };
                    on(&id, Some(field.path), &(REMEDIES.plan)(&drift));
                }
            }
            for (now, then) in [(Some(resource), None), (None, Some(resource))] {
                let drift = Drift { id: &id, spec, now, then, settings: &[], estate: &estate };
                on(&id, None, &(REMEDIES.plan)(&drift));
            }
        }
    }
}

/// Every script of every edit that puts something back, and of what takes that back.
#[cfg(feature = "aws")]
pub(in crate::providers::aws) fn every_script() -> Vec<crate::model::Script> {
    let mut scripts = Vec::new();
    every_plan(|_, _, plan| {
        for edit in &plan.edits {
            scripts.extend((REMEDIES.script)(edit));
            scripts.extend((REMEDIES.script)(&edit.undo()));
        }
    });
    scripts
}

#[test]
fn every_field_is_put_back_or_left_with_a_reason() {
    every_plan(|id, field, plan| {
        if let Some(field) = field {
            assert!(speaks(plan, field), "{id:?} {field}: {plan:?}");
            plan.edits.iter().for_each(has_scripts);
        }
    });
}

#[test]
fn what_came_goes_and_what_went_comes_back_or_it_is_said_why_not() {
    every_plan(|id, field, plan| {
        if field.is_none() {
            let is_left = plan.remains.iter().any(|one| one.is_less && one.field.is_none());
            assert!(!plan.edits.is_empty() || is_left, "{id:?}: {plan:?}");
            plan.edits.iter().for_each(has_scripts);
        }
    });
}

#[test]
fn a_value_that_aws_would_read_from_a_place_gets_no_command_line() {
    let id = ResourceId {
        scope: "aws:111122223333/eu-west-1".parse().unwrap(),
        kind: "aws.network-acl".parse().unwrap(),
        identity: "file:///etc/hostname".parse().unwrap(),
    };
    let acl = Resource { durable: Document::empty(), context: Document::empty() };
    let edit = Edit { id, act: Act::Delete(acl) };
    let why = (REMEDIES.script)(&edit).unwrap_err();
    assert!(why.contains("file:///etc/hostname"), "{why}");
}
