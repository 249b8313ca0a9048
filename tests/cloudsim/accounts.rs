//! Accounts: who is asked, roles in others, the organisation, and accounts that come and go.

use super::cloudsim::aws::accounts::key;
use super::cloudsim::{Cloud, Estate};
use super::wire::{Client, Reply};
use super::{ACCOUNT, REGION};

const OTHER: &str = "444455556666";

fn estate() -> Cloud {
    Cloud::start(
        Estate::default()
            .organization(|organization| {
                organization.unit("ou-exam-prod", "prod", "r-exam").unit(
                    "ou-exam-shop",
                    "shop",
                    "ou-exam-prod",
                )
            })
            .aws(ACCOUNT, |account| account.named("home").region(REGION, |region| region))
            .aws(OTHER, |account| {
                let account = account.role("audit").role_with("team/reader", "example-external-id");
                account.in_unit("ou-exam-shop").region(REGION, |region| region.vpc("vpc-of-other"))
            }),
    )
}

fn assume(client: &mut Client, role: &str, external: Option<&str>) -> Reply {
    let arn = format!("arn:aws:iam::{OTHER}:role/{role}");
    let mut parameters = vec![("RoleArn", arn.as_str()), ("RoleSessionName", "driftwall")];
    parameters.extend(external.map(|id| ("ExternalId", id)));
    client.call("sts:AssumeRole", &parameters)
}

#[test]
fn a_role_gives_credentials_of_its_account() {
    let cloud = estate();
    let mut client = Client::to(&cloud);
    let who = client.call("sts:GetCallerIdentity", &[]);
    assert_eq!(who.element("Account"), Some(ACCOUNT));
    let role = assume(&mut client, "audit", None);
    let own = role.element("AccessKeyId").unwrap();
    let lost = client.aws(own, REGION, "ec2:DescribeVpcs", &[]).unwrap();
    assert_eq!(lost.element("Code"), Some("AuthFailure"), "the token goes with the key");
    role.element("SessionToken").unwrap().clone_into(&mut client.session_token);
    let who = client.aws(own, REGION, "sts:GetCallerIdentity", &[]).unwrap();
    let arn = format!("arn:aws:sts::{OTHER}:assumed-role/audit/driftwall");
    assert_eq!((who.element("Account"), who.element("Arn")), (Some(OTHER), Some(arn.as_str())));
    let vpcs = client.aws(own, REGION, "ec2:DescribeVpcs", &[]).unwrap();
    assert_eq!(vpcs.element("vpcId"), Some("vpc-of-other"));
    let asked = cloud.asked();
    let assumed = asked.iter().find(|asked| asked.action == "sts:AssumeRole").unwrap();
    assert_eq!(assumed.parameter("RoleSessionName"), Some("driftwall"));
    assert_eq!(assumed.account, ACCOUNT);
    let last = asked.last().unwrap();
    assert_eq!((last.account.as_str(), last.who.as_str()), (OTHER, "assumed-role/audit/driftwall"));
}

#[test]
fn a_role_lets_in_whom_it_trusts() {
    let cloud = estate();
    let mut client = Client::to(&cloud);
    let reader = "team/reader";
    assert_eq!(assume(&mut client, reader, Some("example-external-id")).status, 200);
    for refused in [
        assume(&mut client, reader, None),
        assume(&mut client, reader, Some("another")),
        assume(&mut client, "nobody", None),
    ] {
        assert_eq!((refused.status, refused.element("Code")), (403, Some("AccessDenied")));
    }
    cloud.edit(|estate| estate.aws(OTHER, |account| account.suspended()));
    assert_eq!(assume(&mut client, "audit", None).status, 403);
}

#[test]
fn the_home_account_lists_all_and_others_may_not() {
    let cloud = estate();
    cloud.edit(|estate| {
        (0..43).fold(estate, |estate, number| {
            estate.aws(&format!("2000000000{number:02}"), |account| account)
        })
    });
    let mut client = Client::to(&cloud);
    let (mut ids, mut token) = (Vec::new(), String::new());
    let pages = loop {
        let reply = client.call("organizations:ListAccounts", &[("NextToken", &token)]).json();
        let rows = reply["Accounts"].as_array().unwrap();
        ids.extend(rows.iter().map(|row| row["Id"].as_str().unwrap().to_owned()));
        match reply["NextToken"].as_str() {
            Some(next) => next.clone_into(&mut token),
            None => break cloud.asked().len(),
        }
    };
    assert_eq!((ids.len(), pages), (45, 3), "twenty at a time");
    let mut under = |parent: &str, call: &str, list: &str| {
        let reply = client.call(&format!("organizations:{call}"), &[("ParentId", parent)]).json();
        let rows = reply[list].as_array().map(Vec::len);
        rows.unwrap_or_else(|| panic!("{reply}"))
    };
    let units = ("ListOrganizationalUnitsForParent", "OrganizationalUnits");
    assert_eq!(under("r-exam", units.0, units.1), 1);
    assert_eq!(under("ou-exam-prod", units.0, units.1), 1);
    assert_eq!(under("ou-exam-shop", "ListAccountsForParent", "Accounts"), 1);
    let lost = client.call("organizations:ListAccountsForParent", &[("ParentId", "ou-none")]);
    assert_eq!(lost.json()["__type"], "ParentNotFoundException");
    let other = client.aws(&key(OTHER), "us-east-1", "organizations:ListAccounts", &[]);
    assert_eq!(other.unwrap().json()["__type"], "AccessDeniedException");
    let roots = client.call("organizations:ListRoots", &[]).json();
    assert_eq!(roots["Roots"][0]["Id"], "r-exam");
}

#[test]
fn accounts_come_and_go() {
    let cloud = estate();
    let mut client = Client::to(&cloud);
    let mut states = || {
        let reply = client.call("organizations:ListAccounts", &[]).json();
        let rows = reply["Accounts"].as_array().unwrap().iter();
        rows.map(|row| format!("{} {}", row["Id"], row["Status"])).collect::<Vec<_>>().join(", ")
    };
    assert!(states().contains("\"444455556666\" \"ACTIVE\""));
    cloud.edit(|estate| estate.aws(OTHER, |account| account.suspended()));
    assert!(states().contains("\"444455556666\" \"SUSPENDED\""));
    cloud.edit(|estate| estate.without(OTHER).aws("777788889999", |account| account));
    assert_eq!(states(), "\"111122223333\" \"ACTIVE\", \"777788889999\" \"ACTIVE\"");
}
