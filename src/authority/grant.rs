//! One grant: an approved change, with an owner, a reason and an end.

use std::collections::BTreeMap;

use camino::Utf8Path;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::conditions::WhenTable;
use super::envelope::{Approved, BoxTable, FieldsTable, Wrong};
use super::moment::{Moment, Validity, Zone};
use super::paper_id::PaperId;
use super::pattern::{self, KindPattern, ResourcePattern, ScopePattern};
use super::several::Several;
use crate::model::{Paper, ResourceId, Scope};
use crate::written::{self, FileError, Parsed, Places, dotted};

/// `grants/*.toml`: one approved change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields, title = "A grant of driftwall", extend("required" = ["id", "owner", "reason", "valid", "where"]))]
pub struct GrantFile {
    /// What it is called, such as the number of a change request. No two grants have the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PaperId")]
    pub id: Option<PaperId>,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub owner: Option<String>,
    /// Why it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub reason: Option<String>,
    /// The ticket behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub ticket: Option<String>,
    /// When it was written. A clock that shows an earlier time was set back, and then it is not valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Moment")]
    #[serde(serialize_with = "as_text")]
    pub recorded: Option<Moment>,
    /// From when until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ValidTable")]
    pub valid: Option<ValidTable>,
    /// Which resources it is about.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "WhereTable")]
    pub at: Option<WhereTable>,
    /// What it asks for besides: who has to have done it, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "WhenTable")]
    pub when: Option<WhenTable>,
    /// What may pass that did not. Nothing else may.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub opens: Vec<BoxTable>,
    /// What may pass no more. Nothing else may.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closes: Vec<BoxTable>,
    /// Which fields may differ that no packet meets: images, hardening, logs, tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldsTable>,
}

pub(super) fn as_text<S: serde::Serializer>(
    moment: &Option<Moment>,
    to: S,
) -> Result<S::Ok, S::Error> {
    match moment {
        Some(moment) => to.collect_str(moment),
        None => to.serialize_none(),
    }
}

/// `valid`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields, extend("required" = ["until"]))]
pub struct ValidTable {
    /// The first day, or moment. By default there is none.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    #[schemars(with = "Moment")]
    pub from: Option<Moment>,
    /// The last day, which is inside whole; or the moment at which it ends.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    #[schemars(with = "Moment")]
    pub until: Option<Moment>,
    /// The time zone of days and times, such as `Europe/Berlin`. By default UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Zone")]
    pub zone: Option<Zone>,
}

/// `[where]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields, extend("required" = ["scope"]))]
pub struct WhereTable {
    /// The scopes: `aws:111122223333/*`. `*` stays within one part, `**` does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Several<ScopePattern>")]
    pub scope: Option<Several<ScopePattern>>,
    /// The kinds. By default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Several<KindPattern>")]
    pub kind: Option<Several<KindPattern>>,
    /// The resources, as `<kind>:<identity>`, or by the name under which they were approved. By default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Several<ResourcePattern>")]
    pub resource: Option<Several<ResourcePattern>>,
    /// Tags or labels that the resource has in the baseline. What it has now is asked nowhere: whoever changes it could write any. By default
    /// none is asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// A grant that says all that it has to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// How it is named in what is told.
    pub paper: Paper,
    /// The ticket behind it.
    pub ticket: Option<String>,
    /// The end of the moment at which it was written.
    pub recorded: Option<Timestamp>,
    /// From when until when.
    pub valid: Validity,
    /// Which resources it is about.
    pub at: WhereTable,
    /// What it asks for besides.
    pub when: WhenTable,
    /// What may pass that did not.
    pub opens: Vec<Approved>,
    /// What may pass no more.
    pub closes: Vec<Approved>,
    /// Which fields may differ.
    pub changes: Vec<FieldsTable>,
}

/// What is known of a resource on the approved side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// What people called it.
    pub name: Option<String>,
    /// Its tags or labels.
    pub tags: BTreeMap<String, String>,
}

