//! Calls that change the recorder of AWS Config, and what delivers its records.
//!
//! Putting a recorder makes one or changes one, and the log does not say which. What delivers is recorded of the recorder, which is
//! found by the channel that it has afterwards, or had before.

use serde_json::Value;

use super::deeds::{Call, Change, Deeds, has, is, read, recorded};
use super::subjects::RECORDER;
use crate::model::{Deed, Done, Target};
use crate::providers::aws::native;
use crate::providers::aws::parse::config_recorder::{delivering, normalise};
use crate::providers::normalised::Known;

/// What a recorder and a channel are called when nobody names them.
const USUAL: &str = "default";

/// `PutConfigurationRecorder`. What a request leaves out is left to AWS, and not told.
pub(super) fn put(call: &Call<'_>) -> Deeds {
    let given = call.request.get("configurationRecorder");
    let Some(value) = given.value().filter(|value| value.is_object()) else {
        return call.lacks("which recorder it is about (`configurationRecorder`)");
    };
    let name = given.get("name").text().unwrap_or_else(|| USUAL.to_owned());
    let target = is(name.as_str());
    let untold = call.deed(RECORDER, target.clone(), Done::Touched(&[]));
    let Ok(mut recorder) = serde_json::from_value::<native::ConfigRecorder>(value.clone()) else {
        return Ok(vec![untold]);
    };
    recorder.name = Some(name);
    let has_types = recorder.recording_group.is_some();
    let has_modes = recorder.recording_mode.is_some();
    recorder.recording_group.get_or_insert_default();
    let Some((_, whole)) = read(normalise(recorder, None, Known::Unread)) else {
        return Ok(vec![untold]);
    };
    let whole = whole.durable.value().unwrap_or_default();
    let mut change = Change::of(RECORDER);
    let mut fields = vec!["role"];
    if has_types {
        fields.extend(["types", "excluded", "global_types"]);
    }
    if has_modes {
        fields.extend(["continuous", "daily"]);
    }
    for field in fields {
        let to = whole.get(field).cloned();
        if to.is_some() || field != "role" {
            change.set(&[field], to);
        }
    }
    Ok(vec![change.done(call.place(None), target).unwrap_or(untold)])
}

/// The recorder that a call names.
fn named(call: &Call<'_>) -> Result<Target, String> {
    call.given("configurationRecorderName").map(is)
}

/// `StartConfigurationRecorder` and `StopConfigurationRecorder`.
pub(super) fn switch(call: &Call<'_>) -> Deeds {
    let mut change = Change::of(RECORDER);
    let runs = call.name.starts_with("Start");
    change.set(&["logging"], Some(Value::Bool(runs)));
    Ok(change.done(call.place(None), named(call)?).into_iter().collect())
}

/// `DeleteConfigurationRecorder`.
pub(super) fn delete(call: &Call<'_>) -> Deeds {
    Ok(vec![call.deed(RECORDER, named(call)?, Done::Went)])
}

/// `PutDeliveryChannel`.
pub(super) fn deliver(call: &Call<'_>) -> Deeds {
    let given = call.request.get("deliveryChannel");
    let name = given.get("name").text().unwrap_or_else(|| USUAL.to_owned());
    let frequency = given.get("configSnapshotDeliveryProperties").get("deliveryFrequency").text();
    let channel = delivering(native::DeliveryChannel {
        config_snapshot_delivery_properties: frequency
            .map(|frequency| native::SnapshotDelivery { delivery_frequency: Some(frequency) }),
        name: Some(name.clone()),
        s3_bucket_name: given.get("s3BucketName").text(),
        s3_key_prefix: given.get("s3KeyPrefix").text(),
        s3_kms_key_arn: given.get("s3KmsKeyArn").text(),
        sns_topic_arn: given.get("snsTopicARN").text(),
    });
    let mut change = Change::of(RECORDER);
    change.set(&["channel"], Some(recorded(&channel)));
    Ok(change.done(call.place(None), of_channel(name)).into_iter().collect())
}

/// `DeleteDeliveryChannel`.
pub(super) fn deliver_no_more(call: &Call<'_>) -> Deeds {
    let mut change = Change::of(RECORDER);
    change.set(&["channel"], None);
    let target = of_channel(call.given("deliveryChannelName")?);
    Ok(change.done(call.place(None), target).into_iter().collect())
}

fn of_channel(name: String) -> Target {
    has(&["channel", "name"], name)
}

/// Calls about the recorder of a service, or by its ARN: the answer has its name.
fn answered(call: &Call<'_>) -> Result<String, String> {
    let response = call.response;
    let name = response.get("name").text();
    let name = name.or_else(|| response.get("configurationRecorder").get("name").text());
    match name {
        Some(name) => Ok(name),
        None => call.lacks("which recorder it is about (`name`)"),
    }
}

/// `PutServiceLinkedConfigurationRecorder`.
pub(super) fn put_of_service(call: &Call<'_>) -> Deeds {
    let mut change = Change::of(RECORDER);
    change.say(&["service"], call.request.get("servicePrincipal").text());
    Ok(change.came(call.place(None), is(answered(call)?)))
}

/// `DeleteServiceLinkedConfigurationRecorder`.
pub(super) fn delete_of_service(call: &Call<'_>) -> Deeds {
    Ok(vec![call.deed(RECORDER, is(answered(call)?), Done::Went)])
}

/// `AssociateResourceTypes` and `DisassociateResourceTypes`.
pub(super) fn types(call: &Call<'_>) -> Deeds {
    let name = answered(call)?;
    let mut change = Change::of(RECORDER);
    for kind in call.request.get("resourceTypes").texts() {
        if call.name.starts_with("Associate") {
            change.comes("types", Value::String(kind));
        } else {
            change.goes("types", Value::String(kind));
        }
    }
    let untold: Deed = call.deed(RECORDER, is(name.as_str()), Done::Touched(&["types"]));
    Ok(vec![change.done(call.place(None), is(name)).unwrap_or(untold)])
}
