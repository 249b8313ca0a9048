//! The recorder of AWS Config, whether it records, and where it delivers.

use serde::Deserialize;

/// A recorder of `describe-configuration-recorders`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ConfigRecorder {
    pub(crate) arn: Option<String>,
    pub(crate) connector_arn: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) recording_group: Option<RecordingGroup>,
    pub(crate) recording_mode: Option<RecordingMode>,
    #[serde(rename = "roleARN")]
    pub(crate) role_arn: Option<String>,
    pub(crate) scope_configuration: Option<RecordingScope>,
    pub(crate) service_principal: Option<String>,
}

/// Which types of resources are recorded.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct RecordingGroup {
    pub(crate) all_supported: bool,
    pub(crate) exclusion_by_resource_types: Option<ExcludedTypes>,
    pub(crate) include_global_resource_types: bool,
    pub(crate) recording_strategy: Option<RecordingStrategy>,
    pub(crate) resource_types: Vec<String>,
}

/// Types that are left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ExcludedTypes {
    pub(crate) resource_types: Vec<String>,
}

/// Whether types are chosen by naming them, or by leaving others out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct RecordingStrategy {
    pub(crate) use_only: Option<String>,
}

/// How often is recorded.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct RecordingMode {
    pub(crate) recording_frequency: String,
    pub(crate) recording_mode_overrides: Vec<RecordingModeOverride>,
}

/// How often some types are recorded.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct RecordingModeOverride {
    pub(crate) recording_frequency: String,
    pub(crate) resource_types: Vec<String>,
}

/// What is recorded of another vendor's cloud.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct RecordingScope {
    pub(crate) all_regions: bool,
    pub(crate) included_regions: Vec<String>,
    pub(crate) scope_type: String,
    pub(crate) scope_values: Vec<String>,
}

/// A recorder of `describe-configuration-recorder-status`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ConfigRecorderStatus {
    pub(crate) last_error_code: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) recording: Option<bool>,
}

/// A channel of `describe-delivery-channels`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct DeliveryChannel {
    pub(crate) config_snapshot_delivery_properties: Option<SnapshotDelivery>,
    pub(crate) name: Option<String>,
    pub(crate) s3_bucket_name: Option<String>,
    pub(crate) s3_key_prefix: Option<String>,
    pub(crate) s3_kms_key_arn: Option<String>,
    #[serde(rename = "snsTopicARN")]
    pub(crate) sns_topic_arn: Option<String>,
}

/// How often the state of everything is delivered.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SnapshotDelivery {
    pub(crate) delivery_frequency: Option<String>,
}
