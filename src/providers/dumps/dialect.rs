//! How one vendor's tool prints pages and errors.

use serde::Deserialize;
use serde_json::Value;

use crate::providers::Unread;
use crate::providers::calls::Named;

/// The habits of one vendor's tool.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// The fields that tell of another page, and what messages call them: `("nextLink", "a nextLink")`. They count when
    /// they hold a text that is not empty, or `true`.
    pub(crate) more: &'static [(&'static str, &'static str)],
    /// Fields round the items that say nothing.
    pub(crate) envelope: &'static [&'static str],
    /// Brings an item into the layout of the native structs, when the vendor prints the same thing in several.
    pub(crate) layout: Option<fn(Value) -> Value>,
    /// Whether an answer may lie inside `{"status_code": …, "data": …}`, as recordings for tests do.
    pub(crate) recorded: bool,
    /// The command that prints the answer of a call again.
    pub(crate) again: fn(call: Named) -> String,
    /// How to get what comes after a page that tells of another.
    pub(crate) rest: fn(call: Named) -> String,
    /// What an error means for what is known: denied, throttled, absent or failed.
    pub(crate) refused: fn(path: &str, call: Named, refusal: &Refusal) -> Unread,
    /// The error in what the tool says on a terminal in place of an answer. Gets the beginning of the text.
    pub(crate) spoken: fn(text: &str) -> Option<Refusal>,
}

/// An error that a vendor answered with. Attacker-influenced text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The vendor's words for it, the most telling first: `UnauthorizedOperation`, `PERMISSION_DENIED`, `403`.
    pub(crate) codes: Vec<String>,
    /// What the vendor says to people.
    pub(crate) message: String,
}

impl Dialect {
    /// What messages call a field that tells of another page.
    pub(super) fn tells_more(&self, key: &str) -> Option<&'static str> {
        self.more.iter().find(|(field, _)| *field == key).map(|(_, name)| *name)
    }
}

impl Refusal {
    /// An error of which only the vendor's word is known.
    pub(crate) fn coded(code: impl Into<String>) -> Self {
        Self { codes: vec![code.into()], message: String::new() }
    }

    /// The vendor's first word for it, short enough for a message.
    pub(crate) fn code(&self) -> String {
        let code = self.codes.first().map_or("without a code", String::as_str);
        code.chars().take(80).collect()
    }
}

/// The `Error` or `error` of an answer: an object with a code and perhaps more, or only a text.
#[derive(Debug, Deserialize)]
#[serde(from = "Value")]
pub(super) struct ErrorDocument(pub(super) Refusal);

impl From<Value> for ErrorDocument {
    fn from(value: Value) -> Self {
        let mut codes = Vec::new();
        let mut message = String::new();
        match value {
            Value::Object(error) => {
                let word = |value: Option<&Value>| match value {
                    Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
                    Some(Value::Number(number)) => Some(number.to_string()),
                    _ => None,
                };
                // Google numbers its errors and names them beside: the names tell more.
                let reasons = error.get("errors").and_then(Value::as_array).into_iter().flatten();
                codes.extend(reasons.filter_map(|one| word(one.get("reason"))));
                codes.extend(
                    ["status", "Code", "code"].iter().filter_map(|key| word(error.get(*key))),
                );
                message =
                    word(error.get("message").or_else(|| error.get("Message"))).unwrap_or_default();
            }
            Value::String(text) => message = text,
            _ => {}
        }
        Self(Refusal { codes, message })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ErrorDocument, Refusal};

    #[test]
    fn every_vendors_error_has_its_words() {
        for (document, codes) in [
            (
                json!({"Code": "UnauthorizedOperation", "Message": "no"}),
                &["UnauthorizedOperation"] as &[_],
            ),
            (json!({"code": "AuthorizationFailed", "message": "no"}), &["AuthorizationFailed"]),
            (
                json!({"code": 403, "message": "no", "errors": [{"reason": "forbidden"}], "status": "PERMISSION_DENIED"}),
                &["forbidden", "PERMISSION_DENIED", "403"],
            ),
        ] {
            let ErrorDocument(refusal) = document.into();
            assert_eq!(
                refusal,
                Refusal {
                    codes: codes.iter().map(ToString::to_string).collect(),
                    message: "no".into()
                }
            );
        }
        let ErrorDocument(refusal) = json!("went wrong").into();
        assert_eq!(
            (refusal.code().as_str(), refusal.message.as_str()),
            ("without a code", "went wrong")
        );
    }
}
