//! What only an audit log tells of, in words.

use std::sync::Arc;

use super::*;
use crate::model::{Actor, Attempt, Spell, Transient};

/// One subject for each rule that tells of logs.
pub(super) fn each() -> Vec<Subject> {
    vec![
        transient(&[], Some("the log does not say"), Vec::new(), None),
        attempt("bob", &["sg-1"], false),
    ]
}

fn transient(
    minutes: &[(i64, i64)],
    unsure: Option<&str>,
    fields: Vec<FieldChange>,
    effect: Option<Effect>,
) -> Subject {
    let Subject::Change(change) = change(some_spec(), Action::Modified, fields) else {
        unreachable!()
    };
    let change = Change { effect, ..change };
    let at = |minute: i64| jiff::Timestamp::from_second(minute * 60).unwrap();
    let spells = minutes.iter().map(|(from, until)| Spell { from: at(*from), until: at(*until) });
    Subject::Transient(Box::new(Transient {
        change,
        spells: spells.collect(),
        evidence: Vec::new(),
        unsure: unsure.map(str::to_owned),
    }))
}

fn attempt(who: &str, groups: &[&str], blinds: bool) -> Subject {
    let Subject::Change(change) = change(some_spec(), Action::Modified, Vec::new()) else {
        unreachable!()
    };
    let id = |identity: &&str| ResourceId {
        identity: Identity::new(*identity).unwrap(),
        ..change.id.clone()
    };
    Subject::Attempt(Box::new(Attempt {
        scope: change.id.scope.clone(),
        actor: Arc::new(Actor::named(who)),
        tries: Vec::new(),
        resources: groups.iter().map(id).collect(),
        blinds,
    }))
}

fn told(subject: Subject) -> (String, &'static str, Severity) {
    let found = find(vec![subject], &Overrides::default()).findings.remove(0);
    (found.title, found.code, found.severity)
}

#[test]
fn how_long_it_was_open_and_how_often() {
    let opened = || {
        effects().find(|effect| matches!(effect, Effect::Traffic(one) if !one.opened.is_empty()))
    };
    let title = |minutes: &[(i64, i64)]| {
        let fields = vec![field(Class::Durable, Bears::Traffic)];
        let (title, code, _) = told(transient(minutes, None, fields, opened()));
        assert_eq!(code, "transient-exposure");
        title
    };
    assert!(
        title(&[(0, 12)]).ends_with("let more through for 12 minutes"),
        "{}",
        title(&[(0, 12)])
    );
    assert!(title(&[(0, 1)]).ends_with("for 60 seconds"));
    assert!(title(&[(0, 600)]).ends_with("for 10 hours"));
    assert!(title(&[(0, 14_400)]).ends_with("for 10 days"));
    assert!(title(&[(0, 5), (10, 15)]).ends_with("for 10 minutes in all, 2 times"));
}

#[test]
fn where_nobody_knows_what_it_was_it_is_a_note() {
    let (title, _, severity) =
        told(transient(&[(0, 5)], Some("the log does not say"), vec![], None));
    assert!(title.contains("the log does not say what it was meanwhile"), "{title}");
    assert_eq!(severity, Severity::Info);
}

#[test]
fn who_tries_to_stop_a_log_is_graver() {
    let (title, code, severity) = told(attempt("bob", &["sg-1", "sg-2"], false));
    assert_eq!((code, severity), ("attempt-denied", Severity::Medium));
    assert_eq!(title, "`bob` was refused 0 calls on 2 resources");
    assert_eq!(told(attempt("bob", &["sg-1"], true)).2, Severity::High);
}

#[test]
fn what_is_told_again_has_the_same_id() {
    let id = |subject: &Subject| identify::finding("x", subject);
    let one = transient(&[(0, 5)], None, vec![], None);
    assert_eq!(id(&one), id(&one.clone()));
    assert_ne!(id(&one), id(&transient(&[(1, 5)], None, vec![], None)));
    assert_ne!(id(&attempt("bob", &["sg-1"], false)), id(&attempt("eve", &["sg-1"], false)));
}
