//! The calls that change what is recorded.
//!
//! Each row is sorted by its name, since it is looked up for every record of the service. A call that is in no row and is made by
//! somebody who wanted to change something of a resource that it names by id is told as that, with nothing more said of it (`unknown`).

use super::deeds::{Call, Deeds, is};
use super::subjects::{ASSOCIATION, FLOW_LOG, GROUP, TRAIL};
use super::{flow_logs, groups, tags, trails};
use crate::model::{Done, Kind, KindSpec};
use crate::providers::aws::kinds::KINDS;

/// A call, the kind that it is mostly about, and what reads it.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) spec: &'static KindSpec,
    pub(super) read: for<'a> fn(&Call<'a>) -> Deeds,
}

const fn row(
    name: &'static str,
    spec: &'static KindSpec,
    read: for<'a> fn(&Call<'a>) -> Deeds,
) -> Row {
    Row { name, spec, read }
}

/// Those of EC2.
pub(super) const EC2: &[Row] = &[
    row("AssociateSecurityGroupVpc", ASSOCIATION, groups::associate),
    row("AuthorizeSecurityGroupEgress", GROUP, groups::authorize),
    row("AuthorizeSecurityGroupIngress", GROUP, groups::authorize),
    row("CreateFlowLogs", FLOW_LOG, flow_logs::create),
    row("CreateSecurityGroup", GROUP, groups::create),
    row("CreateTags", GROUP, tags::change),
    row("DeleteFlowLogs", FLOW_LOG, flow_logs::delete),
    row("DeleteSecurityGroup", GROUP, groups::delete),
    row("DeleteTags", GROUP, tags::change),
    row("DisassociateSecurityGroupVpc", ASSOCIATION, groups::disassociate),
    row("ModifySecurityGroupRules", GROUP, groups::modify),
    row("RevokeSecurityGroupEgress", GROUP, groups::revoke),
    row("RevokeSecurityGroupIngress", GROUP, groups::revoke),
    row("UpdateSecurityGroupRuleDescriptionsEgress", GROUP, groups::describe),
    row("UpdateSecurityGroupRuleDescriptionsIngress", GROUP, groups::describe),
];

/// Those of CloudTrail.
pub(super) const CLOUDTRAIL: &[Row] = &[
    row("CreateTrail", TRAIL, trails::create),
    row("DeleteTrail", TRAIL, trails::delete),
    row("PutEventSelectors", TRAIL, trails::select),
    row("PutInsightSelectors", TRAIL, trails::insights),
    row("StartLogging", TRAIL, trails::switch),
    row("StopLogging", TRAIL, trails::switch),
    row("UpdateTrail", TRAIL, trails::update),
];

/// Those of a service.
pub(super) fn of(service: &str) -> &'static [Row] {
    match service {
        "ec2" => EC2,
        "cloudtrail" => CLOUDTRAIL,
        _ => &[],
    }
}

/// The row of a call that changes something.
pub(super) fn find(service: &str, name: &str) -> Option<&'static Row> {
    let rows = of(service);
    rows.get(rows.binary_search_by(|row| row.name.cmp(name)).ok()?)
}

/// The kind that a call reads, where driftwall reads it by the same call.
pub(super) fn reads(service: &str, name: &str) -> Option<Kind> {
    if of(service).is_empty() {
        return None;
    }
    let is_it = |permission: &str| {
        let rest = permission.strip_prefix(service).and_then(|rest| rest.strip_prefix(':'));
        rest == Some(name)
    };
    let spec = KINDS.iter().find(|spec| spec.calls.iter().any(|call| is_it(call.permission)))?;
    Some(spec.kind.clone())
}

/// What a call may be about that is in no row, by the fields that name what they change and nothing else.
const SUBJECTS: &[(&str, &KindSpec)] = &[("groupId", GROUP), ("flowLogId", FLOW_LOG)];

/// What words begin the names of calls that change the thing that they name.
const CHANGES: &[&str] = &["Delete", "Disable", "Enable", "Modify", "Replace", "Reset", "Update"];

/// What a call did that is in no row: something to the resource that it names.
pub(super) fn unknown(service: &str, call: &Call<'_>) -> Option<(Kind, Deeds)> {
    if service != "ec2" || !CHANGES.iter().any(|word| call.name.starts_with(word)) {
        return None;
    }
    SUBJECTS.iter().find_map(|(field, spec)| {
        let id = call.request.get(field).text()?;
        tags::kind_of(&id).filter(|kind| kind.kind == spec.kind)?;
        Some((spec.kind.clone(), Ok(vec![call.deed(spec, is(id), Done::Touched(&[]))])))
    })
}
