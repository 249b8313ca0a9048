//! Where the pods of a template may run: what it says of nodes, and whether a node is one of them.
//!
//! A node's labels are asked as the scheduler asks them, and its taints as it and the controller of daemon sets do. `nodeSelector` and what an
//! affinity requires must both be met, so they are one list here, and a label that moves from one to the other is no change. What is
//! preferred keeps nobody away and is left out. Of pods nothing of this is read: the scheduler, admission and controllers write into it.

use serde::{Deserialize, Serialize};

use super::super::native::{
    Affinity, NodeAffinity, NodeRequirement as NativeRequirement, NodeSelector, NodeSelectorTerm,
    PodSpec, Taint as NativeTaint, Toleration as NativeToleration,
};
use super::node::NodeContext;
use super::object::set;
use crate::providers::normalised::said;

/// Where the pods of a template may run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placement {
    /// The one node that they are bound to.
    pub bound_to: Option<String>,
    /// Any of these; nothing when all nodes will do. None of none.
    pub runs_on: Option<Vec<Term>>,
    /// What doesn't keep them away.
    pub tolerations: Vec<Toleration>,
}

/// What a node must meet, all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Of its fields, of which there is only `metadata.name`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<NodeRequirement>,
    /// Of its labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<NodeRequirement>,
}

/// One requirement of a node.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeRequirement {
    /// The label, or the field.
    pub key: String,
    /// `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt`, `Lt`, or what a newer server knows.
    pub operator: String,
    /// Sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// A taint, or some, that don't keep a pod away.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Toleration {
    /// Only of this effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// Only with this key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// How the value is looked at, where that is not whether it is equal: `Exists`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// For how long a pod stays that is there already, where that ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i64>,
    /// The value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// What keeps pods away from a node.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taint {
    /// `NoSchedule` or `NoExecute`.
    pub effect: String,
    /// Its name.
    pub key: String,
    /// Its value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// Takes where its pods may run out of the spec of a template.
pub(super) fn placement(spec: &mut PodSpec) -> Placement {
    let Affinity { node_affinity } = spec.affinity.take().unwrap_or_default();
    let NodeAffinity { required_during_scheduling_ignored_during_execution: required } =
        node_affinity.unwrap_or_default();
    let selected = spec.node_selector.take().unwrap_or_default().into_iter();
    let selected: Vec<NodeRequirement> = selected
        .map(|(key, value)| NodeRequirement { key, operator: "In".to_owned(), values: vec![value] })
        .collect();
    let runs_on = match required {
        Some(NodeSelector { node_selector_terms }) => {
            let terms = node_selector_terms.unwrap_or_default().into_iter().map(term);
            // A term that asks nothing is met by no node.
            let terms = terms.filter(|term| *term != Term::default());
            Some(set(terms.map(|Term { fields, labels }| {
                let labels = set(labels.into_iter().chain(selected.clone()));
                Term { fields, labels }
            })))
        }
        None if selected.is_empty() => None,
        None => Some(vec![Term { fields: Vec::new(), labels: set(selected) }]),
    };
    let tolerations = spec.tolerations.take().unwrap_or_default().into_iter().map(toleration);
    Placement { bound_to: said(spec.node_name.take()), runs_on, tolerations: set(tolerations) }
}

fn term(native: NodeSelectorTerm) -> Term {
    let NodeSelectorTerm { match_expressions, match_fields } = native;
    let all = |list: Option<Vec<NativeRequirement>>| {
        set(list.unwrap_or_default().into_iter().map(|native| {
            let NativeRequirement { key, operator, values } = native;
            NodeRequirement { key, operator, values: set(values.unwrap_or_default()) }
        }))
    };
    Term { fields: all(match_fields), labels: all(match_expressions) }
}

fn toleration(native: NativeToleration) -> Toleration {
    let NativeToleration { effect, key, operator, toleration_seconds, value } = native;
    Toleration {
        effect: said(effect),
        key: said(key),
        operator: said(operator).filter(|operator| operator != EQUAL),
        seconds: toleration_seconds,
        value: said(value),
    }
}

/// What the operator of a toleration means that names none.
const EQUAL: &str = "Equal";

