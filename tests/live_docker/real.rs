//! A real engine: what it answers, live and as a dump; and drift that `docker` makes for real.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use super::binary::{Folder, coverage, no_drift};
use super::certificates::certificates;
use super::dockerd::{Dockerd, is_left_out};
use super::place::{resources, with_programs};

#[test]
fn a_real_engine_is_read_as_its_dump_is() {
    if is_left_out() {
        return;
    }
    let place = Folder::new();
    let certs = place.at("certs");
    certificates(&certs);
    let engine = Dockerd::start(&certs);
    engine.import();
    engine.docker("network create --internal backend");
    engine.docker("run -d --name web --network host --log-driver none shop:1 /bin/sleep 600");
    engine.docker("create --name side --network container:web shop:1 /bin/sleep 600");
    engine.docker("create --name db --network backend -e DB_PASSWORD=none -p 5432:5432 -v /srv:/data:ro shop:1 /bin/sleep 600");

    configure(&place, &engine.socket(), "");
    let live = place.snapshot("--live live", 0);
    engine.dump(&place.at("dump/docker/shop-1"));
    let dumped = place.snapshot("--live dump:dump", 0);
    assert_eq!(resources(&live), resources(&dumped));
    place.run("snapshot --live live --out snapshot.json").ends_with(0);
    assert_eq!(resources(&live), resources(&place.snapshot("--live snapshot:snapshot.json", 0)));
    for name in ["db", "side", "web"] {
        let kinds = &live["scopes"]["docker:shop-1"]["kinds"];
        assert!(kinds["docker.container"]["resources"][name].is_object(), "{name}");
    }

    place.run("baseline record --live live --by auditor").ends_with(0);
    no_drift(&place.scan("--live dump:dump", 0));
    over_tls(&place, &engine);
    over_ssh(&engine);
    configure(&place, &engine.socket(), "");
    drift(&place, &engine);
}

fn configure(place: &Folder, host: &str, more: &str) {
    place.write("driftwall.toml", &format!("[docker]\nhosts = [\"shop-1={host}\"]\n{more}"));
}

/// The same over TLS; nobody else is believed, and nobody else gets in.
fn over_tls(place: &Folder, engine: &Dockerd) {
    let tcp = format!("tcp://127.0.0.1:{}", engine.port);
    configure(place, &tcp, "cert_path = \"certs\"\n");
    no_drift(&place.scan("--live live", 0));
    let gap = |status: &str, words: &[&str]| {
        let report = place.scan("--live live", 4);
        no_drift(&report);
        let (is, reason) = coverage(&report, "docker:shop-1", "docker.container");
        assert_eq!(is, status, "{reason}");
        for word in words {
            assert!(reason.contains(word), "{reason}");
        }
    };
    let other = place.at("others");
    certificates(&other);
    configure(place, &tcp, "cert_path = \"others\"\n");
    gap("failed", &["certificate is not believed", "check ca.pem"]);
    std::fs::copy(place.at("certs/ca.pem"), other.join("ca.pem")).unwrap();
    gap("denied", &["does not take the certificate"]);
    for file in ["cert.pem", "key.pem"] {
        std::fs::remove_file(other.join(file)).unwrap();
    }
    gap("denied", &["does not take the certificate"]);
    configure(place, &tcp, "");
    gap("failed", &["HTTPS server", "cert_path"]);
}

/// What `ssh` would run on the other side is run here: the real `docker system dial-stdio`.
fn over_ssh(engine: &Dockerd) {
    let place = with_programs(Folder::new());
    let programs = place.at("programs");
    let script = |text: &str| {
        place.write("programs/ssh", text);
        let file = programs.join("ssh");
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
    };
    let log = place.at("asked");
    script(&format!(
        "#!/bin/sh\necho \"$*\" >> {}\nexport DOCKER_HOST={}\nPATH=/usr/local/bin:/usr/bin:/bin\nexec docker system dial-stdio\n",
        log.display(),
        engine.socket()
    ));
    configure(&place, "ssh://build@docker.example:2222", "");
    let over_ssh = place.snapshot("--live live", 0);
    configure(&place, &engine.socket(), "");
    assert_eq!(resources(&over_ssh), resources(&place.snapshot("--live live", 0)));
    let asked = std::fs::read_to_string(&log).unwrap();
    let line = "-l build -p 2222 -- docker.example docker system dial-stdio";
    assert!(asked.lines().all(|asked| asked.ends_with(line)), "{asked}");
    let logins = asked.lines().count();
    assert!((1..=4).contains(&logins), "connections are kept: {asked}");

    configure(&place, "ssh://build@docker.example", "");
    for (said, status, access) in [
        ("build@docker.example: Permission denied (publickey).", "denied", "denied"),
        ("Host key verification failed.", "failed", "unreachable"),
    ] {
        script(&format!("#!/bin/sh\necho '{said}' >&2\nexit 255\n"));
        let snapshot = place.snapshot("--live live", 4);
        let kind = &snapshot["scopes"]["docker:shop-1"]["kinds"]["docker.host"]["coverage"];
        assert_eq!(kind["status"], status);
        assert!(kind["reason"].as_str().unwrap().contains(said), "{kind}");
        let run = place.run("doctor").ends_with(4);
        assert!(run.stdout.starts_with(&format!("docker:shop-1: {access}, ")), "{}", run.stdout);
    }
    std::fs::remove_file(programs.join("ssh")).unwrap();
    let snapshot = place.snapshot("--live live", 4);
    let kind = &snapshot["scopes"]["docker:shop-1"]["kinds"]["docker.host"]["coverage"];
    assert!(kind["reason"].as_str().unwrap().contains("`ssh` could not be started"), "{kind}");
}

/// What nobody approved is told: a container that may do everything, one that is gone, one that talks to everybody.
fn drift(place: &Folder, engine: &Dockerd) {
    engine.docker("rm -f db side");
    engine.docker("create --name db --privileged --network host --pid host shop:1 /bin/sleep 600");
    engine.docker("network create open");
    let report = place.scan("--live live", 1);
    let told = |id: &str, action: &str| {
        report["findings"].as_array().unwrap().iter().any(|finding: &Value| {
            finding["resource"]["id"] == id && finding["change"]["action"] == action
        })
    };
    for (id, action) in [("db", "modified"), ("side", "removed"), ("open", "added")] {
        assert!(told(id, action), "{id} {action}: {:#}", report["findings"]);
    }
    let is_same = |kind: &str| coverage(&report, "docker:shop-1", kind).0 == "complete";
    assert!(["docker.container", "docker.network", "docker.host"].into_iter().all(is_same));
}
