//! Values that may be secrets are in no output, no snapshot and no baseline, wherever they were planted.

use serde_json::{Value, json};

use crate::harness::Place;

const SECRET: &str = "hunter2-s3cr3t";

fn container(more: Value) -> Value {
    let mut one = json!({"name": "web", "image": "example.org/web:1"});
    for (key, value) in more.as_object().unwrap() {
        one[key] = value.clone();
    }
    one
}

fn deployment(containers: &[Value], annotations: Value) -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop", "annotations": annotations},
        "spec": {"template": {"metadata": {"annotations": annotations}, "spec": {"containers": containers}}}})
}

/// What is compared: a workload that says nothing, and one with a secret everywhere.
fn sides() -> [Value; 2] {
    let exec = json!({"exec": {"command": ["/bin/check", SECRET, format!("--token={SECRET}")]}});
    let full = container(json!({
        "command": ["/bin/sh", "-c", format!("web --password {SECRET}")],
        "args": [SECRET, format!("--password={SECRET}"), format!("PASSWORD={SECRET}")],
        "env": [{"name": "PASSWORD", "value": SECRET}, {"name": "OTHER", "valueFrom": {"secretKeyRef": {"name": "web", "key": SECRET}}}],
        "livenessProbe": {"exec": exec["exec"], "httpGet": {"httpHeaders": [{"name": "Authorization", "value": SECRET}]}},
        "lifecycle": {"postStart": exec, "preStop": exec},
        "securityContext": {"privileged": true},
    }));
    let mut odd = container(json!({"command": [format!("TOKEN={SECRET}")]}));
    odd["name"] = "odd".into();
    let plain = container(json!({}));
    [
        deployment(&[plain], json!({})),
        deployment(
            &[full, odd],
            json!({"note": SECRET, "kubectl.kubernetes.io/last-applied-configuration": SECRET}),
        ),
    ]
}

fn engine(secret: Option<&str>) -> Value {
    let hidden = |text: &str| secret.map(|secret| format!("{text}{secret}"));
    json!([{"Name": "/web", "Image": "sha256:1", "Path": "/bin/web", "Args": [hidden("--password=")],
        "Config": {"Image": "web", "Env": [hidden("PASSWORD=")], "Labels": {"api-token": hidden("")},
            "Healthcheck": {"Test": ["CMD", "/bin/check", hidden("")]}},
        "HostConfig": {"Privileged": secret.is_some(), "Annotations": {"api-token": hidden("")},
            "LogConfig": {"Type": "splunk", "Config": {"splunk-token": hidden("")}}}}])
}

#[test]
fn a_planted_secret_is_in_nothing_that_is_written() {
    let place = Place::new();
    let [plain, full] = sides();
    for (side, workload, secret) in [("a", &plain, Some("x")), ("b", &full, Some(SECRET))] {
        let list = json!({"apiVersion": "v1", "kind": "List", "items": [workload]});
        place.write_json(&format!("{side}/kubernetes/prod/deployments.json"), &list);
        place.write_json(&format!("{side}/docker/host/inspect.json"), &engine(secret));
    }
    // Recorded with the secrets, and held against what has none, and the other way round.
    for (approved, live) in [("a", "b"), ("b", "a")] {
        place.write("driftwall.toml", format!("[baseline]\npath = \"of-{approved}\"\n"));
        place.ends(&format!("baseline record --live dump:{approved}"), 0);
        for format in ["text", "json", "jsonl", "markdown", "sarif", "junit", "github", "gitlab"] {
            let line = format!("scan --live dump:{live} --output {format} --verbose");
            let run = place.run(&line);
            assert_eq!(run.code, Some(1), "{line}: {}", run.stderr);
            assert!(!run.stdout.contains(SECRET), "{line}: {}", run.stdout);
            assert!(!run.stderr.contains(SECRET), "{line}: {}", run.stderr);
            assert!(run.stdout.contains("web"), "{line} tells of it");
        }
        let snapshot = place.run(&format!("snapshot --live dump:{live}"));
        assert!(snapshot.stdout.contains("example.org/web:1"), "{}", snapshot.stderr);
        assert!(!snapshot.stdout.contains(SECRET));
        let folder = place.at(&format!("of-{approved}"));
        let mut files = 0;
        for entry in walk(&folder) {
            files += 1;
            let text = std::fs::read_to_string(&entry).unwrap();
            assert!(!text.contains(SECRET), "{}", entry.display());
        }
        assert!(files > 3, "{files}");
    }
}

/// Every file below a folder.
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found
}
