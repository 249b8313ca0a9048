//! Where in the file everything is.
//!
//! The file is parsed once into a tree with spans; keys and values find their line by their path
//! in that tree, so that the types of the file stay free of positions.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A position in a file; lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as it was named or found.
    pub file: Utf8PathBuf,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// The position of a byte.
pub(super) fn place(file: &Utf8Path, text: &str, offset: usize) -> Place {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Place {
        file: file.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or("").chars().count() + 1,
    }
}

/// The path of a key: table names, keys, and the positions in lists as numbers from 0.
pub type KeyPath = Vec<String>;

/// A key path as people write it: `scan.fail_on`; list positions are left out, since the line says which.
#[must_use]
pub fn dotted(path: &[String]) -> String {
    let named: Vec<&str> =
        path.iter().filter(|step| step.parse::<usize>().is_err()).map(String::as_str).collect();
    named.join(".")
}

/// The spans of all keys and values of one file.
#[derive(Clone, Debug)]
pub struct Places {
    file: Utf8PathBuf,
    text: String,
    spans: BTreeMap<KeyPath, (Range<usize>, Range<usize>)>,
}

impl Places {
    pub(super) fn new(file: &Utf8Path, text: &str, table: &DeTable<'_>) -> Self {
        let mut places =
            Self { file: file.to_owned(), text: text.to_owned(), spans: BTreeMap::new() };
        places.enter(&[], table);
        places
    }

    fn enter(&mut self, path: &[String], table: &DeTable<'_>) {
        for (key, value) in table {
            let path: KeyPath = path.iter().cloned().chain([key.get_ref().to_string()]).collect();
            self.record(path, key.span(), value);
        }
    }

    fn record(&mut self, path: KeyPath, key: Range<usize>, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Table(table) => self.enter(&path, table),
            DeValue::Array(list) => {
                for (position, element) in list.iter().enumerate() {
                    let path = path.iter().cloned().chain([position.to_string()]).collect();
                    self.record(path, element.span(), element);
                }
            }
            _ => {}
        }
        self.spans.insert(path, (key, value.span()));
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Utf8Path {
        &self.file
    }

    /// Where a key is; the start of the file for a key that is not there.
    #[must_use]
    pub fn key(&self, path: &[&str]) -> Place {
        let path: KeyPath = path.iter().map(|step| (*step).to_owned()).collect();
        self.at(self.spans.get(&path).map_or(0, |(key, _)| key.start))
    }

    /// Where a value is.
    #[must_use]
    pub fn value(&self, path: &[&str]) -> Place {
        let path: KeyPath = path.iter().map(|step| (*step).to_owned()).collect();
        self.at(self.spans.get(&path).map_or(0, |(_, value)| value.start))
    }

    /// The position of a byte.
    #[must_use]
    pub fn at(&self, offset: usize) -> Place {
        place(&self.file, &self.text, offset)
    }

    /// The innermost key whose value begins at or around this byte.
    #[must_use]
    pub fn key_around(&self, offset: usize) -> Option<&KeyPath> {
        self.spans
            .iter()
            .filter(|(_, (_, value))| value.contains(&offset))
            .min_by_key(|(path, (_, value))| (value.len(), usize::MAX - path.len()))
            .map(|(path, _)| path)
    }
}
