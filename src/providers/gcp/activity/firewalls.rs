//! Firewall rules: an entry has all that was sent.

use super::calls::Call;
use super::request::Request;
use crate::model::{Deed, Done, KindSpec, Resource, Target};
use crate::providers::deeds::{Change, deed, fields, is, undoubted};
use crate::providers::gcp::parse::firewall_rule;
use crate::providers::normalised::Outcome;

/// The fields of a request, each with what is recorded of it.
const FIELDS: &[(&str, &[&str])] = &[
    ("allowed", &["allowed"]),
    ("denied", &["denied"]),
    ("description", &["description"]),
    ("destinationRanges", &["destination_ranges"]),
    ("direction", &["direction"]),
    ("disabled", &["disabled"]),
    ("logConfig", &["logging", "logging_metadata"]),
    ("network", &["network"]),
    ("priority", &["priority"]),
    ("sourceRanges", &["source_ranges"]),
    ("sourceServiceAccounts", &["source_service_accounts"]),
    ("sourceTags", &["source_tags"]),
    ("targetServiceAccounts", &["target_service_accounts"]),
    ("targetTags", &["target_tags"]),
];

fn rule(call: &Call<'_>) -> Option<Request> {
    if call.request.is_empty() {
        return None;
    }
    // Without a network it is the one that is called so, and its number is in the answer.
    let mut request = call.request.under(&["firewall", "firewallResource"]);
    request = request.or("network", "global/networks/default").or("selfLink", call.name);
    request = request.or("name", last(call.name));
    Some(match &call.target_id {
        Some(id) => request.or("id", id.clone()),
        None => request,
    })
}

pub(super) fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

pub(super) fn insert(call: &Call<'_>) -> Option<Vec<Deed>> {
    whole(call, true)
}

/// Everything is replaced, also what is not sent.
pub(super) fn update(call: &Call<'_>) -> Option<Vec<Deed>> {
    whole(call, false)
}

fn whole(call: &Call<'_>, is_new: bool) -> Option<Vec<Deed>> {
    let outcome = firewall_rule::normalise(rule(call)?.read_as()?, &call.place());
    Some(vec![became(call, outcome, is_new)?])
}

/// A resource that is now as an entry shows it whole, under the entry's own name.
pub(super) fn became(call: &Call<'_>, outcome: Outcome, is_new: bool) -> Option<Deed> {
    let (_, resource) = undoubted(outcome)?;
    let act = Done::Became { resource: Box::new(resource), is_new };
    Some(deed(call.scope, call.spec, is(call.id.clone()), act))
}

/// Only what is sent is changed.
pub(super) fn patch(call: &Call<'_>) -> Option<Vec<Deed>> {
    let sent = call.request.under(&["firewall", "firewallResource"]);
    // What is not sent has to be something for it to be read, and is not told.
    let mut native: crate::providers::gcp::native::Firewall = rule(call)?.read_as()?;
    if native.allowed.is_empty() && native.denied.is_empty() {
        native.allowed = serde_json::from_str(r#"[{"IPProtocol": "all"}]"#).ok()?;
    }
    let (_, resource) = undoubted(firewall_rule::normalise(native, &call.place()))?;
    sent_of(call.spec, &sent, FIELDS, &resource)
        .done(call.scope, is(call.id.clone()))
        .map(|deed| vec![deed])
}

/// What of a resource is told by the fields that were sent.
pub(super) fn sent_of(
    spec: &'static KindSpec,
    sent: &Request,
    table: &[(&str, &[&str])],
    resource: &Resource,
) -> Change {
    let known = fields(resource);
    let mut change = Change::of(spec);
    for (_, recorded) in table.iter().filter(|(key, _)| sent.has(key)) {
        for field in *recorded {
            let value =
                known.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone());
            change.set(&[field], value);
        }
    }
    change
}

/// The resource of a call.
pub(super) fn itself(call: &Call<'_>) -> Target {
    is(call.id.clone())
}
