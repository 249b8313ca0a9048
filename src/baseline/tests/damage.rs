//! Whatever is done to the files is found.

use camino::Utf8Path;
use proptest::prelude::*;

use super::{ACL, Folder, GROUP, edit, reading, record, tree};
use crate::baseline::{BaselineError, Problem, Trouble};

fn three_versions() -> Folder {
    let folder = Folder::new();
    for text in ["a", "b", "c"] {
        let groups = reading(&[("sg-1", text), ("sg-2", "same")]);
        record(&folder.store(), edit([(GROUP, groups), (ACL, reading(&[("acl-1", "x")]))]));
    }
    folder
}

/// The one problem that a piece of damage causes, its file relative to the scope's folder.
fn problem(damage: impl Fn(&Utf8Path)) -> Problem {
    let folder = three_versions();
    damage(&folder.home());
    let mut problems = folder.store().verify().problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    let problem = problems.remove(0);
    assert!(!problem.hint().is_empty());
    let file = problem.file.strip_prefix(folder.home()).unwrap_or(&problem.file).to_owned();
    Problem { file, ..problem }
}

fn copy(from: impl AsRef<std::path::Path>, to: impl AsRef<std::path::Path>) {
    std::fs::copy(from, to).unwrap();
}

fn write(path: impl AsRef<std::path::Path>, text: &str) {
    std::fs::write(path, text).unwrap();
}

