//! Patterns in grants: `*` never reaches past a separator.
//!
//! A pattern that approves something must not approve more than its author saw. So `*` and `?` stop at what separates the parts of a name,
//! and only `**` goes on: `aws:1111*` is no region of any account, `shop/*` no other namespace. `\` takes the next character as it
//! is. Matching minds case, since identities do.

use std::fmt;
use std::str::FromStr;

use super::wild::Wild;
use crate::model::{Kind, Provider, ResourceId, Scope, spelled};
use crate::written::{did_you_mean, text_value};

/// What separates the parts of a scope, of an identity, of a field's path.
const OF_SCOPES: &[char] = &['/', ':'];
const OF_IDENTITIES: &[char] = &['/'];
const OF_KINDS: &[char] = &['.'];
const OF_FIELDS: &[char] = &['.', '[', ']'];

/// Why a text is no pattern of what it should match.
#[derive(Debug, thiserror::Error)]
pub enum PatternError {
    /// Nothing stands there.
    #[error("an empty pattern matches nothing")]
    Empty,
    /// No scope can look like this.
    #[error(
        "`{0}` can match no scope; write `<provider>:<where>`, for example aws:111122223333/*, with ** to go past a `/` or `:`"
    )]
    NoScope(String),
    /// The word before the colon is no provider.
    #[error("unknown provider `{0}`; known are aws, azure, gcp, kubernetes and docker")]
    Provider(String),
    /// No kind can look like this.
    #[error("`{0}` can match no kind; write `<provider>.<word>`, for example aws.security-group")]
    NoKind(String),
    /// There is no kind in front of the identity.
    #[error(
        "`{0}` can match no resource; write `<kind>:<identity>`, for example aws.security-group:sg-*"
    )]
    NoResource(String),
    /// Any word, or none, would be one.
    #[error("`{0}` names no ticket; write NET-*")]
    NoTicket(String),
}

/// Which scopes: `aws:111122223333/*`, `kubernetes:prod`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopePattern {
    text: String,
    wild: Wild,
}

impl ScopePattern {
    /// Whether it matches.
    #[must_use]
    pub fn matches(&self, scope: &Scope) -> bool {
        self.wild.matches(&scope.to_string(), OF_SCOPES)
    }
}

impl FromStr for ScopePattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let no_scope = || PatternError::NoScope(text.to_owned());
        let (provider, place) = text.split_once(':').ok_or_else(no_scope)?;
        if place.is_empty() {
            return Err(no_scope());
        }
        if provider.parse::<Provider>().is_err() {
            return Err(PatternError::Provider(provider.to_owned()));
        }
        Ok(Self { text: text.to_owned(), wild: Wild::new(text) })
    }
}

/// Which kinds: `aws.security-group`, `kubernetes.*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindPattern {
    text: String,
    wild: Wild,
}

impl KindPattern {
    /// Whether it matches.
    #[must_use]
    pub fn matches(&self, kind: &Kind) -> bool {
        self.wild.matches(&kind.to_string(), OF_KINDS)
    }
}

impl FromStr for KindPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (provider, word) =
            text.split_once('.').ok_or_else(|| PatternError::NoKind(text.to_owned()))?;
        if word.is_empty() {
            return Err(PatternError::NoKind(text.to_owned()));
        }
        if provider.parse::<Provider>().is_err() {
            return Err(PatternError::Provider(provider.to_owned()));
        }
        Ok(Self { text: text.to_owned(), wild: Wild::new(text) })
    }
}

/// Which resources, `<kind>:<identity or approved name>`: `aws.security-group:sg-*`, `kubernetes.*:shop/*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourcePattern {
    text: String,
    kind: KindPattern,
    wild: Wild,
}

