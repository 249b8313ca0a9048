//! A record, as far as it says whether it is worth reading on.
//!
//! Names and values are those of the event schema of the activity log. `az` and the REST API write `operationName` and `status` as objects with a translation; what a diagnostic setting
//! sends to storage or a hub has them as texts, ids and operations in upper case, and whoever called in `identity`.

use jiff::{Timestamp, ToSpan as _};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::body::Body;
use crate::providers::azure::parse::arm;
use crate::providers::deeds::{Text, part, told};

/// A record of either shape.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Event<'a> {
    #[serde(borrow)]
    authorization: Option<&'a RawValue>,
    #[serde(borrow)]
    caller: Option<Text<'a>>,
    #[serde(borrow)]
    caller_ip_address: Option<Text<'a>>,
    #[serde(borrow)]
    category: Option<Word<'a>>,
    #[serde(borrow)]
    claims: Option<&'a RawValue>,
    #[serde(borrow)]
    correlation_id: Option<Text<'a>>,
    duration_ms: Option<serde_json::Value>,
    #[serde(borrow)]
    event_data_id: Option<Text<'a>>,
    #[serde(borrow)]
    event_timestamp: Option<Text<'a>>,
    #[serde(borrow)]
    http_request: Option<&'a RawValue>,
    #[serde(borrow)]
    identity: Option<&'a RawValue>,
    #[serde(borrow)]
    operation_id: Option<Text<'a>>,
    #[serde(borrow)]
    operation_name: Option<Word<'a>>,
    #[serde(borrow)]
    properties: Option<&'a RawValue>,
    #[serde(borrow)]
    resource_id: Option<Text<'a>>,
    #[serde(borrow)]
    result_signature: Option<Text<'a>>,
    #[serde(borrow)]
    result_type: Option<Text<'a>>,
    #[serde(borrow)]
    status: Option<Word<'a>>,
    #[serde(borrow)]
    sub_status: Option<Word<'a>>,
    #[serde(borrow)]
    time: Option<Text<'a>>,
}

/// A text, or an object that has it beside its translation.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Word<'a> {
    Plain(#[serde(borrow)] Text<'a>),
    Translated {
        #[serde(borrow, default)]
        value: Option<Text<'a>>,
    },
}

impl Word<'_> {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Plain(text) => Some(text),
            Self::Translated { value } => value.as_deref(),
        }
    }
}

fn word<'w>(word: &'w Option<Word<'_>>) -> Option<&'w str> {
    word.as_ref().and_then(Word::text).filter(|text| !text.is_empty())
}

/// What was allowed to whom, by Resource Manager's own account.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Authorization {
    action: Option<String>,
    scope: Option<String>,
}

/// Who called, in what a diagnostic setting sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Identity {
    authorization: Option<Box<RawValue>>,
    claims: Option<Box<RawValue>>,
}

impl<'a> Event<'a> {
    /// Reads a record.
    ///
    /// # Errors
    /// In words, when it is no JSON object, or a field is of another type than Azure documents.
    pub(super) fn read(text: &'a str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| format!("can't read the record: {error}"))
    }

    pub(super) fn time(&self) -> Option<&str> {
        told(&self.event_timestamp).or_else(|| told(&self.time))
    }

    /// The operation in lower case: `microsoft.network/networksecuritygroups/write`.
    pub(super) fn operation(&self) -> Option<String> {
        word(&self.operation_name).map(str::to_lowercase)
    }

    /// The id of the resource in its one spelling.
    pub(super) fn resource_id(&self) -> Option<String> {
        told(&self.resource_id).map(arm::id)
    }

    /// Whether it tells of a call of Resource Manager. Health, alerts and policies are told in the same log; what is older names what sort of call it was.
    pub(super) fn is_administrative(&self) -> bool {
        let is = |category: &str| {
            ["Administrative", "Write", "Delete", "Action"]
                .iter()
                .any(|known| category.eq_ignore_ascii_case(known))
        };
        word(&self.category).is_none_or(is)
    }

