//! Reserved addresses. Google picks the address unless it is asked for one, and its entries do not say which.

use serde_json::Value;

use super::calls::Call;
use super::firewalls::{became, itself, last};
use crate::model::Deed;
use crate::providers::deeds::{Change, undoubted};
use crate::providers::gcp::native;
use crate::providers::gcp::parse::address::normalise;

pub(super) fn insert(call: &Call<'_>) -> Option<Vec<Deed>> {
    if call.request.is_empty() {
        return None;
    }
    let request = call.request.under(&["address_resource", "addressResource"]);
    let request = request.or("name", last(call.name)).or("selfLink", call.name);
    let mut address: native::Address = request.read_as()?;
    address.id.clone_from(&call.target_id);
    let is_asked_for = address.address.is_some() && address.network_tier.is_some();
    if is_asked_for {
        return Some(vec![became(call, normalise(address, &call.place()), true)?]);
    }
    let (_, resource) = undoubted(normalise(address, &call.place()))?;
    let mut change = Change::of(call.spec);
    change.tell(&resource, &[]);
    Some(change.came(call.scope, itself(call)))
}

pub(super) fn labels(call: &Call<'_>) -> Option<Vec<Deed>> {
    let mut change = Change::of(call.spec);
    change.set(&["labels"], labels_of(call)?);
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

/// All labels that something has from then on; nothing where it has none.
pub(super) fn labels_of(call: &Call<'_>) -> Option<Option<Value>> {
    if call.request.is_empty() {
        return None;
    }
    let labels = call.request.get("labels").and_then(Value::as_object);
    Some(labels.filter(|labels| !labels.is_empty()).map(|labels| Value::Object(labels.clone())))
}
