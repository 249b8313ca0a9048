//! A finding's id: the same tomorrow as long as the same thing is wrong.
//!
//! It hashes the provider, the scope, the kind and identity of the resource, the code, and the normalised content of
//! the change; nothing else. Normalised means: without the provider's ids of rules and without the order of fields, so
//! that a rule that is taken out and put back is the same finding, while another port is another one, and so is the same
//! edit of another rule.

use serde_json::Value;

use crate::model::{
    Change, Condition, FieldChange, FindingId, KindSpec, Lacks, Matching, Matter, Opening,
    Protection, Stale, Subject, spelled,
};
use crate::providers::kind_spec;
use crate::trust::Digest;

pub(super) fn finding(code: &str, subject: &Subject) -> FindingId {
    let scope = subject.scope();
    let mut parts = vec![scope.provider().to_string(), scope.to_string(), code.to_owned()];
    match subject {
        Subject::Change(change) => {
            of_change(&mut parts, change);
        }
        Subject::Gap { kind, lacks, .. } => {
            parts.extend(kind.as_ref().map(ToString::to_string));
            parts.extend((*lacks == Lacks::Key).then(|| "key".to_owned()));
        }
        Subject::Unapproved { kind, .. } => parts.extend(kind.as_ref().map(ToString::to_string)),
        Subject::Paper(Stale { scope: _, paper, matter }) => {
            parts.push(paper.id.clone());
            parts.push(match matter {
                Matter::GrantExpired { finding, .. } | Matter::WaiverExpired { finding, .. } => {
                    finding.to_string()
                }
                Matter::WaiverUnused { finding, .. } => finding.clone(),
            });
        }
        Subject::State(state) => {
            parts.push(state.kind.to_string());
            parts.extend(state.identity.as_ref().map(ToString::to_string));
            parts.extend(content(&state.condition));
        }
        Subject::Transient(transient) => {
            of_change(&mut parts, &transient.change);
            // One that is over does not come back; the next one is another.
            parts.extend(transient.spells.first().map(|spell| spell.from.to_string()));
        }
        Subject::Attempt(attempt) => {
            parts.push(attempt.actor.name.clone());
            parts.extend(attempt.resources.iter().map(ToString::to_string));
            parts.extend(attempt.tries.first().map(|event| event.event.to_string()));
        }
    }
    // Each part with its length, so that no two lists of parts run together into one text.
    let text: String = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
    FindingId::from_digest(Digest::of(text.as_bytes()).bytes())
}

fn of_change(parts: &mut Vec<String>, change: &Change) {
    parts.push(change.id.kind.to_string());
    parts.push(change.id.identity.to_string());
    parts.push(change.action.word().to_owned());
    let spec = kind_spec(&change.id.kind);
    let mut content: Vec<String> =
        change.fields.iter().map(|field| normalised(spec, field)).collect();
    content.sort();
    parts.append(&mut content);
}

/// What is so, without the provider's ids of rules, and without who comes and goes behind a boundary.
fn content(condition: &Condition) -> Vec<String> {
    match condition {
        Condition::Public(Opening { ports, rules: _, endpoints: _, ways: _ }) => {
            ports.iter().map(ToString::to_string).collect()
        }
        Condition::AtLiberty(list) => list
            .iter()
            .map(|Protection { missing, container }| {
                let name = super::protections::name(missing);
                format!("{}\n{name}", container.as_deref().unwrap_or_default())
            })
            .collect(),
        Condition::GroupUsed { rules: list } | Condition::ApiOpen { addresses: list } => {
            list.clone()
        }
        Condition::Off
        | Condition::OneRegion
        | Condition::FlowsUnrecorded { parts: _ }
        | Condition::NoPolicy { workloads: _ } => Vec::new(),
    }
}

/// One difference without the provider's ids.
fn normalised(spec: Option<&KindSpec>, field: &FieldChange) -> String {
    let (mut path, mut rest) = (String::new(), field.path.as_str());
    let mut pattern = String::new();
    let mut dropped = None;
    while let Some(open) = rest.find('[') {
        let (before, from) = rest.split_at(open);
        let close = from.find(']').map_or(from.len(), |index| index + 1);
        let (label, after) = from.split_at(close);
        path.push_str(before);
        pattern.push_str(before);
        let matching = spec.and_then(|spec| spec.field(&pattern)).map(|field| field.matching);
        // Of a rule that came or went, the id is the provider's; of one that was edited in place, it says which one.
        if let Some(Matching::Rules { id }) = matching
            && after.is_empty()
        {
            dropped = Some(id);
            path.push_str("[]");
        } else {
            path.push_str(label);
        }
        pattern.push_str("[]");
        rest = after;
    }
    path.push_str(rest);
    let value = |value: &Option<Value>| match (value, dropped) {
        (Some(Value::Object(fields)), Some(id)) => {
            let mut fields = fields.clone();
            fields.remove(id);
            spelled(&Value::Object(fields))
        }
        (Some(value), _) => spelled(value),
        (None, _) => String::new(),
    };
    format!("{path}\n{}\n{}", value(&field.before), value(&field.after))
}
