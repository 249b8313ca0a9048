//! What Compute Engine and the Resource Manager answer, and `gcloud` prints: Google's own shapes.
//!
//! The names are those of the discovery documents of `compute` v1, `cloudresourcemanager` v1 and `logging` v2. Every documented field
//! is either here or declared as left out in the `fields` of its kind; a field that is neither is news, and the
//! reader says so. Nothing is judged here: whatever Google may leave out is optional, and numbers are as wide as
//! JSON allows, so that an odd one is told by its rule and not as a broken file.

mod address;
mod ancestry;
mod firewall;
mod firewall_policy;
mod instance;
mod instance_settings;
mod log_sink;
mod network;
mod route;
mod subnetwork;

pub(crate) use address::Address;
pub(crate) use ancestry::{Ancestor, ResourceId};
pub(crate) use firewall::{Firewall, FirewallLogConfig, Layer4};
pub(crate) use firewall_policy::{
    Association, EffectiveFirewalls, EffectivePolicy, FirewallPolicy, Matcher, MatcherLayer4,
    PolicyRule, SecureTag,
};
pub(crate) use instance::{
    AccessConfig, AliasIpRange, Instance, Metadata, MetadataItem, NetworkInterface, ServiceAccount,
    Tags,
};
pub(crate) use instance_settings::{
    ConfidentialInstanceConfig, EffectiveInstanceMetadata, ResourceStatus, ShieldedInstanceConfig,
    WorkloadIdentityConfig,
};
pub(crate) use log_sink::{BigQueryOptions, LogExclusion, LogSink};
pub(crate) use network::{Network, NetworkPeering, NetworkRoutingConfig};
pub(crate) use route::Route;
pub(crate) use subnetwork::{SecondaryRange, Subnetwork, SubnetworkLogConfig};
