//! A value that another call has to tell.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Something that is only known when a second call was read: a subnet's ACL, a trail's status.
///
/// Not read is written as `null`, which is not the same as "none" (left out): a missing file must
/// never look like a route table that was taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Known<T> {
    /// The call was read and said this.
    Read(T),
    /// The call was not read, or not wholly.
    Unread,
}

impl<T: Default> Default for Known<T> {
    fn default() -> Self {
        Self::Read(T::default())
    }
}

impl<T: Default + PartialEq> Known<T> {
    /// Whether it was read and there is nothing.
    pub(crate) fn is_none(&self) -> bool {
        matches!(self, Self::Read(value) if *value == T::default())
    }
}

impl<T: Serialize> Serialize for Known<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Read(value) => value.serialize(serializer),
            Self::Unread => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Known<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map_or(Self::Unread, Self::Read))
    }
}
