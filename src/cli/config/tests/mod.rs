//! What the configuration promises, by promise.

mod documents;
mod errors;
mod filter;
mod init;
mod layers;
mod round_trip;

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::load::{Flags, Surroundings, Vocabulary, load};
use super::settings::Settings;
use super::source::{Argument, SourceForm};
use super::{ConfigError, validate};
use crate::model::{Kind, Provider};

pub(super) const WORDS: Vocabulary<'static> = Vocabulary {
    formats: &["human", "json", "sarif"],
    sources: &[
        SourceForm { word: "dump", argument: Argument::Path, shape: "dump:DIR" },
        SourceForm { word: "manifests", argument: Argument::Path, shape: "manifests:DIR" },
        SourceForm { word: "baseline", argument: Argument::OptionalPath, shape: "baseline[:DIR]" },
    ],
    codes: &["boundary-changed", "metadata-changed"],
    kinds: &[
        Kind::new(Provider::Aws, "network-acl"),
        Kind::new(Provider::Aws, "security-group"),
        Kind::new(Provider::Kubernetes, "network-policy"),
    ],
};

/// A working folder that goes away.
pub(super) struct Folder(tempfile::TempDir);

impl Folder {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self) -> &Utf8Path {
        Utf8Path::from_path(self.0.path()).unwrap()
    }

    pub(super) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(path);
        fs_err::create_dir_all(path.parent().unwrap().as_std_path()).unwrap();
        fs_err::write(path.as_std_path(), text).unwrap();
        self
    }

    pub(super) fn around(&self, below: &str, env: &[(&str, &str)]) -> Surroundings {
        let env: BTreeMap<String, String> =
            env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let cwd = if below.is_empty() { self.path().to_owned() } else { self.path().join(below) };
        Surroundings { cwd, env }
    }

    pub(super) fn load(
        &self,
        flags: &Flags,
        env: &[(&str, &str)],
    ) -> Result<Settings, ConfigError> {
        load(flags, &self.around("", env), &WORDS)
    }
}

/// The settings of a file with this text.
pub(super) fn settings(text: &str) -> Settings {
    Folder::new().write("driftwall.toml", text).load(&Flags::default(), &[]).unwrap()
}

/// What is wrong with a file with this text: message and hint.
pub(super) fn wrong(text: impl AsRef<[u8]>) -> (String, String) {
    let folder = Folder::new();
    let error = folder.write("driftwall.toml", text).load(&Flags::default(), &[]).unwrap_err();
    (error.to_string(), error.hint().unwrap_or_default())
}

/// Everything that is wrong with a file with this text.
pub(super) fn all_wrong(text: &str) -> Vec<String> {
    let folder = Folder::new();
    folder.write("driftwall.toml", text);
    validate(&Flags::default(), &folder.around("", &[]), &WORDS)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

pub(super) fn path(text: &str) -> Utf8PathBuf {
    text.into()
}
