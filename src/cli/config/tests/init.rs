//! What `driftwall init` finds and writes.

use super::{Folder, path, settings};
use crate::cli::config::{Found, look, template};

fn found() -> Found {
    Found {
        dumps: vec![path("estate"), path("odd \"name\"\nlive = 1")],
        manifests: vec![path("deploy")],
        has_baselines: true,
    }
}

/// Sets every key that the template leaves unset.
fn uncommented(text: &str) -> String {
    text.lines()
        .map(|line| match line.strip_prefix('#') {
            Some(key) if !key.starts_with(' ') && !key.is_empty() => format!("{key}\n"),
            _ => format!("{line}\n"),
        })
        .collect()
}

#[test]
fn the_template_is_a_configuration_as_it_is_and_with_every_key_set() {
    for found in [found(), Found::default()] {
        let text = template(&found);
        let live = settings(&text).live.value.map(|source| source.to_string());
        assert_eq!(live.is_some(), !found.dumps.is_empty());
        let all = settings(&uncommented(&text));
        assert_eq!(all.live.value.unwrap().to_string(), "dump:estate");
        assert_eq!(all.filter.rules.len(), 1);
        assert_eq!(all.outputs.len(), 1);
    }
}

#[test]
fn every_key_is_in_the_template_and_explained_on_the_line_above() {
    let text = template(&found());
    let set = uncommented(&text);
    for key in super::documents::every_key() {
        let last = key.rsplit('.').next().unwrap();
        assert!(set.lines().any(|line| line.starts_with(&format!("{last} = "))), "{key}");
    }
    let lines: Vec<&str> = text.lines().collect();
    for pair in lines.windows(2) {
        let is_key = !pair[1].starts_with("# ") && !pair[1].is_empty();
        assert!(!is_key || pair[0].starts_with("# "), "not explained: {}", pair[1]);
    }
}

#[test]
fn a_look_around_finds_dumps_manifests_and_baselines() {
    let folder = Folder::new();
    let list = r#"{"apiVersion": "v1", "items": [], "kind": "List"}"#;
    let manifest = "apiVersion: v1\nkind: Namespace\n";
    folder
        .write("estate/aws/111122223333/eu-west-1/describe-vpcs.json", "{}")
        .write("estate/aws/111122223333/eu-west-1/describe-subnets.json", "{}")
        .write("clusters/kubernetes/prod/all.json", list)
        .write("deploy/base/ns.yaml", manifest)
        .write("deploy/ns.yaml", manifest)
        .write("chart/templates/ns.yaml", "apiVersion: v1\nkind: {{ .Kind }}\n")
        .write("node_modules/x/ns.yaml", manifest)
        .write("estate/notes/ns.yaml", manifest)
        .write("ci.yaml", "on: push\n")
        .write("aws/readme.json", "{}")
        .write("baselines/manifest.json", "{}");
    let found = look(folder.path());
    assert_eq!(
        found,
        Found {
            dumps: vec![path("clusters"), path("estate")],
            manifests: vec![path("deploy")],
            has_baselines: true,
        }
    );
}

#[test]
fn the_working_folder_itself_may_be_the_source() {
    let folder = Folder::new();
    folder.write("aws/111122223333/eu-west-1/describe-vpcs.json", "{}");
    assert_eq!(look(folder.path()).dumps, [path("")]);
    let text = template(&look(folder.path()));
    assert_eq!(settings(&text).live.value.unwrap().to_string(), "dump:.");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let (outside, folder) = (Folder::new(), Folder::new());
    outside.write("aws/111122223333/eu-west-1/describe-vpcs.json", "{}");
    std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    assert_eq!(look(folder.path()), Found::default());
}
