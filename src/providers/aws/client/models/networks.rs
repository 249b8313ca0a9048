//! What is filtered, and what records it: interfaces, instances, networks and flow logs.

use aws_sdk_ec2::types;

use super::{mirrors, words};
use crate::providers::aws::native;

mirrors! {
    types::NetworkInterface => NetworkInterface {
        associated_subnets, association, attachment, availability_zone,
        connection_tracking_configuration, deny_all_igw_traffic, description, groups,
        interface_type, ipv4_prefixes, ipv6_addresses, ipv6_native, ipv6_prefixes,
        network_interface_id, operator, outpost_arn, owner_id, private_ip_address,
        private_ip_addresses, requester_id, requester_managed, source_dest_check, subnet_id,
        tag_set, vpc_id
    }
    types::NetworkInterfaceAssociation => NetworkInterfaceAssociation {
        carrier_ip, customer_owned_ip, public_ip
    }
    types::NetworkInterfaceAttachment => NetworkInterfaceAttachment {
        device_index, instance_id, instance_owner_id
    }
    types::ConnectionTrackingConfiguration => ConnectionTrackingConfiguration {
        tcp_established_timeout, udp_stream_timeout, udp_timeout
    }
    types::GroupIdentifier => GroupIdentifier {
        group_id
    }
    types::NetworkInterfaceIpv6Address => NetworkInterfaceIpv6Address {
        ipv6_address
    }
    types::NetworkInterfacePrivateIpAddress => NetworkInterfacePrivateIpAddress {
        association, primary, private_ip_address
    }
    types::Ipv4PrefixSpecification => Ipv4PrefixSpecification {
        ipv4_prefix
    }
    types::Ipv6PrefixSpecification => Ipv6PrefixSpecification {
        ipv6_prefix
    }
    types::OperatorResponse => Operator {
        managed, principal
    }
    types::Subnet => Subnet {
        assign_ipv6_address_on_creation, availability_zone, block_public_access_states,
        cidr_block, customer_owned_ipv4_pool, default_for_az, enable_dns64,
        ipv6_cidr_block_association_set, ipv6_native, map_customer_owned_ip_on_launch,
        map_public_ip_on_launch, outpost_arn, owner_id, subnet_id, tags, r#type, vpc_id
    }
    types::SubnetIpv6CidrBlockAssociation => SubnetIpv6CidrBlockAssociation {
        ipv6_cidr_block, ipv6_cidr_block_state
    }
    types::SubnetCidrBlockState => CidrBlockState {
        state
    }
    types::VpcCidrBlockState => CidrBlockState {
        state
    }
    types::BlockPublicAccessStates => BlockPublicAccessStates {
        internet_gateway_block_mode
    }
    types::Vpc => Vpc {
        block_public_access_states, cidr_block, cidr_block_association_set, dhcp_options_id,
        encryption_control, instance_tenancy, ipv6_cidr_block_association_set, is_default,
        owner_id, tags, vpc_id
    }
    types::VpcIpv6CidrBlockAssociation => VpcIpv6CidrBlockAssociation {
        ipv6_cidr_block, ipv6_cidr_block_state
    }
    types::VpcCidrBlockAssociation => VpcCidrBlockAssociation {
        cidr_block, cidr_block_state
    }
    types::VpcEncryptionControl => VpcEncryptionControl {
        mode, resource_exclusions
    }
    types::VpcEncryptionControlExclusions => VpcEncryptionControlExclusions {
        egress_only_internet_gateway, elastic_file_system, internet_gateway, lambda, nat_gateway,
        virtual_private_gateway, vpc_lattice, vpc_peering
        // The SDK does not know these two yet; the command line does.
        ; api_gateway_v2: None; global_accelerator: None
    }
    types::VpcEncryptionControlExclusion => VpcEncryptionControlExclusion {
        state
    }
    types::RouteTable => RouteTable {
        associations, owner_id, propagating_vgws, route_table_id, routes, tags, vpc_id
    }
    types::RouteTableAssociation => RouteTableAssociation {
        association_state, gateway_id, main, public_ipv4_pool, subnet_id
    }
    types::RouteTableAssociationState => RouteTableAssociationState {
        state
    }
    types::PropagatingVgw => PropagatingVgw {
        gateway_id
    }
    types::Route => Route {
        carrier_gateway_id, core_network_arn, destination_cidr_block, destination_ipv6_cidr_block,
        destination_prefix_list_id, egress_only_internet_gateway_id, gateway_id, instance_id,
        ip_address, local_gateway_id, nat_gateway_id, network_interface_id, odb_network_arn,
        origin, state, transit_gateway_id, vpc_peering_connection_id
    }
    types::InternetGateway => InternetGateway {
        attachments, internet_gateway_id, owner_id, tags
    }
    types::InternetGatewayAttachment => InternetGatewayAttachment {
        state, vpc_id
    }
    types::Reservation => Reservation {
        instances, owner_id
    }
    types::Instance => Instance {
        iam_instance_profile, image_id, instance_id, instance_type, ipv6_address, key_name,
        metadata_options, network_interfaces, operator, placement, private_ip_address,
        public_ip_address, secondary_interfaces, security_groups, state, subnet_id, tags, vpc_id
    }
    types::IamInstanceProfile => IamInstanceProfile {
        arn
    }
    types::InstanceNetworkInterface => InstanceNetworkInterface {
        network_interface_id
    }
    types::InstanceSecondaryInterface => InstanceSecondaryInterface {
        secondary_interface_id
    }
    types::InstanceMetadataOptionsResponse => InstanceMetadataOptions {
        http_endpoint, http_protocol_ipv6, http_put_response_hop_limit, http_tokens,
        instance_metadata_tags
    }
    types::InstanceState => InstanceState {
        name
    }
    types::Placement => Placement {
        availability_zone
    }
    types::FlowLog => FlowLog {
        deliver_cross_account_role, deliver_logs_error_message, deliver_logs_permission_arn,
        deliver_logs_status, destination_options, flow_log_id, flow_log_status, log_destination,
        log_destination_type, log_format, log_group_name, max_aggregation_interval, resource_id,
        tag_field_specifications, tags, traffic_type
    }
    types::DestinationOptionsResponse => DestinationOptions {
        file_format, hive_compatible_partitions, per_hour_partition
    }
    types::TagFieldSpecificationResponse => TagFieldSpecification {
        resource_type, tag_keys
    }
}

words! {
    types::AttachmentStatus,
    types::BlockPublicAccessMode,
    types::DestinationFileFormat,
    types::HttpTokensState,
    types::InstanceMetadataEndpointState,
    types::InstanceMetadataProtocolState,
    types::InstanceMetadataTagsState,
    types::InstanceStateName,
    types::InstanceType,
    types::LogDestinationType,
    types::NetworkInterfaceType,
    types::RouteOrigin,
    types::RouteState,
    types::RouteTableAssociationStateCode,
    types::SubnetCidrBlockStateCode,
    types::TaggableResourceType,
    types::Tenancy,
    types::TrafficType,
    types::VpcCidrBlockStateCode,
    types::VpcEncryptionControlExclusionState,
    types::VpcEncryptionControlMode,
}
