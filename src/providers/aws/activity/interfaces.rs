//! Calls that change network interfaces, and the addresses that lead to them.
//!
//! Attachments and associations have ids of their own, which nobody records. A call that names nothing else is told of the interface that has
//! them, which nobody may be able to find.

use std::collections::HashMap;

use serde_json::Value;

use super::deeds::{Call, Change, Deeds, became, has, is, read, recorded};
use super::parameters::Said;
use super::subjects::{INSTANCE, INTERFACE};
use super::tags;
use crate::model::{Done, Resource, Target};
use crate::providers::aws::native;
use crate::providers::aws::parse::network_interface::{ConnectionTracking, normalise};
use crate::providers::normalised::set;

/// An interface that is known by its attachment or its association alone.
const UNRECORDED: &[&str] = &["association"];

/// The interface that a call names.
fn named(call: &Call<'_>) -> Result<Target, String> {
    call.given("networkInterfaceId").map(is)
}

/// An interface as an answer shows it. What is on a machine has the machine beside it.
pub(super) fn shown(one: Said<'_>, instance: Option<&str>) -> Option<(String, Resource)> {
    let attachment = one.get("attachment");
    let association = |one: Said<'_>| {
        let association = one.get("association");
        association.is_said().then(|| native::NetworkInterfaceAssociation {
            carrier_ip: association.get("carrierIp").text(),
            customer_owned_ip: association.get("customerOwnedIp").text(),
            public_ip: association.get("publicIp").text(),
        })
    };
    let addresses = one.any(&["privateIpAddressesSet", "privateIpAddresses"]).list();
    let native = native::NetworkInterface {
        associated_subnets: one.get("associatedSubnetSet").texts(),
        association: association(one),
        attachment: instance.map(|instance| native::NetworkInterfaceAttachment {
            device_index: attachment.get("deviceIndex").number(),
            instance_id: Some(instance.to_owned()),
            instance_owner_id: attachment.get("instanceOwnerId").text(),
        }),
        availability_zone: one.get("availabilityZone").text(),
        connection_tracking_configuration: None,
        deny_all_igw_traffic: one.get("denyAllIgwTraffic").switch(),
        description: one.get("description").text(),
        groups: groups(one.get("groupSet"))
            .into_iter()
            .map(|group| native::GroupIdentifier { group_id: Some(group) })
            .collect(),
        interface_type: one.get("interfaceType").text(),
        ipv4_prefixes: one
            .get("ipv4PrefixSet")
            .list()
            .into_iter()
            .map(|one| native::Ipv4PrefixSpecification {
                ipv4_prefix: one.get("ipv4Prefix").text(),
            })
            .collect(),
        ipv6_addresses: one
            .get("ipv6AddressesSet")
            .list()
            .into_iter()
            .map(|one| native::NetworkInterfaceIpv6Address {
                ipv6_address: one.get("ipv6Address").text(),
            })
            .collect(),
        ipv6_native: one.get("ipv6Native").switch(),
        ipv6_prefixes: one
            .get("ipv6PrefixSet")
            .list()
            .into_iter()
            .map(|one| native::Ipv6PrefixSpecification {
                ipv6_prefix: one.get("ipv6Prefix").text(),
            })
            .collect(),
        network_interface_id: one.get("networkInterfaceId").text(),
        operator: operator(one),
        outpost_arn: one.get("outpostArn").text(),
        owner_id: one.get("ownerId").text(),
        private_ip_address: one.get("privateIpAddress").text(),
        private_ip_addresses: addresses
            .into_iter()
            .map(|one| native::NetworkInterfacePrivateIpAddress {
                association: association(one),
                primary: one.get("primary").switch(),
                private_ip_address: one.get("privateIpAddress").text(),
            })
            .collect(),
        requester_id: one.get("requesterId").text(),
        requester_managed: one.get("requesterManaged").switch(),
        source_dest_check: one.get("sourceDestCheck").switch(),
        subnet_id: one.get("subnetId").text(),
        tag_set: tags::answered(one.get("tagSet")),
        vpc_id: one.get("vpcId").text(),
    };
    let (id, resource) = read(normalise(native, &mut HashMap::new()))?;
    Some((id.as_str().to_owned(), resource))
}

