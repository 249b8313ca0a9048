//! Where the items are in each call's answer.

use super::dialect::DIALECT;
use crate::model::Field;
use crate::providers::aws::calls;
use crate::providers::aws::parse;
use crate::providers::calls::Named;
use crate::providers::dumps::Shape;

const fn shape(call: Named, key: &'static str, fields: &'static [Field]) -> Shape {
    Shape {
        call,
        dialect: &DIALECT,
        key,
        bare: false,
        one: false,
        alone: false,
        fields,
        left_out: &[],
        rules: &[],
        inside: "",
        parts: None,
    }
}

/// The whole of an item is a rule.
const EVERYWHERE: &[&str] = &[""];

pub(super) const SECURITY_GROUPS: Shape = Shape {
    rules: &["IpPermissions", "IpPermissionsEgress"],
    ..shape(calls::DESCRIBE_SECURITY_GROUPS, "SecurityGroups", parse::security_group::FIELDS)
};

pub(super) const SECURITY_GROUP_RULES: Shape = Shape {
    rules: EVERYWHERE,
    ..shape(
        calls::DESCRIBE_SECURITY_GROUP_RULES,
        "SecurityGroupRules",
        parse::security_group::FIELDS,
    )
};

pub(super) const SECURITY_GROUP_VPC_ASSOCIATIONS: Shape = shape(
    calls::DESCRIBE_SECURITY_GROUP_VPC_ASSOCIATIONS,
    "SecurityGroupVpcAssociations",
    parse::security_group_vpc_association::FIELDS,
);

pub(super) const NETWORK_ACLS: Shape = Shape {
    rules: &["Entries"],
    ..shape(calls::DESCRIBE_NETWORK_ACLS, "NetworkAcls", parse::network_acl::FIELDS)
};

pub(super) const NETWORK_INTERFACES: Shape = shape(
    calls::DESCRIBE_NETWORK_INTERFACES,
    "NetworkInterfaces",
    parse::network_interface::FIELDS,
);

pub(super) const SUBNETS: Shape = shape(calls::DESCRIBE_SUBNETS, "Subnets", parse::subnet::FIELDS);

pub(super) const VPCS: Shape = shape(calls::DESCRIBE_VPCS, "Vpcs", parse::vpc::FIELDS);

pub(super) const ROUTE_TABLES: Shape = Shape {
    rules: &["Routes"],
    ..shape(calls::DESCRIBE_ROUTE_TABLES, "RouteTables", parse::route_table::FIELDS)
};

pub(super) const INTERNET_GATEWAYS: Shape =
    shape(calls::DESCRIBE_INTERNET_GATEWAYS, "InternetGateways", parse::internet_gateway::FIELDS);

pub(super) const INSTANCES: Shape = Shape {
    left_out: parse::instance::LEFT_OUT_OF_RESERVATIONS,
    inside: "Instances",
    ..shape(calls::DESCRIBE_INSTANCES, "Reservations", parse::instance::FIELDS)
};

pub(super) const PREFIX_LISTS: Shape =
    shape(calls::DESCRIBE_MANAGED_PREFIX_LISTS, "PrefixLists", parse::prefix_list::FIELDS);

pub(super) const PREFIX_LIST_ENTRIES: Shape = Shape {
    rules: EVERYWHERE,
    ..shape(calls::GET_MANAGED_PREFIX_LIST_ENTRIES, "Entries", parse::prefix_list::FIELDS)
};

pub(super) const FLOW_LOGS: Shape =
    shape(calls::DESCRIBE_FLOW_LOGS, "FlowLogs", parse::flow_log::FIELDS);

pub(super) const BLOCK_PUBLIC_ACCESS_OPTIONS: Shape = Shape {
    one: true,
    ..shape(
        calls::DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_OPTIONS,
        "VpcBlockPublicAccessOptions",
        parse::public_access::OPTIONS_FIELDS,
    )
};

pub(super) const BLOCK_PUBLIC_ACCESS_EXCLUSIONS: Shape = shape(
    calls::DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_EXCLUSIONS,
    "VpcBlockPublicAccessExclusions",
    parse::public_access::EXCLUSION_FIELDS,
);

pub(super) const TRAILS: Shape = shape(calls::DESCRIBE_TRAILS, "trailList", parse::trail::FIELDS);

pub(super) const CONFIG_RECORDERS: Shape = shape(
    calls::DESCRIBE_CONFIGURATION_RECORDERS,
    "ConfigurationRecorders",
    parse::config_recorder::FIELDS,
);

pub(super) const CONFIG_RECORDER_STATUSES: Shape = Shape {
    left_out: parse::config_recorder::LEFT_OUT_OF_STATUSES,
    ..shape(
        calls::DESCRIBE_CONFIGURATION_RECORDER_STATUS,
        "ConfigurationRecordersStatus",
        parse::config_recorder::FIELDS,
    )
};

pub(super) const DELIVERY_CHANNELS: Shape =
    shape(calls::DESCRIBE_DELIVERY_CHANNELS, "DeliveryChannels", parse::config_recorder::FIELDS);

/// What goes round an answer that is one item as a whole.
const ENVELOPE: &[&str] = &["ResponseMetadata"];

pub(super) const TRAIL_STATUS: Shape =
    Shape { left_out: ENVELOPE, ..shape(calls::GET_TRAIL_STATUS, "", parse::trail::FIELDS) };

pub(super) const EVENT_SELECTORS: Shape =
    Shape { left_out: ENVELOPE, ..shape(calls::GET_EVENT_SELECTORS, "", parse::trail::FIELDS) };
