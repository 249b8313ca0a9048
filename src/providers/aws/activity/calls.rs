//! The calls that change what is recorded.
//!
//! Each row is sorted by its name, since it is looked up for every record of the service. A call that is in no row and is made by
//! somebody who wanted to change something of a resource that it names by id is told as that, with nothing more said of it (`unknown`).

use super::deeds::{Call, Deeds, is};
use super::subjects::{
    ACL, ASSOCIATION, EXCLUSION, FLOW_LOG, GATEWAY, GROUP, INSTANCE, INTERFACE, OPTIONS,
    PREFIX_LIST, RECORDER, ROUTE_TABLE, SUBNET, TRAIL, VPC,
};
use super::{
    acls, flow_logs, groups, instances, interfaces, networks, prefix_lists, public_access,
    recorders, routes, tags, trails,
};
use crate::model::{Done, Kind, KindSpec};
use crate::providers::aws::kinds::KINDS;

/// A call, the kind that it is mostly about, and what reads it.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) spec: &'static KindSpec,
    pub(super) read: for<'a> fn(&Call<'a>) -> Deeds,
}

const fn row(
    name: &'static str,
    spec: &'static KindSpec,
    read: for<'a> fn(&Call<'a>) -> Deeds,
) -> Row {
    Row { name, spec, read }
}

