//! A baseline that somebody or something damaged is never trusted in silence.

use crate::estates::{drifted, recorded};

const GROUP: &str = "baselines/aws/111122223333/eu-west-1/aws.security-group/sg-2.json";
const MANIFEST: &str = "baselines/aws/111122223333/eu-west-1/manifest.json";

/// A manifest with the digest of its own text, as whoever wrote it would have given it.
fn sealed(text: &str) -> String {
    let plain = |line: &&str| {
        !line.starts_with("  \"digest\": ") && !line.starts_with("  \"signatures\": ")
    };
    let covered: String = text.split_inclusive('\n').filter(plain).collect();
    let digest = driftwall::trust::Digest::of(covered);
    let lines = text.split_inclusive('\n').map(|line| {
        if line.starts_with("  \"digest\": ") {
            format!("  \"digest\": \"{digest}\",\n")
        } else {
            line.to_owned()
        }
    });
    lines.collect()
}

#[test]
fn sealing_gives_what_was_recorded() {
    let text = recorded().read(MANIFEST);
    assert_eq!(sealed(&text), text);
}

#[test]
fn a_file_is_gone() {
    let place = recorded();
    std::fs::remove_file(place.at(GROUP)).unwrap();
    assert_shown!(place, "baseline verify", "scan", "baseline show");
}

#[test]
fn a_file_was_edited() {
    let place = recorded();
    place.write(GROUP, place.read(GROUP).replace("10.0.0.0/16", "0.0.0.0/0"));
    assert_shown!(place, "baseline verify", "scan", "baseline verify --output json");
}

#[test]
fn a_file_was_put_there() {
    let place = recorded();
    place.write(&GROUP.replace("sg-2", "sg-3"), place.read(GROUP));
    assert_shown!(place, "baseline verify", "scan");
}

#[cfg(unix)]
#[test]
fn a_file_is_a_link() {
    let place = recorded();
    std::fs::rename(place.at(GROUP), place.at("elsewhere.json")).unwrap();
    std::os::unix::fs::symlink(place.at("elsewhere.json"), place.at(GROUP)).unwrap();
    assert_shown!(place, "baseline verify", "scan");
}

#[test]
fn the_manifest_is_damaged() {
    let place = recorded();
    let whole = place.read(MANIFEST);
    let mut all = String::new();
    for (what, text) in [
        ("truncated", whole[..whole.len() / 2].to_owned()),
        ("empty", String::new()),
        ("a list", "[]".to_owned()),
        (
            "of a newer major version",
            whole.replace("driftwall.manifest/1.0", "driftwall.manifest/2.0"),
        ),
        (
            "of a newer minor version",
            whole.replace("driftwall.manifest/1.0", "driftwall.manifest/1.7"),
        ),
        (
            "leading elsewhere",
            whole.replace("aws.security-group/sg-2.json", "../../../../driftwall.toml"),
        ),
    ] {
        assert_ne!(text, whole, "{what}");
        place.write(MANIFEST, text);
        all.push_str(&format!("## {what}\n{}\n", place.shown(&["baseline verify", "scan"])));
    }
    std::fs::remove_file(place.at(MANIFEST)).unwrap();
    all.push_str(&format!("## missing\n{}\n", place.shown(&["baseline verify", "scan"])));
    assert_text!(all);
}

#[test]
fn a_newer_minor_version_is_read_and_not_rewritten() {
    let place = drifted();
    let manifest = place.read(MANIFEST).replace("driftwall.manifest/1.0", "driftwall.manifest/1.7");
    let manifest = sealed(&manifest);
    place.write(MANIFEST, &manifest);
    place.ends("scan", 1);
    assert_shown!(place, "baseline accept sg-2 --reason x --yes");
    assert_eq!(place.read(MANIFEST), manifest);
}

#[test]
fn a_resource_of_a_newer_major_version() {
    let place = recorded();
    let text = place.read(GROUP);
    let newer = text.replace("driftwall.resource/1.0", "driftwall.resource/2.0");
    assert_ne!(text, newer);
    place.write(GROUP, &newer);
    let digest = |text: &str| driftwall::trust::Digest::of(text).to_string();
    let manifest = place.read(MANIFEST).replace(&digest(&text), &digest(&newer));
    place.write(MANIFEST, sealed(&manifest));
    assert_shown!(place, "baseline verify", "scan");
}

#[test]
fn an_edited_file_can_be_approved_away() {
    let place = recorded();
    place.write(GROUP, place.read(GROUP).replace("10.0.0.0/16", "0.0.0.0/0"));
    place.ends("scan", 3);
    place.ends("baseline accept --all --reason 'somebody edited it' --yes", 0);
    place.ends("baseline verify", 0);
    place.ends("scan", 0);
    assert!(
        place.read(GROUP).contains("10.0.0.0/16"),
        "what is live was approved, not what was edited"
    );
}

#[test]
fn a_file_that_is_gone_is_not_settled_by_approving_another_resource() {
    let place = drifted();
    std::fs::remove_file(place.at(GROUP)).unwrap();
    assert_shown!(place, "baseline accept sg-1 --reason x --yes", "scan");
}
