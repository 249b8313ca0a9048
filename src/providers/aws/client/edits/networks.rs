//! What changes interfaces, machines, networks and flow logs.

use serde_json::json;

use super::rows::{Row, rows};

rows! {
    rehearsed "ec2" "modify-network-interface-attribute" "ec2:ModifyNetworkInterfaceAttribute"
        ec2.modify_network_interface_attribute(
            set_network_interface_id, set_groups, set_associated_subnet_ids,
            set_source_dest_check
        );
    rehearsed "ec2" "delete-network-interface" "ec2:DeleteNetworkInterface"
        ec2.delete_network_interface(set_network_interface_id);
    made "ec2" "assign-ipv6-addresses" "ec2:AssignIpv6Addresses"
        ec2.assign_ipv6_addresses(set_network_interface_id, set_ipv6_addresses);
    made "ec2" "unassign-ipv6-addresses" "ec2:UnassignIpv6Addresses"
        ec2.unassign_ipv6_addresses(set_network_interface_id, set_ipv6_addresses);
    rehearsed "ec2" "associate-address" "ec2:AssociateAddress"
        ec2.associate_address(
            set_allocation_id, set_network_interface_id, set_allow_reassociation
        );
    rehearsed "ec2" "disassociate-address" "ec2:DisassociateAddress"
        ec2.disassociate_address(set_association_id);
    rehearsed "ec2" "modify-instance-metadata-options" "ec2:ModifyInstanceMetadataOptions"
        ec2.modify_instance_metadata_options(
            set_http_endpoint, set_http_protocol_ipv6, set_http_put_response_hop_limit,
            set_http_tokens, set_instance_id, set_instance_metadata_tags
        );
    made "ec2" "associate-iam-instance-profile" "ec2:AssociateIamInstanceProfile"
        ec2.associate_iam_instance_profile(set_iam_instance_profile, set_instance_id);
    made "ec2" "replace-iam-instance-profile-association" "ec2:ReplaceIamInstanceProfileAssociation"
        ec2.replace_iam_instance_profile_association(set_association_id, set_iam_instance_profile);
    made "ec2" "disassociate-iam-instance-profile" "ec2:DisassociateIamInstanceProfile"
        ec2.disassociate_iam_instance_profile(set_association_id);
    made "ec2" "modify-subnet-attribute" "ec2:ModifySubnetAttribute"
        ec2.modify_subnet_attribute(
            set_subnet_id, set_assign_ipv6_address_on_creation, set_map_public_ip_on_launch,
            set_map_customer_owned_ip_on_launch, set_customer_owned_ipv4_pool, set_enable_dns64
        );
    rehearsed "ec2" "delete-subnet" "ec2:DeleteSubnet"
        ec2.delete_subnet(set_subnet_id);
    rehearsed "ec2" "replace-route-table-association" "ec2:ReplaceRouteTableAssociation"
        ec2.replace_route_table_association(set_association_id, set_route_table_id);
    rehearsed "ec2" "associate-route-table" "ec2:AssociateRouteTable"
        ec2.associate_route_table(
            set_gateway_id, set_public_ipv4_pool, set_route_table_id, set_subnet_id
        );
    rehearsed "ec2" "disassociate-route-table" "ec2:DisassociateRouteTable"
        ec2.disassociate_route_table(set_association_id);
    rehearsed "ec2" "create-route" "ec2:CreateRoute"
        ec2.create_route(
            set_carrier_gateway_id, set_core_network_arn, set_destination_cidr_block,
            set_destination_ipv6_cidr_block, set_destination_prefix_list_id,
            set_egress_only_internet_gateway_id, set_gateway_id, set_instance_id,
            set_local_gateway_id, set_nat_gateway_id, set_network_interface_id,
            set_odb_network_arn, set_route_table_id, set_transit_gateway_id,
            set_vpc_endpoint_id, set_vpc_peering_connection_id
        );
    rehearsed "ec2" "replace-route" "ec2:ReplaceRoute"
        ec2.replace_route(
            set_carrier_gateway_id, set_core_network_arn, set_destination_cidr_block,
            set_destination_ipv6_cidr_block, set_destination_prefix_list_id,
            set_egress_only_internet_gateway_id, set_gateway_id, set_instance_id,
            set_local_gateway_id, set_local_target, set_nat_gateway_id,
            set_network_interface_id, set_odb_network_arn, set_route_table_id,
            set_transit_gateway_id, set_vpc_endpoint_id, set_vpc_peering_connection_id
        );
    rehearsed "ec2" "delete-route" "ec2:DeleteRoute"
        ec2.delete_route(
            set_destination_cidr_block, set_destination_ipv6_cidr_block,
            set_destination_prefix_list_id, set_route_table_id
        );
    rehearsed "ec2" "create-route-table" "ec2:CreateRouteTable"
        ec2.create_route_table(set_tag_specifications, set_vpc_id)
        => |answer| json!({ "RouteTable": {
        "RouteTableId": answer.route_table.and_then(|table| table.route_table_id) } });
    rehearsed "ec2" "delete-route-table" "ec2:DeleteRouteTable"
        ec2.delete_route_table(set_route_table_id);
    rehearsed "ec2" "enable-vgw-route-propagation" "ec2:EnableVgwRoutePropagation"
        ec2.enable_vgw_route_propagation(set_gateway_id, set_route_table_id);
    rehearsed "ec2" "disable-vgw-route-propagation" "ec2:DisableVgwRoutePropagation"
        ec2.disable_vgw_route_propagation(set_gateway_id, set_route_table_id);
    rehearsed "ec2" "associate-dhcp-options" "ec2:AssociateDhcpOptions"
        ec2.associate_dhcp_options(set_dhcp_options_id, set_vpc_id);
    made "ec2" "associate-vpc-cidr-block" "ec2:AssociateVpcCidrBlock"
        ec2.associate_vpc_cidr_block(set_vpc_id, set_cidr_block);
    made "ec2" "disassociate-vpc-cidr-block" "ec2:DisassociateVpcCidrBlock"
        ec2.disassociate_vpc_cidr_block(set_association_id);
    rehearsed "ec2" "modify-vpc-encryption-control" "ec2:ModifyVpcEncryptionControl"
        ec2.modify_vpc_encryption_control(
            set_egress_only_internet_gateway_exclusion, set_elastic_file_system_exclusion,
            set_internet_gateway_exclusion, set_lambda_exclusion, set_mode,
            set_nat_gateway_exclusion, set_virtual_private_gateway_exclusion,
            set_vpc_encryption_control_id, set_vpc_lattice_exclusion, set_vpc_peering_exclusion
        );
    rehearsed "ec2" "delete-vpc" "ec2:DeleteVpc"
        ec2.delete_vpc(set_vpc_id);
    rehearsed "ec2" "create-internet-gateway" "ec2:CreateInternetGateway"
        ec2.create_internet_gateway(set_tag_specifications)
        => |answer| json!({ "InternetGateway": {
        "InternetGatewayId": answer.internet_gateway.and_then(|one| one.internet_gateway_id) } });
    rehearsed "ec2" "delete-internet-gateway" "ec2:DeleteInternetGateway"
        ec2.delete_internet_gateway(set_internet_gateway_id);
    rehearsed "ec2" "attach-internet-gateway" "ec2:AttachInternetGateway"
        ec2.attach_internet_gateway(set_internet_gateway_id, set_vpc_id);
    rehearsed "ec2" "detach-internet-gateway" "ec2:DetachInternetGateway"
        ec2.detach_internet_gateway(set_internet_gateway_id, set_vpc_id);
    rehearsed "ec2" "create-flow-logs" "ec2:CreateFlowLogs"
        ec2.create_flow_logs(
            set_deliver_cross_account_role, set_deliver_logs_permission_arn,
            set_destination_options, set_log_destination, set_log_destination_type,
            set_log_format, set_log_group_name, set_max_aggregation_interval, set_resource_ids,
            set_resource_type, set_tag_field_specifications, set_tag_specifications,
            set_traffic_type
        )
        => |answer| json!({ "FlowLogIds": answer.flow_log_ids });
    rehearsed "ec2" "delete-flow-logs" "ec2:DeleteFlowLogs"
        ec2.delete_flow_logs(set_flow_log_ids);
}
