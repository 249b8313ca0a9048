//! Internet gateways, and what they are attached to.

use serde_json::{Map, Value};

use super::cli::{ec2, json};
use super::edits::{all, alone, another_id, came_or_went, leave_fixed, odd, set, settings, word};
use super::{Row, tags};
use crate::model::{Act, Command, Edit, Resource, Script};
use crate::providers::aws::parse::internet_gateway::{Context, Durable, SPEC};
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, script };

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    if came_or_went(drift, &mut plan, || another_id(drift)) {
        return plan;
    }
    let mut coming = Vec::new();
    for setting in drift.settings {
        match setting.field() {
            "vpcs" if setting.to.is_some() => coming.push(setting.clone()),
            "vpcs" | "tags" => set(drift, &mut plan, vec![setting.clone()]),
            field => leave_fixed(&mut plan, drift, field),
        }
    }
    // A gateway is attached to one network at a time.
    for setting in coming {
        set(drift, &mut plan, vec![setting]);
    }
    plan
}

fn script(edit: &Edit) -> Result<Script, String> {
    let gateway = |operation: &str| {
        ec2(operation, edit).option("--internet-gateway-id", edit.id.identity.as_str())
    };
    let of = |gateway: &Resource| -> Result<(Durable, Context), String> {
        let read = (gateway.durable.decode(), gateway.context.decode());
        Ok((read.0.map_err(|_| odd())?, read.1.map_err(|_| odd())?))
    };
    match &edit.act {
        Act::Create(resource) => {
            of(resource).map(|(durable, context)| create(edit, &durable, &context))
        }
        Act::Delete(resource) => {
            let (_, Context { vpcs, owner: _ }) = of(resource)?;
            let mut commands: Vec<Command> = vpcs
                .into_iter()
                .map(|vpc| gateway("detach-internet-gateway").option("--vpc-id", vpc))
                .collect();
            commands.push(gateway("delete-internet-gateway"));
            Ok(all(commands))
        }
        Act::Set(_) => {
            let Some([setting]) = settings(edit) else { return Err(odd()) };
            let command =
                match (setting.field(), word(setting.from.as_ref()), word(setting.to.as_ref())) {
                    ("tags", ..) => tags::command(edit, setting).ok_or_else(odd)?,
                    // EC2 refuses when it is not so by then.
                    ("vpcs", Some(vpc), None) => {
                        gateway("detach-internet-gateway").option("--vpc-id", vpc)
                    }
                    ("vpcs", None, Some(vpc)) => {
                        gateway("attach-internet-gateway").option("--vpc-id", vpc)
                    }
                    _ => return Err(odd()),
                };
            Ok(alone(command))
        }
        Act::Replace { .. } => Err(odd()),
    }
}

fn create(edit: &Edit, durable: &Durable, context: &Context) -> Script {
    const NEW: &str = "gateway";
    let Durable { tags } = durable;
    let Context { owner: _, vpcs } = context;
    let mut create = ec2("create-internet-gateway", edit);
    if let Some(tags) = tags::of_new("internet-gateway", tags) {
        let body: Value = Map::from_iter([("TagSpecifications".to_owned(), tags)]).into();
        create = create.option("--cli-input-json", json(&body));
    }
    let create = create.option("--query", "InternetGateway.InternetGatewayId");
    let mut commands = vec![create.option("--output", "text").keeping(NEW)];
    commands.extend(vpcs.iter().map(|vpc| {
        ec2("attach-internet-gateway", edit)
            .kept("--internet-gateway-id", NEW)
            .option("--vpc-id", vpc.as_str())
    }));
    all(commands)
}