/// Those of EC2.
pub(super) const EC2: &[Row] = &[
    row("AcceptVpcPeeringConnection", GROUP, networks::peering),
    row("AssignIpv6Addresses", INTERFACE, interfaces::addresses),
    row("AssignPrivateIpAddresses", INTERFACE, interfaces::addresses),
    row("AssociateAddress", INTERFACE, interfaces::associate),
    row("AssociateDhcpOptions", VPC, networks::dhcp),
    row("AssociateIamInstanceProfile", INSTANCE, instances::profile),
    row("AssociateRouteTable", ROUTE_TABLE, routes::associate),
    row("AssociateSecurityGroupVpc", ASSOCIATION, groups::associate),
    row("AssociateSubnetCidrBlock", SUBNET, networks::blocks),
    row("AssociateVpcCidrBlock", VPC, networks::blocks),
    row("AttachInternetGateway", GATEWAY, networks::attach_gateway),
    row("AttachNetworkInterface", INTERFACE, interfaces::attach),
    row("AuthorizeSecurityGroupEgress", GROUP, groups::authorize),
    row("AuthorizeSecurityGroupIngress", GROUP, groups::authorize),
    row("CreateDefaultSubnet", SUBNET, networks::create_subnet),
    row("CreateDefaultVpc", VPC, networks::create_vpc),
    row("CreateFlowLogs", FLOW_LOG, flow_logs::create),
    row("CreateInternetGateway", GATEWAY, networks::create_gateway),
    row("CreateManagedPrefixList", PREFIX_LIST, prefix_lists::create),
    row("CreateNetworkAcl", ACL, acls::create),
    row("CreateNetworkAclEntry", ACL, acls::entries),
    row("CreateNetworkInterface", INTERFACE, interfaces::create),
    row("CreateRoute", ROUTE_TABLE, routes::routes),
    row("CreateRouteTable", ROUTE_TABLE, routes::create),
    row("CreateSecurityGroup", GROUP, groups::create),
    row("CreateSubnet", SUBNET, networks::create_subnet),
    row("CreateTags", GROUP, tags::change),
    row("CreateVpc", VPC, networks::create_vpc),
    row("CreateVpcBlockPublicAccessExclusion", EXCLUSION, public_access::create),
    row("CreateVpcEncryptionControl", VPC, networks::encryption),
    row("CreateVpcEndpoint", ROUTE_TABLE, routes::endpoints),
    row("DeleteCarrierGateway", ROUTE_TABLE, routes::target_went),
    row("DeleteEgressOnlyInternetGateway", ROUTE_TABLE, routes::target_went),
    row("DeleteFlowLogs", FLOW_LOG, flow_logs::delete),
    row("DeleteInternetGateway", GATEWAY, networks::delete_gateway),
    row("DeleteManagedPrefixList", PREFIX_LIST, prefix_lists::delete),
    row("DeleteNatGateway", ROUTE_TABLE, routes::target_went),
    row("DeleteNetworkAcl", ACL, acls::delete),
    row("DeleteNetworkAclEntry", ACL, acls::entries),
    row("DeleteNetworkInterface", INTERFACE, interfaces::delete),
    row("DeleteRoute", ROUTE_TABLE, routes::routes),
    row("DeleteRouteTable", ROUTE_TABLE, routes::delete),
    row("DeleteSecurityGroup", GROUP, groups::delete),
    row("DeleteSubnet", SUBNET, networks::delete_subnet),
    row("DeleteTags", GROUP, tags::change),
    row("DeleteVpc", VPC, networks::delete_vpc),
    row("DeleteVpcBlockPublicAccessExclusion", EXCLUSION, public_access::delete),
    row("DeleteVpcEncryptionControl", VPC, networks::encryption),
    row("DeleteVpcEndpoints", ROUTE_TABLE, routes::endpoints),
    row("DeleteVpcPeeringConnection", GROUP, networks::peering),
    row("DetachInternetGateway", GATEWAY, networks::attach_gateway),
    row("DetachNetworkInterface", INTERFACE, interfaces::detach),
    row("DetachVpnGateway", ROUTE_TABLE, routes::target_went),
    row("DisableVgwRoutePropagation", ROUTE_TABLE, routes::propagate),
    row("DisassociateAddress", INTERFACE, interfaces::disassociate),
    row("DisassociateIamInstanceProfile", INSTANCE, instances::profile),
    row("DisassociateRouteTable", ROUTE_TABLE, routes::disassociate),
    row("DisassociateSecurityGroupVpc", ASSOCIATION, groups::disassociate),
    row("DisassociateSubnetCidrBlock", SUBNET, networks::blocks),
    row("DisassociateVpcCidrBlock", VPC, networks::blocks),
    row("EnableVgwRoutePropagation", ROUTE_TABLE, routes::propagate),
    row("ModifyInstanceAttribute", INSTANCE, instances::modify),
    row("ModifyInstanceMetadataOptions", INSTANCE, instances::options),
    row("ModifyManagedPrefixList", PREFIX_LIST, prefix_lists::modify),
    row("ModifyNetworkInterfaceAttribute", INTERFACE, interfaces::modify),
    row("ModifySecurityGroupRules", GROUP, groups::modify),
    row("ModifySubnetAttribute", SUBNET, networks::modify_subnet),
    row("ModifyVpcBlockPublicAccessExclusion", EXCLUSION, public_access::modify),
    row("ModifyVpcBlockPublicAccessOptions", OPTIONS, public_access::options),
    row("ModifyVpcEncryptionControl", VPC, networks::encryption),
    row("ModifyVpcEndpoint", ROUTE_TABLE, routes::endpoints),
    row("ModifyVpcTenancy", VPC, networks::tenancy),
    row("RejectVpcPeeringConnection", GROUP, networks::peering),
    row("ReplaceIamInstanceProfileAssociation", INSTANCE, instances::profile),
    row("ReplaceNetworkAclAssociation", ACL, acls::associate),
    row("ReplaceNetworkAclEntry", ACL, acls::entries),
    row("ReplaceRoute", ROUTE_TABLE, routes::routes),
    row("ReplaceRouteTableAssociation", ROUTE_TABLE, routes::replace),
    row("ResetInstanceAttribute", INSTANCE, instances::modify),
    row("ResetNetworkInterfaceAttribute", INTERFACE, interfaces::reset),
    row("RestoreManagedPrefixListVersion", PREFIX_LIST, prefix_lists::restore),
    row("RevokeSecurityGroupEgress", GROUP, groups::revoke),
    row("RevokeSecurityGroupIngress", GROUP, groups::revoke),
    row("RunInstances", INSTANCE, instances::run),
    row("StartInstances", INSTANCE, instances::switch),
    row("StopInstances", INSTANCE, instances::switch),
    row("TerminateInstances", INSTANCE, instances::terminate),
    row("UnassignIpv6Addresses", INTERFACE, interfaces::addresses),
    row("UnassignPrivateIpAddresses", INTERFACE, interfaces::addresses),
    row("UpdateSecurityGroupRuleDescriptionsEgress", GROUP, groups::describe),
    row("UpdateSecurityGroupRuleDescriptionsIngress", GROUP, groups::describe),
];

/// Those of CloudTrail.
pub(super) const CLOUDTRAIL: &[Row] = &[
    row("CreateTrail", TRAIL, trails::create),
    row("DeleteTrail", TRAIL, trails::delete),
    row("PutEventSelectors", TRAIL, trails::select),
    row("PutInsightSelectors", TRAIL, trails::insights),
    row("StartLogging", TRAIL, trails::switch),
    row("StopLogging", TRAIL, trails::switch),
    row("UpdateTrail", TRAIL, trails::update),
];

