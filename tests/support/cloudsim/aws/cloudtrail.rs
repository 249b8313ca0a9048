//! CloudTrail, 2013-11-01: trails with their shadows in other regions, and the events of the last ninety days.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answers::json as json_answer;
use super::regions::Region;
use super::trails::Trail;
use super::{Call, words};
use crate::cloudsim::answer::Answer;
use crate::cloudsim::pages::{Token, cut};

/// The most events that a page holds.
const MOST: usize = 50;

pub(super) fn answer(call: &Call<'_>) -> Answer {
    let Some(region) = call.account.regions.get(&call.asked.region) else {
        return words::stranger(call.asked);
    };
    let known: &[&str] = match call.action {
        "DescribeTrails" => &["includeShadowTrails"],
        "GetTrailStatus" => &["Name"],
        "GetEventSelectors" => &["TrailName"],
        "LookupEvents" => &["StartTime", "EndTime", "MaxResults", "NextToken", "LookupAttributes"],
        _ => return words::unknown_action(call.asked),
    };
    let odd = call.asked.parameters.iter().find(|(name, _)| !known.contains(&name.as_str()));
    if let Some((name, value)) = odd {
        return words::bad_parameter(call.asked, name, value);
    }
    match call.action {
        "DescribeTrails" => json_answer(200, &json!({"trailList": rows(call, region)})),
        "GetTrailStatus" => about(call, region, "Name", |trail| &trail.status),
        "GetEventSelectors" => about(call, region, "TrailName", |trail| &trail.selectors),
        _ => events(call, region),
    }
}

/// The trails of the region, and the shadows of those that are at home elsewhere and record everywhere.
fn rows<'a>(call: &Call<'a>, here: &'a Region) -> Vec<&'a Value> {
    let with_shadows = call.asked.parameter("includeShadowTrails") != Some("false");
    let regions = call.account.regions.values();
    let mut rows = Vec::new();
    for region in regions {
        let is_home = region.name == here.name;
        let trails = region.trails.trails.values().map(|trail| &trail.row);
        rows.extend(
            trails.filter(|row| is_home || (with_shadows && row["IsMultiRegionTrail"] == true)),
        );
    }
    rows
}

/// An answer about one trail: by its name where it is at home, by its ARN everywhere.
fn about(
    call: &Call<'_>,
    here: &Region,
    parameter: &str,
    part: impl Fn(&Trail) -> &Value,
) -> Answer {
    let name = call.asked.parameter(parameter).unwrap_or_default();
    let at_home = here.trails.find(name);
    let mut regions = call.account.regions.values();
    let trail = at_home.or_else(|| {
        let by_arn = name.starts_with("arn:");
        regions.find_map(|region| region.trails.find(name)).filter(|_| by_arn)
    });
    match trail {
        Some(trail) => json_answer(200, part(trail)),
        None => {
            let message = format!("Unknown trail: {name} for the user: {}", call.account.number);
            words::error(call.asked, 400, "TrailNotFoundException", &message)
        }
    }
}

fn events(call: &Call<'_>, region: &Region) -> Answer {
    let time = |name| call.asked.parameter(name).and_then(|text| text.parse::<f64>().ok());
    let (start, end) = (time("StartTime"), time("EndTime"));
    if start.zip(end).is_some_and(|(start, end)| start > end) {
        let message = "The start time of events must be before the end time.";
        return words::error(call.asked, 400, "InvalidTimeRangeException", message);
    }
    let size = match call.asked.parameter("MaxResults").map(str::parse) {
        None => MOST,
        Some(Ok(size)) if (1..=MOST).contains(&size) => size,
        Some(_) => {
            let message = "The maximum number of results must be between 1 and 50.";
            return words::error(call.asked, 400, "InvalidMaxResultsException", message);
        }
    };
    let attributes = call.asked.parameter("LookupAttributes").unwrap_or("[]");
    let attributes: Vec<Value> = serde_json::from_str(attributes).unwrap_or_default();
    if attributes.len() > 1 {
        let message = "You can only specify one attribute.";
        return words::error(call.asked, 400, "InvalidLookupAttributesException", message);
    }
    let is_wanted = |event: &Value| {
        let at = event["EventTime"].as_f64().unwrap_or_default();
        start.is_none_or(|start| at >= start)
            && end.is_none_or(|end| at <= end)
            && attributes.iter().all(|attribute| has(event, attribute))
    };
    let wanted: BTreeMap<String, &Value> = region
        .trails
        .events
        .iter()
        .filter(|(_, event)| is_wanted(event))
        .map(|(key, event)| (key.clone(), event))
        .collect();
    // A token goes with the question that it came from.
    let question = format!("{start:?} {end:?} {attributes:?}");
    let Ok(token) = Token::read(&call.asked.list(&question), call.asked.token.as_deref()) else {
        return words::bad_token(call.asked);
    };
    let page = cut(&wanted, &token, call.estate.page_for(size), call.twist());
    let mut body = json!({"Events": page.items});
    if let Some(next) = page.next {
        body["NextToken"] = next.into();
    }
    json_answer(200, &body)
}

/// Whether an event has what is looked up.
fn has(event: &Value, attribute: &Value) -> bool {
    let (Some(key), value) = (attribute["AttributeKey"].as_str(), &attribute["AttributeValue"])
    else {
        return false;
    };
    match key {
        "ResourceName" | "ResourceType" => event["Resources"]
            .as_array()
            .is_some_and(|resources| resources.iter().any(|one| one[key] == *value)),
        "ReadOnly" | "Username" | "EventId" | "EventName" | "EventSource" | "AccessKeyId" => {
            event[key] == *value
        }
        _ => false,
    }
}
