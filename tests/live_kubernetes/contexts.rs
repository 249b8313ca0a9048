//! Which clusters are read, and what becomes of those that can't be.

use serde_json::Value;

use super::binary::told;
use super::cloudsim::Estate;
use super::place::{Place, kubeconfig};
use super::{PROD, prod};

const POD: &str = "kubernetes.pod";

fn names(snapshot: &Value) -> Vec<String> {
    snapshot["scopes"].as_object().unwrap().keys().cloned().collect()
}

/// Three clusters under names as clouds give them.
fn three() -> Place {
    let estate = ["a", "b", "c"]
        .iter()
        .fold(Estate::default(), |estate, name| estate.kubernetes(name, |cluster| cluster));
    let place = Place::new(estate);
    place.kubeconfig(&[
        ("arn:aws:eks:eu-west-1:111122223333:cluster/shop", "a"),
        ("prod-b", "b"),
        ("test", "c"),
    ]);
    place
}

#[test]
fn contexts_are_chosen_by_names_and_patterns_and_scopes_by_the_command_line() {
    let place = three();
    let shop = "kubernetes:arn:aws:eks:eu-west-1:111122223333:cluster/shop";
    for (contexts, args, expected) in [
        ("\"*\"", "", vec![shop, "kubernetes:prod-b", "kubernetes:test"]),
        ("\"prod-*\", \"te?t\"", "", vec!["kubernetes:prod-b", "kubernetes:test"]),
        ("\"arn:*shop\"", "", vec![shop]),
        ("\"*\"", "--scope kubernetes:test", vec!["kubernetes:test"]),
    ] {
        place.write("driftwall.toml", &format!("[kubernetes]\ncontexts = [{contexts}]\n"));
        assert_eq!(names(&place.snapshot(&format!("--live live {args}"), 0)), expected);
    }
    // A scope that is named needs no configuration, and no other cluster is asked.
    std::fs::remove_file(place.at("driftwall.toml")).unwrap();
    place.cloud.forget();
    assert_eq!(names(&place.snapshot(&format!("--live live:{shop}"), 0)), [shop]);
    assert!(place.cloud.asked().iter().all(|asked| asked.account == "a"));
}

#[test]
fn a_context_that_is_missing_is_a_gap_and_the_others_go_on() {
    let place = three();
    place.write("driftwall.toml", "[kubernetes]\ncontexts = [\"lost\", \"prod-*\"]\n");
    let snapshot = place.snapshot("--live live", 4);
    assert_eq!(names(&snapshot), ["kubernetes:lost", "kubernetes:prod-b"]);
    let (status, reason) = told(&snapshot, "kubernetes:lost", POD);
    assert_eq!(status, "failed");
    assert!(reason.contains("the kubeconfig has no context `lost`"), "{reason}");
    assert_eq!(told(&snapshot, "kubernetes:prod-b", POD).0, "complete");
    for (contexts, words) in [
        ("\"lost-*\"", "no context of the kubeconfig matches `lost-*`"),
        ("\"prod-b\", \"lost-*\"", "no context of the kubeconfig matches `lost-*`"),
    ] {
        place.write("driftwall.toml", &format!("[kubernetes]\ncontexts = [{contexts}]\n"));
        let run = place.run("snapshot --live live").ends_with(3);
        assert!(run.stderr.contains(words), "{}", run.stderr);
    }
    let run = place.run("snapshot --live live:kubernetes:lost").ends_with(3);
    assert!(run.stderr.contains("the kubeconfig has no context `lost`; it has"), "{}", run.stderr);
    assert!(run.stderr.contains("`prod-b`"), "{}", run.stderr);
}

#[test]
fn the_kubeconfig_is_the_one_that_is_configured_else_that_of_the_environment() {
    let place = prod();
    let config = std::fs::read_to_string(place.at(".kube/config")).unwrap();
    std::fs::remove_file(place.at(".kube/config")).unwrap();
    place.write("elsewhere/config", &config);
    let elsewhere = place.at("elsewhere/config");
    let env = [("KUBECONFIG", elsewhere.to_str().unwrap())];
    place.run_with("snapshot --live live", &env).ends_with(0);
    let snapshot = place.snapshot("--live live", 4);
    let (status, reason) = told(&snapshot, "kubernetes:prod", POD);
    assert_eq!(status, "failed");
    assert!(
        reason
            .contains("the kubeconfig (of KUBECONFIG, else ~/.kube/config) can't be read: No such"),
        "{reason}"
    );
    let home = place.at("").display().to_string();
    assert!(!reason.contains(home.trim_end_matches('/')), "{reason}");
    place.write(
        "driftwall.toml",
        "[kubernetes]\ncontexts = [\"prod\"]\nkubeconfig = \"elsewhere/config\"\n",
    );
    assert_eq!(told(&place.snapshot("--live live", 0), "kubernetes:prod", POD).0, "complete");
    place.write("elsewhere/config", "users: [{token: s3cret\n");
    let snapshot = place.snapshot("--live live", 4);
    let (status, reason) = told(&snapshot, "kubernetes:prod", POD);
    assert_eq!(status, "failed");
    assert!(reason.contains("elsewhere/config") && !reason.contains("s3cret"), "{reason}");
    place.write(
        "driftwall.toml",
        "[kubernetes]\ncontexts = [\"*\"]\nkubeconfig = \"elsewhere/config\"\n",
    );
    let run = place.run("snapshot --live live").ends_with(4);
    assert!(!run.stderr.contains("s3cret"), "{}", run.stderr);
}

#[test]
fn credentials_go_over_plain_http_to_this_machine_alone() {
    let place = prod();
    let good = place.cloud.cluster(PROD);
    place.write(
        ".kube/config",
        &kubeconfig(&[
            ("prod", good, "{token: none}"),
            ("clear", "http://198.51.100.7:8080".to_owned(), "{token: none}"),
            ("closed", "https://127.0.0.1:9".to_owned(), "{token: none}"),
        ]),
    );
    place.write("driftwall.toml", "[kubernetes]\ncontexts = [\"*\"]\n[scan]\ndeadline = \"3s\"\n");
    let snapshot = place.snapshot("--live live", 4);
    let (status, reason) = told(&snapshot, "kubernetes:clear", POD);
    assert_eq!(status, "failed");
    assert!(reason.contains("context `clear`: its `server` begins with http://"), "{reason}");
    assert_eq!(told(&snapshot, "kubernetes:closed", POD).0, "failed");
    assert_eq!(told(&snapshot, "kubernetes:prod", POD).0, "complete");
}

#[test]
fn the_pod_that_driftwall_runs_in_is_asked_for_by_name() {
    let place = prod();
    place.write("driftwall.toml", "[kubernetes]\ncontexts = [\"in-cluster\", \"prod\"]\n");
    let snapshot = place.snapshot("--live live", 4);
    let (status, reason) = told(&snapshot, "kubernetes:in-cluster", POD);
    assert_eq!(status, "failed");
    assert!(reason.contains("does not run in a pod"), "{reason}");
    assert_eq!(told(&snapshot, "kubernetes:prod", POD).0, "complete");
}
