//! Canonical JSON: the one way a resource's fields are written down.
//!
//! A document is text with sorted keys and no white space. Equal text is equal content, so most
//! comparisons of two resources are one comparison of bytes, and a snapshot of a large estate is a few megabytes of
//! text instead of a forest of maps. Whoever needs the fields decodes them
//! ([`Document::decode`]) into the provider's own type, or into a tree ([`Document::value`]).
//!
//! The text is canonical because the types that are written as documents declare their fields in
//! alphabetical order and use sorted maps; [`Document::of`] checks that in debug builds, where
//! every test runs. A document that comes from a file ([`Document::read`]) is sorted when it needs to be.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

/// Canonical JSON text of one object.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Document(Box<str>);

/// Why something is not a document.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It can't be written as JSON, or read as what it should be.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// It is JSON, but not an object.
    #[error("expected an object, found {0}")]
    NotAnObject(&'static str),
}

impl Document {
    /// Writes a value down.
    ///
    /// # Errors
    /// [`DocumentError`] when the value is not an object, or holds what JSON can't (a map with
    /// keys that are no text).
    pub fn of<T: Serialize>(value: &T) -> Result<Self, DocumentError> {
        let text = serde_json::to_string(value)?;
        if !text.starts_with('{') {
            return Err(DocumentError::NotAnObject("something else"));
        }
        debug_assert!(
            Self::sorted(&text).is_ok_and(|sorted| *sorted == text),
            "a document's type must declare its fields in alphabetical order: {text}"
        );
        Ok(Self(text.into()))
    }

    /// Takes JSON text from a file, in whatever order and with whatever white space.
    ///
    /// # Errors
    /// [`DocumentError::NotAnObject`] when it is another JSON value.
    pub fn read(raw: &RawValue) -> Result<Self, DocumentError> {
        let text = raw.get();
        if !text.starts_with('{') {
            return Err(DocumentError::NotAnObject(json_type(text)));
        }
        let dense = dense(text);
        if is_canonical(&dense) {
            return Ok(Self(dense.into()));
        }
        Ok(Self(Self::sorted(&dense)?.into()))
    }

    /// The document without fields.
    #[must_use]
    pub fn empty() -> Self {
        Self("{}".into())
    }

    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has no fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        &*self.0 == "{}"
    }

    /// The fields as a tree.
    ///
    /// # Errors
    /// Never for a document that was made by this type; the signature does not pretend to know that.
    pub fn value(&self) -> Result<Value, DocumentError> {
        Ok(serde_json::from_str(&self.0)?)
    }

    /// The fields as the type that they were written from.
    ///
    /// # Errors
    /// [`DocumentError::Json`] when the fields are not those of `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DocumentError> {
        Ok(serde_json::from_str(&self.0)?)
    }

    /// The text as it goes into a file: one field a line, two spaces a level, starting at `level`.
    #[must_use]
    pub fn pretty(&self, level: usize) -> String {
        pretty(&self.0, level)
    }

    fn sorted(text: &str) -> Result<String, DocumentError> {
        Ok(spelled(&serde_json::from_str::<Value>(text)?))
    }
}

