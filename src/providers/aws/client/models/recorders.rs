//! Recorders of AWS Config, whether they run, and where they deliver.

use aws_sdk_config::types;

use super::{mirrors, words};
use crate::providers::aws::native;

mirrors! {
    types::ConfigurationRecorder => ConfigRecorder {
        arn, connector_arn, name, recording_group, recording_mode, role_arn, scope_configuration,
        service_principal
    }
    types::RecordingGroup => RecordingGroup {
        all_supported, exclusion_by_resource_types, include_global_resource_types,
        recording_strategy, resource_types
    }
    types::ExclusionByResourceTypes => ExcludedTypes {
        resource_types
    }
    types::RecordingStrategy => RecordingStrategy {
        use_only
    }
    types::RecordingMode => RecordingMode {
        recording_frequency, recording_mode_overrides
    }
    types::RecordingModeOverride => RecordingModeOverride {
        recording_frequency, resource_types
    }
    types::ScopeConfiguration => RecordingScope {
        all_regions, included_regions, scope_type, scope_values
    }
    types::ConfigurationRecorderStatus => ConfigRecorderStatus {
        last_error_code, name, recording
    }
    types::DeliveryChannel => DeliveryChannel {
        config_snapshot_delivery_properties, name, s3_bucket_name, s3_key_prefix, s3_kms_key_arn,
        sns_topic_arn
    }
    types::ConfigSnapshotDeliveryProperties => SnapshotDelivery {
        delivery_frequency
    }
}

words! {
    types::MaximumExecutionFrequency,
    types::RecordingFrequency,
    types::RecordingStrategyType,
    types::ResourceType,
}
