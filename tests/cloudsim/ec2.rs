//! EC2: pages, tokens, refusals, regions, edits.

use super::cloudsim::aws::ACTIONS;
use super::cloudsim::aws::accounts::key;
use super::cloudsim::aws::groups::{anything, tcp, tcp_ports, udp};
use super::cloudsim::{Cloud, Estate};
use super::wire::Client;
use super::{ACCOUNT, REGION, groups, region};

/// Follows the tokens of a call to the end: the ids of each page.
fn pages(client: &mut Client, call: &str, size: &str, id: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut token = String::new();
    loop {
        let reply = client.call(call, &[("MaxResults", size), ("NextToken", &token)]);
        assert_eq!(reply.status, 200, "{}", reply.body);
        let items = reply.body.split("<item>").skip(1);
        let ids = items.filter_map(|item| item.split_once(&format!("<{id}>")));
        pages.push(ids.map(|(_, rest)| rest.split('<').next().unwrap().to_owned()).collect());
        match reply.element("nextToken") {
            Some(next) => next.clone_into(&mut token),
            None => return pages,
        }
    }
}

#[test]
fn a_list_comes_in_pages_and_once() {
    let cloud = region(|region| groups(region, 23));
    let mut client = Client::to(&cloud);
    let pages = pages(&mut client, "ec2:DescribeSecurityGroupRules", "10", "securityGroupRuleId");
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [10, 10, 10, 10, 6]);
    let all: std::collections::BTreeSet<String> = pages.into_iter().flatten().collect();
    assert_eq!(all.len(), 46, "each group has a rule, and lets everything out");
    // Without a size all come at once, where a thousand may be asked for.
    let reply = client.call("ec2:DescribeSecurityGroups", &[]);
    assert_eq!((reply.count("groupDescription"), reply.element("nextToken")), (23, None));
    assert_eq!(reply.header("content-type"), "text/xml;charset=UTF-8");
}

#[test]
fn lists_of_a_hundred_are_no_longer_unasked() {
    let lists = |region: super::Region| {
        (0..120).fold(region, |region, number| {
            let id = format!("pl-{number:03}");
            region.prefix_list(&id, "partners", &["198.51.100.0/24", "203.0.113.0/24"])
        })
    };
    let cloud = region(lists);
    let mut client = Client::to(&cloud);
    let reply = client.call("ec2:DescribeManagedPrefixLists", &[]);
    assert_eq!(reply.count("prefixListName"), 100);
    assert!(reply.element("nextToken").is_some());
    let entries = client.call("ec2:GetManagedPrefixListEntries", &[("PrefixListId", "pl-007")]);
    assert_eq!(entries.count("cidr"), 2);
    let none = client.call("ec2:GetManagedPrefixListEntries", &[("PrefixListId", "pl-x")]);
    assert_eq!(none.element("Code"), Some("InvalidPrefixListID.NotFound"));
}

#[test]
fn what_is_not_understood_is_refused() {
    let cloud = region(|region| groups(region, 7));
    let mut client = Client::to(&cloud);
    let token = client.call("ec2:DescribeSecurityGroups", &[("MaxResults", "5")]);
    let token = token.element("nextToken").unwrap();
    for (call, parameter, value, code) in [
        ("ec2:DescribeSecurityGroups", "MaxResults", "4", "InvalidParameterValue"),
        ("ec2:DescribeSecurityGroups", "MaxResults", "1001", "InvalidParameterValue"),
        ("ec2:DescribeRouteTables", "MaxResults", "101", "InvalidParameterValue"),
        ("ec2:DescribeSecurityGroups", "Filter.1.Name", "vpc-id", "InvalidParameterValue"),
        ("ec2:DescribeSecurityGroups", "NextToken", "of my own", "InvalidNextToken"),
        ("ec2:DescribeSecurityGroups", "NextToken", "abcdef", "InvalidNextToken"),
        ("ec2:DescribeVpcs", "NextToken", token, "InvalidNextToken"),
        ("ec2:DescribeEverything", "MaxResults", "5", "InvalidAction"),
    ] {
        let reply = client.call(call, &[(parameter, value)]);
        assert_eq!((reply.status, reply.element("Code")), (400, Some(code)), "{call} {parameter}");
    }
}

