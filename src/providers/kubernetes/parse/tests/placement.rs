//! Which nodes a template's pods may run on.

use serde_json::{Value, json};

use super::super::super::documents::Item;
use super::super::super::native::PodSpec;
use super::super::node::{self, NodeContext};
use super::super::object::Body;
use super::super::placement::{Placement, placement};

fn of(spec: Value) -> Placement {
    placement(&mut serde_json::from_value::<PodSpec>(spec).unwrap())
}

fn node(labels: &Value, taints: &Value) -> NodeContext {
    let value = json!({"metadata": {"name": "n-1", "labels": labels}, "spec": {"taints": taints}});
    let Body::Plain(resource) = node::normalise(Item::Tree(value)).unwrap().body else {
        unreachable!()
    };
    resource.context.decode().unwrap()
}

fn required(terms: Value) -> Value {
    json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}}})
}

fn expression(key: &str, operator: &str, values: &[&str]) -> Value {
    json!({"matchExpressions": [{"key": key, "operator": operator, "values": values}]})
}

#[test]
fn labels_are_asked_as_the_scheduler_asks_them() {
    let node = node(&json!({"pool": "a", "cores": "8"}), &json!([]));
    let covers = |spec: Value| of(spec).covers(&node);
    assert_eq!(covers(json!({})), Some(true));
    assert_eq!(covers(json!({"nodeSelector": {}})), Some(true));
    assert_eq!(covers(json!({"nodeSelector": {"pool": "a"}})), Some(true));
    assert_eq!(covers(json!({"nodeSelector": {"pool": "b"}})), Some(false));
    assert_eq!(covers(json!({"nodeSelector": {"pool": "a", "none": "x"}})), Some(false));
    assert_eq!(covers(json!({"nodeName": "n-1"})), Some(true));
    assert_eq!(covers(json!({"nodeName": "n-2"})), Some(false));
    for (key, operator, values, met) in [
        ("pool", "In", &["b", "a"][..], Some(true)),
        ("none", "In", &["a"], Some(false)),
        ("pool", "NotIn", &["a"], Some(false)),
        ("none", "NotIn", &["a"], Some(true)),
        ("pool", "Exists", &[], Some(true)),
        ("none", "Exists", &[], Some(false)),
        ("none", "DoesNotExist", &[], Some(true)),
        ("cores", "Gt", &["7"], Some(true)),
        ("cores", "Gt", &["8"], Some(false)),
        ("cores", "Lt", &["9"], Some(true)),
        ("pool", "Lt", &["9"], Some(false)),
        ("none", "Gt", &["0"], Some(false)),
        ("pool", "SemverGt", &["1"], None),
    ] {
        let term = expression(key, operator, values);
        assert_eq!(covers(required(json!([term]))), met, "{key} {operator} {values:?}");
    }
}

#[test]
fn one_term_is_enough_and_an_empty_one_is_met_by_nobody() {
    let node = node(&json!({"pool": "a"}), &json!([]));
    let covers = |spec: Value| of(spec).covers(&node);
    let (yes, no) = (expression("pool", "Exists", &[]), expression("pool", "DoesNotExist", &[]));
    let unknown = expression("pool", "SemverGt", &["1"]);
    assert_eq!(covers(required(json!([no, yes]))), Some(true));
    assert_eq!(covers(required(json!([no]))), Some(false));
    assert_eq!(covers(required(json!([]))), Some(false));
    assert_eq!(covers(required(json!([{}]))), Some(false));
    assert_eq!(covers(required(json!([unknown, yes]))), Some(true));
    assert_eq!(covers(required(json!([unknown, no]))), None);
    let mut both = required(json!([yes]));
    both["nodeSelector"] = json!({"pool": "b"});
    assert_eq!(covers(both), Some(false), "both must be met");
    let name = |name: &str| {
        let field = json!({"key": "metadata.name", "operator": "In", "values": [name]});
        required(json!([{"matchFields": [field]}]))
    };
    assert_eq!(covers(name("n-1")), Some(true));
    assert_eq!(covers(name("n-2")), Some(false));
}

