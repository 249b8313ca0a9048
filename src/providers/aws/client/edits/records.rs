//! What changes trails and recorders.

use super::rows::{Row, rows};

rows! {
    made "cloudtrail" "start-logging" "cloudtrail:StartLogging"
        trail.start_logging(set_name);
    made "cloudtrail" "stop-logging" "cloudtrail:StopLogging"
        trail.stop_logging(set_name);
    made "cloudtrail" "update-trail" "cloudtrail:UpdateTrail"
        trail.update_trail(
            set_cloud_watch_logs_log_group_arn, set_cloud_watch_logs_role_arn,
            set_enable_log_file_validation, set_include_global_service_events,
            set_is_multi_region_trail, set_is_organization_trail, set_kms_key_id, set_name,
            set_s3_bucket_name, set_s3_key_prefix, set_sns_topic_name
        );
    made "cloudtrail" "create-trail" "cloudtrail:CreateTrail"
        trail.create_trail(
            set_cloud_watch_logs_log_group_arn, set_cloud_watch_logs_role_arn,
            set_enable_log_file_validation, set_include_global_service_events,
            set_is_multi_region_trail, set_is_organization_trail, set_kms_key_id, set_name,
            set_s3_bucket_name, set_s3_key_prefix, set_sns_topic_name
        );
    made "cloudtrail" "delete-trail" "cloudtrail:DeleteTrail"
        trail.delete_trail(set_name);
    made "cloudtrail" "put-event-selectors" "cloudtrail:PutEventSelectors"
        trail.put_event_selectors(
            set_advanced_event_selectors, set_event_selectors, set_trail_name
        );
    made "cloudtrail" "put-insight-selectors" "cloudtrail:PutInsightSelectors"
        trail.put_insight_selectors(set_trail_name, set_insight_selectors);
    made "configservice" "put-configuration-recorder" "config:PutConfigurationRecorder"
        recorder.put_configuration_recorder(set_configuration_recorder);
    made "configservice" "put-delivery-channel" "config:PutDeliveryChannel"
        recorder.put_delivery_channel(set_delivery_channel);
    made "configservice" "delete-configuration-recorder" "config:DeleteConfigurationRecorder"
        recorder.delete_configuration_recorder(set_configuration_recorder_name);
    made "configservice" "delete-delivery-channel" "config:DeleteDeliveryChannel"
        recorder.delete_delivery_channel(set_delivery_channel_name);
    made "configservice" "start-configuration-recorder" "config:StartConfigurationRecorder"
        recorder.start_configuration_recorder(set_configuration_recorder_name);
    made "configservice" "stop-configuration-recorder" "config:StopConfigurationRecorder"
        recorder.stop_configuration_recorder(set_configuration_recorder_name);
}
