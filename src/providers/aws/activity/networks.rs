//! Calls that change VPCs, subnets, internet gateways and peering connections.

use serde_json::Value;

use super::deeds::{Call, Change, Deeds, became, has, is, read, recorded};
use super::parameters::Said;
use super::routes;
use super::subjects::{GATEWAY, GROUP, SUBNET, VPC};
use super::tags;
use crate::model::Done;
use crate::providers::aws::native;
use crate::providers::aws::parse::terms::Peer;
use crate::providers::aws::parse::{internet_gateway, subnet, vpc};
use crate::providers::normalised::Known;

fn state(one: Said<'_>, name: &str) -> Option<native::CidrBlockState> {
    let state = one.get(name).get("state").text();
    state.map(|state| native::CidrBlockState { state: Some(state) })
}

/// `CreateVpc` and `CreateDefaultVpc`. The group, the ACL and the route table that come with it are not told.
pub(super) fn create_vpc(call: &Call<'_>) -> Deeds {
    let made = call.response.get("vpc");
    let native = native::Vpc {
        block_public_access_states: None,
        cidr_block: made.get("cidrBlock").text(),
        cidr_block_association_set: made
            .get("cidrBlockAssociationSet")
            .list()
            .into_iter()
            .map(|one| native::VpcCidrBlockAssociation {
                cidr_block: one.get("cidrBlock").text(),
                cidr_block_state: state(one, "cidrBlockState"),
            })
            .collect(),
        dhcp_options_id: made.get("dhcpOptionsId").text(),
        encryption_control: None,
        instance_tenancy: made.get("instanceTenancy").text(),
        ipv6_cidr_block_association_set: made
            .get("ipv6CidrBlockAssociationSet")
            .list()
            .into_iter()
            .map(|one| native::VpcIpv6CidrBlockAssociation {
                ipv6_cidr_block: one.get("ipv6CidrBlock").text(),
                ipv6_cidr_block_state: state(one, "ipv6CidrBlockState"),
            })
            .collect(),
        is_default: made.get("isDefault").switch(),
        owner_id: made.get("ownerId").text(),
        tags: tags::answered(made.get("tagSet")),
        vpc_id: made.get("vpcId").text(),
    };
    if let Some((id, resource)) = read(vpc::normalise(native)) {
        return Ok(vec![became(call.place(None), VPC, &id, resource)]);
    }
    if call.worked {
        return call.lacks("which VPC it made (`vpcId`)");
    }
    let Some(cidr) = call.request.get("cidrBlock").text() else { return Ok(Vec::new()) };
    let mut change = Change::of(VPC);
    change.comes("cidrs", recorded(&Peer::cidr(&cidr)));
    Ok(change.came(call.place(None), has(&["cidrs"], Peer::cidr(&cidr).to_string())))
}

/// `DeleteVpc`.
pub(super) fn delete_vpc(call: &Call<'_>) -> Deeds {
    Ok(vec![call.deed(VPC, is(call.given("vpcId")?), Done::Went)])
}

/// `AssociateVpcCidrBlock`, `DisassociateVpcCidrBlock`, `AssociateSubnetCidrBlock` and `DisassociateSubnetCidrBlock`.
pub(super) fn blocks(call: &Call<'_>) -> Deeds {
    let (spec, name) =
        if call.name.contains("Subnet") { (SUBNET, "subnetId") } else { (VPC, "vpcId") };
    let id = call.response.get(name).text().or_else(|| call.request.get(name).text());
    let Some(id) = id else { return call.lacks(format_args!("`{name}`")) };
    let answer = call.response;
    let block = answer
        .get("cidrBlockAssociation")
        .get("cidrBlock")
        .text()
        .or_else(|| answer.get("ipv6CidrBlockAssociation").get("ipv6CidrBlock").text())
        .or_else(|| call.request.any(&["cidrBlock", "ipv6CidrBlock"]).text());
    let mut change = Change::of(spec);
    if let Some(block) = block {
        let block = recorded(&Peer::cidr(&block));
        if call.name.starts_with("Associate") {
            change.comes("cidrs", block);
        } else {
            change.goes("cidrs", block);
        }
    }
    let untold = call.deed(spec, is(id.as_str()), Done::Touched(&["cidrs"]));
    Ok(vec![change.done(call.place(None), is(id)).unwrap_or(untold)])
}

