//! What can go wrong, where, and how often.

use std::time::Duration;

use globset::{Glob, GlobMatcher};

use super::asked::{Action, Asked, Provider};
use super::pages::Twist;

/// A way to go wrong. What it looks like is the provider's own: see `words` of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// Too many requests.
    Throttled,
    /// An internal error.
    ServerError,
    /// The service is not there for a while.
    Unavailable,
    /// A proxy's page that says that nobody answers behind it.
    BadGateway,
    /// The connection is reset before an answer.
    Reset,
    /// The connection ends in the middle of a body whose length was announced.
    Truncated,
    /// The connection ends in the middle of a body that was sent in chunks.
    BrokenChunks,
    /// A whole answer of HTTP whose document ends in the middle.
    CutDocument,
    /// 200, and nothing.
    EmptyBody,
    /// 200, and a page to sign in.
    SignInPage,
    /// The answer comes drop by drop, and takes longer than anybody waits.
    SlowDrip,
    /// No answer, ever.
    Silence,
    /// The last page leads to one more like it, without end.
    EndlessPages,
    /// The second page leads to itself.
    RepeatedToken,
    /// A page without items comes before each page. No error: the answer is right.
    EmptyPages,
    /// The token of a page is refused.
    LostPage,
    /// A field has a value that is none of its type.
    Malformed,
    /// The permission is missing.
    Denied,
    /// The credentials were good once.
    ExpiredCredentials,
    /// The clocks of both sides differ by an hour.
    ClockSkew,
    /// The API is not there.
    NotThere,
}

/// What is wrong, where a provider says it in words of its own. Of all else the network or the answer goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Throttled,
    ServerError,
    Unavailable,
    Denied,
    ExpiredCredentials,
    ClockSkew,
    LostPage,
    NotThere,
}

impl Kind {
    /// All of them, for a campaign.
    pub(crate) const ALL: [Self; 21] = [
        Self::Throttled,
        Self::ServerError,
        Self::Unavailable,
        Self::BadGateway,
        Self::Reset,
        Self::Truncated,
        Self::BrokenChunks,
        Self::CutDocument,
        Self::EmptyBody,
        Self::SignInPage,
        Self::SlowDrip,
        Self::Silence,
        Self::EndlessPages,
        Self::RepeatedToken,
        Self::EmptyPages,
        Self::LostPage,
        Self::Malformed,
        Self::Denied,
        Self::ExpiredCredentials,
        Self::ClockSkew,
        Self::NotThere,
    ];

    /// Whether it can befall an action: what is wrong with pages needs pages, and some things nobody can be denied.
    pub(crate) fn befalls(self, action: &Action) -> bool {
        let is_of_pages = self.twist() != Twist::Straight || self == Self::LostPage;
        let is_free = ["discovery", "sts:GetCallerIdentity"].contains(&action.name);
        (action.pages || !is_of_pages) && !(is_free && self == Self::Denied)
    }

    /// Whether a client that does as the API says still reads everything, although it never stops.
    pub(crate) fn is_harmless(self) -> bool {
        self == Self::EmptyPages
    }

    /// Whether asking again is the way out, if it stops in time.
    pub(crate) fn is_passing(self) -> bool {
        matches!(self, Self::Throttled | Self::ServerError | Self::Unavailable | Self::Reset)
    }

    /// What a provider says when it strikes.
    pub(crate) fn refusal(self) -> Option<Refusal> {
        Some(match self {
            Self::Throttled => Refusal::Throttled,
            Self::ServerError => Refusal::ServerError,
            Self::Unavailable => Refusal::Unavailable,
            Self::Denied => Refusal::Denied,
            Self::ExpiredCredentials => Refusal::ExpiredCredentials,
            Self::ClockSkew => Refusal::ClockSkew,
            Self::LostPage => Refusal::LostPage,
            Self::NotThere => Refusal::NotThere,
            Self::BadGateway
            | Self::Reset
            | Self::Truncated
            | Self::BrokenChunks
            | Self::CutDocument
            | Self::EmptyBody
            | Self::SignInPage
            | Self::SlowDrip
            | Self::Silence
            | Self::EndlessPages
            | Self::RepeatedToken
            | Self::EmptyPages
            | Self::Malformed => return None,
        })
    }

