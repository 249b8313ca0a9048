//! The same cluster live, as a dump and as a snapshot file: the same resources and connections, to the byte.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{PROD, Place, cluster, prod};

/// What `kubectl get KIND --all-namespaces -o json` would have left.
fn dump(place: &Place) {
    let mut lists: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for object in cluster::objects() {
        let kind = object["kind"].as_str().unwrap().to_lowercase();
        let plural = match kind.strip_suffix('y') {
            Some(stem) if kind != "gateway" => format!("{stem}ies"),
            _ if kind == "ingress" => "ingresses".to_owned(),
            _ => format!("{kind}s"),
        };
        lists.entry(plural).or_default().push(object);
    }
    for (plural, items) in lists {
        let list = json!({"apiVersion": "v1", "kind": "List", "metadata": {}, "items": items});
        place.write(&format!("dump/kubernetes/{PROD}/{plural}.json"), &list.to_string());
    }
}

/// All resources of a snapshot, without how they were read.
fn resources(snapshot: &Value) -> BTreeMap<String, String> {
    let kinds = snapshot["scopes"][format!("kubernetes:{PROD}")]["kinds"].as_object().unwrap();
    let rows = kinds.iter().map(|(kind, reading)| {
        assert_eq!(reading["coverage"]["status"], "complete", "{kind}: {reading:#}");
        (kind.clone(), reading["resources"].to_string())
    });
    rows.collect()
}

#[test]
fn live_is_what_a_dump_is_and_a_snapshot_file_keeps_it() {
    let place = prod();
    dump(&place);
    let live = place.run("snapshot --live live -o live.json").ends_with(0);
    assert!(live.stdout.is_empty());
    let of = |source: &str| resources(&place.snapshot(&format!("--live {source}"), 0));
    let (live, dumped, kept) = (of("live"), of("dump:dump"), of("snapshot:live.json"));
    assert_eq!(live.len(), 22);
    let empty: Vec<&String> = live.keys().filter(|kind| live[*kind] == "{}").collect();
    assert_eq!(empty, ["kubernetes.replica-set"], "these are folded into their deployments");
    assert_eq!(live, dumped);
    assert_eq!(live, kept);
    let connections = |source: &str| {
        let run = place.run(&format!("connections {source} --output json")).ends_with(0);
        let document: Value = serde_json::from_str(&run.stdout).unwrap();
        document["connections"].to_string()
    };
    let rows = connections("live");
    assert!(rows.contains("web-1"), "{rows}");
    assert_eq!(rows, connections("dump:dump"));
    assert_eq!(rows, connections("snapshot:live.json"));
}

#[test]
fn a_second_read_yields_the_same_bytes() {
    let place = prod();
    for file in ["a.json", "b.json"] {
        place.run(&format!("snapshot --live live -o {file}")).ends_with(0);
    }
    let read = |file: &str| std::fs::read_to_string(place.at(file)).unwrap();
    assert_eq!(read("a.json"), read("b.json"));
}
