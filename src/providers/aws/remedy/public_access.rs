//! VPC Block Public Access: the options of the region, and what is excluded from them.

use serde_json::{Value, json};

use super::cli::{check, ec2, json};
use super::edits::{alone, another_id, came_or_went, leave_fixed, odd, set, settings, word};
use super::{Row, tags};
use crate::model::{Act, Command, Edit, Resource, Script};
use crate::providers::aws::parse::public_access::{EXCLUSION, Exclusion, OPTIONS, Options};
use crate::providers::{Drift, Plan};

pub(super) const OPTIONS_ROW: Row =
    Row { kind: &OPTIONS.kind, plan: plan_options, script: script_of_options };

pub(super) const EXCLUSION_ROW: Row =
    Row { kind: &EXCLUSION.kind, plan: plan_exclusion, script: script_of_exclusion };

/// Who manages the options when the account does not.
const POLICY: &str = "declarative-policy";

const BY_POLICY: &str =
    "a declarative policy of the organization sets it: the management account changes the policy";

fn plan_options(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    if drift.now.is_none() || drift.then.is_none() {
        plan.lose("a region always has these options; they are not made and not deleted");
        return plan;
    }
    let now = drift.now.and_then(|options| options.durable.decode::<Options>().ok());
    let by_policy = now.is_some_and(|now| now.managed_by.as_deref() == Some(POLICY));
    for setting in drift.settings {
        match setting.field() {
            "mode" if !by_policy => set(drift, &mut plan, vec![setting.clone()]),
            field => plan.leave(field, BY_POLICY),
        }
    }
    plan
}

fn script_of_options(edit: &Edit) -> Result<Script, String> {
    let Some([mode]) = settings(edit) else { return Err(odd()) };
    let (Some(from), Some(to)) = (word(mode.from.as_ref()), word(mode.to.as_ref())) else {
        return Err("which mode it was is not known".to_owned());
    };
    let fields = [("InternetGatewayBlockMode", from.into())];
    let read = ec2("describe-vpc-block-public-access-options", edit);
    let command = ec2("modify-vpc-block-public-access-options", edit)
        .option("--internet-gateway-block-mode", to);
    Ok(Script {
        check: Some(check(read, "VpcBlockPublicAccessOptions", &fields)),
        commands: vec![command],
    })
}

fn plan_exclusion(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    if came_or_went(drift, &mut plan, || another_id(drift)) {
        return plan;
    }
    for setting in drift.settings {
        match setting.field() {
            "mode" if setting.to.is_none() => {
                plan.leave("mode", "which mode it was is not known");
            }
            "tags" | "mode" => set(drift, &mut plan, vec![setting.clone()]),
            "disabled" => plan.leave(
                "disabled",
                "it follows from the options, which a declarative policy of the organization sets",
            ),
            field => leave_fixed(&mut plan, drift, field),
        }
    }
    plan
}

fn script_of_exclusion(edit: &Edit) -> Result<Script, String> {
    match &edit.act {
        Act::Create(exclusion) => create(edit, exclusion),
        Act::Delete(_) => Ok(alone(excluded("delete-vpc-block-public-access-exclusion", edit))),
        Act::Set(_) => edited(edit).ok_or_else(odd),
        Act::Replace { .. } => Err(odd()),
    }
}

fn excluded(operation: &str, edit: &Edit) -> Command {
    ec2(operation, edit).option("--exclusion-id", edit.id.identity.as_str())
}

fn edited(edit: &Edit) -> Option<Script> {
    let [setting] = settings(edit)? else { return None };
    if setting.field() == "tags" {
        return tags::command(edit, setting).map(alone);
    }
    let ids = json(&json!([edit.id.identity.as_str()]));
    let read =
        ec2("describe-vpc-block-public-access-exclusions", edit).option("--exclusion-ids", ids);
    let command = excluded("modify-vpc-block-public-access-exclusion", edit)
        .option("--internet-gateway-exclusion-mode", word(setting.to.as_ref())?);
    let fields = [("InternetGatewayExclusionMode", json!(setting.from))];
    let check = check(read, "VpcBlockPublicAccessExclusions[0]", &fields);
    Some(Script { check: Some(check), commands: vec![command] })
}

/// The network or subnet that is excluded is written as an ARN, `…:vpc/vpc-1`.
fn create(edit: &Edit, exclusion: &Resource) -> Result<Script, String> {
    let Exclusion { disabled: _, mode, resource, tags } =
        exclusion.durable.decode().map_err(|_| odd())?;
    let resource = resource.ok_or_else(odd)?;
    let place = resource.rsplit_once(':').and_then(|(_, place)| place.split_once('/'));
    let (key, id) = match place {
        Some(("vpc", id)) => ("VpcId", id),
        Some(("subnet", id)) => ("SubnetId", id),
        _ => return Err(format!("`{resource}` is no network and no subnet")),
    };
    let mut body: Value = json!({ key: id, "InternetGatewayExclusionMode": mode.ok_or_else(odd)? });
    if let (Some(tags), Some(body)) =
        (tags::of_new("vpc-block-public-access-exclusion", &tags), body.as_object_mut())
    {
        body.insert("TagSpecifications".to_owned(), tags);
    }
    let command = ec2("create-vpc-block-public-access-exclusion", edit);
    Ok(alone(command.option("--cli-input-json", json(&body))))
}
