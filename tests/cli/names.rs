//! Identities that somebody chose to lead out of the baseline's folder, or to break a file system.

use std::collections::BTreeSet;

use serde_json::json;

use crate::estates::{AWS, CLUSTER, dump, group, list};
use crate::harness::{Place, tree};

fn names() -> Vec<String> {
    let mut names: Vec<String> = [
        "../../etc/passwd",
        "..",
        ".",
        "/",
        "//",
        "/etc/passwd",
        "a/../b",
        "a\u{0}b",
        "\u{0}",
        "trailing.",
        "trailing...",
        "trailing ",
        " ",
        "CON",
        "con",
        "nul.txt",
        "com1",
        "manifest.json",
        "manifest",
        "versions",
        ".pending",
        ".lock",
        ".git",
        "%2e%2e",
        "C:\\Windows",
        "name:stream",
        "*?\"<>|",
        "-rf",
        "~",
        "\u{e9}",
        "e\u{301}",
        "\u{202e}gpj.exe",
        "line\nbreak",
        "A",
        "a",
    ]
    .map(str::to_owned)
    .to_vec();
    names.push("x".repeat(300));
    names.push(format!("{}y", "x".repeat(300)));
    names.push("\u{1f512}".repeat(300));
    names.push("/".repeat(300));
    names
}

/// Records, verifies and scans a dump of groups with these ids.
fn recorded(ids: &[String]) -> Place {
    let place = Place::new();
    let groups: Vec<_> = ids.iter().map(|id| group(id, id, 443, "10.0.0.0/8")).collect();
    dump(&place, "live", &groups);
    place.write("driftwall.toml", "[scan]\nlive = \"dump:live\"\n");
    place.ends("baseline record", 0);
    place
}

#[test]
fn every_file_is_inside_the_baseline() {
    let names = names();
    let place = Place::new();
    let before: BTreeSet<String> = tree(&place.at("..")).into_keys().collect();
    drop(place);

    let place = recorded(&names);
    place.ends("baseline verify", 0);
    let clean = place.ends("scan", 0);
    assert!(clean.stdout.contains(&format!("{} resources", names.len())), "{}", clean.stdout);

    let after: BTreeSet<String> = tree(&place.at("..")).into_keys().collect();
    let mut files = 0;
    for file in after.difference(&before) {
        let inside = file.starts_with("work/baselines/") || file.starts_with("work/live/");
        assert!(inside || file == "work/driftwall.toml", "{file}");
        files += usize::from(file.contains("/aws.security-group/"));
    }
    assert_eq!(files, names.len(), "two names share a file, or one has none");
    let folder = place.at(&format!("baselines/{AWS}/aws.security-group"));
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.strip_suffix(".json").unwrap();
        assert!(
            name.len() <= 255 && !stem.starts_with('.') && !stem.ends_with(['.', ' ']),
            "{name}"
        );
        assert!(
            stem.bytes().all(|byte| byte.is_ascii_graphic() && !b"/\\:*?\"<>|".contains(&byte)),
            "{name}"
        );
    }
}

#[test]
fn names_that_differ_in_case_only_are_two_files() {
    let place = recorded(&["sg-A".to_owned(), "sg-a".to_owned()]);
    let folder = place.at(&format!("baselines/{AWS}/aws.security-group"));
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    // A disk that folds case can't hold both, and says so when it is checked; this one can.
    assert!(files.len() == 2 || place.run("baseline verify").code == Some(3), "{files:?}");
}

#[test]
fn every_name_can_be_shown_and_accepted() {
    let names: Vec<String> = names().into_iter().filter(|name| !name.contains('\u{0}')).collect();
    let place = recorded(&names);
    let opened: Vec<_> = names.iter().map(|id| group(id, id, 443, "0.0.0.0/0")).collect();
    dump(&place, "live", &opened);
    for name in &names {
        let mut command = place.command("baseline show --");
        let shown = command.arg(format!("aws.security-group/{name}")).output().unwrap();
        assert_eq!(shown.status.code(), Some(0), "{name:?}");
        let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
        assert_eq!(shown["identity"], json!(name));
    }
    let mut command = place.command("baseline accept --reason x --yes --");
    let all = command.args(names.iter().map(|name| format!("aws.security-group/{name}")));
    assert_eq!(all.output().unwrap().status.code(), Some(0));
    place.ends("baseline verify", 0);
    place.ends("scan", 0);
}

#[test]
fn scopes_are_safe_too() {
    // Folder names that a dump can have, and that must not lead out of the baseline when they are recorded.
    let place = Place::new();
    let policies = list(&[crate::estates::policy("shop", "web", "lb")]);
    let scopes = ["%2e%2e", "%2e%2e%2f%2e%2e%2fetc", "con", "folders", "a%00b", "UPPER"];
    for scope in scopes {
        place.write_json(&format!("live/kubernetes/{scope}/networkpolicies.json"), &policies);
    }
    let run = place.run("baseline record --live dump:live");
    for file in tree(&place.at("..")).into_keys().filter(|file| !file.starts_with("home/")) {
        assert!(file.starts_with("work/baselines/") || file.starts_with("work/live/"), "{file}");
    }
    assert_eq!(run.code, Some(0), "{}", place.text("", &run));
    place.ends("baseline verify", 0);
    place.ends("scan --live dump:live", 0);
}

#[test]
fn kubernetes_names_with_slashes_stay_apart() {
    let place = Place::new();
    let policies = list(&[
        crate::estates::policy("shop", "web", "lb"),
        crate::estates::policy("..", "..", "lb"),
    ]);
    place.write_json(&format!("live/{CLUSTER}/networkpolicies.json"), &policies);
    place.ends("baseline record --live dump:live", 0);
    place.ends("baseline verify", 0);
    place.ends("scan --live dump:live", 0);
    assert!(!place.at(&format!("baselines/{CLUSTER}/json")).exists());
}
