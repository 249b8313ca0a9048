//! How a finding is put back: as documents, as words and as a script.

pub(super) mod lines;
pub(super) mod script;
mod text;

use super::{Format, Style, shell, v1};
use crate::model::{
    Advice, Attribute, Command, Course, Hint, Proof, Provider, Query, Remedy, Step,
};

/// As it is written to the outside.
pub(super) fn document(remedy: &Remedy) -> v1::Remedy {
    let Remedy { proof, remains, steps, contain, terraform, advice } = remedy;
    let Advice { review, contain: close, investigate, restore } = advice;
    v1::Remedy {
        proof: proof.word().to_owned(),
        remains: remains.clone(),
        steps: steps.iter().map(step).collect(),
        contain_proof: contain.is_some().then(|| CONTAINED.to_owned()),
        contain: contain.iter().flatten().map(step).collect(),
        terraform: terraform.as_ref().map(hint),
        advice: v1::Advice {
            review: review.clone(),
            contain: close.clone(),
            investigate: investigate
                .iter()
                .map(|Query { log, text }| v1::Query {
                    log: (*log).to_owned(),
                    query: text.clone(),
                })
                .collect(),
            restore: restore.clone(),
        },
    }
}

fn hint(hint: &Hint) -> v1::Terraform {
    let Hint { state, address, course, block, attributes, notes } = hint;
    let command = match course {
        Course::Apply(addresses) => {
            addresses.iter().fold(Command::new(&["terraform", "apply"]), |apply, address| {
                apply.word(format!("-target={address}"))
            })
        }
        Course::Import { to, id } => {
            Command::new(&["terraform", "import"]).word(to.clone()).word(id.clone())
        }
    };
    let attribute = |Attribute { name, at, says }: &Attribute| v1::TerraformAttribute {
        attribute: name.clone(),
        file: at.as_ref().map(|at| at.file.clone()),
        line: at.as_ref().map(|at| at.line),
        says: says.map(|says| says.word().to_owned()),
    };
    v1::Terraform {
        state: state.clone(),
        address: address.clone(),
        file: block.as_ref().map(|block| block.file.clone()),
        line: block.as_ref().map(|block| block.line),
        attributes: attributes.iter().map(attribute).collect(),
        notes: notes.clone(),
        command: shell::line(&command),
    }
}

/// What the steps that contain were proved to do.
const CONTAINED: &str = "closes-exposure";

fn step(step: &Step) -> v1::RemedyStep {
    let Step { edit, script, undo, mind } = step;
    let (undo, no_undo) = match undo {
        Ok(script) => (Some(shell::commands(script)), None),
        Err(why) => (None, Some(why.clone())),
    };
    v1::RemedyStep {
        tool: tool(edit.id.kind.provider()).to_owned(),
        check: script.check.as_ref().map(shell::check),
        command: shell::commands(script),
        undo,
        no_undo,
        mind: mind.clone(),
    }
}

/// The vendor's program that a step is made with.
const fn tool(provider: Provider) -> &'static str {
    match provider {
        Provider::Aws => "aws",
        Provider::Azure => "az",
        Provider::Gcp => "gcloud",
        Provider::Kubernetes => "kubectl",
        Provider::Docker => "docker",
    }
}

/// Whether what contains it is no part of the plan.
pub(super) fn shuts(remedy: &v1::Remedy) -> bool {
    remedy.contain.iter().any(|step| !remedy.steps.contains(step))
}

/// What a proof says, as half a sentence.
pub(super) fn promise(proof: &str) -> &'static str {
    match Proof::ALL.into_iter().find(|one| one.word() == proof) {
        Some(Proof::RestoresBaseline) => "restores the baseline exactly",
        Some(Proof::Partial) => "restores a part of the baseline",
        Some(Proof::Nothing) | None => "no command puts it back",
    }
}

/// What takes a step back, as a shell is told; nothing when nothing does. What a terminal would obey is printed from its numbers.
#[must_use]
pub fn undo_lines(step: &Step) -> Option<String> {
    step.undo.as_ref().ok().map(shell::commands)
}

/// The command lines of a step, as a shell is told.
#[must_use]
pub fn command_lines(step: &Step) -> String {
    shell::commands(&step.script)
}

/// The formats that plans have.
pub const FORMATS: [Format; 3] = [Format::Text, Format::Json, Format::Sh];

/// Writes the plans for the findings of a report.
#[must_use]
pub fn render_plans(format: Format, report: &v1::Report, style: &Style) -> String {
    match format {
        Format::Text => text::render(report, style),
        other => super::render(other, report, style),
    }
}