impl WhereTable {
    /// Whether it is about a resource.
    #[must_use]
    pub fn is_about(&self, id: &ResourceId, known: &Known) -> bool {
        self.is_in(&id.scope) && self.names(id, known)
    }

    /// Whether it is about anything in a scope.
    #[must_use]
    pub fn is_in(&self, place: &Scope) -> bool {
        let scopes = self.scope.as_ref().map_or(&[][..], Several::list);
        scopes.iter().any(|one| one.matches(place))
    }

    /// Whether it is about a resource, in a scope that it is about.
    #[must_use]
    pub fn names(&self, id: &ResourceId, known: &Known) -> bool {
        let Self { scope: _, kind, resource, tags } = self;
        kind.as_ref().is_none_or(|list| list.list().iter().any(|one| one.matches(&id.kind)))
            && resource.as_ref().is_none_or(|list| {
                list.list().iter().any(|one| one.matches(id, known.name.as_deref()))
            })
            && tags.iter().all(|(key, value)| known.tags.get(key) == Some(value))
    }
}

impl Grant {
    /// Reads a grant.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the lines; never empty.
    pub fn read(path: &Utf8Path, text: &str) -> Result<Self, Vec<FileError>> {
        let parsed = written::parse::<GrantFile>(path, text, &written::schema::<GrantFile>());
        let Parsed { file, places } = parsed.map_err(hinted)?;
        Reading::new(&places, "a grant").grant(file)
    }
}

/// Says what may have been meant, where the words are this room's.
fn hinted(mut errors: Vec<FileError>) -> Vec<FileError> {
    for error in &mut errors {
        if let FileError::Value { problem, hint, .. } = error
            && hint.is_none()
        {
            let quoted = problem.split('`').nth(1).unwrap_or_default();
            *hint = if problem.starts_with("unknown provider") {
                pattern::provider_hint(quoted)
            } else if problem.contains("is no protocol") {
                super::terms::protocol_hint(quoted)
            } else {
                None
            };
        }
    }
    errors
}

/// A file on its way to what it says.
pub(super) struct Reading<'a> {
    pub(super) places: &'a Places,
    /// What it is: `a grant`.
    what: &'static str,
    errors: Vec<FileError>,
}

impl<'a> Reading<'a> {
    pub(super) const fn new(places: &'a Places, what: &'static str) -> Self {
        Self { places, what, errors: Vec::new() }
    }

    /// Everything that is wrong, in the order of the lines.
    pub(super) fn finished(mut self) -> Vec<FileError> {
        self.errors.sort_by(|a, b| a.place().cmp(b.place()));
        self.errors
    }

    fn wrong(&mut self, path: &[&str], problem: &str, hint: Option<&str>) {
        let key = dotted(&path.iter().map(ToString::to_string).collect::<Vec<_>>());
        let place = self.places.key(path);
        let hint = hint.map(str::to_owned);
        self.errors.push(FileError::Value { place, key, problem: problem.to_owned(), hint });
    }

    /// What a text says; a missing or an empty one is an error.
    pub(super) fn said(&mut self, key: &str, text: Option<String>, hint: &str) -> String {
        match text {
            Some(text) if !text.trim().is_empty() => text,
            Some(_) => {
                self.wrong(&[key], "says nothing", Some(hint));
                String::new()
            }
            None => {
                let what = self.what;
                self.wrong(&[], &format!("{what} needs `{key}`"), Some(hint));
                String::new()
            }
        }
    }

    fn boxes(&mut self, key: &str, tables: &[BoxTable]) -> Vec<Approved> {
        let mut found = Vec::new();
        for (position, table) in tables.iter().enumerate() {
            match table.approved() {
                Ok(approved) => found.push(approved),
                Err(wrong) => self.of_table(key, position, wrong),
            }
        }
        found
    }

    fn of_table(&mut self, table: &str, position: usize, wrong: Vec<Wrong>) {
        let position = position.to_string();
        for (key, problem, hint) in wrong {
            let path = [table, &position, key];
            let path = if key.is_empty() { &path[..2] } else { &path[..] };
            self.wrong(path, &problem, hint.as_deref());
        }
    }

