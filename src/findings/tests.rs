//! The table of rules is whole, and no change goes untold.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Override, Overrides, RULES, find, identify};
use crate::model::{
    Action, Bears, Change, Class, FieldChange, FieldPath, Identity, KindSpec, Matching, ResourceId,
    Severity, Subject,
};
use crate::providers::REGISTRY;

#[test]
fn codes_are_unique_kebab_case_and_documented() {
    let mut codes = BTreeSet::new();
    for rule in RULES {
        assert!(codes.insert(rule.code), "{} is there twice", rule.code);
        assert!(rule.code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.code);
        for (part, text) in [
            ("title", rule.title),
            ("what", rule.what),
            ("why", rule.why),
            ("how", rule.how),
            ("approve", rule.approve),
        ] {
            assert!(text.len() > 10, "{} has no {part}", rule.code);
        }
        assert!(!rule.title.ends_with('.'), "{}: a title has no full stop", rule.code);
    }
}

#[test]
fn attack_ids_come_in_both_numberings() {
    for rule in RULES {
        for (new, old) in [("T1686.001", "T1562.007"), ("T1685.002", "T1562.008")] {
            assert_eq!(rule.attack.contains(&new), rule.attack.contains(&old), "{}", rule.code);
        }
    }
}

fn specs() -> impl Iterator<Item = &'static KindSpec> {
    REGISTRY.iter().flat_map(|entry| entry.kinds)
}

fn change(spec: &KindSpec, action: Action, fields: Vec<FieldChange>) -> Subject {
    let place = match spec.kind.provider() {
        crate::model::Provider::Aws => "aws:111122223333/eu-west-1",
        _ => "kubernetes:prod",
    };
    Subject::Change(Change {
        id: ResourceId {
            scope: place.parse().unwrap(),
            kind: spec.kind.clone(),
            identity: Identity::new("x-1").unwrap(),
        },
        name: None,
        action,
        fields,
    })
}

fn field(class: Class, bears: Bears) -> FieldChange {
    FieldChange {
        path: FieldPath::from("field"),
        class,
        bears,
        before: Some(json!(1)),
        after: Some(json!(2)),
    }
}

#[test]
fn no_change_goes_untold() {
    let bears = [
        Bears::Metadata,
        Bears::Program,
        Bears::Hardening,
        Bears::Logging,
        Bears::Exposure,
        Bears::Traffic,
    ];
    for spec in specs() {
        for action in [Action::Added, Action::Removed] {
            let subject = change(spec, action, vec![field(Class::Durable, Bears::Traffic)]);
            let found = find(vec![subject], &Overrides::default());
            assert_eq!(found.findings.len(), 1, "{} {}", spec.kind, action.word());
        }
        for durable in bears {
            for context in bears {
                let fields = vec![field(Class::Durable, durable), field(Class::Context, context)];
                let subject = change(spec, Action::Modified, fields);
                let found = find(vec![subject], &Overrides::default());
                assert_eq!(found.findings.len(), 1, "{} {durable:?} {context:?}", spec.kind);
            }
            let loud = durable >= Bears::Exposure;
            let subject = change(spec, Action::Modified, vec![field(Class::Context, durable)]);
            let found = find(vec![subject], &Overrides::default());
            assert!(!loud || found.findings.len() == 1, "{} context {durable:?}", spec.kind);
        }
    }
}

#[test]
fn every_rule_is_reached() {
    let mut reached = BTreeSet::new();
    let mut subjects = Vec::new();
    for spec in specs() {
        for action in [Action::Added, Action::Removed, Action::Modified] {
            for bears in [Bears::Metadata, Bears::Program, Bears::Exposure, Bears::Traffic] {
                subjects.push(change(spec, action, vec![field(Class::Durable, bears)]));
            }
        }
        let mut off = field(Class::Durable, Bears::Logging);
        off.path = FieldPath::from("logging");
        (off.before, off.after) = (Some(true.into()), Some(false.into()));
        subjects.push(change(spec, Action::Modified, vec![off]));
    }
    let scope: crate::model::Scope = "aws:111122223333/eu-west-1".parse().unwrap();
    let kind = crate::providers::REGISTRY[0].kinds[0].kind.clone();
    subjects.push(Subject::Gap { scope: scope.clone(), kind: Some(kind.clone()), held: 1 });
    subjects.push(Subject::Unapproved { scope, kind: Some(kind), found: 2 });
    for finding in find(subjects, &Overrides::default()).findings {
        reached.insert(finding.code);
        assert!(!finding.title.ends_with('.'), "{}", finding.title);
    }
    for rule in RULES {
        assert!(reached.contains(rule.code), "nothing reaches {}", rule.code);
    }
}

fn some_spec() -> &'static KindSpec {
    specs()
        .find(|spec| {
            spec.fields.iter().any(|field| matches!(field.matching, Matching::Rules { .. }))
        })
        .unwrap()
}

fn rule_change(label: &str, id: &str, ports: &str) -> Subject {
    let spec = some_spec();
    let field =
        spec.fields.iter().find(|field| matches!(field.matching, Matching::Rules { .. })).unwrap();
    let Matching::Rules { id: key } = field.matching else { unreachable!() };
    let added = FieldChange {
        path: FieldPath::from(field.path).element(label),
        class: Class::Durable,
        bears: Bears::Traffic,
        before: None,
        after: Some(json!({ key: id, "ports": ports })),
    };
    change(spec, Action::Modified, vec![added])
}

#[test]
fn an_id_forgets_the_providers_rule_ids_and_nothing_else() {
    let one = identify::finding("boundary-changed", &rule_change("r-1", "r-1", "22"));
    let again = identify::finding("boundary-changed", &rule_change("r-2", "r-2", "22"));
    let other = identify::finding("boundary-changed", &rule_change("r-1", "r-1", "23"));
    let code = identify::finding("traffic-opened", &rule_change("r-1", "r-1", "22"));
    assert_eq!(one, again);
    assert_ne!(one, other, "another port is another finding");
    assert_ne!(one, code);
    assert_eq!(one.as_str().len(), 16);
}

#[test]
fn a_rule_can_be_silenced_and_is_counted() {
    let code = find(vec![rule_change("a", "a", "1")], &Overrides::default()).findings[0].code;
    let quiet = Overrides([(code.to_owned(), Override { severity: None, disabled: true })].into());
    let found = find(vec![rule_change("a", "a", "1")], &quiet);
    assert_eq!((found.findings.len(), found.suppressed), (0, 1));
    let graver = Override { severity: Some(Severity::Critical), disabled: false };
    let graver = Overrides([(code.to_owned(), graver)].into());
    let found = find(vec![rule_change("a", "a", "1")], &graver);
    assert_eq!(found.findings[0].severity, Severity::Critical);
}
