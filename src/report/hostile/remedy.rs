//! Remedies of which somebody else chose every text.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::super::v1::{Advice, Query, Remedy, RemedyStep, Terraform, TerraformAttribute};
use super::{text, word};

pub(super) fn remedy() -> impl Strategy<Value = Remedy> {
    let proof = word(&["restores-baseline", "partial", "none"]);
    let attribute = (text(), of(text()), of(0_usize..999), of(text())).prop_map(
        |(attribute, file, line, says)| TerraformAttribute { attribute, file, line, says },
    );
    let written = (of(text()), of(0_usize..999), vec(attribute, 0..3), vec(text(), 0..2));
    let terraform = (of(text()), of(text()), written, text()).prop_map(
        |(state, address, (file, line, attributes, notes), command)| Terraform {
            state,
            address,
            file,
            line,
            attributes,
            notes,
            command,
        },
    );
    let steps = (vec(step(), 0..3), vec(step(), 0..2), of(text()), of(terraform));
    (proof, vec(text(), 0..3), steps, advice()).prop_map(
        |(proof, remains, (steps, contain, contain_proof, terraform), advice)| Remedy {
            proof,
            remains,
            steps,
            contain,
            contain_proof,
            terraform,
            advice,
        },
    )
}

fn step() -> impl Strategy<Value = RemedyStep> {
    (text(), of(text()), text(), of(text()), of(text()), of(text())).prop_map(
        |(tool, check, command, undo, no_undo, mind)| RemedyStep {
            tool,
            check,
            command,
            undo,
            no_undo,
            mind,
        },
    )
}

fn advice() -> impl Strategy<Value = Advice> {
    let query = (text(), text()).prop_map(|(log, query)| Query { log, query });
    (text(), text(), vec(query, 0..3), text()).prop_map(
        |(review, contain, investigate, restore)| Advice { review, contain, investigate, restore },
    )
}
