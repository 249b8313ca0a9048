//! What requests are made of: the SDK's types, read from the fields of a command line.
//!
//! As a request must be taken whole, so must each part of it.

use aws_sdk_cloudtrail::types as trail;
use aws_sdk_config::types as recorder;
use aws_sdk_ec2::types as ec2;
use serde_json::Value;

use super::request::{Fields, Said};

/// Types with a builder: `type(set_field, set_field)`, each field from the one of the same name.
macro_rules! parts {
    ($($kind:ty [$build:ident] ($($set:ident),* $(,)?))*) => {
        $(
            impl Said for $kind {
                fn said(value: Value) -> Result<Self, String> {
                    let mut fields = Fields::said(value)?;
                    let part = <$kind>::builder()$(.$set(fields.take(stringify!($set))?))*;
                    fields.finish()?;
                    parts!(@$build part)
                }
            }
        )*
    };
    (@whole $part:ident) => { Ok($part.build()) };
    (@checked $part:ident) => { $part.build().map_err(|error| error.to_string()) };
}

/// Words, of which the SDK takes also those that it does not know.
macro_rules! words {
    ($($kind:ty),* $(,)?) => {
        $(
            impl Said for $kind {
                fn said(value: Value) -> Result<Self, String> {
                    String::said(value).map(|word| Self::from(word.as_str()))
                }
            }
        )*
    };
}

parts! {
    ec2::IpPermission [whole] (
        set_ip_protocol, set_from_port, set_to_port, set_user_id_group_pairs, set_ip_ranges,
        set_ipv6_ranges, set_prefix_list_ids
    )
    ec2::IpRange [whole] (set_cidr_ip, set_description)
    ec2::Ipv6Range [whole] (set_cidr_ipv6, set_description)
    ec2::PrefixListId [whole] (set_prefix_list_id, set_description)
    ec2::UserIdGroupPair [whole] (
        set_description, set_user_id, set_group_id, set_vpc_id, set_vpc_peering_connection_id
    )
    ec2::SecurityGroupRuleUpdate [whole] (set_security_group_rule_id, set_security_group_rule)
    ec2::SecurityGroupRuleRequest [whole] (
        set_ip_protocol, set_from_port, set_to_port, set_cidr_ipv4, set_cidr_ipv6,
        set_prefix_list_id, set_referenced_group_id, set_description
    )
    ec2::Tag [whole] (set_key, set_value)
    ec2::TagSpecification [whole] (set_resource_type, set_tags)
    ec2::IcmpTypeCode [whole] (set_type, set_code)
    ec2::PortRange [whole] (set_from, set_to)
    ec2::AddPrefixListEntry [whole] (set_cidr, set_description)
    ec2::RemovePrefixListEntry [whole] (set_cidr)
    ec2::IamInstanceProfileSpecification [whole] (set_arn, set_name)
    ec2::DestinationOptionsRequest [whole] (
        set_file_format, set_hive_compatible_partitions, set_per_hour_partition
    )
    ec2::Filter [whole] (set_name, set_values)
    ec2::TagFieldSpecificationRequest [whole] (set_resource_type, set_tag_keys)
    trail::EventSelector [whole] (
        set_read_write_type, set_include_management_events, set_data_resources,
        set_exclude_management_event_sources
    )
    trail::DataResource [whole] (set_type, set_values)
    trail::AdvancedEventSelector [checked] (set_name, set_field_selectors)
    trail::AdvancedFieldSelector [checked] (
        set_field, set_equals, set_starts_with, set_ends_with, set_not_equals,
        set_not_starts_with, set_not_ends_with
    )
    trail::InsightSelector [whole] (set_insight_type)
    recorder::ConfigurationRecorder [whole] (
        set_name, set_role_arn, set_recording_group, set_recording_mode
    )
    recorder::RecordingGroup [whole] (
        set_all_supported, set_include_global_resource_types, set_resource_types,
        set_exclusion_by_resource_types, set_recording_strategy
    )
    recorder::ExclusionByResourceTypes [whole] (set_resource_types)
    recorder::RecordingStrategy [whole] (set_use_only)
    recorder::RecordingMode [checked] (set_recording_frequency, set_recording_mode_overrides)
    recorder::RecordingModeOverride [checked] (set_resource_types, set_recording_frequency)
    recorder::DeliveryChannel [whole] (
        set_name, set_s3_bucket_name, set_s3_key_prefix, set_s3_kms_key_arn, set_sns_topic_arn,
        set_config_snapshot_delivery_properties
    )
    recorder::ConfigSnapshotDeliveryProperties [whole] (set_delivery_frequency)
}

words! {
    ec2::RuleAction, ec2::InternetGatewayBlockMode, ec2::InternetGatewayExclusionMode,
    ec2::HttpTokensState, ec2::InstanceMetadataEndpointState, ec2::InstanceMetadataProtocolState,
    ec2::InstanceMetadataTagsState, ec2::VpcEncryptionControlMode,
    ec2::VpcEncryptionControlExclusionStateInput, ec2::FlowLogsResourceType, ec2::TrafficType,
    ec2::LogDestinationType, ec2::DestinationFileFormat, ec2::ResourceType,
    ec2::TaggableResourceType, trail::ReadWriteType, trail::InsightType, recorder::ResourceType,
    recorder::RecordingStrategyType, recorder::RecordingFrequency,
    recorder::MaximumExecutionFrequency,
}

/// A switch that the API has in a box.
impl Said for ec2::AttributeBooleanValue {
    fn said(value: Value) -> Result<Self, String> {
        bool::said(value).map(|value| Self::builder().value(value).build())
    }
}
