//! What a file of a configuration says: blocks within blocks, and where each of their parts is written.
//!
//! Terraform reads two spellings, its own language and JSON. Here they become one. What is not a literal is known only as being said: it is
//! never computed.

use std::collections::BTreeMap;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey, TraversalOperator};
use hcl_edit::structure::{Body, Structure};
use serde_json::value::RawValue;
use serde_json::{Number, Value};

/// Where something is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, under the folder as it was named.
    pub file: Arc<str>,
    /// The line, counted from one.
    pub line: usize,
}

/// What an attribute says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// Exactly this: text, a number, a switch, or a list of them.
    Literal(Value),
    /// What another resource or module says: `aws_security_group.web.id`.
    Reference(Vec<String>),
    /// Something that would have to be computed.
    Computed,
    /// Nothing by itself: it is a block.
    Block,
}

/// An attribute, or a block within a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// The labels of a block.
    pub labels: Vec<String>,
    /// Where it is written.
    pub place: Place,
    /// What it says.
    pub said: Said,
    /// What is written in it.
    pub parts: Vec<Part>,
}

/// Why a file is none that Terraform would read: where, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misread {
    pub(super) line: usize,
    pub(super) what: String,
}

/// The deepest that objects of JSON are followed. The other spelling has such a limit of its own.
const DEEPEST: usize = 64;

/// The blocks of a file in Terraform's own language.
pub(super) fn language(file: &Arc<str>, text: &str) -> Result<Vec<Part>, Misread> {
    let body = hcl_edit::parser::parse_body(text).map_err(|error| Misread {
        line: error.location().line(),
        what: error.message().to_owned(),
    })?;
    let reader = Reader { file, lines: Lines::of(text) };
    Ok(reader.body(&body))
}

/// The blocks of a file in JSON.
pub(super) fn json(file: &Arc<str>, text: &str) -> Result<Vec<Part>, Misread> {
    let wrong = |error: serde_json::Error| Misread { line: error.line(), what: error.to_string() };
    let whole: &RawValue = serde_json::from_str(text).map_err(wrong)?;
    let reader = JsonReader { file, text, lines: Lines::of(text) };
    let mut found = Vec::new();
    for (name, value) in objects(whole).into_iter().flatten() {
        // How many labels a block of Terraform has; they are the keys of objects in objects.
        let labels = match name.as_str() {
            "resource" | "data" => 2,
            "module" | "provider" => 1,
            _ => 0,
        };
        reader.labelled(&name, labels, Vec::new(), value, &mut found)?;
    }
    Ok(found)
}

/// Where lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|end| *end < offset) + 1
    }
}

struct Reader<'a> {
    file: &'a Arc<str>,
    lines: Lines,
}

impl Reader<'_> {
    fn place(&self, span: Option<std::ops::Range<usize>>) -> Place {
        let line = self.lines.at(span.map_or(0, |span| span.start));
        Place { file: Arc::clone(self.file), line }
    }

    fn body(&self, body: &Body) -> Vec<Part> {
        body.iter().map(|structure| self.structure(structure)).collect()
    }

    fn structure(&self, structure: &Structure) -> Part {
        match structure {
            Structure::Attribute(attribute) => Part {
                name: attribute.key.as_str().to_owned(),
                labels: Vec::new(),
                place: self.place(attribute.key.span()),
                said: said(&attribute.value),
                parts: self.entries(&attribute.value),
            },
            Structure::Block(block) => {
                let mut labels: Vec<String> =
                    block.labels.iter().map(|label| label.as_str().to_owned()).collect();
                let place = self.place(block.ident.span());
                // What `dynamic "ingress"` makes are blocks of that name, of which nobody here knows how many.
                if block.has_ident("dynamic") && labels.len() == 1 {
                    let name = labels.remove(0);
                    return Part { name, labels, place, said: Said::Computed, parts: Vec::new() };
                }
                let name = block.ident.as_str().to_owned();
                Part { name, labels, place, said: Said::Block, parts: self.body(&block.body) }
            }
        }
    }

    /// The entries of a map that is written as one.
    fn entries(&self, value: &Expression) -> Vec<Part> {
        let Some(object) = value.as_object() else { return Vec::new() };
        let entry = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
            let (name, span) = match key {
                ObjectKey::Ident(ident) => (ident.as_str(), ident.span()),
                ObjectKey::Expression(key) => (key.as_str()?, key.span()),
            };
            let value = value.expr();
            Some(Part {
                name: name.to_owned(),
                labels: Vec::new(),
                place: self.place(span),
                said: said(value),
                parts: self.entries(value),
            })
        };
        object.iter().filter_map(entry).collect()
    }
}

fn said(value: &Expression) -> Said {
    if let Some(literal) = literal(value) {
        return Said::Literal(literal);
    }
    reference(value).map_or(Said::Computed, Said::Reference)
}

fn literal(value: &Expression) -> Option<Value> {
    match value {
        Expression::String(text) => Some(Value::String(text.value().clone())),
        Expression::Bool(switch) => Some(Value::Bool(*switch.value())),
        Expression::Number(number) => {
            let number = number.value();
            let whole = number.as_u64().map(Number::from).or(number.as_i64().map(Number::from));
            whole.or_else(|| Number::from_f64(number.as_f64()?)).map(Value::Number)
        }
        Expression::Array(list) => {
            let plain = |item: &Expression| literal(item).filter(|item| !item.is_array());
            list.iter().map(plain).collect::<Option<Vec<Value>>>().map(Value::Array)
        }
        _ => None,
    }
}

