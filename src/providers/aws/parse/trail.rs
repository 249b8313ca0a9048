//! CloudTrail trails.
//!
//! `describe-trails` shows a trail in every region that it records. Where its home is, it is a resource with all
//! that is known of it. Elsewhere it is a shadow, `<name>@<home region>`, with only what that call says: a trail that is
//! stopped is one finding, and one that is deleted or delivers elsewhere is seen from any region, because nobody may be
//! reading its home.

use serde::{Deserialize, Deserializer, Serialize};

pub(crate) use super::event_selectors::{AdvancedSelector, Selector};
use super::event_selectors::{covers, covers_all, read_selectors};
use crate::model::{Bears, Field, Kind, KindSpec, Less, Matching, Provider, Role};
use crate::providers::aws::calls::{DESCRIBE_TRAILS, GET_EVENT_SELECTORS, GET_TRAIL_STATUS};
use crate::providers::aws::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Known, Outcome, is_off, no_phrase, resource, said};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "trail"),
    title: "trail",
    role: Role::Monitoring,
    calls: &[required(DESCRIBE_TRAILS), required(GET_TRAIL_STATUS), required(GET_EVENT_SELECTORS)],
    identity: "the name, unique in an account and home region, with `@<home region>` where that is another; the ARN adds nothing to it, and survives a re-creation just as well",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::list("advanced_selectors", Bears::Logging, Matching::Set, "which events are recorded")
        .records(Less::Fewer(covers_all), "all the events that it did"),
    Field::durable("bucket", Bears::Logging, "where records go").records(Less::Elsewhere, ""),
    Field::durable("custom_selectors", Bears::Logging, "whether the events are chosen"),
    Field::durable(
        "global_events",
        Bears::Logging,
        "whether IAM and other global services are recorded",
    )
    .records(Less::Off, "IAM and other global services"),
    Field::durable("insight_selectors", Bears::Logging, "whether unusual activity is recorded")
        .records(Less::Off, "unusual activity"),
    Field::durable("key", Bears::Logging, "who can read the records"),
    Field::durable("log_group", Bears::Logging, "where records go besides")
        .records(Less::Elsewhere, ""),
    Field::durable("log_role", Bears::Logging, "without it nothing goes to the log group"),
    Field::durable("logging", Bears::Logging, "whether anything is recorded")
        .records(Less::Switch, ""),
    Field::durable("multi_region", Bears::Logging, "whether other regions are recorded")
        .records(Less::Off, "other regions"),
    Field::durable("organization", Bears::Logging, "whether other accounts are recorded")
        .records(Less::Off, "other accounts"),
    Field::durable("prefix", Bears::Logging, "where records go").records(Less::Elsewhere, ""),
    Field::durable("recursive", Bears::Logging, "whether the delivery of records is recorded"),
    Field::list("selectors", Bears::Logging, Matching::Set, "which events are recorded")
        .records(Less::Fewer(covers), "all the events that it did"),
    Field::durable("topic", Bears::Logging, "who is told of new records"),
    Field::durable("validation", Bears::Logging, "whether a changed record can be told")
        .records(Less::Off, "what shows that a record was changed"),
    Field::context("arn", Bears::Metadata, "made of account, region and name"),
    Field::context("errors", Bears::Logging, "records that can't be delivered are lost"),
    Field::volatile("HomeRegion", "the scope says it, or else the identity"),
    Field::volatile("LatestCloudWatchLogsDeliveryTime", "a timestamp"),
    Field::volatile("LatestDeliveryAttemptSucceeded", "a timestamp"),
    Field::volatile("LatestDeliveryAttemptTime", "a timestamp"),
    Field::volatile("LatestDeliveryTime", "a timestamp"),
    Field::volatile("LatestDigestDeliveryTime", "a timestamp"),
    Field::volatile("LatestNotificationAttemptSucceeded", "a timestamp"),
    Field::volatile("LatestNotificationAttemptTime", "a timestamp"),
    Field::volatile("LatestNotificationTime", "a timestamp"),
    Field::volatile("SnsTopicName", "the ARN says it"),
    Field::volatile("StartLoggingTime", "a timestamp"),
    Field::volatile("StopLoggingTime", "a timestamp"),
    Field::volatile("TimeLoggingStarted", "a timestamp"),
    Field::volatile("TimeLoggingStopped", "a timestamp"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Known::is_none")]
    pub(crate) advanced_selectors: Known<Vec<AdvancedSelector>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bucket: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) custom_selectors: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) global_events: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) insight_selectors: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log_group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log_role: Option<String>,
    /// Nothing for a shadow: it is told at home.
    #[serde(deserialize_with = "at_home", skip_serializing_if = "Option::is_none")]
    pub(crate) logging: Option<Known<bool>>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) multi_region: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) organization: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) recursive: Option<bool>,
    #[serde(skip_serializing_if = "Known::is_none")]
    pub(crate) selectors: Known<Vec<Selector>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) topic: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) validation: bool,
}

