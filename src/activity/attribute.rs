//! Which events explain a change.
//!
//! An event explains a change when it is about the same resource and did the same to it. What it did is what is different just after it, not
//! what its record happens to show: whoever adds an annotation to a policy that somebody else opened has the opening in his record too. For
//! every part of a change the last event that made it what it is now counts; what was done before and undone since is history.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::book::{Book, Searched};
use super::index::{Index, Sides};
use super::versions::{Made, Step, is_of, versions};
use super::window::Window;
use crate::compare;
use crate::model::{
    Action, Attempt, Attribution, Bears, Change, Confidence, Document, Evidence, KindSpec, Outcome,
    Resource, Scope, Setting, Who,
};
use crate::providers::{self, kind_spec};

/// What is known of who made a change.
pub(super) fn who(
    change: &Change,
    book: &Book,
    index: &Index<'_>,
    sides: Sides<'_>,
    window: &Window,
) -> Who {
    let evidence = kind_spec(&change.id.kind)
        .map(|spec| evidence(change, spec, book, index, sides, window))
        .unwrap_or_default();
    let searched = searched(book, sides, &change.id.scope);
    let logs = {
        let mut logs: Vec<String> = searched.iter().map(|one| called(one)).collect();
        logs.dedup();
        logs
    };
    if !evidence.is_empty() {
        return Who { attribution: Attribution::Attributed, evidence, why: None, searched: logs };
    }
    let why = doubt(change, book, &searched, window);
    let attribution = if why.is_some() { Attribution::Unknown } else { Attribution::Unattributed };
    Who { attribution, evidence, why, searched: logs }
}

fn called(searched: &Searched) -> String {
    let Searched { log, place, is_live, .. } = searched;
    if *is_live { format!("{log}, {place}") } else { format!("{log} in {place}") }
}

/// The logs that speak of a scope, or that may.
fn searched<'a>(book: &'a Book, sides: Sides<'_>, scope: &Scope) -> Vec<&'a Searched> {
    let is_of = |one: &&Searched| match &one.scope {
        Some(logged) => sides.scope(logged).as_ref() == Some(scope),
        None => one.provider == scope.provider(),
    };
    book.searched.iter().filter(is_of).collect()
}

/// Why nobody can say that nobody did it; nothing when the logs are whole and say nothing.
fn doubt(change: &Change, book: &Book, searched: &[&Searched], window: &Window) -> Option<String> {
    let scope = &change.id.scope;
    if book.is_empty() {
        return Some("no audit log was searched".to_owned());
    }
    if searched.is_empty() {
        return Some(format!("none of the logs that were searched speaks of {scope}"));
    }
    let mut doubts = Vec::new();
    for one in searched {
        match doubt_of(one, change, window) {
            // One log that is whole is enough.
            None => return None,
            Some(words) => doubts.push(words),
        }
    }
    doubts.into_iter().next()
}

fn doubt_of(searched: &Searched, change: &Change, window: &Window) -> Option<String> {
    let log = searched.log;
    let kind = &change.id.kind;
    let called = providers::entry(kind.provider()).and_then(|entry| (entry.logs?.called)(kind));
    if let Some(gap) = searched.gaps.first() {
        return Some(format!("the {log} was not read whole: {gap}"));
    }
    if searched.is_selective && !searched.kinds.contains(kind) {
        let called = called.map_or_else(|| kind.to_string(), str::to_owned);
        return Some(format!("the {log} doesn't cover {called}"));
    }
    let Some((first, last)) = searched.span else {
        return Some(format!("the {log} has no record of {}", change.id.scope));
    };
    if last < window.until && searched.is_live {
        return Some(format!(
            "the {log} has nothing of it, and may not have all yet of what was done after {last}"
        ));
    }
    if last < window.until {
        return Some(format!("the {log} ends at {last}, and what was done later is not in it"));
    }
    match window.since {
        None => Some(format!(
            "the {log} begins at {first}, and nobody knows whether the change is younger"
        )),
        Some(since) if first > since => {
            Some(format!("the {log} begins at {first}, after the baseline was approved"))
        }
        Some(_) => None,
    }
}

/// One thing that a change consists of.
enum Part {
    /// That the resource is there, or is not.
    Presence,
    /// A setting, from the approved side to the later one.
    Setting(Setting),
}

