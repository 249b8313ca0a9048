//! Trails, what they select, and the events of an account: the state of CloudTrail.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::regions::Region;

/// What CloudTrail knows in a region.
#[derive(Debug, Default)]
pub(crate) struct Trails {
    /// Those whose home this is, by name.
    pub(super) trails: BTreeMap<String, Trail>,
    /// The newest first: by the time from the end of all times, and the id.
    pub(super) events: BTreeMap<String, Value>,
}

/// One trail.
#[derive(Debug, Default)]
pub(super) struct Trail {
    pub(super) row: Value,
    pub(super) status: Value,
    pub(super) selectors: Value,
}

impl Trails {
    /// Takes the rows of `describe-trails` as trails at home.
    pub(super) fn listed(&mut self, rows: &Value) {
        for row in rows.as_array().unwrap() {
            let name = row["Name"].as_str().unwrap_or_default().to_owned();
            self.trails.entry(name).or_default().row = row.clone();
        }
    }

    pub(super) fn told_status(&mut self, name: &str, status: &Value) {
        self.trails.entry(name.to_owned()).or_default().status = status.clone();
    }

    pub(super) fn told_selectors(&mut self, name: &str, selectors: &Value) {
        self.trails.entry(name.to_owned()).or_default().selectors = selectors.clone();
    }

    /// A trail by its name or its ARN.
    pub(super) fn find(&self, name: &str) -> Option<&Trail> {
        self.trails.iter().find_map(|(own, trail)| {
            (own == name || trail.row["TrailARN"] == name).then_some(trail)
        })
    }
}

impl Region {
    /// A trail at home here, of all regions or of this one alone, that records every call.
    pub(crate) fn trail(mut self, name: &str, all_regions: bool) -> Self {
        let (account, region) = (&self.account, &self.name);
        let arn = format!("arn:aws:cloudtrail:{region}:{account}:trail/{name}");
        let row = json!({
            "Name": name, "TrailARN": arn, "HomeRegion": region, "S3BucketName": "example-records",
            "IsMultiRegionTrail": all_regions, "IncludeGlobalServiceEvents": all_regions,
            "IsOrganizationTrail": false, "LogFileValidationEnabled": true,
            "HasCustomEventSelectors": false, "HasInsightSelectors": false,
        });
        let selectors = json!({"TrailARN": arn, "EventSelectors": [{
            "ReadWriteType": "All", "IncludeManagementEvents": true, "DataResources": [],
            "ExcludeManagementEventSources": [],
        }]});
        self.trails.listed(&json!([row]));
        self.trails.told_status(name, &json!({"IsLogging": true}));
        self.trails.told_selectors(name, &selectors);
        self
    }

    /// Stops a trail.
    pub(crate) fn stopped(mut self, name: &str) -> Self {
        self.trails.told_status(name, &json!({"IsLogging": false}));
        self
    }

    /// Takes a trail away.
    pub(crate) fn without_trail(mut self, name: &str) -> Self {
        assert!(self.trails.trails.remove(name).is_some(), "no trail {name}");
        self
    }

    /// An event of the log, as a record of CloudTrail has it: `eventID`, `eventTime`, `eventName`, `eventSource` …
    pub(crate) fn event(mut self, record: &Value) -> Self {
        let text = |field: &str| record[field].as_str().unwrap_or_default();
        let time: Timestamp = text("eventTime").parse().unwrap();
        let identity = &record["userIdentity"];
        let user = ["userName", "principalId"].iter().find_map(|field| identity[*field].as_str());
        let listed = record["resources"].as_array().cloned().unwrap_or_default();
        let event = json!({
            "EventId": text("eventID"), "EventName": text("eventName"), "EventTime": time.as_second(),
            "EventSource": text("eventSource"), "Username": user, "Resources": listed,
            "ReadOnly": record["readOnly"].as_bool().unwrap_or(false).to_string(),
            "AccessKeyId": identity["accessKeyId"].as_str(), "CloudTrailEvent": record.to_string(),
        });
        let left = i64::MAX - time.as_second();
        self.trails.events.insert(format!("{left:020}-{}", text("eventID")), event);
        self
    }
}