    /// What it does to the pages of a list.
    pub(crate) fn twist(self) -> Twist {
        match self {
            Self::EndlessPages => Twist::Endless,
            Self::RepeatedToken => Twist::Repeats,
            Self::EmptyPages => Twist::Pauses,
            _ => Twist::Straight,
        }
    }

    /// For the actions that a pattern names: `ec2:DescribeSubnets`, `compute.*.list`, `*`.
    pub(crate) fn on(self, action: &str) -> Fault {
        Fault { action: glob(action), ..Fault::new(self) }
    }
}

/// How often a fault strikes among the requests that it is for.
#[derive(Clone, Copy, Debug)]
enum When {
    Always,
    First(usize),
    Every(usize),
}

/// A way to go wrong, where, and how often. Always, unless told otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    action: GlobMatcher,
    provider: Option<Provider>,
    account: Option<String>,
    region: Option<String>,
    page: Option<usize>,
    when: When,
    met: usize,
    /// What the answer says about when to come again.
    pub(crate) retry_after: Option<u64>,
    /// How long a drop takes.
    pub(crate) pace: Duration,
}

impl Fault {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            action: glob("*"),
            provider: None,
            account: None,
            region: None,
            page: None,
            when: When::Always,
            met: 0,
            retry_after: None,
            pace: Duration::from_millis(200),
        }
    }

    /// Only for this provider.
    pub(crate) fn of(self, provider: Provider) -> Self {
        Self { provider: Some(provider), ..self }
    }

    /// Only for this account, subscription, project or cluster.
    pub(crate) fn account(self, account: &str) -> Self {
        Self { account: Some(account.to_owned()), ..self }
    }

    /// Only for this region of AWS.
    pub(crate) fn region(self, region: &str) -> Self {
        Self { region: Some(region.to_owned()), ..self }
    }

    /// Only for this page, counted from one.
    pub(crate) fn page(self, page: usize) -> Self {
        Self { page: Some(page), ..self }
    }

    /// Only the first so many times.
    pub(crate) fn first(self, times: usize) -> Self {
        Self { when: When::First(times), ..self }
    }

    /// Only the last of each so many times.
    pub(crate) fn every(self, times: usize) -> Self {
        assert!(times > 0, "a fault that never strikes");
        Self { when: When::Every(times), ..self }
    }

    /// The answer says to come again after so many seconds. Compute says it with 429, and without it uses 403.
    pub(crate) fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// How long a drop of [`Kind::SlowDrip`] takes.
    pub(crate) fn pace(self, pace: Duration) -> Self {
        Self { pace, ..self }
    }

    fn is_for(&self, asked: &Asked) -> bool {
        let is =
            |wanted: &Option<String>, there: &str| wanted.as_deref().is_none_or(|w| w == there);
        // Only a token can be refused.
        let has_token = self.kind != Kind::LostPage || asked.token.is_some();
        has_token
            && self.provider.is_none_or(|provider| provider == asked.provider)
            && is(&self.account, &asked.account)
            && is(&self.region, &asked.region)
            && self.page.is_none_or(|page| page == asked.page)
            && self.action.is_match(&asked.action)
    }

    /// Counts a request, and says whether it is struck.
    fn strikes(&mut self, asked: &Asked) -> bool {
        if !self.is_for(asked) {
            return false;
        }
        self.met += 1;
        match self.when {
            When::Always => true,
            When::First(times) => self.met <= times,
            When::Every(times) => self.met.is_multiple_of(times),
        }
    }
}

/// The first fault that strikes a request. Each that is asked counts.
pub(crate) fn strike(faults: &mut [Fault], asked: &Asked) -> Option<Fault> {
    faults.iter_mut().find_map(|fault| fault.strikes(asked).then(|| fault.clone()))
}

fn glob(pattern: &str) -> GlobMatcher {
    Glob::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}")).compile_matcher()
}