fn evidence(
    change: &Change,
    spec: &KindSpec,
    book: &Book,
    index: &Index<'_>,
    sides: Sides<'_>,
    window: &Window,
) -> Vec<Evidence> {
    let (then, now) = (sides.then(&change.id), sides.after.get(&change.id));
    let parts = parts(change, spec, then, now);
    let events = index.about(&change.id).iter().map(|(event, deed)| (*event, &deed.act));
    let steps = versions(spec, then, events);
    // By event: how surely, and the most that any part that it explains bears on.
    let mut found: BTreeMap<usize, (Confidence, Bears)> = BTreeMap::new();
    for part in &parts {
        let bears = match part {
            Part::Presence => Bears::Hardening,
            Part::Setting(setting) => {
                spec.field(&setting.name()).map_or(Bears::Traffic, |field| field.bears)
            }
        };
        let fits =
            steps.iter().enumerate().filter_map(|(at, step)| Some((at, fit(part, step, change)?)));
        // The last that surely made it so; where none did, all that may have.
        let fits: Vec<(usize, Confidence)> = fits.collect();
        let is_sure = |fit: &&(usize, Confidence)| fit.1 == Confidence::High;
        let surely = fits.iter().rev().find(is_sure);
        // A controller does what somebody made it do, where the log has that.
        let by_itself = surely.filter(|(at, _)| steps.get(*at).is_some_and(Step::is_by_service));
        let person = by_itself.and_then(|_| {
            fits.iter()
                .rev()
                .filter(is_sure)
                .find(|(at, _)| !steps.get(*at).is_some_and(Step::is_by_service))
        });
        let after = person.or(surely).map_or(0, |(at, _)| *at);
        for (at, confidence) in fits.iter().filter(|(at, _)| *at >= after) {
            let known = found.entry(*at).or_insert((*confidence, bears));
            known.0 = known.0.max(*confidence);
            known.1 = known.1.max(bears);
        }
    }
    let mut found: Vec<(usize, (Confidence, Bears))> = found.into_iter().collect();
    found.sort_by_key(|(at, (confidence, bears))| {
        let is_person = !steps.get(*at).is_some_and(Step::is_by_service);
        std::cmp::Reverse((*confidence, *bears, is_person, *at))
    });
    let several = found.iter().filter(|(_, (one, _))| *one < Confidence::High).count() > 1;
    found
        .into_iter()
        .filter_map(|(at, (confidence, _))| Some((steps.get(at)?, confidence)))
        .map(|(step, confidence)| told(step, confidence, several, book, window))
        .collect()
}

fn told(step: &Step, sure: Confidence, several: bool, book: &Book, window: &Window) -> Evidence {
    let event = &step.event;
    let mut confidence = sure;
    let mut reason = match (sure, several) {
        (Confidence::High, _) if step.made == Made::Came(None) => {
            "the log says that it made this, and not as what".to_owned()
        }
        (Confidence::High, _) => "the log says that it did exactly this".to_owned(),
        (_, false) => "it changed this resource, and the log does not say all of what it did".to_owned(),
        (_, true) => "it is one of several that changed this resource, and the log does not say what each did".to_owned(),
    };
    if event.outcome == Outcome::Open {
        confidence = confidence.min(Confidence::Medium);
        reason.push_str("; the log does not say how it ended");
    }
    if window.is_before(event.time) {
        confidence = confidence.min(Confidence::Medium);
        reason.push_str("; it was logged before the baseline was approved, so what was approved is older than its approval, or this is not the change");
    }
    Evidence { activity: Arc::clone(event), actor: book.origin(event), confidence, reason }
}

fn parts(
    change: &Change,
    spec: &KindSpec,
    then: Option<&Resource>,
    now: Option<&Resource>,
) -> Vec<Part> {
    let settings = |then: &Resource, now: &Resource| {
        compare::settings(spec, then, now).into_iter().map(Part::Setting).collect::<Vec<_>>()
    };
    match (change.action, then, now) {
        (Action::Modified, Some(then), Some(now)) => settings(then, now),
        (Action::Added, _, Some(now)) => {
            let nothing = Resource { durable: Document::empty(), context: Document::empty() };
            let mut parts = vec![Part::Presence];
            parts.extend(settings(&nothing, now));
            parts
        }
        _ => vec![Part::Presence],
    }
}

