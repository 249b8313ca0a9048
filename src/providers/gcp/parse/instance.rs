//! Instances: machines, their interfaces, and what filters them.
//!
//! Rules find their instances by network tags and service accounts, so these are what stands before a machine. Of metadata
//! only the keys are recorded: a value can be a startup script, a password or an ssh key.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::instance_interface::{Interface, PublicAddress, interfaces};
use super::instance_left_out::LEFT_OUT;
use super::instance_settings::{
    Confidential, GuestSwitches, Shielded, WorkloadIdentity, confidential, guest_switches,
    shielded, workload_identity,
};
use super::link::{Own, last, place};
use super::policy_rule_fields::together;
use crate::model::{Bears, Field, Inventory, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::calls::required;
use crate::providers::gcp::calls::INSTANCES_LIST;
use crate::providers::gcp::native;
use crate::providers::normalised::{Outcome, is_off, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Gcp, "instance"),
    title: "instance",
    role: Role::Endpoint,
    calls: &[required(INSTANCES_LIST)],
    identity: "the zone and the name, which is unique there and can't be edited",
    named_by: &[],
    comes_and_goes: Some(Inventory {
        reason: "groups of instances make and delete them all day",
        shape: &["public_addresses?", "service_accounts", "subnets", "tags"],
    }),
    fields: FIELDS,
    phrase: no_phrase,
};

const OWN: [Field; 24] = [
    Field::list(
        "access_scopes",
        Bears::Hardening,
        Matching::Set,
        "narrows what programs on it may do",
    ),
    Field::durable("can_ip_forward", Bears::Exposure, "it passes on what is not for it"),
    Field::durable("confidential", Bears::Hardening, "whether its memory is encrypted"),
    Field::durable("description", Bears::Metadata, "a note"),
    Field::durable(
        "guest",
        Bears::Hardening,
        "switches that open consoles and logins, or record them",
    ),
    Field::durable("labels", Bears::Metadata, "labels"),
    Field::durable("machine_image", Bears::Program, "what it was made from"),
    Field::list(
        "metadata_keys",
        Bears::Hardening,
        Matching::Set,
        "a startup script or an ssh key is a way in",
    ),
    Field::durable(
        "private_ipv6_google_access",
        Bears::Exposure,
        "whether it reaches Google, and Google it",
    ),
    Field::durable("shielded", Bears::Hardening, "what guards its start"),
    Field::durable("workload_identity", Bears::Hardening, "which permissions programs on it have"),
    Field::context("hostname", Bears::Metadata, "a name of its own"),
    Field::context("id", Bears::Metadata, "new when the instance is made again under its name"),
    Field::context("interfaces", Bears::Exposure, "which networks and addresses reach it")
        .matched(Matching::Keyed(&["name"])),
    Field::context("interfaces[].address", Bears::Exposure, "where it is reached"),
    Field::context(
        "interfaces[].alias_ranges",
        Bears::Metadata,
        "moves with pods, behind the same rules",
    ),
    Field::context("machine_type", Bears::Metadata, "inventory"),
    Field::context("public_addresses", Bears::Exposure, "where it is reached from the internet"),
    Field::context(
        "service_accounts",
        Bears::Exposure,
        "rules find it by them, and programs have their permissions",
    ),
    Field::context("status", Bears::Metadata, "whether it runs"),
    Field::context("subnets", Bears::Metadata, "the interfaces tell of a change"),
    Field::context("tags", Bears::Exposure, "rules and routes find it by them"),
    Field::volatile("networkInterfaces[].accessConfigs[].kind", "says what the list says"),
    Field::volatile("networkInterfaces[].ipv6AccessConfigs[].kind", "says what the list says"),
];

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &together::<{ 24 + LEFT_OUT.len() }>([&OWN, LEFT_OUT, &[]]);

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) access_scopes: Vec<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) can_ip_forward: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) confidential: Option<Confidential>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) guest: Option<GuestSwitches>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) machine_image: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) metadata_keys: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) private_ipv6_google_access: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shielded: Option<Shielded>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) workload_identity: Option<WorkloadIdentity>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hostname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    pub(crate) interfaces: Vec<Interface>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) machine_type: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) public_addresses: Vec<PublicAddress>,
    pub(crate) service_accounts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
    /// The subnet of each interface, or its network where that has no subnets.
    pub(crate) subnets: Vec<String>,
    pub(crate) tags: Vec<String>,
}

/// Makes an instance's resource.
pub(crate) fn normalise(instance: native::Instance, project: &str) -> Outcome {
    let native::Instance {
        can_ip_forward,
        confidential_instance_config,
        description,
        hostname,
        id,
        labels,
        machine_type,
        metadata,
        name,
        network_interfaces,
        private_ipv6_google_access,
        resource_status,
        self_link,
        service_accounts: accounts,
        shielded_instance_config,
        source_machine_image,
        status,
        tags,
        workload_identity_config,
        zone,
    } = instance;
    let own = Own::of(self_link.as_deref(), project);
    let zone = said(zone)
        .map(|link| last(&link).to_owned())
        .or_else(|| self_link.as_deref().and_then(place).map(str::to_owned));
    let identity = said(name).zip(zone).map(|(name, zone)| format!("{zone}/{name}"));
    let native::Metadata { items } = metadata.unwrap_or_default();
    let native::Tags { items: tags } = tags.unwrap_or_default();
    let native::ResourceStatus { effective_instance_metadata } =
        resource_status.unwrap_or_default();
    let (mut service_accounts, mut access_scopes) = (Vec::new(), Vec::new());
    for native::ServiceAccount { email, scopes } in accounts {
        service_accounts.push(email);
        access_scopes.extend(scopes.into_iter().map(Some));
    }
    let (interfaces, public_addresses) = interfaces(network_interfaces, &own);
    let durable = Durable {
        access_scopes: set(access_scopes),
        can_ip_forward: can_ip_forward == Some(true),
        confidential: confidential_instance_config.and_then(confidential),
        description: said(description),
        guest: effective_instance_metadata.and_then(guest_switches),
        labels,
        machine_image: said(source_machine_image).map(|link| own.relative(&link)),
        metadata_keys: set(items.into_iter().map(|native::MetadataItem { key }| key)),
        private_ipv6_google_access: said(private_ipv6_google_access)
            .filter(|word| word != "INHERIT_FROM_SUBNETWORK"),
        shielded: shielded_instance_config.map(shielded),
        workload_identity: workload_identity_config.and_then(workload_identity),
    };
    let subnets = interfaces.iter().map(|one| one.subnet.clone().or_else(|| one.network.clone()));
    let context = Context {
        hostname: said(hostname),
        id: said(id),
        subnets: set(subnets),
        interfaces,
        machine_type: said(machine_type).map(|link| last(&link).to_owned()),
        public_addresses,
        service_accounts: set(service_accounts),
        status: said(status),
        tags: set(tags.into_iter().map(Some)),
    };
    resource(SPEC.title, identity, &durable, &context, Vec::new())
}