impl ResourcePattern {
    /// Whether it matches, by the identity or by the name under which the resource was approved. What it is called now is asked nowhere: whoever
    /// may change it could give it any name.
    #[must_use]
    pub fn matches(&self, id: &ResourceId, approved_name: Option<&str>) -> bool {
        let is_it = |text: &str| self.wild.matches(text, OF_IDENTITIES);
        self.kind.matches(&id.kind)
            && (is_it(id.identity.as_str()) || approved_name.is_some_and(is_it))
    }
}

impl FromStr for ResourcePattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let no_resource = || PatternError::NoResource(text.to_owned());
        let (kind, identity) = text.split_once(':').ok_or_else(no_resource)?;
        if identity.is_empty() {
            return Err(no_resource());
        }
        Ok(Self { text: text.to_owned(), kind: kind.parse()?, wild: Wild::new(identity) })
    }
}

/// Which fields: `containers[*].image`, `tags.**`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPattern {
    text: String,
    wild: Wild,
}

impl FieldPattern {
    /// Whether it matches.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        self.wild.matches(path, OF_FIELDS)
    }
}

impl FromStr for FieldPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(PatternError::Empty);
        }
        Ok(Self { text: text.to_owned(), wild: Wild::new(text) })
    }
}

/// Which values: `registry.example/shop/*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValuePattern {
    text: String,
    wild: Wild,
}

impl ValuePattern {
    /// Whether it matches a text, or anything else as it is written in JSON.
    #[must_use]
    pub fn matches(&self, value: &serde_json::Value) -> bool {
        match value.as_str() {
            Some(text) => self.wild.matches(text, OF_IDENTITIES),
            None => self.wild.matches(&spelled(value), OF_IDENTITIES),
        }
    }
}

impl FromStr for ValuePattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self { text: text.to_owned(), wild: Wild::new(text) })
    }
}

/// Which actors, groups and roles: `arn:aws:iam::111122223333:role/*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorPattern {
    text: String,
    wild: Wild,
}

impl ActorPattern {
    /// Whether it matches.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        self.wild.matches(name, OF_SCOPES)
    }
}

impl FromStr for ActorPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(PatternError::Empty);
        }
        Ok(Self { text: text.to_owned(), wild: Wild::new(text) })
    }
}

/// Which tickets: `NET-*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketPattern {
    text: String,
    wild: Wild,
}

impl TicketPattern {
    /// Whether a text names such a ticket, as a word of its own: `deploy for NET-311`.
    #[must_use]
    pub fn is_named_in(&self, text: &str) -> bool {
        let is_apart = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '#');
        text.split(is_apart).any(|word| !word.is_empty() && self.wild.matches(word, &[]))
    }
}

impl FromStr for TicketPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // One that any word matches asks for nothing.
        if text.chars().all(|c| matches!(c, '*' | '?')) {
            return Err(PatternError::NoTicket(text.to_owned()));
        }
        Ok(Self { text: text.to_owned(), wild: Wild::new(text) })
    }
}

/// What may have been meant by a word before a colon or a dot.
pub(super) fn provider_hint(text: &str) -> Option<String> {
    let word = text.split([':', '.']).next().unwrap_or_default();
    did_you_mean(word, Provider::ALL.map(Provider::word))
}

macro_rules! prints_back {
    ($($type:ty),*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text)
            }
        }
    )*};
}
prints_back!(
    ScopePattern,
    KindPattern,
    ResourcePattern,
    FieldPattern,
    ValuePattern,
    ActorPattern,
    TicketPattern
);

