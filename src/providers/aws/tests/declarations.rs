//! Every field is declared, and every declaration is of a field.

use super::{ENTRY, every_field};
use crate::providers::aws::parse::config_recorder::LEFT_OUT_OF_STATUSES;
use crate::providers::aws::parse::instance::LEFT_OUT_OF_RESERVATIONS;
use crate::providers::tests::declarations::Documented;

fn documented() -> Documented {
    Documented {
        entry: ENTRY,
        scope: "aws:111122223333/eu-west-1",
        files: every_field(),
        in_item: |call, path| {
            let item = path
                .split_once("[].")
                .or_else(|| path.split_once('.').filter(|_| call.ends_with("options")))
                .map_or(path, |(_, item)| item);
            item.strip_prefix("Instances[].").unwrap_or(item).to_owned()
        },
        left_out: |call| match call {
            "describe-instances" => LEFT_OUT_OF_RESERVATIONS,
            "describe-configuration-recorder-status" => LEFT_OUT_OF_STATUSES,
            _ => &[],
        },
        exceptions: &[
            // The rows of a group's rules are matched by content; ids and tags are taken.
            "SecurityGroupRules[].Description",
            "SecurityGroupRules[].GroupOwnerId",
            "SecurityGroupRules[].ReferencedGroupInfo.PeeringStatus",
            "SecurityGroupRules[].ReferencedGroupInfo.UserId",
            "SecurityGroupRules[].ReferencedGroupInfo.VpcId",
            "SecurityGroupRules[].ReferencedGroupInfo.VpcPeeringConnectionId",
            // The main address is also the first of the list.
            "NetworkInterfaces[].PrivateIpAddress",
            "NetworkInterfaces[].Association",
            "NetworkInterfaces[].Association.CarrierIp",
            "NetworkInterfaces[].Association.CustomerOwnedIp",
            "NetworkInterfaces[].Association.PublicIp",
            // The main block is also in the list.
            "Vpcs[].CidrBlock",
            "Vpcs[].CidrBlockAssociationSet",
            "Vpcs[].CidrBlockAssociationSet[].CidrBlock",
            // The trail is named by the file.
            "TrailARN",
            // Rules of either direction name the same connection.
            "SecurityGroups[].IpPermissions[].UserIdGroupPairs[].PeeringStatus",
            "SecurityGroups[].IpPermissionsEgress[].UserIdGroupPairs[].PeeringStatus",
        ],
    }
}

#[test]
fn every_documented_field_is_known() {
    documented().every_documented_field_is_known();
}

#[test]
fn every_field_is_declared_and_every_declaration_occurs() {
    documented().every_field_is_declared_and_every_declaration_occurs();
}

#[test]
fn what_is_left_out_is_declared() {
    documented().what_is_left_out_is_declared();
}

#[test]
fn every_left_out_field_is_one_of_awss() {
    documented().every_left_out_field_is_the_vendors();
}
