//! What filters: groups, ACLs, prefix lists, VPC Block Public Access.

use aws_sdk_ec2::types;

use super::{mirrors, words};
use crate::providers::aws::native;

mirrors! {
    types::Tag => Tag {
        key, value
    }
    types::SecurityGroup => SecurityGroup {
        description, group_id, group_name, ip_permissions, ip_permissions_egress, owner_id, tags,
        vpc_id
    }
    types::IpPermission => IpPermission {
        from_port, ip_protocol, ip_ranges, ipv6_ranges, prefix_list_ids, to_port,
        user_id_group_pairs
    }
    types::UserIdGroupPair => UserIdGroupPair {
        description, group_id, peering_status, user_id, vpc_id, vpc_peering_connection_id
    }
    types::IpRange => IpRange {
        cidr_ip, description
    }
    types::Ipv6Range => Ipv6Range {
        cidr_ipv6, description
    }
    types::PrefixListId => PrefixListId {
        description, prefix_list_id
    }
    types::SecurityGroupRule => SecurityGroupRule {
        cidr_ipv4, cidr_ipv6, description, from_port, group_id, group_owner_id, ip_protocol,
        is_egress, prefix_list_id, referenced_group_info, security_group_rule_id, tags, to_port
    }
    types::ReferencedSecurityGroup => ReferencedSecurityGroup {
        group_id, peering_status, user_id, vpc_id, vpc_peering_connection_id
    }
    types::SecurityGroupVpcAssociation => SecurityGroupVpcAssociation {
        group_id, group_owner_id, state, vpc_id, vpc_owner_id
    }
    types::NetworkAcl => NetworkAcl {
        associations, entries, is_default, network_acl_id, owner_id, tags, vpc_id
    }
    types::NetworkAclAssociation => NetworkAclAssociation {
        subnet_id
    }
    types::NetworkAclEntry => NetworkAclEntry {
        cidr_block, egress, icmp_type_code, ipv6_cidr_block, port_range, protocol, rule_action,
        rule_number
    }
    types::IcmpTypeCode => IcmpTypeCode {
        code, r#type
    }
    types::PortRange => PortRange {
        from, to
    }
    types::ManagedPrefixList => ManagedPrefixList {
        address_family, ipam_prefix_list_resolver_sync_enabled,
        ipam_prefix_list_resolver_target_id, max_entries, owner_id, prefix_list_id,
        prefix_list_name, tags, version
    }
    types::PrefixListEntry => PrefixListEntry {
        cidr, description
    }
    types::VpcBlockPublicAccessOptions => VpcBlockPublicAccessOptions {
        exclusions_allowed, internet_gateway_block_mode, managed_by
    }
    types::VpcBlockPublicAccessExclusion => VpcBlockPublicAccessExclusion {
        exclusion_id, internet_gateway_exclusion_mode, resource_arn, state, tags
    }
}

words! {
    types::InternetGatewayBlockMode,
    types::InternetGatewayExclusionMode,
    types::ManagedBy,
    types::RuleAction,
    types::SecurityGroupVpcAssociationState,
    types::VpcBlockPublicAccessExclusionState,
    types::VpcBlockPublicAccessExclusionsAllowed,
}
