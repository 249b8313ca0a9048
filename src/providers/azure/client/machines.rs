//! Machines, and which of them run.
//!
//! Resource Manager tells of a machine in one list, and whether it runs in another. `az vm list --show-details` asks for
//! both and prints one, so a dump has both in one; here what the second list says is put into the first.

use std::collections::HashMap;

use serde_json::Value;

use super::manager::Sheet;
use crate::model::{Coverage, Status};
use crate::providers::live::desk::Listed;

/// What a machine is doing, and what Resource Manager calls that.
const VIEW: &str = "instanceView";

/// The list of machines, each with what it is doing. Without that a machine counts as one that runs, so what is not known
/// of it leaves a part.
pub(super) fn with_statuses(machines: Listed<Sheet>, statuses: Listed<Sheet>) -> Listed<Sheet> {
    let Listed { call, pages, mut coverage } = machines;
    let Listed { call: _, pages: views, coverage: told } = statuses;
    let views: HashMap<String, Value> =
        views.iter().flatten().flat_map(|sheet| views_on(&sheet.json)).collect();
    coverage.count(&told);
    let Coverage { status, reason, calls: _, pages: _, effort: _ } = told;
    if let Some(reason) = reason
        && status != Status::Complete
        && coverage.status == Status::Complete
    {
        coverage.lower(Status::Partial, &format!("which machines run is not known: {reason}"));
    }
    let with_views = |sheet: Sheet| Sheet { json: viewed(&sheet.json, &views), ..sheet };
    let pages = pages.into_iter().map(|page| page.into_iter().map(with_views).collect()).collect();
    Listed { call, pages, coverage }
}

/// The machines on a page, by their ids in one spelling, and what each is doing.
fn views_on(page: &[u8]) -> Vec<(String, Value)> {
    let page: Value = serde_json::from_slice(page).unwrap_or_default();
    let items = page.get("value").and_then(Value::as_array).into_iter().flatten();
    let view = |item: &Value| {
        let id = item.get("id")?.as_str()?.to_lowercase();
        Some((id, item.get("properties")?.get(VIEW)?.clone()))
    };
    items.filter_map(view).collect()
}

/// A page with what its machines are doing. One that can't be read stays as it is, and is told of by who reads it.
fn viewed(page: &[u8], views: &HashMap<String, Value>) -> Vec<u8> {
    let Ok(mut read) = serde_json::from_slice::<Value>(page) else { return page.to_vec() };
    let items = read.get_mut("value").and_then(Value::as_array_mut).into_iter().flatten();
    for item in items {
        let id = item.get("id").and_then(Value::as_str).map(str::to_lowercase);
        let properties = item.get_mut("properties").and_then(Value::as_object_mut);
        if let (Some(view), Some(properties)) = (id.and_then(|id| views.get(&id)), properties) {
            properties.insert(VIEW.to_owned(), view.clone());
        }
    }
    serde_json::to_vec(&read).unwrap_or_else(|_| page.to_vec())
}
