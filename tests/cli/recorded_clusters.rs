//! What is made of a cluster that others recorded before and after somebody broke into it: `make conformance`.
//!
//! One policy was opened and another deleted, a privileged pod came, and an agent that ships logs went. An annotation that was edited
//! meanwhile is quiet.

use serde_json::Value;

use crate::conformance::corpus;
use crate::harness::Place;

/// Both sides of the recordings, the first one approved.
fn recorded() -> Option<(Place, std::path::PathBuf)> {
    let folder = corpus("kubernetes/recordings")?;
    let place = Place::new();
    for side in ["before", "after"] {
        for file in std::fs::read_dir(folder.join(side)).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            place.write(&format!("{side}/kubernetes/prod/{name}"), std::fs::read(&path).unwrap());
        }
    }
    place.ends("baseline record --live dump:before", 0);
    Some((place, folder))
}

#[test]
fn conformance_the_audit_log_says_who_broke_into_it() {
    let Some((place, folder)) = recorded() else { return };
    place.write("audit.jsonl", std::fs::read(folder.join("audit.jsonl")).unwrap());
    let run = place.run("scan --live dump:after --activity audit.jsonl --output json");
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let told: Vec<[String; 4]> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let best = &one["activity"][0];
            [
                text(&one["code"]),
                text(&one["resource"]["id"]),
                format!("{} {}", text(&one["attribution"]), text(&best["actor"])),
                format!("{}{}", text(&best["confidence"]), text(&one["attribution_reason"])),
            ]
        })
        .collect();
    assert_eq!(
        told,
        [
            [
                "monitoring-removed",
                "observability/fluent-bit",
                "unknown -",
                "-the audit log doesn't cover daemonsets"
            ],
            ["traffic-opened", "shop/db-from-api", "attributed alice@example.com", "high-"],
            ["workload-added", "shop/debug", "attributed mallory@example.com", "high-"],
            ["traffic-opened", "shop/default-deny", "attributed mallory@example.com", "high-"],
            ["attempt-denied", "shop/web-from-anywhere", "attributed bob@example.com", "high-"],
        ]
        .map(|row| row.map(str::to_owned))
    );
    // The story of one of them, in order of time, without the commands that nobody asked for.
    let id = text(&report["findings"][1]["id"]);
    let story = place.run(&format!("explain {id} --live dump:after --activity audit.jsonl"));
    assert_eq!(story.code, Some(0), "{}", story.stderr);
    let order =
        ["In order of time", "alice@example.com, impersonated by admin", "this run found it"];
    for words in order {
        assert!(story.stdout.contains(words), "{words}: {}", story.stdout);
    }
    assert!(!story.stdout.contains("go-template"), "{}", story.stdout);
    // Told in another order, twice, packed and in pieces, it says the same.
    let log = std::fs::read_to_string(folder.join("audit.jsonl")).unwrap();
    let mut lines: Vec<&str> = log.lines().collect();
    lines.reverse();
    place.write(
        "logs/a.json",
        format!("{{\"kind\":\"EventList\",\"items\":[{}]}}", lines.join(",")),
    );
    place.write("logs/b/audit.log", lines[..2].join("\n"));
    let again = place.run("scan --live dump:after --activity kubernetes:prod=logs --output json");
    let mut other: Value = serde_json::from_str(&again.stdout).unwrap();
    for (one, other) in
        report["findings"].as_array().unwrap().iter().zip(other["findings"].as_array_mut().unwrap())
    {
        assert_eq!(one["activity"], other["activity"]);
        assert_eq!(one["id"], other["id"]);
    }
    // A log of another cluster explains nothing.
    let foreign =
        place.run("scan --live dump:after --activity kubernetes:dev=audit.jsonl --output json");
    assert!(!foreign.stdout.contains("\"attributed\""), "{}", foreign.stdout);
    // One that breaks off is told, and what it has is told all the same.
    place.write("torn.jsonl", &log[..log.len() - 100]);
    let torn = place.run("scan --live dump:after --activity torn.jsonl");
    assert!(torn.stdout.contains("alice@example.com (impersonated by admin)"), "{}", torn.stdout);
    assert!(torn.stdout.contains("torn.jsonl: it breaks off after 4 records"), "{}", torn.stdout);
    let missing = place.run("scan --live dump:after --activity nowhere.jsonl");
    assert_eq!(missing.code, Some(2), "{}", missing.stdout);
    assert!(missing.stderr.contains("nowhere.jsonl"), "{}", missing.stderr);
}

