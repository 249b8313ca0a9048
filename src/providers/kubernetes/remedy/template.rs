//! Workloads: what their template says of pods. Everything that differs becomes another in one patch, so that pods are made again once.
//!
//! Of a workload is recorded what it may do, run and reach, and not all that makes it work. So one that is gone does not come back from here, and
//! neither does a container that was taken out of one.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::container::{self, like, list};
use super::like::Like;
use super::patch::{At, Patch};
use super::pod;
use super::shape::{label, odd};
use crate::model::{Act, Class, Edit, Kind, Resource, Setting};
use crate::providers::kubernetes::parse::container::Container;
use crate::providers::kubernetes::parse::workload::WorkloadDocument;
use crate::providers::kubernetes::parse::workload_kinds::{
    CRON_JOB, DAEMON_SET, DEPLOYMENT, JOB, POD, REPLICA_SET, REPLICATION_CONTROLLER, STATEFUL_SET,
};
use crate::providers::{Drift, Plan};

/// The workloads whose template can be edited.
const EDITED: &[&Kind] = &[
    &DEPLOYMENT.kind,
    &REPLICA_SET.kind,
    &STATEFUL_SET.kind,
    &DAEMON_SET.kind,
    &CRON_JOB.kind,
    &REPLICATION_CONTROLLER.kind,
];

/// Whether a kind makes pods, or is one.
pub(super) fn is_workload(kind: &Kind) -> bool {
    EDITED.contains(&kind) || [&JOB.kind, &POD.kind].contains(&kind)
}

const APPLY: &str = "what is recorded is what a workload may do, run and reach, and not all that makes it work: apply its manifest again with `kubectl apply`";

pub(super) fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    match (drift.now, drift.then) {
        (Some(now), None) => plan.make(drift.edit(Act::Delete(now.clone()))),
        (None, Some(_)) => plan.lose(APPLY),
        (Some(now), Some(then)) => {
            if fields(drift, now, then, &mut plan).is_none() {
                plan.lose(odd(()));
            }
        }
        (None, None) => {}
    }
    plan
}

fn fields(drift: &Drift<'_>, now: &Resource, then: &Resource, plan: &mut Plan) -> Option<()> {
    let mut together = context(drift, plan);
    let durable: Vec<&Setting> =
        drift.settings.iter().filter(|setting| setting.class == Class::Durable).collect();
    if !EDITED.contains(&&drift.id.kind) {
        for setting in durable.iter().filter(|setting| setting.field() != "labels") {
            plan.leave(
                setting.field(),
                "a pod, and the template of a job, can't be edited: delete it, and apply its manifest again",
            );
        }
        for setting in durable.into_iter().filter(|setting| setting.field() == "labels") {
            plan.make(drift.edit(Act::Set(vec![setting.clone()])));
        }
        return Some(());
    }
    let (is, was) = (now.durable.value().ok()?, then.durable.value().ok()?);
    for setting in durable {
        match setting.field() {
            "labels" => plan.make(drift.edit(Act::Set(vec![setting.clone()]))),
            "pod_labels" => together.push(setting.clone()),
            "containers" => together.extend(of_container(setting, plan)?),
            field if together.iter().any(|one| one.field() == field) => {}
            field => match pod::place(field) {
                // All of a field, so that its command needs to look nowhere else.
                Ok(_) => {
                    let setting = Setting {
                        path: vec![field.to_owned()],
                        is_element: false,
                        from: is.get(field).cloned(),
                        to: was.get(field).cloned(),
                        ..setting.clone()
                    };
                    match pod::writable(&setting) {
                        Ok(()) => together.push(setting),
                        Err(why) => plan.leave(field, why),
                    }
                }
                Err(why) => plan.leave(field, why),
            },
        }
    }
    if !together.is_empty() {
        plan.make(drift.edit(Act::Set(together)));
        plan.mind(if [&REPLICA_SET.kind, &REPLICATION_CONTROLLER.kind].contains(&&drift.id.kind) {
            "pods that are there stay as they are until they are deleted: `kubectl delete pod`"
        } else {
            "its pods are made again, in the way that it says for itself"
        });
    }
    Some(())
}

