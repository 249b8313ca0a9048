//! Organizations, 2016-11-28: which accounts there are. Only the account that manages them may ask.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::accounts::{Account, Organization, ROOT};
use super::answers::json as json_answer;
use super::{Call, words};
use crate::cloudsim::answer::Answer;
use crate::cloudsim::pages::{Token, cut};

/// The id of the organisation.
const ID: &str = "o-exampleorg";
/// The most that a page holds.
const MOST: usize = 20;
/// When every account joined, in seconds of Unix time.
const JOINED: f64 = 1_700_000_000.0;

pub(super) fn answer(call: &Call<'_>) -> Answer {
    let Some(organization) = &call.estate.organization else {
        let message = "Your account is not a member of an organization.";
        return words::error(call.asked, 400, "AWSOrganizationsNotInUseException", message);
    };
    let known = |name: &str| match name {
        "MaxResults" | "NextToken" => call.action != "DescribeOrganization",
        "ParentId" => call.action.ends_with("ForParent"),
        _ => false,
    };
    let odd = call.asked.parameters.iter().find(|(name, _)| !known(name));
    if let Some((name, value)) = odd {
        return words::bad_parameter(call.asked, name, value);
    }
    let home = &call.estate.home;
    if call.action == "DescribeOrganization" {
        return json_answer(
            200,
            &json!({"Organization": {
                "Id": ID, "Arn": format!("arn:aws:organizations::{home}:organization/{ID}"), "FeatureSet": "ALL",
                "MasterAccountId": home, "MasterAccountEmail": email(home),
                "MasterAccountArn": format!("arn:aws:organizations::{home}:account/{ID}/{home}"),
            }}),
        );
    }
    if call.account.number != *home {
        return words::denied(call.asked, call.account);
    }
    let parent = call.asked.parameter("ParentId").unwrap_or_default();
    let is_there = parent == ROOT || organization.units.contains_key(parent);
    if call.action.ends_with("ForParent") && !is_there {
        let message = format!("You specified parent ({parent}), which doesn't exist.");
        return words::error(call.asked, 400, "ParentNotFoundException", &message);
    }
    let accounts = &call.estate.accounts;
    match call.action {
        "ListAccounts" => page(call, "Accounts", accounts, |account| row(home, account)),
        "ListAccountsForParent" => {
            let inside = accounts.iter().filter(|(_, account)| account.unit == parent);
            let inside = inside.map(|(number, account)| (number.clone(), account)).collect();
            page(call, "Accounts", &inside, |account| row(home, account))
        }
        "ListRoots" => {
            let arn = format!("arn:aws:organizations::{home}:root/{ID}/{ROOT}");
            let root = json!({"Id": ROOT, "Arn": arn, "Name": "Root", "PolicyTypes": []});
            page(call, "Roots", &BTreeMap::from([(ROOT.to_owned(), root)]), Value::clone)
        }
        "ListOrganizationalUnitsForParent" => {
            let units = units(organization, home, parent);
            page(call, "OrganizationalUnits", &units, Value::clone)
        }
        _ => words::unknown_action(call.asked),
    }
}

fn email(number: &str) -> String {
    format!("aws+{number}@example.com")
}

fn row(home: &str, account: &Account) -> Value {
    let number = &account.number;
    let status = if account.is_suspended { "SUSPENDED" } else { "ACTIVE" };
    json!({
        "Id": number, "Arn": format!("arn:aws:organizations::{home}:account/{ID}/{number}"),
        "Email": email(number), "Name": account.name, "Status": status, "State": status,
        "JoinedMethod": "CREATED", "JoinedTimestamp": JOINED,
    })
}

fn units(organization: &Organization, home: &str, parent: &str) -> BTreeMap<String, Value> {
    let inside = organization.units.iter().filter(|(_, (_, above))| above == parent);
    inside
        .map(|(id, (name, _))| {
            let arn = format!("arn:aws:organizations::{home}:ou/{ID}/{id}");
            (id.clone(), json!({"Id": id, "Arn": arn, "Name": name}))
        })
        .collect()
}

fn page<T>(
    call: &Call<'_>,
    member: &str,
    things: &BTreeMap<String, T>,
    row: impl Fn(&T) -> Value,
) -> Answer {
    let size = match call.asked.parameter("MaxResults").map(str::parse) {
        None => MOST,
        Some(Ok(size)) if (1..=MOST).contains(&size) => size,
        Some(_) => return words::bad_parameter(call.asked, "MaxResults", "of another size"),
    };
    let list = call.asked.list(call.asked.parameter("ParentId").unwrap_or_default());
    let Ok(token) = Token::read(&list, call.asked.token.as_deref()) else {
        return words::bad_token(call.asked);
    };
    let page = cut(things, &token, call.estate.page_for(size), call.twist());
    let mut body = json!({member: page.items.into_iter().map(row).collect::<Vec<Value>>()});
    if let Some(next) = page.next {
        body["NextToken"] = next.into();
    }
    json_answer(200, &body)
}