/// How surely an event made a part of a change what it is; nothing when it did not.
fn fit(part: &Part, step: &Step, change: &Change) -> Option<Confidence> {
    let is_added = change.action == Action::Added;
    match (part, &step.made) {
        (Part::Presence, Made::Came(_)) => is_added.then_some(Confidence::High),
        (Part::Presence, Made::Went) => (!is_added).then_some(Confidence::High),
        (Part::Presence, Made::Something(fields)) => {
            fields.is_empty().then_some(Confidence::Medium)
        }
        (Part::Presence, Made::All(_)) => is_added.then_some(Confidence::Medium),
        (Part::Presence, Made::Exactly(_) | Made::Said(_)) => None,
        (Part::Setting(setting), Made::Exactly(made) | Made::Said(made)) => {
            made.iter().any(|made| is_same(made, setting)).then_some(Confidence::High)
        }
        (Part::Setting(setting), Made::Came(Some(resource))) => {
            is_in(resource, setting).then_some(Confidence::High)
        }
        (Part::Setting(setting), Made::All(resource)) => {
            is_in(resource, setting).then_some(Confidence::Medium)
        }
        (Part::Setting(setting), Made::Something(fields)) => {
            // That it came says so already.
            let may = !is_added && (fields.is_empty() || fields.contains(&setting.field()));
            may.then_some(Confidence::Medium)
        }
        (Part::Setting(_), Made::Came(None) | Made::Went) => None,
    }
}

/// Whether an event made the same of the same field.
fn is_same(made: &Setting, wanted: &Setting) -> bool {
    if made.class != wanted.class {
        return false;
    }
    if made.is_element || wanted.is_element {
        let side = |made: Option<&Value>, wanted: Option<&Value>| match (made, wanted) {
            (Some(made), Some(wanted)) => is_of(made, wanted),
            _ => false,
        };
        // What went may have been edited before: its id says that it is the same one.
        let id = |value: &Option<Value>| value.as_ref().and_then(|one| one.get("id")).cloned();
        let same_went = wanted.to.is_none()
            && made.to.is_none()
            && id(&made.from).is_some_and(|gone| Some(gone) == id(&wanted.from));
        return made.path == wanted.path
            && made.is_element == wanted.is_element
            && (side(made.to.as_ref(), wanted.to.as_ref())
                || side(made.from.as_ref(), wanted.from.as_ref())
                || same_went);
    }
    if let Some(rest) = wanted.path.strip_prefix(made.path.as_slice()) {
        return below(made.to.as_ref(), rest) == wanted.to.as_ref();
    }
    match made.path.strip_prefix(wanted.path.as_slice()) {
        Some(rest) => below(wanted.to.as_ref(), rest) == made.to.as_ref(),
        None => false,
    }
}

fn below<'a>(value: Option<&'a Value>, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(value?, |value, key| value.get(key))
}

/// Whether a resource is, in one setting, what it is now.
fn is_in(resource: &Resource, setting: &Setting) -> bool {
    let document = match setting.class {
        crate::model::Class::Context => &resource.context,
        _ => &resource.durable,
    };
    let Ok(tree) = document.value() else { return false };
    let is = below(Some(&tree), &setting.path);
    if !setting.is_element {
        return is == setting.to.as_ref();
    }
    let has = |wanted: &Value| {
        is.and_then(Value::as_array).is_some_and(|list| list.iter().any(|one| is_of(one, wanted)))
    };
    match (&setting.from, &setting.to) {
        (_, Some(to)) => has(to),
        (Some(from), None) => !has(from),
        (None, None) => false,
    }
}

/// The event with which something began that is known to have been so.
pub(super) fn begun(step: &Step, book: &Book) -> Evidence {
    let (confidence, reason) = match &step.made {
        Made::Exactly(_) | Made::Came(Some(_)) | Made::Went => {
            (Confidence::High, "the log says that it did exactly this")
        }
        _ => (Confidence::Medium, "the log does not say all of what it did"),
    };
    Evidence {
        activity: Arc::clone(&step.event),
        actor: book.origin(&step.event),
        confidence,
        reason: reason.to_owned(),
    }
}

/// Of what is only known by the log it is known who did it.
pub(super) fn known(evidence: Vec<Evidence>) -> Who {
    Who { attribution: Attribution::Attributed, evidence, ..Who::default() }
}

/// Who was refused.
pub(super) fn refused(attempt: &Attempt) -> Who {
    let evidence = attempt.tries.iter().map(|event| Evidence {
        activity: Arc::clone(event),
        actor: Arc::clone(&attempt.actor),
        confidence: Confidence::High,
        reason: "the log has the attempt, and that it was refused".to_owned(),
    });
    known(evidence.collect())
}
