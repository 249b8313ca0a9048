//! Live reads: what a provider's client is asked, and what it gives back and says meanwhile.
//!
//! What is in this file are plain types, so everything but a provider's `client` compiles without an SDK and without tokio.
//! The types of changes are as plain, and stand in `errand`; those of audit logs in `search`. A client gives futures; `sources::live` owns the runtime that they run on. What all
//! clients are made of is beside it, in a build with one:
//!
//! | file | what is in it |
//! | --- | --- |
//! | `office` | what all scopes of a read share: requests in flight, and the deadline |
//! | `visits` | every scope that is wanted, each in its turn |
//! | `desk` | where one scope asks: a request at a time, again where that helps, page after page |
//! | `stream` | pages on their way from the desk to whoever reads them |
//! | `pace` | how fast it asks, when its SDK does not see to that |
//! | `meter` | how long a request took, and how often it was sent again |
//! | `change` | a request that changes something: how often it is sent, how long it is followed |
//! | `query` | what is looked up in an answer, as vendors' tools look it up |
//! | `refusal`, `causes`, `tls` | why a request was not answered, and what lies behind that |
//! | `rows` | what was read as rows for `doctor`, and what is told of a scope that was not read |
//!
//! The clock in here is tokio's. It ends waiting, and says how long a call took, which is told of the run and kept in no
//! file.

#![cfg_attr(
    not(all(
        feature = "aws",
        feature = "azure",
        feature = "docker",
        feature = "gcp",
        feature = "kubernetes"
    )),
    allow(dead_code, reason = "a build with some of the clients alone does not use all of it")
)]

#[cfg(feature = "buckets")]
pub(crate) mod bucket;
#[cfg(feature = "live")]
pub(crate) mod causes;
#[cfg(any(feature = "azure", feature = "gcp"))]
pub(crate) mod change;
#[cfg(feature = "buckets")]
mod days;
#[cfg(feature = "live")]
pub(crate) mod desk;
mod errand;
#[cfg(feature = "live")]
pub(crate) mod meter;
#[cfg(feature = "live")]
pub(crate) mod office;
#[cfg(feature = "live")]
mod pace;
#[cfg(any(feature = "aws", feature = "azure"))]
pub(crate) mod query;
#[cfg(feature = "live")]
pub(crate) mod refusal;
#[cfg(feature = "live")]
pub(crate) mod rows;
mod search;
#[cfg(feature = "live")]
pub(crate) mod stream;
#[cfg(any(feature = "docker", feature = "kubernetes"))]
pub(crate) mod tls;
#[cfg(feature = "live")]
pub(crate) mod visits;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::{Seal, aws, azure, docker, gcp, kubernetes};
use crate::model::{Effort, Kind, Provider, Scope, ScopeReading, Status};

#[cfg(feature = "buckets")]
pub use bucket::{Bucket, BucketError, OpenBucket};
pub use errand::{Came, Errand, Refused, Report, Way};
pub use search::{Reach, Search, Stretch, Taker};

/// What is yet to come.
pub type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What makes one edit.
pub type Make = fn(Errand) -> Later<Result<Report, LiveError>>;

/// What was read of a provider.
pub type Scopes = BTreeMap<Scope, ScopeReading>;

/// What a provider offers for live reads.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    /// The least permissions that reading needs, as a document in the provider's own form.
    pub policy: fn() -> String,
    /// What those credentials need that go from account to account, in the same form, where these are others.
    pub caller_policy: Option<fn() -> String>,
    /// What asking for its audit log needs, in the same form; nothing where there is none to ask.
    pub activity_policy: Option<fn() -> String>,
    /// What reads; nothing in a build without the provider's feature.
    pub client: Option<Client>,
}

/// The part of a provider that knows a network.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    /// Reads all scopes that are wanted. Whatever fails in one of them is in its coverage.
    pub read: fn(Wanted) -> Later<Result<Scopes, LiveError>>,
    /// Tries every call once.
    pub check: fn(Wanted) -> Later<Result<Vec<Checked>, LiveError>>,
    /// Makes one edit, or rehearses it; nothing where the provider's commands can only be printed. An error means that nothing was sent.
    pub make: Option<Make>,
    /// Asks for what its audit log says; nothing where there is none to ask.
    pub search: Option<Search>,
    /// Opens a bucket of its storage; nothing where it stores nothing.
    #[cfg(feature = "buckets")]
    pub bucket: Option<OpenBucket>,
}

