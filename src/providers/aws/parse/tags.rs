//! Tags.

use std::collections::BTreeMap;

use crate::providers::aws::native::Tag;

/// Tags by key.
pub(crate) type Tags = BTreeMap<String, String>;

/// Tags as a map. AWS allows a key once.
pub(crate) fn tags(list: Vec<Tag>) -> Tags {
    list.into_iter()
        .map(|Tag { key, value }| (key.unwrap_or_default(), value.unwrap_or_default()))
        .collect()
}
