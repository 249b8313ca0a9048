//! What makes a resource the same resource tomorrow.

use std::fmt;
use std::str::FromStr;

use super::kind::Kind;
use super::scope::Scope;

/// The identity of a resource within its scope and kind: a native id where that is stable, else
/// the name. Attacker-chosen text: whoever prints it neutralises it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity(Box<str>);

/// An identity that could name nothing.
#[derive(Debug, thiserror::Error)]
#[error("an identity is never empty")]
pub struct IdentityError;

impl Identity {
    /// Takes the text as it is.
    ///
    /// # Errors
    /// [`IdentityError`] when the text is empty.
    pub fn new(text: impl Into<Box<str>>) -> Result<Self, IdentityError> {
        let text = text.into();
        if text.is_empty() { Err(IdentityError) } else { Ok(Self(text)) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Identity {
    type Err = IdentityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

/// A resource's full address. Orders by scope, then kind, then identity, which is the order of
/// every report and every folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceId {
    /// Where it lives.
    pub scope: Scope,
    /// What it is.
    pub kind: Kind,
    /// Which one it is.
    pub identity: Identity,
}

impl ResourceId {
    /// Whether a text on the command line names this resource: its bare identity, its kind and identity, or all of
    /// its address.
    #[must_use]
    pub fn answers_to(&self, text: &str) -> bool {
        let Self { scope: _, kind, identity } = self;
        identity.as_str() == text
            || format!("{kind}/{identity}") == text
            || format!("{kind}:{identity}") == text
            || self.to_string() == text
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.scope, self.kind, self.identity)
    }
}
