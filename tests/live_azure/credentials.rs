//! Whom Azure is asked as.

use std::os::unix::fs::PermissionsExt as _;

use super::binary::Folder;

/// A folder with a configuration, and an `az` that does what a script says.
fn place(az: &str) -> Folder {
    let place = Folder::new();
    place.write("driftwall.toml", "[scan]\nlive = \"live\"\n[azure]\ntenant = \"shop.example\"\nendpoint_url = \"https://127.0.0.1:9\"\n");
    place.write(
        "bin/az",
        &format!("#!/bin/sh\necho \"$@\" >> {}\n{az}\n", place.at("asked").display()),
    );
    let az = place.at("bin/az");
    std::fs::set_permissions(az, std::fs::Permissions::from_mode(0o755)).unwrap();
    place
}

/// Runs with that `az`; what the crate asks of Azure itself goes to a proxy that is not there.
fn run(place: &Folder, env: &[(&str, &str)]) -> String {
    let path = format!("{}:/bin:/usr/bin", place.at("bin").display());
    let proxy = "http://127.0.0.1:9";
    let around = [
        ("PATH", path.as_str()),
        ("HTTP_PROXY", proxy),
        ("http_proxy", proxy),
        ("HTTPS_PROXY", proxy),
        ("https_proxy", proxy),
    ];
    let env: Vec<(&str, &str)> = around.into_iter().chain(env.iter().copied()).collect();
    place.run_with("snapshot --deadline 8s", &env).ends_with(4).stderr
}

#[test]
fn whoever_is_signed_in_to_the_cli_is_asked_as_once() {
    let token =
        r#"echo '{"accessToken": "t0k3n", "expires_on": 4102444800, "tokenType": "Bearer"}'"#;
    let place = place(token);
    let said = run(&place, &[]);
    // There was a token, and then nobody to hand it to.
    assert!(said.contains("which subscriptions there are"), "{said}");
    assert!(!said.contains("t0k3n"), "{said}");
    let asked = std::fs::read_to_string(place.at("asked")).unwrap();
    assert_eq!(asked.lines().count(), 1, "{asked}");
    assert!(
        asked.contains("get-access-token") && asked.contains("--tenant shop.example"),
        "{asked}"
    );
    assert!(asked.contains("--scope https://management.azure.com/.default"), "{asked}");
}

#[test]
fn without_anybody_it_is_an_error_that_says_how_to_sign_in() {
    let place = place("echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1");
    let said = run(&place, &[]);
    assert!(
        said.contains("nobody to ask as: the Azure CLI: ERROR: Please run 'az login'"),
        "{said}"
    );
    assert!(said.contains("the identity of this machine: "), "{said}");
    assert!(said.contains("hint: `az login` signs in"), "{said}");
}

#[test]
fn a_secret_is_used_alone_and_never_shown() {
    let place = place("exit 1");
    let some = [("AZURE_CLIENT_ID", "app"), ("AZURE_CLIENT_SECRET", "hush-hush")];
    let said = run(&place, &some);
    assert!(said.contains("nobody to ask as: AZURE_CLIENT_SECRET: "), "{said}");
    assert!(!said.contains("hush-hush") && !place.at("asked").exists(), "{said}");
    let tenantless = Folder::new();
    tenantless.write("driftwall.toml", "[scan]\nlive = \"live\"\n[azure]\n");
    let run = tenantless.run_with("snapshot", &some).ends_with(3);
    assert!(run.stderr.contains("not both AZURE_CLIENT_ID and AZURE_TENANT_ID"), "{}", run.stderr);
    let shown = tenantless.run_with("config show", &some).ends_with(0);
    assert!(!shown.stdout.contains("hush-hush"), "{}", shown.stdout);
    let tenant = [("AZURE_TENANT_ID", "a b")];
    let run = tenantless.run_with("snapshot", &tenant).ends_with(3);
    assert!(run.stderr.contains("AZURE_TENANT_ID"), "{}", run.stderr);
}

#[test]
fn what_kubernetes_hands_to_a_pod_is_used_alone() {
    let place = place("exit 1");
    let file = place.at("token").display().to_string();
    let pod = [("AZURE_FEDERATED_TOKEN_FILE", &*file), ("AZURE_CLIENT_ID", "app")];
    let said = run(&place, &pod);
    assert!(said.contains("nobody to ask as: workload identity: "), "{said}");
    assert!(!place.at("asked").exists(), "{said}");
}