fn at_home<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Known<bool>>, D::Error> {
    Known::deserialize(deserializer).map(Some)
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) arn: Option<String>,
    /// What the last delivery met with, by what was to be delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) errors: Option<Errors>,
}

/// What the last delivery met with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Errors {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log_group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) notification: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) records: Option<String>,
}

/// Makes the resource of a trail that is at home in the region that listed it.
pub(crate) fn normalise(
    trail: native::Trail,
    status: Known<native::TrailStatus>,
    selectors: Known<native::EventSelectors>,
) -> Outcome {
    let mut doubts = Vec::new();
    let (logging, errors) = match status {
        Known::Unread => (Known::Unread, None),
        Known::Read(status) => read_status(status),
    };
    if status_is_odd(&logging, &errors) {
        doubts.push(format!(
            "the answer of get-trail-status for {} has no `IsLogging`",
            trail.name.as_deref().unwrap_or_default()
        ));
    }
    let (selectors, advanced_selectors) = match selectors {
        Known::Unread => (Known::Unread, Known::Unread),
        Known::Read(selectors) => read_selectors(selectors),
    };
    let Listed { name, durable, context } = listed(trail);
    let durable = Durable { advanced_selectors, logging: Some(logging), selectors, ..durable };
    let context =
        Context { errors: errors.filter(|errors| *errors != Errors::default()), ..context };
    resource(SPEC.title, name, &durable, &context, doubts)
}

/// Makes the resource of a trail that is at home in another region.
pub(crate) fn normalise_shadow(trail: native::Trail, home: &str) -> Outcome {
    let Listed { name, durable, context } = listed(trail);
    let identity = name.map(|name| format!("{name}@{home}"));
    resource(SPEC.title, identity, &durable, &context, Vec::new())
}

/// What `describe-trails` says of a trail, the rest left out.
struct Listed {
    name: Option<String>,
    durable: Durable,
    context: Context,
}

fn listed(trail: native::Trail) -> Listed {
    let native::Trail {
        cloud_watch_logs_log_group_arn,
        cloud_watch_logs_role_arn,
        has_custom_event_selectors,
        has_insight_selectors,
        home_region: _,
        include_global_service_events,
        is_multi_region_trail,
        is_organization_trail,
        kms_key_id,
        log_file_validation_enabled,
        name,
        recursive_logging,
        s3_bucket_name,
        s3_key_prefix,
        sns_topic_arn,
        trail_arn,
    } = trail;
    let durable = Durable {
        advanced_selectors: Known::default(),
        bucket: said(s3_bucket_name),
        custom_selectors: has_custom_event_selectors.unwrap_or_default(),
        global_events: include_global_service_events.unwrap_or_default(),
        insight_selectors: has_insight_selectors.unwrap_or_default(),
        key: said(kms_key_id),
        log_group: said(cloud_watch_logs_log_group_arn),
        log_role: said(cloud_watch_logs_role_arn),
        logging: None,
        multi_region: is_multi_region_trail.unwrap_or_default(),
        organization: is_organization_trail.unwrap_or_default(),
        prefix: said(s3_key_prefix),
        recursive: recursive_logging,
        selectors: Known::default(),
        topic: said(sns_topic_arn),
        validation: log_file_validation_enabled.unwrap_or_default(),
    };
    let context = Context { arn: said(trail_arn), errors: None };
    Listed { name: said(name), durable, context }
}

/// Whether there was an answer about the status and it does not say the one thing that it is for.
const fn status_is_odd(logging: &Known<bool>, errors: &Option<Errors>) -> bool {
    matches!(logging, Known::Unread) && errors.is_some()
}

fn read_status(status: native::TrailStatus) -> (Known<bool>, Option<Errors>) {
    let native::TrailStatus {
        is_logging,
        latest_cloud_watch_logs_delivery_error,
        latest_delivery_error,
        latest_digest_delivery_error,
        latest_notification_error,
    } = status;
    let errors = Errors {
        digest: said(latest_digest_delivery_error),
        log_group: said(latest_cloud_watch_logs_delivery_error),
        notification: said(latest_notification_error),
        records: said(latest_delivery_error),
    };
    (is_logging.map_or(Known::Unread, Known::Read), Some(errors))
}
