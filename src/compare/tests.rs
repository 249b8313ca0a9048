//! Two snapshots held against each other, and fields against fields.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Comparison, Pairing, compare, fields};
use crate::model::{
    Action, Bears, Class, Coverage, Document, Field, FieldChange, Identity, Kind, KindSpec,
    Matching, Provider, Reading, Resource, Role, ScopeReading, Snapshot, Status, Subject,
};

const FIELDS: &[Field] = &[
    Field::durable("name", Bears::Metadata, "a name"),
    Field::durable("tags", Bears::Metadata, "tags"),
    Field::durable("command", Bears::Program, "a command's words are in order"),
    Field::list("entries", Bears::Traffic, Matching::Keyed(&["number"]), "by number"),
    Field::list("rules", Bears::Traffic, Matching::Rules { id: "id" }, "by content"),
    Field::durable("rules[].note", Bears::Metadata, "a note"),
    Field::list("zones", Bears::Traffic, Matching::Set, "a set"),
];

fn spec() -> KindSpec {
    KindSpec {
        kind: Kind::new(Provider::Gcp, "example"),
        title: "example",
        role: Role::Boundary,
        calls: &[],
        identity: "its id",
        named_by: &["name"],
        comes_and_goes: None,
        fields: FIELDS,
        phrase: |_, _| None,
    }
}

fn differences(before: &Value, after: &Value) -> Vec<FieldChange> {
    fields::differences(Some(&spec()), Class::Durable, Some(before), Some(after)).found
}

fn told(before: &Value, after: &Value) -> Vec<String> {
    differences(before, after)
        .into_iter()
        .map(|change| {
            let side = |value: Option<Value>| value.map_or("-".to_owned(), |v| v.to_string());
            format!("{} {} > {}", change.path, side(change.before), side(change.after))
        })
        .collect()
}

#[test]
fn a_field_that_differs_is_told_with_its_path() {
    assert_eq!(
        told(&json!({"tags": {"a": "1", "b": "2"}}), &json!({"tags": {"b": "3", "c": "4"}})),
        ["tags.a \"1\" > -", "tags.b \"2\" > \"3\"", "tags.c - > \"4\""]
    );
}

#[test]
fn rules_are_matched_by_content_and_never_by_position() {
    let before = json!({"rules": [{"id": "r-1", "ports": "22"}, {"id": "r-2", "ports": "80"}]});
    let reordered = json!({"rules": [{"id": "r-2", "ports": "80"}, {"id": "r-1", "ports": "22"}]});
    let new_ids = json!({"rules": [{"id": "r-9", "ports": "22"}, {"ports": "80"}]});
    assert!(told(&before, &reordered).is_empty());
    assert!(told(&before, &new_ids).is_empty(), "an id alone is no difference");
}

#[test]
fn an_edited_rule_is_one_difference_when_it_kept_its_id() {
    let before = json!({"rules": [{"id": "r-1", "ports": "22"}]});
    assert_eq!(
        told(&before, &json!({"rules": [{"id": "r-1", "ports": "23"}]})),
        ["rules[r-1].ports \"22\" > \"23\""]
    );
    assert_eq!(
        told(&before, &json!({"rules": [{"id": "r-2", "ports": "23"}]})),
        [
            r#"rules[r-1] {"id":"r-1","ports":"22"} > -"#,
            r#"rules[r-2] - > {"id":"r-2","ports":"23"}"#
        ]
    );
}

