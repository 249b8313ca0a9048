//! Flow logs: they are made and deleted; all that can be edited is their tags.
//!
//! `create-flow-logs` answers without an error when it made nothing, so that what it made is read afterwards.

use serde_json::{Map, Value, json};

use super::cli::{ec2, json};
use super::edits::{all, alone, another_id, came_or_went, leave_fixed, odd, set, settings};
use super::{Row, tags};
use crate::model::{Act, Edit, Resource, Script};
use crate::providers::aws::parse::flow_log::{Durable, Files, SPEC, TagField};
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, script };

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    if came_or_went(drift, &mut plan, || another_id(drift)) {
        if drift.now.is_none() {
            plan.mind("nothing was recorded in between, and nothing brings that back");
        }
        return plan;
    }
    for setting in drift.settings {
        match setting.field() {
            "tags" => set(drift, &mut plan, vec![setting.clone()]),
            field @ ("delivery" | "delivery_error" | "status") => plan.leave(
                field,
                "whether records are delivered depends on where they go and on the role that brings them there",
            ),
            field => leave_fixed(&mut plan, drift, field),
        }
    }
    plan
}

fn script(edit: &Edit) -> Result<Script, String> {
    match &edit.act {
        Act::Create(log) => create(edit, log),
        Act::Delete(_) => Ok(alone(
            ec2("delete-flow-logs", edit).option("--flow-log-ids", edit.id.identity.as_str()),
        )),
        Act::Set(_) => match settings(edit) {
            Some([setting]) => tags::command(edit, setting).map(alone).ok_or_else(odd),
            _ => Err(odd()),
        },
        Act::Replace { .. } => Err("a flow log can't be edited, only made again".to_owned()),
    }
}

/// What AWS calls the sort of thing whose traffic is recorded.
fn sort(id: &str) -> Option<&'static str> {
    const SORTS: &[(&str, &str)] = &[
        ("vpc-", "VPC"),
        ("subnet-", "Subnet"),
        ("eni-", "NetworkInterface"),
        ("tgw-attach-", "TransitGatewayAttachment"),
        ("tgw-", "TransitGateway"),
        ("nat-", "RegionalNatGateway"),
    ];
    SORTS.iter().find(|(start, _)| id.starts_with(start)).map(|(_, sort)| *sort)
}

fn create(edit: &Edit, log: &Resource) -> Result<Script, String> {
    const NEW: &str = "log";
    let Durable {
        cross_account_role,
        destination,
        destination_type,
        files,
        format,
        log_group,
        max_interval,
        resource,
        role,
        tag_fields,
        tags,
        traffic,
    } = log.durable.decode().map_err(|_| odd())?;
    let resource = resource.ok_or_else(odd)?;
    let sort = sort(&resource)
        .ok_or_else(|| format!("`{resource}` is of a sort whose traffic driftwall can't name"))?;
    let is_group = log_group.is_some();
    let mut body = Map::new();
    let mut say = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(key.to_owned(), value);
        }
    };
    say("ResourceIds", Some(json!([resource])));
    say("ResourceType", Some(sort.into()));
    say("TrafficType", traffic.filter(|_| !sort.starts_with("Transit")).map(Value::from));
    say("LogDestinationType", destination_type.map(Value::from));
    // One of the two: a group of logs is told by its name.
    say("LogGroupName", log_group.map(Value::from));
    say("LogDestination", destination.filter(|_| !is_group).map(Value::from));
    say("DeliverLogsPermissionArn", role.map(Value::from));
    say("DeliverCrossAccountRole", cross_account_role.map(Value::from));
    say("LogFormat", format.map(Value::from));
    say("MaxAggregationInterval", max_interval.map(Value::from));
    say(
        "DestinationOptions",
        files.map(|Files { format, hive_compatible, per_hour }| {
            let mut options = json!({
                "HiveCompatiblePartitions": hive_compatible,
                "PerHourPartition": per_hour,
            });
            if let (Some(format), Some(options)) = (format, options.as_object_mut()) {
                options.insert("FileFormat".to_owned(), format.into());
            }
            options
        }),
    );
    let fields: Vec<Value> = tag_fields
        .into_iter()
        .map(|TagField { keys, resource }| json!({ "ResourceType": resource, "TagKeys": keys }))
        .collect();
    say("TagFieldSpecifications", Some(Value::from(fields)).filter(|all| *all != json!([])));
    say("TagSpecifications", tags::of_new("vpc-flow-log", &tags));
    Ok(all(vec![
        ec2("create-flow-logs", edit)
            .option("--cli-input-json", json(&body.into()))
            .option("--query", "FlowLogIds[0]")
            .option("--output", "text")
            .keeping(NEW),
        ec2("describe-flow-logs", edit).kept("--flow-log-ids", NEW),
    ]))
}