#[test]
fn every_kind_of_damage_is_named() {
    let sg = "aws.security-group/sg-1.json";
    let found = problem(|home| write(home.join(sg), "{}"));
    assert!(matches!(found.trouble, Trouble::Edited { .. }) && found.file == sg);
    assert!(found.to_string().contains("was edited after 2026-11-18 (digest "), "{found}");
    assert!(found.recorded().is_some() && found.found().is_some());

    let found = problem(|home| std::fs::remove_file(home.join(sg)).unwrap());
    assert!(matches!(found.trouble, Trouble::Missing { .. }) && found.file == sg);

    let extra = "aws.security-group/sg-9.json";
    let found = problem(|home| copy(home.join(sg), home.join(extra)));
    assert!(found.trouble == Trouble::Extra && found.file == extra);

    let found = problem(|home| std::fs::remove_file(home.join("manifest.json")).unwrap());
    assert_eq!(found.trouble, Trouble::NoManifest);

    let found = problem(|home| write(home.join("manifest.json"), "<<<<<<< HEAD"));
    assert!(matches!(found.trouble, Trouble::Unparsable(_)), "{found}");

    let found =
        problem(|home| write(home.join("manifest.json"), r#"{"format":"driftwall.manifest/2.0"}"#));
    assert!(found.to_string().contains("upgrade driftwall"), "{found}");

    let found = problem(|home| std::fs::remove_file(home.join("versions/2.json")).unwrap());
    assert!(
        matches!(found.trouble, Trouble::Chain(_)) && found.file == "versions/2.json",
        "{found}"
    );

    let found = problem(|home| write(home.join("notes.txt"), "hello"));
    assert_eq!(found.trouble, Trouble::Extra);
}

#[test]
fn a_version_or_a_scope_in_the_wrong_place_is_found() {
    let found = problem(|home| {
        copy(home.join("manifest.json"), home.join("versions/2.json"));
    });
    assert!(matches!(found.trouble, Trouble::Misplaced { .. }), "{found}");

    let folder = three_versions();
    let elsewhere = folder.root().join("aws/111122223333/us-east-1");
    std::fs::rename(folder.home(), &elsewhere).unwrap();
    let error = folder.store().snapshot().unwrap_err();
    assert!(error.to_string().contains("says it is aws:111122223333/eu-west-1"), "{error}");
}

#[test]
fn a_file_under_another_name_is_found() {
    let folder = three_versions();
    let manifest = folder.home().join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    // Even a manifest that is forged to match can't call a resource by another's name.
    let forged = text.replace("sg-1.json", "sg-0.json");
    let Err(Trouble::Edited { recorded, found, .. }) =
        crate::baseline::manifest::Sealed::parse(forged.as_bytes())
    else {
        panic!("the manifest's own digest must not match");
    };
    write(&manifest, &forged.replace(&recorded.to_string(), &found.to_string()));
    let group = folder.home().join("aws.security-group");
    std::fs::rename(group.join("sg-1.json"), group.join("sg-0.json")).unwrap();
    let BaselineError::Untrusted { problems, .. } = folder.store().snapshot().unwrap_err() else {
        panic!("it must not be trusted");
    };
    assert!(matches!(problems[0].trouble, Trouble::Misplaced { .. }), "{problems:?}");
}

#[test]
fn a_reading_for_a_scan_names_everything_at_once() {
    let folder = three_versions();
    write(folder.home().join("aws.security-group/sg-1.json"), "{}");
    std::fs::remove_file(folder.home().join("aws.network-acl/acl-1.json")).unwrap();
    let error = folder.store().snapshot().unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("sg-1.json was edited") && text.contains("acl-1.json is missing"),
        "{text}"
    );
    assert!(error.hint().is_some());
}

#[cfg(unix)]
#[test]
fn a_link_anywhere_is_refused() {
    use std::os::unix::fs::symlink;
    for place in [
        "aws.security-group/sg-1.json",
        "aws.security-group",
        "manifest.json",
        "versions",
        "versions/objects",
        "versions/1.json",
        "",
    ] {
        let folder = three_versions();
        let path = folder.home().join(place).components().collect::<camino::Utf8PathBuf>();
        let moved = folder.root().with_file_name("elsewhere");
        std::fs::rename(&path, &moved).unwrap();
        symlink(&moved, &path).unwrap();
        let problems = folder.store().verify().problems;
        assert!(problems.iter().any(|p| p.trouble == Trouble::Symlink), "{place}: {problems:?}");
    }
    let folder = three_versions();
    let other = folder.root().with_file_name("other");
    symlink(folder.root(), &other).unwrap();
    let store = crate::baseline::Store::open(other, super::holder());
    assert!(matches!(store.snapshot(), Err(BaselineError::Untrusted { .. })));
}

/// Whoever can write files here wrote down what a commit was about to do, behind a link.
#[cfg(unix)]
#[test]
fn nothing_is_finished_behind_a_link() {
    let folder = three_versions();
    let (home, moved) = (folder.home(), folder.root().with_file_name("elsewhere"));
    let kind = home.join("aws.security-group");
    std::fs::rename(&kind, &moved).unwrap();
    std::os::unix::fs::symlink(&moved, &kind).unwrap();
    write(moved.join("package.json"), "theirs");
    let manifest = std::fs::read(home.join("manifest.json")).unwrap();
    let said: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let (named, digest) = said["files"]
        .as_object()
        .unwrap()
        .iter()
        .find(|(name, _)| name.starts_with("aws.security-group/"))
        .unwrap();
    let file = home.join(named);
    let content = std::fs::read(&file).unwrap();
    write(&file, "theirs, too");
    let pending = home.join(".pending");
    std::fs::create_dir_all(&pending).unwrap();
    std::fs::write(pending.join(digest.as_str().unwrap()), content).unwrap();
    let plan = serde_json::json!({
        "manifest": crate::trust::Digest::of(&manifest), "restart": false,
        "remove": ["aws.security-group/package.json"],
    });
    write(pending.join("plan.json"), &plan.to_string());
    let store = folder.real_store();
    assert!(store.recovery().is_some(), "the plan was believed");
    assert_eq!(std::fs::read_to_string(moved.join("package.json")).unwrap(), "theirs");
    assert_eq!(std::fs::read_to_string(file).unwrap(), "theirs, too");
}

#[test]
fn an_unknown_folder_is_named_and_a_read_me_is_welcome() {
    let folder = three_versions();
    write(folder.root().join("README.md"), "hello");
    assert_eq!(folder.store().verify().problems, []);
    std::fs::create_dir(folder.root().join("gpc")).unwrap();
    assert_eq!(folder.store().verify().problems[0].trouble, Trouble::Extra);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_flipped_bit_anywhere_is_found(file in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0..8) {
        let folder = three_versions();
        let files: Vec<_> = tree(&folder.home()).into_iter().collect();
        let (path, mut bytes) = files[file.index(files.len())].clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1u8 << bit;
        std::fs::write(&path, bytes).unwrap();
        let problems = folder.store().verify().problems;
        prop_assert!(!problems.is_empty(), "{path} byte {at} bit {bit}");
    }
}
