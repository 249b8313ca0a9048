//! The structural difference of one resource.

use std::fmt;

use serde_json::Value;

use super::agent::AgentChange;
use super::effect::Effect;
use super::exposure::Exposure;
use super::field::{Bears, Class};
use super::hardening::Hardening;
use super::identity::ResourceId;

/// What happened to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// It is there now and was not.
    Added,
    /// It was there and is known to be gone.
    Removed,
    /// It is there on both sides, with a difference.
    Modified,
}

impl Action {
    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Modified => "modified",
        }
    }
}

/// Where in a resource a field is: `tags.env`, `ingress[sgr-01aa].ports`. An element of a list is
/// named by its key or the provider's id, never by its position; one that has neither prints as `[]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldPath(String);

impl FieldPath {
    /// The whole of the resource's fields.
    #[must_use]
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// A field of this one.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        if self.0.is_empty() { Self(key.to_owned()) } else { Self(format!("{}.{key}", self.0)) }
    }

    /// An element of this list.
    #[must_use]
    pub fn element(&self, label: &str) -> Self {
        Self(format!("{}[{label}]", self.0))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for FieldPath {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Where it is.
    pub path: FieldPath,
    /// Durable or context.
    pub class: Class,
    /// What it can affect.
    pub bears: Bears,
    /// What was there; nothing when it was added.
    pub before: Option<Value>,
    /// What is there; nothing when it was removed.
    pub after: Option<Value>,
}

/// One resource that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which resource, in the scope of the later side.
    pub id: ResourceId,
    /// What people call it, when it has a name besides its identity.
    pub name: Option<String>,
    /// What happened to it.
    pub action: Action,
    /// Which fields differ, in the order of their paths. For a resource that was added or removed, all its durable fields.
    pub fields: Vec<FieldChange>,
    /// What it means as traffic; nothing when it can mean nothing, or when nobody asked yet.
    pub effect: Option<Effect>,
    /// What it does to endpoints; nothing when none is behind it, or when that is not known.
    pub exposure: Option<Exposure>,
    /// Which protections of a workload differ; nothing when none does, or when it is no workload.
    pub hardening: Option<Box<Hardening>>,
    /// What it takes from an agent, for each thing that the agent was there for; nothing when it was none.
    pub agents: Vec<AgentChange>,
    /// The options of the configuration with which effect or exposure would be another one, because documentation leaves it open.
    pub hangs_on: Vec<&'static str>,
}

impl Change {
    /// What differs, before anybody asked what it means.
    #[must_use]
    pub const fn new(
        id: ResourceId,
        name: Option<String>,
        action: Action,
        fields: Vec<FieldChange>,
    ) -> Self {
        Self {
            id,
            name,
            action,
            fields,
            effect: None,
            exposure: None,
            hardening: None,
            agents: Vec::new(),
            hangs_on: Vec::new(),
        }
    }

    /// Whether a durable field differs, or the resource came or went.
    #[must_use]
    pub fn is_durable(&self) -> bool {
        !matches!(self.action, Action::Modified)
            || self.fields.iter().any(|field| matches!(field.class, Class::Durable))
    }

    /// The most that any of its fields can affect.
    #[must_use]
    pub fn bears(&self) -> Bears {
        self.fields.iter().map(|field| field.bears).max().unwrap_or(Bears::Metadata)
    }

    /// The most that any of its durable fields can affect.
    #[must_use]
    pub fn durable_bears(&self) -> Bears {
        let durable = self.fields.iter().filter(|field| matches!(field.class, Class::Durable));
        durable.map(|field| field.bears).max().unwrap_or(Bears::Metadata)
    }
}
