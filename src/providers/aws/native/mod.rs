//! What the `aws` command line prints and the SDK returns: AWS's own shapes.
//!
//! The names are those of the service models of EC2 (2016-11-15), CloudTrail (2013-11-01) and Config (2014-11-12). Every
//! documented field is either here or declared as left out in the `fields` of its kind; a field that is neither is news, and
//! the reader says so. Nothing is judged here: whatever AWS may leave out is optional, and numbers are as
//! wide as JSON allows, so that an odd one is told by its rule and not as a broken file.

mod config_recorder;
mod flow_log;
mod instance;
mod network;
mod network_acl;
mod network_interface;
mod prefix_list;
mod public_access;
mod security_group;
mod tag;
mod trail;

pub(crate) use config_recorder::{
    ConfigRecorder, ConfigRecorderStatus, DeliveryChannel, ExcludedTypes, RecordingGroup,
    RecordingMode, RecordingModeOverride, RecordingScope, RecordingStrategy, SnapshotDelivery,
};
pub(crate) use flow_log::{DestinationOptions, FlowLog, TagFieldSpecification};
pub(crate) use instance::{
    IamInstanceProfile, Instance, InstanceMetadataOptions, InstanceNetworkInterface,
    InstanceSecondaryInterface, InstanceState, Placement, Reservation,
};
pub(crate) use network::{
    BlockPublicAccessStates, CidrBlockState, InternetGateway, InternetGatewayAttachment,
    PropagatingVgw, Route, RouteTable, RouteTableAssociation, RouteTableAssociationState, Subnet,
    SubnetIpv6CidrBlockAssociation, Vpc, VpcCidrBlockAssociation, VpcEncryptionControl,
    VpcEncryptionControlExclusion, VpcEncryptionControlExclusions, VpcIpv6CidrBlockAssociation,
};
pub(crate) use network_acl::{
    IcmpTypeCode, NetworkAcl, NetworkAclAssociation, NetworkAclEntry, PortRange,
};
pub(crate) use network_interface::{
    ConnectionTrackingConfiguration, GroupIdentifier, Ipv4PrefixSpecification,
    Ipv6PrefixSpecification, NetworkInterface, NetworkInterfaceAssociation,
    NetworkInterfaceAttachment, NetworkInterfaceIpv6Address, NetworkInterfacePrivateIpAddress,
    Operator,
};
pub(crate) use prefix_list::{ManagedPrefixList, PrefixListEntry};
pub(crate) use public_access::{VpcBlockPublicAccessExclusion, VpcBlockPublicAccessOptions};
pub(crate) use security_group::{
    IpPermission, IpRange, Ipv6Range, PrefixListId, ReferencedSecurityGroup, SecurityGroup,
    SecurityGroupRule, SecurityGroupVpcAssociation, UserIdGroupPair,
};
pub(crate) use tag::Tag;
pub(crate) use trail::{
    AdvancedEventSelector, AdvancedFieldSelector, DataResource, EventSelector, EventSelectors,
    Trail, TrailStatus,
};
