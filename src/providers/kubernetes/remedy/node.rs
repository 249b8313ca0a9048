//! Nodes: what is recorded of them is written by their kubelet and by node pools, but for labels that somebody put there.

use super::call::Call;
use super::patch::{At, Patch};
use super::shape::{label, odd};
use crate::model::{Act, Edit, Kind};
use crate::providers::kubernetes::parse::node::SPEC;
use crate::providers::{Drift, Plan};

pub(super) const KIND: &Kind = &SPEC.kind;

pub(super) fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    if drift.now.is_none() || drift.then.is_none() {
        plan.lose("nodes come and go with their machines, which no command of `kubectl` makes");
    }
    for setting in drift.settings {
        match setting.field() {
            "labels" => plan.make(drift.edit(Act::Set(vec![setting.clone()]))),
            field => {
                plan.leave(field, "the addresses and the name of a node are given to its machine")
            }
        }
    }
    plan
}

pub(super) fn call(edit: &Edit) -> Result<Call, String> {
    match &edit.act {
        Act::Set(settings) => {
            let [setting] = settings.as_slice() else { return Err(odd(())) };
            let mut patch = Patch::default();
            label(&mut patch, &At::new("/metadata/labels"), setting)?;
            Ok(Call::Patch(patch))
        }
        Act::Create(_) | Act::Delete(_) | Act::Replace { .. } => {
            Err("nodes come and go with their machines".to_owned())
        }
    }
}
