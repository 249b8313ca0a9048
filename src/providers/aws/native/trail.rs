//! CloudTrail trails.

use serde::Deserialize;

/// A trail of `describe-trails`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct Trail {
    pub(crate) cloud_watch_logs_log_group_arn: Option<String>,
    pub(crate) cloud_watch_logs_role_arn: Option<String>,
    pub(crate) has_custom_event_selectors: Option<bool>,
    pub(crate) has_insight_selectors: Option<bool>,
    pub(crate) home_region: Option<String>,
    pub(crate) include_global_service_events: Option<bool>,
    pub(crate) is_multi_region_trail: Option<bool>,
    pub(crate) is_organization_trail: Option<bool>,
    pub(crate) kms_key_id: Option<String>,
    pub(crate) log_file_validation_enabled: Option<bool>,
    pub(crate) name: Option<String>,
    pub(crate) recursive_logging: Option<bool>,
    pub(crate) s3_bucket_name: Option<String>,
    pub(crate) s3_key_prefix: Option<String>,
    #[serde(rename = "SnsTopicARN")]
    pub(crate) sns_topic_arn: Option<String>,
    #[serde(rename = "TrailARN")]
    pub(crate) trail_arn: Option<String>,
}

/// The answer of `get-trail-status`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct TrailStatus {
    pub(crate) is_logging: Option<bool>,
    pub(crate) latest_cloud_watch_logs_delivery_error: Option<String>,
    pub(crate) latest_delivery_error: Option<String>,
    pub(crate) latest_digest_delivery_error: Option<String>,
    pub(crate) latest_notification_error: Option<String>,
}

/// The answer of `get-event-selectors`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct EventSelectors {
    pub(crate) advanced_event_selectors: Vec<AdvancedEventSelector>,
    pub(crate) event_selectors: Vec<EventSelector>,
    #[serde(rename = "TrailARN")]
    pub(crate) trail_arn: Option<String>,
}

/// What is recorded, in the older form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct EventSelector {
    pub(crate) data_resources: Vec<DataResource>,
    pub(crate) exclude_management_event_sources: Vec<String>,
    pub(crate) include_management_events: Option<bool>,
    pub(crate) read_write_type: Option<String>,
}

/// Objects whose use is recorded.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct DataResource {
    pub(crate) r#type: Option<String>,
    pub(crate) values: Vec<String>,
}

/// What is recorded, in the newer form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct AdvancedEventSelector {
    pub(crate) field_selectors: Vec<AdvancedFieldSelector>,
    pub(crate) name: Option<String>,
}

/// A condition on one field of an event.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct AdvancedFieldSelector {
    pub(crate) ends_with: Vec<String>,
    pub(crate) equals: Vec<String>,
    pub(crate) field: Option<String>,
    pub(crate) not_ends_with: Vec<String>,
    pub(crate) not_equals: Vec<String>,
    pub(crate) not_starts_with: Vec<String>,
    pub(crate) starts_with: Vec<String>,
}
