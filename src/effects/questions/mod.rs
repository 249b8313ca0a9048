//! Questions: may this talk to that, how much of it, and who says so.
//!
//! A name may stand for several endpoints, and a block of addresses for endpoints, for addresses that nobody uses and for the outside. Then each pair of
//! ends is asked for itself, and the answer is `all` when all of it passes.
//!
//! What is not known is free: a membership of which nobody knows whether it holds may hold or not, packet by packet. The answer is
//! the one with every such membership empty, and it depends on them when another one is possible.

mod addresses;
mod evaluate;
mod names;
mod packets;
mod settle;
#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeSet;

use super::ends::{End, alike};
use super::estate::Estate;
use crate::model::{Answer, Question, Topology};
use crate::traffic::{Portion, TrafficError};
use evaluate::{Found, Range};

pub(super) use packets::EPHEMERAL;

pub use names::NameError;

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// A name that stands for nothing, or for several things.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The packets are too many to tell apart.
    #[error("from `{from}` to `{to}`: {error}")]
    TooComplex {
        /// Who asks.
        from: String,
        /// To whom.
        to: String,
        /// Why.
        error: TrafficError,
    },
}

/// Answers a question.
///
/// # Errors
/// When a name stands for nothing or for several things, when both ends are outside, and when it is too complex. Never a guess.
pub fn answer(estate: &Estate, question: &Question) -> Result<Answer, QuestionError> {
    let Some((topology, from, to)) = names::ends(estate, &question.from, &question.to)? else {
        return Ok(unconnected());
    };
    pairs(topology, question, &alike(from), &alike(to)).map_err(|error| {
        let (from, to) = (question.from.clone(), question.to.clone());
        QuestionError::TooComplex { from, to, error }
    })
}

/// Nothing leads from one to the other, and nobody decides about it.
const fn unconnected() -> Answer {
    Answer {
        allowed: Portion::None,
        replies: None,
        depends_on: BTreeSet::new(),
        passes: None,
        refused: None,
        decided_by: Vec::new(),
        refused_by: Vec::new(),
    }
}

/// The answer over every pair of ends.
fn pairs(
    topology: &Topology,
    question: &Question,
    from: &[End<'_>],
    to: &[End<'_>],
) -> Result<Answer, TrafficError> {
    let mut found = Vec::new();
    let mut itself = Vec::new();
    for here in from {
        for there in to {
            let (here, there) =
                (without_known(topology, here, there), without_known(topology, there, here));
            let Some(one) = evaluate::ask(topology, question, &here, &there)? else { continue };
            // What a thing sends to itself is only asked about when nothing else is.
            let is_itself = here.is_one_with(&there);
            if is_itself { &mut itself } else { &mut found }.push(one);
        }
    }
    Ok(together(if found.is_empty() { itself } else { found }))
}

/// An end outside, without the addresses that the other end's network has, or that it is linked to: those are inside.
fn without_known<'a>(topology: &'a Topology, end: &End<'a>, other: &End<'a>) -> End<'a> {
    let mut end = end.clone();
    if let (None, Some(_), Some(addresses)) = (end.network(), other.network(), &mut end.addresses) {
        *addresses = addresses.difference(&other.inside_of_reach(topology));
    }
    end
}

/// What was found for every pair, as one answer.
fn together(found: Vec<Found>) -> Answer {
    let over = |portion: fn(&Range) -> Portion| {
        together_are(found.iter().map(|one| portion(&one.allowed)))
    };
    let range = Range {
        least: over(|range| range.least),
        empty: over(|range| range.empty),
        most: over(|range| range.most),
    };
    let replies: Vec<Portion> = found.iter().filter_map(|one| one.replies).collect();
    let depends = match range.empty {
        Portion::None => range.most != Portion::None,
        Portion::All => range.least != Portion::All,
        Portion::Some => range.most == Portion::All || range.least == Portion::None,
    };
    let open = found.iter().flat_map(|one| one.open.iter().cloned());
    let mut answer = Answer {
        allowed: range.empty,
        replies: (!replies.is_empty()).then(|| together_are(replies)),
        depends_on: if depends { open.collect() } else { BTreeSet::new() },
        ..unconnected()
    };
    let (passes, refused) = found.into_iter().fold((None, None), |(passes, refused), one| {
        (passes.or(one.passes), refused.or(one.refused))
    });
    let (passes, refused) = match range.empty {
        Portion::All => (passes, None),
        Portion::Some => (passes, refused),
        Portion::None => (None, refused),
    };
    if let Some((sample, rulings)) = passes {
        (answer.passes, answer.decided_by) = (Some(sample), rulings);
        if let Some((sample, rulings)) = refused {
            (answer.refused, answer.refused_by) = (Some(sample), rulings);
        }
    } else if let Some((sample, rulings)) = refused {
        (answer.refused, answer.decided_by) = (Some(sample), rulings);
    }
    answer
}

/// All of several when all of each, nothing when nothing of any.
fn together_are(portions: impl IntoIterator<Item = Portion>) -> Portion {
    let joined = portions.into_iter().reduce(|a, b| if a == b { a } else { Portion::Some });
    joined.unwrap_or(Portion::None)
}
