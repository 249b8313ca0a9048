//! A plan that is made, step after step.
//!
//! Before each step the resource is read again, and the step is made only if it still is what the plan was made for. The journal has a line
//! before anything is sent and one after, so that a run that was killed shows. At the first step that is not made, all ends: what was done, what
//! was not, and what nobody knows is the [`Outcome`]. Nothing here knows a cloud, a clock or a file: who reads and sends are [`Hands`].

mod fits;
mod order;
#[cfg(test)]
mod tests;

use crate::model::{Edit, FindingId, Resource, ResourceId, Step};
use crate::providers::live::{Came, Refused, Report, Way};

use fits::{Stands, fits, stands};
pub use order::in_order;

/// One step of a plan, with what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The finding that it puts back.
    pub finding: FindingId,
    /// Which of the finding's steps it is, from 1.
    pub number: usize,
    /// How many steps the finding has.
    pub of: usize,
    /// The step.
    pub step: Step,
}

/// Who reads and changes the estate.
pub trait Hands {
    /// A resource as it is now; nothing when it is gone.
    ///
    /// # Errors
    /// Why that is not known.
    fn read(&mut self, id: &ResourceId) -> Result<Option<Resource>, String>;

    /// Makes a step, or rehearses it.
    ///
    /// # Errors
    /// Why nothing was sent.
    fn send(&mut self, step: &Step, way: Way) -> Result<Report, String>;
}

/// Who keeps what was done, and is told as it happens.
pub trait Journal {
    /// Keeps a line, for good before it comes back.
    ///
    /// # Errors
    /// Why it could not be kept. Then nothing more is done.
    fn keep(&mut self, line: &Line<'_>) -> Result<(), String>;
}

/// A line of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// A step is about to be sent.
    Begun {
        /// Which of all, from 1.
        place: usize,
        /// The step.
        task: &'a Task,
    },
    /// A step has ended.
    Ended {
        /// Which of all, from 1.
        place: usize,
        /// The step.
        task: &'a Task,
        /// How.
        ending: &'a Ending,
        /// With whose credentials, where the provider says so.
        who: Option<&'a str>,
    },
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was made.
    Made,
    /// Nobody answered, and it was found made when the resource was read again.
    FoundMade,
    /// Nothing was done; why.
    NotMade(Reason, String),
    /// A part of it was made; so many calls, and why no more.
    Partly(usize, String),
    /// Nobody knows; why.
    Unknown(String),
}

impl Ending {
    /// The word in the journal.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::FoundMade => "found-made",
            Self::NotMade(..) => "not-made",
            Self::Partly(..) => "partly-made",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Why, where it was not made.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Made | Self::FoundMade => None,
            Self::NotMade(_, why) | Self::Partly(_, why) | Self::Unknown(why) => Some(why),
        }
    }

    const fn is_made(&self) -> bool {
        matches!(self, Self::Made | Self::FoundMade)
    }
}

/// Why a step was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The resource is no longer what the plan was made for.
    Changed,
    /// The resource could not be read again.
    Unread,
    /// The credentials may not.
    Denied,
    /// It was too much at once.
    Throttled,
    /// Anything else.
    Failed,
    /// The journal could not be written.
    Unkept,
}

impl Reason {
    /// The word in the journal.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Unread => "unread",
            Self::Denied => "denied",
            Self::Throttled => "throttled",
            Self::Failed => "failed",
            Self::Unkept => "no-journal",
        }
    }
}

/// Where things stand at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many steps were made, from the first.
    pub made: usize,
    /// How the step after them ended; nothing when all were made.
    pub stopped: Option<Ending>,
    /// Why the last line could not be kept, when it could not. What it would have said is true all the same.
    pub unkept: Option<String>,
}

impl Outcome {
    /// Whether nobody knows where things stand.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self.stopped, Some(Ending::Unknown(_)))
    }
}

