//! Clusters speak TLS: who is believed, and who is let in.

use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use super::binary::told;
use super::certificates::certificates;
use super::emulator::{Emulator, programs};
use super::place::{Place, kubeconfig};
use super::{PROD, prod};

const FRONT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/tls_front.py");

/// The cluster behind TLS, with the certificates in this folder.
fn front(place: &Place, certificates: &Path) -> Emulator {
    let behind = place.cloud.cluster(PROD);
    let to = behind.rsplit(':').next().unwrap().split('/').next().unwrap().to_owned();
    let python = programs(&["python"]).join("python");
    let command = |port: u16| {
        let mut command = Command::new(&python);
        command.arg(FRONT).args([&port.to_string(), &to]).arg(certificates);
        command
    };
    let answers = |port| TcpStream::connect(("127.0.0.1", port)).is_ok();
    Emulator::start("tls-front", &place.at("."), command, answers)
}

/// Writes the kubeconfig: what is said of the server besides its address, and the user.
fn configure(place: &Place, front: &Emulator, server: &str, user: &str) {
    let behind = place.cloud.cluster(PROD);
    let path = behind.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap_or_default();
    let url = format!("https://127.0.0.1:{}{path}", front.port);
    let text = kubeconfig(&[(PROD, url.clone(), user)]);
    place.write(".kube/config", &text.replace(&format!("'{url}'"), &format!("'{url}'{server}")));
}

#[test]
fn a_cluster_is_read_over_tls_by_whoever_it_knows_and_who_knows_it() {
    let place = prod();
    let certs = place.at("certs");
    certificates(&certs);
    let front = front(&place, &certs);
    let path = |name: &str| certs.join(name).display().to_string();
    let authority = format!(", certificate-authority: '{}'", path("ca.pem"));
    let user = format!(
        "{{client-certificate: '{}', client-key: '{}'}}",
        path("cert.pem"),
        path("key.pem")
    );
    let plain = place.run("snapshot --live live").ends_with(0);

    // Files, and the same inside of the kubeconfig, as most tools write it.
    configure(&place, &front, &authority, &user);
    let read = place.run("snapshot --live live").ends_with(0);
    assert_eq!(resources(&read.stdout), resources(&plain.stdout));
    let inside = |name: &str| base64(&certs.join(name));
    configure(
        &place,
        &front,
        &format!(", certificate-authority-data: {}", inside("ca.pem")),
        &format!(
            "{{client-certificate-data: {}, client-key-data: {}}}",
            inside("cert.pem"),
            inside("key.pem")
        ),
    );
    let read = place.run("snapshot --live live").ends_with(0);
    assert_eq!(resources(&read.stdout), resources(&plain.stdout));

    // Nobody else is believed, and nobody else gets in.
    let others = place.at("others");
    certificates(&others);
    let foreign = format!(", certificate-authority: '{}'", others.join("ca.pem").display());
    let stranger = user.replace(&certs.display().to_string(), &others.display().to_string());
    for (server, user, status, word) in [
        ("", user.as_str(), "failed", "`certificate-authority`"),
        (foreign.as_str(), user.as_str(), "failed", "`certificate-authority`"),
        (authority.as_str(), "{token: none}", "denied", "`client-certificate`"),
        (authority.as_str(), stranger.as_str(), "denied", "`client-certificate`"),
    ] {
        configure(&place, &front, server, user);
        let run = place.run("snapshot --live live").ends_with(4);
        let snapshot = serde_json::from_str(&run.stdout).unwrap();
        let (is, reason) = told(&snapshot, "kubernetes:prod", "kubernetes.pod");
        assert_eq!(is, status, "{reason}");
        assert!(reason.contains(word), "{reason}");
    }
}

fn resources(snapshot: &str) -> String {
    let snapshot: serde_json::Value = serde_json::from_str(snapshot).unwrap();
    snapshot["scopes"].to_string()
}

fn base64(file: &Path) -> String {
    let output = Command::new("openssl").args(["base64", "-A", "-in"]).arg(file).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