text_value!(ScopePattern, "ScopePattern", { "type": "string", "pattern": "^[a-z]+:.+$", "examples": ["aws:111122223333/*"] });
text_value!(KindPattern, "KindPattern", { "type": "string", "pattern": "^[a-z]+[.].+$", "examples": ["aws.security-group"] });
text_value!(ResourcePattern, "ResourcePattern", { "type": "string", "pattern": "^[^:]+:.+$", "examples": ["aws.security-group:partner-*"] });
text_value!(FieldPattern, "FieldPattern", { "type": "string", "minLength": 1, "examples": ["containers[*].image"] });
text_value!(ActorPattern, "ActorPattern", { "type": "string", "minLength": 1, "examples": ["arn:aws:iam::111122223333:role/deploy"] });
text_value!(TicketPattern, "TicketPattern", { "type": "string", "minLength": 1, "examples": ["NET-*"] });
text_value!(ValuePattern, "ValuePattern", { "type": "string", "examples": ["registry.example/shop/*"] });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stops_at_a_separator_and_two_do_not() {
        let matches = |pattern: &str, scope: &str| {
            pattern.parse::<ScopePattern>().unwrap().matches(&scope.parse().unwrap())
        };
        let account = "aws:111122223333/eu-west-1";
        for pattern in ["aws:111122223333/*", "aws:*/eu-*", "aws:**", "aws:111122223333/eu-west-?"]
        {
            assert!(matches(pattern, account), "{pattern}");
        }
        for pattern in ["aws:*", "aws:1111*", "aws:111122223333/", "aws:*/*/*"] {
            assert!(!matches(pattern, account), "{pattern}");
        }
        assert!(!matches(
            "kubernetes:*",
            "kubernetes:arn:aws:eks:eu-west-1:111122223333:cluster/prod"
        ));
        assert!(matches(
            "kubernetes:**/prod",
            "kubernetes:arn:aws:eks:eu-west-1:111122223333:cluster/prod"
        ));
    }

    #[test]
    fn a_resource_is_known_by_its_identity_or_by_its_approved_name() {
        let id = ResourceId {
            scope: "kubernetes:prod".parse().unwrap(),
            kind: "kubernetes.network-policy".parse().unwrap(),
            identity: "shop/web".parse().unwrap(),
        };
        let matches =
            |pattern: &str, name| pattern.parse::<ResourcePattern>().unwrap().matches(&id, name);
        assert!(matches("kubernetes.network-policy:shop/*", None));
        assert!(matches("kubernetes.*:**", None));
        assert!(!matches("kubernetes.network-policy:*", None), "a namespace is not passed over");
        assert!(!matches("kubernetes.*:partner-*", None));
        assert!(matches("kubernetes.*:partner-*", Some("partner-api")));
        assert!(!matches("aws.*:**", Some("partner-api")));
    }

    #[test]
    fn a_label_can_not_pass_for_a_path() {
        let image: FieldPattern = "containers[*].image".parse().unwrap();
        assert!(image.matches("containers[web].image"));
        for path in [
            "containers[web]",
            "containers[web].image]",
            "containers[a].b[c].image",
            "containers[web].image.x",
        ] {
            assert!(!image.matches(path), "{path}");
        }
        assert!("tags.**".parse::<FieldPattern>().unwrap().matches("tags.a.b[c]"));
    }

    #[test]
    fn what_can_match_nothing_is_an_error() {
        for (text, message) in [
            ("prod", "`prod` can match no scope"),
            ("*", "`*` can match no scope"),
            ("aws:", "`aws:` can match no scope"),
            ("a*s:**", "unknown provider `a*s`"),
        ] {
            let error = text.parse::<ScopePattern>().unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
        assert!("partner-*".parse::<ResourcePattern>().is_err());
        assert!("aws.security-group:".parse::<ResourcePattern>().is_err());
        assert!("".parse::<FieldPattern>().is_err());
        for text in ["", "*", "**", "?*"] {
            let error = text.parse::<TicketPattern>().unwrap_err().to_string();
            assert_eq!(error, format!("`{text}` names no ticket; write NET-*"));
        }
    }

    #[test]
    fn a_ticket_is_a_word_of_its_own() {
        let ticket: TicketPattern = "NET-*".parse().unwrap();
        for text in ["NET-311", "deploy for NET-311", "role/deploy as NET-311", "(NET-311)"] {
            assert!(ticket.is_named_in(text), "{text}");
        }
        for text in ["", "INTERNET-311", "NET", "net-311", "NET/311", "the-NET-311"] {
            assert!(!ticket.is_named_in(text), "{text}");
        }
    }
}
