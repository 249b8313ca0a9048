//! What is run: a call, a fault, where it strikes, and whether something was opened meanwhile.

use std::fmt;

use super::cloudsim::asked::Action;
use super::cloudsim::faults::{Fault, Kind};

/// Which of the requests of a call are struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Where {
    /// All of them.
    Every,
    /// The first alone: whoever asks again is answered.
    First,
    /// Those for the second page.
    SecondPage,
}

/// One run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Case {
    pub(crate) call: &'static str,
    pub(crate) kind: Kind,
    pub(crate) at: Where,
    /// Whether the estate holds an opening that nobody approved.
    pub(crate) is_open: bool,
    /// Which of all it is.
    number: usize,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, kind, at, is_open, number: _ } = self;
        let place = match at {
            Where::Every => "every request",
            Where::First => "the first request",
            Where::SecondPage => "the second page",
        };
        let estate = if *is_open { ", with a rule opened" } else { "" };
        write!(f, "{kind:?} on {place} of {call}{estate}")
    }
}

/// Faults that look like an answer, or like no more than the end of one; none of them takes time.
pub(crate) fn is_quiet(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::CutDocument
            | Kind::EmptyBody
            | Kind::SignInPage
            | Kind::RepeatedToken
            | Kind::EmptyPages
            | Kind::LostPage
            | Kind::Malformed
            | Kind::Denied
            | Kind::NotThere
    )
}

/// Of the others, one in so many is in the selection; it shares no factor with the number of rows that a fault has.
const ONE_IN: usize = 11;

/// Every call with every fault that can befall it.
pub(crate) fn all(calls: &[&'static Action]) -> Vec<Case> {
    let mut cases = Vec::new();
    for call in calls {
        for kind in Kind::ALL.into_iter().filter(|kind| kind.befalls(call)) {
            for at in [Where::Every, Where::First, Where::SecondPage] {
                if at == Where::SecondPage && !call.pages {
                    continue;
                }
                for is_open in [false, true] {
                    let number = cases.len();
                    cases.push(Case { call: call.name, kind, at, is_open, number });
                }
            }
        }
    }
    cases
}

impl Case {
    /// Whether it is run by default.
    pub(crate) fn is_of_the_selection(&self) -> bool {
        let Self { call: _, kind, at, is_open: _, number } = self;
        let every = *at == Where::Every && is_quiet(*kind);
        // Of the two estates, each takes its turn.
        if every {
            number.is_multiple_of(2) == (number / 6).is_multiple_of(2)
        } else {
            number.is_multiple_of(ONE_IN)
        }
    }

    /// The fault that strikes.
    pub(crate) fn fault(&self, region: &str) -> Fault {
        let fault = self.kind.on(self.call).region(region);
        match self.at {
            Where::Every => fault,
            Where::First => fault.first(1),
            Where::SecondPage => fault.page(2),
        }
    }

    /// Whether nobody can end it but a deadline.
    pub(crate) fn needs_the_deadline(&self) -> bool {
        matches!(self.kind, Kind::SlowDrip | Kind::Silence | Kind::EndlessPages)
    }

    /// Whether there is no reason for anything but the right answer.
    pub(crate) fn must_be_right(&self) -> bool {
        self.kind.is_harmless() || (self.kind.is_passing() && self.at == Where::First)
    }
}
