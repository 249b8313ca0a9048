//! Instances: their metadata service and their permissions.
//!
//! No machine is made or terminated here: what is on it would be gone, and another one has another id.

use serde_json::json;

use super::cli::{asked, check, ec2, filters, json, literal};
use super::edits::{alone, leave_fixed, odd, set, settings, word};
use super::{Row, tags};
use crate::model::{Command, Edit, Script, Setting};
use crate::providers::aws::parse::instance::SPEC;
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, script };

const METADATA: &str = "metadata_service";

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    match (drift.now, drift.then) {
        (Some(_), None) => {
            plan.lose("driftwall terminates no machine: what is on it would be gone. `aws ec2 stop-instances` keeps it for whoever looks into it");
            return plan;
        }
        (None, Some(_)) => {
            plan.lose("a machine that was terminated does not come back: whoever runs it launches another one");
            return plan;
        }
        _ => {}
    }
    let mut options = Vec::new();
    for setting in drift.settings {
        match setting.field() {
            "tags" => set(drift, &mut plan, vec![setting.clone()]),
            "profile" => {
                set(drift, &mut plan, vec![setting.clone()]);
                plan.mind("credentials that the machine was given go on working until they expire");
            }
            METADATA if option(setting).is_some() && setting.to.is_some() => {
                options.push(setting.clone());
            }
            METADATA => plan.leave(
                METADATA,
                "what was not said of the metadata service when it was approved can't be put back",
            ),
            field => leave_fixed(&mut plan, drift, field),
        }
    }
    if !options.is_empty() {
        set(drift, &mut plan, options);
    }
    plan
}

/// The option that sets a part of the metadata service, and where an answer has it.
fn option(setting: &Setting) -> Option<(&'static str, &'static str)> {
    Some(match setting.path.get(1)?.as_str() {
        "endpoint" => ("--http-endpoint", "HttpEndpoint"),
        "hop_limit" => ("--http-put-response-hop-limit", "HttpPutResponseHopLimit"),
        "ipv6" => ("--http-protocol-ipv6", "HttpProtocolIpv6"),
        "tags" => ("--instance-metadata-tags", "InstanceMetadataTags"),
        "tokens" => ("--http-tokens", "HttpTokens"),
        _ => return None,
    })
}

fn script(edit: &Edit) -> Result<Script, String> {
    let settings = settings(edit).ok_or_else(odd)?;
    let [setting, ..] = settings else { return Err(odd()) };
    match setting.field() {
        "tags" => tags::command(edit, setting).map(alone).ok_or_else(odd),
        "profile" => profile(edit, setting).map(alone).ok_or_else(odd),
        METADATA => metadata(edit, settings).ok_or_else(|| {
            "what was not said of the metadata service can't be put back".to_owned()
        }),
        _ => Err(odd()),
    }
}

fn instance(operation: &str, edit: &Edit) -> Command {
    ec2(operation, edit).option("--instance-id", edit.id.identity.as_str())
}

fn metadata(edit: &Edit, settings: &[Setting]) -> Option<Script> {
    let text = |value: &serde_json::Value| match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    };
    let mut command = instance("modify-instance-metadata-options", edit);
    let mut fields = Vec::new();
    for setting in settings {
        let (option, field) = option(setting)?;
        command = command.option(option, text(setting.to.as_ref()?));
        fields.push((field, json!(setting.from)));
    }
    let read = ec2("describe-instances", edit).option("--instance-ids", edit.id.identity.as_str());
    let place = "Reservations[0].Instances[0].MetadataOptions";
    Some(Script { check: Some(check(read, place, &fields)), commands: vec![command] })
}

/// An association of a profile has an id of its own, which is looked up by what is associated: when that is another by then, nothing is found
/// and the call fails.
fn profile(edit: &Edit, setting: &Setting) -> Option<Command> {
    let id = edit.id.identity.as_str();
    let arn = |arn: &str| json(&json!({ "Arn": arn }));
    let association = |from: &str| {
        let read = ec2("describe-iam-instance-profile-associations", edit)
            .option("--filters", filters(&[("instance-id", id), ("state", "associated")]));
        let query = format!(
            "IamInstanceProfileAssociations[?IamInstanceProfile.Arn == {}].AssociationId",
            literal(from)
        );
        asked(read, &query)
    };
    Some(match (word(setting.from.as_ref()), word(setting.to.as_ref())) {
        (None, Some(to)) => instance("associate-iam-instance-profile", edit)
            .option("--iam-instance-profile", arn(to)),
        (Some(from), Some(to)) => ec2("replace-iam-instance-profile-association", edit)
            .output_of("--association-id", association(from))
            .option("--iam-instance-profile", arn(to)),
        (Some(from), None) => ec2("disassociate-iam-instance-profile", edit)
            .output_of("--association-id", association(from)),
        (None, None) => return None,
    })
}
