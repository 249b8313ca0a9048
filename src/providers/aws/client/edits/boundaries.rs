//! What changes groups, ACLs, prefix lists and block public access.

use serde_json::json;

use super::rows::{Row, rows};

rows! {
    rehearsed "ec2" "authorize-security-group-ingress" "ec2:AuthorizeSecurityGroupIngress"
        ec2.authorize_security_group_ingress(set_group_id, set_ip_permissions);
    rehearsed "ec2" "authorize-security-group-egress" "ec2:AuthorizeSecurityGroupEgress"
        ec2.authorize_security_group_egress(set_group_id, set_ip_permissions);
    rehearsed "ec2" "revoke-security-group-ingress" "ec2:RevokeSecurityGroupIngress"
        ec2.revoke_security_group_ingress(
            set_group_id, set_ip_permissions, set_security_group_rule_ids
        );
    rehearsed "ec2" "revoke-security-group-egress" "ec2:RevokeSecurityGroupEgress"
        ec2.revoke_security_group_egress(
            set_group_id, set_ip_permissions, set_security_group_rule_ids
        );
    rehearsed "ec2" "modify-security-group-rules" "ec2:ModifySecurityGroupRules"
        ec2.modify_security_group_rules(set_group_id, set_security_group_rules);
    rehearsed "ec2" "create-security-group" "ec2:CreateSecurityGroup"
        ec2.create_security_group(
            set_group_name, set_description, set_vpc_id, set_tag_specifications
        )
        => |answer| json!({ "GroupId": answer.group_id });
    rehearsed "ec2" "delete-security-group" "ec2:DeleteSecurityGroup"
        ec2.delete_security_group(set_group_id);
    rehearsed "ec2" "associate-security-group-vpc" "ec2:AssociateSecurityGroupVpc"
        ec2.associate_security_group_vpc(set_group_id, set_vpc_id);
    rehearsed "ec2" "disassociate-security-group-vpc" "ec2:DisassociateSecurityGroupVpc"
        ec2.disassociate_security_group_vpc(set_group_id, set_vpc_id);
    rehearsed "ec2" "create-tags" "ec2:CreateTags"
        ec2.create_tags(set_resources, set_tags);
    rehearsed "ec2" "delete-tags" "ec2:DeleteTags"
        ec2.delete_tags(set_resources, set_tags);
    rehearsed "ec2" "create-network-acl-entry" "ec2:CreateNetworkAclEntry"
        ec2.create_network_acl_entry(
            set_cidr_block, set_egress, set_icmp_type_code, set_ipv6_cidr_block,
            set_network_acl_id, set_port_range, set_protocol, set_rule_action, set_rule_number
        );
    rehearsed "ec2" "replace-network-acl-entry" "ec2:ReplaceNetworkAclEntry"
        ec2.replace_network_acl_entry(
            set_cidr_block, set_egress, set_icmp_type_code, set_ipv6_cidr_block,
            set_network_acl_id, set_port_range, set_protocol, set_rule_action, set_rule_number
        );
    rehearsed "ec2" "delete-network-acl-entry" "ec2:DeleteNetworkAclEntry"
        ec2.delete_network_acl_entry(set_egress, set_network_acl_id, set_rule_number);
    rehearsed "ec2" "create-network-acl" "ec2:CreateNetworkAcl"
        ec2.create_network_acl(set_tag_specifications, set_vpc_id)
        => |answer| json!({ "NetworkAcl": {
        "NetworkAclId": answer.network_acl.and_then(|acl| acl.network_acl_id) } });
    rehearsed "ec2" "delete-network-acl" "ec2:DeleteNetworkAcl"
        ec2.delete_network_acl(set_network_acl_id);
    rehearsed "ec2" "replace-network-acl-association" "ec2:ReplaceNetworkAclAssociation"
        ec2.replace_network_acl_association(set_association_id, set_network_acl_id);
    rehearsed "ec2" "modify-managed-prefix-list" "ec2:ModifyManagedPrefixList"
        ec2.modify_managed_prefix_list(
            set_add_entries, set_current_version, set_ipam_prefix_list_resolver_sync_enabled,
            set_max_entries, set_prefix_list_id, set_prefix_list_name, set_remove_entries
        );
    rehearsed "ec2" "create-managed-prefix-list" "ec2:CreateManagedPrefixList"
        ec2.create_managed_prefix_list(
            set_address_family, set_entries, set_max_entries, set_prefix_list_name,
            set_tag_specifications
        );
    rehearsed "ec2" "delete-managed-prefix-list" "ec2:DeleteManagedPrefixList"
        ec2.delete_managed_prefix_list(set_prefix_list_id);
    rehearsed "ec2" "modify-vpc-block-public-access-options" "ec2:ModifyVpcBlockPublicAccessOptions"
        ec2.modify_vpc_block_public_access_options(set_internet_gateway_block_mode);
    rehearsed "ec2" "create-vpc-block-public-access-exclusion" "ec2:CreateVpcBlockPublicAccessExclusion"
        ec2.create_vpc_block_public_access_exclusion(
            set_internet_gateway_exclusion_mode, set_subnet_id, set_tag_specifications,
            set_vpc_id
        );
    rehearsed "ec2" "modify-vpc-block-public-access-exclusion" "ec2:ModifyVpcBlockPublicAccessExclusion"
        ec2.modify_vpc_block_public_access_exclusion(
            set_exclusion_id, set_internet_gateway_exclusion_mode
        );
    rehearsed "ec2" "delete-vpc-block-public-access-exclusion" "ec2:DeleteVpcBlockPublicAccessExclusion"
        ec2.delete_vpc_block_public_access_exclusion(set_exclusion_id);
}
