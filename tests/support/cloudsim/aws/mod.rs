//! AWS: EC2, STS, Organizations, CloudTrail and Config, for any number of accounts.
//!
//! Which account a request is for stands in the access key that signed it: `AKID` or `ASIA` and the account's number. A
//! key without a number is the home account's. Those of a role (`ASIA`) need the session token that came with them, which
//! names the role. The service and the region are in the signature as well.

pub(crate) mod accounts;
mod answers;
mod cloudtrail;
pub(crate) mod config;
mod ec2;
pub(crate) mod groups;
mod organizations;
pub(crate) mod regions;
mod sts;
mod things;
pub(crate) mod trails;
mod wire;
mod words;

use std::collections::BTreeMap;

use serde_json::Value;

use super::Estate;
use super::answer::Answer;
use super::asked::{Action, Asked, Provider};
use super::faults::Fault;
use super::request::{Request, pairs};
use accounts::Account;

const fn paged(name: &'static str) -> Action {
    Action { name, pages: true }
}

const fn single(name: &'static str) -> Action {
    Action { name, pages: false }
}

/// What can be asked.
pub(crate) const ACTIONS: &[Action] = &[
    single("cloudtrail:DescribeTrails"),
    single("cloudtrail:GetEventSelectors"),
    single("cloudtrail:GetTrailStatus"),
    paged("cloudtrail:LookupEvents"),
    single("config:DescribeConfigurationRecorderStatus"),
    single("config:DescribeConfigurationRecorders"),
    single("config:DescribeDeliveryChannels"),
    paged("ec2:DescribeFlowLogs"),
    paged("ec2:DescribeInstances"),
    paged("ec2:DescribeInternetGateways"),
    paged("ec2:DescribeManagedPrefixLists"),
    paged("ec2:DescribeNetworkAcls"),
    paged("ec2:DescribeNetworkInterfaces"),
    single("ec2:DescribeRegions"),
    paged("ec2:DescribeRouteTables"),
    paged("ec2:DescribeSecurityGroupRules"),
    paged("ec2:DescribeSecurityGroupVpcAssociations"),
    paged("ec2:DescribeSecurityGroups"),
    paged("ec2:DescribeSubnets"),
    paged("ec2:DescribeVpcBlockPublicAccessExclusions"),
    single("ec2:DescribeVpcBlockPublicAccessOptions"),
    paged("ec2:DescribeVpcs"),
    paged("ec2:GetManagedPrefixListEntries"),
    single("organizations:DescribeOrganization"),
    paged("organizations:ListAccounts"),
    paged("organizations:ListAccountsForParent"),
    paged("organizations:ListOrganizationalUnitsForParent"),
    paged("organizations:ListRoots"),
    single("sts:AssumeRole"),
    single("sts:GetCallerIdentity"),
];

/// Reads what a request means.
pub(crate) fn asked(request: &Request) -> Asked {
    // Credential=<key>/<day>/<region>/<service>/aws4_request
    let scope = request.header("authorization").split("Credential=").nth(1).unwrap_or_default();
    let mut scope = scope.split(',').next().unwrap_or_default().split('/');
    let key = scope.next().unwrap_or_default();
    let mut scope = scope.skip(1);
    let (region, service) = (scope.next().unwrap_or_default(), scope.next().unwrap_or_default());
    let mut parameters: BTreeMap<String, String> = match request.body.get(..1) {
        // JSON 1.1: everything that a reader sends is flat.
        Some("{") => serde_json::from_str(&request.body).map_or_else(|_| Default::default(), flat),
        _ => pairs(&request.body).into_iter().collect(),
    };
    let target = request.header("x-amz-target").rsplit('.').next().unwrap_or_default();
    let action = parameters.remove("Action").unwrap_or_else(|| target.to_owned());
    parameters.remove("Version");
    let account: String = key.chars().filter(char::is_ascii_digit).collect();
    let account = if account.len() == 12 { account } else { String::new() };
    let who = match key.strip_prefix("ASIA") {
        None => Some("user/audit".to_owned()),
        Some(number) => sts::who(request.header("x-amz-security-token"), number),
    };
    let token = parameters.get("NextToken").cloned();
    let attempt = request.header("amz-sdk-request").split("attempt=").nth(1).unwrap_or("1");
    let attempt = attempt.split(';').next().and_then(|text| text.trim().parse().ok());
    Asked {
        who: who.unwrap_or_default(),
        region: region.to_owned(),
        parameters,
        attempt: attempt.unwrap_or(1),
        ..Asked::of(Provider::Aws, service, &format!("{service}:{action}"), &account)
    }
    .on_page(token.as_deref())
}

fn flat(body: Value) -> BTreeMap<String, String> {
    let Value::Object(fields) = body else { return Default::default() };
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    fields.into_iter().map(|(name, value)| (name, text(value))).collect()
}

/// What is asked in whose name.
struct Call<'a> {
    estate: &'a Estate,
    asked: &'a Asked,
    fault: Option<&'a Fault>,
    account: &'a Account,
    /// `DescribeSubnets`
    action: &'a str,
}

/// Answers for the account that is asked.
pub(crate) fn answer(estate: &Estate, asked: &Asked, fault: Option<&Fault>) -> Answer {
    let account = estate.accounts.get(&asked.account).filter(|account| !account.is_suspended);
    let is_known = !asked.service.is_empty() && !asked.who.is_empty();
    let Some(account) = account.filter(|_| is_known) else {
        return words::stranger(asked);
    };
    if let Some(refusal) = fault.and_then(|fault| words::refusal(asked, account, fault)) {
        return refusal;
    }
    let action = asked.action.split_once(':').map_or("", |(_, action)| action);
    let call = Call { estate, asked, fault, account, action };
    match asked.service.as_str() {
        "ec2" => ec2::answer(&call),
        "sts" => sts::answer(&call),
        "organizations" => organizations::answer(&call),
        "cloudtrail" => cloudtrail::answer(&call),
        "config" => config::answer(&call),
        _ => words::unknown_action(asked),
    }
}
