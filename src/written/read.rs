//! Text → the keys of the file, and everything that is wrong with it, in the order of the lines.
//!
//! Which keys there are is read out of the JSON Schema of the file's types, so that messages can name them.

use camino::Utf8Path;
use serde::de::DeserializeOwned;
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::FileError;
use super::nearest::{did_you_mean, listed};
use super::places::{KeyPath, Places, dotted, place};
use super::schema;

/// How many wrong values are told of one file. Nobody mends more at once, and each costs another pass.
const ENOUGH: usize = 20;

/// A file that was understood.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    /// What it says.
    pub file: T,
    /// Where it says it.
    pub places: Places,
}

/// Decodes a file.
///
/// # Errors
/// When it is not UTF-8.
pub fn decode<'a>(file: &Utf8Path, bytes: &'a [u8]) -> Result<&'a str, FileError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let text = String::from_utf8_lossy(valid);
        FileError::NotUtf8 { place: place(file, &text, text.len()) }
    })
}

/// Parses a file whose keys have this schema.
///
/// # Errors
/// Everything that is wrong, in the order of the lines; never empty.
pub fn parse<T: DeserializeOwned>(
    file: &Utf8Path,
    text: &str,
    schema: &Value,
) -> Result<Parsed<T>, Vec<FileError>> {
    let table = DeTable::parse(text).map_err(|error| vec![syntax(file, text, &error)])?;
    let places = Places::new(file, text, table.get_ref());

    // Serde takes a list for a struct, so the shape is checked before it is asked.
    let mut errors = Vec::new();
    shape(schema, &places, &mut Vec::new(), table.get_ref(), &mut errors);
    if !errors.is_empty() {
        return Err(in_order(errors));
    }

    // Serde stops at the first value that is wrong, in the order of the keys' names. Taking that key
    // out and asking again finds the others, so that the first one told is the first in the file.
    let mut rest = table;
    loop {
        let mut unknown: Vec<KeyPath> = Vec::new();
        let result: Result<T, toml::de::Error> =
            serde_ignored::deserialize(toml::Deserializer::from(rest.clone()), |path| {
                unknown.push(key_path(&path));
            });
        let mut is_done = true;
        if let Err(error) = &result {
            errors.push(wrong_value(&places, text, error));
            let around = places.key_around(error.span().unwrap_or_default().start);
            is_done = errors.len() >= ENOUGH
                || !around.is_some_and(|path| take_out(rest.get_mut(), path));
        }
        if is_done {
            errors.extend(unknown.iter().map(|path| unknown_key(schema, &places, path)));
            return match result {
                Ok(file) if errors.is_empty() => Ok(Parsed { file, places }),
                _ => Err(in_order(errors)),
            };
        }
    }
}

/// Takes the innermost key of a path out of its table; an element takes its whole list along, so that no position
/// changes.
fn take_out(table: &mut DeTable<'_>, path: &[String]) -> bool {
    let Some((key, below)) = path.split_first() else { return false };
    let is_inside = match (table.get_mut(key.as_str()).map(Spanned::get_mut), below) {
        (Some(DeValue::Table(table)), [_, ..]) => take_out(table, below),
        (Some(DeValue::Array(list)), [position, below @ ..]) => {
            position.parse::<usize>().ok().and_then(|position| list.get_mut(position)).is_some_and(
                |element| match element.get_mut() {
                    DeValue::Table(table) => take_out(table, below),
                    _ => false,
                },
            )
        }
        _ => false,
    };
    is_inside || table.remove(key.as_str()).is_some()
}

/// Sorts what is wrong by where it is in the file.
fn in_order(mut errors: Vec<FileError>) -> Vec<FileError> {
    errors.sort_by(|a, b| a.place().cmp(b.place()));
    errors
}

fn syntax(file: &Utf8Path, text: &str, error: &toml::de::Error) -> FileError {
    let span = error.span().unwrap_or_default();
    let place = place(file, text, span.start);
    if error.message() == "duplicate key" {
        let key = text.get(span).unwrap_or_default().trim_matches(['"', '\'']).to_owned();
        return FileError::DuplicateKey { place, key };
    }
    FileError::Syntax { place, message: error.message().replace('\n', "; ") }
}

