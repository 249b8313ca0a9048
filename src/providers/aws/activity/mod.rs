//! What CloudTrail says: a record → who did what to which resource.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `event` | a record, as far as it says whether it is worth reading on |
//! | `parameters` | what a call was given and answered, in any of CloudTrail's spellings |
//! | `actors` | who called, as far as CloudTrail vouches for it |
//! | `sessions` | calls that give out a credential |
//! | `calls` | the table of calls that change what is recorded |
//! | `deeds` | what a call did, in the words in which resources are recorded |
//! | the others | the calls that change one sort of resource |
//!
//! Where something happened is what the record says (`recipientAccountId` and `awsRegion`, or the owner whom an answer names), never the account of
//! whoever called. A record of a call that is in the table and lacks what the call is about is an error, so that nobody takes
//! a log for whole that is not.

mod acls;
mod actors;
mod calls;
mod deeds;
mod event;
mod flow_logs;
mod groups;
mod instances;
mod interfaces;
mod networks;
mod outcome;
mod parameters;
mod prefix_lists;
mod public_access;
mod recorders;
mod routes;
mod sessions;
mod subjects;
mod tags;
#[cfg(test)]
mod tests;
mod trails;

use std::sync::Arc;

use jiff::Timestamp;

use self::calls::Row;
use self::deeds::{Call, Deeds};
use self::event::Event;
use self::parameters::Parameters;
use crate::model::{Activity, Deed, Done, Kind, Outcome, Provider, Scope, Target};
use crate::providers::{Logs, Record};

/// How CloudTrail is read.
pub(super) const LOGS: Logs = Logs {
    name: LOG,
    marks: &[&["awsRegion", "eventName", "eventSource"], &["CloudTrailEvent"]],
    wrapped_in: &["Records", "Events"],
    names_its_scope: true,
    // "CloudTrail typically delivers logs within an average of about 5 minutes of an API call. This time is not guaranteed."
    delay: 15 * 60,
    is_selective: false,
    called: |_| None,
    read,
};

const LOG: &str = "CloudTrail";

/// Takes one record, or an event of `LookupEvents` that has the record in it as text.
fn read(text: &str, scope: Option<&Scope>) -> Result<Record, String> {
    let event = Event::read(text)?;
    match &event.wrapped {
        Some(inner) => record(&Event::read(inner)?, scope),
        None => record(&event, scope),
    }
}

fn record(event: &Event<'_>, scope_of_path: Option<&Scope>) -> Result<Record, String> {
    let time = event.event_time.as_deref().ok_or("the record has no `eventTime`")?;
    let time: Timestamp =
        time.parse().map_err(|_| format!("`eventTime` is `{time}`, which is no time"))?;
    let scope = place(event).or_else(|| scope_of_path.cloned());
    let silent = Record { time, scope, covers: None, activity: None };
    let (Some(service), Some(name)) = (event.service(), event.event_name.as_deref()) else {
        // An insight is no call.
        return if event.is_management() {
            Err("the record has no `eventName` or no `eventSource`".to_owned())
        } else {
            Ok(silent)
        };
    };
    if !event.is_management() {
        return Ok(silent);
    }
    if service == "sts" {
        return lending(event, name, silent);
    }
    if event.only_reads() {
        return Ok(Record { covers: calls::reads(service, name), ..silent });
    }
    match calls::find(service, name) {
        None if !calls::may_change(service, name) => Ok(silent),
        row => changing(event, row, service, name, silent),
    }
}

/// The account in which a call was made.
fn account<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    event.recipient_account_id.as_deref()
}

/// Where a call was made.
fn place(event: &Event<'_>) -> Option<Scope> {
    let account = account(event)?;
    let region = event.aws_region.as_deref()?;
    Scope::new(Provider::Aws, &format!("{account}/{region}")).ok()
}

