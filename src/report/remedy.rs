//! How a finding is put back: for documents, and in words.

use super::{shell, v1};
use crate::model::{Proof, Remedy, Script, Step, Word};

/// As it is written to the outside.
pub(super) fn document(remedy: &Remedy) -> v1::Remedy {
    let Remedy { proof, remains, steps } = remedy;
    v1::Remedy {
        proof: proof.word().to_owned(),
        remains: remains.clone(),
        steps: steps.iter().map(step).collect(),
    }
}

fn step(step: &Step) -> v1::RemedyStep {
    let Step { edit: _, script, undo, mind } = step;
    let (undo, no_undo) = match undo {
        Ok(script) => (Some(shell::commands(script)), None),
        Err(why) => (None, Some(why.clone())),
    };
    v1::RemedyStep {
        tool: tool(script),
        check: script.check.as_ref().map(shell::check),
        command: shell::commands(script),
        undo,
        no_undo,
        mind: mind.clone(),
    }
}

fn tool(script: &Script) -> String {
    let first = script.commands.first().and_then(|command| command.words.first());
    match first {
        Some(Word::Text(program)) => program.clone(),
        _ => String::new(),
    }
}

/// What a proof says, as half a sentence.
pub(super) fn promise(proof: &str) -> &'static str {
    match Proof::ALL.into_iter().find(|one| one.word() == proof) {
        Some(Proof::RestoresBaseline) => "restores the baseline exactly",
        Some(Proof::Partial) => "restores a part of the baseline",
        Some(Proof::Nothing) | None => "no command puts it back",
    }
}
