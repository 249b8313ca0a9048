//! One file: bytes → native items, handed on one by one so that a large file is never in memory twice.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::dialect::{Dialect, ErrorDocument, Refusal};
use super::parts::{Parted, Parts};
use super::trouble;
use crate::model::{Class, Field, Status};
use crate::providers::Unread;
use crate::providers::calls::Named;

/// Where the items are in an answer, and which of their fields are known to be left out.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// The call.
    pub(crate) call: Named,
    /// How the tool prints pages and errors.
    pub(crate) dialect: &'static Dialect,
    /// The field that holds the items.
    pub(crate) key: &'static str,
    /// Whether the answer may also be the list alone, without a field round it.
    pub(crate) bare: bool,
    /// Whether the field holds one item and no list.
    pub(crate) one: bool,
    /// Whether an answer that is an object is one item by itself, as it is of a call about one thing.
    pub(crate) alone: bool,
    /// The fields of the kind.
    pub(crate) fields: &'static [Field],
    /// Native paths that are left out besides.
    pub(crate) left_out: &'static [&'static str],
    /// Native paths at which a field that nobody knows may change which packets pass.
    pub(crate) rules: &'static [&'static str],
    /// What goes before a native path of the kind: `Instances` for what is in a reservation.
    pub(crate) inside: &'static str,
    /// How the vendor splits one answer into parts and says which it lacks, where it does.
    pub(crate) parts: Option<&'static Parts>,
}

/// Fields that nobody declared.
#[derive(Debug, Default)]
pub(super) struct Unknown {
    /// Where they may matter.
    pub(super) in_rules: BTreeSet<String>,
    /// Elsewhere.
    pub(super) elsewhere: BTreeSet<String>,
}

impl Unknown {
    fn add(&mut self, shape: &Shape, path: &serde_ignored::Path<'_>) {
        let path = path.to_string();
        let mut plain = String::with_capacity(path.len());
        for part in path.split('.') {
            // Positions in lists, and the `?` of an optional value.
            if part == "?" || part.bytes().all(|byte| byte.is_ascii_digit()) {
                continue;
            }
            if !plain.is_empty() {
                plain.push('.');
            }
            plain.push_str(part);
        }
        let own = match plain.strip_prefix(shape.inside) {
            Some(own) => own.strip_prefix('.').unwrap_or(own),
            None => &plain,
        };
        let declared = shape.fields.iter().filter(|field| matches!(field.class, Class::Volatile));
        if declared.map(|field| field.path).any(|known| below(known, own))
            || shape.left_out.iter().any(|known| below(known, &plain))
        {
            return;
        }
        let in_rules = shape.rules.iter().any(|place| place.is_empty() || below(place, &plain));
        let list = if in_rules { &mut self.in_rules } else { &mut self.elsewhere };
        // One odd file can hold any number of them.
        if list.len() < 20 {
            list.insert(plain.chars().take(120).collect());
        }
    }
}

/// Whether a path is the declared one or below it. Declared paths have `[]` where there is a list, and `*` for the key of a
/// map, which may have dots in it.
fn below(declared: &str, path: &str) -> bool {
    let (part, declared) = match declared.split_once('.') {
        Some((part, rest)) => (part, Some(rest)),
        None => (declared, None),
    };
    let mut tails = path.match_indices('.').map(|(at, _)| path.get(at + 1..).unwrap_or_default());
    if part == "*" {
        return declared.is_none_or(|rest| tails.any(|tail| below(rest, tail)));
    }
    let (head, tail) = path.split_once('.').map_or((path, None), |(head, tail)| (head, Some(tail)));
    head == part.strip_suffix("[]").unwrap_or(part)
        && declared.is_none_or(|rest| tail.is_some_and(|tail| below(rest, tail)))
}

/// How a page ended.
#[derive(Debug, Default)]
pub(super) struct Ended {
    /// What says that there is another page.
    pub(super) more: Option<&'static str>,
    /// What the page says that it lacks.
    pub(super) missing: Vec<String>,
}

