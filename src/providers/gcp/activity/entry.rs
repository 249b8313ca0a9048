//! An entry of a log, as far as it says whether it is worth reading on.
//!
//! Names and values are those of `google.logging.v2.LogEntry` and `google.cloud.audit.AuditLog`. Most entries are about nothing that is compared,
//! so texts are borrowed from the entry and what a call was given and answered is left as it stands.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::model::{Provider, Scope};
use crate::providers::deeds::{Text, part, told};

/// An entry.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Entry<'a> {
    #[serde(borrow)]
    pub(super) insert_id: Option<Text<'a>>,
    #[serde(borrow)]
    log_name: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) operation: Option<Operation<'a>>,
    #[serde(borrow)]
    proto_payload: Option<&'a RawValue>,
    #[serde(borrow)]
    resource: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) timestamp: Option<Text<'a>>,
}

/// What the entries of one call share.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Operation<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Text<'a>>,
    first: bool,
    last: bool,
}

/// What an audit log says of a call.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Payload<'a> {
    #[serde(borrow)]
    pub(super) authentication_info: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) metadata: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) method_name: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) request: Option<&'a RawValue>,
    #[serde(borrow)]
    request_metadata: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) resource_name: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) response: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) service_name: Option<Text<'a>>,
    #[serde(borrow)]
    status: Option<&'a RawValue>,
}

/// How a call ended.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Status {
    pub(super) code: Option<i64>,
    pub(super) message: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Response {
    error: Option<Status>,
    name: Option<String>,
    target_id: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RequestMetadata {
    caller_ip: Option<String>,
}

impl<'a> Entry<'a> {
    /// Reads an entry.
    ///
    /// # Errors
    /// In words, when it is no JSON object, or a field is of another type than Google documents.
    pub(super) fn read(text: &'a str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| format!("can't read the entry: {error}"))
    }

    /// What it says of a call; nothing when it is no entry of an audit log.
    ///
    /// # Errors
    /// In words, when a field is of another type than Google documents.
    pub(super) fn payload(&self) -> Result<Option<Payload<'a>>, String> {
        let log = self.log_name.as_deref().unwrap_or_default();
        let Some(payload) =
            self.proto_payload.filter(|_| log.contains("cloudaudit.googleapis.com"))
        else {
            return Ok(None);
        };
        serde_json::from_str(payload.get())
            .map(Some)
            .map_err(|error| format!("can't read the entry's `protoPayload`: {error}"))
    }

    /// The project, folder or organisation whose log it is.
    pub(super) fn scope_of_log(&self) -> Option<Scope> {
        let (place, _) = told(&self.log_name)?.split_once("/logs/")?;
        let place = place.strip_prefix("projects/").unwrap_or(place);
        Scope::new(Provider::Gcp, place).ok()
    }

    /// Whether it is of what policies forbade, which is a log of its own.
    pub(super) fn is_of_policies(&self) -> bool {
        self.log_name
            .as_deref()
            .is_some_and(|log| log.ends_with("cloudaudit.googleapis.com%2Fpolicy"))
    }

    /// Whether it says that a call has begun, and another one will say how it ended.
    pub(super) fn only_begins(&self) -> bool {
        self.operation.as_ref().is_some_and(|operation| operation.first && !operation.last)
    }

    /// Whether it says how a call ended, and another one what it was.
    pub(super) fn only_ends(&self) -> bool {
        self.operation.as_ref().is_some_and(|operation| operation.last && !operation.first)
    }

    /// Google's number for what the call is about, as the entry is labelled.
    pub(super) fn resource_id(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Labelled {
            labels: serde_json::Map<String, serde_json::Value>,
        }
        let Labelled { labels } = part(self.resource)?;
        let words = [
            "firewall_rule_id",
            "network_id",
            "subnetwork_id",
            "instance_id",
            "route_id",
            "reserved_address_id",
        ];
        let id = words.iter().find_map(|word| labels.get(*word)?.as_str())?;
        (!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())).then(|| id.to_owned())
    }
}

impl Payload<'_> {
    pub(super) fn status(&self) -> Status {
        part(self.status).unwrap_or_default()
    }

    fn answer(&self) -> Response {
        part(self.response).unwrap_or_default()
    }

    /// The error that was answered.
    pub(super) fn error(&self) -> Status {
        self.answer().error.unwrap_or_default()
    }

    /// Google's number for what an operation is about.
    pub(super) fn target_id(&self) -> Option<String> {
        self.answer().target_id.filter(|id| !id.is_empty())
    }

    /// The name of what was answered.
    pub(super) fn response_name(&self) -> Option<String> {
        self.answer().name
    }

    pub(super) fn caller_ip(&self) -> Option<String> {
        part::<RequestMetadata>(self.request_metadata)?.caller_ip
    }
}