/// What is to be read, and how.
#[derive(Clone)]
pub struct Wanted {
    /// What is configured of each provider.
    pub settings: Settings,
    /// The only scope, when one was named.
    pub only: Option<Scope>,
    /// The only kind, when nothing else is asked about. Whatever is not asked for it is skipped.
    pub kind: Option<Kind>,
    /// Whether a scope is looked at at all.
    pub takes: Arc<dyn Fn(&Scope) -> bool + Send + Sync>,
    /// How much is done at once, and how long anything may take.
    pub limits: Limits,
    /// Who is told how far it is.
    pub watch: Arc<dyn Watch>,
    /// What seals values that may be secret; without it they are left out.
    pub seal: Option<Seal>,
}

impl fmt::Debug for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { settings, only, kind, takes: _, limits, watch: _, seal } = self;
        f.debug_struct("Wanted")
            .field("settings", settings)
            .field("only", only)
            .field("kind", kind)
            .field("limits", limits)
            .field("seal", seal)
            .finish_non_exhaustive()
    }
}

/// What is configured of each provider for live reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Those that are read when no scope is named.
    pub asked: BTreeSet<Provider>,
    /// `[aws]`
    pub aws: aws::Settings,
    /// `[kubernetes]`
    pub kubernetes: kubernetes::Settings,
    /// `[docker]`
    pub docker: docker::Settings,
    /// `[gcp]`
    pub gcp: gcp::Settings,
    /// `[azure]`
    pub azure: azure::Settings,
}

/// How much is done at once, and how long anything may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests in flight.
    pub concurrency: usize,
    /// The whole of a read.
    pub deadline: Duration,
}

impl Limits {
    /// What one scope may take of the whole.
    #[must_use]
    pub fn scope(&self) -> Duration {
        self.deadline.min(Duration::from_mins(5))
    }

    /// What one request may take with all its repetitions.
    #[must_use]
    pub fn call(&self) -> Duration {
        self.deadline.min(Duration::from_mins(2))
    }

    /// What one attempt at a request may take.
    #[must_use]
    pub fn attempt(&self) -> Duration {
        self.deadline.min(Duration::from_secs(30))
    }
}

/// Is told how far a read is, from several threads at once.
pub trait Watch: Send + Sync {
    /// A scope is read from now on.
    fn scope_started(&self, _scope: &Scope) {}
    /// A call is on its way.
    fn call_started(&self, _scope: &Scope, _call: &str) {}
    /// A call has ended, all its pages included.
    fn call_finished(&self, _scope: &Scope, _call: &str, _status: Status) {}
    /// A scope is read, and this many kinds of it were not fully read.
    fn scope_finished(&self, _scope: &Scope, _gaps: usize) {}
}

/// Nobody.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watch for Unwatched {}

/// Why nothing could be read of a provider, since it is not even known what there is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LiveError {
    /// Whether what was asked for can't be right, rather than not be reached.
    pub is_wrong: bool,
    /// What went wrong.
    pub message: String,
    /// The way out.
    pub hint: Option<String>,
}

/// One call of one scope, tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The scope.
    pub scope: Scope,
    /// The call, by the name that it has in dumps.
    pub call: String,
    /// The permission that allows it.
    pub permission: String,
    /// Whether a kind is unknown without it.
    pub required: bool,
    /// How it went.
    pub access: Access,
    /// How many pages were read.
    pub pages: u64,
    /// What it took, and which permission was missing. Nothing when it was not tried.
    pub effort: Option<Effort>,
    /// Why, when it is not allowed.
    pub reason: Option<String>,
}

/// How trying a call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// It was answered.
    Allowed,
    /// The API does not have it there.
    NotThere,
    /// It was not tried, as nobody asks for it there.
    NotTried,
    /// The provider said no.
    Denied,
    /// There was no answer, or one that is none.
    Unreachable,
}

impl Access {
    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::NotThere => "not there",
            Self::NotTried => "not tried",
            Self::Denied => "denied",
            Self::Unreachable => "unreachable",
        }
    }
}
