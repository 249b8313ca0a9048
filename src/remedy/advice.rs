//! What to do about a finding besides running commands.

use jiff::Timestamp;

use crate::model::{Advice, Change, Effect, Exposure, Finding, Proof, Query, Remedy, Step, Who};

/// Who approved what was there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Approved<'a> {
    /// Who.
    pub(super) by: Option<&'a str>,
    /// When.
    pub(super) at: Option<Timestamp>,
}

/// The four parts.
pub(super) fn of(
    finding: &Finding,
    change: &Change,
    approved: Approved<'_>,
    remedy: &Remedy,
    investigate: Vec<Query>,
) -> Advice {
    let id: String = finding.id.as_str().chars().take(8).collect();
    let who = approved.by.map_or_else(
        || "whoever approved the baseline".to_owned(),
        |by| format!("{by}, who approved the baseline,"),
    );
    let what = change.name.as_deref().unwrap_or_else(|| change.id.identity.as_str());
    let review = format!(
        "ask {who} and the owner of {what} whether it was meant; if so, `driftwall baseline accept {id} --reason …` approves it"
    );
    let contain = match (&remedy.contain, remedy.steps.is_empty()) {
        (Some(steps), _) if steps.iter().any(|step| !remedy.steps.contains(step)) => {
            let (these, shut) =
                if steps.len() == 1 { ("the one step", "shuts") } else { ("the steps", "shut") };
            format!(
                "{these} under `contain` {shut} what comes in because of it, and can be taken back"
            )
        }
        (Some(steps), _) if steps.len() < remedy.steps.len() => {
            let (these, close) =
                if steps.len() == 1 { ("the one step", "closes") } else { ("the steps", "close") };
            format!(
                "{these} under `contain` {close} all that was not approved{}",
                taken_back(steps)
            )
        }
        (Some(steps), _) => {
            format!("the steps below close all that was not approved{}", taken_back(steps))
        }
        (None, false) if may_be_open(change) => {
            "putting it back closes what it opened; no fewer steps were found that do".to_owned()
        }
        (None, true) if may_be_open(change) => {
            "no command closes it here; take what is behind it out of reach if it can't wait"
                .to_owned()
        }
        (None, _) => "nothing is open because of it".to_owned(),
    };
    let restore = match remedy.proof {
        Proof::RestoresBaseline => format!(
            "`driftwall remedy {id} --output sh` writes the steps; the next scan shows nothing of it"
        ),
        Proof::Partial => format!(
            "`driftwall remedy {id} --output sh` writes the steps; what remains after them is said there"
        ),
        Proof::Nothing => "by hand, from the recorded baseline: what remains says why".to_owned(),
    };
    let restore = format!("{restore}; {}", revoke(&finding.who));
    Advice { review, contain, investigate, restore }
}

fn taken_back(steps: &[Step]) -> &'static str {
    if steps.iter().all(|step| step.undo.is_ok()) { ", and can be taken back" } else { "" }
}

/// What it was done with, which is to be taken away before anything is put back.
fn revoke(who: &Who) -> String {
    let mut credentials: Vec<String> = Vec::new();
    for evidence in &who.evidence {
        let (actor, used) = (&evidence.actor, evidence.activity.actor.credential.as_deref());
        // Where a credential was lent, the one that it was lent with is the one that lends again.
        for credential in used.into_iter().chain(actor.credential.as_deref()) {
            let words = format!("{credential} of {}", actor.name);
            if !credentials.contains(&words) {
                credentials.push(words);
            }
        }
    }
    match (credentials.as_slice(), who.evidence.first()) {
        ([], Some(evidence)) => format!(
            "revoke the keys and sessions of {} before putting it back, or it is done again",
            evidence.actor.name
        ),
        ([], None) => "once the logs name who did it (`--activity`), revoke the keys and sessions it was done with before putting it back, or it is done again".to_owned(),
        (some, _) => format!(
            "revoke {} before putting it back, or it is done again",
            some.join(", ")
        ),
    }
}

/// Whether something passes, or may pass, that did not.
fn may_be_open(change: &Change) -> bool {
    let at_boundaries = match &change.effect {
        Some(Effect::Traffic(traffic)) => !traffic.opened.is_empty() || !traffic.whole,
        Some(Effect::Unknown(_)) => true,
        Some(Effect::Nowhere) | None => false,
    };
    let at_endpoints = match &change.exposure {
        Some(Exposure::Reach(reach)) => {
            reach.endpoints.iter().any(|endpoint| !endpoint.opened.is_empty())
        }
        Some(Exposure::Unknown(_)) => true,
        None => false,
    };
    at_boundaries || at_endpoints
}
