//! Audit logs → who made each change, what was open in between, and who was refused.
//!
//! A snapshot says what is; only a log says who. It is read once, from files (`files`, `records`) or asked of a provider (`live`), by the readers of the providers (`found`), and what bears on anything
//! that is compared is kept in a [`Book`]. From there on all is pure: which events are about which resource (`index`), what each of them made of it (`versions`), which of them
//! explain a change (`attribute`), what was so for a while and shows in no snapshot (`transient`), and what was refused (`attempts`).
//!
//! Nothing here guesses. An event explains a change when it did the same to the same resource. A name that a caller may choose is shown and proves nothing. Where
//! no event explains a change, it is only `unattributed` when a log that covers its scope, its kind and all of the time was read whole; else it is `unknown`, and why is
//! said.

mod attempts;
mod attribute;
mod book;
mod files;
mod found;
mod index;
mod live;
mod records;
mod shelf;
mod sources;
#[cfg(test)]
mod tests;
mod transient;
mod versions;
mod window;

use jiff::Timestamp;

pub use book::{Book, Searched};
pub use files::LogFiles;
pub use live::Asking;
pub use shelf::Lies;
pub use sources::{LogError, LogSource, read};

use crate::compare::Pairing;
use crate::model::{Assumptions, Finding, Scope, Snapshot, Subject, Who};
use index::{Index, Sides};
use window::Window;

/// What is known of when things were done, beside the logs themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// When the later side was read, at the latest; nothing where no log was named.
    pub until: Option<Timestamp>,
    /// Since when events count, where the user says so; else since the baseline was approved.
    pub since: Option<Timestamp>,
    /// Whether the later side was read of what runs. Then what was before the baseline is in it already; files may be of any day.
    pub is_live: bool,
}

/// A comparison and the logs of its time.
#[derive(Clone, Copy)]
pub struct Account<'a> {
    /// The earlier side.
    pub before: &'a Snapshot,
    /// The later side.
    pub after: &'a Snapshot,
    /// Which scopes are held against each other.
    pub pairing: &'a Pairing,
    /// What was read of the logs.
    pub book: &'a Book,
    /// When things were done.
    pub times: Times,
}

impl std::fmt::Debug for Account<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("times", &self.times).finish_non_exhaustive()
    }
}

impl<'a> Account<'a> {
    const fn sides(&self) -> Sides<'a> {
        Sides { before: self.before, after: self.after, pairing: self.pairing }
    }

    fn window(&self, scope: &Scope) -> Window {
        let Times { until, since, is_live } = self.times;
        let approved = || {
            let earlier = self.before.scopes.get(self.pairing.earlier(scope));
            Some(earlier?.approval.as_ref()?.at)
        };
        let until = until.unwrap_or(Timestamp::MAX);
        if since.is_some() || is_live {
            return Window { since: since.or_else(approved), until, is_strict: true };
        }
        // Files may be older than the approval of what was read of them: a log that ends before it can only be about that time.
        let speaks = |since: Timestamp| {
            let of_scope = self.book.searched.iter().filter(|one| {
                one.scope.as_ref().and_then(|logged| self.sides().scope(logged)).as_ref()
                    == Some(scope)
            });
            let ends: Vec<Timestamp> = of_scope.filter_map(|one| Some(one.span?.1)).collect();
            ends.is_empty() || ends.iter().any(|end| *end >= since)
        };
        Window { since: approved().filter(|since| speaks(*since)), until, is_strict: false }
    }

    /// What shows in neither snapshot: what was so for a while, and what was refused.
    #[must_use]
    pub fn in_between(&self, assumptions: Assumptions) -> Vec<Subject> {
        if self.book.is_empty() {
            return Vec::new();
        }
        let window = |scope: &Scope| self.window(scope);
        let index = Index::of_done(self.book, self.sides(), &window);
        let mut subjects = transient::find(self.book, &index, self.sides(), &window, assumptions);
        subjects.extend(attempts::find(self.book, self.sides(), &window));
        subjects
    }

    /// Says of every finding who did it, as far as the logs say.
    pub fn attribute(&self, findings: &mut [Finding]) {
        let window = |scope: &Scope| self.window(scope);
        let index = Index::of_done(self.book, self.sides(), &window);
        for finding in findings {
            finding.who = match &finding.subject {
                Subject::Change(change) => {
                    let window = window(&change.id.scope);
                    attribute::who(change, self.book, &index, self.sides(), &window)
                }
                Subject::Transient(transient) => attribute::known(transient.evidence.clone()),
                Subject::Attempt(attempt) => attribute::refused(attempt),
                // Nobody did what was always so, or what nobody could read.
                Subject::Gap { .. }
                | Subject::Unapproved { .. }
                | Subject::State(_)
                | Subject::Paper(_) => Who::default(),
            };
        }
    }
}
