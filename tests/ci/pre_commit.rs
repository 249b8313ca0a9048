//! The hooks, in a repository of their own and run by pre-commit from another, with nothing to download.

use std::path::Path;
use std::process::Command;

use crate::{clean, copy, ends, example, tool};

const POLICY: &str = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: lb}}}]
";

fn git(folder: &Path, line: &str) -> String {
    let identity = [
        "-c",
        "user.name=ana",
        "-c",
        "user.email=ana@example.com",
        "-c",
        "init.defaultBranch=main",
    ];
    let mut git = Command::new("git");
    clean(&mut git).args(identity).args(line.split(' ')).current_dir(folder);
    ends(&mut git, 0).0.trim().to_owned()
}

fn driftwall(folder: &Path, line: &str, code: i32) {
    let mut driftwall = Command::new("driftwall");
    ends(clean(&mut driftwall).args(line.split(' ')).current_dir(folder), code);
}

#[test]
fn the_manifest_is_what_pre_commit_takes() {
    let manifest = example("ci/pre-commit/.pre-commit-hooks.yaml");
    ends(tool("pre-commit").arg("validate-manifest").arg(manifest), 0);
}

#[test]
fn a_commit_stops_when_something_is_not_as_approved() {
    let root = tempfile::tempdir().unwrap();
    let (hooks, project) = (root.path().join("hooks"), root.path().join("project"));
    copy(&example("ci/pre-commit"), &hooks);
    git(&hooks, "init -q");
    git(&hooks, "add -A");
    git(&hooks, "commit -q -m hooks");
    let revision = git(&hooks, "rev-parse HEAD");

    std::fs::create_dir_all(project.join("deploy")).unwrap();
    std::fs::write(project.join("deploy/web.yaml"), POLICY).unwrap();
    git(&project, "init -q");
    // The same baseline watches a cloud, which the hook has no business with.
    let group = r#"{"SecurityGroups": []}"#;
    let cloud = project.join("dump/aws/111122223333/eu-west-1");
    std::fs::create_dir_all(&cloud).unwrap();
    std::fs::write(cloud.join("describe-security-groups.json"), group).unwrap();
    driftwall(
        &project,
        "baseline record --live dump:dump --by ana --reason NET-1 --allow-incomplete",
        0,
    );
    driftwall(
        &project,
        "baseline record --live manifests:deploy --by ana --reason NET-1 --allow-incomplete",
        0,
    );
    let config = format!(
        "repos:\n  - repo: {}\n    rev: {revision}\n    hooks:\n      - id: driftwall-manifests\n      - id: driftwall-baseline\n",
        hooks.display()
    );
    std::fs::write(project.join(".pre-commit-config.yaml"), config).unwrap();

    let run = |code: i32| {
        git(&project, "add -A");
        let mut pre_commit = tool("pre-commit");
        pre_commit.args(["run", "--all-files", "--color", "never"]).current_dir(&project);
        pre_commit.env("PRE_COMMIT_HOME", root.path().join("cache")).env("HOME", root.path());
        ends(&mut pre_commit, code).0
    };
    let said = run(0);
    assert_eq!(said.matches("Passed").count(), 2, "{said}");

    let opened = POLICY.replace("from: [{podSelector: {matchLabels: {app: lb}}}]", "from: []");
    std::fs::write(project.join("deploy/web.yaml"), opened).unwrap();
    let said = run(1);
    assert!(said.contains("exit code: 1") && said.contains("shop/web"), "{said}");
    assert_eq!(said.matches("Passed").count(), 1, "the baseline is still whole: {said}");
    std::fs::write(project.join("deploy/web.yaml"), POLICY).unwrap();

    let file = "baselines/kubernetes/manifests/kubernetes.network-policy/shop%2Fweb.json";
    let text = std::fs::read_to_string(project.join(file)).unwrap();
    std::fs::write(project.join(file), text.replace("\"lb\"", "\"any\"")).unwrap();
    let said = run(1);
    assert!(
        said.contains("exit code: 3") && said.contains("is not the one that was approved"),
        "{said}"
    );
}