/// What a page says besides its items.
#[derive(Debug, Default)]
pub(super) struct Rest {
    seen: bool,
    ended: Ended,
    error: Option<ErrorDocument>,
    status: Option<u64>,
    others: BTreeSet<String>,
}

impl Rest {
    /// A field that may tell of another page. One that says nothing does not take back what another says.
    fn more(&mut self, value: &Value, name: &'static str) {
        let tells = match value {
            Value::String(token) => !token.is_empty(),
            Value::Bool(more) => *more,
            Value::Null => false,
            Value::Number(_) | Value::Array(_) | Value::Object(_) => true,
        };
        if tells {
            self.ended.more.get_or_insert(name);
        }
    }

    /// A field that nobody knows.
    pub(super) fn other(&mut self, key: &str) {
        if self.others.len() < 20 {
            self.others.insert(key.chars().take(120).collect());
        }
    }

    /// What a field beside the items says is missing; nothing when the field says something else.
    pub(super) fn lacks(&mut self, told: Vec<String>) {
        let room = 20_usize.saturating_sub(self.ended.missing.len());
        self.ended.missing.extend(told.into_iter().take(room));
    }
}

/// Whether a file holds a list. What is no JSON at all is told by whoever reads it.
pub(super) fn is_list(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start().starts_with(b"[")
}

/// Reads a page, and says what in it tells of more.
///
/// # Errors
/// [`Unread`] when the page can't be read to its end; items may have been handed on before.
pub(super) fn read<T: for<'de> Deserialize<'de>>(
    path: &str,
    bytes: &[u8],
    shape: &Shape,
    unknown: &mut Unknown,
    sink: &mut dyn FnMut(T),
) -> Result<Ended, Unread> {
    let bytes = trouble::text(path, shape.call, shape.dialect, bytes)?;
    let mut rest = Rest::default();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let page = Page { shape, unknown, rest: &mut rest, sink, item: PhantomData };
    page.deserialize(&mut json)
        .and_then(|()| json.end())
        .map_err(|error| trouble::json(path, shape.call, shape.dialect, &error))?;
    let Rest { seen, ended, error, status, others } = rest;
    refusal(path, shape, error, status)?;
    if !seen && !others.is_empty() {
        let found: Vec<String> = others.iter().take(3).map(|other| format!("`{other}`")).collect();
        return Err(Unread {
            status: Status::Failed,
            reason: format!(
                "{path}: expected `{}`, found {}; run `{}` again",
                shape.key,
                found.join(", "),
                (shape.dialect.again)(shape.call)
            ),
        });
    }
    unknown.elsewhere.extend(others);
    Ok(ended)
}

/// Reads an answer that is one item as a whole.
///
/// # Errors
/// [`Unread`] when it can't be read.
pub(super) fn read_whole<T: for<'de> Deserialize<'de>>(
    path: &str,
    bytes: &[u8],
    shape: &Shape,
    unknown: &mut Unknown,
) -> Result<T, Unread> {
    let bytes = trouble::text(path, shape.call, shape.dialect, bytes)?;
    let wrong = |error| trouble::json(path, shape.call, shape.dialect, &error);
    // Two passes, so that an error is told with its line: these files are small.
    let mut envelope: Envelope = serde_json::from_slice(bytes).map_err(wrong)?;
    refusal(path, shape, envelope.error.take(), envelope.status_code)?;
    let recorded = envelope.data.filter(|_| shape.dialect.recorded);
    let body = recorded.map_or(bytes, |raw| raw.get().as_bytes());
    let mut json = serde_json::Deserializer::from_slice(body);
    let item = serde_ignored::deserialize(&mut json, |path| unknown.add(shape, &path));
    let item = item.map_err(wrong)?;
    json.end().map_err(wrong)?;
    Ok(item)
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(rename = "Error", alias = "error")]
    error: Option<ErrorDocument>,
    status_code: Option<u64>,
    #[serde(borrow)]
    data: Option<&'a serde_json::value::RawValue>,
}

