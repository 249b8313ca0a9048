//! What is declared about one field of a kind.

use serde_json::Value;

/// How a difference in a field is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// A difference is a change.
    Durable,
    /// Recorded; a difference is told by the exposure or the detachment it causes.
    Context,
    /// Neither recorded nor compared: counters, etags, timestamps.
    Volatile,
}

impl Class {
    /// The word in documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Durable => "durable",
            Self::Context => "context",
            Self::Volatile => "volatile",
        }
    }
}

/// What a difference in a field can affect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bears {
    /// Nothing that a packet or an intruder meets: a description, a tag nobody selects on.
    Metadata,
    /// What a workload runs: its image or its command.
    Program,
    /// How well a workload is contained or logged.
    Hardening,
    /// What is recorded of what happens.
    Logging,
    /// Which boundaries stand before an endpoint, or which routes lead to it.
    Exposure,
    /// The packets that a boundary lets through.
    Traffic,
}

impl Bears {
    /// The word in documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Program => "program",
            Self::Hardening => "hardening",
            Self::Logging => "logging",
            Self::Exposure => "exposure",
            Self::Traffic => "traffic",
        }
    }
}

/// How two versions of a list are held against each other. Never by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Matching {
    /// Not a list, or one whose order is its meaning (the words of a command): compared whole.
    Whole,
    /// A set: elements are equal or they are not.
    Set,
    /// Elements with a key of their own, such as an ACL entry's number or a container's name: equal keys are the same
    /// element, and the key is part of the content.
    Keyed(&'static [&'static str]),
    /// What was seen of things with a key, on this side or on that. Something else of a key that was seen before is a difference; that
    /// nothing was seen, or something for the first time, is none.
    Seen {
        /// The field that holds the key.
        key: &'static str,
    },
    /// Hashes with a key, under the name of the key, by what they are of. With the same key another hash is a difference; of hashes
    /// with another key, or without one, nobody can tell.
    Sealed,
    /// Rules that the provider may or may not give an id: equal content is the same rule whatever its id; what
    /// remains is matched by id; the id alone is never a difference.
    Rules {
        /// The field that holds the provider's id.
        id: &'static str,
    },
}

/// When a difference in a field means that less is recorded than before.
#[derive(Clone, Copy, Debug)]
pub enum Less {
    /// Never, or nobody can tell from the field alone.
    Untold,
    /// When it is switched off or taken away; then nothing at all is recorded.
    Switch,
    /// When it is switched off or taken away.
    Off,
    /// When there is one that was not there, or was another one: what leaves things out. Whether another one leaves out more,
    /// nobody can tell, so it counts as if it did.
    More,
    /// When one of a list is gone that takes things in, and none came that takes in as much: whether the second takes in all
    /// that the first does.
    Fewer(fn(&Value, &Value) -> bool),
    /// When the number is lower.
    Lower,
    /// When the number is higher.
    Higher,
    /// When it had this value and has another.
    Not(&'static str),
    /// Never, but whoever reads the records reads them somewhere else.
    Elsewhere,
}

/// One declared field of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Dotted path; `[]` stands for the elements of a list: `ingress`, `ingress[].description`. For a volatile field, the
    /// path in the provider's own answer.
    pub path: &'static str,
    /// How a difference is treated.
    pub class: Class,
    /// What a difference can affect.
    pub bears: Bears,
    /// How a list is held against its other version.
    pub matching: Matching,
    /// Why it has this class.
    pub reason: &'static str,
    /// When a difference means that less is recorded, and what isn't any more.
    pub less: (Less, &'static str),
}

const RECORDED: (Less, &str) = (Less::Untold, "");

impl Field {
    /// A durable field that is no list.
    #[must_use]
    pub const fn durable(path: &'static str, bears: Bears, reason: &'static str) -> Self {
        Self {
            path,
            class: Class::Durable,
            bears,
            matching: Matching::Whole,
            reason,
            less: RECORDED,
        }
    }

    /// A durable list.
    #[must_use]
    pub const fn list(
        path: &'static str,
        bears: Bears,
        matching: Matching,
        reason: &'static str,
    ) -> Self {
        Self { path, class: Class::Durable, bears, matching, reason, less: RECORDED }
    }

    /// A context field; lists in it are sets unless declared otherwise with [`Field::matched`].
    #[must_use]
    pub const fn context(path: &'static str, bears: Bears, reason: &'static str) -> Self {
        Self { path, class: Class::Context, bears, matching: Matching::Set, reason, less: RECORDED }
    }

    /// A field of the provider's answer that is left out.
    #[must_use]
    pub const fn volatile(path: &'static str, reason: &'static str) -> Self {
        Self {
            path,
            class: Class::Volatile,
            bears: Bears::Metadata,
            matching: Matching::Whole,
            reason,
            less: RECORDED,
        }
    }

    /// The same field with another way of matching.
    #[must_use]
    pub const fn matched(self, matching: Matching) -> Self {
        Self { matching, ..self }
    }

    /// The same field, which says what is recorded: when a difference means that less is, and what: `other regions`.
    #[must_use]
    pub const fn records(self, less: Less, what: &'static str) -> Self {
        Self { less: (less, what), ..self }
    }

    /// Whether this declaration speaks for a path such as `tags.env` or `ingress[].ports`: the
    /// path itself, or anything below it. Volatile paths are in the provider's words and speak
    /// for nothing here.
    #[must_use]
    pub fn covers(&self, pattern: &str) -> bool {
        !matches!(self.class, Class::Volatile)
            && pattern.strip_prefix(self.path).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('.') || rest.starts_with('[')
            })
    }
}
