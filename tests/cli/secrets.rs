//! Values that may be secrets are in no output, no snapshot and no baseline, wherever they were planted.

use serde_json::{Value, json};

use crate::harness::{Place, Run};

const SECRET: &str = "hunter2-s3cr3t";
const KEY: &str = "the key of our pipeline";

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
    for key in ["", KEY] {
        written_with(key);
    }
}

/// What runs with a key; an empty one is none.
fn with_key(place: &Place, key: &str, line: &str) -> Run {
    Run::of(place.command(line).env("DRIFTWALL_SEAL_KEY", key).output().unwrap())
}

fn written_with(key: &str) {
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
        let recorded = with_key(&place, key, &format!("baseline record --live dump:{approved}"));
        assert_eq!(recorded.code, Some(0), "{}", recorded.stderr);
        for format in ["text", "json", "jsonl", "markdown", "sarif", "junit", "github", "gitlab"] {
            let line = format!("scan --live dump:{live} --output {format} --verbose");
            let run = with_key(&place, key, &line);
            assert_eq!(run.code, Some(1), "{line}: {}", run.stderr);
            assert!(!run.stdout.contains(SECRET), "{line}: {}", run.stdout);
            assert!(!run.stderr.contains(SECRET), "{line}: {}", run.stderr);
            assert!(run.stdout.contains("web"), "{line} tells of it");
        }
        let snapshot = with_key(&place, key, &format!("snapshot --live dump:{live}"));
        assert!(snapshot.stdout.contains("example.org/web:1"), "{}", snapshot.stderr);
        assert!(!snapshot.stdout.contains(SECRET));
        assert_eq!(snapshot.stdout.contains("\"sealed\""), !key.is_empty());
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

/// A workload and a container whose variable and command say this.
fn write_sides(place: &Place, side: &str, value: &str) {
    let one = container(json!({
        "env": [{"name": "PASSWORD", "value": value}, {"name": "MODE", "value": "fast"}],
    }));
    let list =
        json!({"apiVersion": "v1", "kind": "List", "items": [deployment(&[one], json!({}))]});
    place.write_json(&format!("{side}/kubernetes/prod/deployments.json"), &list);
    let engine = json!([{"Name": "/web", "Image": "sha256:1", "Path": "/bin/web", "Args": ["-c", value],
        "Config": {"Image": "web", "Env": ["MODE=fast"]}, "HostConfig": {}}]);
    place.write_json(&format!("{side}/docker/host/inspect.json"), &engine);
}

#[test]
fn values_are_compared_by_those_who_have_the_key() {
    let place = Place::new();
    write_sides(&place, "a", "hunter2");
    write_sides(&place, "b", "hunter3");
    let sealed = with_key(&place, KEY, "baseline record --live dump:a");
    assert_eq!(sealed.code, Some(0), "{}", sealed.stderr);

    let same = with_key(&place, KEY, "scan --live dump:a");
    assert_eq!(same.code, Some(0), "{}{}", same.stdout, same.stderr);
    let other = with_key(&place, KEY, "scan --live dump:b --output json");
    assert_eq!(other.code, Some(1), "{}", other.stderr);
    let report: Value = serde_json::from_str(&other.stdout).unwrap();
    let told = |finding: &Value| {
        let fields = finding["change"]["fields"].as_array().unwrap().iter();
        let paths: Vec<&str> = fields.map(|field| field["path"].as_str().unwrap()).collect();
        format!("{} {} {}", finding["code"], finding["resource"]["id"], paths.join(" "))
    };
    let findings: Vec<String> = report["findings"].as_array().unwrap().iter().map(told).collect();
    assert_eq!(
        findings,
        [
            r#""command-changed" "shop/web" containers[web].sealed[variable PASSWORD]"#,
            r#""command-changed" "web" sealed[command]"#,
        ]
    );

    // Unknown is not clean: without the key, or with another one, nobody can tell.
    for key in ["", "the key of somebody else"] {
        let run = with_key(&place, key, "scan --live dump:b");
        assert_eq!(run.code, Some(4), "{}{}", run.stdout, run.stderr);
        assert!(
            run.stdout.contains("sealed with a key that this scan does not have"),
            "{}",
            run.stdout
        );
        let allowed = with_key(&place, key, "scan --live dump:b --allow-incomplete");
        assert_eq!(allowed.code, Some(0), "{}", allowed.stdout);
    }

    // What nobody can tell is not approved, and what is recorded of it is not lost.
    for line in
        ["web --live dump:b", "--all --live dump:b", "--all --live dump:b --allow-incomplete"]
    {
        let line = format!("baseline accept {line} --yes --reason x");
        let run = with_key(&place, "", &line.replace("accept web", "accept docker.container/web"));
        let code = if line.contains("incomplete") { 0 } else { 4 };
        assert_eq!(run.code, Some(code), "{line}: {}{}", run.stdout, run.stderr);
        assert!(
            run.stderr.contains("sealed with a key that is not there"),
            "{line}: {}",
            run.stderr
        );
        assert_eq!(with_key(&place, KEY, "scan --live dump:a").code, Some(0), "{line}");
    }
    let accept = "baseline accept --all --live dump:b --yes --reason x --baseline baseline:kept";
    let kept = place.at("kept");
    with_key(&place, KEY, "baseline record --live dump:a --baseline baseline:kept");
    assert!(kept.is_dir());
    assert_eq!(with_key(&place, KEY, accept).code, Some(0));
    let after = with_key(&place, KEY, "scan --live dump:b --baseline baseline:kept");
    assert_eq!(after.code, Some(0), "{}", after.stdout);

    // What was never sealed is not compared, with or without a key.
    place.ends("baseline record --live dump:a --baseline baseline:open", 0);
    let open = with_key(&place, KEY, "scan --live dump:b --baseline baseline:open");
    assert_eq!(open.code, Some(0), "{}{}", open.stdout, open.stderr);
    let short = with_key(&place, "short", "scan --live dump:b");
    assert_eq!(short.code, Some(3), "{}", short.stderr);
    assert!(short.stderr.contains("openssl rand"), "{}", short.stderr);
    assert!(!short.stderr.contains("short`"), "{}", short.stderr);
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