/// The service that manages something.
pub(super) fn operator(one: Said<'_>) -> Option<native::Operator> {
    let operator = one.get("operator");
    operator.is_said().then(|| native::Operator {
        managed: operator.get("managed").switch(),
        principal: operator.get("principal").text(),
    })
}

/// The ids of a list of groups, in order.
pub(super) fn groups(list: Said<'_>) -> Vec<String> {
    set(list.list().into_iter().map(|group| group.get("groupId").text().or_else(|| group.text())))
}

/// `CreateNetworkInterface`: the answer shows all of it.
pub(super) fn create(call: &Call<'_>) -> Deeds {
    let made = call.response.get("networkInterface");
    let place = call.place(made.get("ownerId").text().as_deref());
    if let Some(id) = made.get("networkInterfaceId").text() {
        // How long idle connections are remembered is not in every answer.
        let asked_more = call.request.get("connectionTrackingSpecification").is_said();
        return Ok(match shown(made, None) {
            Some((_, resource)) if !asked_more => {
                let id = id.parse().map_err(|_| "an interface without id".to_owned())?;
                vec![became(place, INTERFACE, &id, resource)]
            }
            Some((_, resource)) => {
                let mut change = Change::of(INTERFACE);
                change.tell(&resource, &[]);
                tracking(&mut change, call.request.get("connectionTrackingSpecification"));
                change.came(place, is(id))
            }
            None => Change::of(INTERFACE).came(place, is(id)),
        });
    }
    if call.worked {
        return call.lacks("which interface it made (`networkInterfaceId`)");
    }
    let subnet = call.given("subnetId")?;
    let mut change = Change::of(INTERFACE);
    let members = groups(call.request.get("groupSet"));
    if !members.is_empty() {
        change.set(&["groups"], Some(recorded(&members)));
    }
    change.say(&["subnet"], Some(subnet.clone()));
    Ok(change.came(place, has(&["subnet"], subnet)))
}

fn tracking(change: &mut Change, asked: Said<'_>) {
    if asked.is_said() {
        let tracking = ConnectionTracking {
            tcp_established: asked.get("tcpEstablishedTimeout").number(),
            udp: asked.get("udpTimeout").number(),
            udp_stream: asked.get("udpStreamTimeout").number(),
        };
        if let Value::Object(fields) = recorded(&tracking) {
            for (field, value) in fields {
                change.set(&["connection_tracking", &field], Some(value));
            }
        }
    }
}

/// `ModifyNetworkInterfaceAttribute`: one attribute a call. The groups that are named take the place of all that were there.
pub(super) fn modify(call: &Call<'_>) -> Deeds {
    let target = named(call)?;
    let request = call.request;
    let mut change = Change::of(INTERFACE);
    let list = request.any(&["groupSet", "securityGroupIdSet", "securityGroupId", "groups"]);
    if list.is_said() {
        change.set(&["groups"], Some(recorded(&groups(list))));
    }
    if let Some(check) = request.get("sourceDestCheck").switch() {
        change.set(&["source_dest_check"], Some(Value::Bool(check)));
    }
    change.say(&["description"], request.get("description").text());
    tracking(&mut change, request.get("connectionTrackingSpecification"));
    let subnets = request.any(&["associatedSubnetIds", "associatedSubnetId"]).texts();
    if !subnets.is_empty() {
        change.set(&["associated_subnets"], Some(recorded(&set(subnets.into_iter().map(Some)))));
    }
    let mut deeds: Vec<_> = change.done(call.place(None), target.clone()).into_iter().collect();
    if request.get("associatePublicIpAddress").is_there() {
        deeds.push(call.deed(INTERFACE, target, Done::Touched(&["public_addresses"])));
    }
    Ok(deeds)
}

/// `ResetNetworkInterfaceAttribute`: there is one that can be reset.
pub(super) fn reset(call: &Call<'_>) -> Deeds {
    let mut change = Change::of(INTERFACE);
    change.set(&["source_dest_check"], Some(Value::Bool(true)));
    Ok(change.done(call.place(None), named(call)?).into_iter().collect())
}