/// Makes the steps, one after the other, until one is not made.
pub fn apply(tasks: &[Task], hands: &mut dyn Hands, journal: &mut dyn Journal) -> Outcome {
    let mut outcome = Outcome::default();
    for (index, task) in tasks.iter().enumerate() {
        let place = index + 1;
        let (ending, who) = match before(task, hands) {
            Ok(is) => {
                if let Err(why) = journal.keep(&Line::Begun { place, task }) {
                    outcome.stopped = Some(Ending::NotMade(Reason::Unkept, why));
                    return outcome;
                }
                sent(task, is.as_ref(), hands)
            }
            // Nothing was begun, and yet it says why there is no more.
            Err(ending) => (ending, None),
        };
        let kept = journal.keep(&Line::Ended { place, task, ending: &ending, who: who.as_deref() });
        outcome.made += usize::from(ending.is_made());
        let is_made = ending.is_made();
        if !is_made {
            outcome.stopped = Some(ending);
        }
        if let Err(why) = kept {
            if is_made && place < tasks.len() {
                outcome.stopped = Some(Ending::NotMade(Reason::Unkept, why.clone()));
            }
            outcome.unkept = Some(why);
        }
        if outcome.stopped.is_some() {
            break;
        }
    }
    outcome
}

/// Reads the resource of a step again, and holds it against what the plan was made for.
fn before(task: &Task, hands: &mut dyn Hands) -> Result<Option<Resource>, Ending> {
    let edit = &task.step.edit;
    let is = hands.read(&edit.id).map_err(|why| Ending::NotMade(Reason::Unread, why))?;
    if fits(edit, is.as_ref()) {
        return Ok(is);
    }
    let why = format!("{} changed since the report", edit.id.identity);
    Err(Ending::NotMade(Reason::Changed, why))
}

/// Sends a step: how it ended, and with whose credentials.
fn sent(task: &Task, is: Option<&Resource>, hands: &mut dyn Hands) -> (Ending, Option<String>) {
    for way in [Way::Rehearse, Way::Make] {
        let Report { came, made, who } = match hands.send(&task.step, way) {
            Ok(report) => report,
            Err(why) => return (Ending::NotMade(Reason::Failed, why), None),
        };
        let ending = match came {
            Came::Allowed if way == Way::Rehearse => continue,
            Came::Made => Ending::Made,
            Came::Allowed => Ending::Unknown("it was rehearsed in place of being made".to_owned()),
            Came::Refused { words, .. } if made > 0 => Ending::Partly(made, words),
            Came::Refused { refusal, words } => Ending::NotMade(reason(refusal), words),
            Came::Unsaid(why) => looked_at(&task.step, is, made, why, hands),
        };
        return (ending, who);
    }
    (Ending::Unknown("nobody made it".to_owned()), None)
}

const fn reason(refusal: Refused) -> Reason {
    match refusal {
        Refused::Denied => Reason::Denied,
        Refused::Throttled => Reason::Throttled,
        Refused::Changed => Reason::Changed,
        Refused::Failed => Reason::Failed,
    }
}

/// Nobody said whether a step was made: the resource is read again, and tells, or does not.
fn looked_at(
    step: &Step,
    was: Option<&Resource>,
    made: usize,
    why: String,
    hands: &mut dyn Hands,
) -> Ending {
    if comes_back_as_another(step) {
        return Ending::Unknown(format!(
            "{why}; what it makes has a name that nobody was told, so that reading again can't tell"
        ));
    }
    let edit: &Edit = &step.edit;
    match hands.read(&edit.id) {
        Err(unread) => Ending::Unknown(format!("{why}; and reading it again: {unread}")),
        Ok(is) => match stands(edit, was, is.as_ref()) {
            Stands::After => Ending::FoundMade,
            // It may still be on its way, so that it is not sent again.
            Stands::Before if made == 0 => Ending::Unknown(format!(
                "{why}; read again, it is as it was, but the call may still be on its way"
            )),
            Stands::Before | Stands::Elsewhere => Ending::Unknown(format!(
                "{why}; read again, it is neither as it was nor as it was to be"
            )),
        },
    }
}

/// Whether a step makes something that has another name than what went.
fn comes_back_as_another(step: &Step) -> bool {
    matches!(step.edit.act, crate::model::Act::Create(_)) && step.undo.is_err()
}