/// A call that gives out a credential. What a service lends to what runs on it says nothing about a person, and the session tells the role
/// by itself: such calls are most of all and are left out.
fn lending(event: &Event<'_>, name: &str, silent: Record) -> Result<Record, String> {
    if !sessions::is_lending(name) {
        return Ok(silent);
    }
    let answer = Parameters::read(event.response_elements)?;
    let Some(lends) = sessions::lent(answer.of(name, "Response")) else { return Ok(silent) };
    let outcome = outcome::outcome(event, answer.of(name, "Response"));
    let worked = outcome == Outcome::Done;
    let actor = actors::actor(event.user_identity, account(event), worked)?;
    if !worked || actor.is_service {
        return Ok(silent);
    }
    let activity = Activity {
        time: silent.time,
        event: id(event)?,
        log: LOG,
        action: action("sts", name),
        actor,
        source: source(event),
        outcome,
        deeds: Vec::new(),
        lends: Some(lends),
    };
    Ok(Record { activity: Some(activity), ..silent })
}

/// A call that changes something, or tried to.
fn changing(
    event: &Event<'_>,
    row: Option<&Row>,
    service: &str,
    name: &str,
    silent: Record,
) -> Result<Record, String> {
    let request = Parameters::read(event.request_parameters)?;
    let answer = Parameters::read(event.response_elements)?;
    let response = answer.of(name, "Response");
    let outcome = outcome::outcome(event, response);
    let Some(scope) = silent.scope.clone() else {
        return match row {
            Some(_) => Err(format!(
                "the record of {service}:{name} has no `recipientAccountId` or no `awsRegion`"
            )),
            None => Ok(silent),
        };
    };
    let action = action(service, name);
    let call = Call {
        action: &action,
        name,
        scope: &scope,
        request: request.of(name, "Request"),
        response,
        worked: outcome == Outcome::Done,
    };
    let (covers, deeds): (Kind, Deeds) = match row {
        Some(row) if request.is_left_out() && !call.worked => {
            (row.spec.kind.clone(), Ok(Vec::new()))
        }
        Some(row) => (row.spec.kind.clone(), (row.read)(&call)),
        None => match calls::unknown(&call) {
            Some(told) => told,
            None => return Ok(silent),
        },
    };
    let mut deeds: Vec<Deed> = match deeds {
        Ok(deeds) => deeds,
        // A call can fail for what it did not say.
        Err(_) if !call.worked => Vec::new(),
        Err(lacks) => return Err(lacks),
    };
    let is_nameless = |deed: &Deed| matches!(&deed.target, Target::Is(id) if id.is_empty());
    if call.worked && deeds.iter().any(is_nameless) {
        return call.lacks("what it was about: an id in it is empty");
    }
    deeds.retain(|deed| !is_nameless(deed));
    let covers = deeds.first().map_or(covers, |deed| deed.kind.clone());
    if deeds.is_empty() && call.worked {
        return Ok(Record { covers: Some(covers), ..silent });
    }
    // What was refused is an attempt, even where nobody wrote down at what: AWS often doesn't.
    if deeds.is_empty() {
        let (kind, target) = (covers.clone(), Target::Below("".into()));
        deeds.push(Deed { scope: scope.clone(), kind, target, act: Done::Touched(&[]) });
    }
    let activity = Activity {
        time: silent.time,
        event: id(event)?,
        log: LOG,
        actor: actors::actor(event.user_identity, Some(call.account()), call.worked)?,
        source: source(event),
        outcome,
        deeds,
        lends: None,
        action,
    };
    Ok(Record { covers: Some(covers), activity: Some(activity), ..silent })
}

fn id(event: &Event<'_>) -> Result<Box<str>, String> {
    match event.event_id.as_deref().filter(|id| !id.is_empty()) {
        Some(id) => Ok(id.into()),
        None => Err("the record has no `eventID`".to_owned()),
    }
}

fn action(service: &str, name: &str) -> Box<str> {
    format!("{service}:{name}").into_boxed_str()
}

fn source(event: &Event<'_>) -> Option<Arc<str>> {
    event.source_ip_address.as_deref().filter(|from| !from.is_empty()).map(Arc::from)
}
