//! Globs on scopes, kinds and resources.
//!
//! `*` matches anything, `/` included; `?` one character; `{a,b}` either; `[a-z]` a range; `\`
//! takes the next character as it is. Matching minds case, since identities do.

use std::fmt;
use std::str::FromStr;

use globset::{Glob, GlobBuilder, GlobMatcher};

use crate::model::{Kind, Provider, ResourceId, Scope};
use crate::written::text_value;

/// Why a text is no glob of what it should match.
#[derive(Debug, thiserror::Error)]
pub enum PatternError {
    /// It is malformed.
    #[error("`{text}` is not a glob: {reason}")]
    Glob {
        /// The text.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No scope can look like this.
    #[error("`{0}` can match no scope; write `<provider>:<where>`, for example aws:111122223333/*")]
    NoScope(String),
    /// No kind can look like this.
    #[error("`{0}` can match no kind; write `<provider>.<word>`, for example aws.security-group")]
    NoKind(String),
    /// There is no kind in front of the identity.
    #[error(
        "`{0}` can match no resource; write `<kind>:<identity>`, for example aws.security-group:sg-*"
    )]
    NoResource(String),
}

fn compile(text: &str) -> Result<GlobMatcher, PatternError> {
    let glob: Glob =
        GlobBuilder::new(text).literal_separator(false).backslash_escape(true).build().map_err(
            |error| PatternError::Glob { text: text.to_owned(), reason: error.kind().to_string() },
        )?;
    Ok(glob.compile_matcher())
}

/// Whether this may be the provider part of something.
fn names_a_provider(text: &str) -> Result<bool, PatternError> {
    let glob = compile(text)?;
    Ok(Provider::ALL.into_iter().any(|provider| glob.is_match(provider.word())))
}

/// A glob on scopes: `aws:111122223333/*`, `*`.
#[derive(Clone, Debug)]
pub struct ScopeGlob {
    text: String,
    glob: GlobMatcher,
}

impl ScopeGlob {
    /// Whether it matches.
    #[must_use]
    pub fn matches(&self, scope: &Scope) -> bool {
        self.glob.is_match(scope.to_string())
    }
}

impl FromStr for ScopeGlob {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let glob = compile(text)?;
        let possible = match text.split_once(':') {
            Some((provider, place)) => !place.is_empty() && names_a_provider(provider)?,
            // Without a colon only a star can reach past the provider.
            None => text.contains('*'),
        };
        if !possible {
            return Err(PatternError::NoScope(text.to_owned()));
        }
        Ok(Self { text: text.to_owned(), glob })
    }
}

/// A glob on kinds: `aws.security-group`, `kubernetes.*`.
#[derive(Clone, Debug)]
pub struct KindGlob {
    text: String,
    glob: GlobMatcher,
}

impl KindGlob {
    /// Whether it matches.
    #[must_use]
    pub fn matches(&self, kind: &Kind) -> bool {
        self.glob.is_match(kind.to_string())
    }
}

impl FromStr for KindGlob {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let glob = compile(text)?;
        let possible = match text.split_once('.') {
            Some((provider, word)) => !word.is_empty() && names_a_provider(provider)?,
            None => text.contains('*'),
        };
        if !possible {
            return Err(PatternError::NoKind(text.to_owned()));
        }
        Ok(Self { text: text.to_owned(), glob })
    }
}

/// A glob on resources, `<kind>:<identity>`: `aws.security-group:sg-*`, `*:kube-system/*`.
#[derive(Clone, Debug)]
pub struct ResourceGlob {
    text: String,
    kind: KindGlob,
    identity: GlobMatcher,
}

impl ResourceGlob {
    /// Whether it matches.
    #[must_use]
    pub fn matches(&self, id: &ResourceId) -> bool {
        self.kind.matches(&id.kind) && self.identity.is_match(id.identity.as_str())
    }

    /// The part before the colon.
    #[must_use]
    pub const fn kind(&self) -> &KindGlob {
        &self.kind
    }
}

impl FromStr for ResourceGlob {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let no_resource = || PatternError::NoResource(text.to_owned());
        let (kind, identity) = text.split_once(':').ok_or_else(no_resource)?;
        if identity.is_empty() {
            return Err(no_resource());
        }
        Ok(Self { text: text.to_owned(), kind: kind.parse()?, identity: compile(identity)? })
    }
}

macro_rules! prints_back {
    ($($type:ty),*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text)
            }
        }

        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.text == other.text
            }
        }

        impl Eq for $type {}
    )*};
}
prints_back!(ScopeGlob, KindGlob, ResourceGlob);

text_value!(ScopeGlob, "ScopeGlob", { "type": "string", "examples": ["aws:111122223333/*"] });
text_value!(KindGlob, "KindGlob", { "type": "string", "examples": ["aws.security-group"] });
text_value!(ResourceGlob, "ResourceGlob", {
    "type": "string",
    "pattern": "^[^:]+:.+$",
    "examples": ["aws.security-group:sg-*"]
});

#[cfg(test)]
mod tests {
    use super::{KindGlob, ResourceGlob, ScopeGlob};

    #[test]
    fn a_star_crosses_slashes_and_case_matters() {
        let glob: ScopeGlob = "aws:*".parse().unwrap();
        assert!(glob.matches(&"aws:111122223333/eu-west-1".parse().unwrap()));
        assert!(!glob.matches(&"gcp:shop".parse().unwrap()));
        let kind: KindGlob = "kubernetes.*".parse().unwrap();
        assert!(kind.matches(&"kubernetes.network-policy".parse().unwrap()));
        assert!("AWS:*".parse::<ScopeGlob>().is_err());
    }

    #[test]
    fn what_can_match_nothing_is_an_error() {
        for (text, message) in [
            (
                "prod",
                "`prod` can match no scope; write `<provider>:<where>`, for example aws:111122223333/*",
            ),
            (
                "oci:*",
                "`oci:*` can match no scope; write `<provider>:<where>`, for example aws:111122223333/*",
            ),
            ("aws:[a", "`aws:[a` is not a glob: unclosed character class; missing ']'"),
        ] {
            assert_eq!(text.parse::<ScopeGlob>().unwrap_err().to_string(), message);
        }
        assert_eq!(
            "security-group".parse::<KindGlob>().unwrap_err().to_string(),
            "`security-group` can match no kind; write `<provider>.<word>`, for example aws.security-group"
        );
        assert_eq!(
            "sg-0a12".parse::<ResourceGlob>().unwrap_err().to_string(),
            "`sg-0a12` can match no resource; write `<kind>:<identity>`, for example aws.security-group:sg-*"
        );
    }
}