/// `AssociateDhcpOptions`.
pub(super) fn dhcp(call: &Call<'_>) -> Deeds {
    let mut change = Change::of(VPC);
    change.say(&["dhcp_options"], Some(call.given("dhcpOptionsId")?));
    Ok(change.done(call.place(None), is(call.given("vpcId")?)).into_iter().collect())
}

/// `ModifyVpcTenancy`.
pub(super) fn tenancy(call: &Call<'_>) -> Deeds {
    let mut change = Change::of(VPC);
    change.say(&["tenancy"], Some(call.given("instanceTenancy")?));
    Ok(change.done(call.place(None), is(call.given("vpcId")?)).into_iter().collect())
}

/// `CreateVpcEncryptionControl`, `ModifyVpcEncryptionControl` and `DeleteVpcEncryptionControl`. The answer says of which VPC.
pub(super) fn encryption(call: &Call<'_>) -> Deeds {
    let answer = call.response.get("vpcEncryptionControl");
    let Some(id) = answer.get("vpcId").text().or_else(|| call.request.get("vpcId").text()) else {
        return call.lacks("which VPC it is about (`vpcId`)");
    };
    let mut change = Change::of(VPC);
    if call.name.starts_with("Delete") {
        change.set(&["encryption_mode"], None);
        change.set(&["encryption_exclusions"], None);
    } else {
        change.say(&["encryption_mode"], call.request.get("mode").text());
    }
    let place = call.place(None);
    let mut deeds: Vec<_> = change.done(place, is(id.as_str())).into_iter().collect();
    if !call.name.starts_with("Delete") {
        let fields = &["encryption_exclusions", "encryption_mode"];
        deeds.push(call.deed(VPC, is(id), Done::Touched(fields)));
    }
    Ok(deeds)
}

/// `CreateSubnet` and `CreateDefaultSubnet`. It gets the default ACL and the main route table of its VPC, which the answer does not name.
pub(super) fn create_subnet(call: &Call<'_>) -> Deeds {
    let made = call.response.get("subnet");
    let native = native::Subnet {
        assign_ipv6_address_on_creation: made.get("assignIpv6AddressOnCreation").switch(),
        availability_zone: made.get("availabilityZone").text(),
        block_public_access_states: None,
        cidr_block: made.get("cidrBlock").text(),
        customer_owned_ipv4_pool: made.get("customerOwnedIpv4Pool").text(),
        default_for_az: made.get("defaultForAz").switch(),
        enable_dns64: made.get("enableDns64").switch(),
        ipv6_cidr_block_association_set: made
            .get("ipv6CidrBlockAssociationSet")
            .list()
            .into_iter()
            .map(|one| native::SubnetIpv6CidrBlockAssociation {
                ipv6_cidr_block: one.get("ipv6CidrBlock").text(),
                ipv6_cidr_block_state: state(one, "ipv6CidrBlockState"),
            })
            .collect(),
        ipv6_native: made.get("ipv6Native").switch(),
        map_customer_owned_ip_on_launch: made.get("mapCustomerOwnedIpOnLaunch").switch(),
        map_public_ip_on_launch: made.get("mapPublicIpOnLaunch").switch(),
        outpost_arn: made.get("outpostArn").text(),
        owner_id: made.get("ownerId").text(),
        subnet_id: made.get("subnetId").text(),
        tags: tags::answered(made.get("tagSet")),
        r#type: made.get("type").text(),
        vpc_id: made.get("vpcId").text(),
    };
    let neighbours = |_: &str, _: &str| (Known::Unread, Known::Unread);
    if let Some((id, resource)) = read(subnet::normalise(native, neighbours)) {
        return Ok(vec![became(call.place(None), SUBNET, &id, resource)]);
    }
    if call.worked {
        return call.lacks("which subnet it made (`subnetId`)");
    }
    let Some(vpc) = call.request.get("vpcId").text() else { return Ok(Vec::new()) };
    let mut change = Change::of(SUBNET);
    change.say(&["vpc"], Some(vpc.clone()));
    Ok(change.came(call.place(None), has(&["vpc"], vpc)))
}