#[test]
fn a_note_on_a_rule_without_an_id_is_an_edited_note() {
    let before = json!({"rules": [{"ports": "22", "note": "a"}, {"ports": "80"}]});
    let after = json!({"rules": [{"ports": "22", "note": "b"}, {"ports": "80"}]});
    assert_eq!(told(&before, &after), ["rules[].note \"a\" > \"b\""]);
    let moved = json!({"rules": [{"ports": "22", "note": "a"}, {"ports": "81"}]});
    assert_eq!(
        told(&before, &moved),
        [r#"rules[] {"ports":"80"} > -"#, r#"rules[] - > {"ports":"81"}"#]
    );
    let doubled = json!({"rules": [{"ports": "22", "note": "b"}, {"ports": "22", "note": "c"}, {"ports": "80"}]});
    assert_eq!(
        told(&before, &doubled),
        ["rules[].note \"a\" > \"b\"", r#"rules[] - > {"note":"c","ports":"22"}"#]
    );
}

#[test]
fn two_rules_that_swap_ids_are_the_same_two_rules() {
    let before = json!({"rules": [{"id": "a", "ports": "1"}, {"id": "b", "ports": "2"}]});
    let after = json!({"rules": [{"id": "b", "ports": "1"}, {"id": "a", "ports": "2"}]});
    assert!(told(&before, &after).is_empty());
}

#[test]
fn a_duplicate_that_comes_or_goes_is_seen() {
    let one = json!({"zones": ["a"]});
    let two = json!({"zones": ["a", "a"]});
    assert_eq!(told(&one, &two), ["zones[] - > \"a\""]);
    assert_eq!(told(&two, &one), ["zones[] \"a\" > -"]);
}

#[test]
fn keyed_elements_are_matched_by_their_key() {
    let before =
        json!({"entries": [{"number": 100, "action": "deny"}, {"number": 200, "action": "allow"}]});
    let after =
        json!({"entries": [{"number": 150, "action": "deny"}, {"number": 200, "action": "deny"}]});
    assert_eq!(
        told(&before, &after),
        [
            r#"entries[200].action "allow" > "deny""#,
            r#"entries[100] {"action":"deny","number":100} > -"#,
            r#"entries[150] - > {"action":"deny","number":150}"#
        ]
    );
}

#[test]
fn a_list_whose_order_is_its_meaning_is_compared_whole() {
    let before = json!({"command": ["rm", "-r", "a"]});
    assert_eq!(
        told(&before, &json!({"command": ["rm", "a", "-r"]})),
        [r#"command ["rm","-r","a"] > ["rm","a","-r"]"#]
    );
}

#[test]
fn nothing_and_empty_differ() {
    assert_eq!(told(&json!({}), &json!({"rules": []})), ["rules - > []"]);
    assert_eq!(told(&json!({"rules": []}), &json!({})), ["rules [] > -"]);
}

#[test]
fn a_field_that_nobody_declared_is_treated_as_the_worst() {
    let change = differences(&json!({}), &json!({"surprise": 1})).remove(0);
    assert_eq!(change.bears, Bears::Traffic);
    let change = differences(
        &json!({"rules": [{"id": "a", "note": "x"}]}),
        &json!({"rules": [{"id": "a", "note": "y"}]}),
    );
    assert_eq!(change[0].bears, Bears::Metadata, "the longest declared path speaks");
}

fn trees() -> impl Strategy<Value = Value> {
    let rule = (prop::option::of("[a-c]"), "[0-3]", prop::option::of("[x-z]")).prop_map(
        |(id, ports, note)| {
            let mut rule = json!({"ports": ports});
            if let Some(id) = id {
                rule["id"] = id.into();
            }
            if let Some(note) = note {
                rule["note"] = note.into();
            }
            rule
        },
    );
    (
        prop::collection::vec(rule, 0..5),
        prop::collection::vec("[a-c]", 0..4),
        prop::collection::vec("[a-c]", 0..3),
    )
        .prop_map(
            |(rules, zones, command)| json!({"rules": rules, "zones": zones, "command": command}),
        )
}

/// The content of a tree whatever the order of its sets and whatever the ids of its rules.
fn normal(tree: &Value) -> Value {
    let mut tree = tree.clone();
    for list in ["rules", "zones"] {
        let items = tree[list].as_array_mut().unwrap();
        for item in items.iter_mut() {
            if let Some(fields) = item.as_object_mut() {
                fields.remove("id");
            }
        }
        items.sort_by_key(Value::to_string);
    }
    tree
}

proptest! {
    #[test]
    fn something_is_told_exactly_when_the_content_differs(before in trees(), after in trees()) {
        let told = told(&before, &after);
        prop_assert_eq!(told.is_empty(), normal(&before) == normal(&after), "{:?}", told);
    }

    #[test]
    fn the_order_of_a_set_never_matters(tree in trees(), seed in any::<u64>()) {
        let mut shuffled = tree.clone();
        for list in ["rules", "zones"] {
            let items = shuffled[list].as_array_mut().unwrap();
            let length = items.len();
            for index in (1..length).rev() {
                let other = usize::try_from(seed.rotate_left(u32::try_from(index).unwrap()) % (index as u64 + 1)).unwrap();
                items.swap(index, other);
            }
        }
        prop_assert!(told(&tree, &shuffled).is_empty());
    }
}

#[test]
fn a_scope_that_nobody_approved_and_nobody_looked_at_is_no_gap() {
    let compared = |after: &Snapshot| {
        let before = Snapshot::default();
        let pairing = Pairing::new(&before, after, &[]).unwrap();
        compare(&before, after, &pairing)
    };
    let unused = compared(&side(Status::Skipped, &[]));
    assert!(unused.subjects.is_empty() && unused.incomplete.is_empty());
    for status in [Status::Complete, Status::Denied, Status::Failed] {
        assert!(!compared(&side(status, &[])).incomplete.is_empty(), "{status}");
    }
    let mut odd = side(Status::Skipped, &[]);
    let scope = odd.scopes.values_mut().next().unwrap();
    scope.unrecognised.insert("describe-groups.json".to_owned(), "unknown".to_owned());
    assert!(!compared(&odd).incomplete.is_empty());
}

fn reading(status: Status, resources: &[(&str, Value)]) -> Reading {
    let resources = resources
        .iter()
        .map(|(name, durable)| {
            let resource =
                Resource { durable: Document::of(durable).unwrap(), context: Document::empty() };
            (Identity::new(*name).unwrap(), resource)
        })
        .collect::<BTreeMap<_, _>>();
    let coverage = Coverage { status, ..Coverage::complete(Vec::new(), 1) };
    Reading { coverage, resources }
}

fn side(status: Status, resources: &[(&str, Value)]) -> Snapshot {
    let kind = Kind::new(Provider::Gcp, "example");
    let kinds = BTreeMap::from([(kind, reading(status, resources))]);
    let scope = ScopeReading { kinds, ..ScopeReading::default() };
    Snapshot {
        scopes: BTreeMap::from([("gcp:shop".parse().unwrap(), scope)]),
        ..Snapshot::default()
    }
}

fn held(before: &Snapshot, after: &Snapshot) -> (Vec<String>, bool) {
    let pairing = Pairing::new(before, after, &[]).unwrap();
    let Comparison { subjects, incomplete } = compare(before, after, &pairing);
    let told = subjects
        .into_iter()
        .map(|subject| match subject {
            Subject::Change(change) => format!("{} {}", change.action.word(), change.id.identity),
            Subject::Gap { held, .. } => format!("gap {held}"),
            Subject::Unapproved { kind, found, .. } => {
                format!("unapproved {} {found}", kind.map_or("scope", |_| "kind"))
            }
            Subject::State(state) => format!("state {:?}", state.condition),
            Subject::Transient(_) | Subject::Attempt(_) | Subject::Paper(_) => {
                "of no comparison".to_owned()
            }
        })
        .collect();
    (told, !incomplete.is_empty())
}

#[test]
fn live_extras_and_missing_ones_are_both_seen() {
    let before = side(Status::Complete, &[("a", json!({"x": 1})), ("b", json!({"x": 1}))]);
    let after = side(Status::Complete, &[("b", json!({"x": 2})), ("c", json!({"x": 1}))]);
    assert_eq!(
        held(&before, &after),
        (vec!["removed a".into(), "modified b".into(), "added c".into()], false)
    );
}

#[test]
fn what_was_not_read_is_unknown_and_what_was_not_approved_is_a_difference() {
    let unread = json!({"acl": null});
    let known = json!({"acl": "acl-1"});
    assert!(told(&known, &unread).is_empty());
    assert_eq!(told(&unread, &known), ["acl null > \"acl-1\""]);
    assert_eq!(told(&unread, &json!({})), ["acl null > -"]);
    assert_eq!(told(&json!({}), &known), ["acl - > \"acl-1\""]);
}

#[test]
fn an_unread_kind_is_unknown_and_never_removed() {
    let before = side(Status::Complete, &[("a", json!({"x": 1})), ("b", json!({"x": 1}))]);
    for status in
        [Status::Partial, Status::Denied, Status::Throttled, Status::Failed, Status::Skipped]
    {
        let after = side(status, &[("b", json!({"x": 2}))]);
        assert_eq!(
            held(&before, &after),
            (vec!["gap 2".into(), "modified b".into()], true),
            "{status}"
        );
    }
    let absent = side(Status::Absent, &[]);
    assert_eq!(held(&before, &absent), (vec!["removed a".into(), "removed b".into()], false));
}

#[test]
fn a_skipped_kind_is_whole_unless_the_baseline_holds_some_of_it() {
    let nothing = side(Status::Complete, &[]);
    let skipped = side(Status::Skipped, &[]);
    assert_eq!(held(&nothing, &skipped), (vec![], false));
    assert_eq!(held(&skipped, &skipped), (vec![], false));
}

#[test]
fn what_was_never_read_before_was_never_approved() {
    let after = side(Status::Complete, &[("a", json!({"x": 1}))]);
    for status in [Status::Skipped, Status::Denied, Status::Partial] {
        let before = side(status, &[]);
        assert_eq!(held(&before, &after), (vec!["unapproved kind 1".into()], true), "{status}");
    }
    assert_eq!(held(&Snapshot::default(), &after), (vec!["unapproved scope 1".into()], true));
}

#[test]
fn an_earlier_side_that_was_not_read_proves_nothing() {
    let after = side(Status::Complete, &[("a", json!({"x": 1}))]);
    let before = side(Status::Partial, &[("a", json!({"x": 1}))]);
    assert_eq!(held(&before, &after), (vec![], true));
    let nothing = side(Status::Complete, &[]);
    assert_eq!(held(&side(Status::Denied, &[]), &nothing), (vec![], true));
}

#[test]
fn a_scope_that_vanished_is_unknown() {
    let before = side(Status::Complete, &[("a", json!({"x": 1}))]);
    assert_eq!(held(&before, &Snapshot::default()), (vec!["gap 1".into()], true));
}

#[test]
fn a_change_says_what_happened() {
    let before = side(Status::Complete, &[("a", json!({"x": 1}))]);
    let after = side(Status::Complete, &[]);
    let pairing = Pairing::new(&before, &after, &[]).unwrap();
    let comparison = compare(&before, &after, &pairing);
    let Subject::Change(change) = &comparison.subjects[0] else { panic!("no change") };
    assert_eq!(change.action, Action::Removed);
    assert_eq!(change.fields.len(), 1);
    assert!(change.is_durable());
}