    /// What stands beside it: what was sent and answered.
    pub(super) fn properties(&self) -> Body {
        Body::read(self.properties)
    }

    /// How it went, and in more detail: `Failed` and `Forbidden`.
    pub(super) fn status(&self) -> (String, String) {
        if let Some(status) = word(&self.status) {
            return (status.to_owned(), word(&self.sub_status).unwrap_or_default().to_owned());
        }
        let sub = told(&self.result_signature).and_then(|text| text.split_once('.'));
        let sub = sub.map_or("", |(_, sub)| sub);
        (told(&self.result_type).unwrap_or_default().to_owned(), sub.to_owned())
    }

    fn authorization(&self) -> Authorization {
        let outside = part(self.authorization);
        outside
            .or_else(|| part(part::<Identity>(self.identity)?.authorization.as_deref()))
            .unwrap_or_default()
    }

    /// The claims of the token with which it was called.
    pub(super) fn claims<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        let outside = part(self.claims);
        outside.or_else(|| part(part::<Identity>(self.identity)?.claims.as_deref()))
    }

    /// Whoever called, in Resource Manager's words.
    pub(super) fn caller(&self) -> Option<&str> {
        told(&self.caller)
    }

    /// The operation as its owner spells it.
    pub(super) fn action(&self, properties: &Body) -> Option<String> {
        let operation = word(&self.operation_name)?;
        let is_same = |text: &String| text.eq_ignore_ascii_case(operation);
        let spelled = self.authorization().action.filter(is_same);
        let spelled = spelled.or_else(|| properties.message().filter(is_same));
        Some(spelled.unwrap_or_else(|| operation.to_owned()))
    }

    /// The name of the resource in its own spelling, where anything in the record has it: what a diagnostic setting sends has ids in upper case.
    pub(super) fn name_of(&self, id: &str, properties: &Body) -> Option<String> {
        let spelled = [self.authorization().scope, properties.entity()];
        let spelled =
            spelled.into_iter().flatten().chain(told(&self.resource_id).map(str::to_owned));
        let mut spelled = spelled.filter(|text| arm::id(text) == id);
        let is_spelled = |text: &String| text.chars().any(char::is_lowercase);
        let found = spelled.find(is_spelled)?;
        let name = found.trim_end_matches('/').rsplit('/').next()?;
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// From where it was called.
    pub(super) fn source(&self) -> Option<String> {
        #[derive(Default, Deserialize)]
        #[serde(default, rename_all = "camelCase")]
        struct Request {
            client_ip_address: Option<String>,
        }
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Claims {
            ipaddr: Option<String>,
        }
        let direct = told(&self.caller_ip_address).map(str::to_owned);
        let direct = direct.or_else(|| part::<Request>(self.http_request)?.client_ip_address);
        direct.or_else(|| self.claims::<Claims>()?.ipaddr).filter(|from| !from.is_empty())
    }

    /// What the records of one write share. Azure gives an operation an id, which what a diagnostic setting sends does not have; the correlation may be chosen by whoever calls
    /// and be that of many calls, so there the moment at which the call began tells them apart.
    ///
    /// # Errors
    /// In words, when nothing tells it from others.
    pub(super) fn id(
        &self,
        operation: &str,
        resource: &str,
        time: Timestamp,
    ) -> Result<Box<str>, String> {
        if let Some(id) = told(&self.operation_id) {
            return Ok(format!("{id} {operation} {resource}").into());
        }
        let Some(correlation) = told(&self.correlation_id).or_else(|| told(&self.event_data_id))
        else {
            return Err(format!(
                "the record of {operation} has no `operationId` and no `correlationId`"
            ));
        };
        let took = match &self.duration_ms {
            Some(serde_json::Value::Number(number)) => number.as_i64(),
            Some(serde_json::Value::String(text)) => text.parse().ok(),
            _ => None,
        };
        let began =
            time.checked_sub(took.unwrap_or(0).clamp(0, 86_400_000).milliseconds()).unwrap_or(time);
        Ok(format!("{correlation} {operation} {resource} {}", began.as_second()).into())
    }
}
