//! Network interfaces: where security groups take hold, and what traffic reaches.

use serde::{Deserialize, Serialize};

use super::application_security_group::Members;
use super::arm::{self, Tags, fields_of_a_resource, refer, refer_all, tags};
use crate::model::{Bears, Field, Inventory, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::azure::calls::NIC_LIST;
use crate::providers::azure::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, is_off, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Azure, "network-interface"),
    title: "network interface",
    role: Role::Endpoint,
    calls: &[required(NIC_LIST)],
    identity: "the id of Resource Manager in lower case; an interface can't be renamed",
    named_by: &["name"],
    comes_and_goes: Some(Inventory {
        reason: "scale sets, private endpoints and services make and delete them all day",
        shape: &["application_security_groups", "network_security_group", "public_ips?", "subnets"],
    }),
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = fields_of_a_resource![
    Field::durable(
        "disable_tcp_state_tracking",
        Bears::Exposure,
        "packets outside a known connection pass",
    ),
    Field::durable("ip_forwarding", Bears::Exposure, "it passes on what is not for it"),
    Field::durable("location", Bears::Metadata, "can't be edited"),
    Field::durable("name", Bears::Metadata, "can't be edited"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::context(
        "application_security_groups",
        Bears::Metadata,
        "all those of its addresses, which tell of a change; a part of its shape",
    ),
    Field::context("dns_servers", Bears::Metadata, "who answers for names"),
    Field::context("hosted_workloads", Bears::Metadata, "inventory"),
    Field::context("ip_configurations", Bears::Exposure, "where it is reached, and as what")
        .matched(Matching::Keyed(&["name"])),
    Field::context("network_security_group", Bears::Exposure, "which rules stand before it"),
    Field::context("nic_type", Bears::Metadata, "inventory"),
    Field::context("primary", Bears::Metadata, "inventory"),
    Field::context("private_endpoint", Bears::Metadata, "the service that it leads to"),
    Field::context("private_link_service", Bears::Metadata, "the service that it belongs to"),
    Field::context(
        "public_ips",
        Bears::Metadata,
        "all those of its addresses, which tell of a change; a part of its shape",
    ),
    Field::context(
        "subnets",
        Bears::Metadata,
        "all those of its addresses, which tell of a change; a part of its shape",
    ),
    Field::context("taps", Bears::Exposure, "who gets a copy of its traffic"),
    Field::context("virtual_machine", Bears::Exposure, "the machine that is behind it"),
    Field::context("workload_type", Bears::Metadata, "inventory"),
    Field::volatile("auxiliaryMode", "speed"),
    Field::volatile("auxiliarySku", "speed"),
    Field::volatile("dnsSettings.appliedDnsServers", "made of the servers of its neighbours"),
    Field::volatile("dnsSettings.internalDnsNameLabel", "a name of the address"),
    Field::volatile("dnsSettings.internalDomainNameSuffix", "a name of the address"),
    Field::volatile("dnsSettings.internalFqdn", "a name of the address"),
    Field::volatile("dscpConfiguration", "what goes first when the line is full"),
    Field::volatile("enableAcceleratedNetworking", "speed"),
    Field::volatile("extendedLocation", "inventory"),
    Field::volatile("ipConfigurations[].id", "made of the interface's id and the name"),
    Field::volatile("ipConfigurations[].privateIpAddressVersion", "the address says it"),
    Field::volatile("ipConfigurations[].privateIpAllocationMethod", "the address says where it is"),
    Field::volatile(
        "ipConfigurations[].privateLinkConnectionProperties.fqdns",
        "names of the address",
    ),
    Field::volatile(
        "ipConfigurations[].privateLinkConnectionProperties.requiredMemberName",
        "the group says what it leads to",
    ),
    Field::volatile("macAddress", "no filter sees it"),
    Field::volatile("migrationPhase", "the progress of an edit"),
    Field::volatile("vnetEncryptionSupported", "the size of the machine says it"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) disable_tcp_state_tracking: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) ip_forwarding: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) application_security_groups: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) dns_servers: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) hosted_workloads: Vec<String>,
    pub(crate) ip_configurations: Vec<IpConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_security_group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nic_type: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) primary: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) private_endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) private_link_service: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) public_ips: Vec<String>,
    pub(crate) subnets: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) taps: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) virtual_machine: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) workload_type: Option<String>,
}

