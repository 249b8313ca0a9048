//! Changes → the steps that put them back, each plan proved before anybody sees it.
//!
//! The provider says which edits turn what is there into what was approved. Here they are put in an order in which no step opens more
//! than it has to or cuts anything off (`order`), made in the model, and the result is held against the baseline (`proof`). What a
//! plan leaves is found by that comparison, so that no provider can forget to say it. Where something is open that should not be, the fewest
//! steps that close it stand apart (`contain`).

mod advice;
pub mod apply;
mod contain;
mod order;
mod proof;
mod terraform;

use std::collections::BTreeMap;

use crate::compare::{self, Pairing};
use crate::effects::Between;
use crate::model::{
    Act, Advice, Assumptions, Change, Command, Edit, Finding, FindingId, Proof, Remedy, Resource,
    ResourceId, Script, Snapshot, Step, Subject, Verdict, Word,
};
use crate::providers::{self, Drift, Plan, Remains};
use crate::sources::terraform::Terraform;

/// The remedy of every finding about a change of something that somebody approved, where nobody approved the change as well.
#[must_use]
pub fn find(
    findings: &[Finding],
    before: &Snapshot,
    after: &Snapshot,
    pairing: &Pairing,
    assumptions: Assumptions,
    terraform: &Terraform,
) -> BTreeMap<FindingId, Remedy> {
    let sides = Sides { before, after, pairing, assumptions, terraform };
    let of = |finding: &Finding| match &finding.subject {
        Subject::Change(_) if finding.verdict != Verdict::Unauthorized => None,
        Subject::Change(change) => Some((finding.id.clone(), sides.remedy(finding, change)?)),
        Subject::Gap { .. }
        | Subject::Unapproved { .. }
        | Subject::State(_)
        | Subject::Transient(_)
        | Subject::Attempt(_)
        | Subject::Paper(_) => None,
    };
    findings.iter().filter_map(of).collect()
}

/// What is compared.
struct Sides<'a> {
    before: &'a Snapshot,
    after: &'a Snapshot,
    pairing: &'a Pairing,
    assumptions: Assumptions,
    terraform: &'a Terraform,
}

impl<'a> Sides<'a> {
    /// A resource as it was approved.
    fn then(&self, id: &ResourceId) -> Option<&'a Resource> {
        let scope = self.pairing.earlier(&id.scope).clone();
        self.before.get(&ResourceId { scope, ..id.clone() })
    }

    /// Nothing where this build knows nothing of the provider.
    fn remedy(&self, finding: &Finding, change: &Change) -> Option<Remedy> {
        let (id, now, then) = (&change.id, self.after.get(&change.id), self.then(&change.id));
        let remedies = providers::remedies(id.kind.provider())?;
        let spec = providers::kind_spec(&id.kind)?;
        let settings = match (now, then) {
            (Some(now), Some(then)) => compare::settings(spec, now, then),
            _ => Vec::new(),
        };
        let drift = Drift { id, spec, now, then, settings: &settings, estate: self.after };
        let Plan { edits, mut remains } = (remedies.plan)(&drift);
        let comes_back_as_another = remains.iter().any(|one| one.field.is_none() && one.is_less);
        let mut steps = Vec::new();
        for edit in edits {
            match (remedies.script)(&edit).and_then(sayable) {
                Ok(script) => {
                    let undo = match &edit.act {
                        // What took it back would name what is gone.
                        Act::Create(_) if comes_back_as_another => Err(format!(
                            "the {} comes back as another one; that one can be deleted",
                            spec.title
                        )),
                        _ => (remedies.script)(&edit.undo()).and_then(sayable),
                    };
                    steps.push(Step { edit, script, undo, mind: None });
                }
                Err(why) => remains.push(Remains { field: field_of(&edit), is_less: true, why }),
            }
        }
        let between = Between { estate: self.after, id, then, assumptions: self.assumptions };
        let steps = order::best(&between, steps);
        let closing = contain::closing(&between, change, &steps);
        let contain = match closing {
            Some(steps) if steps.iter().all(|step| step.undo.is_ok()) => Some(steps),
            other => contain::shutting(&between, change, &finding.id, remedies).or(other),
        };
        let proved = proof::of(self, spec, &drift, &steps, &remains);
        let mut said: Vec<String> = Vec::new();
        let mut say = |why: String| {
            if !said.contains(&why) {
                said.push(why);
            }
        };
        let proof = match proved {
            Ok(()) if !remains.iter().any(|one| one.is_less) => Proof::RestoresBaseline,
            Ok(()) => Proof::Partial,
            Err(why) => {
                why.into_iter().for_each(&mut say);
                Proof::Partial
            }
        };
        let proof = if steps.is_empty() { Proof::Nothing } else { proof };
        remains.into_iter().for_each(|one| say(one.why));
        let advice = Advice::default();
        let mut remedy = Remedy {
            proof,
            remains: said,
            steps,
            contain,
            terraform: terraform::hint(self.terraform, &drift),
            advice,
        };
        let approval = self.before.scopes.get(self.pairing.earlier(&id.scope));
        let approval = approval.and_then(|scope| scope.approval.as_ref());
        let approved = advice::Approved {
            by: approval.map(|approval| approval.by.as_str()).filter(|by| !by.is_empty()),
            at: approval.map(|approval| approval.at),
        };
        let queries = (remedies.queries)(id, approved.at);
        remedy.advice = advice::of(finding, change, approved, &remedy, queries);
        Some(remedy)
    }
}

fn field_of(edit: &Edit) -> Option<String> {
    match &edit.act {
        Act::Set(settings) => settings.first().map(|one| one.field().to_owned()),
        _ => None,
    }
}

/// A script, when a shell can be told every word of it: no argument of any program holds a zero byte.
fn sayable(script: Script) -> Result<Script, String> {
    let mut commands: Vec<&Command> = script.commands.iter().collect();
    commands.extend(script.check.as_ref().map(|check| &check.command));
    while let Some(Command { words, input, keeps: _ }) = commands.pop() {
        for word in words {
            match word {
                Word::Text(text) | Word::Option(_, text) if text.contains('\0') => {
                    return Err(
                        "a name or value holds a zero byte, which no command line can".to_owned()
                    );
                }
                Word::Output(inner) => commands.push(inner),
                Word::Text(_) | Word::Option(..) | Word::Kept(_) => {}
            }
        }
        if input.as_ref().is_some_and(|input| input.contains('\0')) {
            return Err("a value holds a zero byte, which no command line can".to_owned());
        }
    }
    Ok(script)
}

#[cfg(test)]
mod tests;