/// A container becomes what it was, as far as that is recorded.
fn of_container(setting: &Setting, plan: &mut Plan) -> Option<Option<Setting>> {
    let read = |value: &Option<Value>| -> Option<Option<Container>> {
        value.clone().map(serde_json::from_value).transpose().ok()
    };
    match (read(&setting.from)?, read(&setting.to)?) {
        (Some(from), Some(to)) => {
            let (next, left) = container::reachable(&from, &to);
            left.into_iter().for_each(|why| plan.leave("containers", why));
            let to = Some(json!(next));
            Some((to != setting.from).then(|| Setting { to, ..setting.clone() }))
        }
        (None, Some(to)) => {
            plan.leave("containers", format!("the container {} is missing: {APPLY}", to.name));
            Some(None)
        }
        _ => Some(Some(setting.clone())),
    }
}

/// The workloads that make their pods again when their template changes, or when they are told to.
const ROLLED: &[&Kind] = &[&DEPLOYMENT.kind, &STATEFUL_SET.kind, &DAEMON_SET.kind];

/// Of pods that are not as their workload says nothing is left when they are made again.
fn context(drift: &Drift<'_>, plan: &mut Plan) -> Vec<Setting> {
    let mut rolled = Vec::new();
    for setting in drift.settings.iter().filter(|setting| setting.class == Class::Context) {
        let why = match setting.field() {
            "deviations" if ROLLED.contains(&&drift.id.kind) => {
                rolled.push(setting.clone());
                continue;
            }
            "deviations" | "sealed" => {
                "pods that are not as their workload says go with `kubectl delete pod`; their workload makes new ones"
            }
            "image_ids" => {
                "an image whose name stands for another one now is named by the digest that was approved: `kubectl set image`"
            }
            _ => "it is written by the cluster",
        };
        plan.leave(setting.field(), why);
    }
    rolled
}

pub(super) fn call(edit: &Edit) -> Result<Call, String> {
    let root = At::new(if edit.id.kind == CRON_JOB.kind {
        "/spec/jobTemplate/spec/template"
    } else if edit.id.kind == POD.kind {
        ""
    } else {
        "/spec/template"
    });
    let spec = root.field("spec");
    match &edit.act {
        Act::Delete(resource) => {
            let workload: WorkloadDocument = resource.durable.decode().map_err(odd)?;
            let mut patch = Patch::default();
            let own = |one: &&Container| list(one.role) == "containers";
            let containers = workload.containers.iter().filter(own).map(like);
            patch.expect(spec.field("containers"), &Like::set(containers));
            Ok(Call::Delete(patch))
        }
        Act::Set(settings) if settings.iter().all(|one| one.class == Class::Context) => {
            if settings.iter().any(|one| one.is_element && one.to.is_some()) {
                return Err(
                    "pods that were set otherwise than their workload says do not come back"
                        .to_owned(),
                );
            }
            Ok(Call::Restart)
        }
        Act::Set(settings) => {
            let mut patch = Patch::default();
            for setting in settings.iter().filter(|one| one.class == Class::Durable) {
                set(&mut patch, &root, &spec, setting)?;
            }
            Ok(Call::Patch(patch))
        }
        Act::Create(_) | Act::Replace { .. } => Err(APPLY.to_owned()),
    }
}

fn set(patch: &mut Patch, root: &At, spec: &At, setting: &Setting) -> Result<(), String> {
    let read = |value: &Option<Value>| -> Result<Option<Container>, String> {
        value.clone().map(serde_json::from_value).transpose().map_err(odd)
    };
    match setting.field() {
        "labels" => label(patch, &At::new("/metadata/labels"), setting),
        "pod_labels" => label(patch, &root.field("metadata").field("labels"), setting),
        "containers" => match (read(&setting.from)?, read(&setting.to)?) {
            (Some(from), Some(to)) => container::edit(patch, spec, &from, &to),
            (Some(from), None) => {
                patch.take(spec.field(list(from.role)), &like(&from));
                Ok(())
            }
            _ => Err(APPLY.to_owned()),
        },
        _ => pod::set(patch, spec, setting),
    }
}

/// An object of its fields.
pub(super) fn fields_of(value: Option<&Value>) -> Map<String, Value> {
    value.and_then(Value::as_object).cloned().unwrap_or_default()
}
