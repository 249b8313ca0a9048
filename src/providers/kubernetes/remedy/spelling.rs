//! Selectors, blocks and ports as the API spells them: how they are written, and how else they may have been written.

use serde_json::{Map, Value, json};

use super::like::Like;
use super::shape::Part;
use crate::providers::kubernetes::parse::network_policy::Block;
use crate::providers::kubernetes::parse::port::{Port, PortRef};
use crate::providers::kubernetes::parse::selector::{Operator, Requirement, Selector};

/// Something with how it may look, and how it is written.
pub(super) type Spelled = (Like, Value);

/// Something that is found in any of these spellings and written in the first.
pub(super) fn either(ways: Vec<Value>) -> Spelled {
    let first = ways.first().cloned().unwrap_or_default();
    (Like::Any(ways), first)
}

/// Fields of an object, of which each is there or not.
pub(super) fn fields(fields: Vec<(&'static str, Option<Spelled>)>) -> Spelled {
    let mut written = Map::new();
    let likes = fields.into_iter().map(|(key, spelled)| match spelled {
        Some((like, value)) => {
            written.insert(key.to_owned(), value);
            (key, like)
        }
        None => (key, Like::absent()),
    });
    let likes = Like::Fields(likes.collect());
    (likes, written.into())
}

/// Fields of an object, each as it is a part of it.
pub(super) fn object(parts: Vec<Part>) -> Spelled {
    let written = parts.iter().filter_map(|part| Some((part.at.to_owned(), part.value.clone()?)));
    let written = Value::Object(written.collect());
    (Like::Fields(parts.into_iter().map(|part| (part.at, part.like)).collect()), written)
}

/// A list that is a set.
pub(super) fn set(elements: Vec<Spelled>) -> Spelled {
    let (likes, values): (Vec<Like>, Vec<Value>) = elements.into_iter().unzip();
    (Like::set(likes), values.into())
}

/// A set of what is written one way.
pub(super) fn texts<T: serde::Serialize>(list: &[T]) -> Spelled {
    set(list.iter().map(|one| either(vec![json!(one)])).collect())
}

/// A selector. A requirement of one value may be a label.
pub(super) fn selector(selector: &Selector) -> Spelled {
    let Selector(requirements) = selector;
    let (mut labels, mut expressions) = (Map::new(), Vec::new());
    let mut likes = Vec::new();
    for requirement in requirements {
        let Requirement { key, operator, values } = requirement;
        let label = match (operator, values.as_slice()) {
            (Operator::In, [value]) => Some((key.clone(), value.clone())),
            _ => None,
        };
        let (like, value) = object(vec![
            Part::plain("key", Some(key.as_str())),
            Part::plain("operator", Some(json!(operator))),
            Part::set("values", values.iter().map(|value| either(vec![json!(value)])).collect()),
        ]);
        match &label {
            // Two values of one label, which nothing has, need expressions.
            Some((key, value)) if !labels.contains_key(key) => {
                labels.insert(key.clone(), value.as_str().into());
            }
            _ => expressions.push(value),
        }
        likes.push((label, like));
    }
    let mut written = Map::new();
    if !labels.is_empty() {
        written.insert("matchLabels".to_owned(), labels.into());
    }
    if !expressions.is_empty() {
        written.insert("matchExpressions".to_owned(), expressions.into());
    }
    let like = if likes.is_empty() { Like::is(json!({})) } else { Like::Selector(likes) };
    (like, written.into())
}

/// A block of addresses with its holes.
pub(super) fn block(block: &Block) -> Spelled {
    let Block { cidr, except } = block;
    let except = except.iter().map(|hole| either(vec![json!(hole)])).collect();
    object(vec![Part::plain("cidr", Some(cidr.to_string())), Part::set("except", except)])
}

/// A port of a network policy. The server fills in the protocol; a range of one may be written as one.
pub(super) fn port(port: &Port) -> Vec<Value> {
    let Port { end_port, port, protocol } = port;
    match (port, end_port) {
        (None, _) => vec![json!({ "protocol": protocol })],
        (Some(port), Some(end)) => {
            vec![json!({ "protocol": protocol, "port": port, "endPort": end })]
        }
        (Some(PortRef::Name(name)), None) => vec![json!({ "protocol": protocol, "port": name })],
        (Some(PortRef::Number(port)), None) => vec![
            json!({ "protocol": protocol, "port": port }),
            json!({ "protocol": protocol, "port": port, "endPort": port }),
        ],
    }
}
