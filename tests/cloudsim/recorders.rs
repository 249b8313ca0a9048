//! AWS Config: the recorder of a region, whether it runs and what delivers, as AWS's own client reads them.

use serde_json::json;

use super::cloudsim::{Cloud, Estate};
use super::vendors::{call, vendor};
use super::{ACCOUNT, REGION};

/// The service of a subcommand of `aws`.
pub(crate) fn service(subcommand: &str) -> &'static str {
    let is_of = |words: [&str; 2]| words.iter().any(|word| subcommand.contains(word));
    match () {
        () if is_of(["trail", "selectors"]) => "cloudtrail",
        () if is_of(["recorder", "delivery"]) => "config",
        () => "ec2",
    }
}

#[test]
fn a_recorder_is_told_in_three_answers_of_one_page() {
    let estate = Estate::default().aws(ACCOUNT, |account| {
        account.region(REGION, |region| region.recorder("default")).region("us-east-1", |none| none)
    });
    let cloud = Cloud::start(estate);
    let calls = [
        "describe_configuration_recorders",
        "describe_configuration_recorder_status",
        "describe_delivery_channels",
    ]
    .map(|name| call("config", name, json!({}), None));
    let answers = vendor("aws", &cloud, &calls);
    assert_eq!(answers[0]["ConfigurationRecorders"][0]["recordingGroup"]["allSupported"], true);
    assert_eq!(answers[1]["ConfigurationRecordersStatus"][0]["recording"], true);
    assert_eq!(answers[2]["DeliveryChannels"][0]["s3BucketName"], "example-records");
    let named = json!({"ConfigurationRecorderNames": ["default"]});
    let refused =
        vendor("aws", &cloud, &[call("config", "describe_configuration_recorders", named, None)]);
    assert_eq!(refused[0]["code"], "ValidationException");
}