/// A value in its one spelling: JSON with sorted keys and no white space. A tree keeps its keys in the order in which they came, so that its own text
/// says more than what it holds.
#[must_use]
pub fn spelled(value: &Value) -> String {
    let text = value.to_string();
    if !matches!(value, Value::Array(_) | Value::Object(_)) || is_canonical(&text) {
        return text;
    }
    let mut sorted = value.clone();
    sorted.sort_all_objects();
    sorted.to_string()
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn json_type(text: &str) -> &'static str {
    match text.as_bytes().first() {
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// Drops white space outside strings. The text is valid JSON.
fn dense(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(quote) = rest.find('"') {
        let (outside, from_quote) = rest.split_at(quote);
        out.extend(outside.split_ascii_whitespace());
        let end = string_end(from_quote);
        let (string, after) = from_quote.split_at(end);
        out.push_str(string);
        rest = after;
    }
    out.extend(rest.split_ascii_whitespace());
    out
}

/// The byte after the closing quote of the JSON string that `text` starts with.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// Whether dense JSON text is in its one spelling: every object has its keys in order, each once, and no value could
/// be written in another way. Says no when in doubt: then the text is parsed and written anew, which is slower and
/// refuses what no tree can hold.
fn is_canonical(text: &str) -> bool {
    // For everything that is open whether it is an object, and the last key seen in it.
    let mut open: Vec<(bool, Option<&str>)> = Vec::new();
    let mut key_next = false;
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        let mut step = 1;
        match first {
            b'{' | b'[' => {
                key_next = first == b'{';
                open.push((key_next, None));
                if open.len() > DEEPEST {
                    return false;
                }
            }
            b'}' | b']' => {
                open.pop();
                key_next = false;
            }
            b',' => key_next = open.last().is_some_and(|(object, _)| *object),
            b'"' => {
                step = string_end(rest);
                let string = rest.get(1..step - 1).unwrap_or_default();
                // A string without escapes has one spelling, and so has the order of two.
                if string.contains('\\') {
                    return false;
                }
                if key_next {
                    let Some((_, last)) = open.last_mut() else { return false };
                    if last.is_some_and(|last| last >= string) {
                        return false;
                    }
                    *last = Some(string);
                    key_next = false;
                }
            }
            b'-' | b'0'..=b'9' => {
                step = rest.find([',', ']', '}']).unwrap_or(rest.len());
                if !is_plain_integer(rest.get(..step).unwrap_or_default()) {
                    return false;
                }
            }
            _ => {}
        }
        rest = rest.get(step..).unwrap_or_default();
    }
    true
}

/// Levels of nesting that are read without asking the parser, which refuses a few more.
const DEEPEST: usize = 64;

/// Whether a JSON number is an integer that keeps its digits: no fraction, no exponent, no minus zero, nothing that
/// 64 bits can't hold.
fn is_plain_integer(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    digits.len() <= 18 && digits.bytes().all(|b| b.is_ascii_digit()) && number != "-0"
}

/// Lays dense JSON text out, one field a line.
fn pretty(text: &str, level: usize) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = level;
    let newline = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut step = first.len_utf8();
        match first {
            '{' | '[' => {
                out.push(first);
                let close = if first == '{' { '}' } else { ']' };
                if rest.get(step..).is_some_and(|after| after.starts_with(close)) {
                    out.push(close);
                    step += 1;
                } else {
                    depth += 1;
                    newline(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                newline(&mut out, depth);
                out.push(first);
            }
            ',' => {
                out.push(',');
                newline(&mut out, depth);
            }
            ':' => out.push_str(": "),
            '"' => {
                step = string_end(rest);
                out.push_str(rest.get(..step).unwrap_or(rest));
            }
            _ => out.push(first),
        }
        rest = rest.get(step..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{Document, is_canonical};

    fn read(text: &str) -> Document {
        Document::read(&serde_json::value::RawValue::from_string(text.to_owned()).unwrap()).unwrap()
    }

    #[test]
    fn white_space_and_order_do_not_matter() {
        let a = read("{ \"b\" : [ 1 , 2 ],\n\t\"a\": { \"y\": \" \\\" , \", \"x\": {} } }");
        assert_eq!(a.as_str(), r#"{"a":{"x":{},"y":" \" , "},"b":[1,2]}"#);
    }

    #[test]
    fn one_field_a_line() {
        let a = read(r#"{"a":{},"b":[],"c":[{"d":"x: {1,2}"}]}"#);
        let want = "{\n  \"a\": {},\n  \"b\": [],\n  \"c\": [\n    {\n      \"d\": \"x: {1,2}\"\n    }\n  ]\n}";
        assert_eq!(a.pretty(0), want);
    }

    #[test]
    fn only_an_object_is_a_document() {
        let raw = serde_json::value::RawValue::from_string("[1]".to_owned()).unwrap();
        assert_eq!(
            Document::read(&raw).unwrap_err().to_string(),
            "expected an object, found an array"
        );
    }

    #[test]
    fn the_one_spelling_is_seen() {
        assert!(is_canonical(r#"{"a":{"b":-1,"c":["z","a",{"y":1}]},"b":"a"}"#));
        for not in [r#"{"b":1,"a":2}"#, r#"{"a":1,"a":2}"#, r#"{"a":[{"z":1,"y":2}]}"#] {
            assert!(!is_canonical(not), "{not}");
        }
    }

    #[test]
    fn every_spelling_of_a_value_is_one() {
        for (text, canonical) in [
            (r#"{"a":"\/"}"#, r#"{"a":"/"}"#),
            (r#"{"\u0061":"\u0062\n"}"#, r#"{"a":"b\n"}"#),
            (r#"{"":1,"":2}"#, r#"{"":2}"#),
            (r#"{"a":-0}"#, r#"{"a":-0.0}"#),
            (r#"{"a":1e2}"#, r#"{"a":100.0}"#),
            (r#"{"a":18446744073709551615}"#, r#"{"a":18446744073709551615}"#),
            (r#"{"a":18446744073709551616}"#, r#"{"a":1.8446744073709552e+19}"#),
        ] {
            let found = read(text);
            assert_eq!(found.as_str(), canonical);
            assert_eq!(read(found.as_str()), found);
        }
    }

    #[test]
    fn what_no_tree_can_hold_is_refused() {
        for text in [
            r#"{"a":"\ud800"}"#.to_owned(),
            format!("{{\"a\":{}1{}}}", "[".repeat(500), "]".repeat(500)),
        ] {
            let raw = serde_json::value::RawValue::from_string(text.clone()).unwrap();
            assert!(Document::read(&raw).is_err(), "{text}");
        }
    }

    fn trees() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC*".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("\\PC*", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_layout_of_the_same_tree_is_the_same_document(tree in trees()) {
            let tree = json!({ "tree": tree });
            let canonical = Document::of(&tree).unwrap();
            prop_assert_eq!(&read(&serde_json::to_string_pretty(&tree).unwrap()), &canonical);
            prop_assert_eq!(&read(&canonical.pretty(3)), &canonical);
            prop_assert_eq!(canonical.value().unwrap(), tree);
        }
    }
}
