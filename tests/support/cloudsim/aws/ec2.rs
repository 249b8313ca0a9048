//! EC2, 2016-11-15: a form in, XML out.

use std::collections::BTreeMap;

use super::answers::{ec2, ec2_error};
use super::regions::Region;
use super::{Call, wire, words};
use crate::cloudsim::answer::Answer;
use crate::cloudsim::faults::Fault;
use crate::cloudsim::pages::{Token, Twist, cut};

/// A call that lists things.
#[derive(Debug)]
pub(super) struct List {
    pub(super) action: &'static str,
    /// The list in what `aws` prints.
    pub(super) member: &'static str,
    /// The same on the wire.
    wire: &'static str,
    /// The fields that say which thing it is.
    pub(super) id: &'static [&'static str],
    /// The fewest and the most that may be asked for at once.
    sizes: (usize, usize),
}

const fn list(
    action: &'static str,
    member: &'static str,
    wire: &'static str,
    id: &'static [&'static str],
) -> List {
    List { action, member, wire, id, sizes: (5, 1000) }
}

const fn short(
    action: &'static str,
    member: &'static str,
    wire: &'static str,
    id: &'static [&'static str],
    least: usize,
) -> List {
    List { action, member, wire, id, sizes: (least, 100) }
}

/// The calls that list things of a region.
pub(super) const LISTS: &[List] = &[
    list("DescribeFlowLogs", "FlowLogs", "flowLogSet", &["FlowLogId"]),
    list("DescribeInstances", "Reservations", "reservationSet", &["ReservationId"]),
    list(
        "DescribeInternetGateways",
        "InternetGateways",
        "internetGatewaySet",
        &["InternetGatewayId"],
    ),
    short("DescribeManagedPrefixLists", "PrefixLists", "prefixListSet", &["PrefixListId"], 1),
    list("DescribeNetworkAcls", "NetworkAcls", "networkAclSet", &["NetworkAclId"]),
    list(
        "DescribeNetworkInterfaces",
        "NetworkInterfaces",
        "networkInterfaceSet",
        &["NetworkInterfaceId"],
    ),
    short("DescribeRouteTables", "RouteTables", "routeTableSet", &["RouteTableId"], 5),
    list(
        "DescribeSecurityGroupRules",
        "SecurityGroupRules",
        "securityGroupRuleSet",
        &["SecurityGroupRuleId"],
    ),
    list(
        "DescribeSecurityGroupVpcAssociations",
        "SecurityGroupVpcAssociations",
        "securityGroupVpcAssociationSet",
        &["GroupId", "VpcId"],
    ),
    list("DescribeSecurityGroups", "SecurityGroups", "securityGroupInfo", &["GroupId"]),
    list("DescribeSubnets", "Subnets", "subnetSet", &["SubnetId"]),
    list(
        "DescribeVpcBlockPublicAccessExclusions",
        "VpcBlockPublicAccessExclusions",
        "vpcBlockPublicAccessExclusionSet",
        &["ExclusionId"],
    ),
    list("DescribeVpcs", "Vpcs", "vpcSet", &["VpcId"]),
];

/// What a prefix list holds.
const ENTRIES: List = short("GetManagedPrefixListEntries", "Entries", "entrySet", &["Cidr"], 1);

pub(super) fn answer(call: &Call<'_>) -> Answer {
    let is_known = |name: &str| match name {
        "AllRegions" => call.action == "DescribeRegions",
        "PrefixListId" => call.action == ENTRIES.action,
        "MaxResults" | "NextToken" => {
            !["DescribeRegions", "DescribeVpcBlockPublicAccessOptions"].contains(&call.action)
        }
        _ => false,
    };
    if let Some((name, value)) = call.asked.parameters.iter().find(|(name, _)| !is_known(name)) {
        return words::bad_parameter(call.asked, name, value);
    }
    if call.action == "DescribeRegions" {
        return regions(call);
    }
    let Some(region) = call.account.regions.get(&call.asked.region) else {
        return words::stranger(call.asked);
    };
    match call.action {
        "DescribeVpcBlockPublicAccessOptions" => {
            let options = &region.public_access;
            let name = "vpcBlockPublicAccessOptions";
            ec2(call.action, &format!("<{name}>{options}</{name}>"), &[], "")
        }
        "GetManagedPrefixListEntries" => entries(call, region),
        action => match LISTS.iter().find(|list| list.action == action) {
            Some(list) => page(call, list, region.lists.get(list.member), ""),
            None => words::unknown_action(call.asked),
        },
    }
}

fn entries(call: &Call<'_>, region: &Region) -> Answer {
    let id = call.asked.parameter("PrefixListId").unwrap_or_default();
    let is_there = region.lists.get("PrefixLists").is_some_and(|lists| lists.contains_key(id));
    if !is_there {
        let message = format!("The prefix list ID '{id}' does not exist");
        return ec2_error(400, "InvalidPrefixListID.NotFound", &message);
    }
    page(call, &ENTRIES, region.entries.get(id), id)
}

fn page(
    call: &Call<'_>,
    list: &List,
    things: Option<&BTreeMap<String, String>>,
    about: &str,
) -> Answer {
    let (least, most) = list.sizes;
    let size = match call.asked.parameter("MaxResults") {
        // Where a thousand may be asked for, all come when nothing is.
        None if most == 1000 => usize::MAX,
        None => most,
        Some(text) => match text.parse() {
            Ok(size) if (least..=most).contains(&size) => size,
            _ => {
                let message = format!(
                    "Value ( {text} ) for parameter maxResults is invalid. Expecting a value between {least} and {most}."
                );
                return words::error(call.asked, 400, "InvalidParameterValue", &message);
            }
        },
    };
    let Ok(token) = Token::read(&call.asked.list(about), call.asked.token.as_deref()) else {
        return words::bad_token(call.asked);
    };
    let none = BTreeMap::new();
    let page = cut(things.unwrap_or(&none), &token, call.estate.page_for(size), call.twist());
    let before = format!("<{}>", list.wire);
    let next = page.next.map(|next| format!("<nextToken>{next}</nextToken>")).unwrap_or_default();
    ec2(call.action, &before, &page.items, &format!("</{}>{next}", list.wire))
}

fn regions(call: &Call<'_>) -> Answer {
    let used = call.account.regions.keys().map(|name| (name, status(name)));
    let all = call.asked.parameter("AllRegions") == Some("true");
    let others = call.account.not_opted_in.iter().map(|name| (name, "not-opted-in"));
    let mut regions: Vec<_> = used.chain(others.filter(|_| all)).collect();
    regions.sort_unstable();
    let items: Vec<String> = regions
        .into_iter()
        .map(|(name, status)| {
            wire::item(
                "Regions",
                &serde_json::json!({
                    "RegionName": name, "OptInStatus": status,
                    "Endpoint": format!("ec2.{name}.amazonaws.com"),
                }),
            )
        })
        .collect();
    ec2(call.action, "<regionInfo>", &items.iter().collect::<Vec<_>>(), "</regionInfo>")
}

/// Regions that came after 2019 are opted in to; of the others nobody has to.
fn status(region: &str) -> &'static str {
    const LATER: [&str; 7] =
        ["af-", "ap-east-", "ap-southeast-3", "ap-southeast-4", "eu-south-", "il-", "me-"];
    if LATER.iter().any(|start| region.starts_with(start)) {
        "opted-in"
    } else {
        "opt-in-not-required"
    }
}

impl Call<'_> {
    /// What is wrong with the pages.
    pub(super) fn twist(&self) -> Twist {
        self.fault.map(|fault: &Fault| fault.kind.twist()).unwrap_or_default()
    }
}
