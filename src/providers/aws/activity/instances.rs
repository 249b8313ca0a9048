//! Calls that change instances. What filters an instance is recorded of its interfaces, so that most of these calls are about both.

use serde_json::Value;

use super::deeds::{Call, Change, Deeds, has, is, read, recorded};
use super::parameters::Said;
use super::subjects::{INSTANCE, INTERFACE};
use super::{interfaces, tags};
use crate::model::{Deed, Done, Target};
use crate::providers::aws::native;
use crate::providers::aws::parse::instance::normalise;

/// The interface of a machine that has one.
fn interface_of(instance: &str) -> Target {
    has(&["instance"], instance)
}

/// The instances that a call is about.
fn named(call: &Call<'_>) -> Result<Vec<String>, String> {
    let list = call.request.any(&["instancesSet", "instanceId", "instanceIds"]).list();
    let ids: Vec<String> = list
        .into_iter()
        .filter_map(|one| one.get("instanceId").text().or_else(|| one.text()))
        .collect();
    if ids.is_empty() {
        return call.lacks("which instances it is about (`instancesSet`)");
    }
    Ok(ids)
}

/// `RunInstances`. The answer shows machines that are not there yet: what they become by themselves is not told.
pub(super) fn run(call: &Call<'_>) -> Deeds {
    let owner = call.response.get("ownerId").text();
    let place = call.place(owner.as_deref());
    let mut deeds = Vec::new();
    for one in call.response.get("instancesSet").list() {
        let Some(id) = one.get("instanceId").text() else { continue };
        let mut change = Change::of(INSTANCE);
        if let Some((_, resource)) = read(normalise(shown(one), owner.as_deref())) {
            change.tell(&resource, &["addresses", "state"]);
        }
        deeds.extend(change.came(place.clone(), is(id.as_str())));
        for interface in one.get("networkInterfaceSet").list() {
            let Some((interface, resource)) = interfaces::shown(interface, Some(&id)) else {
                continue;
            };
            let mut change = Change::of(INTERFACE);
            change.tell(&resource, &["tags"]);
            for (key, value) in tags::of_new(call.request, "network-interface") {
                change.set(&["tags", &key], Some(Value::String(value)));
            }
            deeds.extend(change.came(place.clone(), is(interface)));
        }
    }
    if !deeds.is_empty() {
        return Ok(deeds);
    }
    if call.worked {
        return call.lacks("which instances it made (`instancesSet`)");
    }
    let request = call.request;
    let first = request.get("instancesSet").list().into_iter().next().unwrap_or_default();
    let image = first.get("imageId").text().or_else(|| request.get("imageId").text());
    let Some(image) = image else { return Ok(Vec::new()) };
    let mut change = Change::of(INSTANCE);
    change.say(&["image"], Some(image.clone()));
    change.say(&["profile"], request.get("iamInstanceProfile").get("arn").text());
    change.say(&["subnet"], request.get("subnetId").text());
    Ok(change.came(place, has(&["image"], image)))
}

fn shown(one: Said<'_>) -> native::Instance {
    let profile = one.get("iamInstanceProfile").get("arn").text();
    let options = one.get("metadataOptions");
    let list = |name: &str, inner: &'static str| -> Vec<Option<String>> {
        one.get(name).list().into_iter().map(|one| one.get(inner).text()).collect()
    };
    native::Instance {
        iam_instance_profile: profile.map(|arn| native::IamInstanceProfile { arn: Some(arn) }),
        image_id: one.get("imageId").text(),
        instance_id: one.get("instanceId").text(),
        instance_type: one.get("instanceType").text(),
        ipv6_address: None,
        key_name: one.get("keyName").text(),
        metadata_options: options.is_said().then(|| metadata_service(options)),
        network_interfaces: list("networkInterfaceSet", "networkInterfaceId")
            .into_iter()
            .map(|id| native::InstanceNetworkInterface { network_interface_id: id })
            .collect(),
        operator: interfaces::operator(one),
        placement: Some(native::Placement {
            availability_zone: one.get("placement").get("availabilityZone").text(),
        }),
        private_ip_address: None,
        public_ip_address: None,
        secondary_interfaces: list("secondaryInterfaceSet", "secondaryInterfaceId")
            .into_iter()
            .map(|id| native::InstanceSecondaryInterface { secondary_interface_id: id })
            .collect(),
        security_groups: interfaces::groups(one.get("groupSet"))
            .into_iter()
            .map(|id| native::GroupIdentifier { group_id: Some(id) })
            .collect(),
        state: None,
        subnet_id: one.get("subnetId").text(),
        tags: tags::answered(one.get("tagSet")),
        vpc_id: one.get("vpcId").text(),
    }
}

