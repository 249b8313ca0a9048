//! Operations on whole resources. What was answered is all of a resource; of what was sent, Azure fills in the rest.

use std::collections::BTreeSet;

use serde_json::Value;

use super::body::Shown;
use super::calls::Call;
use crate::model::{Deed, Done, KindSpec, Target};
use crate::providers::azure::native;
use crate::providers::azure::parse;
use crate::providers::azure::parse::application_security_group::Members;
use crate::providers::deeds::{Change, deed, is, undoubted};
use crate::providers::normalised::Outcome;

/// Subnets, which a network is written with.
static SUBNET: KindSpec = parse::subnet::SPEC;

fn answered<'c>(call: &'c Call<'_>) -> Option<&'c Shown> {
    call.body.as_ref().filter(|body| matches!(body, Shown::Answered(_)))
}

/// What a record shows nothing of.
fn unshown(call: &Call<'_>) -> Vec<Deed> {
    call.alone(if call.is_created { Done::Came } else { Done::Touched(&[]) })
}

/// A resource that is as it was answered.
fn became(call: &Call<'_>, outcome: Outcome) -> Vec<Deed> {
    let Some((_, resource)) = undoubted(outcome) else { return unshown(call) };
    call.alone(Done::Became { resource: Box::new(resource), is_new: call.is_created })
}

/// The same where what was just made gets something later that the answer does not have yet.
fn grows(call: &Call<'_>, outcome: Outcome, later: &[&str]) -> Vec<Deed> {
    if !call.is_created {
        return became(call, outcome);
    }
    let Some((_, resource)) = undoubted(outcome) else { return unshown(call) };
    let mut change = Change::of(call.spec);
    change.tell(&resource, later);
    change.came(call.scope, call.itself())
}

/// Reads what was answered; else says that nothing is shown.
macro_rules! answer {
    ($call:expr) => {
        match answered($call).and_then(|body| body.read_as($call.id, $call.name.as_deref())) {
            Some(native) => native,
            None => return unshown($call),
        }
    };
}

pub(super) fn nsg(call: &Call<'_>) -> Vec<Deed> {
    became(call, parse::nsg::normalise(answer!(call), &call.place(), &mut BTreeSet::new()))
}

/// Who its members are is told by interfaces.
pub(super) fn application_security_group(call: &Call<'_>) -> Vec<Deed> {
    let outcome = parse::application_security_group::normalise(
        answer!(call),
        &call.place(),
        &Members::default(),
    );
    let Some((_, resource)) = undoubted(outcome) else { return unshown(call) };
    let mut change = Change::of(call.spec);
    change.tell(&resource, &["members"]);
    if call.is_created {
        return change.came(call.scope, call.itself());
    }
    change.done(call.scope, call.itself()).into_iter().collect()
}

pub(super) fn interface(call: &Call<'_>) -> Vec<Deed> {
    let outcome =
        parse::network_interface::normalise(answer!(call), &call.place(), &mut Members::default());
    grows(call, outcome, &["virtual_machine", "primary"])
}

/// With the network its subnets are written, each of which is recorded by itself.
pub(super) fn network(call: &Call<'_>) -> Vec<Deed> {
    let (outcome, subnets) = parse::virtual_network::normalise(answer!(call), &call.place());
    let mut deeds = became(call, outcome);
    for subnet in subnets {
        let Some((id, resource)) = undoubted(parse::subnet::normalise(subnet, &call.place()))
        else {
            continue;
        };
        let act = Done::Became { resource: Box::new(resource), is_new: call.is_created };
        deeds.push(deed(call.scope, &SUBNET, is(id.as_str()), act));
    }
    deeds
}

pub(super) fn subnet(call: &Call<'_>) -> Vec<Deed> {
    let mut deeds = became(call, parse::subnet::normalise(answer!(call), &call.place()));
    if call.is_created {
        deeds.extend(super::elements::subnet_of_network(call, true));
    }
    deeds
}

pub(super) fn route_table(call: &Call<'_>) -> Vec<Deed> {
    became(call, parse::route_table::normalise(answer!(call), &call.place(), &mut BTreeSet::new()))
}

pub(super) fn public_ip(call: &Call<'_>) -> Vec<Deed> {
    let outcome = parse::public_ip::normalise(answer!(call), &call.place());
    grows(call, outcome, &["address", "attached_to", "nat_gateway"])
}

pub(super) fn load_balancer(call: &Call<'_>) -> Vec<Deed> {
    became(call, parse::load_balancer::normalise(answer!(call), &call.place()))
}

pub(super) fn flow_log(call: &Call<'_>) -> Vec<Deed> {
    became(call, parse::flow_log::normalise(answer!(call), &call.place()))
}

/// A setting's identity is made of what it is of, in whatever way the operation spells it.
pub(super) fn diagnostic_setting(call: &Call<'_>) -> Vec<Deed> {
    became(call, parse::diagnostic_setting::normalise(answer!(call), &call.place()))
}

/// Whether a machine runs, and what was installed on it, is in no answer to a write.
pub(super) fn machine(call: &Call<'_>) -> Vec<Deed> {
    let native: native::VirtualMachine = answer!(call);
    let Some((_, resource)) = undoubted(parse::virtual_machine::normalise(native, &call.place()))
    else {
        return unshown(call);
    };
    let mut change = Change::of(call.spec);
    change.tell(&resource, &["extensions", "power"]);
    if call.is_created {
        return change.came(call.scope, call.itself());
    }
    // What the answer does not say may have gone, so that nobody knows all of what was changed.
    call.alone(Done::Touched(&[]))
}

/// The old way to set up a flow log says whose traffic it records, and not what the log is called.
pub(super) fn configured(call: &Call<'_>, fields: &'static [&'static str]) -> Vec<Deed> {
    let (Some(Shown::Sent(body)) | Some(Shown::Answered(body))) = &call.body else {
        return Vec::new();
    };
    let Some(target) = body.get("targetResourceId").and_then(Value::as_str) else {
        return Vec::new();
    };
    let target = Target::Has { path: &["target"], value: parse::arm::id(target).into() };
    vec![deed(call.scope, call.spec, target, Done::Touched(fields))]
}
