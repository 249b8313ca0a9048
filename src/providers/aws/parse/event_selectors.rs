//! Which events a trail records, in the older and in the newer form.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::providers::aws::native;
use crate::providers::normalised::{Known, is_off, said, set};

/// A choice of events, in the older form.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Selector {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) data: Vec<Data>,
    /// Sources whose management events are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) excluded: Vec<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) management: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) read_write: Option<String>,
}

/// Objects whose use is recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Data {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
    pub(crate) values: Vec<String>,
}

/// A choice of events, in the newer form: every condition holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct AdvancedSelector {
    pub(crate) conditions: Vec<Condition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
}

/// A condition on one field of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Condition {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) ends_with: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) equals: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) field: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) not_ends_with: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) not_equals: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) not_starts_with: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) starts_with: Vec<String>,
}

/// Whether a selector takes in all that another one does.
pub(super) fn covers(narrow: &Value, wide: &Value) -> bool {
    let read = |value: &Value| Selector::deserialize(value).ok();
    let (Some(narrow), Some(wide)) = (read(narrow), read(wide)) else { return false };
    let Selector { data, excluded, management, read_write } = narrow;
    let all = |kind: &Option<String>| kind.as_deref().is_none_or(|kind| kind == "All");
    (all(&wide.read_write) || wide.read_write == read_write)
        && (wide.management || !management)
        && (!management || wide.excluded.iter().all(|source| excluded.contains(source)))
        && data.iter().all(|Data { r#type, values }| {
            let same = |other: &&Data| other.r#type == *r#type;
            wide.data.iter().filter(same).any(|other| {
                values.iter().all(|value| other.values.iter().any(|wide| value.starts_with(wide)))
            })
        })
}

/// Whether an advanced selector has no condition that the other one does not have.
pub(super) fn covers_all(narrow: &Value, wide: &Value) -> bool {
    let read = |value: &Value| AdvancedSelector::deserialize(value).ok();
    let (Some(narrow), Some(wide)) = (read(narrow), read(wide)) else { return false };
    wide.conditions.iter().all(|condition| narrow.conditions.contains(condition))
}

/// The choices of events in the older and in the newer form.
pub(crate) type Selectors = (Known<Vec<Selector>>, Known<Vec<AdvancedSelector>>);

/// The choices of events, in both forms.
pub(crate) fn read_selectors(selectors: native::EventSelectors) -> Selectors {
    let native::EventSelectors {
        advanced_event_selectors,
        event_selectors,
        // The file or the request says which trail.
        trail_arn: _,
    } = selectors;
    let mut plain: Vec<Selector> = event_selectors
        .into_iter()
        .map(|selector| {
            let native::EventSelector {
                data_resources,
                exclude_management_event_sources,
                include_management_events,
                read_write_type,
            } = selector;
            let mut data: Vec<Data> = data_resources
                .into_iter()
                .map(|native::DataResource { r#type, values }| Data {
                    r#type: said(r#type),
                    values: words(values),
                })
                .collect();
            data.sort_unstable();
            Selector {
                data,
                excluded: words(exclude_management_event_sources),
                management: include_management_events.unwrap_or_default(),
                read_write: said(read_write_type),
            }
        })
        .collect();
    plain.sort_unstable();
    let mut advanced: Vec<AdvancedSelector> = advanced_event_selectors
        .into_iter()
        .map(|native::AdvancedEventSelector { field_selectors, name }| {
            let mut conditions: Vec<Condition> =
                field_selectors.into_iter().map(condition).collect();
            conditions.sort_unstable();
            AdvancedSelector { conditions, name: said(name) }
        })
        .collect();
    advanced.sort_unstable();
    (Known::Read(plain), Known::Read(advanced))
}

fn condition(selector: native::AdvancedFieldSelector) -> Condition {
    let native::AdvancedFieldSelector {
        ends_with,
        equals,
        field,
        not_ends_with,
        not_equals,
        not_starts_with,
        starts_with,
    } = selector;
    Condition {
        ends_with: words(ends_with),
        equals: words(equals),
        field: said(field),
        not_ends_with: words(not_ends_with),
        not_equals: words(not_equals),
        not_starts_with: words(not_starts_with),
        starts_with: words(starts_with),
    }
}

fn words(list: Vec<String>) -> Vec<String> {
    set(list.into_iter().map(Some))
}
