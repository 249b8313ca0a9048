//! `snapshot:FILE`: a snapshot in one file, as `driftwall snapshot` writes it.
//!
//! Canonical JSON of the format `driftwall.snapshot/1.0`. What is in the file is what was collected, coverage
//! included, so that comparing the file later is the same as having compared at once.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use camino::Utf8Path;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize as DeserializeDerive, Serialize};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::error::SourceError;
use super::files;
use crate::model::{
    Coverage, Document, Identity, Kind, Reading, Resource, Scope, ScopeReading, Snapshot,
};
use crate::trust::Format;

#[derive(DeserializeDerive)]
struct Head {
    format: String,
}

#[derive(DeserializeDerive)]
#[serde(deny_unknown_fields)]
struct File<'a> {
    #[serde(rename = "format")]
    _format: String,
    #[serde(borrow)]
    scopes: Unique<FileScope<'a>>,
    #[serde(default)]
    unrecognised: Unique<String>,
}

#[derive(DeserializeDerive)]
#[serde(deny_unknown_fields)]
struct FileScope<'a> {
    #[serde(borrow)]
    kinds: Unique<FileKind<'a>>,
    #[serde(default)]
    unrecognised: Unique<String>,
}

#[derive(DeserializeDerive)]
#[serde(deny_unknown_fields)]
struct FileKind<'a> {
    coverage: FileCoverage,
    #[serde(borrow)]
    resources: Unique<FileResource<'a>>,
}

#[derive(DeserializeDerive, Serialize)]
#[serde(deny_unknown_fields)]
struct FileCoverage {
    calls: Vec<String>,
    pages: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    status: String,
}

#[derive(DeserializeDerive)]
#[serde(deny_unknown_fields)]
struct FileResource<'a> {
    #[serde(borrow)]
    context: &'a RawValue,
    #[serde(borrow)]
    durable: &'a RawValue,
}

/// A map in which each key stands once: a key that stands twice would let one entry hide another.
struct Unique<T>(BTreeMap<String, T>);

impl<T> Default for Unique<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Unique<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Unique<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = BTreeMap::new();
                while let Some(key) = map.next_key::<String>()? {
                    if entries.contains_key(&key) {
                        return Err(A::Error::custom(format!("`{key}` stands there twice")));
                    }
                    let value = map.next_value()?;
                    entries.insert(key, value);
                }
                Ok(Unique(entries))
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// Reads a snapshot file. `at` is where it is, `given` how the user called it.
///
/// # Errors
/// [`SourceError`] when it is not there, no snapshot, or of a format that this build can't read.
pub fn read(at: &Utf8Path, given: &Utf8Path) -> Result<Snapshot, SourceError> {
    parse(&files::demand_file(at, given)?, given)
}

/// Reads the bytes of a snapshot file. `given` is what messages call it.
///
/// # Errors
/// [`SourceError`] when they are no snapshot, or of a format that this build can't read.
pub fn parse(bytes: &[u8], given: &Utf8Path) -> Result<Snapshot, SourceError> {
    content(bytes).map_err(|problem| match problem {
        Problem::Content(what) => SourceError::Content { path: given.to_owned(), what },
        Problem::Format(source) => SourceError::Format { path: given.to_owned(), source },
    })
}

enum Problem {
    Content(String),
    Format(crate::trust::FormatError),
}

impl<E: fmt::Display> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::Content(error.to_string())
    }
}

fn content(bytes: &[u8]) -> Result<Snapshot, Problem> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| format!("byte {} is not UTF-8", error.valid_up_to()))?;
    if text.trim().is_empty() {
        return Err(Problem::Content("the file is empty".to_owned()));
    }
    let head: Head = serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Data => "it is no snapshot: it has no `format`".to_owned(),
        Category::Eof => {
            let (line, column) = (error.line(), error.column());
            format!("line {line} column {column}: the file ends in the middle")
        }
        Category::Syntax | Category::Io => format!("not JSON, {error}"),
    })?;
    Format::SNAPSHOT.check(&head.format).map_err(Problem::Format)?;
    let file: File<'_> = serde_json::from_str(text)?;
    let mut snapshot = Snapshot { unrecognised: file.unrecognised.0, ..Snapshot::default() };
    for (scope, FileScope { kinds, unrecognised }) in file.scopes.0 {
        let scope: Scope = scope.parse()?;
        let mut reading = ScopeReading { unrecognised: unrecognised.0, ..ScopeReading::default() };
        for (kind, FileKind { coverage, resources }) in kinds.0 {
            let kind: Kind = kind.parse()?;
            if kind.provider() != scope.provider() {
                return Err(Problem::Content(format!("{kind} can't be in {scope}")));
            }
            let FileCoverage { calls, pages, reason, status } = coverage;
            let coverage = Coverage { status: status.parse()?, reason, calls, pages, effort: None };
            let mut known = BTreeMap::new();
            for (identity, FileResource { context, durable }) in resources.0 {
                let resource = Resource {
                    durable: Document::read(durable)?,
                    context: Document::read(context)?,
                };
                known.insert(Identity::new(identity)?, resource);
            }
            reading.kinds.insert(kind, Reading { coverage, resources: known });
        }
        snapshot.scopes.insert(scope, reading);
    }
    Ok(snapshot)
}

