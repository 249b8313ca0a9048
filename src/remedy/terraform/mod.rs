//! Where Terraform keeps and declares what changed, and what is to be done with it there.
//!
//! What a command puts back outside of Terraform is what its next plan finds unchanged, when the baseline is what is declared. Where it
//! is not, or where nobody declared the resource, the hint says what to look at. Nothing is guessed: a configuration is named where an address of
//! a state leads to one block, or where literals say which resource a block is.

mod attributes;
mod known;
#[cfg(test)]
mod tests;
mod types;

use serde_json::Value;

use crate::model::{Attribute, Course, Hint, Line, Matching, ResourceId, Says, Setting};
use crate::providers::Drift;
use crate::sources::terraform::{Block, Declared, KeptPart, Part, Place, Said, Terraform, at};

use attributes::{Apart, Faces, Row};

/// What to do in Terraform; nothing when neither a state nor a configuration was named, or when Terraform has no such thing.
pub(super) fn hint(terraform: &Terraform, drift: &Drift<'_>) -> Option<Hint> {
    let id = drift.id;
    let types = types::of(id)?;
    let ids = types::ids(id);
    let kept = &terraform.kept;
    if let Some(kept_at) = kept.find(types, &ids) {
        let found = Found { terraform, drift };
        let mut hint = Hint {
            state: Some(kept_at.state.clone()),
            address: Some(kept_at.address.clone()),
            course: Course::Apply(vec![kept_at.address.clone()]),
            block: None,
            attributes: Vec::new(),
            notes: Vec::new(),
        };
        found.declared(terraform.declared(&kept_at.address), &mut hint);
        return Some(hint);
    }
    let block = known::block(terraform, drift, types);
    if !kept.is_known() {
        let (address, block, beside) = block?;
        let mut hint = Hint {
            state: None,
            address: Some(address.clone()),
            course: Course::Apply(vec![address.clone()]),
            block: None,
            attributes: Vec::new(),
            notes: Vec::new(),
        };
        let found = Found { terraform, drift };
        found.declared(Some(Declared::Here { block, beside }), &mut hint);
        return Some(hint);
    }
    let import = ids.into_iter().next().unwrap_or_else(|| id.identity.as_str().to_owned());
    let first = types.first().copied().unwrap_or_default();
    Some(Hint {
        state: None,
        address: None,
        course: Course::Import {
            to: match &block {
                Some((address, ..)) => address.clone(),
                None => format!("{first}.NAME"),
            },
            id: import,
        },
        block: block.map(|(_, block, _)| line(&block.place)),
        attributes: Vec::new(),
        notes: Vec::new(),
    })
}

fn line(place: &Place) -> Line {
    Line { file: place.file.to_string(), line: place.line }
}

/// A resource that is kept or declared.
struct Found<'a> {
    terraform: &'a Terraform,
    drift: &'a Drift<'a>,
}