fn reference(value: &Expression) -> Option<Vec<String>> {
    let traversal = value.as_traversal()?;
    let mut names = vec![traversal.expr.as_variable()?.as_str().to_owned()];
    for operator in &traversal.operators {
        match operator.value() {
            TraversalOperator::GetAttr(name) => names.push(name.as_str().to_owned()),
            _ => return None,
        }
    }
    Some(names)
}

/// The entries of an object, each as it is written.
type Entries<'a> = BTreeMap<String, &'a RawValue>;

struct JsonReader<'a> {
    file: &'a Arc<str>,
    text: &'a str,
    lines: Lines,
}

impl<'a> JsonReader<'a> {
    /// A part of the text knows its place by where it is in the text.
    fn place(&self, value: &RawValue) -> Place {
        let offset = value.get().as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        Place { file: Arc::clone(self.file), line: self.lines.at(offset) }
    }

    fn labelled(
        &self,
        name: &str,
        labels: usize,
        known: Vec<String>,
        value: &'a RawValue,
        found: &mut Vec<Part>,
    ) -> Result<(), Misread> {
        if labels > 0 {
            for (label, value) in objects(value).into_iter().flatten() {
                let mut known = known.clone();
                known.push(label);
                self.labelled(name, labels - 1, known, value, found)?;
            }
            return Ok(());
        }
        for part in self.parts(name, value, 0)? {
            found.push(Part { labels: known.clone(), ..part });
        }
        Ok(())
    }

    /// What one key says: an attribute, a block, or a block for each object of a list.
    fn parts(&self, name: &str, value: &'a RawValue, depth: usize) -> Result<Vec<Part>, Misread> {
        let place = self.place(value);
        if depth > DEEPEST {
            let what = format!("nested more than {DEEPEST} deep");
            return Err(Misread { line: place.line, what });
        }
        let one = |place: Place, said: Said, parts: Vec<Part>| Part {
            name: name.to_owned(),
            labels: Vec::new(),
            place,
            said,
            parts,
        };
        if let Some(said) = plain(value.get()) {
            return Ok(vec![one(place, said, Vec::new())]);
        }
        let mut found = Vec::new();
        for entries in objects(value) {
            let first = entries.values().map(|value| self.place(value).line).min();
            let line = first.filter(|_| value.get().starts_with('[')).unwrap_or(place.line);
            let mut inner = Vec::new();
            for (name, value) in entries {
                if name == "dynamic" {
                    for (label, value) in objects(value).into_iter().flatten() {
                        let place = self.place(value);
                        let computed = one(place, Said::Computed, Vec::new());
                        inner.push(Part { name: label, ..computed });
                    }
                } else if name != "//" {
                    inner.extend(self.parts(&name, value, depth + 1)?);
                }
            }
            found.push(one(Place { line, ..place.clone() }, Said::Block, inner));
        }
        if found.is_empty() {
            found.push(one(place, Said::Computed, Vec::new()));
        }
        Ok(found)
    }
}

/// An object, or each object of a list: Terraform takes either where there can be several blocks.
fn objects(value: &RawValue) -> Vec<Entries<'_>> {
    let text = value.get();
    if text.starts_with('[') {
        let list: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
        return list.iter().filter_map(|one| serde_json::from_str(one.get()).ok()).collect();
    }
    serde_json::from_str(text).into_iter().collect()
}

/// What a value of JSON says when it holds no object. Text is a template: with anything to be put in it is none that is known.
fn plain(text: &str) -> Option<Said> {
    if text.starts_with('{') {
        return None;
    }
    let items: Vec<&RawValue> = match text.starts_with('[') {
        true => serde_json::from_str(text).ok()?,
        false => return scalar(text),
    };
    if items.iter().any(|item| item.get().starts_with('{')) {
        return None;
    }
    let mut list = Vec::new();
    for item in items {
        match scalar(item.get()) {
            Some(Said::Literal(value)) => list.push(value),
            _ => return Some(Said::Computed),
        }
    }
    Some(Said::Literal(Value::Array(list)))
}

fn scalar(text: &str) -> Option<Said> {
    if text.starts_with(['{', '[']) {
        return Some(Said::Computed);
    }
    let value: Value = serde_json::from_str(text).ok()?;
    let template = value.as_str().is_some_and(|text| text.contains("${") || text.contains("%{"));
    Some(match value.as_str() {
        Some(text) if template => within(text).map_or(Said::Computed, Said::Reference),
        _ if value.is_null() => Said::Computed,
        _ => Said::Literal(value),
    })
}

/// The reference that is all of a template: `${aws_security_group.web.id}`.
fn within(text: &str) -> Option<Vec<String>> {
    let inner = text.strip_prefix("${")?.strip_suffix('}')?;
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
    };
    let names: Vec<&str> = inner.trim().split('.').collect();
    names.iter().all(|name| is_name(name)).then(|| names.into_iter().map(str::to_owned).collect())
}

impl Part {
    /// What it says, when that is a literal.
    #[must_use]
    pub fn literal(&self) -> Option<&Value> {
        match &self.said {
            Said::Literal(value) => Some(value),
            Said::Reference(_) | Said::Computed | Said::Block => None,
        }
    }
}

/// The parts that a path leads to: `["metadata", "name"]`.
#[must_use]
pub fn at<'a>(parts: &'a [Part], path: &[&str]) -> Vec<&'a Part> {
    let Some((first, rest)) = path.split_first() else { return Vec::new() };
    let found = parts.iter().filter(|part| part.name == *first);
    if rest.is_empty() {
        return found.collect();
    }
    found.flat_map(|part| at(&part.parts, rest)).collect()
}

/// The one literal text that a path leads to.
#[must_use]
pub fn text<'a>(parts: &'a [Part], path: &[&str]) -> Option<&'a str> {
    match at(parts, path).as_slice() {
        [one] => one.literal()?.as_str(),
        _ => None,
    }
}
