//! What `[[scope]]` and `--scope` leave of a snapshot.
//!
//! A scope is looked at when an entry matches its name, and the first entry that does decides what
//! is looked at in it. Scopes and resources that are left out are left out on both sides of a comparison. A kind
//! that is left out was not read, so it is `skipped` on the live side and stays in the baseline: a
//! baseline that holds resources of it is then known not to be checked.

use super::file::ScopeTable;
use super::pattern::{KindGlob, ScopeGlob};
use super::resolve::Resolver;
use super::settings::{Origin, Setting};
use crate::model::{Coverage, Kind, Reading, ResourceId, Scope, Snapshot, Status};

/// Which side of a comparison a snapshot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What was approved.
    Baseline,
    /// What is there.
    Live,
}

/// How much was left out, so that a report can say so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Whole scopes.
    pub scopes: usize,
    /// Kinds in scopes that are looked at.
    pub kinds: usize,
    /// Resources of kinds that are looked at.
    pub resources: usize,
}

/// What is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The entries of `[[scope]]`, in order. None: everything.
    pub rules: Vec<Setting<ScopeTable>>,
    /// `--scope`: narrows the above. None: does not.
    pub only: Vec<Setting<ScopeGlob>>,
}

/// What is looked at in one scope.
#[derive(Clone, Copy, Debug)]
enum Within<'a> {
    Everything,
    Entry(&'a Setting<ScopeTable>),
}

impl Filter {
    /// Whether a scope is one of those that `--scope` names, if it names any.
    #[must_use]
    pub fn is_named(&self, scope: &Scope) -> bool {
        self.only.is_empty() || self.only.iter().any(|glob| glob.value.matches(scope))
    }

    /// Whether a scope is looked at.
    #[must_use]
    pub fn takes_scope(&self, scope: &Scope) -> bool {
        self.within(scope).is_some()
    }

    /// Whether a kind is looked at in a scope.
    #[must_use]
    pub fn takes_kind(&self, scope: &Scope, kind: &Kind) -> bool {
        self.within(scope).is_some_and(|within| within.takes_kind(kind))
    }

    /// Whether a resource is looked at.
    #[must_use]
    pub fn takes(&self, id: &ResourceId) -> bool {
        self.within(&id.scope).is_some_and(|w| w.takes_kind(&id.kind) && w.takes(id))
    }

    /// Takes out of a snapshot what is not looked at.
    pub fn apply(&self, side: Side, snapshot: &mut Snapshot) -> LeftOut {
        let mut left_out = LeftOut::default();
        snapshot.scopes.retain(|scope, reading| {
            let Some(within) = self.within(scope) else {
                left_out.scopes += 1;
                return false;
            };
            for (kind, reading) in &mut reading.kinds {
                if within.takes_kind(kind) {
                    let before = reading.resources.len();
                    reading.resources.retain(|identity, _| {
                        within.takes(&ResourceId {
                            scope: scope.clone(),
                            kind: kind.clone(),
                            identity: identity.clone(),
                        })
                    });
                    left_out.resources += before - reading.resources.len();
                } else if side == Side::Live {
                    *reading = Reading::unread(Coverage::unread(Status::Skipped, within.reason()));
                    left_out.kinds += 1;
                }
            }
            true
        });
        left_out
    }

    fn within(&self, scope: &Scope) -> Option<Within<'_>> {
        if !self.is_named(scope) {
            return None;
        }
        if self.rules.is_empty() {
            return Some(Within::Everything);
        }
        self.rules
            .iter()
            .find(|rule| rule.value.name.as_ref().is_none_or(|name| name.matches(scope)))
            .map(Within::Entry)
    }
}

impl Within<'_> {
    fn takes_kind(self, kind: &Kind) -> bool {
        match self {
            Self::Everything => true,
            Self::Entry(rule) => {
                rule.value.kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|g| g.matches(kind)))
            }
        }
    }

    fn takes(self, id: &ResourceId) -> bool {
        let Self::Entry(rule) = self else { return true };
        let ScopeTable { name: _, kinds: _, include, exclude } = &rule.value;
        let included = include.as_ref().is_none_or(|globs| globs.iter().any(|g| g.matches(id)));
        let excluded = exclude.as_ref().is_some_and(|globs| globs.iter().any(|g| g.matches(id)));
        included && !excluded
    }

    fn reason(self) -> String {
        match self {
            Self::Entry(Setting { origin: Origin::File { path, line }, .. }) => {
                format!("left out by `kinds` of the [[scope]] at {path}:{line}")
            }
            Self::Entry(_) | Self::Everything => "left out by configuration".to_owned(),
        }
    }
}

/// Finds what is wrong with an entry besides its syntax: globs that leave nothing, or that name kinds nobody knows.
pub(super) fn check(
    resolver: &mut Resolver<'_>,
    position: usize,
    table: &ScopeTable,
    all: &[ScopeTable],
) {
    let ScopeTable { name: _, include, exclude, kinds } = table;
    let entry = position.to_string();
    let is_for_all =
        |table: &ScopeTable| table.name.as_ref().is_none_or(|name| name.to_string() == "*");
    if all.iter().take(position).any(is_for_all) {
        let problem = "an entry above is for all scopes, so this one never decides".to_owned();
        let hint = "put the entry for all scopes last".to_owned();
        resolver.wrong_key(&["scope", &entry], problem, Some(hint));
    }
    let empty = [
        ("include", include.as_ref().is_some_and(Vec::is_empty)),
        ("kinds", kinds.as_ref().is_some_and(Vec::is_empty)),
    ];
    for (key, _) in empty.into_iter().filter(|(_, is_empty)| *is_empty) {
        let problem = "an empty list leaves nothing to look at".to_owned();
        let hint = format!("without `{key}`, everything is looked at");
        resolver.wrong_key(&["scope", &entry, key], problem, Some(hint));
    }
    for (index, glob) in kinds.iter().flatten().enumerate() {
        known_kind(resolver, &["scope", &entry, "kinds", &index.to_string()], glob);
    }
    for (key, globs) in [("include", include), ("exclude", exclude)] {
        for (index, glob) in globs.iter().flatten().enumerate() {
            known_kind(resolver, &["scope", &entry, key, &index.to_string()], glob.kind());
        }
    }
}

/// A glob that matches no kind would leave something out, or leave nothing out, without a word.
fn known_kind(resolver: &mut Resolver<'_>, path: &[&str], glob: &KindGlob) {
    let kinds = resolver.words.kinds;
    if kinds.iter().any(|kind| glob.matches(kind)) {
        return;
    }
    let known: Vec<String> = kinds.iter().map(ToString::to_string).collect();
    let known = || known.iter().map(String::as_str);
    let problem =
        format!("`{glob}` matches no kind; known are {}", crate::written::listed(known()));
    let hint = crate::written::did_you_mean(&glob.to_string(), known());
    resolver.wrong_key(path, problem, hint);
}
