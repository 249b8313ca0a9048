//! How drift of a real engine is put back: the commands that a report prints, run as they are by `sh` and the real `docker`.

use std::process::{Command, Stdio};

use serde_json::Value;

use super::binary::Folder;
use super::certificates::certificates;
use super::dockerd::{Dockerd, is_left_out};
use super::hardened::{NETWORKS, ROWS, TIGHT};

/// Containers: the name, the flags with which it was approved, and those with which it was made again.
const MORE: &[(&str, &str, &str)] = &[
    ("cpu", "--cpus 1.5", "--cpus 0.5"),
    ("memory", "--memory 64m", "--memory 128m --pids-limit 9"),
    ("restart", "--restart on-failure:3", "--restart always"),
    ("label", "--label a=b", "--label a=$(touch${IFS}pwned) --label c=d"),
    ("secret-label", "--label token=hunter2", "--label token=hunter2 --privileged"),
    ("variable", "-e A=1 -e B=it's", "-e A=1 -e B=it's -e LD_PRELOAD=x --pid host"),
    ("port", "-p 127.0.0.1:18080:80", "-p 18080:80 -p 53/udp"),
    ("ports", "-p 18081:80 --expose 9", "--expose 9"),
    ("mount", "-v /srv:/data:ro --tmpfs /run:noexec", "-v /etc:/data:rw"),
    ("volume", "-v shop:/data -v /anonymous", "-v shop:/data:ro"),
    ("names", "--hostname shop --add-host db:198.51.100.7 --dns 198.51.100.8", "--dns 203.0.113.9"),
    ("sysctl", "--sysctl net.ipv4.ip_forward=0 --ulimit nofile=64:128", "--ulimit nofile=64:99"),
    ("device", "--group-add 5 --init", "--device /dev/null:/dev/mem:rwm"),
    ("health", "--health-cmd true", "--health-cmd true --user 0"),
    ("check", "--workdir /bin", "--workdir /tmp --ipc host --uts host --cgroupns host"),
    ("masked", "", "--security-opt systempaths=unconfined --cap-add ALL"),
    ("log-options", "--log-opt max-size=10m", "--log-driver syslog"),
];

fn sh(engine: &Dockerd, place: &Folder, line: &str) {
    let output = Command::new("sh")
        .args(["-c", line])
        .env("HOME", place.at(""))
        .env("DOCKER_HOST", engine.socket())
        .current_dir(place.at(""))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{line}\n{}", String::from_utf8_lossy(&output.stderr));
}

fn changes(report: &Value) -> Vec<Value> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.filter(|finding| finding.get("change").is_some()).cloned().collect()
}

/// Every step of a finding: what puts it back, and what takes that back.
fn steps(finding: &Value) -> Vec<(String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let steps = finding["remedy"]["steps"].as_array().unwrap().iter();
    let steps = steps.map(|step| {
        let command = text(&step["command"]).unwrap();
        let line = match text(&step["check"]) {
            Some(check) => format!("{check} &&\n{command}"),
            None => command,
        };
        (line, text(&step["undo"]))
    });
    steps.collect()
}

#[test]
fn what_drifted_is_put_back_by_what_is_printed() {
    if is_left_out() {
        return;
    }
    let place = Folder::new();
    let certs = place.at("certs");
    certificates(&certs);
    let engine = Dockerd::start(&certs);
    engine.import();
    place.write("driftwall.toml", &format!("[docker]\nhosts = [\"shop-1={}\"]\n", engine.socket()));
    for line in ["--internal backend", "--label a=b --opt com.docker.network.bridge.enable_icc=false lost", "kept", "moved"] {
        engine.docker(&format!("network create {line}"));
    }
    let socket = engine.socket().replacen("unix://", "", 1);
    let make = |name: &str, flags: &str| {
        let flags = flags.replace("SOCKET", &socket);
        engine.docker(&format!("create --name {name} {flags} shop:1 /bin/sleep 600"));
    };
    let mut all: Vec<(&str, String, String)> = Vec::new();
    let tight = ROWS.iter().map(|row| (TIGHT, row));
    for (flags, (name, approved, today, _)) in
        tight.chain(NETWORKS.iter().map(|row| ("--user 1000", row)))
    {
        all.push((name, format!("{flags} {approved}"), format!("{flags} {today}")));
    }
    let more = MORE.iter().map(|(name, approved, today)| {
        let flags = |flags: &str| format!("--network none {flags}");
        (*name, flags(approved), flags(today))
    });
    all.extend(more);
    for (name, approved, _) in &all {
        make(name, approved);
    }
    engine.docker("create --name joined --network backend --network-alias shop shop:1 /bin/sleep 600");
    engine.docker("create --name gone --network backend --entrypoint /bin/sleep shop:1");
    engine.docker("run -d --name runs --network host shop:1 /bin/sleep 600");
    engine.docker("run -d --name agent --network host shop:1 /bin/sleep 600");
    let text = "it's \"a\" $(touch pwned) `touch pwned`\nb {{.}} ${HOME} \\";
    let words = ["create", "--name", "-", "--label", text, "shop:1", text, "--", text];
    let hostile: Vec<&str> = words.iter().map(|word| if *word == "-" { "hostile" } else { word }).collect();
    let flags = |more: &[&'static str]| -> Vec<String> {
        let (create, rest) = hostile.split_at(1);
        [create, more, &["--network", "none", "-e"], &[text], rest].concat().iter().map(|one| (*one).to_owned()).collect()
    };
    let run = |words: &[String]| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = engine.command(&words);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&flags(&[]));
    place.run("baseline record --live live --by auditor").ends_with(0);
    place.scan("--live live", 0);

    for (name, _, today) in &all {
        engine.docker(&format!("rm {name}"));
        make(name, today);
    }
    engine.docker("rm -f hostile gone agent");
    run(&flags(&["--privileged"]));
    engine.docker("run -d --name agent --network host --privileged shop:1 /bin/sleep 600");
    for line in [
        "network connect kept joined",
        "network disconnect backend joined",
        "stop -t 0 runs",
        "create --name miner --network host --privileged shop:1 /bin/sleep 600",
        "network create open",
        "network rm lost moved",
        "network create --attachable moved",
    ] {
        engine.docker(line);
    }
    let drifted = place.snapshot("--live live", 0);
    let findings = changes(&place.scan("--live live", 1));
    let mut partial = Vec::new();
    for finding in &findings {
        if finding["remedy"]["proof"] != "restores-baseline" {
            partial.push(format!("{} {:#}", finding["resource"]["id"], finding["remedy"]["remains"]));
        }
    }
    assert!(partial.is_empty(), "{partial:#?}");
    let all: Vec<(String, Option<String>)> = findings.iter().flat_map(steps).collect();
    all.iter().for_each(|(line, _)| sh(&engine, &place, line));
    place.scan("--live live", 0);
    assert!(!place.at("pwned").exists());

    // What was taken away for good is the one thing that does not come back.
    for (_, undo) in all.iter().rev() {
        if let Some(undo) = undo {
            sh(&engine, &place, undo);
        }
    }
    let again = place.snapshot("--live live", 0);
    let of = |snapshot: &Value, kind: &str| {
        let kinds = &snapshot["scopes"]["docker:shop-1"]["kinds"];
        let mut resources = kinds[kind]["resources"].as_object().unwrap().clone();
        resources.remove("miner");
        for one in resources.values_mut() {
            one["context"] = Value::Null;
        }
        resources
    };
    for (name, is) in of(&again, "docker.container") {
        assert_eq!(Some(&is), of(&drifted, "docker.container").get(&name), "{name}");
    }
}