/// Compares tables and lists with what the schema expects at their place.
fn shape(
    schema: &Value,
    places: &Places,
    path: &mut KeyPath,
    table: &DeTable<'_>,
    errors: &mut Vec<FileError>,
) {
    for (key, value) in table {
        path.push(key.get_ref().to_string());
        shape_of_value(schema, places, path, value, errors);
        path.pop();
    }
}

fn shape_of_value(
    schema: &Value,
    places: &Places,
    path: &mut KeyPath,
    value: &Spanned<DeValue<'_>>,
    errors: &mut Vec<FileError>,
) {
    let Some(expected) = schema::node(schema, path).and_then(|node| node.get("type")?.as_str())
    else {
        return;
    };
    let mut wrong = |problem: &str, hint: String| {
        errors.push(FileError::Value {
            place: places.at(value.span().start),
            key: dotted(path),
            problem: problem.to_owned(),
            hint: Some(hint),
        });
    };
    match (expected, value.get_ref()) {
        ("object", DeValue::Table(table)) => shape(schema, places, path, table, errors),
        ("object", _) => wrong("expected one table", format!("write `[{}]`", dotted(path))),
        ("array", DeValue::Array(list)) => {
            for (position, element) in list.iter().enumerate() {
                path.push(position.to_string());
                shape_of_value(schema, places, path, element, errors);
                path.pop();
            }
        }
        ("array", DeValue::Table(_)) => {
            wrong("expected a list of tables", format!("write `[[{}]]`", dotted(path)));
        }
        ("array", _) => wrong("expected a list", "write `[\"…\"]`".to_owned()),
        _ => {}
    }
}

fn key_path(path: &serde_ignored::Path<'_>) -> KeyPath {
    let (parent, step) = match path {
        serde_ignored::Path::Root => return Vec::new(),
        serde_ignored::Path::Seq { parent, index } => (parent, Some(index.to_string())),
        serde_ignored::Path::Map { parent, key } => (parent, Some(key.clone())),
        serde_ignored::Path::Some { parent }
        | serde_ignored::Path::NewtypeStruct { parent }
        | serde_ignored::Path::NewtypeVariant { parent } => (parent, None),
    };
    let mut steps = key_path(parent);
    steps.extend(step);
    steps
}

fn unknown_key(schema: &Value, places: &Places, path: &KeyPath) -> FileError {
    let steps: Vec<&str> = path.iter().map(String::as_str).collect();
    let (key, parents) = path.split_last().map_or(("", [].as_slice()), |(k, p)| (k.as_str(), p));
    let known = schema::keys(schema, parents);
    let known = || known.iter().map(String::as_str);
    let is_list = parents.last().is_some_and(|step| step.parse::<usize>().is_ok());
    let table = match dotted(parents) {
        name if name.is_empty() => "at the top".to_owned(),
        name if is_list => format!("in [[{name}]]"),
        name => format!("in [{name}]"),
    };
    FileError::UnknownKey {
        place: places.key(&steps),
        key: key.to_owned(),
        within: format!("{table}; known are {}", listed(known())),
        hint: did_you_mean(key, known()),
    }
}

fn wrong_value(places: &Places, text: &str, error: &toml::de::Error) -> FileError {
    let span = error.span().unwrap_or_default();
    let key = places.key_around(span.start).map(|path| dotted(path)).unwrap_or_default();
    let written = text.get(span.clone()).unwrap_or_default().trim_matches(['"', '\'']);
    let hint = known_words(error.message()).and_then(|known| did_you_mean(written, known));
    FileError::Value {
        place: places.at(span.start),
        key,
        problem: error.message().replace('\n', "; "),
        hint,
    }
}

/// The words that a message of this form lists: `unknown severity `hgih`; known are info, low and medium`.
fn known_words(message: &str) -> Option<impl Iterator<Item = &str>> {
    let (_, known) =
        message.split_once("; known are ").filter(|_| message.starts_with("unknown "))?;
    let words = known.split([',', ' ']).map(|word| word.trim_matches('`'));
    Some(words.filter(|word| !word.is_empty() && *word != "and"))
}
