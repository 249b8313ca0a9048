//! VPC flow logs.

use serde::{Deserialize, Serialize};

use super::tags::{Tags, tags};
use crate::model::{Bears, Field, Kind, KindSpec, Less, Matching, Provider, Role};
use crate::providers::aws::calls::DESCRIBE_FLOW_LOGS;
use crate::providers::aws::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, is_off, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "flow-log"),
    title: "flow log",
    role: Role::Monitoring,
    calls: &[required(DESCRIBE_FLOW_LOGS)],
    identity: "the flow log id, which AWS never gives to another; a flow log can't be edited, only made again",
    named_by: &["tags.Name", "resource"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("cross_account_role", Bears::Logging, "without it nothing is delivered"),
    Field::durable("destination", Bears::Logging, "where records go").records(Less::Elsewhere, ""),
    Field::durable("destination_type", Bears::Logging, "where records go"),
    Field::durable("files", Bears::Logging, "how files of records are laid out"),
    Field::durable("format", Bears::Logging, "what is in a record"),
    Field::durable("log_group", Bears::Logging, "where records go"),
    Field::durable("max_interval", Bears::Logging, "how coarse records are, in seconds")
        .records(Less::Higher, "short intervals"),
    Field::durable("resource", Bears::Logging, "whose traffic is recorded"),
    Field::durable("role", Bears::Logging, "without it nothing is delivered"),
    Field::list(
        "tag_fields",
        Bears::Logging,
        Matching::Keyed(&["resource"]),
        "which tags are in a record",
    ),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::durable("traffic", Bears::Logging, "which traffic is recorded")
        .records(Less::Not("ALL"), "all traffic"),
    Field::context("delivery", Bears::Logging, "records that can't be delivered are lost"),
    Field::context("delivery_error", Bears::Logging, "why records can't be delivered"),
    Field::context("status", Bears::Logging, "whether it records"),
    Field::volatile("CreationTime", "a timestamp"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cross_account_role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) destination: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) destination_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) files: Option<Files>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log_group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_interval: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resource: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tag_fields: Vec<TagField>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) traffic: Option<String>,
}

/// How files are laid out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Files {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) hive_compatible: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) per_hour: bool,
}

/// Tags of one sort of resource that are in a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct TagField {
    pub(crate) keys: Vec<String>,
    pub(crate) resource: String,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) delivery: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) delivery_error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
}

/// Makes a flow log's resource.
pub(crate) fn normalise(log: native::FlowLog) -> Outcome {
    let native::FlowLog {
        deliver_cross_account_role,
        deliver_logs_error_message,
        deliver_logs_permission_arn,
        deliver_logs_status,
        destination_options,
        flow_log_id,
        flow_log_status,
        log_destination,
        log_destination_type,
        log_format,
        log_group_name,
        max_aggregation_interval,
        resource_id,
        tag_field_specifications,
        tags: labels,
        traffic_type,
    } = log;
    let mut tag_fields: Vec<TagField> = tag_field_specifications
        .into_iter()
        .map(|native::TagFieldSpecification { resource_type, tag_keys }| TagField {
            keys: set(tag_keys.into_iter().map(Some)),
            resource: resource_type.unwrap_or_default(),
        })
        .collect();
    tag_fields.sort_unstable();
    let files = destination_options.map(
        |native::DestinationOptions {
             file_format,
             hive_compatible_partitions,
             per_hour_partition,
         }| Files {
            format: said(file_format),
            hive_compatible: hive_compatible_partitions.unwrap_or_default(),
            per_hour: per_hour_partition.unwrap_or_default(),
        },
    );
    let durable = Durable {
        cross_account_role: said(deliver_cross_account_role),
        destination: said(log_destination),
        destination_type: said(log_destination_type),
        files,
        format: said(log_format),
        log_group: said(log_group_name),
        max_interval: max_aggregation_interval,
        resource: said(resource_id),
        role: said(deliver_logs_permission_arn),
        tag_fields,
        tags: tags(labels),
        traffic: said(traffic_type),
    };
    let context = Context {
        delivery: said(deliver_logs_status),
        delivery_error: said(deliver_logs_error_message),
        status: said(flow_log_status),
    };
    resource(SPEC.title, said(flow_log_id), &durable, &context, Vec::new())
}
