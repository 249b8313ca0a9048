//! Calls of Resource Manager through `az rest`.
//!
//! A URL without a host is one of the cloud that `az` is logged in to. `az` reads a file where a value begins with `@`, and replaces
//! `{subscriptionId}` in a URL: what stands here begins with `/` or `{`, with every odd character of a name written as its number. `az rest`
//! does not wait for what it asked for, so the command after it does.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::model::{Command, spelled};

/// What may stand in a URL as it is: the characters of an id that nothing reads anything into.
const ODD: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Something that Resource Manager has, and the version of the interface in which it is spoken of.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) id: String,
    pub(super) version: &'static str,
}

impl Place {
    /// A part of it that is a resource of its own.
    pub(super) fn child(&self, collection: &str, name: &str) -> Self {
        Self { id: format!("{}/{collection}/{name}", self.id), version: self.version }
    }

    /// The same under a name as people wrote it: a resource that is made is called what the URL says.
    pub(super) fn called(&self, name: Option<&str>) -> Self {
        let last = |name: &str| self.id.rsplit_once('/').map(|(rest, _)| format!("{rest}/{name}"));
        Self { id: name.and_then(last).unwrap_or_else(|| self.id.clone()), version: self.version }
    }

    fn call(&self, method: &str) -> Command {
        let url = format!("{}?api-version={}", path(&self.id), self.version);
        Command::new(&["az", "rest", "--method", method, "--url"]).word(url)
    }

    /// Reads it through a query in JMESPath: one text.
    pub(super) fn text(&self, query: &str) -> Command {
        self.call("get").option("--query", query).option("--output", "tsv")
    }

    /// Reads it through a query in JMESPath: a document.
    pub(super) fn document(&self, query: &str) -> Command {
        self.call("get").option("--query", query).option("--output", "json")
    }

    /// Writes it as a whole.
    pub(super) fn put(&self, body: &Value) -> Command {
        silent(self.call("put").option("--body", ascii(&said(body))))
    }

    /// Writes what another command prints, if it still is what it was when its etag was kept under a name.
    pub(super) fn put_output(&self, body: Command, unchanged: &'static str) -> Command {
        silent(self.call("put").kept("--headers", unchanged).output_of("--body", body))
    }

    /// Writes a part of it.
    pub(super) fn patch(&self, body: &Value) -> Command {
        silent(self.call("patch").option("--body", ascii(body)))
    }

    /// Takes it away.
    pub(super) fn delete(&self) -> Command {
        silent(self.call("delete"))
    }

    /// Waits until what was asked for is done.
    pub(super) fn wait(&self, until: &str) -> Command {
        Command::new(&["az", "resource", "wait", "--ids"])
            .word(self.id.as_str())
            .option("--api-version", self.version)
            .word(until)
    }
}

/// An id as the path of a URL.
pub(in crate::providers::azure) fn path(id: &str) -> String {
    utf8_percent_encode(id, ODD).to_string()
}

fn silent(command: Command) -> Command {
    command.option("--output", "none")
}

/// A document without what it says nothing of.
fn said(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let said = fields.iter().filter(|(_, value)| !value.is_null());
            Value::Object(said.map(|(key, value)| (key.clone(), self::said(value))).collect())
        }
        Value::Array(list) => list.iter().map(said).collect(),
        other => other.clone(),
    }
}

/// A value as JSON in one line of ASCII, which `az` sends as it is whatever the encoding of the terminal.
pub(super) fn ascii(value: &Value) -> String {
    let mut out = String::new();
    for c in spelled(value).chars() {
        if c.is_ascii() && !c.is_ascii_control() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string can't fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

/// A value as a literal of JMESPath, which a backtick would end.
pub(super) fn literal(value: &Value) -> String {
    format!("`{}`", ascii(value).replace('`', "\\u0060"))
}

/// A text as a literal of JMESPath.
pub(super) fn text(text: &str) -> String {
    literal(&json!(text))
}
