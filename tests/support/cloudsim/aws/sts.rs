//! STS, 2011-06-15: who somebody is, and roles in other accounts.

use jiff::{SignedDuration, Timestamp};

use super::accounts::{Account, arn};
use super::answers::sts;
use super::wire::escaped;
use super::{Call, words};
use crate::cloudsim::answer::Answer;

/// How long the credentials of a role are good, unless another time is asked for.
const HOUR: i64 = 3600;

pub(super) fn answer(call: &Call<'_>) -> Answer {
    match call.action {
        "GetCallerIdentity" => {
            let (number, who) = (&call.account.number, &call.asked.who);
            let arn = escaped(&arn(number, who));
            let id = match who.split('/').nth(2) {
                Some(session) => format!("AROAEXAMPLE:{}", escaped(session)),
                None => "AIDAEXAMPLE".to_owned(),
            };
            sts(
                call.action,
                &format!("<Arn>{arn}</Arn><UserId>{id}</UserId><Account>{number}</Account>"),
            )
        }
        "AssumeRole" => assume(call),
        _ => words::unknown_action(call.asked),
    }
}

fn assume(call: &Call<'_>) -> Answer {
    let parameter = |name| call.asked.parameter(name).unwrap_or_default();
    let (arn, session) = (parameter("RoleArn"), parameter("RoleSessionName"));
    for (name, value) in [("RoleArn", arn), ("RoleSessionName", session)] {
        if value.is_empty() {
            return words::bad_parameter(call.asked, name, value);
        }
    }
    let seconds = match call.asked.parameter("DurationSeconds").map(str::parse) {
        None => HOUR,
        Some(Ok(seconds)) if (900..=43_200).contains(&seconds) => seconds,
        Some(_) => return words::bad_parameter(call.asked, "DurationSeconds", "of another length"),
    };
    let Some(account) = trusting(call, arn) else {
        return words::denied(call.asked, call.account);
    };
    let number = &account.number;
    let role = arn.rsplit('/').next().unwrap_or_default();
    let until = Timestamp::now() + SignedDuration::from_secs(seconds);
    let until = until.strftime("%Y-%m-%dT%H:%M:%SZ");
    let (role, session) = (escaped(role), escaped(session));
    sts(
        call.action,
        &format!(
            "<AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:{session}</AssumedRoleId>\
             <Arn>arn:aws:sts::{number}:assumed-role/{role}/{session}</Arn></AssumedRoleUser>\
             <Credentials><AccessKeyId>ASIA{number}</AccessKeyId><SecretAccessKey>none</SecretAccessKey>\
             <SessionToken>{role}/{session}@{number}</SessionToken><Expiration>{until}</Expiration></Credentials>"
        ),
    )
}

/// Whom a session token is for, when it is one of that account.
pub(super) fn who(token: &str, number: &str) -> Option<String> {
    let (session, account) = token.rsplit_once('@')?;
    (account == number && session.contains('/')).then(|| format!("assumed-role/{session}"))
}

/// The account of a role that lets the caller in.
fn trusting<'a>(call: &Call<'a>, arn: &str) -> Option<&'a Account> {
    let rest = arn.strip_prefix("arn:aws:iam::")?;
    let (number, path) = rest.split_once(":role/")?;
    let account = call.estate.accounts.get(number).filter(|account| !account.is_suspended)?;
    let wanted = account.roles.get(path)?;
    let given = call.asked.parameter("ExternalId");
    wanted.as_deref().is_none_or(|wanted| given == Some(wanted)).then_some(account)
}