#[test]
fn a_key_is_an_accounts_and_a_region_has_its_own_things() {
    let other = "444455556666";
    let cloud = Cloud::start(
        Estate::default()
            .aws(ACCOUNT, |account| {
                account
                    .region("eu-west-1", |region| region.vpc("vpc-1"))
                    .region("us-east-1", |region| region.vpc("vpc-2"))
                    .not_opted_in("ap-east-1")
            })
            .aws(other, |account| account.region("eu-west-1", |region| region.vpc("vpc-3"))),
    );
    let mut client = Client::to(&cloud);
    let mut vpc = |own: &str, region: &str| {
        let reply = client.aws(own, region, "ec2:DescribeVpcs", &[]).unwrap();
        reply.element("vpcId").or_else(|| reply.element("Code")).unwrap().to_owned()
    };
    assert_eq!(vpc(&key(ACCOUNT), "eu-west-1"), "vpc-1");
    assert_eq!(vpc(&key(ACCOUNT), "us-east-1"), "vpc-2");
    assert_eq!(vpc(&key(other), "eu-west-1"), "vpc-3");
    assert_eq!(vpc("AKIDEXAMPLE", "eu-west-1"), "vpc-1", "a key of nobody is the home account's");
    assert_eq!(vpc(&key("777788889999"), "eu-west-1"), "AuthFailure");
    assert_eq!(vpc(&key(ACCOUNT), "ap-east-1"), "AuthFailure", "it has not opted in");
    let last = cloud.asked().into_iter().rev().nth(2).unwrap();
    assert_eq!((last.account.as_str(), last.region.as_str()), (ACCOUNT, "eu-west-1"));
    let regions = client.call("ec2:DescribeRegions", &[]);
    assert_eq!(regions.count("regionName"), 2);
    let regions = client.call("ec2:DescribeRegions", &[("AllRegions", "true")]);
    assert_eq!(regions.count("regionName"), 3);
    assert_eq!(regions.element("optInStatus"), Some("not-opted-in"));
}

#[test]
fn an_edit_is_seen_by_the_next_answer_and_moves_no_page() {
    let cloud = region(|region| groups(region, 12));
    let mut client = Client::to(&cloud);
    let call = "ec2:DescribeSecurityGroups";
    let first = client.call(call, &[("MaxResults", "5")]);
    cloud.edit(|estate| {
        estate.aws(ACCOUNT, |account| {
            account.region(REGION, |region| {
                region.without_group("sg-00000").group("sg-00007", |group| {
                    let group = group.of("vpc-9").tag("tier", "web").lets_out(tcp(443).to("pl-1"));
                    let group = group.allows(tcp_ports(80..=81).from("2001:db8::/32"));
                    group.allows(udp(53).from("0.0.0.0/0")).allows(anything().from("sg-00001"))
                })
            })
        })
    });
    let token = first.element("nextToken").unwrap();
    let second = client.call(call, &[("MaxResults", "5"), ("NextToken", token)]);
    assert_eq!(second.element("groupId"), Some("sg-00005"), "it goes on where it was");
    assert!(second.body.contains("<vpcId>vpc-9</vpcId>"), "{}", second.body);
    assert!(second.body.contains("<fromPort>80</fromPort>"), "{}", second.body);
    let rules = client.call("ec2:DescribeSecurityGroupRules", &[]);
    assert_eq!(rules.count("securityGroupRuleId"), 10 * 2 + 4, "rules go and come with groups");
    cloud.edit(|estate| {
        estate.aws(ACCOUNT, |account| {
            account.region(REGION, |region| {
                assert_eq!(region.count("SecurityGroups"), 11);
                region.without("SecurityGroups", "sg-00001")
            })
        })
    });
    assert_eq!(client.call(call, &[]).count("groupDescription"), 10);
}

#[test]
fn text_of_people_stays_text() {
    let cloud = region(|region| {
        region.group("sg-1", |group| group.tag("note", "<&>\"' \u{2028}\r\n</item>"))
    });
    let reply = Client::to(&cloud).call("ec2:DescribeSecurityGroups", &[]);
    let value = reply.element("value").unwrap();
    assert_eq!(value, "&lt;&amp;&gt;&quot;' \u{2028}&#13;\n&lt;/item&gt;");
}

/// Otherwise a campaign would pass over an action, or ask for one that is not there.
#[test]
fn every_action_answers_and_says_whether_it_has_pages() {
    let cloud = Cloud::start(
        Estate::default()
            .aws(ACCOUNT, |account| {
                account.role("audit").region(REGION, |region| {
                    (0..6).fold(region.trail("audit", true), |region, number| {
                        region.prefix_list(
                            &format!("pl-{number}"),
                            "partners",
                            &["198.51.100.0/24"],
                        )
                    })
                })
            })
            .organization(|organization| organization),
    );
    let mut client = Client::to(&cloud);
    for action in ACTIONS {
        let mut parameters = match action.name.split_once(':').unwrap().1 {
            "AssumeRole" => vec![
                ("RoleArn", "arn:aws:iam::111122223333:role/audit"),
                ("RoleSessionName", "driftwall"),
            ],
            "GetManagedPrefixListEntries" => vec![("PrefixListId", "pl-1")],
            "GetTrailStatus" => vec![("Name", "audit")],
            "GetEventSelectors" => vec![("TrailName", "audit")],
            "ListAccountsForParent" | "ListOrganizationalUnitsForParent" => {
                vec![("ParentId", "r-exam")]
            }
            _ => Vec::new(),
        };
        let reply = client.call(action.name, &parameters);
        assert_eq!(reply.status, 200, "{}: {}", action.name, reply.body);
        parameters.push(("NextToken", "nowhere"));
        let refused = client.call(action.name, &parameters).status != 200;
        // STS passes over what it does not know, as it does for real.
        assert!(refused || action.name.starts_with("sts:"), "{}", action.name);
        let code = client.call(action.name, &parameters);
        let words = ["InvalidNextToken", "INVALID_NEXT_TOKEN"];
        let is_token = words.iter().any(|word| code.body.contains(word));
        assert_eq!(is_token, action.pages, "{}: {}", action.name, code.body);
    }
}
