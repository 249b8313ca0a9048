//! Calls that change network ACLs.
//!
//! What stands before a subnet is recorded of the subnet. `ReplaceNetworkAclAssociation` names the ACL that comes and the association that it
//! takes the place of, which nobody records: the subnet is the one that has the new ACL afterwards.

use std::collections::HashMap;

use serde_json::Value;

use super::deeds::{Call, Change, Deeds, became, deed, has, is, part, read, recorded};
use super::parameters::Said;
use super::subjects::{ACL, SUBNET};
use super::tags;
use crate::model::{Done, Target};
use crate::providers::aws::native;
use crate::providers::aws::parse::network_acl::{normalise, read_entry};

/// `CreateNetworkAcl`: the answer shows all of it.
pub(super) fn create(call: &Call<'_>) -> Deeds {
    let made = call.response.get("networkAcl");
    let native = native::NetworkAcl {
        associations: Vec::new(),
        entries: made.any(&["entrySet", "entries"]).list().into_iter().map(entry).collect(),
        is_default: made.any(&["default", "isDefault"]).switch(),
        network_acl_id: made.get("networkAclId").text(),
        owner_id: made.get("ownerId").text(),
        tags: tags::answered(made.get("tagSet")),
        vpc_id: made.get("vpcId").text(),
    };
    let place = call.place(made.get("ownerId").text().as_deref());
    if let Some((id, resource)) = read(normalise(native, call.account(), &mut HashMap::new())) {
        return Ok(vec![became(place, ACL, &id, resource)]);
    }
    let vpc = call.given("vpcId")?;
    let target = match made.get("networkAclId").text() {
        Some(id) => is(id),
        None if !call.worked => has(&["vpc"], vpc.as_str()),
        None => return call.lacks("which ACL it made (`networkAclId`)"),
    };
    let mut change = Change::of(ACL);
    change.say(&["vpc"], Some(vpc));
    tags::of_resource(&mut change, call.request, "network-acl");
    Ok(change.came(place, target))
}

/// An entry, as a request or an answer has it.
fn entry(one: Said<'_>) -> native::NetworkAclEntry {
    let (ports, icmp) = (one.get("portRange"), one.any(&["icmpTypeCode", "icmp"]));
    native::NetworkAclEntry {
        cidr_block: one.get("cidrBlock").text(),
        egress: one.get("egress").switch(),
        icmp_type_code: icmp.is_said().then(|| native::IcmpTypeCode {
            code: icmp.get("code").port(),
            r#type: icmp.get("type").port(),
        }),
        ipv6_cidr_block: one.get("ipv6CidrBlock").text(),
        port_range: ports.is_said().then(|| native::PortRange {
            from: ports.get("from").port(),
            to: ports.get("to").port(),
        }),
        protocol: one.any(&["aclProtocol", "protocol"]).text(),
        rule_action: one.get("ruleAction").text(),
        rule_number: one.get("ruleNumber").number(),
    }
}

fn acl(call: &Call<'_>) -> Result<Target, String> {
    call.given("networkAclId").map(is)
}

/// `CreateNetworkAclEntry`, `ReplaceNetworkAclEntry` and `DeleteNetworkAclEntry`.
pub(super) fn entries(call: &Call<'_>) -> Deeds {
    let target = acl(call)?;
    let given = (call.request.get("ruleNumber").number(), call.request.get("egress").switch());
    let (Some(number), Some(egress)) = given else {
        return call.lacks("which entry it is about (`ruleNumber`, `egress`)");
    };
    let list = if egress { "egress" } else { "ingress" };
    let old = part([("number", Value::from(number))]);
    let mut change = Change::of(ACL);
    match (call.name, read_entry(entry(call.request))) {
        ("DeleteNetworkAclEntry", _) => change.goes(list, old),
        ("CreateNetworkAclEntry", Ok((_, entry))) => change.comes(list, recorded(&entry)),
        (_, Ok((_, entry))) => change.becomes(list, old, recorded(&entry)),
        (_, Err(_)) => {}
    }
    let place = call.place(None);
    // An entry that can't be read is not told by half: it stands before others.
    let untold = || deed(place.clone(), ACL, target.clone(), Done::Touched(&["egress", "ingress"]));
    Ok(vec![change.done(place.clone(), target.clone()).unwrap_or_else(untold)])
}

/// `ReplaceNetworkAclAssociation`.
pub(super) fn associate(call: &Call<'_>) -> Deeds {
    let acl = call.given("networkAclId")?;
    let mut before = Change::of(SUBNET);
    before.say(&["network_acl"], Some(acl.clone()));
    let subnet = before.done(call.place(None), has(&["network_acl"], acl.as_str()));
    let whose = call.deed(ACL, is(acl), Done::Touched(&["subnets"]));
    Ok([Some(whose), subnet].into_iter().flatten().collect())
}

/// `DeleteNetworkAcl`.
pub(super) fn delete(call: &Call<'_>) -> Deeds {
    Ok(vec![call.deed(ACL, acl(call)?, Done::Went)])
}