fn metadata_service(options: Said<'_>) -> native::InstanceMetadataOptions {
    native::InstanceMetadataOptions {
        http_endpoint: options.get("httpEndpoint").text(),
        http_protocol_ipv6: options.get("httpProtocolIpv6").text(),
        http_put_response_hop_limit: options.get("httpPutResponseHopLimit").number(),
        http_tokens: options.get("httpTokens").text(),
        instance_metadata_tags: options.get("instanceMetadataTags").text(),
    }
}

/// `TerminateInstances`. Most interfaces go with the machine that they are of, and others stay: which is not told.
pub(super) fn terminate(call: &Call<'_>) -> Deeds {
    let both = |id: String| {
        let interface = call.deed(INTERFACE, interface_of(&id), Done::Touched(&[]));
        [call.deed(INSTANCE, is(id), Done::Went), interface]
    };
    Ok(named(call)?.into_iter().flat_map(both).collect())
}

/// `StartInstances` and `StopInstances`. A machine that stops loses an address that was lent to it, and gets another one when it starts.
pub(super) fn switch(call: &Call<'_>) -> Deeds {
    let both = |id: String| {
        let address = Done::Touched(&["public_addresses"]);
        let interface = call.deed(INTERFACE, interface_of(&id), address);
        [call.deed(INSTANCE, is(id), Done::Touched(&["addresses", "state"])), interface]
    };
    Ok(named(call)?.into_iter().flat_map(both).collect())
}

/// `ModifyInstanceAttribute` and `ResetInstanceAttribute`: one attribute a call, by its own name or as `attribute` and `value`. Groups can be set so where a
/// machine has one interface.
pub(super) fn modify(call: &Call<'_>) -> Deeds {
    let request = call.request;
    let id = call.given("instanceId")?;
    let attribute = request.get("attribute").text().unwrap_or_default();
    let of = |name: &str| {
        let own = request.get(name);
        if own.is_said() || attribute != name { own } else { request.get("value") }
    };
    let (mut machine, mut interface) = (Change::of(INSTANCE), Change::of(INTERFACE));
    let groups = interfaces::groups(of("groupSet"));
    if !groups.is_empty() {
        machine.set(&["groups"], Some(recorded(&groups)));
        interface.set(&["groups"], Some(recorded(&groups)));
    }
    let check = of("sourceDestCheck").switch().or_else(|| {
        (call.name.starts_with("Reset") && attribute == "sourceDestCheck").then_some(true)
    });
    if let Some(check) = check {
        interface.set(&["source_dest_check"], Some(Value::Bool(check)));
    }
    machine.say(&["type"], of("instanceType").text());
    let place = call.place(None);
    let deeds =
        [machine.done(place.clone(), is(id.as_str())), interface.done(place, interface_of(&id))];
    Ok(deeds.into_iter().flatten().collect())
}

/// `ModifyInstanceMetadataOptions`. The answer has all options, and a request those that are to become others.
pub(super) fn options(call: &Call<'_>) -> Deeds {
    let answer = call.response.get("instanceMetadataOptions");
    let said = metadata_service(if answer.is_said() { answer } else { call.request });
    let native::InstanceMetadataOptions {
        http_endpoint,
        http_protocol_ipv6,
        http_put_response_hop_limit,
        http_tokens,
        instance_metadata_tags,
    } = said;
    let mut change = Change::of(INSTANCE);
    change.say(&["metadata_service", "endpoint"], http_endpoint);
    if let Some(limit) = http_put_response_hop_limit {
        change.set(&["metadata_service", "hop_limit"], Some(limit.into()));
    }
    change.say(&["metadata_service", "ipv6"], http_protocol_ipv6);
    change.say(&["metadata_service", "tags"], instance_metadata_tags);
    change.say(&["metadata_service", "tokens"], http_tokens);
    Ok(change.done(call.place(None), is(call.given("instanceId")?)).into_iter().collect())
}

/// `AssociateIamInstanceProfile`, `ReplaceIamInstanceProfileAssociation` and `DisassociateIamInstanceProfile`. The answer says of which machine.
pub(super) fn profile(call: &Call<'_>) -> Deeds {
    let answer = call.response.get("iamInstanceProfileAssociation");
    let id = answer.get("instanceId").text().or_else(|| call.request.get("instanceId").text());
    let Some(id) = id else { return call.lacks("which instance it is about (`instanceId`)") };
    let arn = |said: Said<'_>| said.get("iamInstanceProfile").get("arn").text();
    let mut change = Change::of(INSTANCE);
    if call.name.starts_with("Disassociate") {
        change.set(&["profile"], None);
    } else {
        change.say(&["profile"], arn(answer).or_else(|| arn(call.request)));
    }
    let untold: Deed = call.deed(INSTANCE, is(id.as_str()), Done::Touched(&["profile"]));
    Ok(vec![change.done(call.place(None), is(id)).unwrap_or(untold)])
}
