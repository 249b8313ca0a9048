//! What all resources of Azure have alike: an id, a name, a place and tags.
//!
//! Resource Manager takes ids in any case and gives them back in another, so they are kept in lower case: of the resource
//! itself, and wherever one names another. What people wrote, names and tags, keeps its case.

use std::collections::BTreeMap;

use crate::providers::azure::native::{self, Reference};
use crate::providers::normalised::{said, set};

/// Tags by key.
pub(crate) type Tags = BTreeMap<String, String>;

/// An id in its one spelling.
pub(crate) fn id(text: &str) -> String {
    text.trim().trim_end_matches('/').to_lowercase()
}

/// The identity of a resource of a subscription.
///
/// # Errors
/// In words, when there is no id, or it is of another subscription: the folder says whose resources these are, and one that
/// is in the wrong folder would be compared with nothing.
pub(crate) fn identity(
    title: &str,
    text: Option<String>,
    subscription: &str,
) -> Result<String, String> {
    let Some(text) = said(text) else { return Err(format!("a {title} has no id")) };
    let id = id(&text);
    let mut parts = id.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(""), Some("subscriptions"), Some(own)) if parts.next().is_some() => {
            if own == subscription.to_lowercase() {
                Ok(id)
            } else {
                Err(format!(
                    "{title} `{text}` is of subscription {own}; move it to a folder azure/{own}/"
                ))
            }
        }
        _ => Err(format!("{title} `{text}` has no id of Resource Manager")),
    }
}

/// The id of a resource that is named.
pub(crate) fn refer(reference: Option<Reference>) -> Option<String> {
    let Reference { id: text } = reference?;
    said(text).map(|text| id(&text))
}

/// The ids of resources that are named, as a set.
pub(crate) fn refer_all(references: impl IntoIterator<Item = Reference>) -> Vec<String> {
    set(references.into_iter().map(|reference| refer(Some(reference))))
}

/// The resource that another is a part of: a subnet's network.
pub(crate) fn parent(id: &str) -> Option<&str> {
    let (rest, _name) = id.rsplit_once('/')?;
    rest.rsplit_once('/').map(|(parent, _kind)| parent)
}

/// The last part of an id.
pub(crate) fn last(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// Tags as they are written down.
pub(crate) fn tags(tags: native::Tags) -> Tags {
    tags.into_iter().map(|(key, value)| (key, value.unwrap_or_default())).collect()
}

/// A region in its one spelling: `West Europe` is `westeurope`.
pub(crate) fn location(text: Option<String>) -> Option<String> {
    said(text.map(|text| text.replace(' ', "").to_lowercase()))
}

/// The fields of a resource, and those that every resource has and that say nothing of it.
macro_rules! fields_of_a_resource {
    ($($field:expr),* $(,)?) => {
        &[
            $($field,)*
            Field::volatile("etag", "new with every write"),
            Field::volatile("provisioningState", "the progress of an edit"),
            Field::volatile("resourceGroup", "a part of the id"),
            Field::volatile("resourceGuid", "the id says which one it is"),
            Field::volatile("type", "the kind says it"),
        ]
    };
}
pub(crate) use fields_of_a_resource;

#[cfg(test)]
mod tests {
    use super::{identity, location, parent};

    #[test]
    fn an_id_is_one_in_any_case() {
        let id = "/subscriptions/5D3C/resourceGroups/Shop/providers/Microsoft.Network/x/Web";
        let lower = "/subscriptions/5d3c/resourcegroups/shop/providers/microsoft.network/x/web";
        for (text, subscription) in [
            (id, "5d3c"),
            (lower, "5D3C"),
            (&*format!("{id}/"), "5d3c"),
            (&id.to_uppercase(), "5d3c"),
        ] {
            assert_eq!(
                identity("thing", Some(text.to_owned()), subscription).as_deref(),
                Ok(lower)
            );
        }
        assert_eq!(
            parent("/subscriptions/s/virtualnetworks/v/subnets/web"),
            Some("/subscriptions/s/virtualnetworks/v")
        );
        assert_eq!(location(Some("West Europe".to_owned())).as_deref(), Some("westeurope"));
    }

    #[test]
    fn what_is_of_another_subscription_is_told() {
        for (text, part) in [
            (Some("/subscriptions/other/resourceGroups/r/x/y"), "subscription other"),
            (Some("/subscriptions/5d3c"), "no id of Resource Manager"),
            (Some("web"), "no id of Resource Manager"),
            (Some(""), "has no id"),
            (None, "has no id"),
        ] {
            let wrong = identity("thing", text.map(str::to_owned), "5d3c").unwrap_err();
            assert!(wrong.contains(part), "{wrong}");
        }
    }
}
