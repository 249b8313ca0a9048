//! What command lines look up, and their queries, asked of the answers.
//!
//! An answer is written down as `aws` prints it, as far as any query of a command line looks into it.

use aws_sdk_ec2::types;
use serde_json::{Value, json};

use super::rows::{Row, rows};
use crate::providers::live::query::search;

rows! {
    reads "ec2" "describe-iam-instance-profile-associations"
        "ec2:DescribeIamInstanceProfileAssociations"
        ec2.describe_iam_instance_profile_associations(set_filters)
        => |answer| json!({
            "IamInstanceProfileAssociations": each(answer.iam_instance_profile_associations, |one| json!({
                "AssociationId": one.association_id,
                "IamInstanceProfile": { "Arn": one.iam_instance_profile.and_then(|one| one.arn) },
            }))
        });
    reads "ec2" "describe-addresses" "ec2:DescribeAddresses"
        ec2.describe_addresses(set_public_ips)
        => |answer| json!({ "Addresses": each(answer.addresses, |one| json!({
            "AllocationId": one.allocation_id,
            "AssociationId": one.association_id,
            "NetworkInterfaceId": one.network_interface_id,
        })) });
    reads "ec2" "describe-managed-prefix-lists" "ec2:DescribeManagedPrefixLists"
        ec2.describe_managed_prefix_lists(set_prefix_list_ids)
        => |answer| json!({ "PrefixLists": each(answer.prefix_lists, |one| json!({
            "Version": one.version,
        })) });
    reads "ec2" "describe-route-tables" "ec2:DescribeRouteTables"
        ec2.describe_route_tables(set_route_table_ids)
        => |answer| json!({ "RouteTables": each(answer.route_tables, |one| json!({
            "Associations": each(one.associations, |one| json!({
                "RouteTableAssociationId": one.route_table_association_id,
                "SubnetId": one.subnet_id,
                "GatewayId": one.gateway_id,
                "PublicIpv4Pool": one.public_ipv4_pool,
            })),
        })) });
    reads "ec2" "describe-network-acls" "ec2:DescribeNetworkAcls"
        ec2.describe_network_acls(set_network_acl_ids)
        => |answer| json!({ "NetworkAcls": each(answer.network_acls, |one| json!({
            "Associations": each(one.associations, |one| json!({
                "NetworkAclAssociationId": one.network_acl_association_id,
                "SubnetId": one.subnet_id,
            })),
        })) });
    reads "ec2" "describe-vpcs" "ec2:DescribeVpcs"
        ec2.describe_vpcs(set_vpc_ids)
        => |answer| json!({ "Vpcs": each(answer.vpcs, vpc) });
    reads "ec2" "describe-security-groups" "ec2:DescribeSecurityGroups"
        ec2.describe_security_groups(set_group_ids)
        => |answer| json!({ "SecurityGroups": each(answer.security_groups, |one| json!({
            "IpPermissionsEgress": each(one.ip_permissions_egress, permission),
        })) });
    reads "ec2" "describe-flow-logs" "ec2:DescribeFlowLogs"
        ec2.describe_flow_logs(set_flow_log_ids)
        => |answer| json!({ "FlowLogs": each(answer.flow_logs, |one| json!({
            "FlowLogId": one.flow_log_id,
        })) });
}

fn each<T>(list: Option<Vec<T>>, of: impl Fn(T) -> Value) -> Value {
    list.into_iter().flatten().map(of).collect()
}

fn vpc(vpc: types::Vpc) -> Value {
    json!({
        "CidrBlockAssociationSet": each(vpc.cidr_block_association_set, |one| json!({
            "CidrBlock": one.cidr_block,
            "AssociationId": one.association_id,
        })),
        "Ipv6CidrBlockAssociationSet": each(vpc.ipv6_cidr_block_association_set, |one| json!({
            "Ipv6CidrBlock": one.ipv6_cidr_block,
            "AssociationId": one.association_id,
        })),
        "EncryptionControl": {
            "VpcEncryptionControlId":
                vpc.encryption_control.and_then(|one| one.vpc_encryption_control_id),
        },
    })
}

/// A permission as a request takes it: without what it does not say.
fn permission(one: types::IpPermission) -> Value {
    let mut fields = json!({
        "IpProtocol": one.ip_protocol,
        "FromPort": one.from_port,
        "ToPort": one.to_port,
        "IpRanges": each(one.ip_ranges, |one| json!({ "CidrIp": one.cidr_ip })),
        "Ipv6Ranges": each(one.ipv6_ranges, |one| json!({ "CidrIpv6": one.cidr_ipv6 })),
        "PrefixListIds": each(one.prefix_list_ids, |one| json!({ "PrefixListId": one.prefix_list_id })),
        "UserIdGroupPairs": each(one.user_id_group_pairs, |one| json!({ "GroupId": one.group_id })),
    });
    if let Some(fields) = fields.as_object_mut() {
        fields.retain(|_, value| !value.is_null() && *value != json!([]));
    }
    fields
}

/// What a query finds in an answer, as a command line gets it: one text, or JSON. Nothing when it finds nothing, or more than one thing.
pub(super) fn found(answer: &Value, query: &str, as_json: bool) -> Result<Option<String>, String> {
    let found = search(answer, query)?;
    Ok(if as_json { Some(found.to_string()).filter(|_| !found.is_null()) } else { alone(&found) })
}

/// The only text or number.
fn alone(found: &Value) -> Option<String> {
    match found {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => match list.as_slice() {
            [one] => alone(one),
            _ => None,
        },
        Value::Null | Value::Bool(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::found;

    #[test]
    fn a_query_finds_one_thing_or_nothing() {
        let answer = json!({ "RouteTables": [
            { "Associations": [{ "SubnetId": "subnet-1", "RouteTableAssociationId": "a-1" },
                { "SubnetId": "it's `x`", "RouteTableAssociationId": "a-2" }] },
            { "Associations": [{ "RouteTableAssociationId": "a-3" }] },
        ] });
        let of = |subnet: &str| {
            let literal = json!(subnet).to_string().replace('`', "\\u0060");
            let query = format!(
                "RouteTables[].Associations[] | [?SubnetId == `{literal}`].RouteTableAssociationId"
            );
            found(&answer, &query, false).unwrap()
        };
        assert_eq!(of("subnet-1").as_deref(), Some("a-1"));
        assert_eq!(of("it's `x`").as_deref(), Some("a-2"));
        assert_eq!(of("subnet-2"), None);
        let all = "RouteTables[].Associations[].RouteTableAssociationId";
        assert_eq!(found(&answer, all, false).unwrap(), None, "several are none");
        assert_eq!(found(&answer, all, true).unwrap().unwrap(), r#"["a-1","a-2","a-3"]"#);
        assert_eq!(found(&json!({"V": [{"N": 7}]}), "V[0].N", false).unwrap().unwrap(), "7");
        assert!(found(&answer, "[?", false).is_err());
    }
}