/// `AttachNetworkInterface`.
pub(super) fn attach(call: &Call<'_>) -> Deeds {
    let (id, instance) = (call.given("networkInterfaceId")?, call.given("instanceId")?);
    let mut change = Change::of(INTERFACE);
    change.say(&["instance"], Some(instance.clone()));
    if let Some(index) = call.request.get("deviceIndex").number() {
        change.set(&["device_index"], Some(index.into()));
    }
    let mut machine = Change::of(INSTANCE);
    machine.comes("interfaces", Value::String(id.clone()));
    let deeds =
        [change.done(call.place(None), is(id)), machine.done(call.place(None), is(instance))];
    Ok(deeds.into_iter().flatten().collect())
}

/// `DetachNetworkInterface`, which names the attachment.
pub(super) fn detach(call: &Call<'_>) -> Deeds {
    let attachment = call.given("attachmentId")?;
    let fields = &["device_index", "instance", "instance_owner"];
    Ok(vec![call.deed(INTERFACE, has(UNRECORDED, attachment), Done::Touched(fields))])
}

/// `DeleteNetworkInterface`.
pub(super) fn delete(call: &Call<'_>) -> Deeds {
    Ok(vec![call.deed(INTERFACE, named(call)?, Done::Went)])
}

/// `AssignPrivateIpAddresses`, `UnassignPrivateIpAddresses`, `AssignIpv6Addresses` and `UnassignIpv6Addresses`.
pub(super) fn addresses(call: &Call<'_>) -> Deeds {
    let target = named(call)?;
    let (request, response) = (call.request, call.response);
    let is_new = call.name.contains("Ipv6");
    let field = if is_new { "addresses" } else { "secondary_addresses" };
    let answered = response.any(&[
        "assignedPrivateIpAddressesSet",
        "assignedIpv6Addresses",
        "unassignedIpv6Addresses",
    ]);
    let asked = request.any(&[
        "privateIpAddressesSet",
        "privateIpAddresses",
        "privateIpAddress",
        "ipv6Addresses",
    ]);
    let told = if answered.is_said() { answered } else { asked };
    let name = if is_new { "ipv6Address" } else { "privateIpAddress" };
    let mut change = Change::of(INTERFACE);
    for one in told.list() {
        let Some(address) = one.get(name).text().or_else(|| one.text()) else { continue };
        let address = Value::String(address);
        if call.name.starts_with("Assign") {
            change.comes(field, address);
        } else {
            change.goes(field, address);
        }
    }
    let touched: &'static [&'static str] =
        if is_new { &["addresses", "prefixes"] } else { &["prefixes", "secondary_addresses"] };
    let done = change.done(call.place(None), target.clone());
    Ok(vec![done.unwrap_or_else(|| call.deed(INTERFACE, target, Done::Touched(touched)))])
}

/// `AssociateAddress`. The address is named by its allocation, and seldom by itself.
pub(super) fn associate(call: &Call<'_>) -> Deeds {
    let request = call.request;
    let target = match (request.get("networkInterfaceId").text(), request.get("instanceId").text())
    {
        (Some(id), _) => is(id),
        (None, Some(instance)) => has(&["instance"], instance),
        (None, None) => return call.lacks("what the address is for (`networkInterfaceId`)"),
    };
    let mut change = Change::of(INTERFACE);
    if let Some(address) = request.get("publicIp").text() {
        change.comes("public_addresses", Value::String(address));
    }
    let done = change.done(call.place(None), target.clone());
    let touched = || call.deed(INTERFACE, target, Done::Touched(&["public_addresses"]));
    Ok(vec![done.unwrap_or_else(touched)])
}

/// `DisassociateAddress`, which names the address, or the association.
pub(super) fn disassociate(call: &Call<'_>) -> Deeds {
    if let Some(address) = call.request.get("publicIp").text() {
        let mut change = Change::of(INTERFACE);
        change.goes("public_addresses", Value::String(address.clone()));
        let target = has(&["public_addresses"], address);
        return Ok(change.done(call.place(None), target).into_iter().collect());
    }
    let association = call.given("associationId")?;
    let touched = Done::Touched(&["public_addresses"]);
    Ok(vec![call.deed(INTERFACE, has(UNRECORDED, association), touched)])
}
