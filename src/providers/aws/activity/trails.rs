//! Calls that change trails.
//!
//! A trail is named by its name, or by its ARN, which says where its home is. A call by name is taken where the home is, as CloudTrail
//! takes it nowhere else.

use serde_json::Value;

use super::deeds::{Call, Change, Deeds, deed, is, recorded};
use super::parameters::Said;
use super::subjects::TRAIL;
use crate::model::{Done, Scope, Target};
use crate::providers::aws::native;
use crate::providers::aws::parse::event_selectors::{Selector, read_selectors};
use crate::providers::normalised::Known;

/// The trail that a call names, and where its home is.
fn trail(call: &Call<'_>) -> Result<(Scope, Target), String> {
    let named = call.request.any(&["name", "trailName"]).text();
    let Some(named) = named.or_else(|| call.response.any(&["trailARN", "name"]).text()) else {
        return call.lacks("which trail it is about (`name`, `trailName`)");
    };
    // `arn:aws:cloudtrail:eu-west-1:111122223333:trail/main`
    let parts: Vec<&str> = named.splitn(6, ':').collect();
    if let ["arn", _, _, region, account, rest] = parts[..] {
        let name = rest.strip_prefix("trail/").unwrap_or(rest);
        return Ok((call.place_in(Some(account), Some(region)), is(name)));
    }
    Ok((call.place(None), is(named)))
}

/// What a request and an answer call the fields of a trail, and what they are recorded as.
const TEXTS: &[(&str, &str)] = &[
    ("cloudWatchLogsLogGroupArn", "log_group"),
    ("cloudWatchLogsRoleArn", "log_role"),
    ("s3BucketName", "bucket"),
    ("s3KeyPrefix", "prefix"),
];

const SWITCHES: &[(&str, &str, &str)] = &[
    ("includeGlobalServiceEvents", "includeGlobalServiceEvents", "global_events"),
    ("isMultiRegionTrail", "isMultiRegionTrail", "multi_region"),
    ("isOrganizationTrail", "isOrganizationTrail", "organization"),
    ("enableLogFileValidation", "logFileValidationEnabled", "validation"),
];

/// The configuration of a trail. An answer has all of it, and what it does not have is not set; a request has what was asked for.
fn configured(call: &Call<'_>) -> Change {
    let mut change = Change::of(TRAIL);
    let (request, response) = (call.request, call.response);
    let is_answered = response.any(&["trailARN", "s3BucketName"]).is_said();
    let text = |answer: Said<'_>| answer.text().map(Value::String);
    for (name, field) in TEXTS {
        if is_answered {
            change.set(&[field], text(response.get(name)));
        } else if request.get(name).is_there() {
            change.set(&[field], text(request.get(name)));
        }
    }
    for (asked, answered, field) in SWITCHES {
        let told = if is_answered { response.get(answered) } else { request.get(asked) };
        change.switch(&[field], told.switch());
    }
    // The key and the topic are recorded by their ARNs, and can be asked for by other names.
    let is_arn = |text: &String| text.starts_with("arn:");
    if is_answered {
        change.set(&["key"], text(response.get("kmsKeyId")));
        change.set(&["topic"], text(response.get("snsTopicARN")));
    } else {
        change.say(&["key"], request.get("kmsKeyId").text().filter(is_arn));
        change.say(&["topic"], request.get("snsTopicName").text().filter(is_arn));
    }
    change
}

/// `CreateTrail`. A new trail does not record until it is told to. Which events it will is not told.
pub(super) fn create(call: &Call<'_>) -> Deeds {
    let (place, target) = trail(call)?;
    let mut change = configured(call);
    change.set(&["logging"], Some(Value::Bool(false)));
    Ok(change.came(place, target))
}

/// `UpdateTrail`.
pub(super) fn update(call: &Call<'_>) -> Deeds {
    let (place, target) = trail(call)?;
    let untold = deed(place.clone(), TRAIL, target.clone(), Done::Touched(&[]));
    Ok(vec![configured(call).done(place, target).unwrap_or(untold)])
}

