//! Where things are on disk: the one mapping from scopes and resources to paths.
//!
//! `<root>/<provider>/<scope parts>/<kind>/<identity>.json`. A path is a pure function of the
//! resource's address, so a reviewer's CODEOWNERS line and a finding's `file` keep pointing at
//! the same place, and two addresses never share one, not even on a file system that takes `A`
//! and `a` for the same letter. Identities are chosen by whoever can create a resource, so a part
//! is never `.` or `..`, hidden, a device name of Windows, or longer than a file system takes.

use camino::{Utf8Path, Utf8PathBuf};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::model::{Identity, Kind, Provider, Scope};
use crate::trust::Digest;

/// The manifest in a scope's folder. Its rename is the commit.
pub(super) const MANIFEST: &str = "manifest.json";
/// What a commit has written and not yet moved into place, in a scope's folder.
pub(super) const PENDING: &str = ".pending";
/// What a commit is about to do, in the pending folder.
pub(super) const PLAN: &str = "plan.json";
/// The manifests of former versions, in a scope's folder.
pub(super) const VERSIONS: &str = "versions";
/// The contents that only former versions name, in the versions folder.
pub(super) const OBJECTS: &str = "objects";
/// The lock, in the root.
pub(super) const LOCK: &str = ".lock";
/// What keeps the lock and pending contents out of git, in the root.
pub(super) const GITIGNORE: &str = ".gitignore";

/// Parts that would be longer than this are cut and hashed.
const LONGEST: usize = 150;
/// How much of a hashed part stays readable.
const PREFIX: usize = 80;

/// Two names that differ only in case are two files. A checkout on a disk that folds case can't hold both; it
/// reads as damaged there, and never as one of them.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'-');

/// One part of a path.
pub(super) fn part(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in utf8_percent_encode(text, PLAIN) {
        out.push_str(piece);
    }
    if out.len() > LONGEST {
        let mut prefix: String = out.chars().take(PREFIX).collect();
        if let Some(cut) = prefix.rfind('%').filter(|at| at + 2 >= PREFIX) {
            prefix.truncate(cut);
        }
        // No encoded text holds a `~`, so a hashed part is never mistaken for another name.
        out = format!("{prefix}~{}", Digest::of(text));
    }
    if let Some(rest) = out.strip_suffix('.') {
        out = format!("{rest}%2E");
    }
    let first = out.chars().next();
    if let Some(first) = first.filter(|first| *first == '.' || is_device(&out)) {
        let mut encoded = String::with_capacity(out.len() + 2);
        push_encoded(&mut encoded, first);
        encoded.extend(out.chars().skip(1));
        out = encoded;
    }
    out
}

fn push_encoded(out: &mut String, letter: char) {
    out.push_str(&format!("%{:02X}", u32::from(letter)));
}

/// Whether Windows takes a name for a device, whatever follows its first dot.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let numbered = |word: &str| {
        stem.strip_prefix(word)
            .is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// A scope's folder, relative to the root.
pub(super) fn scope_folder(scope: &Scope) -> Utf8PathBuf {
    let mut folder = Utf8PathBuf::from(scope.provider().word());
    let alone = scope.parts().len() == 1;
    for text in scope.parts() {
        let mut name = part(text);
        // A project that is called `folders` must not become the folder that holds the folders.
        if alone && depth_below(scope.provider(), &name) > 1 {
            let rest: String = name.chars().skip(1).collect();
            name.truncate(1);
            let mut encoded = String::new();
            name.chars().for_each(|first| push_encoded(&mut encoded, first));
            name = encoded + &rest;
        }
        folder.push(name);
    }
    folder
}

/// How many folders there are from a provider's folder down to a scope's, when the first of them
/// has this name.
pub(super) fn depth_below(provider: Provider, first: &str) -> usize {
    match (provider, first) {
        (Provider::Aws, _) | (Provider::Gcp, "folders" | "organizations") => 2,
        (Provider::Azure | Provider::Gcp | Provider::Kubernetes | Provider::Docker, _) => 1,
    }
}

/// A resource's file, relative to its scope's folder, with `/` on every system.
pub(super) fn resource_path(kind: &Kind, identity: &Identity) -> String {
    format!("{}/{}.json", part(&kind.to_string()), part(identity.as_str()))
}

/// Whether a text that came out of a file is the path of a resource, and can't lead anywhere else.
pub(super) fn is_resource_path(path: &str) -> bool {
    let plain = |part: &str| {
        !part.starts_with('.')
            && !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-%~".contains(&b))
    };
    match path.split_once('/') {
        Some((kind, file)) => {
            plain(kind) && kind.contains('.') && plain(file) && file.ends_with(".json")
        }
        None => false,
    }
}

/// A former version's manifest, relative to its scope's folder.
pub(super) fn version_path(number: u64) -> Utf8PathBuf {
    Utf8Path::new(VERSIONS).join(format!("{number}.json"))
}

