//! A record of CloudTrail, as far as it says whether it is worth reading on.
//!
//! Names and values are those of the user guide ("CloudTrail record contents"). Most records are about nothing that is compared, so
//! texts are borrowed from the record and what the call was given and answered is left as it stands.

use serde::Deserialize;
use serde_json::value::RawValue;

pub(super) use crate::providers::deeds::Text;

/// A record.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Event<'a> {
    /// In an answer of `LookupEvents` the record itself, as text.
    #[serde(borrow, rename = "CloudTrailEvent")]
    pub(super) wrapped: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) aws_region: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) error_code: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) error_message: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) event_category: Option<Text<'a>>,
    #[serde(borrow, rename = "eventID")]
    pub(super) event_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) event_name: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) event_source: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) event_time: Option<Text<'a>>,
    pub(super) read_only: Option<bool>,
    #[serde(borrow)]
    pub(super) recipient_account_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) request_parameters: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) response_elements: Option<&'a RawValue>,
    #[serde(borrow, rename = "sourceIPAddress")]
    pub(super) source_ip_address: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) user_identity: Option<&'a RawValue>,
}

impl<'a> Event<'a> {
    /// Reads a record.
    ///
    /// # Errors
    /// In words, when it is no JSON object, or a field is of another type than CloudTrail documents.
    pub(super) fn read(text: &'a str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| format!("can't read the record: {error}"))
    }

    /// The service's short name, where the source is one: `ec2` of `ec2.amazonaws.com`.
    pub(super) fn service(&self) -> Option<&str> {
        let source = self.event_source.as_deref()?;
        Some(source.strip_suffix(".amazonaws.com").unwrap_or(source))
    }

    /// Whether it tells of a call that manages something. Data, insights and what passed an endpoint of a network do not.
    pub(super) fn is_management(&self) -> bool {
        self.event_category.as_deref().is_none_or(|category| category == "Management")
    }

    /// Whether the call only read. Old records do not say so, and the names of calls that read begin alike.
    pub(super) fn only_reads(&self) -> bool {
        const WORDS: &[&str] = &["Describe", "Get", "List", "Lookup", "Search"];
        self.read_only.unwrap_or_else(|| {
            let name = self.event_name.as_deref().unwrap_or_default();
            WORDS.iter().any(|word| name.starts_with(word))
        })
    }
}
