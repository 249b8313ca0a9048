//! The envelopes of AWS's answers.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use super::wire::escaped;
use crate::cloudsim::answer::{AMZ_JSON, Answer, QUERY_XML, XML};

/// Every answer has an id of its own.
fn request_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("00000000-0000-4000-8000-{:012x}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// An answer of EC2: what is before the items, the items, what is after them.
pub(super) fn ec2(action: &str, before: &str, items: &[&String], after: &str) -> Answer {
    let id = request_id();
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{action}Response \
         xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\n    <requestId>{id}</requestId>\n{before}"
    );
    let length: usize = items.iter().map(|item| item.len() + "<item></item>".len()).sum();
    xml.reserve(length + after.len() + action.len() + 64);
    for item in items {
        xml.push_str("<item>");
        xml.push_str(item);
        xml.push_str("</item>");
    }
    xml.push_str(after);
    xml.push_str(&format!("\n</{action}Response>"));
    Answer::new(200, XML, xml).with("x-amzn-requestid", id)
}

/// An error of EC2.
pub(super) fn ec2_error(status: u16, code: &str, message: &str) -> Answer {
    let (id, message) = (request_id(), escaped(message));
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{code}</Code>\
         <Message>{message}</Message></Error></Errors><RequestID>{id}</RequestID></Response>"
    );
    Answer::new(status, XML, body).with("x-amzn-requestid", id)
}

/// An answer of STS.
pub(super) fn sts(action: &str, inside: &str) -> Answer {
    let id = request_id();
    let body = format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <{action}Result>{inside}</{action}Result>\n  \
         <ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata>\n</{action}Response>\n"
    );
    Answer::new(200, QUERY_XML, body).with("x-amzn-requestid", id)
}

/// An error of STS.
pub(super) fn sts_error(status: u16, code: &str, message: &str) -> Answer {
    let (id, message) = (request_id(), escaped(message));
    let whose = if status < 500 { "Sender" } else { "Receiver" };
    let body = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error><Type>{whose}</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error>\n  <RequestId>{id}</RequestId>\n</ErrorResponse>\n"
    );
    Answer::new(status, QUERY_XML, body).with("x-amzn-requestid", id)
}

/// An answer, or an error, of Organizations, CloudTrail or Config.
pub(super) fn json(status: u16, body: &Value) -> Answer {
    Answer::new(status, AMZ_JSON, body.to_string()).with("x-amzn-requestid", request_id())
}
