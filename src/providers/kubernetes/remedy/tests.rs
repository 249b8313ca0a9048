//! That every field is put back or left with a reason, and the words of commands.

use serde_json::{Value, json};

use crate::providers::kubernetes::ENTRY;
use crate::providers::tests::dumped;
use crate::providers::tests::remedies::{Counted, commands, every_field, set};

#[test]
fn every_field_is_put_back_or_left_with_a_reason() {
    let mut counted = Counted::default();
    let files = dumped::fixtures("kubernetes/every-field");
    let answers = files.iter().map(|(name, json)| dumped::answer(name, json)).collect();
    let reading = dumped::read(&ENTRY, "kubernetes:prod", answers);
    let nowhere = every_field(&ENTRY, "kubernetes:prod", &reading, &mut counted);
    // Values are sealed for whoever has a key.
    let nowhere: Vec<&String> = nowhere.iter().filter(|one| !one.ends_with(" sealed")).collect();
    assert!(nowhere.is_empty(), "no fixture has {nowhere:?}");
    assert!(counted.made > 100 && counted.left > 20, "{counted:?}");
}

#[test]
fn a_rule_that_goes_is_looked_up_and_taken_out_at_its_place() {
    let rule = json!({"peers": [{"block": {"cidr": "0.0.0.0/0"}}]});
    let edit = set(
        "kubernetes:prod",
        "kubernetes.network-policy",
        "shop/web",
        &[("ingress", true, rule, Value::Null)],
    );
    let [get, patch] = commands(&ENTRY, &edit).try_into().unwrap();
    let start = "kubectl get --context prod --namespace shop networkpolicies.networking.k8s.io/web --output go-template=";
    assert!(get.starts_with(start), "{get}");
    let cidr = r#"(eq (print $v8.ipBlock.cidr) "0.0.0.0/0")"#;
    assert!(get.contains(cidr), "{get}");
    assert!(get.contains(r#""path":"/metadata/resourceVersion""#), "{get}");
    let start = "kubectl patch --context prod --namespace shop networkpolicies.networking.k8s.io/web --type json --patch";
    assert!(patch.starts_with(start), "{patch}");
}

#[test]
fn a_cluster_that_runs_driftwall_has_no_context() {
    let label = |scope: &str| {
        let edit = set(
            scope,
            "kubernetes.namespace",
            "shop",
            &[("labels/a", false, Value::Null, json!("b"))],
        );
        commands(&ENTRY, &edit).concat()
    };
    assert!(!label("kubernetes:in-cluster").contains("--context"));
    assert!(label("kubernetes:-x").contains("--context=-x"));
}