    fn validity(&mut self, table: Option<ValidTable>) -> Option<Validity> {
        let example = "valid = { from = 2026-11-15, until = 2026-12-15 }";
        let Some(ValidTable { from, until, zone }) = table else {
            let hint = format!("write `{example}`");
            self.wrong(&[], "a grant needs `valid`: nothing is approved for ever", Some(&hint));
            return None;
        };
        let Some(until) = until else {
            let hint = format!("write `{example}`");
            self.wrong(&["valid"], "needs `until`: nothing is approved for ever", Some(&hint));
            return None;
        };
        let valid = Validity { from, until, zone: zone.unwrap_or_else(Zone::utc) };
        if !valid.is_ever() {
            self.wrong(&["valid", "until"], "it ends before it begins", None);
        }
        Some(valid)
    }

    fn at(&mut self, table: Option<WhereTable>) -> WhereTable {
        let Some(table) = table else {
            let hint = "write a table [where] with `scope = \"aws:111122223333/*\"`";
            self.wrong(&[], "a grant needs `where`: nothing is approved everywhere", Some(hint));
            return WhereTable::default();
        };
        if table.scope.is_none() {
            let hint = "write `scope = \"aws:111122223333/*\"`";
            self.wrong(&["where"], "needs a `scope`", Some(hint));
        }
        let WhereTable { scope, kind, resource, tags: _ } = &table;
        let empty = [
            ("scope", scope.as_ref().is_some_and(|list| list.list().is_empty())),
            ("kind", kind.as_ref().is_some_and(|list| list.list().is_empty())),
            ("resource", resource.as_ref().is_some_and(|list| list.list().is_empty())),
        ];
        for (key, _) in empty.into_iter().filter(|(_, is_empty)| *is_empty) {
            self.wrong(&["where", key], "an empty list matches nothing", None);
        }
        table
    }

    fn grant(mut self, file: GrantFile) -> Result<Grant, Vec<FileError>> {
        let GrantFile {
            id,
            owner,
            reason,
            ticket,
            recorded,
            valid,
            at,
            when,
            opens,
            closes,
            changes,
        } = file;
        let id =
            self.said("id", id.map(|id| id.to_string()), "such as the number of a change request");
        let owner = self.said("owner", owner, "who answers for it, such as an address of mail");
        let reason = self.said("reason", reason, "why it is there");
        let valid = self.validity(valid);
        let at = self.at(at);
        if opens.is_empty() && closes.is_empty() && changes.is_empty() {
            let hint = "write [[opens]], [[closes]] or [[changes]]";
            self.wrong(&[], "this grant approves nothing", Some(hint));
        }
        for (position, table) in changes.iter().enumerate() {
            if let Err(wrong) = table.check() {
                self.of_table("changes", position, wrong);
            }
        }
        let when = when.unwrap_or_default();
        for (position, table) in when.window.iter().enumerate() {
            for (_, problem, hint) in table.check().err().into_iter().flatten() {
                let position = position.to_string();
                self.wrong(&["when", "window", &position], &problem, hint.as_deref());
            }
        }
        for (key, list) in [("actor", &when.actor), ("group", &when.group)] {
            if list.as_ref().is_some_and(|list| list.list().is_empty()) {
                self.wrong(&["when", key], "an empty list is nobody", None);
            }
        }
        if when.ticket.as_ref().is_some_and(|list| list.list().is_empty()) {
            self.wrong(&["when", "ticket"], "an empty list names no ticket", None);
        }
        let (opens, closes) = (self.boxes("opens", &opens), self.boxes("closes", &closes));
        let file = self.places.file().to_string();
        let errors = self.finished();
        let valid = match valid {
            Some(valid) if errors.is_empty() => valid,
            _ => return Err(errors),
        };
        let recorded = recorded.map(|moment| moment.begins(&valid.zone));
        let paper = Paper { id, owner, reason, until: valid.end(), file };
        Ok(Grant { paper, ticket, recorded, valid, at, when, opens, closes, changes })
    }
}