impl Found<'_> {
    /// What its block says, where there is one, and what of it is kept apart.
    fn declared(&self, declared: Option<Declared<'_>>, hint: &mut Hint) {
        let (block, beside): (Option<&Block>, &[Block]) = match declared {
            None => (None, &[]),
            Some(Declared::Here { block, beside }) => {
                hint.block = Some(line(&block.place));
                (Some(block), beside)
            }
            Some(Declared::Elsewhere { module, source, place }) => {
                hint.block = Some(line(place));
                hint.notes.push(format!(
                    "the module {module} comes from {source}, which is not in the configuration that was read: it is changed there, or by what is said to it here"
                ));
                (None, &[])
            }
        };
        if block.is_some() && self.drift.then.is_none() {
            hint.notes.push(
                "the configuration declares it, and nobody approved it: whoever merges it approves it"
                    .to_owned(),
            );
        }
        for setting in self.drift.settings {
            let Some(row) = attributes::row(self.drift.id, setting.field()) else { continue };
            let inline = block.map_or_else(Vec::new, |block| at(&block.parts, row.path));
            if !inline.is_empty() || !self.apart(row, setting, block, beside, hint) {
                // Without a configuration an attribute has no place to be named.
                if block.is_some() {
                    push(&mut hint.attributes, self.inline(row, setting, &inline));
                }
            }
        }
        if hint.attributes.iter().any(|one| one.says == Some(Says::Now)) {
            hint.notes.push(
                "the configuration says what is there now: whoever merges it approves it, and to put it back it is changed there"
                    .to_owned(),
            );
        }
    }

    /// The attribute of its block, or the nested block.
    fn inline(&self, row: &Row, setting: &Setting, inline: &[&Part]) -> Attribute {
        let name = row.path.join(".");
        // One key of a map is a place of its own.
        if let [_, key] = setting.path.as_slice() {
            let whole = match inline {
                [one] => one.parts.iter().filter(|part| part.name == *key).collect(),
                _ => Vec::new(),
            };
            if let [entry] = whole.as_slice() {
                let values = [setting.from.as_ref(), setting.to.as_ref()];
                let says = says(entry, values, Matching::Whole).filter(|_| row.is_same);
                return Attribute {
                    name: format!("{name}.{key}"),
                    at: Some(line(&entry.place)),
                    says,
                };
            }
        }
        let places: Vec<Line> = inline.iter().map(|part| line(&part.place)).collect();
        let (at, says) = match (inline, places.as_slice()) {
            ([one], _) if row.is_same && setting.path.len() == 1 => {
                let (now, then) = self.values(setting.field());
                let matching = self.drift.spec.field(setting.field());
                let matching = matching.map_or(Matching::Whole, |field| field.matching);
                let at = Some(line(&one.place));
                (at, says(one, [now.as_ref(), then.as_ref()], matching))
            }
            // Of several blocks of a name the first is where to begin to read.
            (_, [first, ..]) => (Some(first.clone()), None),
            _ => (None, None),
        };
        Attribute { name, at, says }
    }

    /// A field as it is now and as it was approved.
    fn values(&self, field: &str) -> (Option<Value>, Option<Value>) {
        let of = |resource: Option<&crate::model::Resource>| {
            let resource = resource?;
            let durable = resource.durable.value().ok()?;
            durable.get(field).cloned().or_else(|| {
                resource.context.value().ok().and_then(|context| context.get(field).cloned())
            })
        };
        (of(self.drift.now), of(self.drift.then))
    }

    /// Whether resources of their own say this field, and which.
    fn apart(
        &self,
        row: &Row,
        setting: &Setting,
        block: Option<&Block>,
        beside: &[Block],
        hint: &mut Hint,
    ) -> bool {
        let kept = &self.terraform.kept;
        let owner = self.drift.id.identity.as_str();
        let types: Vec<&str> = row.apart.iter().map(|apart| apart.kind).collect();
        // The very rule that differs, by the id that the provider gave it.
        let ids: Vec<String> = [&setting.from, &setting.to]
            .into_iter()
            .flatten()
            .filter_map(|one| named(one, self.drift.id))
            .collect();
        if let Some(exact) = kept.find(&types, &ids) {
            let at = match self.terraform.declared(&exact.address) {
                Some(Declared::Here { block, .. }) => Some(line(&block.place)),
                _ => None,
            };
            push(&mut hint.attributes, Attribute { name: exact.address.clone(), at, says: None });
            if let Course::Apply(targets) = &mut hint.course
                && !targets.contains(&exact.address)
            {
                targets.push(exact.address.clone());
            }
            return true;
        }
        let mut is_apart = false;
        for apart in row.apart {
            let kept = kept.parts(apart.kind, owner);
            let kept = kept.iter().filter(|part| faces_kept(apart, part)).count();
            let declared: Vec<&Block> = beside
                .iter()
                .filter(|one| {
                    one.kind == apart.kind && block.is_some_and(|block| is_part(apart, one, block))
                })
                .collect();
            if kept == 0 && declared.is_empty() {
                continue;
            }
            is_apart = true;
            let at = declared.first().map(|block| line(&block.place));
            push(&mut hint.attributes, Attribute { name: apart.kind.to_owned(), at, says: None });
            let note = format!(
                "parts of it are declared one by one, as {}: of what came besides Terraform sees nothing, and only the commands above take it away",
                apart.kind
            );
            if setting.from.is_some() && !hint.notes.contains(&note) {
                hint.notes.push(note);
            }
        }
        is_apart
    }
}

/// The id under which a state keeps an element by itself.
fn named(element: &Value, id: &ResourceId) -> Option<String> {
    if let Some(id) = element.get("id").and_then(Value::as_str) {
        return Some(id.to_owned());
    }
    let name = element.get("name").and_then(Value::as_str)?;
    let inner = match id.kind.word() {
        "nsg" => "securityRules",
        "route-table" => "routes",
        _ => return None,
    };
    Some(format!("{}/{inner}/{name}", id.identity.as_str()))
}

fn faces_kept(apart: &Apart, part: &KeptPart) -> bool {
    match apart.faces {
        Faces::Any => true,
        Faces::Text(key, says) => part.faces.get(key).and_then(Value::as_str) == Some(says),
        Faces::Switch(key, says) => {
            part.faces.get(key).and_then(Value::as_bool).unwrap_or_default() == says
        }
    }
}

/// Whether a block is a part of another one: it says so by a reference, and it says which way it faces.
fn is_part(apart: &Apart, one: &Block, of: &Block) -> bool {
    let owner = at(&one.parts, &[apart.owner]);
    let [Part { said: Said::Reference(names), .. }] = owner.as_slice() else { return false };
    if names.first() != Some(&of.kind) || names.get(1) != Some(&of.name) {
        return false;
    }
    let said = |key: &str| match at(&one.parts, &[key]).as_slice() {
        [one] => one.literal().cloned(),
        _ => None,
    };
    match apart.faces {
        Faces::Any => true,
        Faces::Text(key, says) => said(key).as_ref().and_then(Value::as_str) == Some(says),
        Faces::Switch(key, says) => match at(&one.parts, &[key]).as_slice() {
            [] => !says,
            _ => said(key) == Some(Value::Bool(says)),
        },
    }
}

/// What a literal says, held against what is there now and what was approved.
fn says(part: &Part, [now, then]: [Option<&Value>; 2], matching: Matching) -> Option<Says> {
    let literal = part.literal()?;
    let is = |value: Option<&Value>| value.is_some_and(|value| is_same(literal, value, matching));
    match (is(now), is(then)) {
        (true, false) => Some(Says::Now),
        (false, true) => Some(Says::Approved),
        _ => None,
    }
}

fn is_same(literal: &Value, value: &Value, matching: Matching) -> bool {
    match (literal, value) {
        (Value::Array(a), Value::Array(b)) if matches!(matching, Matching::Set) => {
            let within = |a: &[Value], b: &[Value]| a.iter().all(|one| b.contains(one));
            within(a, b) && within(b, a)
        }
        (Value::Object(_), _) => false,
        (literal, value) => literal == value,
    }
}

fn push(attributes: &mut Vec<Attribute>, attribute: Attribute) {
    if !attributes.contains(&attribute) {
        attributes.push(attribute);
    }
}
