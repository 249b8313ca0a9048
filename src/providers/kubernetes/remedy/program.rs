//! That an object looks like something, as a program of `kubectl`'s templates.
//!
//! A template of Go is all that `kubectl get` runs. What it asks is what `Like::fits` asks of an object that was read.

use std::fmt::Write as _;

use serde_json::Value;

use super::like::Like;
use crate::model::spelled;

/// What was seen in a loop.
struct Flags {
    only: String,
    seen: Vec<String>,
}

impl Flags {
    /// That all was seen that should be, and nothing else.
    fn all(&self) -> String {
        format!("(and {} {})", self.only, self.seen.join(" "))
    }
}

/// A program, as it grows. Every name in it is new.
#[derive(Debug, Default)]
pub(super) struct Program {
    names: usize,
    /// What is run.
    pub(super) text: String,
}

impl Program {
    /// A name of its own.
    pub(super) fn name(&mut self) -> String {
        self.names = self.names.saturating_add(1);
        format!("$v{}", self.names)
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A condition that holds when what `place` means looks like this. What has to be run before goes into the program.
    pub(super) fn condition(&mut self, place: &str, like: &Like) -> String {
        match like {
            Like::Nothing => format!("(not {place})"),
            Like::Any(spellings) => {
                let mut words = format!("(eq (print {place})");
                for spelling in spellings {
                    let _ = write!(words, " {}", literal(&printed(spelling)));
                }
                words + ")"
            }
            Like::Set(elements) => self.set(place, elements),
            Like::List(elements) => self.list(place, elements),
            Like::Selector(requirements) => self.selector(place, requirements),
            Like::Fields(fields) => {
                let mut all = "(and true".to_owned();
                for (key, like) in fields {
                    let inner = self.condition(&format!("{place}.{key}"), like);
                    let _ = write!(all, " {inner}");
                }
                all + ")"
            }
        }
    }

    /// Each element looks like one of these, and each of these is there.
    fn set(&mut self, place: &str, elements: &[Like]) -> String {
        let flags = self.flags(elements.len());
        let each = self.name();
        self.push(&format!("{{{{range {each} := {place}}}}}"));
        let conditions = elements.iter().map(|like| self.condition(&each, like)).collect();
        self.mark(conditions, &flags);
        flags.all()
    }

    /// A requirement may be a label or an expression.
    fn selector(
        &mut self,
        place: &str,
        requirements: &[(Option<(String, String)>, Like)],
    ) -> String {
        let flags = self.flags(requirements.len());
        let (key, each) = (self.name(), self.name());
        self.push(&format!("{{{{range {key}, {each} := {place}.matchLabels}}}}"));
        let labels = requirements.iter().map(|(label, _)| match label {
            Some((name, value)) => {
                format!("(and (eq {key} {}) (eq {each} {}))", literal(name), literal(value))
            }
            None => "false".to_owned(),
        });
        self.mark(labels.collect(), &flags);
        self.push(&format!("{{{{range {each} := {place}.matchExpressions}}}}"));
        let expressions = requirements.iter().map(|(_, like)| self.condition(&each, like));
        let expressions = expressions.collect();
        self.mark(expressions, &flags);
        flags.all()
    }

    /// Names for what was seen, and for that nothing else was.
    fn flags(&mut self, count: usize) -> Flags {
        let only = self.name();
        let seen: Vec<String> = (0..count).map(|_| self.name()).collect();
        self.push(&format!("{{{{{only} := true}}}}"));
        for name in &seen {
            self.push(&format!("{{{{{name} := false}}}}"));
        }
        Flags { only, seen }
    }

    /// Marks what an element of a loop is, and ends the loop.
    fn mark(&mut self, conditions: Vec<String>, Flags { only, seen }: &Flags) {
        for (index, (condition, name)) in conditions.iter().zip(seen).enumerate() {
            let word = if index == 0 { "if" } else { "else if" };
            self.push(&format!("{{{{{word} {condition}}}}}{{{{{name} = true}}}}"));
        }
        self.push(&format!("{{{{else}}}}{{{{{only} = false}}}}{{{{end}}}}{{{{end}}}}"));
    }

    fn list(&mut self, place: &str, elements: &[Like]) -> String {
        let is_same = self.name();
        let length = elements.len();
        self.push(&format!(
            "{{{{{is_same} := false}}}}{{{{if {place}}}}}{{{{if eq (len {place}) {length}}}}}"
        ));
        let mut all = "(and true".to_owned();
        for (index, like) in elements.iter().enumerate() {
            let each = self.name();
            self.push(&format!("{{{{{each} := index {place} {index}}}}}"));
            let inner = self.condition(&each, like);
            let _ = write!(all, " {inner}");
        }
        self.push(&format!("{{{{{is_same} = {all})}}}}{{{{end}}}}{{{{end}}}}"));
        is_same
    }
}

/// A value as `print` of a template prints it: `map[port:80 protocol:TCP]`.
fn printed(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(list) => {
            let all: Vec<String> = list.iter().map(printed).collect();
            format!("[{}]", all.join(" "))
        }
        Value::Object(fields) => {
            let mut all: Vec<(&String, String)> =
                fields.iter().map(|(key, value)| (key, printed(value))).collect();
            all.sort_unstable();
            let all: Vec<String> =
                all.into_iter().map(|(key, value)| format!("{key}:{value}")).collect();
            format!("map[{}]", all.join(" "))
        }
    }
}

/// A text as Go writes it in its source. What JSON escapes, Go reads the same.
pub(super) fn literal(text: &str) -> String {
    Value::from(text).to_string()
}

/// JSON as it may stand in a template outside of braces: only in a text can two of them follow each other.
pub(super) fn plain(value: &Value) -> String {
    spelled(value).replace("{{", "{\\u007b")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_printed_as_go_prints_them() {
        for (value, text) in [
            (json!({"port": 80, "endPort": 90}), "map[endPort:90 port:80]"),
            (json!([{"a": ["b", "c"]}, true, null]), "[map[a:[b c]] true <nil>]"),
            (json!(""), ""),
        ] {
            assert_eq!(printed(&value), text);
        }
    }

    #[test]
    fn no_text_of_somebody_else_is_run() {
        let text = "{{ exec }} \" }} \\ {{{";
        assert_eq!(plain(&json!({"a": {"b": text}})).matches("{{").count(), 0);
        let read: Value = serde_json::from_str(&plain(&json!(text))).unwrap();
        assert_eq!(read, json!(text));
        let condition = Program::default().condition(".spec", &Like::is(text));
        assert_eq!(condition, r#"(eq (print .spec) "{{ exec }} \" }} \\ {{{")"#);
    }
}
