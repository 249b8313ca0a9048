//! Flow logs.

use serde::Deserialize;

use super::tag::Tag;

/// A flow log of `describe-flow-logs`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct FlowLog {
    pub(crate) deliver_cross_account_role: Option<String>,
    pub(crate) deliver_logs_error_message: Option<String>,
    pub(crate) deliver_logs_permission_arn: Option<String>,
    pub(crate) deliver_logs_status: Option<String>,
    pub(crate) destination_options: Option<DestinationOptions>,
    pub(crate) flow_log_id: Option<String>,
    pub(crate) flow_log_status: Option<String>,
    pub(crate) log_destination: Option<String>,
    pub(crate) log_destination_type: Option<String>,
    pub(crate) log_format: Option<String>,
    pub(crate) log_group_name: Option<String>,
    pub(crate) max_aggregation_interval: Option<i64>,
    pub(crate) resource_id: Option<String>,
    pub(crate) tag_field_specifications: Vec<TagFieldSpecification>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) traffic_type: Option<String>,
}

/// How files are laid out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct DestinationOptions {
    pub(crate) file_format: Option<String>,
    pub(crate) hive_compatible_partitions: Option<bool>,
    pub(crate) per_hour_partition: Option<bool>,
}

/// Tags that are written into the log.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct TagFieldSpecification {
    pub(crate) resource_type: Option<String>,
    pub(crate) tag_keys: Vec<String>,
}