/// Those of Config.
pub(super) const CONFIG: &[Row] = &[
    row("AssociateResourceTypes", RECORDER, recorders::types),
    row("DeleteConfigurationRecorder", RECORDER, recorders::delete),
    row("DeleteDeliveryChannel", RECORDER, recorders::deliver_no_more),
    row("DeleteServiceLinkedConfigurationRecorder", RECORDER, recorders::delete_of_service),
    row("DisassociateResourceTypes", RECORDER, recorders::types),
    row("PutConfigurationRecorder", RECORDER, recorders::put),
    row("PutDeliveryChannel", RECORDER, recorders::deliver),
    row("PutServiceLinkedConfigurationRecorder", RECORDER, recorders::put_of_service),
    row("StartConfigurationRecorder", RECORDER, recorders::switch),
    row("StopConfigurationRecorder", RECORDER, recorders::switch),
];

/// Those of a service.
pub(super) fn of(service: &str) -> &'static [Row] {
    match service {
        "ec2" => EC2,
        "cloudtrail" => CLOUDTRAIL,
        "config" => CONFIG,
        _ => &[],
    }
}

/// The row of a call that changes something.
pub(super) fn find(service: &str, name: &str) -> Option<&'static Row> {
    let rows = of(service);
    rows.get(rows.binary_search_by(|row| row.name.cmp(name)).ok()?)
}

/// The kind that a call reads, where driftwall reads it by the same call.
pub(super) fn reads(service: &str, name: &str) -> Option<Kind> {
    if of(service).is_empty() {
        return None;
    }
    let is_it = |permission: &str| {
        let rest = permission.strip_prefix(service).and_then(|rest| rest.strip_prefix(':'));
        rest == Some(name)
    };
    let spec = KINDS.iter().find(|spec| spec.calls.iter().any(|call| is_it(call.permission)))?;
    Some(spec.kind.clone())
}

/// What a call may be about that is in no row, by the fields that name what is changed. The first that is there counts.
const SUBJECTS: &[(&str, &KindSpec)] = &[
    ("securityGroupId", GROUP),
    ("groupId", GROUP),
    ("networkAclId", ACL),
    ("prefixListId", PREFIX_LIST),
    ("networkInterfaceId", INTERFACE),
    ("instanceId", INSTANCE),
    ("routeTableId", ROUTE_TABLE),
    ("subnetId", SUBNET),
    ("internetGatewayId", GATEWAY),
    ("flowLogId", FLOW_LOG),
    ("exclusionId", EXCLUSION),
    ("vpcId", VPC),
];

/// What words begin the names of calls that change the thing that they name.
const CHANGES: &[&str] = &["Disable", "Enable", "Modify", "Replace", "Reset", "Update"];

/// Calls that begin so and change nothing that is recorded.
pub(super) const UNRECORDED: &[&str] = &[
    "DisableVpcClassicLink",
    "DisableVpcClassicLinkDnsSupport",
    "EnableVpcClassicLink",
    "EnableVpcClassicLinkDnsSupport",
    "ModifyInstanceCapacityReservationAttributes",
    "ModifyInstanceCpuOptions",
    "ModifyInstanceEventStartTime",
    "ModifyInstanceMaintenanceOptions",
    "ModifyInstanceNetworkPerformanceOptions",
    "ModifyInstancePlacement",
    "ModifyLocalGatewayRoute",
    "ModifyPublicIpDnsNameOptions",
    "ModifyVpcAttribute",
];

/// Whether a call that is in no row may change something that it names.
pub(super) fn may_change(service: &str, name: &str) -> bool {
    service == "ec2"
        && CHANGES.iter().any(|word| name.starts_with(word))
        && UNRECORDED.binary_search(&name).is_err()
}

/// What such a call did: something to the resource that it names.
pub(super) fn unknown(call: &Call<'_>) -> Option<(Kind, Deeds)> {
    SUBJECTS.iter().find_map(|(field, spec)| {
        let id = call.request.get(field).text()?;
        tags::kind_of(&id).filter(|kind| kind.kind == spec.kind)?;
        Some((spec.kind.clone(), Ok(vec![call.deed(spec, is(id), Done::Touched(&[]))])))
    })
}