/// What is written on nodes by what watches their health, and by what makes and deletes them.
const PASSING: &[&str] = &[
    "DeletionCandidateOfClusterAutoscaler",
    "ToBeDeletedByClusterAutoscaler",
    "karpenter.sh/",
    "node.cloudprovider.kubernetes.io/",
    "node.kubernetes.io/",
];

/// The taints of a node that stay.
pub(super) fn taints(list: Option<Vec<NativeTaint>>) -> Vec<Taint> {
    let list =
        list.unwrap_or_default().into_iter().map(|NativeTaint { effect, key, value }| Taint {
            effect: effect.unwrap_or_default(),
            key: key.unwrap_or_default(),
            value: said(value),
        });
    set(list.filter(|taint| {
        taint.effect != "PreferNoSchedule" && !PASSING.iter().any(|key| taint.key.starts_with(key))
    }))
}

impl Placement {
    /// Whether it lets pods run on a node; nothing where this build does not know what it asks.
    pub(crate) fn covers(&self, node: &NodeContext) -> Option<bool> {
        if self.bound_to.as_ref().is_some_and(|name| *name != node.name) {
            return Some(false);
        }
        let is_met = match &self.runs_on {
            None => Some(true),
            Some(terms) => any(terms.iter().map(|term| term.is_met_by(node))),
        };
        let tolerates =
            |taint: &Taint| any(self.tolerations.iter().map(|toleration| toleration.covers(taint)));
        all([is_met].into_iter().chain(node.taints.iter().map(tolerates)))
    }

    /// Whether it may keep pods away from where another one lets them.
    pub(crate) fn may_leave_out(&self, other: &Self) -> bool {
        let Self { bound_to, runs_on, tolerations } = self;
        bound_to.is_some() && *bound_to != other.bound_to
            || runs_on.is_some() && *runs_on != other.runs_on
            || other.tolerations.iter().any(|one| !tolerations.contains(one))
    }
}

impl Term {
    fn is_met_by(&self, node: &NodeContext) -> Option<bool> {
        let Self { fields, labels } = self;
        let fields = fields.iter().map(|field| match field.key.as_str() {
            "metadata.name" => field.is_met_by(Some(&node.name)),
            _ => None,
        });
        let labels = labels.iter().map(|label| label.is_met_by(node.labels.get(&label.key)));
        all(fields.chain(labels))
    }
}

impl NodeRequirement {
    fn is_met_by(&self, value: Option<&String>) -> Option<bool> {
        let listed = value.is_some_and(|value| self.values.contains(value));
        let than = |compare: fn(&i64, &i64) -> bool| {
            let [bound] = self.values.as_slice() else { return false };
            let numbers = value.and_then(|value| value.parse().ok()).zip(bound.parse().ok());
            numbers.is_some_and(|(value, bound)| compare(&value, &bound))
        };
        Some(match self.operator.as_str() {
            "In" => listed,
            "NotIn" => !listed,
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            "Gt" => than(i64::gt),
            "Lt" => than(i64::lt),
            _ => return None,
        })
    }
}

impl Toleration {
    fn covers(&self, taint: &Taint) -> Option<bool> {
        let Self { effect, key, operator, seconds, value } = self;
        if effect.as_ref().is_some_and(|effect| *effect != taint.effect)
            || key.as_ref().is_some_and(|key| *key != taint.key)
        {
            return Some(false);
        }
        // A pod that is sent away after a while is not there to stay.
        if seconds.is_some() && taint.effect == "NoExecute" {
            return Some(false);
        }
        match operator.as_deref() {
            None => Some(value.as_deref() == taint.value.as_deref()),
            Some("Exists") => Some(true),
            Some(_) => None,
        }
    }
}

/// Whether any is true; nothing where that hangs on what is not known.
fn any(list: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut is_known = true;
    for one in list {
        match one {
            Some(true) => return Some(true),
            Some(false) => {}
            None => is_known = false,
        }
    }
    is_known.then_some(false)
}

/// Whether all are true.
fn all(list: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    any(list.map(|one| one.map(|one| !one))).map(|any| !any)
}