/// A content that only former versions name, relative to its scope's folder.
pub(super) fn object_path(digest: &Digest) -> Utf8PathBuf {
    Utf8Path::new(VERSIONS).join(OBJECTS).join(format!("{digest}.json"))
}

/// A content that is not yet in place, relative to its scope's folder.
pub(super) fn pending_path(digest: &Digest) -> Utf8PathBuf {
    Utf8Path::new(PENDING).join(digest.to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::{LONGEST, is_resource_path, part, resource_path, scope_folder};
    use crate::model::{Identity, Kind, Provider, Scope};

    #[test]
    fn names_stay_readable() {
        for (text, want) in [
            ("sg-0a12", "sg-0a12"),
            ("eu-west-1", "eu-west-1"),
            ("shop/default-deny", "shop%2Fdefault-deny"),
            (
                "arn:aws:eks:eu-west-1:1:cluster/prod",
                "arn%3Aaws%3Aeks%3Aeu-west-1%3A1%3Acluster%2Fprod",
            ),
            ("Web", "Web"),
            (".", "%2E"),
            ("..", "%2E%2E"),
            ("...", "%2E.%2E"),
            (".hidden", "%2Ehidden"),
            ("end.", "end%2E"),
            ("a..b", "a..b"),
            ("nul", "%6Eul"),
            ("NUL", "%4EUL"),
            ("com1.web", "%63om1.web"),
            ("company", "company"),
            ("\u{202e}gpj", "%E2%80%AEgpj"),
            ("100%", "100%25"),
        ] {
            assert_eq!(part(text), want, "{text}");
        }
    }

    #[test]
    fn a_long_name_is_cut_and_hashed() {
        let long = "/".repeat(151);
        assert!(part(&long).starts_with("%2F%2F"));
        assert!(part(&long).len() <= LONGEST);
        assert_ne!(part(&long), part(&"/".repeat(152)));
        // Nobody can call a resource what a long name is hashed to.
        assert_ne!(part(&part(&long)), part(&long));
        assert_eq!(part(&"a".repeat(LONGEST)), "a".repeat(LONGEST));
    }

    #[test]
    fn scopes_never_nest() {
        for (scope, want) in [
            ("aws:111122223333/eu-west-1", "aws/111122223333/eu-west-1"),
            ("gcp:shop", "gcp/shop"),
            ("gcp:folders/42", "gcp/folders/42"),
            ("gcp:folders", "gcp/%66olders"),
            ("gcp:organizations", "gcp/%6Frganizations"),
            ("kubernetes:folders", "kubernetes/folders"),
            ("docker:ssh://build@198.51.100.9", "docker/ssh%3A%2F%2Fbuild%40198.51.100.9"),
        ] {
            assert_eq!(scope_folder(&scope.parse::<Scope>().unwrap()), want);
        }
    }

    #[test]
    fn a_path_from_a_file_leads_nowhere_else() {
        for wrong in [
            "",
            "/",
            "a.json",
            "../a.json",
            "aws.x/../../a.json",
            "aws.x/..json",
            "aws.x/a/b.json",
            "/etc/passwd",
            "versions/1.json",
            "aws.x/a.JSON",
            "aws.x/.json",
            "aws.x\\a.json",
            "manifest.json",
        ] {
            assert!(!is_resource_path(wrong), "{wrong}");
        }
    }

    fn names() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC{1,12}",
            "[aA./%~]{1,4}",
            ".{1,8}",
            "[a-cA-C%/]{140,160}",
            "(?i)(con|nul|com1)[.a]?"
        ]
    }

    proptest! {
        #[test]
        fn a_part_is_safe_everywhere(text in names()) {
            let encoded = part(&text);
            prop_assert!(!encoded.is_empty() && encoded != "." && encoded != "..");
            prop_assert!(!encoded.starts_with('.') && !encoded.ends_with('.'));
            prop_assert!(encoded.len() <= LONGEST + 4);
            prop_assert!(!super::is_device(&encoded));
            for byte in encoded.bytes() {
                prop_assert!(byte.is_ascii_alphanumeric() || b"._-%~".contains(&byte), "{encoded}");
            }
            let kind = Kind::new(Provider::Docker, "container");
            prop_assert!(is_resource_path(&resource_path(&kind, &Identity::new(text.clone()).unwrap())));
            if !encoded.contains('~') {
                prop_assert_eq!(percent_decode_str(&encoded).decode_utf8().unwrap(), text);
            }
        }

        #[test]
        fn two_names_never_meet(texts in prop::collection::vec(names(), 2..40)) {
            let mut seen: BTreeMap<String, String> = BTreeMap::new();
            for text in texts {
                if let Some(other) = seen.insert(part(&text), text.clone()) {
                    prop_assert_eq!(other, text);
                }
            }
        }
    }
}
