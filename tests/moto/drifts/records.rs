//! What records, and machines.

use serde_json::{Value, json};

use super::{OTHER_TRAIL, World};
use crate::aws::{ACCOUNT, text};
use crate::dice::Dice;
use crate::estate::{BUCKET, RECORDER, TRAIL};

pub(super) fn trail_stopped(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.aws.tries("cloudtrail", "stop-logging", &json!({ "Name": TRAIL }))
}

pub(super) fn trail_edited(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let mut edit = json!({ "Name": TRAIL });
    match dice.below(3) {
        0 => edit["S3KeyPrefix"] = dice.text().into(),
        1 => edit["EnableLogFileValidation"] = true.into(),
        _ => {
            edit["IsMultiRegionTrail"] = false.into();
            edit["S3KeyPrefix"] = "elsewhere".into();
        }
    }
    world.aws.tries("cloudtrail", "update-trail", &edit)
}

/// The other trail has selectors in the newer form, and gets none in the older: AWS has one form or the other, moto keeps both then, and no call brings
/// back what AWS can't have.
pub(super) fn events_chosen(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let mut choice = match dice.below(3) {
        0 => {
            json!({ "EventSelectors": [{ "ReadWriteType": "WriteOnly", "IncludeManagementEvents": true }] })
        }
        1 => json!({ "EventSelectors": [{ "ReadWriteType": "All", "IncludeManagementEvents": false,
            "DataResources": [{ "Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::b/", "arn:aws:s3:::a/"] }] }] }),
        _ => {
            let conditions = json!([{ "Field": "eventCategory", "Equals": ["Data"] },
                { "Field": "resources.type", "Equals": ["AWS::S3::Object"] }]);
            json!({ "TrailName": OTHER_TRAIL, "AdvancedEventSelectors":
                [{ "Name": dice.text(), "FieldSelectors": conditions }] })
        }
    };
    if choice["TrailName"].is_null() {
        choice["TrailName"] = dice.pick(&[TRAIL, OTHER_TRAIL]).into();
    }
    if choice["TrailName"] == OTHER_TRAIL && choice["AdvancedEventSelectors"].is_null() {
        return None;
    }
    world.aws.tries("cloudtrail", "put-event-selectors", &choice)
}

pub(super) fn recorder_stopped(world: &World<'_>, _: &mut Dice) -> Option<()> {
    world.aws.tries(
        "configservice",
        "stop-configuration-recorder",
        &json!({ "ConfigurationRecorderName": RECORDER }),
    )
}

pub(super) fn recorder_narrowed(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let types = dice.pick(&["AWS::EC2::Instance", "AWS::EC2::Subnet"]);
    let group = if dice.one_in(2) {
        json!({ "resourceTypes": [types, "AWS::EC2::VPC"] })
    } else {
        json!({ "exclusionByResourceTypes": { "resourceTypes": [types] },
            "recordingStrategy": { "useOnly": "EXCLUSION_BY_RESOURCE_TYPES" } })
    };
    let role = format!("arn:aws:iam::{ACCOUNT}:role/{}", dice.pick(&["config", "other"]));
    world.aws.tries(
        "configservice",
        "put-configuration-recorder",
        &json!({ "ConfigurationRecorder": { "name": RECORDER, "roleARN": role, "recordingGroup": group } }),
    )
}

pub(super) fn channel_edited(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let prefix = dice.text();
    world.aws.tries(
        "configservice",
        "put-delivery-channel",
        &json!({ "DeliveryChannel": { "name": RECORDER, "s3BucketName": BUCKET, "s3KeyPrefix": prefix } }),
    )
}

pub(super) fn an_instance(world: &World<'_>, dice: &mut Dice) -> Option<String> {
    let rows = world.rows("describe-instances", "Reservations");
    let instances: Vec<Value> =
        rows.iter().flat_map(|row| row["Instances"].as_array().unwrap()).cloned().collect();
    dice.of(&instances).map(|one| text(&one["InstanceId"]))
}

/// All of it at once: moto forgets what a call does not name.
pub(super) fn metadata_service(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let instance = an_instance(world, dice)?;
    world.call(
        "modify-instance-metadata-options",
        json!({ "InstanceId": instance, "HttpTokens": "required", "HttpEndpoint": "disabled",
            "HttpPutResponseHopLimit": 2 + dice.below(4), "HttpProtocolIpv6": "enabled",
            "InstanceMetadataTags": "enabled" }),
    )
}

pub(super) fn profile(world: &World<'_>, dice: &mut Dice) -> Option<()> {
    let instance = an_instance(world, dice)?;
    let name = dice.pick(&["admin", "reader"]);
    world.call(
        "associate-iam-instance-profile",
        json!({ "InstanceId": instance, "IamInstanceProfile": { "Name": name } }),
    )
}

/// An elastic address that nothing has yet.
pub(super) fn public_address(world: &World<'_>, _: &mut Dice) -> Option<()> {
    let known = world.aws.ec2("describe-addresses", &json!({}));
    let free =
        known["Addresses"].as_array()?.iter().find(|one| !one["AssociationId"].is_string())?;
    world.call(
        "associate-address",
        json!({ "AllocationId": free["AllocationId"], "NetworkInterfaceId": world.estate.interface }),
    )
}
