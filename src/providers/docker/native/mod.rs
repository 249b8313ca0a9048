//! What `docker inspect`, `docker network inspect` and `docker info` print: the Engine API's own shapes.
//!
//! Only what is recorded is here; what is left out is declared beside the kinds. The engine prints `null`, an empty
//! value or nothing at all for what was never set, so everything is optional.

mod container;
mod host;
mod host_config;
mod network;
mod words;

pub(crate) use container::{
    Config, Container, Endpoint, EndpointIpam, Healthcheck, MountPoint, NetworkSettings, State,
};
pub(crate) use host::{
    AddressPool, FirewallBackend, Info, Plugins, Registries, Registry, Runtime, Swarm,
};
pub(crate) use host_config::{
    BindOptions, Device, DeviceRequest, DriverConfig, HostConfig, ImageOptions, LogConfig, Mount,
    PortBinding, RestartPolicy, TmpfsOptions, Ulimit, VolumeOptions,
};
pub(crate) use network::{Attached, ConfigFrom, Ipam, IpamConfig, Network, Peer};
pub(crate) use words::Words;
