//! Log sinks.

use serde_json::Value;

use super::calls::Call;
use super::firewalls::{became, itself, sent_of};
use crate::model::{Deed, Outcome};
use crate::providers::deeds::{Change, undoubted};
use crate::providers::gcp::native;
use crate::providers::gcp::parse::log_sink::normalise;

/// The fields of a request, each with what is recorded of it.
const FIELDS: &[(&str, &[&str])] = &[
    ("bigqueryOptions", &["partitioned_tables"]),
    ("description", &["description"]),
    ("destination", &["destination"]),
    ("disabled", &["logging"]),
    ("exclusions", &["exclusions"]),
    ("filter", &["filter"]),
    ("includeChildren", &["include_children"]),
    ("interceptChildren", &["intercept_children"]),
];

/// What an update replaces when it does not say what.
const UNSAID: &[&str] = &["destination", "filter", "includeChildren"];

/// The sink that a call is about: by the resource's name, or by its own where it is new.
pub(super) fn name(call: &Call<'_>) -> Option<String> {
    let of = |text: &str| {
        let (_, name) = text.split_once("/sinks/")?;
        (!name.is_empty() && !name.contains('/')).then(|| name.to_owned())
    };
    of(call.name).or_else(|| call.request.text("sinkName").and_then(of)).or_else(|| {
        let name = call.request.get("sink")?.get("name")?.as_str()?;
        (!name.is_empty()).then(|| name.to_owned())
    })
}

fn sink(call: &Call<'_>) -> Option<native::LogSink> {
    let mut sink: native::LogSink =
        serde_json::from_value(call.request.get("sink")?.clone()).ok()?;
    sink.name = Some(call.id.clone());
    Some(sink)
}

/// All but whom Google delivers as, which is made with the sink.
pub(super) fn create(call: &Call<'_>) -> Option<Vec<Deed>> {
    let sink = sink(call)?;
    if sink.writer_identity.is_some() || matches!(call.outcome, Outcome::Refused(_)) {
        return Some(vec![became(call, normalise(sink, &call.place()), true)?]);
    }
    let (_, resource) = undoubted(normalise(sink, &call.place()))?;
    let mut change = Change::of(call.spec);
    change.tell(&resource, &["writer"]);
    Some(change.came(call.scope, itself(call)))
}

pub(super) fn update(call: &Call<'_>) -> Option<Vec<Deed>> {
    let mut sink = sink(call)?;
    // It has to lead somewhere for it to be read; where to is told only if it was sent.
    sink.destination.get_or_insert_with(|| "unsaid".to_owned());
    let (_, resource) = undoubted(normalise(sink, &call.place()))?;
    let mask: Vec<String> = match call.request.get("updateMask") {
        Some(Value::String(mask)) => mask.split(',').map(camel).collect(),
        Some(Value::Object(mask)) => {
            let paths = mask.get("paths").and_then(Value::as_array)?;
            paths.iter().filter_map(Value::as_str).map(camel).collect()
        }
        _ => UNSAID.iter().map(|&field| field.to_owned()).collect(),
    };
    let masked = mask.iter().fold(super::request::Request::default(), |masked, field| {
        masked.or(field.split('.').next().unwrap_or_default(), true)
    });
    sent_of(call.spec, &masked, FIELDS, &resource)
        .done(call.scope, itself(call))
        .map(|deed| vec![deed])
}

/// `include_children` as `includeChildren`.
fn camel(word: &str) -> String {
    let mut camel = String::new();
    let mut upper = false;
    for letter in word.trim().chars() {
        if letter == '_' {
            upper = true;
        } else {
            camel.push(if upper { letter.to_ascii_uppercase() } else { letter });
            upper = false;
        }
    }
    camel
}