/// One address, and what it is a member of.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct IpConfiguration {
    /// An address, or a block of them with its length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) application_gateway_pools: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) application_security_groups: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gateway_load_balancer: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) load_balancer_nat_rules: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) load_balancer_pools: Vec<String>,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) primary: bool,
    /// The part of a service that a private endpoint leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) private_link_group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subnet: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) taps: Vec<String>,
}

/// Makes an interface's resource, and notes in `members` which application security groups it is in.
pub(crate) fn normalise(
    interface: native::NetworkInterface,
    subscription: &str,
    members: &mut Members,
) -> Outcome {
    let native::NetworkInterface {
        disable_tcp_state_tracking,
        dns_settings: native::DnsSettings { dns_servers },
        enable_ip_forwarding,
        hosted_workloads,
        id,
        ip_configurations,
        location,
        name,
        network_security_group,
        nic_type,
        primary,
        private_endpoint,
        private_link_service,
        tags: labels,
        tap_configurations,
        virtual_machine,
        workload_type,
    } = interface;
    let id = arm::identity(SPEC.title, id, subscription)?;
    let mut configurations: Vec<IpConfiguration> =
        ip_configurations.into_iter().map(read_configuration).collect();
    configurations.sort_by(|a, b| (&a.name, a).cmp(&(&b.name, b)));
    let all = |some: fn(&IpConfiguration) -> &[String]| -> Vec<String> {
        set(configurations.iter().flat_map(some).cloned().map(Some))
    };
    let groups = all(|one| &one.application_security_groups);
    for group in &groups {
        members.groups.entry(group.clone()).or_default().push(id.clone());
    }
    let one_each = |some: fn(&IpConfiguration) -> &Option<String>| -> Vec<String> {
        set(configurations.iter().map(some).cloned())
    };
    let context = Context {
        application_security_groups: groups,
        dns_servers: set(dns_servers.into_iter().map(Some)),
        hosted_workloads: set(hosted_workloads.iter().map(|id| Some(arm::id(id)))),
        network_security_group: refer(network_security_group),
        nic_type: said(nic_type),
        primary: primary.unwrap_or_default(),
        private_endpoint: refer(private_endpoint),
        private_link_service: refer(private_link_service),
        public_ips: one_each(|one| &one.public_ip),
        subnets: one_each(|one| &one.subnet),
        taps: refer_all(tap_configurations),
        virtual_machine: refer(virtual_machine),
        workload_type: said(workload_type),
        ip_configurations: configurations,
    };
    let durable = Durable {
        disable_tcp_state_tracking: disable_tcp_state_tracking.unwrap_or_default(),
        ip_forwarding: enable_ip_forwarding.unwrap_or_default(),
        location: arm::location(location),
        name: said(name),
        tags: tags(labels),
    };
    resource(SPEC.title, Some(id), &durable, &context, Vec::new())
}

fn read_configuration(configuration: native::IpConfiguration) -> IpConfiguration {
    let native::IpConfiguration {
        application_gateway_backend_address_pools,
        application_security_groups,
        gateway_load_balancer,
        load_balancer_backend_address_pools,
        load_balancer_inbound_nat_rules,
        name,
        primary,
        private_ip_address,
        private_ip_address_prefix_length,
        private_link_connection_properties,
        public_ip_address,
        subnet,
        virtual_network_taps,
    } = configuration;
    let address = said(private_ip_address).map(|address| match private_ip_address_prefix_length {
        Some(length) if !address.contains('/') => format!("{address}/{length}"),
        _ => address,
    });
    IpConfiguration {
        address,
        application_gateway_pools: refer_all(application_gateway_backend_address_pools),
        application_security_groups: refer_all(application_security_groups),
        gateway_load_balancer: refer(gateway_load_balancer),
        load_balancer_nat_rules: refer_all(load_balancer_inbound_nat_rules),
        load_balancer_pools: refer_all(load_balancer_backend_address_pools),
        name: name.unwrap_or_default(),
        primary: primary.unwrap_or_default(),
        private_link_group: private_link_connection_properties
            .and_then(|native::PrivateLinkConnection { group_id }| said(group_id)),
        public_ip: refer(public_ip_address),
        subnet: refer(subnet),
        taps: refer_all(virtual_network_taps),
    }
}
