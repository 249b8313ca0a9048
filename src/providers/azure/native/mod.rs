//! What Azure Resource Manager answers and `az` prints: Azure's own shapes.
//!
//! The two lay out the same resource in two ways; the names here are those of `dump::flat`, which makes them one. They are
//! those of the models of Microsoft.Network (2024-03), Microsoft.Compute and Microsoft.Insights (2021-05-01-preview). Every documented field is either here or declared
//! as left out in the `fields` of its kind; a field that is neither is news, and the reader says so. Nothing is judged
//! here: whatever Azure may leave out is optional, and numbers are as wide as JSON allows.

mod admin_rule;
mod diagnostic_setting;
mod flow_log;
mod load_balancer;
mod network_interface;
mod nsg;
mod public_ip;
mod reference;
mod service_tag;
mod virtual_machine;
mod virtual_network;

use std::collections::BTreeMap;

pub(crate) use admin_rule::{AddressPrefixItem, EffectiveSecurityAdminRule, NetworkGroupItem};
pub(crate) use diagnostic_setting::{DiagnosticLog, DiagnosticMetric, DiagnosticSetting};
pub(crate) use flow_log::{
    FlowAnalytics, FlowLog, FlowLogFormat, RetentionPolicy, TrafficAnalytics,
};
pub(crate) use load_balancer::{
    BackendAddress, BackendAddressPool, FrontendIpConfiguration, InboundNatPool, InboundNatRule,
    LoadBalancer, LoadBalancingRule, OutboundRule, Probe, TunnelInterface,
};
pub(crate) use network_interface::{
    DnsSettings, IpConfiguration, NetworkInterface, PrivateLinkConnection,
};
pub(crate) use nsg::{ApplicationSecurityGroup, NetworkSecurityGroup, SecurityRule};
pub(crate) use public_ip::{DdosSettings, IpTag, PublicDnsSettings, PublicIpAddress, Sku};
pub(crate) use reference::Reference;
pub(crate) use service_tag::ServiceTag;
pub(crate) use virtual_machine::{
    BootDiagnostics, DiagnosticsProfile, Extension, HardwareProfile, ImageReference,
    InstanceStatus, InstanceView, LinuxConfiguration, ManagedIdentity, NetworkProfile, OsProfile,
    PatchSettings, ProxyAgentSettings, SecurityProfile, StorageProfile, UefiSettings,
    VirtualMachine, WinRm, WinRmListener, WindowsConfiguration,
};
pub(crate) use virtual_network::{
    AddressSpace, Delegation, DhcpOptions, Encryption, Peering, Route, RouteTable, ServiceEndpoint,
    ServiceLink, Subnet, VirtualNetwork,
};

/// Tags by key; the value may be missing.
pub(crate) type Tags = BTreeMap<String, Option<String>>;
