//! Trails, their states and what they select.

use aws_sdk_cloudtrail::operation::get_event_selectors::GetEventSelectorsOutput;
use aws_sdk_cloudtrail::operation::get_trail_status::GetTrailStatusOutput;
use aws_sdk_cloudtrail::types;

use super::{mirrors, words};
use crate::providers::aws::native;

mirrors! {
    types::Trail => Trail {
        cloud_watch_logs_log_group_arn, cloud_watch_logs_role_arn, has_custom_event_selectors,
        has_insight_selectors, home_region, include_global_service_events, is_multi_region_trail,
        is_organization_trail, kms_key_id, log_file_validation_enabled, name, recursive_logging,
        s3_bucket_name, s3_key_prefix, sns_topic_arn, trail_arn
    }
    GetTrailStatusOutput => TrailStatus {
        is_logging, latest_cloud_watch_logs_delivery_error, latest_delivery_error,
        latest_digest_delivery_error, latest_notification_error
    }
    GetEventSelectorsOutput => EventSelectors {
        advanced_event_selectors, event_selectors, trail_arn
    }
    types::EventSelector => EventSelector {
        data_resources, exclude_management_event_sources, include_management_events,
        read_write_type
    }
    types::DataResource => DataResource {
        r#type, values
    }
    types::AdvancedEventSelector => AdvancedEventSelector {
        field_selectors, name
    }
    types::AdvancedFieldSelector => AdvancedFieldSelector {
        ends_with, equals, field, not_ends_with, not_equals, not_starts_with, starts_with
    }
}

words! {
    types::ReadWriteType,
}
