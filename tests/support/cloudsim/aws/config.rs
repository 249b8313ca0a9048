//! AWS Config, 2014-11-12: the recorder of a region, whether it runs, and what delivers.

use serde_json::{Value, json};

use super::answers::json as json_answer;
use super::regions::Region;
use super::{Call, words};
use crate::cloudsim::answer::Answer;

/// What Config knows in a region: rows as `aws configservice` prints them.
#[derive(Debug, Default)]
pub(crate) struct Recorders {
    pub(super) recorders: Vec<Value>,
    pub(super) statuses: Vec<Value>,
    pub(super) channels: Vec<Value>,
}

pub(super) fn answer(call: &Call<'_>) -> Answer {
    let Some(region) = call.account.regions.get(&call.asked.region) else {
        return words::stranger(call.asked);
    };
    let Recorders { recorders, statuses, channels } = &region.recorders;
    let (list, rows) = match call.action {
        "DescribeConfigurationRecorders" => ("ConfigurationRecorders", recorders),
        "DescribeConfigurationRecorderStatus" => ("ConfigurationRecordersStatus", statuses),
        "DescribeDeliveryChannels" => ("DeliveryChannels", channels),
        _ => return words::unknown_action(call.asked),
    };
    // Everything is asked about at once, and comes on one page.
    if let Some((name, value)) = call.asked.parameters.iter().next() {
        return words::bad_parameter(call.asked, name, value);
    }
    json_answer(200, &json!({ list: rows }))
}

impl Region {
    /// A recorder of every type that runs, and delivers to a bucket.
    pub(crate) fn recorder(mut self, name: &str) -> Self {
        let (account, region) = (&self.account, &self.name);
        let arn = format!("arn:aws:config:{region}:{account}:configuration-recorder/{name}/0001");
        let recorder = json!({
            "arn": arn, "name": name, "roleARN": format!("arn:aws:iam::{account}:role/config"),
            "recordingGroup": {"allSupported": true, "includeGlobalResourceTypes": true, "resourceTypes": []},
            "recordingMode": {"recordingFrequency": "CONTINUOUS"},
        });
        let status = json!({"arn": arn, "name": name, "recording": true});
        self.recorders = Recorders {
            recorders: vec![recorder],
            statuses: vec![status],
            channels: vec![json!({"name": name, "s3BucketName": "example-records"})],
        };
        self
    }
}