/// The text of a snapshot file. The same snapshot always gives the same bytes.
#[must_use]
pub fn render(snapshot: &Snapshot) -> String {
    let Snapshot { scopes, unrecognised } = snapshot;
    let mut out =
        format!("{{\n  \"format\": {},\n  \"scopes\": ", quoted(&Format::SNAPSHOT.to_string()));
    object(&mut out, 1, scopes, |out, ScopeReading { kinds, unrecognised, approval: _ }| {
        out.push_str("{\n      \"kinds\": ");
        object(out, 3, kinds, |out, Reading { coverage, resources }| {
            let Coverage { status, reason, calls, pages, effort: _ } = coverage;
            let coverage = FileCoverage {
                calls: calls.clone(),
                pages: *pages,
                reason: reason.clone(),
                status: status.word().to_owned(),
            };
            let coverage = Document::of(&coverage).unwrap_or_else(|_| Document::empty());
            out.push_str("{\n          \"coverage\": ");
            out.push_str(&coverage.pretty(5));
            out.push_str(",\n          \"resources\": ");
            object(out, 5, resources, |out, Resource { durable, context }| {
                out.push_str("{\n              \"context\": ");
                out.push_str(&context.pretty(7));
                out.push_str(",\n              \"durable\": ");
                out.push_str(&durable.pretty(7));
                out.push_str("\n            }");
            });
            out.push_str("\n        }");
        });
        out.push_str(",\n      \"unrecognised\": ");
        object(out, 3, unrecognised, |out, reason| out.push_str(&quoted(reason)));
        out.push_str("\n    }");
    });
    out.push_str(",\n  \"unrecognised\": ");
    object(&mut out, 1, unrecognised, |out, reason| out.push_str(&quoted(reason)));
    out.push_str("\n}\n");
    out
}

/// A JSON object, one entry a line, in the order of its keys' text.
fn object<K: fmt::Display, V>(
    out: &mut String,
    level: usize,
    map: &BTreeMap<K, V>,
    mut value: impl FnMut(&mut String, &V),
) {
    let mut entries: Vec<(String, &V)> =
        map.iter().map(|(key, value)| (key.to_string(), value)).collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    if entries.is_empty() {
        out.push_str("{}");
        return;
    }
    let indent = |out: &mut String, level: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", level));
    };
    out.push('{');
    for (index, (key, entry)) in entries.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        indent(out, level + 1);
        out.push_str(&quoted(&key));
        out.push_str(": ");
        value(out, entry);
    }
    indent(out, level);
    out.push('}');
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Problem, content, render};
    use crate::model::{
        Coverage, Document, Identity, Kind, Provider, Reading, Resource, ScopeReading, Snapshot,
        Status,
    };

    fn estate() -> Snapshot {
        let mut snapshot = Snapshot::default();
        let resource = Resource {
            durable: Document::of(&serde_json::json!({"name": "web \" \\ \n", "rules": [1, {}]}))
                .unwrap(),
            context: Document::empty(),
        };
        let reading = Reading {
            coverage: Coverage::complete(vec!["describe-things".to_owned()], 2),
            resources: [(Identity::new("a/b \"c\"").unwrap(), resource)].into(),
        };
        let mut scope = ScopeReading::default();
        scope.kinds.insert(Kind::new(Provider::Aws, "thing"), reading);
        let denied = Reading::unread(Coverage::unread(Status::Denied, "needs ec2:DescribeOthers"));
        scope.kinds.insert(Kind::new(Provider::Aws, "other"), denied);
        scope.unrecognised.insert("notes.yml".to_owned(), "unknown".to_owned());
        snapshot.scopes.insert("aws:111122223333/eu-west-1".parse().unwrap(), scope);
        snapshot.scopes.insert("kubernetes:empty".parse().unwrap(), ScopeReading::default());
        snapshot.unrecognised.insert("stray".to_owned(), "no provider".to_owned());
        snapshot
    }

    fn message(text: &str) -> String {
        match content(text.as_bytes()) {
            Ok(_) => panic!("it parsed"),
            Err(Problem::Content(what)) => what,
            Err(Problem::Format(error)) => error.to_string(),
        }
    }

    #[test]
    fn a_snapshot_comes_back_as_it_was() {
        let text = render(&estate());
        let Ok(back) = content(text.as_bytes()) else { panic!("{text}") };
        assert_eq!(back, estate());
        assert_eq!(render(&back), text);
        assert_eq!(render(&Snapshot::default()).lines().count(), 5);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let text = render(&estate());
        assert!(message(&text[..text.len() / 2]).contains("line"));
        assert_eq!(message(" \n"), "the file is empty");
        assert_eq!(message("[]"), "it is no snapshot: it has no `format`");
        assert_eq!(message("{\"format\": "), "line 1 column 11: the file ends in the middle");
        assert!(
            message(&text.replace("driftwall.snapshot/1.0", "driftwall.snapshot/2.0"))
                .contains("2.0")
        );
        assert!(
            message(&text.replace("driftwall.snapshot/1.0", "driftwall.report/v1"))
                .contains("driftwall.report")
        );
        assert!(message(&text.replace("\"complete\"", "\"whole\"")).contains("whole"));
        assert!(message(&text.replace("\"pages\"", "\"page\"")).contains("page"));
        assert!(message(&text.replace("aws.thing", "gcp.thing")).contains("can't be in"));
        let twice = text.replace("aws.other", "aws.thing");
        assert!(message(&twice).contains("twice"), "{}", message(&twice));
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let Err(Problem::Content(what)) = content(b"{\"a\": \"\xff\"}") else {
            panic!("it parsed")
        };
        assert_eq!(what, "byte 7 is not UTF-8");
    }
}
