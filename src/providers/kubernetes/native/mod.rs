//! The Kubernetes API's own shapes, as the server and `kubectl` print them.
//!
//! Modelled is what a firewall is made of and what selects on it: policies, labels, ports, addresses,
//! and what a pod template says about the host. Everything else is declared left out in `kinds`, with a reason. The
//! structs stay close to the API: options where the API has nil, so that nil and empty stay different.

mod cluster;
mod cluster_policy;
mod container;
mod gateway;
mod ingress;
mod meta;
mod network_policy;
mod pod;
mod service;
mod volume;
mod workload;

pub(crate) use cluster::{NamespaceSpec, NodeAddress, NodeSpec, NodeStatus};
pub(crate) use cluster_policy::{
    ClusterPeer, ClusterPolicySpec, ClusterPort, ClusterProtocol, ClusterRule, DestinationPort,
    NamedProtocol, NamespacedPod, NumberedPort, PortSpan, PortSpanOf, Subject,
};
pub(crate) use container::{
    Capabilities, Container, ContainerPort, ContainerSecurity, Exec, Handler, Lifecycle, Named,
    Resources, Unspoken, ValueFrom, Variable, VariablesFrom, VolumeDevice, VolumeMount,
};
pub(crate) use gateway::{
    AllowedRoutes, BackendRef, GatewayAddress, GatewaySpec, GatewayStatus, GroupKind, Listener,
    ListenerTls, ParentRef, RouteNamespaces, RouteRule, RouteSpec,
};
pub(crate) use ingress::{
    HttpPaths, IngressBackend, IngressPath, IngressRule, IngressService, IngressSpec, IngressTls,
    ServicePortRef, TypedReference,
};
pub(crate) use meta::{
    IntOrString, LabelSelector, Meta, Object, OwnerReference, SelectorRequirement,
};
pub(crate) use network_policy::{IpBlock, NetworkPolicySpec, PolicyPeer, PolicyPort, PolicyRule};
pub(crate) use pod::{
    ContainerStatus, DnsConfig, DnsOption, HostAlias, PodIp, PodSecurity, PodSpec, PodStatus,
    Profile, SeLinux, Sysctl, Windows,
};
pub(crate) use service::{
    LoadBalancerIngress, LoadBalancerStatus, ServicePort, ServiceSpec, WithLoadBalancer,
};
pub(crate) use volume::{
    Claim, ConfigMap, Csi, HostPath, Nfs, Projected, Secret, Source, Token, Volume,
};
pub(crate) use workload::{ControllerSpec, CronJobSpec, JobTemplate, PodTemplate};