fn refusal(
    path: &str,
    shape: &Shape,
    error: Option<ErrorDocument>,
    status: Option<u64>,
) -> Result<(), Unread> {
    let status = status.filter(|status| *status >= 400 && shape.dialect.recorded);
    let refusal = match (error, status) {
        (None, None) => return Ok(()),
        (Some(ErrorDocument(refusal)), _) if !refusal.codes.is_empty() => refusal,
        (Some(ErrorDocument(refusal)), None) => refusal,
        (_, Some(status)) => Refusal::coded(status.to_string()),
    };
    Err((shape.dialect.refused)(path, shape.call, &refusal))
}

struct Page<'a, T> {
    shape: &'a Shape,
    unknown: &'a mut Unknown,
    rest: &'a mut Rest,
    sink: &'a mut dyn FnMut(T),
    item: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Page<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.shape.bare {
            deserializer.deserialize_any(self)
        } else {
            deserializer.deserialize_map(self)
        }
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Page<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let array = if self.shape.bare { "an array, or " } else { "" };
        write!(f, "{array}an object with `{}`", self.shape.key)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let Self { shape, unknown, rest, sink, item } = self;
        rest.seen = true;
        Items { shape, unknown, sink, item }.visit_seq(seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { shape, unknown, rest, sink, item } = self;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                key if key == shape.key => {
                    rest.seen = true;
                    if shape.one {
                        map.next_value_seed(Item { shape, unknown, sink, item })?;
                    } else if let Some(parts) = shape.parts {
                        map.next_value_seed(Parted { parts, shape, unknown, rest, sink, item })?;
                    } else {
                        map.next_value_seed(Items { shape, unknown, sink, item })?;
                    }
                }
                "Error" | "error" => rest.error = map.next_value()?,
                "status_code" if shape.dialect.recorded => rest.status = map.next_value()?,
                "data" if shape.dialect.recorded => {
                    map.next_value_seed(Page { shape, unknown, rest, sink, item })?;
                }
                key if shape.dialect.envelope.contains(&key) => {
                    map.next_value::<IgnoredAny>()?;
                }
                key if let Some(name) = shape.dialect.tells_more(key) => {
                    rest.more(&map.next_value()?, name);
                }
                key if let Some(parts) = shape.parts.filter(|parts| parts.tells(key)) => {
                    rest.lacks((parts.missing)("", &map.next_value()?));
                }
                other => {
                    map.next_value::<IgnoredAny>()?;
                    rest.other(other);
                }
            }
        }
        Ok(())
    }
}

pub(super) struct Items<'a, T> {
    pub(super) shape: &'a Shape,
    pub(super) unknown: &'a mut Unknown,
    pub(super) sink: &'a mut dyn FnMut(T),
    pub(super) item: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Items<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array in `{}`", self.shape.key)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self { shape, unknown, sink, item } = self;
        while let Some(()) = seq.next_element_seed(Item { shape, unknown, sink, item })? {}
        Ok(())
    }
}

pub(super) struct Item<'a, T> {
    pub(super) shape: &'a Shape,
    pub(super) unknown: &'a mut Unknown,
    pub(super) sink: &'a mut dyn FnMut(T),
    pub(super) item: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Item<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { shape, unknown, sink, item: _ } = self;
        let mut news = |path: serde_ignored::Path<'_>| unknown.add(shape, &path);
        let item = match shape.dialect.layout {
            None => serde_ignored::deserialize(deserializer, &mut news)?,
            Some(layout) => {
                let item = layout(Value::deserialize(deserializer)?);
                serde_ignored::deserialize(item, &mut news).map_err(D::Error::custom)?
            }
        };
        sink(item);
        Ok(())
    }
}
