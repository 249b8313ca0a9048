//! The read calls, by the name that they have in dumps.

use crate::providers::calls::Named;

pub(super) const DESCRIBE_SECURITY_GROUPS: Named =
    ("describe-security-groups", "ec2:DescribeSecurityGroups");
pub(super) const DESCRIBE_SECURITY_GROUP_RULES: Named =
    ("describe-security-group-rules", "ec2:DescribeSecurityGroupRules");
pub(super) const DESCRIBE_SECURITY_GROUP_VPC_ASSOCIATIONS: Named =
    ("describe-security-group-vpc-associations", "ec2:DescribeSecurityGroupVpcAssociations");
pub(super) const DESCRIBE_NETWORK_ACLS: Named =
    ("describe-network-acls", "ec2:DescribeNetworkAcls");
pub(super) const DESCRIBE_NETWORK_INTERFACES: Named =
    ("describe-network-interfaces", "ec2:DescribeNetworkInterfaces");
pub(super) const DESCRIBE_SUBNETS: Named = ("describe-subnets", "ec2:DescribeSubnets");
pub(super) const DESCRIBE_VPCS: Named = ("describe-vpcs", "ec2:DescribeVpcs");
pub(super) const DESCRIBE_ROUTE_TABLES: Named =
    ("describe-route-tables", "ec2:DescribeRouteTables");
pub(super) const DESCRIBE_INTERNET_GATEWAYS: Named =
    ("describe-internet-gateways", "ec2:DescribeInternetGateways");
pub(super) const DESCRIBE_INSTANCES: Named = ("describe-instances", "ec2:DescribeInstances");
pub(super) const DESCRIBE_MANAGED_PREFIX_LISTS: Named =
    ("describe-managed-prefix-lists", "ec2:DescribeManagedPrefixLists");
pub(super) const GET_MANAGED_PREFIX_LIST_ENTRIES: Named =
    ("get-managed-prefix-list-entries", "ec2:GetManagedPrefixListEntries");
pub(super) const DESCRIBE_FLOW_LOGS: Named = ("describe-flow-logs", "ec2:DescribeFlowLogs");
pub(super) const DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_OPTIONS: Named =
    ("describe-vpc-block-public-access-options", "ec2:DescribeVpcBlockPublicAccessOptions");
pub(super) const DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_EXCLUSIONS: Named =
    ("describe-vpc-block-public-access-exclusions", "ec2:DescribeVpcBlockPublicAccessExclusions");
pub(super) const DESCRIBE_TRAILS: Named = ("describe-trails", "cloudtrail:DescribeTrails");
pub(super) const GET_TRAIL_STATUS: Named = ("get-trail-status", "cloudtrail:GetTrailStatus");
pub(super) const GET_EVENT_SELECTORS: Named =
    ("get-event-selectors", "cloudtrail:GetEventSelectors");
pub(super) const DESCRIBE_CONFIGURATION_RECORDERS: Named =
    ("describe-configuration-recorders", "config:DescribeConfigurationRecorders");
pub(super) const DESCRIBE_CONFIGURATION_RECORDER_STATUS: Named =
    ("describe-configuration-recorder-status", "config:DescribeConfigurationRecorderStatus");
pub(super) const DESCRIBE_DELIVERY_CHANNELS: Named =
    ("describe-delivery-channels", "config:DescribeDeliveryChannels");

/// Asked of a live account when its log is searched.
pub(super) const LOOKUP_EVENTS: Named = ("lookup-events", "cloudtrail:LookupEvents");

/// Asked of a live account, to know which regions there are. It is not in dumps, whose folders say that.
pub(super) const DESCRIBE_REGIONS: Named = ("describe-regions", "ec2:DescribeRegions");
/// Asked of a live account, to know whose it is. Nobody can be denied this one.
#[cfg(feature = "aws")]
pub(super) const GET_CALLER_IDENTITY: Named = ("get-caller-identity", "sts:GetCallerIdentity");

/// Asked of the management account or a delegated administrator, to know which accounts there are.
pub(super) const LIST_ACCOUNTS: Named = ("list-accounts", "organizations:ListAccounts");
/// Asked for a role in another account, so that it can be read.
pub(super) const ASSUME_ROLE: Named = ("assume-role", "sts:AssumeRole");

/// Those that are asked once for each thing, whose id follows the name in a dump.
pub(super) const BY_ID: &[Named] =
    &[GET_MANAGED_PREFIX_LIST_ENTRIES, GET_TRAIL_STATUS, GET_EVENT_SELECTORS];

/// Those that came late, and that not every region or partition has: where AWS does not know them, there is nothing of
/// what they list. All others are everywhere, and whoever does not know them is not AWS.
pub(super) const NOT_EVERYWHERE: &[Named] = &[
    DESCRIBE_SECURITY_GROUP_VPC_ASSOCIATIONS,
    DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_OPTIONS,
    DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_EXCLUSIONS,
];
