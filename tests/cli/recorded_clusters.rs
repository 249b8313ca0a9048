//! What is made of a cluster that others recorded before and after somebody broke into it: `make conformance`.
//!
//! One policy was opened and another deleted, a privileged pod came, and an agent that ships logs went. An annotation that was edited
//! meanwhile is quiet.

use serde_json::Value;

use crate::conformance::corpus;
use crate::harness::Place;

#[test]
fn conformance_a_cluster_that_was_broken_into_is_told_worst_first() {
    let Some(folder) = corpus("kubernetes/recordings") else { return };
    let place = Place::new();
    for side in ["before", "after"] {
        for file in std::fs::read_dir(folder.join(side)).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            place.write(&format!("{side}/kubernetes/prod/{name}"), std::fs::read(&path).unwrap());
        }
    }
    place.ends("baseline record --live dump:before", 0);
    let run = place.run("scan --live dump:after --output json");
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let told: Vec<[String; 3]> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| [text(&one["severity"]), text(&one["code"]), text(&one["resource"]["id"])])
        .collect();
    assert_eq!(
        told,
        [
            ["high", "monitoring-removed", "observability/fluent-bit"],
            ["high", "traffic-opened", "shop/db-from-api"],
            ["high", "workload-added", "shop/debug"],
            ["medium", "traffic-opened", "shop/default-deny"],
        ]
        .map(|row| row.map(str::to_owned))
    );
    let proofs: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| text(&one["remedy"]["proof"]))
        .collect();
    // What the agent was is not recorded whole, so that nobody could make it again from that.
    assert_eq!(proofs, ["none", "restores-baseline", "restores-baseline", "restores-baseline"]);
    let policy = &report["findings"][3]["remedy"];
    assert_eq!(policy["contain"], policy["steps"]);
    let command = text(&policy["steps"][0]["command"]);
    assert!(command.contains("| kubectl create --context prod --filename=-"), "{command}");
    let agent = text(&report["findings"][0]["title"]);
    assert_eq!(
        agent,
        "daemon set `observability/fluent-bit` was removed: it shipped the logs of containers"
    );
    let pod = &report["findings"][2];
    let lost = pod["hardening"]["lost"].as_array().unwrap();
    let names: Vec<&str> = lost.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["privileged", "host-system:/", "host-pid", "host-network"]);
    for one in lost {
        assert!(one["allows"].as_str().unwrap().len() > 20, "{one}");
        assert!(!one["attack"].as_array().unwrap().is_empty(), "{one}");
    }
}