/// `DeleteSubnet`.
pub(super) fn delete_subnet(call: &Call<'_>) -> Deeds {
    Ok(vec![call.deed(SUBNET, is(call.given("subnetId")?), Done::Went)])
}

/// `ModifySubnetAttribute`: one attribute a call.
pub(super) fn modify_subnet(call: &Call<'_>) -> Deeds {
    const SWITCHES: &[(&str, &str)] = &[
        ("assignIpv6AddressOnCreation", "assign_ipv6_address"),
        ("enableDns64", "dns64"),
        ("mapCustomerOwnedIpOnLaunch", "map_customer_owned_address"),
        ("mapPublicIpOnLaunch", "map_public_address"),
    ];
    let mut change = Change::of(SUBNET);
    for (name, field) in SWITCHES {
        change.switch(&[field], call.request.get(name).switch());
    }
    change.say(&["customer_owned_pool"], call.request.get("customerOwnedIpv4Pool").text());
    Ok(change.done(call.place(None), is(call.given("subnetId")?)).into_iter().collect())
}

/// `CreateInternetGateway`.
pub(super) fn create_gateway(call: &Call<'_>) -> Deeds {
    let made = call.response.get("internetGateway");
    let native = native::InternetGateway {
        attachments: Vec::new(),
        internet_gateway_id: made.get("internetGatewayId").text(),
        owner_id: made.get("ownerId").text(),
        tags: tags::answered(made.get("tagSet")),
    };
    match read(internet_gateway::normalise(native)) {
        Some((id, resource)) => Ok(vec![became(call.place(None), GATEWAY, &id, resource)]),
        None => call.lacks("which internet gateway it made (`internetGatewayId`)"),
    }
}

/// `DeleteInternetGateway`.
pub(super) fn delete_gateway(call: &Call<'_>) -> Deeds {
    Ok(vec![call.deed(GATEWAY, is(call.given("internetGatewayId")?), Done::Went)])
}

/// `AttachInternetGateway` and `DetachInternetGateway`.
pub(super) fn attach_gateway(call: &Call<'_>) -> Deeds {
    let (gateway, vpc) = (call.given("internetGatewayId")?, call.given("vpcId")?);
    let mut change = Change::of(GATEWAY);
    let is_attached = call.name.starts_with("Attach");
    if is_attached {
        change.comes("vpcs", Value::String(vpc));
    } else {
        change.goes("vpcs", Value::String(vpc));
    }
    let mut deeds: Vec<_> =
        change.done(call.place(None), is(gateway.as_str())).into_iter().collect();
    // Routes that lead to it work again, or lead nowhere.
    deeds.push(routes::to(call, gateway));
    Ok(deeds)
}

/// `AcceptVpcPeeringConnection`, `RejectVpcPeeringConnection` and `DeleteVpcPeeringConnection`. The state of a connection is recorded of the groups whose rules
/// name groups behind it.
pub(super) fn peering(call: &Call<'_>) -> Deeds {
    const INGRESS: &[&str] = &["ingress", "peer_peering"];
    const EGRESS: &[&str] = &["egress", "peer_peering"];
    let id = call.given("vpcPeeringConnectionId")?;
    let mut deeds = Vec::new();
    for path in [INGRESS, EGRESS] {
        let mut change = Change::of(GROUP);
        match call.name {
            "AcceptVpcPeeringConnection" => {
                change.set(&["peerings", &id], Some("active".into()));
            }
            "DeleteVpcPeeringConnection" => {
                change.set(&["peerings", &id], Some("deleted".into()));
            }
            _ => {}
        }
        let target = has(path, id.as_str());
        let untold = call.deed(GROUP, target.clone(), Done::Touched(&["peerings"]));
        deeds.push(change.done(call.place(None), target).unwrap_or(untold));
    }
    deeds.push(routes::to(call, id));
    Ok(deeds)
}
