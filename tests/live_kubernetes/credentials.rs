//! Whose credentials are sent, and what is said when there are none.

use std::os::unix::fs::PermissionsExt as _;

use super::binary::told;
use super::place::{Place, kubeconfig};
use super::{PROD, prod};

/// Writes a program that gives credentials.
fn program(place: &Place, text: &str) -> String {
    place.write("plugin", &format!("#!/bin/sh\n{text}\n"));
    let path = place.at("plugin");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

fn with_user(place: &Place, user: &str) {
    let contexts = [(PROD, place.cloud.cluster(PROD), user)];
    place.write(".kube/config", &kubeconfig(&contexts));
}

fn exec(command: &str) -> String {
    format!(
        "{{exec: {{apiVersion: client.authentication.k8s.io/v1, command: '{command}', interactiveMode: IfAvailable}}}}"
    )
}

fn senders(place: &Place) -> Vec<String> {
    let mut who: Vec<String> = place.cloud.asked().into_iter().map(|asked| asked.who).collect();
    who.sort();
    who.dedup();
    who
}

#[test]
fn tokens_are_sent_as_they_are_found() {
    let place = prod();
    place.write("token", "from-a-file");
    let file = place.at("token");
    let given = "{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"kind\": \"ExecCredential\", \"status\": {\"token\": \"from-a-program\"}}";
    let plugin = program(&place, &format!("echo '{given}'"));
    for (user, expected) in [
        ("{token: plain}".to_owned(), "Bearer plain"),
        (format!("{{tokenFile: '{}'}}", file.display()), "Bearer from-a-file"),
        (exec(&plugin), "Bearer from-a-program"),
        ("{username: a, password: b}".to_owned(), "Basic YTpi"),
    ] {
        with_user(&place, &user);
        place.cloud.forget();
        place.run("snapshot --live live").ends_with(0);
        assert_eq!(senders(&place), [expected]);
    }
}

#[test]
fn a_program_that_fails_is_a_gap_that_names_the_context_and_no_secret() {
    let place = prod();
    let fails = program(&place, "echo s3cret; echo s3cret >&2; exit 3");
    let silent = place.at("silent").to_str().unwrap().to_owned();
    for (user, words) in [
        (exec(&fails), "the program that gives the credentials failed (exit status: 3)"),
        (exec(&silent), "could not be started"),
        (exec(&silent).replace("IfAvailable", "Always"), "wants to ask somebody"),
        ("{tokenFile: none-there}".to_owned(), "the file of the token can't be read"),
        (
            "{client-certificate-data: bm9uZQ==, client-key-data: bm9uZQ==}".to_owned(),
            "can't be used",
        ),
    ] {
        with_user(&place, &user);
        place.cloud.forget();
        let run = place.run("snapshot --live live").ends_with(4);
        assert!(!run.stdout.contains("s3cret") && !run.stderr.contains("s3cret"), "{}", run.stdout);
        let snapshot = serde_json::from_str(&run.stdout).unwrap();
        let (status, reason) = told(&snapshot, "kubernetes:prod", "kubernetes.pod");
        assert_eq!(status, "failed");
        assert!(reason.contains("context `prod`") && reason.contains(words), "{reason}");
        assert!(place.cloud.asked().is_empty());
    }
}
