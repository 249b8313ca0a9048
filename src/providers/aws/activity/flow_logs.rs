//! Calls that change flow logs. One can be made and deleted; only its tags can be edited.

use super::deeds::{Call, Change, Deeds, has, is};
use super::subjects::FLOW_LOG;
use super::tags;
use crate::model::Done;
use crate::providers::aws::native;
use crate::providers::aws::parse::flow_log::normalise;
use crate::providers::normalised::set;

/// What a call names, without what its answer says it did nothing about.
fn done(call: &Call<'_>, ids: Vec<String>) -> Vec<String> {
    let failed = call.response.get("unsuccessful").list();
    let failed = set(failed.into_iter().map(|one| one.get("resourceId").text()));
    ids.into_iter().filter(|id| !failed.contains(id)).collect()
}

/// `CreateFlowLogs`. What was left to AWS (the format, the interval) is not told.
pub(super) fn create(call: &Call<'_>) -> Deeds {
    let request = call.request;
    let resources =
        done(call, request.any(&["resourceId", "resourceIds", "resourceIdSet"]).texts());
    let ids = call.response.any(&["flowLogIdSet", "flowLogIds"]).texts();
    let options = request.get("destinationOptions");
    let said = native::FlowLog {
        deliver_cross_account_role: request.get("deliverCrossAccountRole").text(),
        deliver_logs_permission_arn: request.get("deliverLogsPermissionArn").text(),
        destination_options: options.is_said().then(|| native::DestinationOptions {
            file_format: options.get("fileFormat").text(),
            hive_compatible_partitions: options.get("hiveCompatiblePartitions").switch(),
            per_hour_partition: options.get("perHourPartition").switch(),
        }),
        // Its identity is told apart.
        flow_log_id: Some("fl".to_owned()),
        log_destination: request.get("logDestination").text(),
        log_destination_type: request.get("logDestinationType").text(),
        log_format: request.get("logFormat").text(),
        log_group_name: request.get("logGroupName").text(),
        max_aggregation_interval: request.get("maxAggregationInterval").number(),
        traffic_type: request.get("trafficType").text(),
        ..native::FlowLog::default()
    };
    let told = |resource: Option<&String>| {
        let mut change = Change::of(FLOW_LOG);
        if let Some((_, recorded)) = super::deeds::read(normalise(said.clone())) {
            change.tell(&recorded, &[]);
        }
        change.say(&["resource"], resource.cloned());
        tags::of_resource(&mut change, request, "vpc-flow-log");
        change
    };
    let mut deeds = Vec::new();
    if !call.worked {
        // No log has an id yet: it is known by what it was to record.
        for resource in &resources {
            let target = has(&["resource"], resource.as_str());
            deeds.extend(told(Some(resource)).came(call.place(None), target));
        }
    }
    // With several of both, nothing says which log is whose.
    let only = resources.first().filter(|_| resources.len() == 1 && ids.len() == 1);
    for id in ids {
        deeds.extend(told(only).came(call.place(None), is(id)));
    }
    if deeds.is_empty() && !resources.is_empty() {
        return call.lacks("which flow logs it made (`flowLogIdSet`)");
    }
    Ok(deeds)
}

/// `DeleteFlowLogs`.
pub(super) fn delete(call: &Call<'_>) -> Deeds {
    let ids = call.request.any(&["flowLogId", "flowLogIds", "flowLogIdSet"]).texts();
    if ids.is_empty() {
        return call.lacks("which flow logs it is about (`FlowLogId`)");
    }
    let deed = |id| call.deed(FLOW_LOG, is(id), Done::Went);
    Ok(done(call, ids).into_iter().map(deed).collect())
}
