//! What a key changes: values are compared, and nothing else is another thing by it.

use serde_json::{Value, json};

use super::{answer, context, durable, identities};
use crate::model::ScopeReading;
use crate::providers::Seal;
use crate::providers::kubernetes::parse::{Tree, read};

fn spec(value: &str) -> Value {
    json!({"containers": [{"name": "web", "image": "example.org/web:1", "env": [{"name": "MODE", "value": value}]}]})
}

fn pod(name: &str, value: &str) -> Value {
    json!({"kind": "Pod", "apiVersion": "v1", "spec": spec(value), "metadata": {"namespace": "shop", "name": name,
        "ownerReferences": [{"kind": "ReplicaSet", "name": "web-7d9", "controller": true}]}})
}

/// Three pods, of which the last may have another value, and whoever made them when that was read as well.
fn reading(last: &str, is_owned: bool, key: Option<&str>) -> ScopeReading {
    let pods = json!({"kind": "List", "apiVersion": "v1", "items": [pod("web-1", "fast"), pod("web-2", "fast"), pod("web-3", last)]});
    let sets = json!({"kind": "ReplicaSet", "apiVersion": "apps/v1", "metadata": {"namespace": "shop", "name": "web-7d9"},
        "spec": {"template": {"spec": spec("fast")}}});
    let mut files = vec![answer("pods.json", pods.to_string())];
    if is_owned {
        files.push(answer("replicasets.json", sets.to_string()));
    }
    let seal = key.map(|key| Seal::new(key).unwrap());
    read(Tree::Dump, files, seal.as_ref())
}

const KEY: Option<&str> = Some("the key of our pipeline");

#[test]
fn a_pod_with_another_value_is_one_of_its_workload_with_a_key_and_without() {
    for (is_owned, word, identity) in
        [(true, "replica-set", "shop/web-7d9"), (false, "pod", "shop/web-7d9[ReplicaSet]")]
    {
        let of = |last, key| {
            let reading = reading(last, is_owned, key);
            assert_eq!(identities(&reading, word), [identity]);
            let (mut durable, mut context) = (
                durable(&reading, word, identity).value().unwrap(),
                context(&reading, word, identity).value().unwrap(),
            );
            assert!(context.get("deviations").is_none(), "{context:#}");
            let sealed = durable["containers"][0].as_object_mut().unwrap().remove("sealed");
            let of_pods = context.as_object_mut().unwrap().remove("sealed");
            assert_eq!(sealed.is_some(), key.is_some());
            let word = of_pods.map(|of_pods| {
                let said = of_pods.as_object().unwrap().values().next().unwrap();
                said.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned()
            });
            (durable, context, word)
        };
        let (durable, context, none) = of("fast", None);
        assert_eq!(none, None);
        for (last, word) in [("fast", "as it says"), ("slow", "other ones")] {
            assert_eq!(of(last, KEY), (durable.clone(), context.clone(), Some(word.to_owned())));
            assert_eq!(of(last, None), (durable.clone(), context.clone(), None));
        }
    }
}