#[test]
fn a_taint_keeps_away_who_does_not_tolerate_it() {
    let taint = |effect: &str| json!([{"key": "gpu", "value": "yes", "effect": effect}]);
    for effect in ["NoSchedule", "NoExecute"] {
        let node = node(&json!({}), &taint(effect));
        let covers = |toleration: Value| of(json!({"tolerations": [toleration]})).covers(&node);
        assert_eq!(of(json!({})).covers(&node), Some(false));
        assert_eq!(covers(json!({"operator": "Exists"})), Some(true));
        assert_eq!(covers(json!({"key": "gpu", "operator": "Exists"})), Some(true));
        assert_eq!(covers(json!({"key": "gpu", "value": "yes"})), Some(true));
        assert_eq!(covers(json!({"key": "gpu", "operator": "Equal", "value": "yes"})), Some(true));
        assert_eq!(covers(json!({"key": "gpu", "value": "no"})), Some(false));
        assert_eq!(covers(json!({"key": "cpu", "operator": "Exists"})), Some(false));
        assert_eq!(covers(json!({"operator": "Exists", "effect": effect})), Some(true));
        assert_eq!(
            covers(json!({"operator": "Exists", "effect": "PreferNoSchedule"})),
            Some(false)
        );
        assert_eq!(covers(json!({"key": "gpu", "operator": "Gt", "value": "1"})), None);
        let for_a_while = json!({"operator": "Exists", "tolerationSeconds": 300});
        assert_eq!(covers(for_a_while), Some(effect == "NoSchedule"));
    }
    let soft = node(&json!({}), &taint("PreferNoSchedule"));
    assert_eq!(of(json!({})).covers(&soft), Some(true));
}

#[test]
fn what_health_and_autoscalers_write_is_left_out() {
    let node = node(
        &json!({}),
        &json!([
            {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"},
            {"key": "ToBeDeletedByClusterAutoscaler", "value": "1", "effect": "NoSchedule"},
            {"key": "karpenter.sh/disrupted", "effect": "NoSchedule"},
            {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"},
        ]),
    );
    let keys: Vec<&str> = node.taints.iter().map(|taint| taint.key.as_str()).collect();
    assert_eq!(keys, ["node-role.kubernetes.io/control-plane"]);
}

#[test]
fn what_means_the_same_is_written_the_same() {
    let selector = of(json!({"nodeSelector": {"a": "1", "b": "2"}}));
    let affinity = of(required(json!([{"matchExpressions": [
        {"key": "b", "operator": "In", "values": ["2"]},
        {"key": "a", "operator": "In", "values": ["1"]},
    ]}])));
    assert_eq!(selector, affinity);
    assert_eq!(
        of(json!({"nodeSelector": {}, "tolerations": [], "affinity": {}})),
        Placement::default()
    );
    let one = of(json!({"tolerations": [{"key": "a", "operator": "Equal", "value": "1"}]}));
    assert_eq!(one, of(json!({"tolerations": [{"key": "a", "value": "1", "effect": ""}]})));
}

#[test]
fn what_lets_pods_onto_more_nodes_leaves_none_out() {
    let plain = of(json!({}));
    let selects = of(json!({"nodeSelector": {"a": "1"}}));
    let tolerates = of(json!({"tolerations": [{"operator": "Exists"}]}));
    let bound = of(json!({"nodeName": "n-1"}));
    assert!(selects.may_leave_out(&plain) && bound.may_leave_out(&plain));
    assert!(plain.may_leave_out(&tolerates));
    assert!(!plain.may_leave_out(&selects) && !plain.may_leave_out(&bound));
    assert!(!tolerates.may_leave_out(&plain) && !plain.may_leave_out(&plain));
}
