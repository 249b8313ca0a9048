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

/// A container of which every text is one that a shell or a template might take for something else.
fn hostile(engine: &Dockerd, more: &[&str]) {
    let text = "it's \"a\" $(touch pwned) `touch pwned`\nb {{.}} ${HOME} \\";
    let key = "it's\"$(touch${IFS}pwned){{.}}";
    let (label, variable) = (format!("{key}={text}"), format!("{key}={text}"));
    let create = ["create", "--name", "hostile", "--network", "none", "--label", &label];
    let runs = ["--env", &variable, "shop:1", text, "--", text];
    let output = engine.command(&[&create, more, &runs].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A real engine, of which nothing is as it was approved.
pub(crate) fn drifted(place: &Folder) -> Dockerd {
    let certs = place.at("certs");
    certificates(&certs);
    let engine = Dockerd::start(&certs);
    engine.import();
    place.write("driftwall.toml", &format!("[docker]\nhosts = [\"shop-1={}\"]\n", engine.socket()));
    for line in [
        "--internal backend",
        "--label a=b --opt com.docker.network.bridge.enable_icc=false lost",
        "kept",
        "moved",
    ] {
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
    engine.docker(
        "create --name joined --network backend --network-alias shop shop:1 /bin/sleep 600",
    );
    engine.docker("create --name gone --network backend --entrypoint /bin/sleep shop:1");
    engine.docker("run -d --stop-signal KILL --name runs --network host shop:1 /bin/sleep 600");
    engine.docker("run -d --stop-signal KILL --name agent --network host shop:1 /bin/sleep 600");
    hostile(&engine, &[]);
    place.run("baseline record --live live --by auditor").ends_with(0);
    place.scan("--live live", 0);

    for (name, _, today) in &all {
        engine.docker(&format!("rm {name}"));
        make(name, today);
    }
    engine.docker("rm -f hostile gone agent");
    hostile(&engine, &["--privileged"]);
    engine.docker("run -d --stop-signal KILL --name agent --network host --log-driver none shop:1 /bin/sleep 600");
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
    engine
}

#[test]
fn what_drifted_is_put_back_by_what_is_printed() {
    if is_left_out() {
        return;
    }
    let place = Folder::new();
    let engine = drifted(&place);
    let drifted = place.snapshot("--live live", 0);
    let findings = changes(&place.scan("--live live", 1));
    let mut partial = Vec::new();
    for finding in &findings {
        if finding["remedy"]["proof"] != "restores-baseline" {
            partial
                .push(format!("{} {:#}", finding["resource"]["id"], finding["remedy"]["remains"]));
        }
    }
    assert!(partial.is_empty(), "{partial:#?}");
    findings.iter().flat_map(steps).for_each(|(line, _)| sh(&engine, &place, &line));
    place.scan("--live live", 0);
    assert!(!place.at("pwned").exists());

    // Undone, all is as it had drifted, but for what nobody recorded the values of.
    let mut not_undone = Vec::new();
    for finding in findings.iter().rev() {
        for (_, undo) in steps(finding).iter().rev() {
            match undo {
                Some(undo) => sh(&engine, &place, undo),
                None => not_undone.push(finding["resource"]["id"].as_str().unwrap()),
            }
        }
    }
    assert_eq!(not_undone, ["variable", "miner"]);
    let again = place.snapshot("--live live", 0);
    let kinds = |snapshot: &Value| snapshot["scopes"]["docker:shop-1"]["kinds"].clone();
    let (is, was) = (kinds(&again), kinds(&drifted));
    for kind in ["docker.container", "docker.network"] {
        for (name, resource) in was[kind]["resources"].as_object().unwrap() {
            if !not_undone.contains(&name.as_str()) {
                assert_eq!(is[kind]["resources"][name]["durable"], resource["durable"], "{name}");
            }
        }
    }
}
