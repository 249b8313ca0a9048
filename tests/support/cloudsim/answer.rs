//! An answer before it goes out.

use serde_json::Value;

/// What EC2 calls its answers.
pub(crate) const XML: &str = "text/xml;charset=UTF-8";
/// What STS calls its answers.
pub(crate) const QUERY_XML: &str = "text/xml";
/// What CloudTrail and Organizations call theirs.
pub(crate) const AMZ_JSON: &str = "application/x-amz-json-1.1";
/// What all others call theirs.
pub(crate) const JSON: &str = "application/json; charset=utf-8";
/// What Kubernetes answers where no API is.
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";
/// What a proxy or a sign-in page answers.
pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// A whole answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content: &'static str,
    /// Fields of the header beside those that every answer has.
    pub(crate) fields: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// An answer of one status and body.
    pub(crate) fn new(status: u16, content: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, content, fields: Vec::new(), body: body.into() }
    }

    /// A JSON document.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, JSON, body.to_string())
    }

    /// The same with one more field of the header.
    pub(crate) fn with(mut self, field: &'static str, value: impl ToString) -> Self {
        self.fields.push((field, value.to_string()));
        self
    }
}

/// How HTTP names a status.
pub(crate) fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        410 => "Gone",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Answer",
    }
}