/// `DeleteTrail`.
pub(super) fn delete(call: &Call<'_>) -> Deeds {
    let (place, target) = trail(call)?;
    Ok(vec![deed(place, TRAIL, target, Done::Went)])
}

/// `StartLogging` and `StopLogging`.
pub(super) fn switch(call: &Call<'_>) -> Deeds {
    let (place, target) = trail(call)?;
    let mut change = Change::of(TRAIL);
    change.set(&["logging"], Some(Value::Bool(call.name == "StartLogging")));
    Ok(change.done(place, target).into_iter().collect())
}

/// `PutEventSelectors`: all that were chosen before are gone.
pub(super) fn select(call: &Call<'_>) -> Deeds {
    let (place, target) = trail(call)?;
    let is_answered = call.response.any(&["eventSelectors", "advancedEventSelectors"]).is_said();
    let said = if is_answered { call.response } else { call.request };
    let (plain, advanced) = read_selectors(native::EventSelectors {
        advanced_event_selectors: said
            .get("advancedEventSelectors")
            .list()
            .into_iter()
            .map(advanced_selector)
            .collect(),
        event_selectors: said.get("eventSelectors").list().into_iter().map(selector).collect(),
        trail_arn: None,
    });
    let mut change = Change::of(TRAIL);
    let is_usual = matches!(&plain, Known::Read(list) if matches!(&list[..], [one] if is_usual(one)))
        && advanced.is_none();
    change.set(&["advanced_selectors"], some(&advanced));
    change.set(&["selectors"], some(&plain));
    change.switch(&["custom_selectors"], Some(!is_usual));
    Ok(change.done(place, target).into_iter().collect())
}

fn some<T: serde::Serialize + Default + PartialEq>(list: &Known<T>) -> Option<Value> {
    (!list.is_none()).then(|| recorded(list))
}

/// Whether it is what CloudTrail chooses by itself: all management events.
fn is_usual(selector: &Selector) -> bool {
    let Selector { data, excluded, management, read_write } = selector;
    let all = read_write.as_deref().is_none_or(|which| which == "All");
    data.is_empty() && excluded.is_empty() && *management && all
}

fn selector(one: Said<'_>) -> native::EventSelector {
    native::EventSelector {
        data_resources: one
            .get("dataResources")
            .list()
            .into_iter()
            .map(|data| native::DataResource {
                r#type: data.get("type").text(),
                values: data.get("values").texts(),
            })
            .collect(),
        exclude_management_event_sources: one.get("excludeManagementEventSources").texts(),
        // Left out of a request, both have these values (CloudTrail API reference, `EventSelector`).
        include_management_events: one.get("includeManagementEvents").switch().or(Some(true)),
        read_write_type: one.get("readWriteType").text().or_else(|| Some("All".to_owned())),
    }
}

fn advanced_selector(one: Said<'_>) -> native::AdvancedEventSelector {
    native::AdvancedEventSelector {
        field_selectors: one
            .get("fieldSelectors")
            .list()
            .into_iter()
            .map(|field| native::AdvancedFieldSelector {
                ends_with: field.get("endsWith").texts(),
                equals: field.get("equals").texts(),
                field: field.get("field").text(),
                not_ends_with: field.get("notEndsWith").texts(),
                not_equals: field.get("notEquals").texts(),
                not_starts_with: field.get("notStartsWith").texts(),
                starts_with: field.get("startsWith").texts(),
            })
            .collect(),
        name: one.get("name").text(),
    }
}

/// `PutInsightSelectors`.
pub(super) fn insights(call: &Call<'_>) -> Deeds {
    let (place, target) = trail(call)?;
    let some = !call.request.get("insightSelectors").list().is_empty();
    let mut change = Change::of(TRAIL);
    change.switch(&["insight_selectors"], Some(some));
    Ok(change.done(place, target).into_iter().collect())
}
