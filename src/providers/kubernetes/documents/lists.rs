//! Lists of objects, taken apart without making a tree of them.
//!
//! A cluster's list is most of what there is to read, and most of a list is of no use here: who manages which field, what was
//! last applied, how things went. So a list is one tree for what it says of itself, and a piece of text for each object,
//! which is read into the provider's own shape and into nothing else. Every object is looked through once before, since of
//! two values for one key a reader and a reviewer may each see a different one.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess,
    Visitor,
};
use serde_ignored::Path;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::strict::Strict;

/// One document.
#[derive(Debug)]
pub(crate) enum Document<'a> {
    /// Anything.
    Tree(Value),
    /// A list of objects, and what it says of itself: all its fields but `items`.
    List { front: Value, items: Vec<Item<'a>> },
}

/// What is in a list, or alone in its file.
#[derive(Debug)]
pub(crate) enum Item<'a> {
    /// As a tree.
    Tree(Value),
    /// An object as it was written, in which no key is there twice.
    Text {
        text: &'a str,
        /// What it says of itself, as most objects of a list don't.
        version: Option<Cow<'a, str>>,
        kind: Option<Cow<'a, str>>,
    },
}

impl Item<'_> {
    /// Its `apiVersion`, when it has one.
    pub(crate) fn version(&self) -> Option<&str> {
        match self {
            Self::Tree(tree) => said(tree, "apiVersion"),
            Self::Text { version, .. } => version.as_deref().filter(|text| !text.is_empty()),
        }
    }

    /// Its `kind`, when it has one.
    pub(crate) fn kind(&self) -> Option<&str> {
        match self {
            Self::Tree(tree) => said(tree, "kind"),
            Self::Text { kind, .. } => kind.as_deref().filter(|text| !text.is_empty()),
        }
    }

    /// All of it.
    pub(crate) fn tree(self) -> Value {
        match self {
            Self::Tree(tree) => tree,
            Self::Text { text, .. } => serde_json::from_str(text).unwrap_or_default(),
        }
    }

    /// Reads it as what it should be.
    pub(crate) fn decode<T: DeserializeOwned>(self) -> serde_json::Result<T> {
        match self {
            Self::Tree(tree) => T::deserialize(tree),
            Self::Text { text, .. } => serde_json::from_str(text),
        }
    }

    /// Reads it as what it should be, and tells of every field that has no place there.
    pub(crate) fn decode_noting<T: DeserializeOwned>(
        self,
        note: impl FnMut(Path<'_>),
    ) -> serde_json::Result<T> {
        match self {
            Self::Tree(tree) => serde_ignored::deserialize(tree, note),
            Self::Text { text, .. } => {
                serde_ignored::deserialize(&mut serde_json::Deserializer::from_str(text), note)
            }
        }
    }
}

fn said<'a>(tree: &'a Value, key: &str) -> Option<&'a str> {
    tree.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

impl<'de: 'a, 'a> Deserialize<'de> for Document<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Whole)
    }
}

/// A document that is an object.
struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Document<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut front = Map::new();
        let mut items = None;
        while let Some(key) = map.next_key::<String>()? {
            if front.contains_key(&key) || (key == "items" && items.is_some()) {
                return Err(twice(&key));
            }
            if key == "items" {
                items = Some(map.next_value_seed(Items)?);
            } else {
                let Strict(value) = map.next_value()?;
                front.insert(key, value);
            }
        }
        let is_list =
            front.get("kind").and_then(Value::as_str).is_some_and(|kind| kind.ends_with("List"));
        let front = Value::Object(front);
        match items {
            Some(items) if is_list => Ok(Document::List { front, items }),
            Some(_) => Err(A::Error::custom("it has items and is no list")),
            None => Ok(Document::Tree(front)),
        }
    }
}

/// The objects of a list; Go writes an empty list as null.
struct Items;

impl<'de> DeserializeSeed<'de> for Items {
    type Value = Vec<Item<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items {
    type Value = Vec<Item<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        let mut keys = Vec::new();
        while let Some(raw) = seq.next_element::<&RawValue>()? {
            items.push(look_through(raw.get(), &mut keys).map_err(A::Error::custom)?);
        }
        Ok(items)
    }
}

/// Looks an item through.
fn look_through<'a>(text: &'a str, keys: &mut Vec<Cow<'a, str>>) -> serde_json::Result<Item<'a>> {
    let tree = || serde_json::from_str(text).map(|Strict(tree)| Item::Tree(tree));
    if !text.starts_with('{') {
        return tree();
    }
    let mut own = Own::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Look { keys, own: Some(&mut own), is_wanted: false }.deserialize(&mut deserializer)?;
    match own {
        Own { version, kind, is_odd: false } => Ok(Item::Text { text, version, kind }),
        Own { is_odd: true, .. } => tree(),
    }
}

/// What an object says of itself.
#[derive(Default)]
struct Own<'a> {
    version: Option<Cow<'a, str>>,
    kind: Option<Cow<'a, str>>,
    /// It says so in something else than text.
    is_odd: bool,
}

/// Looks through a value for a key that is there twice. Text is handed on as it is, for whoever wants it.
struct Look<'l, 'a> {
    /// The keys of the maps that are open, those of the innermost last.
    keys: &'l mut Vec<Cow<'a, str>>,
    own: Option<&'l mut Own<'a>>,
    is_wanted: bool,
}

/// So many keys are compared with each other; more are looked up.
const FEW: usize = 32;

impl<'de> DeserializeSeed<'de> for Look<'_, 'de> {
    type Value = Option<Cow<'de, str>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_, 'de> {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.is_wanted.then(|| Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let keys = self.keys;
        while seq.next_element_seed(Look { keys, own: None, is_wanted: false })?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Self { keys, mut own, is_wanted: _ } = self;
        let first = keys.len();
        let mut many = HashSet::new();
        while let Some(Text(key)) = map.next_key::<Text<'de>>()? {
            let open = keys.get(first..).unwrap_or_default();
            if many.is_empty() && open.len() >= FEW {
                many.extend(open.iter().cloned());
            }
            let is_known =
                if many.is_empty() { open.contains(&key) } else { !many.insert(key.clone()) };
            if is_known {
                return Err(twice(&key));
            }
            let mut slot = match (&mut own, &*key) {
                (Some(own), "apiVersion") => Some((&mut own.version, &mut own.is_odd)),
                (Some(own), "kind") => Some((&mut own.kind, &mut own.is_odd)),
                _ => None,
            };
            keys.push(key);
            let is_wanted = slot.is_some();
            let said = map.next_value_seed(Look { keys, own: None, is_wanted })?;
            if let Some((slot, is_odd)) = &mut slot {
                **is_odd |= said.is_none();
                **slot = said;
            }
        }
        keys.truncate(first);
        Ok(None)
    }
}

fn twice<E: Error>(key: &str) -> E {
    E::custom(format_args!("the key `{key}` is there twice"))
}

/// Text, borrowed where it is written without escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Borrow).map(Self)
    }
}

struct Borrow;

impl<'de> Visitor<'de> for Borrow {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}