#[test]
fn conformance_who_blinded_and_opened_is_one_incident_and_who_opened_another() {
    let Some((place, folder)) = recorded() else { return };
    place.write("audit.jsonl", std::fs::read(folder.join("audit.jsonl")).unwrap());
    let line = "scan --live dump:after --activity audit.jsonl";
    let report = |line: &str| -> Value {
        serde_json::from_str(&place.run(&format!("{line} --output json")).stdout).unwrap()
    };
    let all = report(line);
    let resource = |id: &Value| {
        let finding = all["findings"].as_array().unwrap().iter().find(|one| one["id"] == *id);
        finding.unwrap()["resource"]["id"].as_str().unwrap().to_owned()
    };
    let told: Vec<String> = all["incidents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let parts: Vec<String> =
                one["findings"].as_array().unwrap().iter().map(resource).collect();
            format!("{} {} {}: {}", one["severity"], one["code"], one["actor"], parts.join(", "))
        })
        .collect();
    assert_eq!(
        told,
        [
            "\"critical\" \"blinded-and-opened\" \"mallory@example.com\": shop/default-deny, shop/debug, observability/fluent-bit",
            "\"high\" \"by-one-actor\" \"alice@example.com\": shop/db-from-api",
        ]
    );
    let text = place.run(line).stdout;
    assert!(text.contains("opened traffic, and what    blinded-and-opened"), "{text}");
    // A grant for one partner's network: the rest is unauthorized, and shown.
    let grant = |from: &str, actor: &str| {
        place.write(
            "grants/NET-1.toml",
            format!(
                "id = \"NET-1\"\nowner = \"ana@example.com\"\nreason = \"reports\"\nvalid = {{ until = 2026-12-15 }}\n\
                 [where]\nscope = \"kubernetes:prod\"\nresource = \"kubernetes.network-policy:shop/db-from-api\"\n\
                 [[opens]]\ndirection = \"ingress\"\nfrom = [\"{from}\"]\nto = [\"kubernetes.selector:shop/app=db\"]\n\
                 protocol = \"tcp\"\nports = \"5432\"\n[when]\nactor = \"{actor}\"\n"
            ),
        );
        let found = report(line)["findings"].clone();
        let opened = |one: &&Value| one["resource"]["id"] == "shop/db-from-api";
        found.as_array().unwrap().iter().find(opened).unwrap().clone()
    };
    let part = grant("203.0.113.0/24", "user:admin");
    assert_eq!(part["verdict"], "unauthorized");
    assert_eq!(part["authority"]["nearest"], "NET-1");
    let rest = serde_json::json!(["0.0.0.0-203.0.112.255", "203.0.114.0-255.255.255.255"]);
    assert_eq!(part["authority"]["outside"][0]["from"], rest);
    let text = place.run(line).stdout;
    let words =
        "approved by no grant; NET-1 covers all but tcp 5432 from 0.0.0.0/0 except 203.0.113.0/24";
    assert!(text.replace("\n    ", " ").contains(words), "{text}");
    let whole = grant("0.0.0.0/0", "user:admin");
    assert_eq!(whole["verdict"], "authorized", "{}", whole["authority"]);
    // Whoever may impersonate may be anybody: nobody proved to be alice.
    assert_eq!(grant("0.0.0.0/0", "user:alice@example.com")["verdict"], "unauthorized");
}

#[test]
fn conformance_a_cluster_that_was_broken_into_is_told_worst_first() {
    let Some((place, _)) = recorded() else { return };
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
