//! An answer in parts: the items of each zone or region under its name, and beside them what could not be asked.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::page::{Items, Rest, Shape, Unknown};

/// How a vendor splits one answer into parts, and says which it lacks.
#[derive(Debug)]
pub(crate) struct Parts {
    /// The field of a part that holds its items.
    pub(crate) items: &'static str,
    /// The fields, of the answer and of a part, that may say that something is missing.
    pub(crate) telling: &'static [&'static str],
    /// What such a field says is missing, in words; gets the name of the part, empty for the whole answer.
    pub(crate) missing: fn(part: &str, value: &Value) -> Vec<String>,
}

impl Parts {
    /// Whether a field may say that something is missing.
    pub(super) fn tells(&self, key: &str) -> bool {
        self.telling.contains(&key)
    }
}

/// The items of an answer: a list, or a list in each part.
pub(super) struct Parted<'a, T> {
    pub(super) parts: &'static Parts,
    pub(super) shape: &'a Shape,
    pub(super) unknown: &'a mut Unknown,
    pub(super) rest: &'a mut Rest,
    pub(super) sink: &'a mut dyn FnMut(T),
    pub(super) item: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Parted<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Parted<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array, or an object of parts, in `{}`", self.shape.key)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let Self { parts: _, shape, unknown, rest: _, sink, item } = self;
        Items { shape, unknown, sink, item }.visit_seq(seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { parts, shape, unknown, rest, sink, item } = self;
        while let Some(name) = map.next_key::<String>()? {
            map.next_value_seed(Part { name, parts, shape, unknown, rest, sink, item })?;
        }
        Ok(())
    }
}

struct Part<'a, T> {
    name: String,
    parts: &'static Parts,
    shape: &'a Shape,
    unknown: &'a mut Unknown,
    rest: &'a mut Rest,
    sink: &'a mut dyn FnMut(T),
    item: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Part<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Part<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{}`", self.parts.items)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { name, parts, shape, unknown, rest, sink, item } = self;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                key if key == parts.items => {
                    map.next_value_seed(Items { shape, unknown, sink, item })?;
                }
                key if parts.tells(key) => {
                    rest.lacks((parts.missing)(&name, &map.next_value()?));
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
