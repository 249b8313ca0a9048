//! Kinds of resources, and what is declared about each.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::field::Field;
use super::provider::{Provider, UnknownProvider};

/// A resource type, such as `aws.security-group`: a provider and a word of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind {
    provider: Provider,
    word: Cow<'static, str>,
}

/// Why a text is not a kind.
#[derive(Debug, thiserror::Error)]
pub enum KindError {
    /// It does not have the form `<provider>.<word>`.
    #[error("`{0}` is not a kind; write `<provider>.<word>`, for example aws.security-group")]
    Shape(String),
    /// The word before the dot is no provider.
    #[error(transparent)]
    UnknownProvider(#[from] UnknownProvider),
}

impl Kind {
    /// A kind known at compile time.
    #[must_use]
    pub const fn new(provider: Provider, word: &'static str) -> Self {
        Self { provider, word: Cow::Borrowed(word) }
    }

    /// The provider.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.provider
    }

    /// The word after the dot: `security-group`.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.word
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.provider, self.word)
    }
}

impl FromStr for Kind {
    type Err = KindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = || KindError::Shape(text.to_owned());
        let (provider, word) = text.split_once('.').ok_or_else(shape)?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if word.is_empty() || !word.chars().all(plain) {
            return Err(shape());
        }
        Ok(Self { provider: provider.parse()?, word: Cow::Owned(word.to_owned()) })
    }
}

/// What a kind is for, which decides the words of its findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// It filters traffic: a group, an ACL, a policy, a prefix list that groups name.
    Boundary,
    /// Traffic reaches it: an interface, an instance, a service.
    Endpoint,
    /// It runs code: a pod, a deployment, a container.
    Workload,
    /// It decides where traffic can go: a network, a subnet, a route table, a gateway.
    Network,
    /// It records what happens: a trail, a flow log.
    Monitoring,
}

impl Role {
    /// The word in documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Boundary => "boundary",
            Self::Endpoint => "endpoint",
            Self::Workload => "workload",
            Self::Network => "network",
            Self::Monitoring => "monitoring",
        }
    }
}

/// Whether a kind can be known without a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// Without it nothing is known of the kind.
    Required,
    /// It adds to what is known, such as the ids of rules; the kind is whole without it.
    Enriches,
}

/// One read call of a provider's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// The name in dumps, which is the vendor tool's subcommand: `describe-security-groups`.
    pub name: &'static str,
    /// The permission that allows it: `ec2:DescribeSecurityGroups`.
    pub permission: &'static str,
    /// Whether the kind can do without.
    pub need: Need,
}

/// What is declared about a kind that comes and goes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Inventory {
    /// Why it does.
    pub reason: &'static str,
    /// The context fields that make its shape: one more of an approved shape is no news, one of another shape is. Of
    /// a field with a `?` behind it only counts whether it is there. None: all of them are of one shape.
    pub shape: &'static [&'static str],
}

/// Everything that is declared about a kind: one row of a provider's `kinds` table.
#[derive(Clone, Debug)]
pub struct KindSpec {
    /// The kind.
    pub kind: Kind,
    /// What people call it: `security group`.
    pub title: &'static str,
    /// What it is for.
    pub role: Role,
    /// The calls that read it; the first is the one that lists it.
    pub calls: &'static [Call],
    /// What its identity is and why that is stable.
    pub identity: &'static str,
    /// Dotted paths in the durable fields, the first one present being what people call a
    /// resource: `name`, `tags.Name`. Empty when the identity says it all.
    pub named_by: &'static [&'static str],
    /// That it comes and goes by itself, when it does (autoscaling): then its coming and going is inventory, and a
    /// change only when nothing of its shape was approved.
    pub comes_and_goes: Option<Inventory>,
    /// Every field, with its class and the reason for it.
    pub fields: &'static [Field],
    /// Says a rule of one of its lists in words: `allow tcp 22 from 0.0.0.0/0`. Gets the path of
    /// the list and the element, and returns nothing for lists that read well as they are.
    pub phrase: fn(list: &str, element: &serde_json::Value) -> Option<String>,
}

impl KindSpec {
    /// The declaration for a path of the durable or context fields, by the longest declared prefix: a field
    /// declared as `tags` answers for `tags.env`, one declared as `ingress` for `ingress[sgr-1].ports`
    /// unless `ingress[].ports` is declared too.
    #[must_use]
    pub fn field(&self, pattern: &str) -> Option<&'static Field> {
        let mut best: Option<&'static Field> = None;
        for field in self.fields {
            if field.covers(pattern) && best.is_none_or(|b| b.path.len() < field.path.len()) {
                best = Some(field);
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn a_kind_prints_back() {
        let kind: Kind = "aws.security-group".parse().unwrap();
        assert_eq!(kind.to_string(), "aws.security-group");
        for wrong in ["aws", "aws.", "aws.Security", "aws.a/b", "aws...", "oci.vcn"] {
            assert!(wrong.parse::<Kind>().is_err(), "{wrong}");
        }
    }
}
